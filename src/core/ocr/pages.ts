import { FoveaError } from '../errors.ts';

/** More pages than a service takes of a document whose pages it alone can count. */
const mostUncounted = 1000;

/**
 * 0-based page indexes, ascending and each once, of what people write for pages: `1-3,7,12-` (1-based; an open end is the first or the last page).
 * @param pageCount of the document; where it is not known, the last page has no number and must not be an open end
 * @throws {FoveaError} `invalidPages` when it is written otherwise or the document has no such page
 */
export function parsePages(text: string, pageCount?: number): number[] {
	const indexes = new Set<number>();
	for (const range of text.split(',')) {
		const match = /^\s*(\d*)\s*(-?)\s*(\d*)\s*$/.exec(range);
		const [, from = '', dash = '', to = ''] = match ?? [];
		const first = from ? Number(from) : 1;
		const last = dash ? (to ? Number(to) : (pageCount ?? Infinity)) : first;
		if (!match || (!from && !to) || first < 1 || last < first || last > (pageCount ?? mostUncounted)) {
			throw new FoveaError('invalidPages', { pages: text, ...(pageCount === undefined ? {} : { pageCount }) });
		}
		for (let page = first; page <= last; page++) {
			indexes.add(page - 1);
		}
	}
	return [...indexes].sort((a, b) => a - b);
}

/** The one spelling of 0-based page indexes that `parsePages` reads back: `1-3,7`. */
export function formatPages(indexes: readonly number[]): string {
	const ranges: [first: number, last: number][] = [];
	for (const index of indexes) {
		const range = ranges.at(-1);
		if (range?.[1] === index - 1) {
			range[1] = index;
		} else {
			ranges.push([index, index]);
		}
	}
	return ranges.map(([first, last]) => (first === last ? String(first + 1) : `${first + 1}-${last + 1}`)).join(',');
}
