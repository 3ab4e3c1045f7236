import { setTimeout as sleep } from 'node:timers/promises';
import type { FoveaError } from './errors.ts';
import { isFoveaError } from './errors.ts';

export interface LimiterOptions {
	/** Tasks at once to begin with: what an endpoint took before, or a careful first guess. */
	readonly start: number;
	/** Never more than this at once, however well the service answers. */
	readonly max: number;
}

/**
 * How many requests an endpoint gets at once, found by itself: one more for each full round of good answers, half as many after a 429, and then
 * nobody asks before the wait that the service named is over. One limiter serves all documents of an endpoint.
 */
export class Limiter {
	private width: number;
	private running = 0;
	/** Good answers since the width last changed. */
	private streak = 0;
	/** Counts the halvings: requests that were under way together are refused together, which is one piece of news. */
	private epoch = 0;
	private resumeAt = 0;
	private readonly waiting: (() => void)[] = [];

	constructor(private readonly options: LimiterOptions) {
		this.width = options.start;
	}

	/** How many may run at once now. */
	get current(): number {
		return this.width;
	}

	/**
	 * Runs `task` when there is room for it.
	 * @throws what the task throws; a `rateLimited` failure makes room smaller first
	 * @throws {DOMException} `AbortError` when `signal` aborts before the task has started
	 */
	async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
		await this.enter(signal);
		const epoch = this.epoch;
		try {
			const result = await task();
			this.succeeded(epoch);
			return result;
		} catch (error) {
			if (isFoveaError(error) && error.code === 'rateLimited') {
				this.limited(error as FoveaError<'rateLimited'>, epoch);
			}
			throw error;
		} finally {
			this.running--;
			this.wake();
		}
	}

	private async enter(signal: AbortSignal): Promise<void> {
		for (;;) {
			signal.throwIfAborted();
			const pause = this.resumeAt - performance.now();
			if (pause > 0) {
				await sleep(pause, undefined, { signal });
			} else if (this.running < this.width) {
				this.running++;
				return;
			} else {
				await this.room(signal);
			}
		}
	}

	/** Settles when a task has ended, or the signal aborts. */
	private async room(signal: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const go = () => {
				signal.removeEventListener('abort', go);
				resolve();
			};
			signal.addEventListener('abort', go, { once: true });
			this.waiting.push(go);
		});
	}

	private wake(): void {
		for (const go of this.waiting.splice(0)) {
			go();
		}
	}

	private succeeded(epoch: number): void {
		if (epoch === this.epoch && ++this.streak >= this.width && this.width < this.options.max) {
			this.streak = 0;
			this.width++;
		}
	}

	private limited({ facts: { seconds = 0 } }: FoveaError<'rateLimited'>, epoch: number): void {
		this.resumeAt = Math.max(this.resumeAt, performance.now() + seconds * 1000);
		if (epoch === this.epoch) {
			this.epoch++;
			this.streak = 0;
			this.width = Math.max(1, Math.floor(this.width / 2));
		}
	}
}
