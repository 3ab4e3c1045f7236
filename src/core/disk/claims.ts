import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Clock, isHeld, leaseOnRecord, newLease, systemClock } from './lease.ts';
import type { RecordFolder } from './recordFolder.ts';
import { TaskQueue } from '../taskQueue.ts';

/** Options of `Claims`. */
export interface ClaimsOptions {
	readonly records: Pick<RecordFolder, 'get' | 'set' | 'remove' | 'names'>;
	/**
	 * Resolves when this process' window answers, and stays pending while there is no window. An extension host can outlive its window by hours, and
	 * its timers go on.
	 */
	readonly windowAnswers: () => PromiseLike<unknown>;
	readonly clock?: Clock;
}

/** How long a claim is valid after its window was last seen, in milliseconds. */
export const leaseMs = 15_000;

/** How often a holder renews its claim, in milliseconds. */
export const renewalMs = 3000;

/** How often a waiting process checks again, in milliseconds. */
const pollMs = 500;

/** How long the record of finished work is kept, in milliseconds. */
export const doneMs = 30_000;

/** How long the record of abandoned work is kept, in milliseconds. */
export const keptMs = 90 * 24 * 3600 * 1000;

/** A record on disk. */
const claimRecord = v.object({
	value: v.optional(v.unknown()),
	writtenMs: v.number(),
	lease: leaseOnRecord,
	/** Whether the work is finished; the value then holds its result. */
	done: v.fallback(v.optional(v.boolean()), undefined),
});

type ClaimRecord = Readonly<v.InferOutput<typeof claimRecord>>;

/** Work that another process finished while this one waited for it. */
export interface FinishedElsewhere {
	readonly finished: unknown;
}

/** Another process has taken over the claim. */
export class ClaimLost extends Error {
	override readonly name = 'ClaimLost';
}

/** Claims on work, across processes: each piece of work has a name and at most one holder. Disk errors never fail the work. */
export class Claims {
	private readonly clock: Clock;

	constructor(private readonly options: ClaimsOptions) {
		this.clock = options.clock ?? systemClock;
	}

	/** The names of all pieces of work with a record. */
	async names(): Promise<readonly string[]> {
		return this.options.records.names();
	}

	/** The latest record of a piece of work, whoever works on it. */
	async read(name: string): Promise<unknown> {
		const found = await this.record(name);
		return found?.done ? undefined : found?.value;
	}

	/** Whether another process works on it. */
	async isHeld(name: string): Promise<boolean> {
		return isHeld((await this.record(name))?.lease, this.clock.now());
	}

	/** Deletes the record, unless somebody works on it. */
	async forget(name: string): Promise<void> {
		if (!(await this.isHeld(name))) {
			await this.options.records.remove(name).catch(() => undefined);
		}
	}

	/**
	 * Claims a piece of work as soon as nobody else holds it; its record stays. Calls `onWait` when it has to wait.
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async take(
		name: string,
		{ signal, onWait }: { readonly signal: AbortSignal; readonly onWait?: () => void },
	): Promise<Claim | FinishedElsewhere> {
		for (let waited = false; ; waited = true) {
			signal.throwIfAborted();
			const found = await this.record(name);
			if (!isHeld(found?.lease, this.clock.now())) {
				if (waited && found?.done) {
					return { finished: found.value };
				}
				await this.sweep();
				return await Claim.open(name, found?.done ? undefined : found?.value, { ...this.options, clock: this.clock });
			}
			if (!waited) {
				onWait?.();
			}
			await this.clock.sleep(pollMs, signal);
		}
	}

	/** Deletes outdated records of finished and abandoned work. */
	private async sweep(): Promise<void> {
		const { records } = this.options;
		for (const name of await records.names()) {
			const found = await this.record(name);
			if (found && !isHeld(found.lease, this.clock.now()) && this.clock.now() - found.writtenMs > (found.done ? doneMs : keptMs)) {
				await records.remove(name).catch(() => undefined);
			}
		}
	}

	private async record(name: string): Promise<ClaimRecord | undefined> {
		return soundRecord(await this.options.records.get(name));
	}
}

/** A piece of work that this process holds. */
export class Claim {
	private readonly holder = randomUUID();
	private readonly queue = new TaskQueue();
	private readonly losing = new AbortController();
	private readonly ended = new AbortController();
	private seenMs: number;
	private asked: Promise<void> | undefined;

	private constructor(
		readonly name: string,
		private written: unknown,
		private readonly options: Required<ClaimsOptions>,
	) {
		this.seenMs = options.clock.now();
	}

	static async open(name: string, value: unknown, options: Required<ClaimsOptions>): Promise<Claim> {
		const claim = new Claim(name, value, options);
		await claim.write({});
		void claim.lookAfter();
		return claim;
	}

	/** The record of the work; undefined when there is none. */
	get value(): unknown {
		return this.written;
	}

	/** Aborts when another process has taken over the work. */
	get lost(): AbortSignal {
		return this.losing.signal;
	}

	/**
	 * Updates the record of the work.
	 * @throws {ClaimLost}
	 */
	async update(value: unknown): Promise<void> {
		await this.check();
		this.written = value;
		await this.write({});
	}

	/**
	 * Call this right before writing what only the holder may write.
	 * @throws {ClaimLost}
	 */
	async check(): Promise<void> {
		if (this.losing.signal.aborted || !(await this.isOurs())) {
			this.losing.abort();
			throw new ClaimLost('Another process works on this now');
		}
	}

	/** Gives up the work, if that was not done before; the record stays for the next holder. */
	async release(): Promise<void> {
		await this.end(() => (this.written === undefined ? this.remove() : this.write({ lease: undefined })));
	}

	/** Gives up the work and deletes the record. */
	async drop(): Promise<void> {
		await this.end(() => this.remove());
	}

	/** Marks the work as done; waiting processes get `value`. */
	async finish(value: unknown): Promise<void> {
		this.written = value;
		await this.end(async () => {
			await this.write({ lease: undefined, done: true });
			void this.forgetLater();
		});
	}

	private async end(last: () => Promise<void>): Promise<void> {
		if (this.ended.signal.aborted) {
			return;
		}
		this.ended.abort();
		if (!this.losing.signal.aborted && (await this.isOurs())) {
			await last();
		}
	}

	private async forgetLater(): Promise<void> {
		const { clock, records } = this.options;
		await clock.sleep(doneMs, new AbortController().signal);
		if (soundRecord(await records.get(this.name))?.done) {
			await this.remove();
		}
	}

	/** Renews the lease as long as the window answers, and notices when somebody else has taken the work over. */
	private async lookAfter(): Promise<void> {
		const { clock } = this.options;
		try {
			for (let renewedMs = this.seenMs; ;) {
				await clock.sleep(renewalMs, this.ended.signal);
				await this.check();
				// An answer counts at the next renewal; one that is still pending may be from a window that is gone.
				this.asked ??= this.askWindow();
				if (this.seenMs > renewedMs) {
					renewedMs = this.seenMs;
					await this.write({});
				}
			}
		} catch {
			// The claim has ended or is lost.
		}
	}

	private async askWindow(): Promise<void> {
		try {
			await this.options.windowAnswers();
			this.seenMs = this.options.clock.now();
		} catch {
			// It does not exist.
		} finally {
			this.asked = undefined;
		}
	}

	/** An unreadable record belongs to nobody. */
	private async isOurs(): Promise<boolean> {
		const lease = soundRecord(await this.options.records.get(this.name))?.lease;
		return lease === undefined || lease.holder === this.holder;
	}

	private async write(end: { readonly lease?: undefined; readonly done?: true }): Promise<void> {
		const { clock, records } = this.options;
		await this.queue.run('', async () => {
			const lease = 'lease' in end ? undefined : newLease(this.holder, this.seenMs + leaseMs);
			const record: ClaimRecord = { value: this.written, writtenMs: clock.now(), lease, ...end };
			if ('lease' in end || !this.ended.signal.aborted) {
				await records.set(this.name, record).catch(() => undefined);
			}
		});
	}

	private async remove(): Promise<void> {
		await this.queue.run('', () => this.options.records.remove(this.name).catch(() => undefined));
	}
}

function soundRecord(record: unknown): ClaimRecord | undefined {
	const result = v.safeParse(claimRecord, record);
	return result.success ? result.output : undefined;
}
