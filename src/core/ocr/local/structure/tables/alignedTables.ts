import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, around, lettersOf, median, overlapX, width } from '../lines/line.ts';
import type { FoundTables } from './ruledTables.ts';
import { type Cell, type Table, columnOf, compactTable, isNumber, rowsOf } from './table.ts';
import { leader } from './columnNames.ts';
import { dividedAtCaptions } from './captionedTables.ts';
import { withGroupNames, withNamesOver } from './namesOver.ts';
import { withLabelsFirst } from './spanningLabels.ts';
import { withWholeNames } from './wholeNames.ts';
import { isFilled, rowsByDistance, saysOn, value } from './wrappedRows.ts';

/** The largest share of rows with dots before a page number: a table of contents does not become a markdown table. Accounts have dots, too. */
const mostLed = 0.3;

/** The most letters in a cell that is not prose. */
const shortCell = 40;

/** The most labels with a colon per row, on average; a table has fewer. */
const mostLabels = 0.6;

/** The most rows that only name a group, between the column names and the first full row. */
const mostNames = 2;

/** The most lines of text below the first line of a row. */
const mostLines = 8;

/** The most different left edges of row names. */
const mostPlaces = 5;

/** The largest distance between two rows in em, and where rows are far apart, in distances of rows, too, but not more em; and that of rows in other columns, in distances of rows. */
const near = { most: 3.2, distances: 1.8, farthest: 6, other: 1.5 };

/** An amount of a receipt with its tax code. The amounts of the items and the totals are in two places. */
const codedAmount = /^[$€£]?\d[\d.,]*[.,]\d\d\s+[A-Z*\d]$/;

/** What stands for nothing in a statement. */
const dash = /^[-–—]$/;

/** How far the name of a group stands out from the names of its rows, in em. */
const farthestOut = 3;

/** The last rows that tell the usual distance of rows, and where their names begin. */
const usualRows = 9;

/** A bullet, or the number of an item or of a line of an algorithm. */
const itemMarker = /^(?:[^\p{L}\p{N}]{1,2}|\(?\d{1,3}[):.])$/u;

/** The width of a bracket in em. */
const bracketWidth = 0.33;

/** Pieces of formulas, and their largest share of a table's cells. */
const formulaSign = /^[\p{Sm}()[\]{}\ufffd.,]+$/u;
const mostSigns = 0.25;

/** Finds tables without drawn lines, where the alignment of the text leaves no doubt. `lines` are those of one column of the page. */
export function findAlignedTables(lines: readonly Line[]): FoundTables {
	const rows = rowsOf(lines);
	const tables: Table[] = [];
	const rest: (readonly Line[])[] = [];
	let divided = 0;
	for (let i = 0; i < rows.length;) {
		const end = endOfTable(rows, i);
		const table = end > i ? toTable(rows.slice(i, end)) : undefined;
		if (table) {
			const named = withNamesOver(withGroupNames(table), rest.slice(divided));
			rest.splice(rest.length - named.rows, named.rows);
			divided = rest.length;
			tables.push(...dividedAtCaptions(named.table));
			i = end;
		} else {
			rest.push(rows[i++]!);
		}
	}
	return { tables, rest: rest.flat() };
}

/** The index after the last row that fits the columns that begin at row `start`. */
function endOfTable(rows: readonly (readonly Line[])[], start: number): number {
	if (rows[start]!.length < 2) {
		return start;
	}
	let columns: Box[] = [];
	let end = start;
	let last = start;
	const gaps: number[] = [];
	for (let i = start; i < rows.length; i++) {
		const row = rows[i]!;
		if (i > start && i - start <= mostNames && isUnit(row, columns)) {
			continue;
		}
		const widened = merge([...columns, ...row]);
		const gap = i > start ? Math.min(...row.map(({ baseline }) => baseline)) - rows[i - 1]![0]!.baseline : 0;
		const shared = new Set(row.map((line) => columnOf(line, widened))).size < row.length;
		// The name of a group comes before the first row of the group.
		const opens = i - start <= mostNames && columns.length > 0 && row.every((line) => line.right < columns[0]!.left);
		const next = rows.slice(i + 1, i + 4).find(({ length }) => length > 1) ?? [];
		const outside =
			row.length === 1 &&
			!opens &&
			columns.length > 0 &&
			!columns.some(({ left }) => Math.abs(left - row[0]!.left) < 0.6 * row[0]!.size) &&
			!isName(row[0]!, rows.slice(Math.max(start, i - usualRows), i), next, columns) &&
			!((i - start > 1 || isLike(rows[start]!, next)) && isUnderCell(row[0]!, rows[last]!, columns));
		const bridges = columns.length > 0 && (widened.length < columns.length || shared || outside);
		const isSpaced = gaps.length > 1 && [row, next].some((one) => haveValues(one, columns));
		const spaced = isSpaced ? Math.min(near.distances * median(gaps.slice(-usualRows)), near.farthest * row[0]!.size) : 0;
		// Other columns farther below are those of other text.
		const isOther =
			gaps.length > 1 &&
			row.length > 1 &&
			gap > near.other * median(gaps.slice(-usualRows)) &&
			widened.length > columns.length &&
			row.slice(1).every((line) => columns.every((column) => overlapX(line, column) <= 0));
		if (
			bridges ||
			isOther ||
			gap > Math.max(near.most * row[0]!.size, spaced) ||
			(row.length === 1 && i - last > 2 && (i - last > mostLines || !continues(row, rows.slice(last, i).flat(), columns)))
		) {
			break;
		}
		if (i > start) {
			gaps.push(gap);
		}
		columns = widened;
		end = i + 1;
		if (row.length > 1) {
			last = i;
		}
	}
	// Lines after the last full row are the text that follows, unless they continue a cell.
	const following = rows
		.slice(last + 1, end)
		.findIndex((row, i) => !continues(row, rows.slice(Math.max(start, last - 2), last + 1 + i).flat(), columns));
	return following < 0 ? end : last + 1 + following;
}

/** Whether a row is a unit in brackets under the names of columns, in the middle of them all. */
function isUnit([line, ...others]: readonly Line[], columns: readonly Box[]): boolean {
	const middle = columns.length > 2 ? (columns[0]!.left + columns.at(-1)!.right) / 2 : Number.NaN;
	return others.length === 0 && /^\(.+\)$/.test(line!.text) && Math.abs((line!.left + line!.right) / 2 - middle) < 3 * line!.size;
}

/**
 * Whether a line is a name before a row of values: of a group, standing out from the names of its rows, or the first line of a longer name, that begins
 * where the name of a row `before` does.
 */
function isName(line: Line, before: readonly (readonly Line[])[], next: readonly Line[], columns: readonly Box[]): boolean {
	const first = columns[0]!;
	const isSetAlike = before.some(([name]) => Math.abs(name!.left - line.left) < 0.6 * line.size);
	const isOut = line.left < first.left && first.left - line.left < farthestOut * line.size;
	const isBeforeValues = haveValues(next, columns) || (isSetAlike && next.some(({ text }) => isNumber(text)));
	return (isSetAlike || (isOut && line.right < first.right + line.size)) && isBeforeValues;
}

/** Whether a row has as many texts as another one, and none that is prose. */
function isLike(row: readonly Line[], other: readonly Line[]): boolean {
	return row.length === other.length && other.every(({ text }) => lettersOf(text) <= 1.5 * shortCell);
}

/** Whether a row has numbers in most columns but the first. */
function haveValues(row: readonly Line[], columns: readonly Box[]): boolean {
	return columns.length > 1 && row.filter(({ text }) => isNumber(text) || dash.test(text)).length >= 0.6 * (columns.length - 1);
}

/** Whether a line continues a cell of the row above it that is not the first: close below it, with the same centre or the same right edge. */
function isUnderCell(line: Line, above: readonly Line[], columns: readonly Box[]): boolean {
	const middle = ({ left, right }: Box) => (left + right) / 2;
	return (
		continues([line], above, columns) &&
		above.some((cell) => {
			const near = (a: number, b: number) => Math.abs(a - b) < 0.3 * line.size;
			return columnOf(cell, columns) === columnOf(line, columns) && (near(middle(cell), middle(line)) || near(cell.right, line.right));
		})
	);
}

function continues(row: readonly Line[], above: readonly Line[], columns: readonly Box[]): boolean {
	const [line] = row;
	const column = columnOf(line!, columns);
	const cell = above.findLast((other) => columnOf(other, columns) === column);
	const goesOn = column > 0 || (cell && isFilled(cell, line!, width(columns[0]!)) && saysOn(cell, line!));
	return cell !== undefined && line!.baseline - cell.baseline < line!.size * 1.5 && goesOn === true;
}

/** Merges boxes until none is above or below another. */
function merge(boxes: readonly Box[]): Box[] {
	const merged: Box[] = [];
	for (const box of [...boxes].sort((a, b) => a.left - b.left)) {
		const last = merged.at(-1);
		if (last && overlapX(last, box) > 0) {
			merged[merged.length - 1] = around([last, box]);
		} else {
			merged.push(box);
		}
	}
	return merged;
}

function toTable(all: readonly (readonly Line[])[]): Table | undefined {
	const units = all.slice(1, mostNames + 1).filter((row) => isUnit(row, merge(all[0]!)));
	const rows = all.filter((row) => !units.includes(row));
	const columns = merge(rows.flat());
	const full = rows.filter((row) => row.length > 1);
	const led = rows.flatMap((row) => row.flatMap(({ text }, i) => (leader.test(text) ? [row[i + 1]] : [])));
	const pages = (column: Box) => led.flatMap((line) => (line && overlapX(line, column) > 0 ? [line.text] : []));
	const isContents =
		led.length > mostLed * rows.length && (columns.length === 2 || columns.every((column) => arePageNumbers(pages(column))));
	const cells = full.reduce((sum, row) => sum + row.length, 0);
	const enough = columns.length > 2 ? full.length >= 3 : full.length >= 4;
	if (columns.length < 2 || !enough || isContents || cells < full.length * columns.length * 0.5) {
		return undefined;
	}
	const texts = rows.flat().map(({ text }) => lettersOf(text));
	if (median(texts) > shortCell || texts.filter((length) => length > 1.5 * shortCell).length > rows.length * 0.2) {
		return undefined;
	}
	// Labels and values of a form or of a letterhead.
	const isLabel = ({ text }: Line) => /\p{L}:$/u.test(text);
	const labelled = rows[0]!.every(isLabel) ? rows.slice(1) : rows;
	if (columns.length > 2 && labelled.flat().filter(isLabel).length >= Math.max(3, mostLabels * labelled.length)) {
		return undefined;
	}
	// The symbols of formulas also line up in columns.
	if (rows.flat().filter(({ text }) => formulaSign.test(text)).length > rows.flat().length * mostSigns) {
		return undefined;
	}
	if (columns.length === 2 && full.every((row) => itemMarker.test(row[0]!.text))) {
		return undefined; // A list.
	}
	if (columns.length === 2 && arePageNumbers(full.map((row) => row.at(-1)!.text))) {
		return undefined;
	}
	const cellsIn = (column: Box) => rows.flat().filter((line) => overlapX(line, column) > 0);
	const amounts = columns.slice(1).every((column) => cellsIn(column).filter(({ text }) => value.test(text)).length > 1);
	const isAmounts = (column: Box) => cellsIn(column).every(({ text }) => value.test(text) || codedAmount.test(text));
	const inPlaces = (column: Box, i: number) => (i === 0 ? amounts : columns.length === 2 && isAmounts(column)) && isSetIn(cellsIn(column));
	if (!columns.every((column, i) => isAligned(cellsIn(column)) || inPlaces(column, i))) {
		return undefined;
	}
	const table = compactTable(
		around(all.flat()),
		withCentredNames(withLabelsFirst(withWholeNames(joinContinued(rowsByDistance(rows, columns) ?? rows, columns)), 1)),
	);
	return table && { ...table, titles: units.flat() };
}

/** A name that is centred over its column can miss the column's cells. So a column with only a name is merged with the nameless column beside it. */
function withCentredNames(rows: readonly (readonly Cell[])[]): Cell[][] {
	const [header = [], ...body] = rows;
	const onlyName = header.map((cell, i) => cell.length > 0 && body.every((row) => row[i]!.length === 0));
	const nameless = header.map((cell, i) => cell.length === 0 && body.some((row) => row[i]!.length > 0));
	const target = header.map((_, i) => (!onlyName[i] ? i : nameless[i - 1] ? i - 1 : nameless[i + 1] ? i + 1 : i));
	return rows.map((row) => row.map((_, i) => row.filter((_cell, j) => target[j] === i).flat()));
}

/** Ascending numbers after names are a table of contents. */
function arePageNumbers(texts: readonly string[]): boolean {
	return texts.every((text, i) => /^\d{1,4}$/.test(text) && (i === 0 || Number(text) >= Number(texts[i - 1])));
}

/** Whether the cells of a column share a left edge, a right edge or a centre. */
function isAligned(cells: readonly Line[]): boolean {
	if (cells.length === 2 && isNumber(cells[1]!.text) && !isNumber(cells[0]!.text)) {
		return true; // The name of a column and its only value.
	}
	const edges = [
		cells.map(({ left }) => left),
		cells.map(({ right }) => right),
		cells.map(({ left, right }) => (left + right) / 2),
		// In statements, the bracket behind a negative number stands out.
		cells.map(({ text, right, size }) => right - (/\d\)$/.test(text) && isNumber(text) ? bracketWidth * size : 0)),
	];
	return edges.some((edge) => {
		const common = median(edge);
		return edge.filter((value) => Math.abs(value - common) < 3).length >= edge.length * 0.6;
	});
}

/** Whether row names have few different left edges, as in accounts, where items are indented under their total. */
function isSetIn(names: readonly Line[]): boolean {
	const lefts = names.map(({ left }) => left);
	const places = lefts.filter((left, i) => lefts.findIndex((other) => Math.abs(other - left) < 3) === i);
	const shared = lefts.filter((left) => lefts.filter((other) => Math.abs(other - left) < 3).length > 1);
	return places.length <= mostPlaces && shared.length >= 0.7 * lefts.length;
}

/** Whether a name goes on in the name below it: it has no room for the next word, and either says that it goes on. */
function goesOnIn(names: readonly Line[], [next]: readonly Line[], column: Box): boolean {
	const last = names.at(-1);
	return (
		last !== undefined &&
		next !== undefined &&
		next.baseline - last.baseline < 1.6 * next.size &&
		last.right + next.firstWidth + 0.2 * next.size > column.right &&
		saysOn(last, next)
	);
}

/** Joins a row without a first cell to the row close above it, if the cells above had no room for its first words. */
function joinContinued(rows: readonly (readonly Line[])[], columns: readonly Box[]): Cell[][] {
	const joined: Line[][][] = [];
	let names: Line[] | undefined;
	rows.forEach((row, i) => {
		const cells = columns.map((_, column) => row.filter((line) => columnOf(line, columns) === column));
		const above = joined.at(-1);
		const close = i > 0 && row[0]!.baseline - rows[i - 1]![0]!.baseline < row[0]!.size * 1.4;
		const goesOn = row.filter((line) => {
			const column = columnOf(line, columns);
			const before = above?.[column]?.at(-1);
			return before !== undefined && !isNumber(line.text) && before.right + line.firstWidth + 0.2 * line.size > columns[column]!.right;
		});
		const continued = row.length === 1 || goesOn.length > row.length / 2;
		const isNameOnly = cells.slice(1).every((cell) => cell.length === 0);
		const goesOnInName =
			(names && goesOnIn(names, cells[0]!, columns[0]!)) || (above && isNameOnly && goesOnIn(above[0]!, cells[0]!, columns[0]!));
		const goesOnInCells = close && cells[0]!.length === 0 && continued && row.every((line) => above![columnOf(line, columns)]!.length > 0);
		if (above && (goesOnInName || goesOnInCells)) {
			cells.forEach((cell, column) => above[column]!.push(...cell));
		} else {
			joined.push(cells);
		}
		names = isNameOnly ? cells[0] : undefined;
	});
	return joined;
}
