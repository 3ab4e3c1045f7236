import { median } from '../structure/lines/line.ts';
import type { TesseractLine, TesseractWord } from './tesseractThread.ts';
import { type TextGrid, baselineOf, cellAt } from './textGrid.ts';

/** The fewest numbers that go up with their rows, the share of all numbers that must do so, and how many of them with two digits cannot be a coincidence. */
const fewest = 3;
const mostlyCounting = 0.6;
const fewestLong = 3;

/** The largest share of rows that have a word where the numbers are, such as the name of a column. */
const mostWords = 0.1;

/** What Tesseract reads for a vertical line, and the share of rows beginning with it from which on they are a table. */
const bar = '|';
const mostBars = 0.5;

/** A line number, and a word. */
const number = /^\d{1,5}$/;
const word = /\p{L}{2}/u;

/**
 * Rows of a listing without the line numbers that an editor shows: these end in the same cell and go up with the rows. What is misread in their cells is
 * removed too, and so is what is to the left of them, such as marks of changes, breakpoints and folding.
 */
export function withoutGutter(
	rows: readonly (readonly TesseractLine[])[],
	grid: TextGrid,
): { readonly rows: readonly (readonly TesseractLine[])[]; readonly numbered: boolean } {
	const last = gutterEnd(rows, grid);
	if (last === undefined) {
		return { rows, numbered: false };
	}
	const rest = rows
		.map((row) => row.map((line) => ({ ...line, words: line.words.flatMap((word) => behind(word, last, grid)) })))
		.map((row) => row.filter(({ words }) => words.length > 0))
		.filter((row) => row.length > 0);
	return { rows: rest, numbered: true };
}

/**
 * Rows of a listing without an editor's indentation guides, the vertical lines before code: Tesseract sees them only in some rows. A table that a program
 * prints begins with a bar in most rows.
 */
export function withoutGuides(rows: readonly (readonly TesseractLine[])[]): (readonly TesseractLine[])[] {
	const begins = (row: readonly TesseractLine[]) => row[0]?.words[0]?.text === bar;
	if (rows.filter(begins).length >= mostBars * rows.length) {
		return [...rows];
	}
	return rows
		.map((row) => {
			const words = row.flatMap((line) => line.words);
			const guides = new Set(
				words.slice(
					0,
					Math.max(
						0,
						words.findIndex(({ text }) => text !== bar),
					),
				),
			);
			return row.map((line) => ({ ...line, words: line.words.filter((one) => !guides.has(one)) })).filter((line) => line.words.length > 0);
		})
		.filter((row) => row.length > 0);
}

/** The last cell of the line numbers; undefined if there are none. */
function gutterEnd(rows: readonly (readonly TesseractLine[])[], grid: TextGrid): number | undefined {
	const leading = usualLeading(rows);
	const numbers = rows.flatMap((row) => {
		const [first, second] = row.flatMap(({ words }) => words);
		const end = first && number.test(first.text) ? endOf(first, grid) : undefined;
		// A number at the beginning of code has only other numbers to its left.
		const apart = first && second ? cellAt(second.bbox.x0, grid) - cellAt(first.bbox.x1, grid) : 1;
		return end !== undefined && apart >= 1 ? [{ value: Number(first!.text), end, baseline: baselineOf(row[0]!) }] : [];
	});
	const ends = [...new Set(numbers.map(({ end }) => end))].sort((a, b) => a - b);
	return ends.find((end) => {
		const column = numbers.filter((one) => one.end === end);
		const inGutter = rows.flatMap((row) => row.flatMap(({ words }) => words.filter((one) => startOf(one, grid) <= end)).slice(0, 1));
		const words = inGutter.filter(({ text }) => word.test(text)).length;
		return words <= mostWords * inGutter.length && count(column, leading);
	});
}

/** Whether numbers go up with the rows, also where some rows are wrapped or folded. A line number is never 0, unlike the index of data. */
function count(column: readonly { readonly value: number; readonly baseline: number }[], leading: number): boolean {
	const rowOf = ({ baseline }: { readonly baseline: number }) => Math.round((baseline - column[0]!.baseline) / leading);
	const steps = column.slice(1).filter((one, i) => one.value - column[i]!.value === rowOf(one) - rowOf(column[i]!)).length;
	const starts = column.map((one) => one.value - rowOf(one));
	const alike = column.filter((_, i) => starts.filter((start) => start === starts[i]).length >= fewest);
	const isMost = Math.max(alike.length, steps + 1) >= Math.max(fewest, mostlyCounting * column.length);
	return column.every(({ value }) => value > 0) && (isMost || alike.filter(({ value }) => value >= 10).length >= fewestLong);
}

/** The usual distance between rows. */
function usualLeading(rows: readonly (readonly TesseractLine[])[]): number {
	const gaps = rows.slice(1).map((row, i) => baselineOf(row[0]!) - baselineOf(rows[i]![0]!));
	const least = median(gaps.filter((gap) => gap > 0));
	// Rows without text are missing, so that larger gaps do not count.
	return median(gaps.filter((gap) => gap > 0.5 * least && gap < 1.5 * least)) || 1;
}

/** The part of a word after a cell. */
function behind(word: TesseractWord, last: number, grid: TextGrid): TesseractWord[] {
	const symbols = word.symbols.filter(({ bbox }) => cellAt((bbox.x0 + bbox.x1) / 2, grid) > last);
	if (symbols.length === word.symbols.length) {
		return [word];
	}
	const [first, end] = [symbols[0], symbols.at(-1)];
	return first && end
		? [
				{
					...word,
					symbols,
					text: symbols.map(({ text }) => text).join(''),
					bbox: { ...word.bbox, x0: first.bbox.x0, x1: end.bbox.x1 },
				},
			]
		: [];
}

function startOf({ symbols, bbox }: TesseractWord, grid: TextGrid): number {
	const { x0, x1 } = symbols[0]?.bbox ?? bbox;
	return cellAt((x0 + x1) / 2, grid);
}

function endOf({ symbols, bbox }: TesseractWord, grid: TextGrid): number {
	const { x0, x1 } = symbols.at(-1)?.bbox ?? bbox;
	return cellAt((x0 + x1) / 2, grid);
}
