import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, height, overlapX, overlapY } from '../lines/line.ts';

/** The lines of a cell, from top to bottom. */
export type Cell = readonly Line[];

/**
 * A cell that spans several rows or columns: its first row and column, and how many it spans. Its text is in the first cell; the others are empty.
 */
export interface MergedCell {
	readonly row: number;
	readonly column: number;
	readonly rows: number;
	readonly columns: number;
}

/** A table: rows with the same number of cells; the first row is the header. */
export interface Table extends Box {
	/** Lines above the rows that are the table's title. */
	readonly titles: readonly Line[];
	readonly rows: readonly (readonly Cell[])[];
	/** They do not overlap. */
	readonly merged: readonly MergedCell[];
	/** The number of header rows. */
	readonly headerRows: number;
}

/** Removes rows and columns without text; undefined when fewer than two of either are left. */
export function compactTable(
	box: Box,
	rows: readonly (readonly Cell[])[],
	merged: readonly MergedCell[] = [],
	headerRows = 1,
): Table | undefined {
	const filled = rows.map((_, row) => row).filter((row) => rows[row]!.some((cell) => cell.length > 0));
	const columns = (rows[0] ?? []).map((_, column) => column).filter((column) => filled.some((row) => rows[row]![column]!.length > 0));
	if (filled.length < 2 || columns.length < 2) {
		return undefined;
	}
	return {
		...box,
		titles: [],
		rows: filled.map((row) => columns.map((column) => rows[row]![column]!)),
		merged: merged.flatMap((cell) => {
			const [row, lastRow] = keptOf(filled, cell.row, cell.rows);
			const [column, lastColumn] = keptOf(columns, cell.column, cell.columns);
			const kept = { row, column, rows: lastRow - row + 1, columns: lastColumn - column + 1 };
			return kept.rows > 0 && kept.columns > 0 && kept.rows * kept.columns > 1 ? [kept] : [];
		}),
		headerRows: Math.max(1, filled.filter((row) => row < headerRows).length),
	};
}

/** The table without its first rows. */
export function withoutFirstRows(table: Table, count: number): Table {
	return {
		...table,
		rows: table.rows.slice(count),
		merged: table.merged.flatMap((cell) => {
			const row = Math.max(0, cell.row - count);
			const rows = cell.row + cell.rows - count - row;
			return rows > 0 && rows * cell.columns > 1 ? [{ ...cell, row, rows }] : [];
		}),
		headerRows: Math.max(1, table.headerRows - count),
	};
}

/** The first and the last kept index among `count` indices from `first` on. */
function keptOf(kept: readonly number[], first: number, count: number): [first: number, last: number] {
	const within = kept.filter((one) => one >= first && one < first + count);
	const from = within.length > 0 ? kept.indexOf(within[0]!) : 0;
	return [from, from + within.length - 1];
}

/** Groups lines into rows by their baselines, from top to bottom; each row from left to right. */
export function rowsOf(lines: readonly Line[]): Line[][] {
	const rows: Line[][] = [];
	for (const line of [...lines].sort((a, b) => a.baseline - b.baseline)) {
		const row = rows.at(-1);
		if (row?.every((other) => isBeside(other, line))) {
			row.push(line);
		} else {
			rows.push([line]);
		}
	}
	return rows.map((row) => row.sort((a, b) => a.left - b.left));
}

function isBeside(a: Line, b: Line): boolean {
	const apart = overlapX(a, b) <= 0;
	return (
		Math.abs(a.baseline - b.baseline) < 0.4 * Math.min(a.size, b.size) || (apart && overlapY(a, b) > 0.6 * Math.min(height(a), height(b)))
	);
}

/** Whether the lines of a cell are one wrapped text rather than one row each. */
export function isWrapped(lines: readonly Line[], cell: Box): boolean {
	const breaks = lines.slice(1).map((line, i) => {
		const before = lines[i]!;
		const filledUp = /(?:\.\s?){2,}$/.test(before.text);
		const numbers = isNumber(before.text) && isNumber(line.text);
		return !filledUp && !numbers && before.right + line.firstWidth + line.size * 0.2 > cell.right - line.size * 0.8;
	});
	return breaks.length > 0 && breaks.filter(Boolean).length >= breaks.length * 0.6;
}

const number = /^[<>≤≥~≈]?\s?[-−+(–]?\s?[$€£¥]?\s?[\d.,' ]*\d\s?(?:[%‰)]|%\))?\s?[*†‡§]{0,3}$/;

/** A number with its spread, its share or its bounds behind it. */
const numberAndSpread = /^[-−+–]?\d[\d.,]*\s?%?\s?(?:±\s?\d[\d.,]*\s?%?|\([-−–]?\d[\d.,]*\s?%?\)|\[[-−–]?\d[\d.,]*\s?%?\])\s?[*†‡§]{0,3}$/;

/** Whether a text is a value: a number, an amount or a percentage, also with a limit's sign, a footnote's mark or its spread: `<0.001`, `0.5*`, `5.1 ± 0.2`. No dates, unlike in `mergeTables.ts`. */
export function isNumber(text: string): boolean {
	return number.test(text) || numberAndSpread.test(text);
}

/** The index of the interval that has most of the line's width; -1 when none has any. */
export function columnOf(line: Box, columns: readonly Pick<Box, 'left' | 'right'>[]): number {
	let best = -1;
	let most = 0;
	columns.forEach((column, i) => {
		const shared = overlapX(line, column);
		if (shared > most) {
			best = i;
			most = shared;
		}
	});
	return best;
}

/** The lines of a row by column, `count` of them, each from top to bottom; `home` tells the one of a line. */
export function cellsByColumn(lines: readonly Line[], count: number, home: (line: Line) => number): Line[][] {
	const cells = Array.from({ length: count }, (): Line[] => []);
	for (const line of [...lines].sort((a, b) => a.baseline - b.baseline || a.left - b.left)) {
		cells[home(line)]?.push(line);
	}
	return cells;
}
