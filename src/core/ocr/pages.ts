import { FoveaError } from '../errors.ts';

/**
 * 0-based page indexes, ascending and each once, of what people write for pages: `1-3,7,12-` (1-based; an open end is the first or the last page).
 * @throws {FoveaError} `invalidPages` when it is written otherwise or the document has no such page
 */
export function parsePages(text: string, pageCount: number): number[] {
	const indexes = new Set<number>();
	for (const range of text.split(',')) {
		const match = /^\s*(\d*)\s*(-?)\s*(\d*)\s*$/.exec(range);
		const [, from = '', dash = '', to = ''] = match ?? [];
		const first = from ? Number(from) : 1;
		const last = dash ? (to ? Number(to) : pageCount) : first;
		if (!match || (!from && !to) || first < 1 || last < first || last > pageCount) {
			throw new FoveaError('invalidPages', { pages: text, pageCount });
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
