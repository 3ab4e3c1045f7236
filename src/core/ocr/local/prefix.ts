/** The shortest time between two reports, in milliseconds and in multiples of the duration of a report, so that reports do not slow down the work. */
const leastWaitMs = 1000;
const waitShare = 10;

/** The fewest items from which the time of the rest is estimated, and the milliseconds that the rest takes at least for an early first report. */
const enoughItems = 3;
const longMs = 2000;

/**
 * Reports the finished start of a list whose items finish in roughly their order: from time to time, all items before the first unfinished one. The
 * first report of a long list comes early.
 */
export class Prefix<T> {
	private readonly done = new Map<number, T>();
	private readonly items: T[] = [];
	private told = 0;
	private readonly begunMs: number;
	private nextMs: number;

	/** @param tell gets the items so far, and how many of them it already got */
	constructor(
		private readonly order: readonly number[],
		private readonly tell: (soFar: readonly T[], told: number) => void,
		private readonly now: () => number = () => performance.now(),
	) {
		this.begunMs = now();
		this.nextMs = this.begunMs + leastWaitMs;
	}

	add(key: number, item: T): void {
		this.done.set(key, item);
		for (
			let next = this.done.get(this.order[this.items.length]!);
			next !== undefined;
			next = this.done.get(this.order[this.items.length]!)
		) {
			this.items.push(next);
		}
		const started = this.now();
		const isDue = started >= this.nextMs || (this.told === 0 && this.restMs(started) >= longMs);
		if (this.items.length > this.told && this.items.length < this.order.length && isDue) {
			this.tell(this.items, this.told);
			this.told = this.items.length;
			const ended = this.now();
			this.nextMs = ended + Math.max(leastWaitMs, (ended - started) * waitShare);
		}
	}

	/** How long the other items will take; 0 while that cannot be told. */
	private restMs(now: number): number {
		const { length } = this.items;
		return length < enoughItems ? 0 : ((now - this.begunMs) / length) * (this.order.length - length);
	}
}
