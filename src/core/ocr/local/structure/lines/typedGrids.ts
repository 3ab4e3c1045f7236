import type { Box, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { mergeRules } from '../tables/mergeRules.ts';
import { isNumber } from '../tables/table.ts';
import { around, median, width } from './line.ts';
import { changedRun } from './run.ts';

/** What typewriters and programs print as lines of a table; the bars are also where lines cross. */
const ruleSigns = /^[-=_+|:─━═┼┿╪╬├┤┝┥╞╡╠╣┬┯╤╦┴┷╧╩┌┐└┘╔╗╚╝╒╕╘╛┏┓┗┛│┃║]+$/u;
const lineSigns = /[-=_─━═+┼┿╪╬├┤┝┥╞╡╠╣┬┯╤╦┴┷╧╩┌┐└┘╔╗╚╝╒╕╘╛┏┓┗┛:]+/gu;
const bars = /[|│┃║]/gu;
const crossings = /[|│┃║+┼┿╪╬├┤┝┥╞╡╠╣┬┯╤╦┴┷╧╩┌┐└┘╔╗╚╝╒╕╘╛┏┓┗┛]/gu;

/** Lines in a row of text: arrows and boxes of a drawing. */
const drawing = /[-=─]{2,}>|<[-=─]{2,}|[-=]\+|\+[-=]|[─┌┐└┘├┤┬┴┼]/u;

/** The shortest printed line, in letters, and the least share of a grid's width that one of its lines has. */
const shortest = 4;
const wholeWidth = 0.9;

/** The least share of a page's letters that are monospaced: elsewhere such tables are in listings, which stay as they are. */
const leastMono = 0.8;

/** The largest distance between two rows of a grid, in em. */
const near = 2.2;

/** The fewest rows of text, the least share of them that have a bar where the grid has one, and the most bars: more would take long. */
const fewestRows = 3;
const leastShared = 0.6;
const mostBars = 1500;

/** Runs without the characters that draw the lines of tables, these lines, and where such tables are. */
interface WithoutGrids {
	readonly runs: readonly TextRun[];
	readonly rules: readonly Rule[];
	readonly grids: readonly Box[];
}

/** The monospaced text of one height. */
interface TypedRow {
	readonly runs: readonly TextRun[];
	readonly baseline: number;
	/** Whether it is a line across. */
	readonly isRule: boolean;
	/** The middles of its bars. */
	readonly bars: readonly number[];
}

/** Takes tables whose lines are made of characters (`|`, `----+----`) as tables with drawn lines. */
export function withoutTypedGrids(runs: readonly TextRun[]): WithoutGrids {
	const mono = runs.filter((run) => run.mono && run.turn === 0 && run.angle === undefined);
	if (!mono.some(({ text }) => /[|│┃║]/u.test(text)) || lettersIn(mono) < leastMono * lettersIn(runs)) {
		return { runs, rules: [], grids: [] };
	}
	const grids = gridsOf(typedRows(mono)).filter(isGrid);
	const changed = new Map(grids.flat().flatMap((row) => row.runs.map((run) => [run, row.isRule ? [] : withoutBars(run)] as const)));
	return {
		runs: runs.flatMap((run) => changed.get(run) ?? [run]),
		rules: grids.flatMap(rulesOf),
		grids: grids.map((rows) => around(rows.flatMap((row) => row.runs))),
	};
}

function lettersIn(runs: readonly TextRun[]): number {
	return runs.reduce((sum, { text }) => sum + text.length, 0);
}

function typedRows(runs: readonly TextRun[]): TypedRow[] {
	const rows: TextRun[][] = [];
	for (const run of [...runs].sort((a, b) => a.baseline - b.baseline)) {
		const row = rows.at(-1);
		if (row && run.baseline - row[0]!.baseline < 0.3 * run.size) {
			row.push(run);
		} else {
			rows.push([run]);
		}
	}
	return rows.map((row) => {
		const isRule =
			row.every(({ text }) => ruleSigns.test(text)) && row.some(({ text }) => (text.match(lineSigns)?.[0].length ?? 0) >= shortest);
		const middles = row.flatMap((run) => boxesOf(run, isRule ? crossings : bars).map(({ left, right }) => (left + right) / 2));
		return { runs: row, baseline: row[0]!.baseline, isRule, bars: middles };
	});
}

/** The boxes of parts of a monospaced text. */
function boxesOf(run: TextRun, parts: RegExp): (Box & { readonly text: string })[] {
	const letter = width(run) / run.text.length;
	return [...run.text.matchAll(parts)].map(({ 0: text, index }) => {
		const left = run.left + index * letter;
		return { text, left, right: left + text.length * letter, top: run.top, bottom: run.bottom };
	});
}

function withoutBars(run: TextRun): TextRun[] {
	return boxesOf(run, /[^|│┃║]+/gu).map(({ text, left, right }) => changedRun(run, { text, left, right }));
}

/** Rows with bars, and lines across, that follow one another. */
function gridsOf(rows: readonly TypedRow[]): TypedRow[][] {
	const grids: TypedRow[][] = [];
	let last: TypedRow | undefined;
	for (const row of rows.filter((one) => one.isRule || one.bars.length > 0)) {
		if (last && row.baseline - last.baseline < near * row.runs[0]!.size) {
			grids.at(-1)!.push(row);
		} else {
			grids.push([row]);
		}
		last = row;
	}
	return grids;
}

/** Whether rows of text have their bars below each other, and a line across is between them or around them. */
function isGrid(rows: readonly TypedRow[]): boolean {
	const texts = rows.filter(({ isRule }) => !isRule);
	const all = texts.flatMap((row) => row.bars);
	if (texts.length < fewestRows || texts.length === rows.length || all.length > mostBars) {
		return false;
	}
	const letter = median(rows.flatMap(({ runs }) => runs.map((run) => width(run) / run.text.length)));
	const isShared = (x: number) =>
		texts.filter((row) => row.bars.some((other) => Math.abs(other - x) < letter)).length >= leastShared * texts.length;
	const { left, right } = around(rows.flatMap(({ runs }) => runs));
	const isWhole = rows.some(({ isRule, runs }) => isRule && runs.reduce((sum, run) => sum + width(run), 0) > wholeWidth * (right - left));
	const isDrawing = texts.some(({ runs }) => drawing.test(runs.map(({ text }) => text).join(' ')));
	const within = all.filter((x) => x > left + 1.5 * letter && x < right - 1.5 * letter);
	return isWhole && !isDrawing && all.filter(isShared).length >= leastShared * all.length && within.some(isShared);
}

/** The lines of a grid; an upright one goes from the middle between two rows to the next. */
function rulesOf(rows: readonly TypedRow[]): Rule[] {
	const middles = rows.map(({ baseline, runs }) => baseline - 0.3 * runs[0]!.size);
	const box = around(rows.flatMap(({ runs }) => runs));
	const across = rows.flatMap(({ isRule, runs }, i) => {
		const level = { top: middles[i]!, bottom: middles[i]!, vertical: false };
		const drawn = isRule ? runs.flatMap((run) => boxesOf(run, lineSigns)).map(({ left, right }) => ({ left, right, ...level })) : [];
		// A line below the first column divides rows, although it may stop there.
		return drawn.some(({ left }) => left < box.left + 2 * runs[0]!.size) ? [{ left: box.left, right: box.right, ...level }] : drawn;
	});
	const upright = rows.flatMap((row, i) => {
		const [top, bottom] = [
			i === 0 ? middles[i]! - end(row) : middleOf(middles, i - 1),
			i === rows.length - 1 ? middles[i]! + end(row) : middleOf(middles, i),
		];
		return row.bars.map((x) => ({ left: x, right: x, top, bottom, vertical: true }));
	});
	const ends = [middles[0]! - end(rows[0]!), middles.at(-1)! + end(rows.at(-1)!)];
	const frame = ends.map((y) => ({ left: box.left, right: box.right, top: y, bottom: y, vertical: false }));
	const between = betweenRows(rows)
		.map((i) => middleOf(middles, i))
		.map((y) => ({ left: box.left, right: box.right, top: y, bottom: y, vertical: false }));
	return mergeRules([...across, ...upright, ...frame, ...between]);
}

/** After which rows another row of the table begins although no line is between: where lines only divide groups, or a column has several numbers. */
function betweenRows(rows: readonly TypedRow[]): number[] {
	const texts = rows.flatMap(({ isRule }, i) => (isRule ? [] : [i]));
	const isGrouped = rows.slice(texts[0], texts.at(-1)).filter(({ isRule }) => isRule).length < 2;
	const first = leftBar(rows);
	const cells = rows.map((row) =>
		row.runs.flatMap(withoutBars).map((run) => ({ text: run.text, column: row.bars.filter((x) => x > first && x < run.left).length })),
	);
	const bands = texts.reduce<number[][]>((found, i) => {
		if (rows[i - 1]?.isRule !== false) {
			found.push([]);
		}
		found.at(-1)!.push(i);
		return found;
	}, []);
	return bands.flatMap((band) => {
		const numbers = band.map((i) => new Set(cells[i]!.flatMap(({ text, column }) => (column > 0 && isNumber(text) ? [column] : []))));
		const several = new Set(numbers.flatMap((one) => [...one])).size < numbers.reduce((sum, { size }) => sum + size, 0);
		return isGrouped || several ? band.slice(1).flatMap((i) => (cells[i]!.some(({ column }) => column === 0) ? [i - 1] : [])) : [];
	});
}

/** Where a bar on the left of the first column is at most. */
function leftBar(rows: readonly TypedRow[]): number {
	return around(rows.flatMap(({ runs }) => runs.map((run) => ({ ...run, left: run.left + 0.5 * run.size })))).left;
}

/** How far a grid goes beyond its first or last row, in points. */
function end({ isRule, runs }: TypedRow): number {
	return isRule ? 0 : 0.6 * runs[0]!.size;
}

function middleOf(heights: readonly number[], index: number): number {
	return (heights[index]! + heights[index + 1]!) / 2;
}
