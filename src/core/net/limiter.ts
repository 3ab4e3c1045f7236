import { setTimeout as sleep } from 'node:timers/promises';
import { onAbort } from '../abort.ts';
import type { FoveaError } from '../errors.ts';
import { isFoveaError } from '../errors.ts';

/** Limits of a `Limiter`. */
export interface LimiterOptions {
	/** How many tasks run at once at the start; a careful guess. */
	readonly start: number;
	/** The most tasks at once. */
	readonly max: number;
	/** How many tasks the endpoint accepted at once before, if known; used instead of `start`. */
	readonly known?: number | undefined;
	/** Further tasks that may begin early: until their turn, they do work that needs no turn, such as sending their body. None when absent. */
	readonly ahead?: number;
}

/** Settles when a task that was begun is one of those that may run at once. */
export type Turn = () => Promise<void>;

/** A task that has begun. */
interface Begun {
	hasTurn: boolean;
}

/** Milliseconds: a service gives up on a request that stalls, so waiting longer than this for a turn is worse than being refused. */
const longestWaitMs = 15_000;

/** Full rounds of good answers before one task more than the known limit is tried. */
const patience = 10;

/**
 * Limits how many requests an endpoint gets at once, and finds the limit by itself: one more for each good answer while all places are used, half as
 * many after a 429; and then no request is sent until the wait that the service asked for is over. Once a 429 has shown the limit, it goes back up to
 * the number that worked, and beyond it only rarely. One limiter serves all documents of an endpoint.
 */
export class Limiter {
	private width: number;
	/** Running tasks, in the order in which they began. */
	private readonly begun = new Set<Begun>();
	private ahead: number;
	/** How many tasks worked when one more was refused; undefined until then. */
	private ceiling: number | undefined;
	private answered = false;
	/** Good answers in a row at the ceiling. */
	private streak = 0;
	/** Counts the halvings: requests that ran at the same time are refused together, which counts once. */
	private epoch = 0;
	private resumeAt = 0;
	private readonly waiting: (() => void)[] = [];

	constructor(private readonly options: LimiterOptions) {
		this.ceiling = options.known;
		this.ahead = options.ahead ?? 0;
		this.width = Math.min(options.known ?? options.start, options.max);
	}

	/** How many may run at once now. */
	get current(): number {
		return this.width;
	}

	/** The limit that was found; undefined while the endpoint has refused nothing. */
	get known(): number | undefined {
		return this.ceiling;
	}

	/** Whether the endpoint is known to work, from an earlier session or a good answer. */
	get proven(): boolean {
		return this.answered || this.options.known !== undefined;
	}

	/**
	 * Runs `task` when there is room for it. A task that begins early must await `turn` before the service can answer it.
	 * @throws what the task throws; a `rateLimited` failure makes room smaller first
	 * @throws {DOMException} `AbortError` when `signal` aborts before the task has started
	 */
	async run<T>(task: (turn: Turn) => Promise<T>, signal: AbortSignal): Promise<T> {
		const begun = await this.enter(signal);
		const epoch = this.epoch;
		try {
			const result = await task(() => this.turn(begun, signal));
			this.succeeded(epoch);
			return result;
		} catch (error) {
			if (isFoveaError(error) && error.code === 'rateLimited') {
				this.limited(error as FoveaError<'rateLimited'>, begun, epoch);
			}
			throw error;
		} finally {
			this.begun.delete(begun);
			this.wake();
		}
	}

	private get running(): number {
		return [...this.begun].filter(({ hasTurn }) => hasTurn).length;
	}

	private nextInTurn(): Begun | undefined {
		return [...this.begun].find(({ hasTurn }) => !hasTurn);
	}

	private async enter(signal: AbortSignal): Promise<Begun> {
		for (;;) {
			signal.throwIfAborted();
			const pause = this.resumeAt - performance.now();
			if (pause > 0) {
				await sleep(pause, undefined, { signal });
			} else if (this.begun.size < this.width + this.ahead) {
				const begun = { hasTurn: this.running < this.width && !this.nextInTurn() };
				this.begun.add(begun);
				return begun;
			} else {
				await this.room(signal);
			}
		}
	}

	private async turn(begun: Begun, signal: AbortSignal): Promise<void> {
		const latest = performance.now() + longestWaitMs;
		while (!begun.hasTurn && performance.now() < latest) {
			signal.throwIfAborted();
			const pause = this.resumeAt - performance.now();
			if (pause > 0) {
				await sleep(pause, undefined, { signal });
			} else if (this.nextInTurn() === begun && this.running < this.width) {
				begun.hasTurn = true;
				// There may be room for the next task, which was waiting for this one.
				this.wake();
			} else {
				await this.room(AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(latest - performance.now()))]));
			}
		}
		// It continues even without room, so that the tasks behind it do not wait.
		begun.hasTurn = true;
		this.wake();
	}

	/** Settles when a task has ended, or the signal aborts. */
	private async room(signal: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const go = () => {
				stop();
				resolve();
			};
			const stop = onAbort(signal, go);
			this.waiting.push(go);
		});
	}

	private wake(): void {
		for (const go of this.waiting.splice(0)) {
			go();
		}
	}

	private succeeded(epoch: number): void {
		this.answered = true;
		// A good answer says nothing about more requests than were running.
		const full = this.running >= this.width;
		const most = Math.min(this.ceiling ?? Infinity, this.options.max);
		if (this.width < most) {
			// Also answers to requests from before the refusal: they show that there is room again.
			this.width += full || this.ceiling !== undefined ? 1 : 0;
		} else if (full && epoch === this.epoch && this.ceiling !== undefined && ++this.streak >= patience * this.ceiling) {
			this.streak = 0;
			this.ceiling++;
		}
	}

	private limited({ facts: { seconds = 0 } }: FoveaError<'rateLimited'>, begun: Begun, epoch: number): void {
		this.resumeAt = Math.max(this.resumeAt, performance.now() + seconds * 1000);
		if (!begun.hasTurn) {
			// The service counts requests that are still being sent, so none may begin early.
			this.ahead = 0;
			return;
		}
		const others = this.running - 1;
		if (epoch === this.epoch) {
			this.epoch++;
			this.streak = 0;
			this.width = Math.max(1, Math.floor(this.width / 2));
			// Not every limit is about concurrency, so the number never falls below half of it.
			this.ceiling = Math.max(this.width, others);
		} else {
			// Refused together with an earlier request: it does not count as one that worked.
			this.ceiling = Math.max(this.width, Math.min(this.ceiling ?? others, others));
		}
	}
}
