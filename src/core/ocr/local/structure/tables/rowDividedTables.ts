import { AlongAxis } from '../../../../pdf/alongAxis.ts';
import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, around, height, median, overlapX, width } from '../lines/line.ts';
import { caption, year } from './columnNames.ts';
import { fillGrid, isOneText } from './fillGrid.ts';
import { narrowest } from './grid.ts';
import { columnsOf } from './dividedTables.ts';
import type { FoundTables } from './ruledTables.ts';
import { shadedRows } from './shadedRows.ts';
import { type Table, isNumber, isWrapped, rowsOf } from './table.ts';

/** The largest difference between the ends of the edges of one table, in points. */
const sameEnd = 5;

/** The least length of an edge, and the largest height of a row, in points. */
const shortest = 80;
const highest = 160;

/** How much higher than the usual row a text between two tables is, at least. */
const muchHigher = 1.5;

/** The fewest rows, with that of the names. */
const fewestRows = 3;

/** A value without letters: below each other, they are of different rows. */
const value = /^[^\p{L}]*\d[^\p{L}]*$/u;

/** An amount of an account, and the largest share of them beside the first column. */
const account = /^[^\p{L}]+$/u;
const mostValues = 0.6;

/** The most lines of text of one table, and how often what is no table is divided at its highest row: more would take long. */
const mostTexts = 3000;
const mostDivisions = 6;

/** The least share of rows with texts side by side, and the largest share of rows with several values below each other. */
const leastPairs = 0.7;
const mostGroups = 0.2;

/** The most lines of text in a cell of a usual row; columns of a page have more. */
const mostLines = 6;

/** The largest difference between the edges of texts of a column in points, and between the heights of texts below an edge, in em. */
const sameText = 2;
const sameHeight = 0.3;

/** The least gap between two columns, in em. */
const leastGap = 0.35;

/** The least share of the texts of a row that begin on one line. */
const leastFilled = 0.7;

/** The least share of one rows among those with several lines. */
const leastWrapped = 0.6;

/** The largest share of rows with text in a gap between columns. */
const mostCrossing = 0.15;

/**
 * Finds tables whose rows are divided by drawn lines or by filled rows, and whose columns only by gaps: here a cell may have several lines. Every line
 * of text ends up either in one cell or in the rest.
 */
export function findRowDividedTables(lines: readonly Line[], rules: readonly Rule[], areas: readonly Box[]): FoundTables {
	const tables: Table[] = [];
	let rest = lines;
	for (const edges of edgesOfTables(rules, shadedRows(areas, lines, highest))) {
		for (const bands of runsOf(edges, rest)) {
			const found = tablesOf(bands, rest);
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
	return groups.filter(({ length }) => length >= fewestRows);
}

/** The most lines of text above the first edge that name columns, and the largest distance between them, in em. */
const mostNames = 4;
const closeNames = 1.4;

/** The largest distance between two lines of a cell below the last edge, in em. */
const closeLines = 1.6;

type Column = Pick<Box, 'left' | 'right'>;

/** A row between two edges, and its text. */
interface Band extends Box {
	readonly lines: readonly Line[];
}

/** Rows that follow one another with text in each. */
function runsOf(edges: readonly Box[], lines: readonly Line[]): Band[][] {
	const runs: Band[][] = [[]];
	const byHeight = new AlongAxis(lines, middleOf);
	edges.slice(1).forEach((edge, i) => {
		const above = edges[i]!;
		const box = { ...around([above, edge]), top: above.bottom, bottom: edge.top };
		const inside = byHeight.between(box.top, box.bottom).filter((line) => isAcross(line, box));
		if (inside.length > 0 && height(box) <= highest) {
			runs.at(-1)!.push({ ...box, lines: inside });
		} else {
			runs.push([]);
		}
	});
	return runs;
}

/** The names of all columns, or all but the first, above the first edge. */
function namesAbove(first: Band, columns: readonly Column[], lines: readonly Line[]): Band[] {
	const above = rowsOf(lines.filter((line) => line.baseline < first.top + 0.3 * line.size && overlapX(line, first) > 0)).reverse();
	const columnOf = (line: Line) => columns.findIndex(({ left, right }) => line.left > left - sameEnd && line.right < right + sameEnd);
	const names: Line[] = [];
	let below = first.top;
	for (const row of above.slice(0, mostNames)) {
		const isValue = row.some(({ text }) => isNumber(text) && !year.test(text));
		if (isValue || below - row[0]!.baseline > closeNames * row[0]!.size || row.some((line) => columnOf(line) < 0)) {
			break;
		}
		names.unshift(...row);
		below = row[0]!.baseline;
	}
	const named = new Set(names.map(columnOf));
	return named.size > 1 && columns.every((_, i) => i === 0 || named.has(i)) && !names.some(({ text }) => caption.test(text))
		? [{ ...first, top: Math.min(...names.map(({ top }) => top)), bottom: first.top, lines: names }]
		: [];
}

/** A last row without an edge below it: as far below the last edge as other rows are below theirs, with texts where their columns have them. */
function rowBelow(bands: readonly Band[], columns: readonly Column[], lines: readonly Line[]): Band[] {
	const last = bands.at(-1)!;
	const below = rowsOf(lines.filter((line) => line.baseline > last.bottom && overlapX(line, last) > 0)).slice(0, mostLines);
	const [first] = below;
	const usual = median(bands.map(({ top, lines: texts }) => Math.min(...texts.map(({ baseline }) => baseline)) - top));
	const isAligned = (line: Line) =>
		bands.some((band) =>
			band.lines.some(({ left, right }) => Math.abs(left - line.left) < sameText || Math.abs(right - line.right) < sameText),
		);
	const columnOf = (line: Line) => columns.findIndex(({ left, right }) => line.left > left - sameEnd && line.right < right + sameEnd);
	if (
		!first ||
		Math.abs(first[0]!.baseline - last.bottom - usual) > sameHeight * first[0]!.size ||
		new Set(first.map(columnOf)).size < 2 ||
		!first.every(isAligned)
	) {
		return [];
	}
	const end = below.findIndex(
		(row, i) =>
			row.some((line) => columnOf(line) < 0) || (i > 0 && row[0]!.baseline - below[i - 1]![0]!.baseline > closeLines * row[0]!.size),
	);
	const found = below.slice(0, end < 0 ? below.length : end).flat();
	return found.length > 0 ? [{ ...last, top: last.bottom, bottom: Math.max(...found.map(({ bottom }) => bottom)) + 1, lines: found }] : [];
}

/** The height at which most of a line's letters are. */
function middleOf({ baseline, size }: Line): number {
	return baseline - 0.3 * size;
}

function isAcross(line: Line, box: Box): boolean {
	return line.left > box.left - 2 * sameEnd && line.right < box.right + 2 * sameEnd;
}

/** The table of some rows, or those above and below the highest row, which can be the text between two tables. */
function tablesOf(bands: readonly Band[], lines: readonly Line[], divisions = 0): Table[] {
	if (bands.length < fewestRows - 1 || bands.reduce((sum, band) => sum + band.lines.length, 0) > mostTexts) {
		return [];
	}
	const table = tableOf(bands, lines);
	const heights = bands.map(height);
	const highestRow = heights.indexOf(Math.max(...heights));
	if (table || divisions === mostDivisions || heights[highestRow]! < muchHigher * median(heights)) {
		return table ? [table] : [];
	}
	const [above, below] = [bands.slice(0, highestRow), bands.slice(highestRow + 1)];
	const parts = [above, below].flatMap((part) => tablesOf(part, lines, divisions + 1));
	return parts.filter((part) => !goesOn(part, bands[highestRow]!));
}

/** Whether a row has texts in most columns of a table, and none across two: then what was found is only a part of a table. */
function goesOn(table: Table, { lines }: Band): boolean {
	const columns = columnsOf(table);
	const over = lines.map((line) => columns.flatMap((column, i) => (column && overlapX(line, column) > 0 ? [i] : [])));
	return over.every(({ length }) => length < 2) && new Set(over.flat()).size > 0.6 * columns.length;
}

function tableOf(unnamed: readonly Band[], lines: readonly Line[]): Table | undefined {
	const walls = wallsOf(unnamed);
	const xs = [unnamed[0]!.left, ...walls, unnamed[0]!.right];
	const columns = xs.slice(1).map((right, i) => ({ left: xs[i]!, right }));
	const bands = [...namesAbove(unnamed[0]!, columns, lines), ...unnamed, ...rowBelow(unnamed, columns, lines)];
	const box = around(bands);
	const cellsOf = ({ lines }: Band) =>
		columns.map((column) => lines.filter((line) => overlapX(line, { ...line, ...column }) > 0.5 * width(line)));
	const rows = bands.map(cellsOf);
	const body = rows.slice(1);
	const filled = rows.map((cells) => cells.filter((cell) => cell.length > 0));
	const paired = filled.filter((cells) => cells.length > 1).length;
	const lineCounts = filled.map((cells) => Math.max(0, ...cells.map((cell) => rowsOf(cell).length)));
	const beside = body.flatMap((cells) => cells.slice(1)).filter((cell) => cell.length > 0);
	const texts = columns.map((_, i) => around(body.flatMap((cells) => cells[i]!)));
	const single = filled.map((cells) => !areSeveral(cells, texts));
	if (
		walls.length === 0 ||
		paired < leastPairs * rows.length ||
		paired < fewestRows ||
		median(lineCounts) > mostLines ||
		!haveWrapped(filled.slice(1), texts) ||
		single.filter((one) => !one).length > mostGroups * rows.length ||
		// Accounts have names over their columns that only their rules tell.
		beside.filter((cell) => cell.every(({ text }) => account.test(text))).length > mostValues * beside.length ||
		!filled.every((cells) => cells.every(isOneText))
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
	const inside = bands.flatMap((band) => band.lines);
	return fillGrid({ box, xs, ys }, inside, drawn, single);
}

type CellLines = readonly (readonly Line[])[];

/** Whether there are rows with cells of several lines, and most of them are one row each. */
function haveWrapped(rows: readonly CellLines[], texts: readonly Box[]): boolean {
	const long = rows.filter((cells) => cells.some((cell) => rowsOf(cell).length > 1));
	return long.length > 0 && long.filter((cells) => isOneRow(cells, texts)).length >= leastWrapped * long.length;
}

/** Whether the texts between two edges begin on one line, or those of several lines are wrapped. */
function isOneRow(cells: CellLines, texts: readonly Box[]): boolean {
	const top = rowsOf(cells.flat())[0]!;
	return cells.filter((cell) => cell.some((line) => top.includes(line))).length > 1 || areFull(cells, texts);
}

/** Whether there are several rows between two edges: values below each other, or texts side by side more than once that do not go on from line to line. */
function areSeveral(cells: CellLines, texts: readonly Box[]): boolean {
	const filled = rowsOf(cells.flat()).map((row) => cells.filter((cell) => cell.some((line) => row.includes(line))).length);
	return (
		cells.some((cell) => cell.length > 1 && cell.every(({ text }) => value.test(text))) ||
		(cells.length > 2 && filled.length > 1 && filled.every((count) => count === cells.length)) ||
		(cells.length > 2 && filled.filter((count) => count >= leastFilled * cells.length).length > 1 && !areFull(cells, texts))
	);
}

/** Whether the lines of most longer texts end where there is no room for the next word. */
function areFull(cells: CellLines, texts: readonly Box[]): boolean {
	const long = cells.filter((cell) => rowsOf(cell).length > 1);
	const full = long.filter((cell) => texts.some((text) => overlapX(cell[0]!, text) > 0.5 * width(cell[0]!) && isWrapped(cell, text)));
	return full.length > 0.5 * long.length;
}

/** The middles of the gaps between columns. Few rows may have text in a gap; those with a single text, and that of the names, do not count. */
function wallsOf(bands: readonly Band[]): number[] {
	const body = bands.slice(1).filter((band) => band.lines.length > 1);
	const lines = body.flatMap((band) => band.lines);
	const least = leastGap * median(lines.map(({ size }) => size));
	const most = Math.floor(mostCrossing * body.length);
	const edges = [...new Set(lines.flatMap(({ left, right }) => [left, right]))].sort((a, b) => a - b);
	const crossings = crossingsOf(body, edges);
	const gaps: { left: number; right: number; crossing: number }[] = [];
	let isOpen = false;
	edges.slice(1).forEach((right, i) => {
		const left = edges[i]!;
		const crossing = crossings[i]!;
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

/** How many rows have text between each edge of a text and the next one. */
function crossingsOf(bands: readonly Band[], edges: readonly number[]): number[] {
	const place = new Map(edges.map((edge, i) => [edge, i] as const));
	const changes = edges.map(() => 0);
	for (const { lines } of bands) {
		let end = 0;
		for (const { left, right } of [...lines].sort((a, b) => a.left - b.left)) {
			const [from, to] = [Math.max(place.get(left)!, end), place.get(right)!];
			if (to > from) {
				changes[from]!++;
				changes[to]!--;
				end = to;
			}
		}
	}
	let crossing = 0;
	return changes.map((change) => (crossing += change));
}
