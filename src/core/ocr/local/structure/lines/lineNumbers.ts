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

/** The runs of a page without line numbers in its margin, on each line, on every fifth, or at even distances. */
export function withoutLineNumbers(runs: readonly TextRun[]): readonly TextRun[] {
	let rest = runs;
	for (const column of columnsOf(runs).filter(counts)) {
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

/** Numbers with the same right or left edge, from top to bottom. */
function columnsOf(runs: readonly TextRun[]): TextRun[][] {
	const columns: TextRun[][] = [];
	const numbers = runs.filter(({ text, turn }) => turn === 0 && /^\d{1,4}$/.test(text)).sort((a, b) => a.baseline - b.baseline);
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
