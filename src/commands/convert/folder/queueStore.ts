import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Claim, ClaimLost, Claims } from '../../../core/disk/claims.ts';
import { RecordFolder } from '../../../core/disk/recordFolder.ts';
import type { ErrorCode, ErrorFacts } from '../../../core/errors.ts';
import { isRecord } from '../../../core/json.ts';
import type { QueueFailure, QueueSnapshot } from '../../../core/queue/documentQueue.ts';
import { isErrorCode } from '../../../platform/messages.ts';
import { soundEntries } from '../../../platform/storedValue.ts';

/** An invalid detail counts as absent, so that no document is lost because of it. */
const perhaps = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);
const leftMarkdown = v.object({ markdown: v.string(), mtime: v.exactOptional(v.number()) });

/** A failure. A code of another version, for which this one has no message, counts as an unexpected failure. */
const failure = v.union([
	v.object({ code: v.custom<ErrorCode>(isErrorCode), facts: v.custom<ErrorFacts[ErrorCode]>(isRecord) }),
	v.pipe(
		v.custom<object>(isRecord),
		v.transform((): QueueFailure => ({})),
	),
]);

/** A `QueuedDocument` on disk; an invalid detail counts as absent. */
const queuedDocument = v.object({
	uri: v.string(),
	reader: v.string(),
	replaces: v.boolean(),
	state: v.picklist(['waiting', 'done', 'failed']),
	pages: perhaps(v.object({ done: v.number(), total: v.number() })),
	left: perhaps(leftMarkdown),
	failure: perhaps(failure),
	missing: perhaps(v.array(v.number())),
	isTold: perhaps(v.boolean()),
	asks: perhaps(v.boolean()),
});

const queueSnapshot = v.object({
	paused: v.fallback(v.boolean(), false),
	because: perhaps(failure),
	documents: soundEntries(queuedDocument),
});

interface QueueStoreOptions {
	/** The folder with the queues of all windows of a workspace. */
	readonly folder: string;
	/** As in `ClaimsOptions`. */
	readonly windowAnswers: () => PromiseLike<unknown>;
	/** Called with a queue that another window has left and that now belongs to this one. */
	readonly onFound: (left: QueueSnapshot) => void;
	/** Called when another window has taken over this window's queue. */
	readonly onLost: () => void;
}

/**
 * The queue of a window on disk. If a window closes or reloads, the next one that opens continues its queue. Disk errors only mean that a queue does
 * not survive its window.
 */
export class QueueStore {
	private readonly records: RecordFolder;
	private readonly claims: Claims;
	private readonly ended = new AbortController();
	private claim: Claim | undefined;
	private next: QueueSnapshot | undefined;
	private writing: Promise<void> | undefined;

	constructor(private readonly options: QueueStoreOptions) {
		this.records = new RecordFolder(options.folder);
		this.claims = new Claims({ records: this.records, windowAnswers: options.windowAnswers });
	}

	/** Takes over the queues that other windows have left, and waits for those of windows that are still open. */
	async adopt(): Promise<void> {
		for (const name of await this.records.names()) {
			void this.adoptOne(name).catch(() => undefined);
		}
	}

	/** Saves the queue; an empty one is deleted. Changes during a write are written together. */
	save(snapshot: QueueSnapshot): void {
		this.next = snapshot;
		this.writing ??= this.write().finally(() => {
			this.writing = undefined;
		});
	}

	/** Waits until everything is on disk, and leaves the queue to the next window. */
	async close(): Promise<void> {
		this.ended.abort();
		await this.writing;
		await this.claim?.release();
	}

	private async adoptOne(name: string): Promise<void> {
		const claim = await this.claims.take(name, { signal: this.ended.signal });
		if ('finished' in claim) {
			return;
		}
		const left = soundSnapshot(claim.value);
		if (left) {
			this.options.onFound(left);
			// It must be in this window's own file before the other file is deleted.
			await this.writing;
		}
		await claim.drop();
	}

	private async write(): Promise<void> {
		while (this.next && !this.ended.signal.aborted) {
			const snapshot = this.next;
			this.next = undefined;
			try {
				if (snapshot.documents.length > 0) {
					this.claim ??= await this.begin();
					await this.claim.update(snapshot);
				} else {
					await this.claim?.drop();
					this.claim = undefined;
				}
			} catch (error) {
				if (error instanceof ClaimLost) {
					this.claim = undefined;
					this.next = undefined;
					this.options.onLost();
				}
			}
		}
	}

	private async begin(): Promise<Claim> {
		// A random name is always free.
		const claim = (await this.claims.take(randomUUID(), { signal: this.ended.signal })) as Claim;
		claim.lost.addEventListener('abort', () => {
			if (this.claim === claim) {
				this.claim = undefined;
				this.options.onLost();
			}
		});
		return claim;
	}
}

/** The valid documents of a queue on disk; undefined if there are none. */
function soundSnapshot(value: unknown): QueueSnapshot | undefined {
	const { success, output } = v.safeParse(queueSnapshot, value);
	return success && output.documents.length > 0 ? output : undefined;
}
