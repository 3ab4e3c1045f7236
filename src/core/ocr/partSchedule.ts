import { base64Length } from '../disk/bytes.ts';
import type { Limits } from './engine.ts';

/** A slice of a document that one request carries: 0-based pages, ascending. */
export type Part = readonly number[];

/** Documents are not made of equal pages, and a part carries fonts that it shares with others. */
const bytesReserve = 0.8;

/** The first part is answered soon: the reader sees the first page while the others are under way. */
const firstPages = 2;

/** A request for less takes longer for itself than for its pages. */
const leastPages = 4;

/** So many pages more than the one before has each of the first parts: they come over the line one after another, and none waits for all. */
const rampPages = 2;

/** The share of a full part that those have which follow the first ones: the line is still behind, and a place that waits for a full part loses more. */
const secondRound = 0.8;

/** What services take for a request before its first page, in the time that they take for a page: about 0.6 s to 0.12 s. */
const latencyPages = 5;

/**
 * Which pages the next request carries, decided when there is a place for it: so many that, by what was seen so far, all places come to their
 * end at once. Times are milliseconds of any clock.
 */
export class PartSchedule {
	private readonly most: number;
	private taken = 0;
	private at = 0;
	/** Parts that were taken and are not done, by the time at which they were taken up. */
	private readonly underWay = new Map<Part, number | undefined>();
	/** Of the parts that are done. */
	private seen = { milliseconds: 0, pageTimes: 0 };

	/** `bytesPerPage`: on average, before base64. */
	constructor(
		private readonly pages: readonly number[],
		bytesPerPage: number,
		limits: Limits,
	) {
		this.most = Math.max(1, Math.min(limits.pages, Math.floor((limits.bytes * bytesReserve) / base64Length(Math.max(bytesPerPage, 1)))));
	}

	/** The next part; undefined when there is none. `places` is how many requests are answered at once. */
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

	/** A part that was taken is done; `answered` when its time says how fast the service is. */
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

	/** As many parts as there are places for are worked on, the others wait. */
	private takeUp(places: number, now: number): void {
		for (const [part, since] of [...this.underWay].slice(0, places)) {
			this.underWay.set(part, since ?? now);
		}
	}

	/** For each place, after how many page times it is free. */
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
 * How many of `rest` pages the next part has, for the place that is free first, so that all places end at once.
 * @param freeAfter for each place, after how many page times it is free
 * @param most pages of a part
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
	// Full parts first: places that come free one after another keep doing so, and the line is used evenly; the last parts make up for it.
	return Math.max(1, Math.min(rest, most, Math.ceil(pagesWithin(late - first, most) - 0.01)));
}

/** How many pages one place can do in so many page times. */
function pagesWithin(pageTimes: number, most: number): number {
	const fullParts = Math.max(0, Math.floor(pageTimes / (most + latencyPages)));
	return fullParts * most + Math.max(0, pageTimes - fullParts * (most + latencyPages) - latencyPages);
}

/** The two halves of a part of which even the cut-out pages are too large together. */
export function halve(part: Part): readonly [Part, Part] {
	const middle = Math.ceil(part.length / 2);
	return [part.slice(0, middle), part.slice(middle)];
}
