import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, lettersOf, overlapX, shareWithin } from '../lines/line.ts';
import { AlikeRows, type PlacedRow, areOnPages, samePlace } from './alikeRows.ts';
import { findMarginText, pageNumberOf } from './marginText.ts';
import { type Numbering, isNumberOf, numberingOf } from './pageNumbers.ts';
import { sectionHeads } from './sectionHeads.ts';
import { isNumber, rowsOf } from '../tables/table.ts';
import { runningTextKey } from '../../../runningTextKey.ts';

/** The lines of a page, and its size in points. */
export interface PageLines {
	readonly upright: readonly Line[];
	/** Sideways text, which may repeat anywhere on the page. */
	readonly turned: readonly Line[];
	readonly width: number;
	readonly height: number;
	/** The pictures and the drawings on the page. */
	readonly images?: readonly unknown[];
	readonly drawings?: readonly unknown[];
	/** Tables whose lines are made of characters: their names of columns may repeat, too. */
	readonly grids?: readonly Box[];
}

/** The largest share of blank pages, which have only repeated text, and the largest share if each of them has a page number, as in books. */
const blankShare = 0.25;
const numberedBlankShare = 0.5;

/** The shares of a page's height, at its top and at its bottom, in which headers and footers are found: footers are further from the edge of the paper. */
const margin = 0.16;
const bottomMargin = 0.2;

/** The most rows of a header or a footer. */
const mostRows = 4;

/** The least size of titles relative to running text. */
const titleRatio = 1.3;

/** The number of rows next to column headings or totals that are examined, and the largest distance between two of them, in em. */
const rowsOfTable = 2;
const tableLeading = 2.6;

/** The most letters in a cell of a table, on average. */
const longestCell = 30;

/** The fewest numbers in a row of a table of numbers; a header may have a date, a page number and the number of pages. */
const fewestNumbers = 4;

/** Lines on one baseline near the top or the bottom of a page. */
interface Row extends PlacedRow {
	readonly lines: readonly Line[];
	/** The distance of the baseline from the top of the page, or, as a negative number, from its bottom. In points. */
	readonly place: number;
}

/**
 * For each page, the lines that repeat from page to page at the same place and are not its content: headers, footers and page numbers. They are searched
 * from the edges of a page inwards, up to its own content. Headers and footers that do not repeat are recognized by their place, size and text.
 * If many pages have nothing else, the repeated lines are their content.
 */
export function findRunningText(pages: readonly PageLines[], bodySize: number): ReadonlySet<Line>[] {
	const found = pages.map(() => new Set<Line>());
	const needed = pages.length <= 5 ? 2 : Math.max(3, Math.min(6, Math.ceil(pages.length * 0.1)));
	// A title that several slides share is their content.
	const neededOf = ({ lines }: Row) => (lines[0]!.size > titleRatio * bodySize ? Math.max(needed, pages.length * 0.6) : needed);
	const ends = pages.flatMap((page, index) => [topRows(page, index), bottomRows(page, index)]);
	const rows = ends.flat();
	const rowsOfPages = pages.map(({ upright }) => rowsOf(upright));
	const numbering = numberingOf(rows, pages.length <= 3 ? 2 : Math.max(needed, 3));
	const heads = sectionHeads(
		pages.map(({ height }, page) => ({ rows: rowsOfPages[page]!, height })),
		bodySize,
	);
	const keys = rowsOfPages.map((all) => all.map(keyOf));
	const alike = new AlikeRows(rows);
	const parts = new Map(rows.map((row) => [row, partsOf(row)] as const));
	const alikeParts = new AlikeRows([...parts.values()].flat());
	// Most parts of the row, two at least, are those of rows at the same place on other pages, and only the rest differs, such as the name of a chapter.
	const repeatsMostly = (row: Row) => {
		const repeating = parts.get(row)!.filter((part) => alikeParts.areOn(neededOf(row), part)).length;
		return repeating >= 2 && repeating >= row.lines.length - 1;
	};
	// Consecutive rows of one kind are a list.
	const isListed = ({ page, key }: Row) => keys[page]!.some((other, i) => other === key && keys[page]![i + 1] === key);
	const repeats = new Set(
		rows.filter(
			(row) => !isBareNumbers(row.key) && !isListed(row) && !isRowOfNumbers(row) && (alike.areOn(neededOf(row), row) || repeatsMostly(row)),
		),
	);
	const repeated = new Set([...repeats].flatMap(({ lines }) => lines));
	const isInGrid = (line: Line, page: number) => pages[page]!.grids?.some((grid) => shareWithin(line, grid) > 0.5) === true;
	const isWhereTextVaries = placesThatVary(rows, repeats);
	const hasPageNumber = placesOfNumbers(rows, numbering, { needed, bodySize });
	const isRunning = (row: Row) =>
		!isInGrid(row.lines[0]!, row.page) &&
		(repeats.has(row) || heads.has(row.lines[0]!) || isPageNumber(row, numbering) || isWhereTextVaries(row) || hasPageNumber(row));
	for (const end of ends) {
		const content = end.slice(0, mostRows).findIndex((row) => !isRunning(row));
		const outer = withoutTableEdge(end.slice(0, content < 0 ? mostRows : content), rowsOfPages, repeated);
		outer.forEach((row) => row.lines.forEach((line) => found[row.page]!.add(line)));
	}
	const sideways = pages.flatMap(({ turned }, page) =>
		turned.map((line) => ({ page, lines: [line], key: keyOf([line]), place: line.left + line.top })),
	);
	const alikeSideways = new AlikeRows(sideways);
	for (const row of sideways) {
		if (alikeSideways.areOn(needed, row)) {
			found[row.page]!.add(row.lines[0]!);
		}
	}
	const rests = pages.map((page, index) => ({ ...page, upright: page.upright.filter((line) => !found[index]!.has(line)) }));
	const alone = pages.length <= 2;
	const single = rests.map((page) => findMarginText(page, bodySize, { alone, numbers: true }));
	const numbers = single.flatMap((lines) => [...lines].map(({ text }) => pageNumberOf(text)).filter((number) => number > 0));
	const ascending = numbers.every((number, i) => i === 0 || number > numbers[i - 1]!);
	const nothingElse = rests.map(({ upright, turned, images = [], drawings = [] }, index) => {
		const other = [...upright, ...turned.filter((line) => !found[index]!.has(line)), ...images, ...drawings];
		return other.length === 0 && found[index]!.size > 0;
	});
	const numbered = new Set(rows.filter((row) => isPageNumber(row, numbering) || hasPageNumber(row)).map(({ page }) => page));
	const areNumbered = nothingElse.every((is, index) => !is || numbered.has(index));
	if (nothingElse.filter(Boolean).length > (areNumbered ? numberedBlankShare : blankShare) * pages.length) {
		nothingElse.forEach((is, index) => is && found[index]!.clear());
	}
	rests.forEach((page, index) => {
		const lines = alone || ascending ? single[index]! : findMarginText(page, bodySize, { alone, numbers: false });
		[...lines].filter((line) => !isInGrid(line, index)).forEach((line) => found[index]!.add(line));
	});
	return found;
}

/**
 * Rows, from the edge of the page inwards, without the last ones if they are the column headings or the totals of a table. A table that repeats on every page,
 * such as a company's address in columns, stays among them.
 */
function withoutTableEdge(
	rows: readonly Row[],
	rowsOfPages: readonly (readonly (readonly Line[])[])[],
	repeated: ReadonlySet<Line>,
): readonly Row[] {
	let count = rows.length;
	while (count > 0) {
		const row = rows[count - 1]!;
		const inner = rowsInside(row, rowsOfPages[row.page]!);
		if (!isTableEdge(row, inner) || (count === rows.length && inner[0]!.every((line) => repeated.has(line)))) {
			break;
		}
		count--;
	}
	return rows.slice(0, count);
}

/** The next rows towards the middle of the page. */
function rowsInside({ lines, place }: Row, all: readonly (readonly Line[])[]): (readonly Line[])[] {
	const at = all.findIndex((row) => row.includes(lines[0]!));
	const step = place < 0 ? -1 : 1;
	return Array.from({ length: rowsOfTable }, (_, i) => all[at + step * (i + 1)] ?? []);
}

/** Whether the lines of a row are in the columns of rows of short texts next to it. */
function isTableEdge({ lines }: Row, inner: readonly (readonly Line[])[]): boolean {
	const cells = inner.flat();
	const { size } = lines[0]!;
	const isClose = [lines, ...inner].every((row, i, some) => {
		const next = some[i + 1]?.[0];
		return !next || Math.abs(next.baseline - row[0]!.baseline) < tableLeading * Math.max(size, next.size);
	});
	const isInColumn = (line: Line, row: readonly Line[]) => row.some((cell) => overlapX(line, cell) > 0 && sharesEdge(line, cell));
	return (
		lines.length > 1 &&
		inner.every((row) => row.length > 1 && lines.filter((line) => isInColumn(line, row)).length >= Math.max(2, lines.length / 2)) &&
		isClose &&
		cells.reduce((sum, { text }) => sum + lettersOf(text), 0) <= longestCell * cells.length
	);
}

/** Whether two lines have the same left edge, right edge or center. */
function sharesEdge(a: Line, b: Line): boolean {
	const near = (x: number, y: number) => Math.abs(x - y) < 0.6 * a.size;
	return near(a.left, b.left) || near(a.right, b.right) || near(a.left + a.right, b.left + b.right);
}

/** The rows at the top of a page, from its edge inwards. */
function topRows({ upright, height }: PageLines, page: number): Row[] {
	return rowsOf(upright.filter((line) => line.bottom < height * margin)).map((lines) => rowAt(lines, page, 0));
}

/** The rows at the bottom of a page, from its edge inwards. */
function bottomRows({ upright, height }: PageLines, page: number): Row[] {
	return rowsOf(upright.filter((line) => line.top > height * (1 - bottomMargin)))
		.map((lines) => rowAt(lines, page, height))
		.reverse();
}

function rowAt(lines: readonly Line[], page: number, from: number): Row {
	return { page, lines, key: keyOf(lines), place: lines[0]!.baseline - from };
}

function pagesOf(rows: readonly Row[]): number {
	return new Set(rows.map(({ page }) => page)).size;
}

function keyOf(lines: readonly Line[]): string {
	return runningTextKey(lines.map(({ text }) => text).join(' '));
}

/** Whether a row has only numbers; it may belong to a table. */
function isBareNumbers(key: string): boolean {
	return !/\p{L}/u.test(key);
}

/** Whether a row has several numbers in separate cells, as in a timetable that continues from page to page. */
function isRowOfNumbers({ lines }: Row): boolean {
	return lines.filter(({ text }) => isNumber(text)).length >= fewestNumbers;
}

function isPageNumber({ page, lines }: Row, numbering: Numbering): boolean {
	return isNumberOf(lines.map(({ text }) => text).join(' '), page, numbering);
}

/** Tells whether a row is where most pages have repeated text, such as the name of a chapter that has only one page. Most rows share a few places. */
function placesThatVary(rows: readonly Row[], repeats: ReadonlySet<Row>): (row: Row) => boolean {
	const known = new Map<string, boolean>();
	const vary = (place: number, size: number) => {
		const there = rows.filter((row) => Math.abs(place - row.place) < samePlace && Math.abs(row.lines[0]!.size - size) < 0.05 * size);
		const repeated = pagesOf(there.filter((row) => repeats.has(row)));
		return repeated >= 3 && repeated >= 0.5 * pagesOf(there);
	};
	return ({ place, lines }) => {
		const { size } = lines[0]!;
		const name = `${place} ${size}`;
		const varies = known.get(name) ?? vary(place, size);
		known.set(name, varies);
		return varies && lines.length <= 3;
	};
}

/** Tells whether a row has a page number at the place where other pages have theirs, such as the name of a chapter beside its number. */
function placesOfNumbers(
	rows: readonly Row[],
	numbering: Numbering,
	{ needed, bodySize }: { readonly needed: number; readonly bodySize: number },
): (row: Row) => boolean {
	const withNumbers = (some: Iterable<Row>, form: RegExp) =>
		new Set([...some].filter(({ page, lines }) => lines.some(({ text }) => form.test(text) && isNumberOf(text, page, numbering))));
	const all = withNumbers(rows, /^/);
	const bare = withNumbers(all, /^\p{Nd}+$/u);
	return (row) => {
		// A title beside "Page 1" in large letters is the page's own.
		const numbered = row.lines.every(({ size }) => size < titleRatio * bodySize) ? all : bare;
		return row.lines.length <= 3 && numbered.has(row) && areOnPages(needed, row, numbered);
	};
}

/** The parts with words of a row of three parts or more. They are alike only in the same part of rows with as many. */
function partsOf({ page, place, lines }: Row): PlacedRow[] {
	return lines.length < 3
		? []
		: lines.flatMap((line, part) => {
				const key = isBareNumbers(line.text) ? '' : keyOf([line]);
				return isBareNumbers(key) ? [] : [{ page, place, key: `${lines.length} ${part} ${key}` }];
			});
}
