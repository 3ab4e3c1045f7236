import type { Limits } from './engine.ts';

/** A slice of a document that one request carries: 0-based pages, ascending. */
export type Part = readonly number[];

/** The first part is answered soon, and what it teaches about the endpoint holds for the others. */
const firstPages = 4;

/** Documents are not made of equal pages, and a part carries fonts that it shares with others. */
const bytesReserve = 0.8;

/**
 * The parts that the wanted pages go in. Each keeps within the limits as far as can be told before it is cut; after a small first one they are
 * of equal size, as large as the limits allow.
 */
export function planParts(pages: readonly number[], bytesPerPage: number, limits: Limits): Part[] {
	const most = Math.max(1, Math.min(limits.pages, Math.floor((limits.bytes * bytesReserve) / Math.max(bytesPerPage, 1))));
	if (pages.length <= most) {
		return [pages];
	}
	const first = pages.slice(0, Math.min(firstPages, most));
	const rest = pages.slice(first.length);
	const count = Math.ceil(rest.length / most);
	return [first, ...Array.from({ length: count }, (_, i) => rest.slice(share(rest.length, count, i), share(rest.length, count, i + 1)))];
}

/** The two halves of a part of which even the cut-out pages are too large together. */
export function halve(part: Part): readonly [Part, Part] {
	const middle = Math.ceil(part.length / 2);
	return [part.slice(0, middle), part.slice(middle)];
}

function share(length: number, count: number, index: number): number {
	return Math.round((length * index) / count);
}
