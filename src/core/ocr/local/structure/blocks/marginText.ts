import { type Line, around, overlapX } from '../lines/line.ts';
import { rowsOf } from '../tables/table.ts';

/** The part of a page that is examined. */
interface Page {
	readonly upright: readonly Line[];
	readonly width: number;
	readonly height: number;
}

/** The share of a page's height at either end in which such text is found, and the share in which a bare page number at the bottom is. */
const margin = 0.12;
const numberMargin = 0.17;

/** The most rows of this kind at either end. */
const mostRows = 3;

/** The least and a wide gap to the page's content, in sizes of running text. */
const leastGap = 1.45;
const wideGap = 2.2;

/** The largest size relative to running text, without and with a page number beside it. */
const largest = 1.06;
const largestNumbered = 1.5;

/** The same of a page number that is far from the text. */
const largestNumber = 1.3;

/** Letters of a row. */
const longest = 110;
const longestHead = 70;

/** What publishers, libraries and archives print at the edge of a page. */
const imprint =
	/^(?:downloaded|digiti[sz]ed|published|distributed|provided) (?:from|by|on|at)\b|^(?:©|\(c\)|copyright\b)|\ball rights reserved\b|^(?:e-?)?issn\b|^(?:https?:\/\/)?(?:dx\.)?doi\b|\bdownloaded from\b|^for personal use only|^(?:this )?(?:content|article|document|material) (?:downloaded|is protected|may be protected)|^author manuscript\b|^accepted manuscript\b|^contents lists? available\b|^journal homepage\b|^licensed (?:to|under)\b/i;

const pageNumber =
	/^[-–—|[(\s]*(?:(?:page|seite|pagina|página|p\.)\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:\/|of|von|de)\s*\d{1,4})?[-–—|\])\s]*$/i;

const year = /^(?:19|20)\d\d$/;

/**
 * Finds the page number, the running head and the publisher's imprint at the ends of a page by place, size and content, without other pages
 * that repeat them. `alone`: there are no other pages to compare with. `numbers`: numbers may be page numbers.
 */
export function findMarginText(page: Page, bodySize: number, { alone, numbers }: { alone: boolean; numbers: boolean }): Set<Line> {
	// Dirt at a scan's edge is not a row.
	const rows = rowsOf(page.upright).filter((row) => row.some(({ text }) => /[\p{L}\p{N}]/u.test(text)));
	const found = new Set<Line>();
	const last = rows.length - 1;
	const ends = [
		rows
			.slice(0, mostRows)
			.map((row, i) => ({ row, next: rows[i + 1], inner: (lines: readonly Line[]) => lines[0]!.top < page.height * margin })),
		Array.from({ length: Math.min(mostRows, rows.length) }, (_, i) => ({
			row: rows[last - i]!,
			next: rows[last - i - 1],
			inner: (lines: readonly Line[]) =>
				lines[0]!.bottom > page.height * (1 - (lines.length === 1 && pageNumber.test(lines[0]!.text.trim()) ? numberMargin : margin)),
		})),
	];
	const numbered = rows.some((row) => hasPageNumberAbove(row, 1, page));
	for (const end of ends) {
		for (const { row, next, inner } of end) {
			const gap = next ? Math.abs(next[0]!.baseline - row[0]!.baseline) / bodySize : 0;
			if (
				!next ||
				!inner(row) ||
				gap < leastGap * 0.7 ||
				!isMarginText(row, next, {
					page: { ...page, upright: page.upright.filter((line) => !found.has(line)) },
					bodySize,
					gap,
					head: alone && numbered && end === ends[0],
					numbers,
				})
			) {
				break;
			}
			row.forEach((line) => found.add(line));
		}
	}
	return found.size < page.upright.length ? found : new Set();
}

function isMarginText(
	row: readonly Line[],
	next: readonly Line[],
	{ page, bodySize, gap, head, numbers }: { page: Page; bodySize: number; gap: number; head: boolean; numbers: boolean },
): boolean {
	const text = textOf(row);
	const size = Math.max(...row.map((line) => line.size));
	if (text.length > longest || size > largestNumbered * bodySize) {
		return false;
	}
	const small = size <= largest * bodySize;
	if (small && imprint.test(text)) {
		return true;
	}
	if (gap < leastGap || (!numbers && (pageNumber.test(text) || isNumbered(row, page)))) {
		return false;
	}
	if (row.length === 1 && (small || (gap > wideGap && size <= largestNumber * bodySize)) && pageNumber.test(text)) {
		return !year.test(text) && isAtEdgeOrMiddle(row[0]!, page) && !isBelowNumbers(row[0]!, next);
	}
	if (isNumbered(row, page) && !isNumbered(next, page)) {
		return true;
	}
	// The title of a chapter or its author, over a page that is not the first.
	return head && small && row.length <= 2 && text.length <= longestHead && gap > wideGap && !/[.;:,]$/.test(text);
}

function textOf(row: readonly Line[]): string {
	return row
		.map(({ text }) => text)
		.join(' ')
		.trim();
}

/** The page number in a text; `NaN` when it is not one. */
export function pageNumberOf(text: string): number {
	return Number(pageNumber.exec(text)?.[1] ?? Number.NaN);
}

function hasPageNumberAbove(row: readonly Line[], least: number, { height, width }: Page): boolean {
	const outside = row[0]!.top < height * margin || row[0]!.bottom > height * (1 - margin);
	const at = (line: Line) => row.length > 1 || isAtEdgeOrMiddle(line, { upright: row, height, width });
	return outside && row.length <= 4 && row.some((line) => pageNumberOf(line.text) > least && !year.test(line.text.trim()) && at(line));
}

/** Whether a number stands at the outer edge of the page's text, with something else on its row. */
function isNumbered(row: readonly Line[], { upright }: Page): boolean {
	const { left, right } = around(upright);
	const isOuter = (line: Line) => line.left < left + line.size || line.right > right - line.size;
	return (
		row.length > 1 &&
		row.length <= 5 &&
		row.some(
			(line) =>
				/^(?:\d{1,3}|[ivxlc]{2,6})$/.test(line.text.trim()) &&
				isOuter(line) &&
				// The number of a chapter or a note is close to its text.
				row.every((other) => other === line || -overlapX(other, line) > 1.1 * other.size),
		) &&
		row.some(({ text }) => /\p{L}{3}/u.test(text))
	);
}

/** Whether a line is in the middle or at the outer edge of a page, as page numbers are. */
function isAtEdgeOrMiddle(line: Line, { upright, width }: Page): boolean {
	const { left, right } = around(upright);
	const middle = (line.left + line.right) / 2;
	const near = 3 * line.size;
	return (
		Math.abs(middle - width / 2) < near ||
		Math.abs(middle - (left + right) / 2) < near ||
		line.left < left + near ||
		line.right > right - near
	);
}

/** Whether a line ends a column of numbers; then it is not a page number. */
function isBelowNumbers(line: Line, next: readonly Line[]): boolean {
	return next.some((other) => overlapX(line, other) > 0 && /^[\d.,%$€£()\s-]+$/.test(other.text));
}
