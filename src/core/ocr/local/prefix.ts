/** The shortest time between two reports, in milliseconds and in multiples of the duration of a report, so that reports do not slow down the work. */
const leastWaitMs = 1000;
const waitShare = 10;

/** Reports the finished start of a list whose items finish in roughly their order: from time to time, all items before the first unfinished one. */
export class Prefix<T> {
	private readonly done = new Map<number, T>();
	private readonly items: T[] = [];
	private told = 0;
	private nextMs: number;

	/** @param tell gets the items so far, and how many of them it already got */
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
