import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, overlapX, width } from '../lines/line.ts';
import { homeOf } from './bandedColumns.ts';
import type { Cell, MergedCell } from './table.ts';

/** The most rows of text in a header with names of column groups. */
const mostGroupedRows = 8;

/** A name over several columns. */
interface Group {
	readonly line: Line;
	readonly column: number;
	readonly count: number;
}

/** A header with names of column groups; undefined when no name is over several columns. */
export function headerOf(
	rows: readonly (readonly Line[])[],
	columns: readonly Box[],
	rules: readonly Rule[],
): { readonly rows: Cell[][]; readonly merged: readonly MergedCell[] } | undefined {
	const groupsIn = (row: readonly Line[]) =>
		shared(
			row.map((line) => ({ line, ...columnsUnder(line, columns, rules) })),
			columns,
		).filter(({ count }) => count > 1);
	const found = rows.map(groupsIn);
	const levels = rows
		.map((row, i) => (found[i]!.length > 0 ? found[i]! : overAll(row, found.slice(i + 1).flat(), columns)))
		.filter((groups) => groups.length > 0);
	if (levels.length === 0 || rows.length > mostGroupedRows) {
		return undefined;
	}
	const cells: Line[][][] = Array.from({ length: levels.length + 1 }, () => columns.map(() => []));
	const merged: MergedCell[] = [];
	levels.forEach((groups, row) => {
		for (const { line, column, count } of groups) {
			cells[row]![column]!.push(line);
			merged.push({ row, column, rows: 1, columns: count });
		}
	});
	const grouped = new Set(levels.flat().map(({ line }) => line));
	columns.forEach((_, column) => {
		const above = merged.filter((cell) => cell.columns > 1 && column >= cell.column && column < cell.column + cell.columns);
		const first = Math.max(0, ...above.map((cell) => cell.row + 1));
		cells[first]![column]!.push(...rows.flat().filter((line) => !grouped.has(line) && homeOf(line, columns) === column));
		if (first < levels.length) {
			merged.push({ row: first, column, rows: levels.length + 1 - first, columns: 1 });
		}
	});
	return { rows: cells, merged };
}

/** Divides columns among the names above them when one line goes under several names: each column belongs to the nearest name. */
function shared(groups: readonly Group[], columns: readonly Box[]): Group[] {
	const middle = ({ left, right }: Box) => (left + right) / 2;
	return groups.map((group) => {
		const rivals = groups.filter(({ column, count }) => column === group.column && count === group.count);
		if (rivals.length < 2) {
			return group;
		}
		const own = columns
			.map((_, i) => i)
			.slice(group.column, group.column + group.count)
			.filter((i) => {
				const away = ({ line }: Group) => Math.abs(middle(line) - middle(columns[i]!));
				return rivals.every((other) => away(group) <= away(other));
			});
		return { ...group, column: own[0] ?? group.column, count: own.length };
	});
}

/** A name alone on its row is over all groups that are named below it. */
function overAll(row: readonly Line[], below: readonly Group[], columns: readonly Box[]): Group[] {
	const [line, ...others] = row;
	if (others.length > 0 || below.length < 2 || homeOf(line!, columns) === 0) {
		return [];
	}
	const column = Math.min(...below.map((group) => group.column));
	return [{ line: line!, column, count: Math.max(...below.map((group) => group.column + group.count)) - column }];
}

/** The columns that a name is over: those that the line below it covers, or that the name reaches into. */
function columnsUnder(line: Line, columns: readonly Box[], rules: readonly Rule[]): { readonly column: number; readonly count: number } {
	const under = rules.find(
		(rule) =>
			!rule.vertical &&
			rule.top > line.baseline - 0.1 * line.size &&
			rule.top < line.baseline + line.size &&
			rule.left < line.left + line.size &&
			rule.right > line.right - line.size &&
			width(rule) < 0.95 * (columns.at(-1)!.right - columns[0]!.left),
	);
	const reach = under ?? line;
	const over = columns.map((_, i) => i).filter((i) => overlapX(reach, columns[i]!) > (under ? 0.5 : 0.15) * width(columns[i]!));
	return { column: over[0] ?? 0, count: over.length };
}
