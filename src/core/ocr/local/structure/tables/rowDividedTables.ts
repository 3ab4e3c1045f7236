import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, around, height, median, overlapX, width } from '../lines/line.ts';
import { fillGrid, isOneText } from './fillGrid.ts';
import { narrowest } from './grid.ts';
import type { FoundTables } from './ruledTables.ts';
import { shadedRows } from './shadedRows.ts';
import { type Table, isNumber, rowsOf } from './table.ts';

/** The largest difference between the ends of the edges of one table, in points. */
const sameEnd = 5;

/** The least length of an edge, and the largest height of a row, in points. */
const shortest = 80;
const highest = 160;

/** The fewest rows, with that of the names. */
const fewestRows = 3;

/** The least share of rows with texts side by side, and the largest share of rows with several numbers below each other. */
const leastPairs = 0.7;
const mostGroups = 0.2;

/** The most lines of text in a cell of a usual row; columns of a page have more. */
const mostLines = 6;

/** The least gap between two columns, in em. */
const leastGap = 0.35;

/** The largest share of rows with text in a gap between columns. */
const mostCrossing = 0.15;

/** A text that is wider than this share of the table is a heading across it. */
const across = 0.6;

/**
 * Finds tables whose rows are divided by drawn lines or by filled rows, and whose columns only by gaps: here a cell may have several lines. Every line
 * of text ends up either in one cell or in the rest.
 */
export function findRowDividedTables(lines: readonly Line[], rules: readonly Rule[], areas: readonly Box[]): FoundTables {
	const tables: Table[] = [];
	let rest = lines;
	for (const edges of edgesOfTables(rules, shadedRows(areas, lines, highest))) {
		for (const bands of runsOf(edges, rest)) {
			const found = tablesOf(bands);
			const used = new Set(found.flatMap((table) => [...table.titles, ...table.rows.flat(2)]));
			rest = rest.filter((line) => !used.has(line));
			tables.push(...found);
		}
	}
	return { tables, rest };
}

/** The edges of rows with the same ends, from top to bottom. */
function edgesOfTables(rules: readonly Rule[], shaded: readonly Box[]): Box[][] {
	const edges: Box[] = [
		...rules.filter((rule) => !rule.vertical && width(rule) >= shortest),
		...shaded.flatMap((row) => [
			{ ...row, bottom: row.top },
			{ ...row, top: row.bottom },
		]),
	];
	const groups: Box[][] = [];
	for (const edge of edges.sort((a, b) => a.top - b.top)) {
		const group = groups.find(([first]) => Math.abs(first!.left - edge.left) < sameEnd && Math.abs(first!.right - edge.right) < sameEnd);
		if (!group) {
			groups.push([edge]);
		} else if (edge.top - group.at(-1)!.bottom > narrowest) {
			group.push(edge);
		}
	}
	return groups.filter(({ length }) => length > fewestRows);
}

/** A row between two edges, and its text. */
interface Band extends Box {
	readonly lines: readonly Line[];
}

/** Rows that follow one another with text in each. */
function runsOf(edges: readonly Box[], lines: readonly Line[]): Band[][] {
	const runs: Band[][] = [[]];
	edges.slice(1).forEach((edge, i) => {
		const above = edges[i]!;
		const box = { ...around([above, edge]), top: above.bottom, bottom: edge.top };
		const inside = lines.filter((line) => isWithin(line, box));
		if (inside.length > 0 && height(box) <= highest) {
			runs.at(-1)!.push({ ...box, lines: inside });
		} else {
			runs.push([]);
		}
	});
	return runs.filter(({ length }) => length >= fewestRows);
}

function isWithin(line: Line, box: Box): boolean {
	const middle = line.baseline - 0.3 * line.size;
	return middle > box.top && middle < box.bottom && line.left > box.left - 2 * sameEnd && line.right < box.right + 2 * sameEnd;
}

/** The table of some rows, or those above and below the highest row, which can be the text between two tables. */
function tablesOf(bands: readonly Band[]): Table[] {
	if (bands.length < fewestRows) {
		return [];
	}
	const table = tableOf(bands);
	const heights = bands.map(height);
	const highestRow = heights.indexOf(Math.max(...heights));
	return table ? [table] : [...tablesOf(bands.slice(0, highestRow)), ...tablesOf(bands.slice(highestRow + 1))];
}

function tableOf(bands: readonly Band[]): Table | undefined {
	const box = around(bands);
	const walls = wallsOf(bands, box);
	const xs = [box.left, ...walls, box.right];
	const columns = xs.slice(1).map((right, i) => ({ left: xs[i]!, right }));
	const cellsOf = ({ lines }: Band) =>
		columns.map((column) => lines.filter((line) => overlapX(line, { ...line, ...column }) > 0.5 * width(line)));
	const rows = bands.map((band) => cellsOf(band).filter((cell) => cell.length > 0));
	const body = rows.slice(1);
	const paired = rows.filter((cells) => cells.length > 1).length;
	const lineCounts = rows.map((cells) => Math.max(0, ...cells.map((cell) => rowsOf(cell).length)));
	const grouped = body.filter((cells) => cells.some((cell) => cell.length > 1 && cell.every(({ text }) => isNumber(text)))).length;
	if (
		walls.length === 0 ||
		paired < leastPairs * rows.length ||
		paired < fewestRows ||
		median(lineCounts) > mostLines ||
		!body.some((cells) => cells.some((cell) => rowsOf(cell).length > 1)) ||
		grouped > mostGroups * body.length ||
		!rows.every((cells) => cells.every(isOneText))
	) {
		return undefined;
	}
	const ys = [bands[0]!.top, ...bands.map(({ bottom }) => bottom)];
	const drawn: Rule[] = [
		...ys.map((y) => ({ ...box, top: y, bottom: y, vertical: false })),
		// A text across a gap joins the cells beside it.
		...bands.flatMap(({ top, bottom, lines }) =>
			xs
				.filter((x) => !lines.some(({ left, right }) => left < x - 1 && right > x + 1))
				.map((x) => ({ left: x, right: x, top, bottom, vertical: true })),
		),
	];
	return fillGrid(
		{ box, xs, ys },
		bands.flatMap(({ lines }) => lines),
		drawn,
		true,
	);
}

/** The middles of the gaps between columns. Few rows may have text in a gap; those with a text across the table, and that of the names, do not count. */
function wallsOf(bands: readonly Band[], box: Box): number[] {
	const body = bands.slice(1).filter(({ lines }) => !lines.some((line) => width(line) > across * width(box)));
	const lines = body.flatMap((band) => band.lines);
	const least = leastGap * median(lines.map(({ size }) => size));
	const most = Math.floor(mostCrossing * body.length);
	const edges = [...new Set(lines.flatMap(({ left, right }) => [left, right]))].sort((a, b) => a - b);
	const gaps: { left: number; right: number; crossing: number }[] = [];
	let isOpen = false;
	edges.slice(1).forEach((right, i) => {
		const left = edges[i]!;
		const crossing = body.filter((band) => band.lines.some((line) => line.left < right && line.right > left)).length;
		const last = gaps.at(-1);
		const isGap = crossing <= most && right - left > least;
		if (isGap && last && isOpen) {
			// The last of the emptiest stretches, as texts begin at the left of their column.
			gaps[gaps.length - 1] = crossing <= last.crossing ? { left, right, crossing } : last;
		} else if (isGap) {
			gaps.push({ left, right, crossing });
		}
		isOpen = isGap || (isOpen && crossing <= most);
	});
	return gaps.map(({ left, right }) => (left + right) / 2);
}
