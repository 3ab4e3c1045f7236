import type { Line } from '../lines/line.ts';
import { samePlace } from './alikeRows.ts';

/** The least size of a title relative to the running head that repeats it. */
const titleRatio = 1.1;

/** The largest size of a running head relative to running text. */
const largestHead = 1.06;

/** The most lines of a running head, and the fewest letters that tell a title. */
const mostParts = 3;
const fewestLetters = 4;

/** The least gap below a running head and the gap below one that is alone in its document, in sizes of running text, and the fewest pages of such a document. */
const leastGap = 1.45;
const wideGap = 2.2;
const fewestPages = 3;

/** The largest distance between two lines of a title, in em. */
const titleLeading = 1.6;

/** The share of a page's height in which running heads are. */
const margin = 0.12;

/** The rows of a page, from top to bottom, and its height in points. */
export interface PageRows {
	readonly rows: readonly (readonly Line[])[];
	readonly height: number;
}

/**
 * The first rows of pages that are running heads because they repeat the title of a section, which stands in larger or bold letters on the same page or an
 * earlier one. Such heads differ from page to page.
 */
export function sectionHeads(pages: readonly PageRows[], bodySize: number): ReadonlySet<Line> {
	const titles = new Map<string, Line[]>();
	const heads: { readonly row: readonly Line[]; readonly gap: number }[] = [];
	for (const { rows, height } of pages) {
		for (const [key, line] of titlesIn(rows, bodySize)) {
			const known = titles.get(key);
			if (known) {
				known.push(line);
			} else {
				titles.set(key, [line]);
			}
		}
		const [row, next] = rows;
		const gap = row && next ? (next[0]!.baseline - row[0]!.baseline) / bodySize : 0;
		if (row && gap >= leastGap && isHead(row, height, bodySize, titles)) {
			heads.push({ row, gap });
		}
	}
	const found = heads.filter(
		({ row, gap }) =>
			(gap > wideGap && pages.length >= fewestPages) || heads.some((other) => other.row !== row && isSamePlace(row, other.row)),
	);
	return new Set(found.flatMap(({ row }) => row));
}

/** The titles on a page by their words, with their first lines; those on lines below one another are one, and so are the number of a chapter and its title. */
function titlesIn(rows: readonly (readonly Line[])[], bodySize: number): [key: string, line: Line][] {
	const lines = rows.flat().filter((line) => line.bold || line.size > bodySize);
	const isSameStyle = (a: Line, b: Line) => a.font === b.font && Math.abs(a.size - b.size) < 0.05 * a.size;
	const goesOn = (line: Line | undefined, next: Line | undefined) =>
		line !== undefined && next !== undefined && isSameStyle(line, next) && next.baseline - line.baseline < titleLeading * line.size;
	return lines.flatMap((line, i): [string, Line][] => {
		const [before, next] = [lines[i - 1], lines[i + 1]];
		return [
			...(goesOn(before, line) || goesOn(line, next) ? [] : [[wordsOf(line.text), line] as [string, Line]]),
			...(next && isSameStyle(line, next) ? [[wordsOf(`${line.text} ${next.text}`), line] as [string, Line]] : []),
		];
	});
}

function isHead(row: readonly Line[], height: number, bodySize: number, titles: ReadonlyMap<string, readonly Line[]>): boolean {
	const isTitleOf = (line: Line) => {
		const key = wordsOf(line.text);
		const stands = (title: Line) => !row.includes(title) && (title.size > titleRatio * line.size || (title.bold && !line.bold));
		return key.length >= fewestLetters && titles.get(key)?.some(stands) === true;
	};
	const isSmall = row.every(({ size }) => size <= largestHead * bodySize);
	return row.length <= mostParts && isSmall && row[0]!.top < margin * height && row.some(isTitleOf);
}

function isSamePlace([a]: readonly Line[], [b]: readonly Line[]): boolean {
	return Math.abs(a!.baseline - b!.baseline) < samePlace && Math.abs(a!.size - b!.size) < 0.05 * a!.size;
}

/** The words of a text, without numbers and punctuation. */
function wordsOf(text: string): string {
	return text
		.toLowerCase()
		.replace(/[^\p{L}\p{M}]+/gu, ' ')
		.trim();
}
