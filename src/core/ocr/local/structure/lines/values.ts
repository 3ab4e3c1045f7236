import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { isNumber } from '../tables/table.ts';

/** The gap that divides two values, in em. */
const valueGap = 0.6;

/** The same for numbers that are certainly complete: with a decimal point or separators, or in brackets. */
const wholeNumberGap = 0.4;

/** The most runs of one value, and how wide the gaps within it are at most, as a share of the gap beside it and in em. */
const mostRuns = 4;
const closeShare = 0.5;
const closeGap = 0.35;

/** The greatest gap that is no space, in em. */
const touching = 0.15;

/** The size of a footnote's letter at most, and how far it is above the number's baseline at least, as shares of the number's size. */
const smaller = 0.86;
const raised = 0.15;

/** A number in brackets or with a separator: never a part of a number that is written with spaces. */
const wholeNumber =
	/^[<>≤≥]?[-−–+$€£]?(?:\((?:\d[\d.,]*)(?:[-–]\d[\d.,]*)?%?\)|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?%?|\d+[.,]\d+%?)[*†‡§]{0,3}$/;

/** The dots that lead from a name to its value. */
const leader = /\.{3}$|…$/;

/** What a table has in place of a value that is not known. */
const unknownValue = /^(?:n\/a|n\.a\.|n\.s\.|n\.d\.|NA|N\/A)$/;

/** Figures that a space divides: maybe one number, maybe two. */
const dividedFigures = /\d\s\d/;

/** Whether a word is a number of more than one character, as in tables. */
export function isAmount(word: string): boolean {
	return word.length > 1 && isNumber(word);
}

/** Whether two values of a table are before and behind a gap of a row: `12 | 3 (4)`, `0.92* | < 0.001`, `45 % | n/a`, or a name's dots and its value. `index`: the run behind the gap. */
export function areValues(row: readonly TextRun[], index: number): boolean {
	const [last, run] = [row[index - 1], row[index]];
	if (!last || !run) {
		return false;
	}
	const em = Math.max(run.size, last.size);
	const gap = run.left - last.right;
	const isWhole = (text: string) => wholeNumber.test(text);
	const both = (is: (text: string) => boolean) => isAround(row, index - 1, -1, is) && isAround(row, index, 1, is);
	return (
		(gap > valueGap * em && both((text) => isAmount(text) || unknownValue.test(text))) ||
		(gap > wholeNumberGap * em && (leader.test(last.text) ? isAround(row, index, 1, isWhole) : both(isWhole)))
	);
}

/** Whether a run, and what stands close to it on the side to which `step` goes, is a value. */
function isAround(row: readonly TextRun[], start: number, step: 1 | -1, is: (text: string) => boolean): boolean {
	const outer = step === 1 ? gapBefore(row, start) : gapBefore(row, start + 1);
	let text = '';
	for (let i = start; i >= 0 && i < row.length && Math.abs(i - start) < mostRuns; i += step) {
		const run = row[i]!;
		const inner = i === start ? 0 : step === 1 ? gapBefore(row, i) : gapBefore(row, i + 1);
		if (inner > Math.min(closeShare * outer, closeGap * run.size)) {
			return false;
		}
		const space = inner > touching * run.size ? ' ' : '';
		const own = isRaised(row[i - 1], run) ? '' : run.text;
		text = step === 1 ? text + space + own : own + space + text;
		if (is(text) && (i === start || !dividedFigures.test(text))) {
			return true;
		}
	}
	return false;
}

function gapBefore(row: readonly TextRun[], index: number): number {
	return row[index]!.left - row[index - 1]!.right;
}

/** Whether a run is the mark of a footnote behind a number. */
function isRaised(last: TextRun | undefined, run: TextRun): boolean {
	return (
		last !== undefined &&
		run.size < smaller * last.size &&
		run.baseline < last.baseline - raised * last.size &&
		run.left - last.right < touching * last.size
	);
}
