import { median } from '../structure/lines/line.ts';
import type { TesseractLine, TesseractWord } from './tesseractThread.ts';
import { type TextGrid, baselineOf, cellAt } from './textGrid.ts';

/** The fewest numbers of lines that are no chance, and the part of them that count as their rows do. */
const fewest = 3;
const mostlyCounting = 0.6;

/** The part of the rows, from the first to the last number, that have one. */
const mostlyNumbered = 0.4;

/** Digits of the number of a line. */
const number = /^\d{1,5}$/;

/**
 * Rows of a listing without the numbers that an editor shows beside them: they end in one cell and count up with the rows. What is misread in the same
 * cells goes with them, and what stands to the left of them, such as marks of changes, breakpoints and folding.
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

/** The last cell of the numbers; undefined where there are none. */
function gutterEnd(rows: readonly (readonly TesseractLine[])[], grid: TextGrid): number | undefined {
	const leading = usualLeading(rows);
	const numbers = rows.flatMap((row) => {
		const [first, second] = row.flatMap(({ words }) => words);
		const end = first && number.test(first.text) ? endOf(first, grid) : undefined;
		// A number that code begins with has nothing else to its left than other numbers.
		const apart = first && second ? cellAt(second.bbox.x0, grid) - cellAt(first.bbox.x1, grid) : 1;
		return end !== undefined && apart >= 1 ? [{ value: Number(first!.text), end, baseline: baselineOf(row[0]!) }] : [];
	});
	const ends = [...new Set(numbers.map(({ end }) => end))];
	for (const end of ends.sort((a, b) => a - b)) {
		// Letters are not quite in the middle of their cells.
		const column = numbers.filter((one) => Math.abs(one.end - end) <= 0.5);
		const steps = column.slice(1).map((one, i) => ({
			by: one.value - column[i]!.value,
			rows: Math.round((one.baseline - column[i]!.baseline) / leading),
		}));
		const counting = steps.filter(({ by, rows: passed }) => by === passed).length;
		const span = column.length > 1 ? Math.round((column.at(-1)!.baseline - column[0]!.baseline) / leading) + 1 : 0;
		const before = rows.filter((row) => row.some(({ words }) => words.some((word) => startOf(word, grid) <= end))).length;
		if (
			column.length >= fewest &&
			counting >= Math.max(fewest - 1, mostlyCounting * steps.length) &&
			column.length >= mostlyNumbered * Math.min(span, before)
		) {
			return end;
		}
	}
	return undefined;
}

/** The usual distance of rows. */
function usualLeading(rows: readonly (readonly TesseractLine[])[]): number {
	const gaps = rows.slice(1).map((row, i) => baselineOf(row[0]!) - baselineOf(rows[i]![0]!));
	const least = median(gaps.filter((gap) => gap > 0));
	// Rows without text are missing.
	return median(gaps.filter((gap) => gap > 0.5 * least && gap < 1.5 * least)) || 1;
}

/** What of a word lies behind a cell. */
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
