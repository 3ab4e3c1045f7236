import { FoveaError } from '../errors.ts';

/** The most pages of a document that only the service can count. */
const mostUncounted = 1000;

/**
 * Parses page numbers as people write them, `1-3,7,12-` (1-based; an open end is the first or the last page), to 0-based page indexes, ascending and
 * without repetition.
 * @param pageCount of the document; if it is not known, the last page must not be left open
 * @throws {FoveaError} `invalidPages` if the text has another form, or the document has no such page
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

/** Writes 0-based page indexes in the one spelling that `parsePages` reads back: `1-3,7`. */
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
