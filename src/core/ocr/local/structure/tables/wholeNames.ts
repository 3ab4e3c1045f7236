import { width } from '../lines/line.ts';
import { closeLines, year } from './columnNames.ts';
import type { Cell } from './table.ts';
import { isFilled, saysOn, value } from './wrappedRows.ts';

/** The most rows of text of column names. */
const mostRows = 5;

/** The distance below which two lines cannot be of two rows, in em. */
const sameRow = 0.9;

/** Joins the first rows without values when they are the lines of the names of columns. */
export function withWholeNames(rows: readonly (readonly Cell[])[]): (readonly Cell[])[] {
	const goesOnInName = (row: number, column: number) => {
		const line = rows
			.slice(Math.max(0, row - mostRows), row)
			.findLast((cells) => cells[column]!.length > 0)
			?.[column]!.at(-1);
		const [next] = rows[row]![column]!;
		return line !== undefined && next !== undefined && saysOn(line, next);
	};
	const isValue = (cell: Cell) => cell.some(({ text }) => value.test(text) && !year.test(text));
	const count = rows.findIndex((row, i) => row.some((cell, column) => column > 0 && isValue(cell) && !goesOnInName(i, column)));
	const named = rows.slice(0, Math.max(count, 0));
	const first = count > mostRows ? -1 : named.findLastIndex((row, i) => i > 0 && !goesOn(named[i - 1]!, row));
	const from = Math.max(first, 0);
	if (count < 2 || count > mostRows || count - from < 2) {
		return [...rows];
	}
	const names = rows[0]!.map((_, column) => named.slice(from).flatMap((row) => row[column]!));
	return [...rows.slice(0, from), names, ...rows.slice(count)];
}

/** Whether the names of a row go on in the row below. */
function goesOn(above: readonly Cell[], below: readonly Cell[]): boolean {
	const pairs = above.flatMap((cell, column) => {
		const [line, next] = [cell.at(-1), below[column]![0]];
		return line && next ? [{ line, next, room: Math.max(width(line), width(next)) }] : [];
	});
	const [line, next] = [above.flat()[0], below.flat()[0]];
	if (pairs.length === 0) {
		// Lines of middle alignment are closer together than rows.
		return line !== undefined && next !== undefined && next.baseline - line.baseline < sameRow * next.size;
	}
	const [first, ...others] = above.map((cell) => cell.length > 0);
	const isOneRow = pairs.every(({ line, next }) => next.baseline - line.baseline < closeLines * next.size);
	const said = pairs.filter(({ line, next }) => saysOn(line, next)).length;
	const isFull = below.every((cell) => cell.length > 0);
	return (
		isOneRow &&
		pairs.every(({ line, next, room }) => isFilled(line, next, room) || saysOn(line, next)) &&
		(said >= 0.5 * pairs.length || (first === false && others.every(Boolean) && isFull))
	);
}
