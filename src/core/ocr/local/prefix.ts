/** The least time between two tellings, in milliseconds, and how many times as long as a telling took: telling must not slow the work down. */
const leastWaitMs = 1000;
const waitShare = 10;

/**
 * What is done of a list whose items are done in about its order: tells the items from its start on that are all done, now and then, until it is
 * whole.
 */
export class Prefix<T> {
	private readonly done = new Map<number, T>();
	private readonly items: T[] = [];
	private told = 0;
	private nextMs: number;

	/** @param tell is given the items so far, and how many of them it was given before */
	constructor(
		private readonly order: readonly number[],
		private readonly tell: (soFar: readonly T[], told: number) => void,
		private readonly now: () => number = () => performance.now(),
	) {
		this.nextMs = now() + leastWaitMs;
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
		if (this.items.length > this.told && this.items.length < this.order.length && started >= this.nextMs) {
			this.tell(this.items, this.told);
			this.told = this.items.length;
			const ended = this.now();
			this.nextMs = ended + Math.max(leastWaitMs, (ended - started) * waitShare);
		}
	}
}
