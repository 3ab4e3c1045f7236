import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { type Line, median } from './line.ts';
import { buildLines } from './lines.ts';

/** The fewest line numbers that are not there by chance. */
const fewest = 4;

/** The least share of numbered lines that begin within a sentence, as in running text, but not in lists and tables. */
const runsOn = 0.3;

/** The least gap between a line number and its line, in em. */
const leastGap = 0.4;

/** The most lines with words and no number beside text whose lines are numbered, per number. */
const mostUnnumbered = 0.2;

/** The fewest numbers of a ruler: more than a month has days. */
const fewestOfRuler = 40;

/** The largest distance of a ruler's numbers, in em of the text: cells of two lines are further apart. */
const widestStep = 1.6;

/** The least share of a ruler's numbers beside a line that is more than a quarter of their distance higher or lower. */
const leastOffRows = 0.2;

/** The letters of a usual line of running text. */
const proseLetters = 30;

/** The least distance of text before a number of a line of code, in em. */
const aloneLeft = 1;

/** More runs than a line of code and its neighbours have, as in a very wide table. */
const mostRuns = 500;

/** The least share of a listing's numbers with code behind them; behind others the line is empty. */
const leastCode = 0.7;

/** The runs of a page without line numbers in its margin, on each line, on every fifth, or at even distances. */
export function withoutLineNumbers(runs: readonly TextRun[]): readonly TextRun[] {
	let rest = withoutNumbersOfCode(runs);
	for (const column of columnsOf(rest).filter(counts)) {
		const others = rest.filter((run) => !column.includes(run));
		const numbered = buildLines(others).filter((line) => stretches(line, column));
		const isListing = numbered.filter(({ mono }) => mono).length > 0.8 * numbered.length;
		if (
			isListing
				? isLeftOf(column, numbered)
				: isOutside(column, numbered) && (isText(numbered) || numbersText(column, numbered) || isRuler(column, others))
		) {
			rest = others;
		}
	}
	return rest;
}

/** The runs without numbers that count the lines of code between running text; the numbers look different from the code. */
function withoutNumbersOfCode(runs: readonly TextRun[]): readonly TextRun[] {
	const rows = new Map<number, TextRun[]>();
	for (const run of runs.filter(({ turn }) => turn === 0)) {
		const height = Math.round(run.baseline);
		const row = rows.get(height);
		if (row) {
			row.push(run);
		} else {
			rows.set(height, [run]);
		}
	}
	const isCode = new Map<TextRun, boolean>();
	for (const number of runs.filter(isNumber)) {
		const near = [-1, 0, 1].map((off) => rows.get(Math.round(number.baseline) + off) ?? []);
		if (near.reduce((sum, { length }) => sum + length, 0) > mostRuns) {
			continue;
		}
		const row = near.flat();
		const behind = row
			.filter(({ left }) => left > number.left)
			.reduce<TextRun | undefined>((a, b) => (a && a.left <= b.left ? a : b), undefined);
		const isFirst = !row.some(({ right }) => right < number.right && right > number.left - aloneLeft * number.size);
		const looksOther = !number.mono || (behind !== undefined && number.size < 0.9 * behind.size);
		if (isFirst && looksOther && (!behind || (behind.mono && behind.left > number.right))) {
			isCode.set(number, behind !== undefined);
		}
	}
	const numbers = new Set(
		columnsOf([...isCode.keys()])
			.filter((column) => listingsOf(column).every(counts) && column.filter((one) => isCode.get(one)).length >= leastCode * column.length)
			.flat(),
	);
	return numbers.size > 0 ? runs.filter((run) => !numbers.has(run)) : runs;
}

/** The numbers of each listing: they begin anew with 1. */
function listingsOf(column: readonly TextRun[]): TextRun[][] {
	const starts = column.flatMap(({ text }, i) => (i === 0 || text === '1' ? [i] : []));
	return starts.map((start, i) => column.slice(start, starts[i + 1]));
}

function isNumber({ text, turn }: TextRun): boolean {
	return turn === 0 && /^\d{1,4}$/.test(text);
}

/** Numbers with the same right or left edge, from top to bottom. */
function columnsOf(runs: readonly TextRun[]): TextRun[][] {
	const columns: TextRun[][] = [];
	const numbers = runs.filter(isNumber).sort((a, b) => a.baseline - b.baseline);
	for (const run of numbers) {
		const column = columns.find(([first]) => Math.abs(first!.right - run.right) < 2 || Math.abs(first!.left - run.left) < 2);
		if (column) {
			column.push(run);
		} else {
			columns.push([run]);
		}
	}
	return columns.filter(({ length }) => length >= fewest);
}

/** Whether they count in ones or in fives. */
function counts(column: readonly TextRun[]): boolean {
	const steps = column.slice(1).map(({ text }, i) => Number(text) - Number(column[i]!.text));
	return steps.every((step) => step === steps[0] && (step === 1 || step === 5)) && Math.abs(column[0]!.size - column.at(-1)!.size) < 0.5;
}

function stretches(line: Line, column: readonly TextRun[]): boolean {
	return line.baseline > column[0]!.baseline - line.size && line.baseline < column.at(-1)!.baseline + line.size;
}

/** Whether nothing is further out than the numbers, on one side of the page. */
function isOutside(column: readonly TextRun[], lines: readonly Line[]): boolean {
	const left = Math.min(...column.map((line) => line.left));
	const gap = leastGap * column[0]!.size;
	return lines.length > 0 && (isLeftOf(column, lines) || lines.every((line) => line.right < left - gap));
}

/** The same on the left, where the numbers of a listing are. */
function isLeftOf(column: readonly TextRun[], lines: readonly Line[]): boolean {
	const right = Math.max(...column.map((line) => line.right));
	return lines.length > 0 && lines.every((line) => line.left > right + leastGap * column[0]!.size);
}

/** Whether the lines beside the numbers are running text and hardly any other line has words: displayed formulas are not numbered. */
function numbersText(column: readonly TextRun[], lines: readonly Line[]): boolean {
	const heights = new Set(column.flatMap(({ baseline }) => [-1, 0, 1].map((off) => Math.round(baseline) + off)));
	const beside = lines.filter(({ baseline }) => heights.has(Math.round(baseline)));
	const words = lines.filter((line) => !heights.has(Math.round(line.baseline)) && /\p{L}{4}/u.test(line.text));
	return isText(beside) && words.length < mostUnnumbered * column.length;
}

/** Whether the numbers divide a margin evenly, whatever the lines beside them are: many are on no line's baseline. Rows have theirs. */
function isRuler(column: readonly TextRun[], others: readonly TextRun[]): boolean {
	const [first, last] = [column[0]!, column.at(-1)!];
	const step = (last.baseline - first.baseline) / (column.length - 1);
	const isEven = column.every(({ baseline }, i) => Math.abs(baseline - first.baseline - step * i) < 0.1 * step);
	if (column.length < fewestOfRuler || !isEven || step > widestStep * median(others.map(({ size }) => size))) {
		return false;
	}
	const nearest = new Map<number, TextRun>();
	for (const run of others.filter(({ turn }) => turn === 0)) {
		const row = Math.round((run.baseline - first.baseline) / step);
		const known = nearest.get(row);
		if (!known || Math.abs(run.left - first.left) < Math.abs(known.left - first.left)) {
			nearest.set(row, run);
		}
	}
	const off = column.filter(({ baseline }, row) => Math.abs((nearest.get(row)?.baseline ?? baseline) - baseline) > 0.25 * step);
	return off.length >= leastOffRows * column.length;
}

/** Whether lines are running text. */
function isText(lines: readonly Line[]): boolean {
	const inside = lines.filter(({ text }) => /^[\p{Ll}\p{Lo}]/u.test(text)).length;
	return median(lines.map(({ text }) => text.length)) >= proseLetters && inside >= runsOn * lines.length;
}
