import { type Line, around, overlapX } from '../lines/line.ts';
import type { FoundTables } from './ruledTables.ts';
import { type Table, isNumber, rowsOf } from './table.ts';
import { columnsOf, hasNames } from './dividedTables.ts';

/** The largest distance between column names and the table below them, in em. */
const near = 1.2;

const year = /^(?:19|20)\d\d$/;

/** Gives a table without column names the row of text close above it that names all of its columns, or all but the first. */
export function withHeadersAbove({ tables, rest }: FoundTables): FoundTables {
	let lines = rest;
	const named = tables.map((table) => {
		const header = table.titles.length > 0 || hasNames(table) ? undefined : headerAbove(table, lines);
		if (!header) {
			return table;
		}
		const used = new Set(header.flat());
		lines = lines.filter((line) => !used.has(line));
		return {
			...table,
			...around([table, ...used]),
			rows: [header, ...table.rows],
			merged: table.merged.map((cell) => ({ ...cell, row: cell.row + 1 })),
			headerRows: 1,
		};
	});
	return { tables: named, rest: lines };
}

function headerAbove(table: Table, lines: readonly Line[]): Line[][] | undefined {
	const columns = columnsOf(table);
	const above = lines.filter(
		(line) =>
			line.baseline < table.top + 0.3 * line.size &&
			table.top - line.baseline < near * line.size &&
			line.left > table.left - line.size &&
			line.right < table.right + line.size,
	);
	const row = rowsOf(above).at(-1) ?? [];
	const header = columns.map((column) => row.filter((line) => column && overlapX(line, column) > 0));
	const single = row.every((line) => header.filter((cell) => cell.includes(line)).length === 1);
	const filled = header.filter((cell) => cell.length > 0).length;
	const numbers = row.some(({ text }) => isNumber(text) && !year.test(text));
	return row.length > 1 && single && !numbers && filled === row.length && header.slice(1).every((cell) => cell.length > 0)
		? header
		: undefined;
}
