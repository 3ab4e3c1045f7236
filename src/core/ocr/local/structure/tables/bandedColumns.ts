import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, around, overlapX, width } from '../lines/line.ts';

/** The largest share of rows that may cross the gap between two columns, as headings of groups do. */
export const mostSpanning = 0.2;

/** The intervals that the fullest rows fit; few rows may cross two of them. */
export function columnsOf(rows: readonly (readonly Line[])[]): Box[] {
	const fullest = Math.max(0, ...rows.map((row) => row.length));
	const seeds = rows.filter((row) => row.length >= Math.max(2, 0.75 * fullest));
	const lines = seeds.flat();
	const edges = [...new Set(lines.flatMap(({ left, right }) => [left, right]))].sort((a, b) => a - b);
	const columns: Box[] = [];
	const most = Math.floor(seeds.length * mostSpanning);
	let open: Box | undefined;
	const [lefts, rights] = [lines.map(({ left }) => left).sort((a, b) => a - b), lines.map(({ right }) => right).sort((a, b) => a - b)];
	let [begun, ended] = [0, 0];
	edges.slice(1).forEach((right, i) => {
		const left = edges[i]!;
		while (lefts[begun]! <= left) {
			begun++;
		}
		while (rights[ended]! <= left) {
			ended++;
		}
		if (begun - ended > most) {
			open = open ? { ...open, right } : { left, right, top: 0, bottom: 0 };
			columns[columns.at(-1)?.left === open.left ? columns.length - 1 : columns.length] = open;
		} else {
			open = undefined;
		}
	});
	const paired = rows.filter(({ length }) => length > 1).flat();
	return [...columns, ...sparseColumns(paired, columns)].sort((a, b) => a.left - b.left);
}

/** Columns with few values, such as the credits of a statement: texts below each other that reach into no other column. */
function sparseColumns(lines: readonly Line[], columns: readonly Box[]): Box[] {
	const groups: Line[][] = [];
	const between = lines.filter((line) => columns.every((column) => overlapX(line, column) <= 0)).sort((a, b) => a.left - b.left);
	for (const line of between) {
		const last = groups.at(-1);
		if (last && overlapX(around(last), line) > 0) {
			last.push(line);
		} else {
			groups.push([line]);
		}
	}
	return groups.filter(({ length }) => length > 1).map(around);
}

/** In how many columns a row has text. */
export function filledBy(row: readonly Line[], columns: readonly Box[]): number {
	return new Set(row.map((line) => homeOf(line, columns))).size;
}

/** The first column that a line reaches into, or the next column if the line is between two. */
export function homeOf(line: Line, columns: readonly Box[]): number {
	const first = columns.findIndex((column) => overlapX(line, column) > 0.15 * Math.min(width(line), width(column)));
	const next = columns.findIndex(({ right }) => right > line.left);
	return first >= 0 ? first : next >= 0 ? next : columns.length - 1;
}
