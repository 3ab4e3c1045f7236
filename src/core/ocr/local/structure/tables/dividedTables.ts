import { type Box } from '../../../../pdf/pageLayout.ts';
import { around, median, overlapX } from '../lines/line.ts';
import { type Table, isNumber } from './table.ts';

/** The largest distance between two rows of one table, in em. */
const near = 2.4;

/** Joins a table without column names to the table close above it with the same columns; a line or a gap divides them. */
export function joinDividedTables(above: Table, below: Table): Table | undefined {
	const size = median(below.rows.flat(2).map((line) => line.size));
	const bottom = Math.max(...above.rows.flat(2).map(({ baseline }) => baseline));
	const top = Math.min(...below.rows.flat(2).map(({ baseline }) => baseline));
	const [upper, lower] = [columnsOf(above), columnsOf(below)];
	const alike =
		upper.length === lower.length &&
		lower.every((column, i) => upper.every((other, j) => !column || !other || overlapX(column, other) > 0 === (i === j)));
	if (top - bottom > near * size || top < bottom || below.titles.length > 0 || !alike || hasNames(below)) {
		return undefined;
	}
	return {
		...above,
		...around([above, below]),
		rows: [...above.rows, ...below.rows],
		merged: [...above.merged, ...below.merged.map((cell) => ({ ...cell, row: cell.row + above.rows.length }))],
	};
}

/** The extent of each column's text; undefined for a column without text. */
export function columnsOf({ rows, merged }: Table): (Box | undefined)[] {
	return (rows[0] ?? []).map((_, column) => {
		const cells = rows.flatMap((row, index) =>
			merged.some((cell) => cell.columns > 1 && cell.row === index && cell.column === column) ? [] : row[column]!,
		);
		return cells.length > 0 ? around(cells) : undefined;
	});
}

/** Whether the first row names the columns: it has no numbers where the other rows have them. */
export function hasNames({ rows }: Table): boolean {
	const [first = [], ...others] = rows;
	const hasNumber = (row: readonly (readonly { readonly text: string }[])[], column: number) =>
		row[column]?.some(({ text }) => isNumber(text)) === true;
	return !first.some((_, column) => hasNumber(first, column) && others.some((row) => hasNumber(row, column)));
}
