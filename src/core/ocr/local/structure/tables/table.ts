import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, height, overlapX, overlapY } from '../lines/line.ts';

/** Lines of one cell, top to bottom. */
export type Cell = readonly Line[];

/** Rows of equally many cells; the first row is the header. */
export interface Table extends Box {
	/** Lines above the rows that belong to the table as a whole. */
	readonly titles: readonly Line[];
	readonly rows: readonly (readonly Cell[])[];
}

/** A table without the rows and columns that have no text; undefined when less than two of either are left. */
export function compactTable(box: Box, rows: readonly (readonly Cell[])[]): Table | undefined {
	const filled = rows.filter((row) => row.some((cell) => cell.length > 0));
	const columns = (filled[0] ?? []).map((_, column) => column).filter((column) => filled.some((row) => row[column]!.length > 0));
	if (filled.length < 2 || columns.length < 2) {
		return undefined;
	}
	return { ...box, titles: [], rows: filled.map((row) => columns.map((column) => row[column]!)) };
}

/** Lines that stand side by side, by their baselines, from top to bottom; each row from left to right. */
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

/** Whether these lines of a cell are one text that was broken where the cell ends, rather than a row each. */
export function isWrapped(lines: readonly Line[], cell: Box): boolean {
	const breaks = lines.slice(1).map((line, i) => {
		const before = lines[i]!;
		const filledUp = /(?:\.\s?){2,}$/.test(before.text);
		const numbers = isNumber(before.text) && isNumber(line.text);
		return !filledUp && !numbers && before.right + line.firstWidth + line.size * 0.2 > cell.right - line.size * 0.8;
	});
	return breaks.length > 0 && breaks.filter(Boolean).length >= breaks.length * 0.6;
}

/** Whether a cell holds a number, an amount or a share. */
export function isNumber(text: string): boolean {
	return /^[-+(–]?\s?[$€£¥]?\s?[\d.,' ]*\d\s?[%)]?$/.test(text);
}

/** The index of the interval that has most of the line's width; -1 when none has any. */
export function columnOf(line: Box, columns: readonly Pick<Box, 'left' | 'right'>[]): number {
	let best = -1;
	let most = 0;
	columns.forEach(({ left, right }, i) => {
		const shared = overlapX(line, { ...line, left, right });
		if (shared > most) {
			best = i;
			most = shared;
		}
	});
	return best;
}
