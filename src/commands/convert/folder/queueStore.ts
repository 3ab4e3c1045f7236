import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Claim, ClaimLost, Claims } from '../../../core/disk/claims.ts';
import { RecordFolder } from '../../../core/disk/recordFolder.ts';
import type { ErrorCode, ErrorFacts } from '../../../core/errors.ts';
import { isRecord } from '../../../core/json.ts';
import type { QueueFailure, QueueSnapshot } from '../../../core/queue/documentQueue.ts';
import { isErrorCode } from '../../../platform/messages.ts';
import { soundEntries } from '../../../platform/storedValue.ts';

/** An unsound detail counts as absent, so that no document is lost because of it. */
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

/** A `QueuedDocument` as it is written down; a detail that is not sound counts as absent. */
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
	/** Told of a queue that a window has left, which is this window's now. */
	readonly onFound: (left: QueueSnapshot) => void;
	/** Told when another window has taken this one's queue over. */
	readonly onLost: () => void;
}

/**
 * The queue of a window on disk. Each window has its own; what one has left, as by a reload, goes on in the next that opens. Trouble with the disk only
 * means that a queue does not survive its window.
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

	/** Takes what other windows have left, and waits for what those leave that are still there. */
	async adopt(): Promise<void> {
		for (const name of await this.records.names()) {
			void this.adoptOne(name).catch(() => undefined);
		}
	}

	/** Writes the queue down; an empty one is forgotten. What comes while it is being written is written together. */
	save(snapshot: QueueSnapshot): void {
		this.next = snapshot;
		this.writing ??= this.write().finally(() => {
			this.writing = undefined;
		});
	}

	/** Waits until all is on disk, and leaves the queue to the next window. */
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
			// In this window's own file before the other goes.
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
		// A name that nobody has.
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

/** The documents of a queue on disk, those that are sound; undefined when there are none. */
function soundSnapshot(value: unknown): QueueSnapshot | undefined {
	const { success, output } = v.safeParse(queueSnapshot, value);
	return success && output.documents.length > 0 ? output : undefined;
}
