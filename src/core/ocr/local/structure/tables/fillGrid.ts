import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, median, overlapX, overlapY, width } from '../lines/line.ts';
import { type Grid, narrowest } from './grid.ts';
import { slack } from './mergeRules.ts';
import { type Cell, type MergedCell, type Table, cellsByColumn, columnOf, compactTable, isNumber, isWrapped, rowsOf } from './table.ts';

type Column = Pick<Box, 'left' | 'right'>;
type Band = Pick<Box, 'top' | 'bottom'>;

/** The letters of a line that is part of a longer text. */
const proseLetters = 60;

/** From this many cells on, a grid is no table when most cells are empty; and the least lines of text per cell of a table. */
const manyCells = 90;
const leastFilled = 0.27;

/** The largest distance between lines of one text, in em. */
const closeLines = 1.8;

/** The most rows of a table in which half of the cells are empty and no row is full. */
const fewRows = 3;

/**
 * Puts the lines inside a grid into its cells; undefined when they are no table. `rules` are the drawn lines of the grid. `single` tells of each row of
 * the grid whether it is surely one row of the table.
 */
export function fillGrid(grid: Grid, inside: readonly Line[], rules: readonly Rule[], single: readonly boolean[] = []): Table | undefined {
	const { box, xs, ys } = grid;
	const columns = xs.slice(1).map((right, i) => ({ left: xs[i]!, right }));
	const walls = xs.slice(1, -1);
	const bands = ys.slice(1).map((bottom, i) => ({ top: ys[i]!, bottom }));
	const inBands = bands.map((band) => inside.filter((line) => isInBand(line, band)));
	// Bands above the columns that only have text across all of them, and no line between columns.
	const firstBand = Math.max(
		0,
		inBands.findIndex((lines, i) => !lines.every((line) => spans(line, walls)) || isDivided(bands[i]!, box, rules)),
	);
	const titles = inBands.slice(0, firstBand).flatMap((lines) => rowsOf(lines).flat());
	const areas = mergedAreas(grid, rules, inside, firstBand);
	const inAreas = new Set(areas.flatMap(({ lines }) => lines));
	const rows: Cell[][] = [];
	const merged: MergedCell[] = [];
	// The first row of each band.
	const starts = bands.map((band, i) => {
		const start = rows.length;
		const lines = inBands[i]!.filter((line) => !inAreas.has(line));
		const found = i < firstBand ? { rows: [], over: [] } : subRows(lines, columns, walls, { ...band, single: single[i] === true });
		rows.push(...found.rows);
		merged.push(...found.over.map((column) => ({ row: start, column, rows: found.rows.length, columns: 1 })));
		return start;
	});
	for (const { band, bands: count, column, columns: width, lines } of areas) {
		const row = starts[band]!;
		rows[row]![column] = lines;
		merged.push({ row, column, rows: (starts[band + count] ?? rows.length) - row, columns: width });
	}
	const kept = new Set([...titles, ...rows.flat(2)]);
	const table =
		inside.every((line) => kept.has(line)) && !isFrame(rows, rules)
			? compactTable(box, rows, merged, headerRowsOf(rows, merged))
			: undefined;
	return table && !isDrawing(table) ? { ...table, titles } : undefined;
}

/** How many rows name the columns: more than one when a name is over several columns or rows. */
function headerRowsOf(rows: readonly (readonly Cell[])[], merged: readonly MergedCell[]): number {
	const width = rows[0]?.length ?? 0;
	const first = merged.filter(({ row, columns }) => row === 0 && columns < width);
	const high = Math.max(1, ...first.map((cell) => cell.rows));
	const below = first
		.filter(({ columns }) => columns > 1)
		.flatMap((cell) => (rows[cell.rows] ?? []).slice(cell.column, cell.column + cell.columns));
	const named = below.length > 0 && below.every((cell) => cell.length > 0 && !cell.some(({ text }) => isNumber(text)));
	return named ? Math.max(high, 1 + Math.max(...first.filter(({ columns }) => columns > 1).map((cell) => cell.rows))) : high;
}

/** Neighbouring cells of a grid with no line between them, and their text. */
interface MergedArea {
	readonly band: number;
	readonly bands: number;
	readonly column: number;
	readonly columns: number;
	readonly lines: Cell;
}

/** Finds neighbouring cells without a line between them that contain one text, from band `firstBand` on. */
function mergedAreas({ xs, ys }: Grid, rules: readonly Rule[], inside: readonly Line[], firstBand: number): MergedArea[] {
	const [bandCount, columnCount] = [ys.length - 1, xs.length - 1];
	const vertical = rules.filter((rule) => rule.vertical);
	const horizontal = rules.filter((rule) => !rule.vertical);
	const isOpenRight = (band: number, column: number) => {
		const [x, y] = [xs[column + 1]!, (ys[band]! + ys[band + 1]!) / 2];
		return !vertical.some((rule) => rule.top < y && rule.bottom > y && Math.abs((rule.left + rule.right) / 2 - x) < narrowest);
	};
	const isOpenBelow = (band: number, column: number) => {
		const [x, y] = [(xs[column]! + xs[column + 1]!) / 2, ys[band + 1]!];
		return !horizontal.some((rule) => rule.left < x && rule.right > x && Math.abs((rule.top + rule.bottom) / 2 - y) < narrowest);
	};
	const taken = new Set<number>();
	const areas: MergedArea[] = [];
	for (let band = firstBand; band < bandCount; band++) {
		for (let column = 0; column < columnCount; column++) {
			let [right, below] = [column, band];
			while (right + 1 < columnCount && isOpenRight(band, right) && !taken.has((right + 1) * bandCount + band)) {
				right++;
			}
			const isOpenRow = (row: number) =>
				range(column, right).every((one) => isOpenBelow(row, one) && (one === right || isOpenRight(row + 1, one)));
			while (below + 1 < bandCount && isOpenRow(below)) {
				below++;
			}
			if (taken.has(column * bandCount + band) || (right === column && below === band)) {
				continue;
			}
			const box = { left: xs[column]!, right: xs[right + 1]!, top: ys[band]!, bottom: ys[below + 1]! };
			const lines = rowsOf(inside.filter((line) => isMiddleWithin(line, box))).flat();
			if (areRows(lines, ys.slice(band, below + 2), inside)) {
				areas.push(...lines.map((line, i) => ({ band: band + i, bands: 1, column: sharedColumn(lines, xs), columns: 1, lines: [line] })));
			} else if (lines.length > 0 && isOneText(lines)) {
				areas.push({ band, bands: below - band + 1, column, columns: right - column + 1, lines });
			} else {
				continue;
			}
			range(column, right).forEach((one) => range(band, below).forEach((row) => taken.add(one * bandCount + row)));
		}
	}
	return areas;
}

/** The column that contains most of the lines. */
function sharedColumn(lines: readonly Line[], xs: readonly number[]): number {
	const columns = xs.slice(1).map((right, i) => ({ left: xs[i]!, right }));
	return median(lines.map((line) => homeColumn(line, columns)));
}

function range(from: number, to: number): number[] {
	return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function isMiddleWithin(line: Line, { left, top, right, bottom }: Box): boolean {
	const [x, y] = [(line.left + line.right) / 2, (line.top + line.bottom) / 2];
	return x > left && x < right && y > top && y < bottom;
}

/** From this many rows on, a merged cell with as many lines as rows is one text per row. */
const fewestTexts = 3;

/** Whether each row between `ys` has its own line, with another line beside it. */
function areRows(lines: readonly Line[], ys: readonly number[], inside: readonly Line[]): boolean {
	const bands = ys.slice(1).map((bottom, i) => lines.filter((line) => isInBand(line, { top: ys[i]!, bottom })));
	const isPaired = (line: Line) =>
		inside.some((other) => !lines.includes(other) && Math.abs(other.baseline - line.baseline) < 0.2 * line.size);
	return bands.length >= fewestTexts && bands.every((band) => band.length === 1 && isPaired(band[0]!));
}

/** Whether lines follow each other as closely as in a paragraph. */
export function isOneText(lines: readonly Line[]): boolean {
	return lines.slice(1).every((line, i) => {
		const down = line.baseline - lines[i]!.baseline;
		return down > 0.5 * line.size && down < closeLines * line.size;
	});
}

function isInBand({ top, bottom }: Line, band: Band): boolean {
	const middle = (top + bottom) / 2;
	return middle >= band.top && middle < band.bottom;
}

/** Whether a drawn line divides a band into columns. */
function isDivided({ top, bottom }: Band, { left, right }: Box, rules: readonly Rule[]): boolean {
	const y = (top + bottom) / 2;
	return rules.some(
		(rule) => rule.vertical && rule.top < y && rule.bottom > y && rule.left > left + narrowest && rule.right < right - narrowest,
	);
}

/** Whether a line of text crosses the border between two columns. */
function spans(line: Line, walls: readonly number[]): boolean {
	return walls.some((wall) => line.left < wall - slack && line.right > wall + slack);
}

/** The rows of a band between two drawn lines, and the columns whose text spans all of them. */
interface SubRows {
	readonly rows: readonly Cell[][];
	readonly over: readonly number[];
}

/** Divides a band between two drawn lines into several rows if lines of text are side by side in all of its columns. */
function subRows(
	lines: readonly Line[],
	columns: readonly Column[],
	walls: readonly number[],
	band: Band & { readonly single: boolean },
): SubRows {
	const homes = new Map(lines.map((line) => [line, homeColumn(line, columns)]));
	const homeOf = (line: Line) => homes.get(line)!;
	const cellsOf = (some: readonly Line[]): Cell[] => cellsByColumn(some, columns.length, homeOf);
	const texts = rowsOf(lines);
	const whole = cellsOf(lines);
	const filled = whole.filter((cell) => cell.length > 0);
	if (band.single) {
		return { rows: [whole], over: [] };
	}
	const over = centredBeside(whole, texts);
	const lined = filled.length - over.length;
	const starts = texts.filter((row) => new Set(row.map(homeOf)).size >= Math.max(2, lined * 0.7));
	const wrapped = whole.filter((cell, i) => isWrapped(cell, { ...band, ...columns[i]! })).length;
	const prose = lines.filter(({ text }) => text.length > proseLetters).length > lines.length * 0.25;
	if (starts.length >= 2 && (over.length > 0 || wrapped <= lined / 2) && !prose) {
		// Lines between two rows continue the row above; lines before the first are a separate row.
		const rows: Line[][] = [];
		for (const row of texts) {
			if (starts.includes(row) || rows.length === 0) {
				rows.push([...row]);
			} else {
				rows.at(-1)!.push(...row);
			}
		}
		const cells = rows.map(cellsOf);
		return {
			rows: cells.map((row, i) => row.map((cell, column) => (!over.includes(column) ? cell : i === 0 ? whole[column]! : []))),
			over,
		};
	}
	// Headings of several columns are above the headings of each column.
	const first = texts.findIndex((row) => !row.some((line) => spans(line, walls)));
	return { rows: first > 0 ? [...texts.slice(0, first).map(cellsOf), cellsOf(texts.slice(first).flat())] : [whole], over: [] };
}

/** The columns with a single line that is between the text rows of all other columns, level with none of them. */
function centredBeside(cells: readonly Cell[], texts: readonly (readonly Line[])[]): number[] {
	const lone = new Set(cells.flatMap((cell) => (cell.length === 1 ? cell : [])));
	const others = texts.filter((row) => !row.every((line) => lone.has(line)));
	const first = others[0]?.[0];
	const last = others.at(-1)?.[0];
	const isBetween = ({ baseline, size }: Line) =>
		first !== undefined && last !== undefined && baseline > first.baseline + 0.3 * size && baseline < last.baseline - 0.3 * size;
	const columns = cells.flatMap((cell, column) =>
		cell.length === 1 && isBetween(cell[0]!) && !others.some((row) => row.some((line) => Math.abs(line.baseline - cell[0]!.baseline) < 1))
			? [column]
			: [],
	);
	// Each other row must have its own value; otherwise it may be one wrapped text.
	const rest = cells.filter((cell, column) => cell.length > 0 && !columns.includes(column));
	const values = rest.some((cell) => cell.length > 1 && cell.every(({ text }) => /^[^\p{L}]*\d/u.test(text)));
	const goesOn = rest.some((cell) => cell.slice(1).some(({ text }, i) => /^\p{Ll}/u.test(text) && text !== cell[i]!.text));
	return others.length > 1 && values && !goesOn ? columns : [];
}

/** The column of a line; text wider than its column belongs to the column in which it begins. */
function homeColumn(line: Line, columns: readonly Column[]): number {
	const first = columns.findIndex(({ left, right }) => line.left + Math.min(line.size, width(line) / 2) <= right && line.right > left);
	const best = columnOf(line, columns);
	const { left, right } = columns[best] ?? { left: 0, right: 0 };
	return best >= 0 && line.left > left - slack && line.right < right + slack ? best : Math.max(first, 0);
}

/** Whether the lines enclose a single text: then it is a box, not a table. */
function isFrame(rows: readonly (readonly Cell[])[], rules: readonly Rule[]): boolean {
	const filled = rows.flat().filter((cell) => cell.length > 0).length;
	const prose = rows.length < 3 && rows.flat().some((cell) => cell.reduce((sum, { text }) => sum + text.length, 0) > 250);
	const jumbled = rows.flat().filter(isJumbled).length;
	return filled < 2 || rules.length < 4 || (rows.length === 1 && filled < 3) || prose || jumbled > filled * 0.2;
}

/** Whether the grid is the frame or the title block of a drawing, or a drawn part with its labels: almost all cells are empty. */
function isDrawing({ rows, merged }: Table): boolean {
	const cells = rows.length * rows[0]!.length;
	const few =
		rows.length <= fewRows && merged.length === 0 && rows.every((row) => row.filter((cell) => cell.length > 0).length < row.length);
	return (
		(few && rows.flat().filter((cell) => cell.length > 0).length <= 0.5 * cells) ||
		(cells > manyCells && rows.flat(2).length < leastFilled * cells)
	);
}

/** Whether there are texts side by side in one cell: then there are columns without a dividing line, and the lines do not belong to a table. */
function isJumbled(cell: Cell): boolean {
	return cell.some((line, i) => {
		const next = cell[i + 1];
		return next !== undefined && overlapY(line, next) > 0.5 * line.size && overlapX(line, next) < -line.size;
	});
}
