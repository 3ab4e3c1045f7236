import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, around, height, isSameSize, median, overlapX, overlapY, width } from '../lines/line.ts';
import { columnsOf, filledBy, homeOf, mostSpanning } from './bandedColumns.ts';
import { headerOf } from './bandedHeader.ts';
import { closeLines, leader } from './columnNames.ts';
import type { FoundTables } from './ruledTables.ts';
import { type Cell, type Table, cellsByColumn, compactTable, isNumber, rowsOf } from './table.ts';
import { withLabelsFirst } from './spanningLabels.ts';
import { isFilled, openEnd, rowsByDistance, saysOn, value } from './wrappedRows.ts';

/** The largest difference between the ends of one table's lines, in points. */
const sameEnd = 5;

/** How far a text ends to the right of the table's lines at most, in em. */
const farthestOver = 1.5;

/** The least share of texts of a column that begin or end where another row has its text. */
const leastAlike = 0.3;

/** The largest difference between the edges of the texts of a column, in points. */
const sameEdge = 1.5;

/** The least length of such a line, in points. */
const shortest = 80;

/** The least height of a band between two tables, in points. */
const lowestBand = 12;

/** The size of a heading relative to the text of a table. */
const headingRatio = 1.25;

/** The most lines of text in the column names. */
const mostHeaderRows = 4;

/** The letters of a line in a column of running text. */
const proseLetters = 28;

/** The most letters in a line of a cell that is not prose. */
const longestCell = 70;

/**
 * Finds tables whose only drawn lines are above, below and under the header, all of one length. Every line of text ends up either in one cell or in
 * the rest.
 */
export function findBandedTables(lines: readonly Line[], rules: readonly Rule[], shaded: readonly Box[] = []): FoundTables {
	const tables: Table[] = [];
	let rest = lines;
	for (const group of groupsOf(rules).flatMap((found) => dividedAtHeader(found, shaded, lines, rules))) {
		let bands = bandsOf(group, rest);
		for (let from = 0; from < group.length - 1; from++) {
			// The longest table first, because there can be lines within it.
			for (let to = group.length - 1; to > from; to--) {
				const isWhole = (to - from > 1 || group.length === 2) && !hasEmptyBand(bands.slice(from, to));
				const table = isWhole ? tableBetween(group.slice(from, to + 1), rest, rules) : undefined;
				if (table) {
					const used = new Set(table.rows.flat(2));
					rest = rest.filter((line) => !used.has(line));
					bands = bandsOf(group, rest);
					tables.push(table);
					from = to;
				}
			}
		}
	}
	return { tables, rest };
}

/** The space between two drawn lines, in points, and how many rows of text are in it. */
interface Band {
	readonly height: number;
	readonly rows: number;
}

/** The bands between neighbouring lines of a group. */
function bandsOf(group: readonly Rule[], lines: readonly Line[]): Band[] {
	return group.slice(1).map((rule, i) => {
		const band = { ...around([group[i]!, rule]), top: group[i]!.bottom, bottom: rule.top };
		return { height: height(band), rows: rowsOf(lines.filter((line) => isWithin(line, band))).length };
	});
}

/** Whether a band as high as a row has no text: one table ends there and the next one begins. Where most bands are a row each, it is an empty row. */
function hasEmptyBand(bands: readonly Band[]): boolean {
	const filled = bands.filter(({ rows }) => rows > 0);
	const [first, last] = [bands.findIndex(({ rows }) => rows > 0), bands.findLastIndex(({ rows }) => rows > 0)];
	const isBetween = bands.slice(first, last + 1).some((band) => band.rows === 0 && band.height > lowestBand);
	return isBetween && filled.filter(({ rows }) => rows === 1).length <= 0.5 * filled.length;
}

/** The table between the first and the last of some lines of one length, which divide it. */
function tableBetween(group: readonly Rule[], lines: readonly Line[], rules: readonly Rule[]): Table | undefined {
	const box = around(group);
	const inside = lines.filter((line) => isWithin(line, box));
	const rows = rowsOf(inside);
	const columns = columnsOf(rows);
	if (columns.length < 2 || hasLongText(inside)) {
		return undefined;
	}
	const whole = [...inside, ...rowsBelow({ inside, rows, columns }, box, lines)];
	return isCut(whole, lines) ? undefined : toTable(whole, box, group.slice(1), rules);
}

/** Lines of one length, divided at the only row between them that is shaded, where it has names of columns, a table begins with it and none ends above it. */
function dividedAtHeader(
	group: readonly Rule[],
	shaded: readonly Box[],
	lines: readonly Line[],
	rules: readonly Rule[],
): (readonly Rule[])[] {
	const box = around(group);
	const [row, ...others] = shaded.filter(
		(one) => overlapY(one, box) > 0 && Math.abs(one.left - box.left) < sameEnd && Math.abs(one.right - box.right) < sameEnd,
	);
	if (!row || others.length > 0 || row.top < box.top + sameEnd || lines.filter((line) => isWithin(line, row)).length < 2) {
		return [group];
	}
	const edge = { ...row, bottom: row.top, vertical: false };
	const above = [...group.filter(({ top }) => top < row.top - sameEnd), edge];
	const below = [edge, ...group.filter(({ top }) => top > row.top + sameEnd)];
	return !tableBetween(above, lines, rules) && tableBetween(below, lines, rules) ? [above, below] : [group];
}

/** Groups horizontal lines of the same extent, each from top to bottom. */
function groupsOf(rules: readonly Rule[]): Rule[][] {
	const groups: Rule[][] = [];
	const long = rules.filter((rule) => !rule.vertical && width(rule) >= shortest).sort((a, b) => a.top - b.top);
	for (const rule of long) {
		const group = groups.find(([first]) => Math.abs(first!.left - rule.left) < sameEnd && Math.abs(first!.right - rule.right) < sameEnd);
		if (!group) {
			groups.push([rule]);
		} else if (rule.top - group.at(-1)!.bottom > sameEnd) {
			group.push(rule);
		}
	}
	return groups.filter(({ length }) => length > 1);
}

function isWithin(line: Line, box: Box): boolean {
	const middle = line.baseline - 0.3 * line.size;
	return middle > box.top && middle < box.bottom && reachesLittleOver(line, box);
}

/** Whether a text ends hardly beside the drawn lines. */
function reachesLittleOver(line: Line, box: Box): boolean {
	const isMostlyWithin = overlapX(line, box) > 0.5 * width(line);
	const most = isMostlyWithin ? Math.max(2 * sameEnd, farthestOver * line.size) : 2 * sameEnd;
	return line.left > box.left - 2 * sameEnd && line.right < box.right + most;
}

/** The largest distance of a row below the last line, in em. */
const farthestBelow = 3;

/** The text between the first and the last line, and the columns of its rows. */
interface Inside {
	readonly inside: readonly Line[];
	readonly rows: readonly (readonly Line[])[];
	readonly columns: readonly Box[];
}

/** Rows close below the last line that fit the columns above it: a total. */
function rowsBelow({ inside, rows, columns }: Inside, box: Box, all: readonly Line[]): Line[] {
	const under = all.filter((line) => line.baseline > box.bottom && line.left > box.left - sameEnd && reachesLittleOver(line, box));
	const pitches = rows.map(baselineOf);
	const pitch = median(pitches.slice(1).map((at, i) => at - pitches[i]!));
	const found: Line[] = [];
	let last = box.bottom;
	for (const row of rowsOf(under)) {
		const [first] = row;
		const numbers = row.filter(({ text }) => /^\D?[\d.,]+\D{0,2}$/.test(text)).length;
		if (
			first!.baseline - last > Math.max(1.8 * first!.size, Math.min(1.2 * pitch, farthestBelow * first!.size)) ||
			(numbers < Math.min(2, columns.length - 1) && !isSetLike(row, inside, columns)) ||
			filledBy(row, columns) < 0.6 * columns.length
		) {
			break;
		}
		found.push(...row);
		last = first!.baseline;
	}
	return found;
}

/** Whether each text of a row begins or ends where the texts of its column do. */
function isSetLike(row: readonly Line[], lines: readonly Line[], columns: readonly Box[]): boolean {
	return row.every((line) => {
		const column = columns[homeOf(line, columns)]!;
		const cells = lines.filter((other) => overlapX(other, column) > 0);
		const shared = (edge: 'left' | 'right') => cells.filter((other) => Math.abs(other[edge] - line[edge]) < sameEdge).length;
		return Math.max(shared('left'), shared('right')) > leastAlike * cells.length;
	});
}

/** Whether most rows go on beside the drawn lines; then the lines only belong to a part of the table. */
function isCut(inside: readonly Line[], all: readonly Line[]): boolean {
	const within = new Set(inside);
	// Names of rows can be long, but do not go on as the lines of a paragraph.
	const isName = ({ text }: Line) => text.length <= proseLetters || (text.length <= longestCell && /^[^\p{Ll}]/u.test(text));
	const rows = rowsOf(inside);
	const goesOnAt = (baseline: number) =>
		all.some((line) => Math.abs(line.baseline - baseline) < 0.25 * line.size && !within.has(line) && isName(line));
	const goOn = rows.filter(([first]) => goesOnAt(first!.baseline));
	return goOn.length > 0.5 * rows.length;
}

function toTable(lines: readonly Line[], box: Box, dividers: readonly Rule[], rules: readonly Rule[]): Table | undefined {
	const rows = rowsOf(lines);
	const columns = columnsOf(rows);
	if (
		columns.length < 2 ||
		hasLongText(lines) ||
		isProse(lines) ||
		areJumbled(rows, columns) ||
		rows.some((row) => isHeading(row, lines))
	) {
		return undefined;
	}
	const isHeader = (row: readonly Line[]) => dividers.length > 0 && baselineOf(row) < dividers[0]!.top;
	const names = rows.filter(isHeader);
	const wrapped = rowsByDistance(rows.slice(names.length), columns);
	const whole = wrapped ? [...names, ...wrapped] : rows;
	const full = whole.filter((row) => filledBy(row, columns) >= Math.max(2, 0.6 * columns.length));
	const broken = whole.filter((row) => row.length === 1).length;
	// Names, a line and one row of values are a table, too.
	const isShort = names.length > 0 && dividers.length > 1 && rows.length - names.length === 1;
	const hasValues = isShort && rows.at(-1)!.filter(({ text }) => value.test(text)).length >= 0.5 * columns.length;
	if (
		full.length < (columns.length > 2 ? (hasValues ? 2 : 3) : 4) ||
		full.length + broken < whole.length * 0.7 ||
		full.length < whole.length * (columns.length > 2 ? 0.4 : 0.7)
	) {
		return undefined;
	}
	const joined = joinRows(whole, full, columns, dividers);
	const header = headerOf(names, columns, rules);
	const cells = joined.filter((row) => !header || !isHeader(row)).map((row) => cellsOf(row, columns));
	const body = withLabelsFirst(cells, header ? 0 : 1);
	return header ? compactTable(box, [...header.rows, ...body], header.merged, header.rows.length) : compactTable(box, body);
}

/** Whether a row is a single text that is larger than the text of the table. */
function isHeading(row: readonly Line[], lines: readonly Line[]): boolean {
	return row.length === 1 && row[0]!.size > headingRatio * median(lines.map(({ size }) => size));
}

/** Whether a line is too long for a cell. */
function hasLongText(lines: readonly Line[]): boolean {
	return lines.some(({ text }) => text.length > longestCell);
}

/** Whether the lines are columns of running text. */
function isProse(lines: readonly Line[]): boolean {
	const long = lines.filter(({ text }) => text.length > proseLetters);
	return long.length > 0.3 * lines.length && long.filter(({ text }) => /^\p{Ll}/u.test(text)).length > 0.2 * long.length;
}

/** Whether rows have texts side by side within one column; then these are several tables, or none. */
function areJumbled(rows: readonly (readonly Line[])[], columns: readonly Box[]): boolean {
	const jumbled = rows.filter((row) => new Set(row.map((line) => homeOf(line, columns))).size < row.length);
	return jumbled.length > mostSpanning * rows.length;
}

/** Rows of text. A row that only continues cells of another row, above or below its centre, is joined to it. */
function joinRows(rows: readonly Line[][], full: readonly Line[][], columns: readonly Box[], dividers: readonly Rule[]): Line[][] {
	const joined = new Map<Line[], Line[]>(full.map((row) => [row, [...row]]));
	const pitch = median(full.slice(1).map((row, i) => baselineOf(row) - baselineOf(full[i]!)));
	const result: { readonly at: number; readonly lines: Line[] }[] = full.map((row) => ({ at: baselineOf(row), lines: joined.get(row)! }));
	for (const row of rows.filter((one) => !joined.has(one))) {
		const at = baselineOf(row);
		const host = full
			.filter((one) => !dividers.some((rule) => (rule.top - at) * (rule.top - baselineOf(one)) < 0))
			.filter((one) => belongsTo(row, joined.get(one)!, one, columns, pitch))
			.sort((a, b) => Math.abs(baselineOf(a) - at) - Math.abs(baselineOf(b) - at))[0];
		if (host) {
			joined.get(host)!.push(...row);
		} else {
			result.push({ at, lines: row });
		}
	}
	const sorted = result.sort((a, b) => a.at - b.at);
	const header = sorted.filter(({ at }) => dividers.length > 0 && at < dividers[0]!.top);
	const spans = header.some(({ lines }) => lines.some((line) => columns.filter((column) => overlapX(line, column) > 0).length > 1));
	// Lines of one name are close together; a separate row is further away.
	const close = header.every(({ at, lines }, i) => i === 0 || at - header[i - 1]!.at < closeLines * lines[0]!.size);
	const whole = header.length < 2 || header.length > mostHeaderRows || spans || !close ? [] : [header.flatMap(({ lines }) => lines)];
	return [...whole, ...(whole.length > 0 ? sorted.slice(header.length) : sorted).map(({ lines }) => lines)];
}

function baselineOf(row: readonly Line[]): number {
	return row.reduce((sum, { baseline }) => sum + baseline, 0) / row.length;
}

/** Whether every line of a row is nearer to a line of its column than rows are to each other. */
function belongsTo(row: readonly Line[], host: readonly Line[], main: readonly Line[], columns: readonly Box[], pitch: number): boolean {
	return (
		beginsName(row, main, columns) ||
		row.every((line) => {
			const column = columns.find((one) => overlapX(one, line) > 0.5 * width(line));
			const beside = column ? host.filter((other) => overlapX(column, other) > 0) : [];
			// Beside the centre of the other columns' text, or in small letters below its own.
			const centred = Math.abs(baselineOf(main) - line.baseline) < 0.9 * line.size;
			const under = beside.some((other) => line.baseline > other.baseline && line.baseline - other.baseline < 1.35 * line.size);
			const smaller = beside.some((other) => !isSameSize(other, line) && line.size < other.size);
			const areValues = isNumber(line.text) && beside.some(({ text }) => isNumber(text));
			return column !== undefined && !areValues && (centred || (under && (smaller || goesOn(beside, line, column, pitch))));
		})
	);
}

/** Whether a row is the first line of the name of the row below: its words go on there, and it has no room, or only the name's end has dots behind it. */
function beginsName([line, ...others]: readonly Line[], main: readonly Line[], columns: readonly Box[]): boolean {
	const [next] = main;
	const areNames =
		others.length === 0 && line !== undefined && next !== undefined && [line, next].every((one) => homeOf(one, columns) === 0);
	const distance = areNames ? next.baseline - line.baseline : 0;
	return (
		areNames &&
		distance > 0 &&
		distance < closeLines * next.size &&
		saysOn(line, next) &&
		((leader.test(next.text) && !leader.test(line.text)) || (/\s/.test(line.text) && isFilled(line, next, width(columns[0]!))))
	);
}

/**
 * Whether a line continues the last line of a cell, which had no room for its first word. At the distance of a table row it can also be a row without
 * other cells, such as the name of a group; then its words must continue the cell, too.
 */
function goesOn(cell: readonly Line[], line: Line, column: Box, pitch: number): boolean {
	const before = cell.filter((other) => other.baseline < line.baseline).at(-1);
	if (before === undefined || isNumber(line.text) || leader.test(before.text)) {
		return false;
	}
	const isInWords = /^[\p{Ll}(]/u.test(line.text);
	const isRow = line.baseline - before.baseline > 0.95 * pitch;
	return isInWords || (before.right + line.firstWidth + 0.2 * line.size > column.right && (!isRow || openEnd.test(before.text.trim())));
}

function cellsOf(row: readonly Line[], columns: readonly Box[]): Cell[] {
	return cellsByColumn(row, columns.length, (line) => homeOf(line, columns));
}
