import { base64Length } from '../disk/bytes.ts';
import type { Limits } from './engine.ts';

/** The pages of a document in one request: 0-based, ascending. */
export type Part = readonly number[];

/** The share of the byte limit that is planned with, because pages differ in size and parts contain fonts that they share with others. */
const bytesReserve = 0.8;

/** Pages of the first part, so that the reader sees the first page early. */
const firstPages = 2;

/** The fewest pages of a part; a smaller request has more overhead than work. */
const leastPages = 4;

/** How many more pages each of the first parts has than the one before, because they are uploaded one after another. */
const rampPages = 2;

/**
 * The size of the parts after the first ones as a share of a full part: the upload still lags behind, and waiting for a full part would lose more.
 */
const secondRound = 0.8;

/** The overhead of a request in page times: about 0.6 s, with 0.12 s for a page. */
const latencyPages = 5;

/**
 * Decides which pages the next request contains, when there is room for it, so that all parallel requests should end at the same time, judging by the
 * speed so far. Times are milliseconds of any clock.
 */
export class PartSchedule {
	private readonly most: number;
	private taken = 0;
	private at = 0;
	/** Parts that were taken and are not done, with the time at which the service began with them. */
	private readonly underWay = new Map<Part, number | undefined>();
	/** Totals of the parts that are done. */
	private seen = { milliseconds: 0, pageTimes: 0 };

	/** `bytesPerPage`: the average before base64. */
	constructor(
		private readonly pages: readonly number[],
		bytesPerPage: number,
		limits: Limits,
	) {
		this.most = Math.max(1, Math.min(limits.pages, Math.floor((limits.bytes * bytesReserve) / base64Length(Math.max(bytesPerPage, 1)))));
	}

	/** The next part; undefined if there is none. `places` is how many requests run at once. */
	take(places: number, now: number): Part | undefined {
		if (this.at >= this.pages.length) {
			return undefined;
		}
		const wished = nextSize(this.pages.length - this.at, this.freeAfter(places, now), this.most);
		const size = Math.min(Math.max(wished, leastPages), this.most, this.rampSize(places));
		const part = this.pages.slice(this.at, this.at + size);
		this.at += part.length;
		this.taken++;
		this.underWay.set(part, undefined);
		this.takeUp(places, now);
		return part;
	}

	/** Marks a part as done; `answered` says whether its time shows how fast the service is. */
	done(part: Part, places: number, now: number, answered: boolean): void {
		const since = this.underWay.get(part);
		this.underWay.delete(part);
		if (answered && since !== undefined) {
			this.seen = {
				milliseconds: this.seen.milliseconds + now - since,
				pageTimes: this.seen.pageTimes + latencyPages + part.length,
			};
		}
		this.takeUp(places, now);
	}

	private rampSize(places: number): number {
		return this.taken < places
			? firstPages + this.taken * rampPages
			: this.taken < 2 * places
				? Math.ceil(this.most * secondRound)
				: Infinity;
	}

	/** Notes when the service begins with parts: as many as there are places, the others wait. */
	private takeUp(places: number, now: number): void {
		for (const [part, since] of [...this.underWay].slice(0, places)) {
			this.underWay.set(part, since ?? now);
		}
	}

	/** After how many page times each place is free. */
	private freeAfter(places: number, now: number): number[] {
		const { milliseconds, pageTimes } = this.seen;
		const free = Array<number>(places).fill(0);
		for (const [part, since] of this.underWay) {
			const elapsed = since === undefined || pageTimes === 0 ? 0 : ((now - since) * pageTimes) / milliseconds;
			const next = free.indexOf(Math.min(...free));
			free[next]! += Math.max(latencyPages + part.length - elapsed, 1);
		}
		return free;
	}
}

/**
 * How many of `rest` pages the next part has, for the place that is free first, so that all places end at the same time.
 * @param freeAfter after how many page times each place is free
 * @param most the most pages of a part
 */
export function nextSize(rest: number, freeAfter: readonly number[], most: number): number {
	const pagesUntil = (end: number) => freeAfter.reduce((sum, free) => sum + pagesWithin(end - free, most), 0);
	const first = Math.min(...freeAfter);
	let [early, late] = [first, Math.max(...freeAfter) + (rest + latencyPages) * (1 + latencyPages)];
	while (late - early > 0.01) {
		const middle = (early + late) / 2;
		if (pagesUntil(middle) < rest) {
			early = middle;
		} else {
			late = middle;
		}
	}
	// Full parts first: the places then become free one after another and use the upload evenly. The last parts even out the ends.
	return Math.max(1, Math.min(rest, most, Math.ceil(pagesWithin(late - first, most) - 0.01)));
}

/** How many pages one place can do in so many page times. */
function pagesWithin(pageTimes: number, most: number): number {
	const fullParts = Math.max(0, Math.floor(pageTimes / (most + latencyPages)));
	return fullParts * most + Math.max(0, pageTimes - fullParts * (most + latencyPages) - latencyPages);
}

/** The two halves of a part that is too large. */
export function halve(part: Part): readonly [Part, Part] {
	const middle = Math.ceil(part.length / 2);
	return [part.slice(0, middle), part.slice(middle)];
}
