import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, around, median, overlapX, width } from '../lines/line.ts';
import { caption, closeLines, year } from './columnNames.ts';
import { columnsOf } from './dividedTables.ts';
import { type Cell, type MergedCell, type Table, isNumber, withoutFirstRows } from './table.ts';
import { isFilled, saysOn } from './wrappedRows.ts';

/** The most rows of names above the first row, and the largest distance between two of them, in em. */
const mostRows = 4;
const near = 2.2;

/** How far the middle of a name is from that of its columns at most, in em. */
const sameMiddle = 0.9;

/** A line with letters this much larger is a heading. */
const larger = 1.12;

type Row = readonly Line[];

/** A name and the columns that it is over. */
interface Placed {
	readonly line: Line;
	readonly column: number;
	readonly count: number;
}

/** A table with the rows of names above it, and how many rows they were. */
interface Named {
	readonly table: Table;
	readonly rows: number;
}

/**
 * Gives a table the rows close above it that name its columns: names over several columns become merged cells, and the first lines of a name join its
 * others. `above`: the rows above the table, from top to bottom.
 */
export function withNamesOver(found: Table, above: readonly Row[]): Named {
	let table = found;
	let rows = 0;
	while (rows < Math.min(mostRows, above.length)) {
		const row = above[above.length - 1 - rows]!;
		const named = withRow(table, row);
		if (!named) {
			break;
		}
		table = named;
		rows++;
	}
	return { table, rows };
}

/** Gives names in the first row of a table that are between its columns, above names of their own, the columns that they are over. */
export function withGroupNames(table: Table): Table {
	const [first = [], second = []] = table.rows;
	const row = first.flat();
	const isName = first.every((cell) => cell.length < 2) && first[0]!.length === 0 && second.slice(1).every((cell) => cell.length > 0);
	const named = isName && row.length > 1 && table.rows.length > 3 ? withRow(withoutFirstRows(table, 1), row) : undefined;
	return named && named.rows.length === table.rows.length ? named : table;
}

function withRow(table: Table, row: Row): Table | undefined {
	const first = table.rows[0]!;
	const size = median(first.flat().map((line) => line.size));
	const distance = Math.min(...first.flat().map(({ baseline }) => baseline)) - Math.max(...row.map(({ baseline }) => baseline));
	const isName = ({ text, size: own }: Line) =>
		own < larger * size && (year.test(text) || (!isNumber(text) && !caption.test(text) && !/[:.;]$/.test(text)));
	const isWithin = (line: Line) => line.left > table.left - size && line.right < table.right + size;
	const hasValues = first.slice(1).some((cell) => cell.some(({ text }) => isNumber(text) && !year.test(text)));
	if (
		table.titles.length > 0 ||
		hasValues ||
		distance <= 0 ||
		distance > near * size ||
		!row.every((line) => isName(line) && isWithin(line))
	) {
		return undefined;
	}
	const columns = columnsOf(table);
	if (columns.some((column) => !column)) {
		return undefined;
	}
	const known = columns as Box[];
	return (distance < closeLines * size ? withFirstLines(table, row, known) : undefined) ?? withGroups(table, row, known);
}

/** Joins the first lines of names to the others. */
function withFirstLines(table: Table, row: Row, columns: readonly Box[]): Table | undefined {
	const [first, ...others] = table.rows;
	const over = row.map((line) => columns.flatMap((column, i) => (overlapX(line, column) > 0 ? [i] : [])));
	const isOfOne = over.every(([column, ...more]) => column !== undefined && more.length === 0);
	// A line alone over the first column can be a title.
	const [lone] = row.length === 1 && over[0]![0] === 0 ? row : [];
	const isTitle = lone !== undefined && !first![0]!.some((next) => saysOn(lone, next));
	if (!isOfOne || isTitle || new Set(over.flat()).size < row.length) {
		return undefined;
	}
	const goesOn = row.every((line, i) => {
		const column = over[i]![0]!;
		const [next] = first![column]!;
		return !next || saysOn(line, next) || isFilled(line, next, width(columns[column]!));
	});
	if (!goesOn) {
		return undefined;
	}
	const joined = first!.map((cell, column) => [...row.filter((_, i) => over[i]![0] === column), ...cell]);
	return { ...table, ...around([table, ...row]), rows: [joined, ...others] };
}

/** Adds a row of names over several columns. */
function withGroups(table: Table, row: Row, columns: readonly Box[]): Table | undefined {
	const placed = inEqualParts(row, columns) ?? byOverlap(row, columns);
	const isOverRest = (name: Placed) => name.column === 1 && name.count === columns.length - 1;
	if (!placed?.some(({ count }) => count > 1) || (placed.length === 1 && !isOverRest(placed[0]!))) {
		return undefined;
	}
	const names: Cell[] = columns.map((_, column) => placed.filter((one) => one.column === column).map(({ line }) => line));
	const over: MergedCell[] = placed
		.filter(({ count }) => count > 1)
		.map(({ column, count }) => ({ row: 0, column, rows: 1, columns: count }));
	return {
		...table,
		...around([table, ...row]),
		rows: [names, ...table.rows],
		merged: [...over, ...table.merged.map((cell) => ({ ...cell, row: cell.row + 1 }))],
		headerRows: table.headerRows + 1,
	};
}

function isCentred(line: Line, columns: readonly Box[]): boolean {
	const box = around(columns);
	return Math.abs(line.left + line.right - box.left - box.right) / 2 < sameMiddle * line.size;
}

/** Names that divide the columns, or all but the first, into equal parts. */
function inEqualParts(row: Row, columns: readonly Box[]): Placed[] | undefined {
	for (const start of [1, 0]) {
		const count = (columns.length - start) / row.length;
		const placed = row.map((line, i) => ({ line, column: start + i * count, count }));
		if (
			Number.isInteger(count) &&
			count > 1 &&
			placed.every(({ line, column }) => isCentred(line, columns.slice(column, column + count)))
		) {
			return placed;
		}
	}
	return undefined;
}

/** Names over the columns that they reach into. */
function byOverlap(row: Row, columns: readonly Box[]): Placed[] | undefined {
	const placed = row.map((line): Placed => {
		const over = columns.flatMap((column, i) => (overlapX(line, column) > 0.15 * width(column) ? [i] : []));
		return { line, column: over[0] ?? -1, count: over.length };
	});
	const isPlaced = placed.every(({ line, column, count }, i) => {
		const last = placed[i - 1];
		return (
			column >= 0 &&
			(!last || column >= last.column + last.count) &&
			(count === 1 || isCentred(line, columns.slice(column, column + count)))
		);
	});
	return isPlaced ? placed : undefined;
}
