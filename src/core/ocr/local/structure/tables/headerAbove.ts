import { type Line, around, overlapX } from '../lines/line.ts';
import { closeLines, year } from './columnNames.ts';
import type { FoundTables } from './ruledTables.ts';
import { withNamesOver } from './namesOver.ts';
import { type Cell, type Table, isNumber, rowsOf } from './table.ts';
import { columnsOf, hasNames } from './dividedTables.ts';

/** The largest distance between column names and the table below them, in em. */
const near = 1.2;

/** The most lines of a name. */
const mostRows = 4;

/** The largest distance of names of groups from a table, in em. */
const farthest = 8;

/** Gives a table without column names the row of text close above it that names all of its columns, or all but the first. */
export function withHeadersAbove({ tables, rest }: FoundTables): FoundTables {
	let lines = rest;
	const named = tables.map((table) => {
		const header = table.titles.length > 0 ? undefined : headerAbove(table, lines);
		const whole = header ? withHeader(table, header) : table;
		const above = rowsAbove(whole, lines);
		const { table: found, rows } = withNamesOver(whole, above);
		const used = new Set([...(header ?? []).flat(), ...above.slice(above.length - rows).flat()]);
		lines = lines.filter((line) => !used.has(line));
		return found;
	});
	return { tables: named, rest: lines };
}

function withHeader(table: Table, header: readonly Cell[]): Table {
	return {
		...table,
		...around([table, ...header.flat()]),
		rows: [header, ...table.rows],
		merged: table.merged.map((cell) => ({ ...cell, row: cell.row + 1 })),
		headerRows: 1,
	};
}

/** The rows of text above a table that are not wider, from top to bottom; a wider one ends them. */
function rowsAbove(table: Table, lines: readonly Line[]): Line[][] {
	const size = table.rows.flat(2)[0]!.size;
	const top = Math.min(...table.rows[0]!.flat().map(({ baseline }) => baseline));
	const above = lines.filter((line) => line.baseline < top && top - line.baseline < farthest * size && overlapX(line, table) > 0);
	const rows = rowsOf(above);
	const wider = rows.findLastIndex((row) => row.some(({ left, right }) => left < table.left - size || right > table.right + size));
	return rows.slice(wider + 1);
}

/** The names of all columns, or all but the first, close above a table: a row of text, or the lines of names. */
function headerAbove(table: Table, lines: readonly Line[]): Line[][] | undefined {
	const columns = columnsOf(table);
	const above = lines.filter(
		(line) =>
			line.baseline < table.top + 0.3 * line.size &&
			table.top - line.baseline < farthest * line.size &&
			line.left > table.left - line.size &&
			line.right < table.right + line.size,
	);
	const names: Line[] = [];
	let below = table.top;
	for (const row of rowsOf(above).reverse().slice(0, mostRows)) {
		const [{ baseline, size }] = row as [Line, ...Line[]];
		if (below - baseline > (names.length > 0 ? closeLines : near) * size || row.some(isValue)) {
			return undefined;
		}
		names.unshift(...row);
		below = baseline;
		const header = columns.map((column) => names.filter((line) => column && overlapX(line, column) > 0));
		if (names.some((line) => header.filter((cell) => cell.includes(line)).length !== 1)) {
			return undefined;
		}
		if (names.length > 1 && header.slice(1).every((cell) => cell.length > 0)) {
			// A table of words may have its names already.
			const isOther = names.every(({ bold }) => bold) && !table.rows[0]!.flat().every(({ bold }) => bold);
			const isOneLineEach = row.every((line) =>
				header.every((cell) => !cell.includes(line) || cell.filter((other) => row.includes(other)).length === 1),
			);
			return isOneLineEach && (isOther || !hasNames(table)) ? header : undefined;
		}
	}
	return undefined;
}

function isValue({ text }: Line): boolean {
	return isNumber(text) && !year.test(text) && !/^[^(]*\)$/.test(text);
}
