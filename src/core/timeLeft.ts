/** Seconds over which the pace is averaged: long enough for parts that come in bursts, short enough to follow a service that slows down. */
const memorySeconds = 30;

/** No forecast is made before this many seconds were seen. */
const leastSeconds = 2;

/** Seconds in which a forecast may at most double, and those in which it may at most halve: bad news is believed slowly, good news soon. */
const doubling = 8;
const halving = 2;

/** Forecasts how long a piece of work takes, from how much is done when. */
export class TimeLeft {
	private done: number | undefined;
	private startedMs = 0;
	private lastMs = 0;
	/** Work done, fading with time. */
	private recent = 0;
	private forecast: { readonly seconds: number; readonly atMs: number } | undefined;

	/**
	 * Seconds to go; undefined while there is nothing to go by.
	 * @param done how much is done by now, without what needed no work
	 * @param left how much is to do
	 */
	update(done: number, left: number, nowMs: number): number | undefined {
		if (this.done === undefined) {
			this.startedMs = nowMs;
			this.lastMs = nowMs;
			this.done = done;
			return undefined;
		}
		this.recent = this.recent * Math.exp(-(nowMs - this.lastMs) / 1000 / memorySeconds) + (done - this.done);
		this.done = done;
		this.lastMs = nowMs;
		const seconds = (nowMs - this.startedMs) / 1000;
		if (this.recent <= 0 || seconds < leastSeconds) {
			return undefined;
		}
		// Corrected for a memory that is not full yet, so that the first seconds count like a whole one.
		const perSecond = this.recent / (memorySeconds * (1 - Math.exp(-seconds / memorySeconds)));
		const raw = left / perSecond;
		const since = (nowMs - (this.forecast?.atMs ?? nowMs)) / 1000;
		const expected = this.forecast && Math.max(1, this.forecast.seconds - since);
		const next = expected === undefined ? raw : clamp(raw, expected / (1 + since / halving), expected * (1 + since / doubling));
		this.forecast = { seconds: next, atMs: nowMs };
		return next;
	}
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}
