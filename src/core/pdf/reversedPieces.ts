import type { JoinedRun } from './character.ts';

/** The widest gap between pieces of one word, in em. */
const widestJoint = 0.15;

/** Parts of the font size by which pieces may overlap, and their baselines differ. */
const overlap = 0.05;
const otherBaseline = 0.05;

/** Whether a letter is surely written from left to right, and one behind the other. */
export function isLeftToRight(letter: string): boolean {
	return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]$/u.test(letter);
}

/** PDFium has the pieces of a line that is upside down from its end to its start, with spaces between them: those within words are removed. */
export function withPiecesJoined(runs: readonly JoinedRun[]): readonly JoinedRun[] {
	return runs.map((joined, i) => {
		const { run } = joined;
		const before = runs[i + 1]?.run;
		const isReversed =
			before?.line === run.line &&
			run.turn === 0 &&
			before.turn === 0 &&
			before.right < run.left + overlap * run.size &&
			Math.abs(before.baseline - run.baseline) < otherBaseline * run.size &&
			isLeftToRight(run.text.charAt(0)) &&
			isLeftToRight(before.text.slice(-1));
		return isReversed ? { ...joined, run: { ...run, spaced: run.left - before.right > widestJoint * run.size } } : joined;
	});
}
