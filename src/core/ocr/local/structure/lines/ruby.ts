import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { overlapX, width } from './line.ts';

/** The largest size of readings (ruby), relative to the characters below them. */
const largest = 0.62;

/** The least height of readings above the baseline, in em of the characters below them. */
const lowest = 0.65;
const highest = 1.5;

const reading = /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}ー・\u02c7\u02ca\u02cb\u02d9]+$/u;
const ideograph = /\p{Script=Han}/u;

/** The runs without the small readings (ruby) above ideographs. */
export function withoutReadings(runs: readonly TextRun[]): readonly TextRun[] {
	const bases = runs.filter(({ text }) => ideograph.test(text));
	return bases.length === 0 ? runs : runs.filter((run) => !reading.test(run.text) || !bases.some((base) => standsOver(run, base)));
}

function standsOver(run: TextRun, base: TextRun): boolean {
	const raised = base.baseline - run.baseline;
	return (
		run.size < largest * base.size &&
		raised > lowest * base.size &&
		raised < highest * base.size &&
		overlapX(run, base) > 0.5 * Math.min(width(run), width(base))
	);
}
