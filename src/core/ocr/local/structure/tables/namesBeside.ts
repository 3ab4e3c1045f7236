import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, around, median, overlapX } from '../lines/line.ts';
import type { FoundTables } from './ruledTables.ts';
import { type Table, isNumber } from './table.ts';

/** The fewest rows, and the least share of them, that have a name beside the table. */
const fewestRows = 3;
const leastNamed = 0.8;

/** The least share of numbers in the first column of a table without names. */
const leastNumbers = 0.6;

/** The largest distance between the names and the table in em, and the most letters of a name. */
const near = 4;
const longestName = 50;

/** The largest difference between the edges of names, in points. */
const sameEdge = 3;

/** Gives a table of numbers the names of its rows that stand on the left of its drawn lines, as its first column. */
export function withNamesBeside({ tables, rest }: FoundTables): FoundTables {
	let lines = rest;
	const named = tables.map((table) => {
		const names = namesBeside(table, lines);
		if (!names) {
			return table;
		}
		const used = new Set(names.flat());
		lines = lines.filter((line) => !used.has(line));
		return {
			...table,
			...around([table, ...used]),
			rows: table.rows.map((row, i) => [names[i]!, ...row]),
			merged: table.merged.map((cell) => ({ ...cell, column: cell.column + 1 })),
		};
	});
	return { tables: named, rest: lines };
}

/** The names of all rows, one line each; undefined where other text stands beside the table. */
function namesBeside(table: Table, lines: readonly Line[]): Line[][] | undefined {
	const body = table.rows.slice(table.headerRows);
	const firsts = body.flatMap((row) => row[0]!);
	if (body.length < fewestRows || firsts.filter(({ text }) => isNumber(text)).length < leastNumbers * body.length) {
		return undefined;
	}
	const heights = table.rows.map((row) => median(row.flat().map(({ baseline }) => baseline)));
	const beside = lines.filter((line) => line.right < table.left + sameEdge && isBetween(line, table) && line.baseline > heights[0]!);
	const names = heights.map((height) => beside.filter(({ baseline, size }) => Math.abs(baseline - height) < 0.3 * size));
	const found = names.slice(table.headerRows).flat();
	const reach = around(found);
	const columns = beside.filter((line) => found.length > 0 && overlapX(line, reach) > 0);
	return found.length >= Math.max(fewestRows, leastNamed * body.length) &&
		names.every(({ length }) => length < 2) &&
		columns.length === names.flat().length &&
		found.every(({ text }) => /\p{L}/u.test(text) && text.length <= longestName) &&
		table.left - reach.right < near * found[0]!.size &&
		haveOneEdge(found)
		? names
		: undefined;
}

function isBetween({ baseline }: Line, { top, bottom }: Box): boolean {
	return baseline > top && baseline < bottom;
}

function haveOneEdge(names: readonly Line[]): boolean {
	return [names.map(({ left }) => left), names.map(({ right }) => right)].some((edge) => {
		const common = median(edge);
		return edge.filter((value) => Math.abs(value - common) < sameEdge).length >= leastNamed * edge.length;
	});
}
