import type { Shape, TextRun } from '../../../../pdf/pageLayout.ts';
import { hasRightToLeft } from '../lines/bidi.ts';
import { height, overlapY, width } from '../lines/line.ts';

/** Sizes of a drawn bullet, and its distance from the text, in em. */
const smallest = 0.12;
const largest = 0.75;
const nearest = 0.1;
const farthest = 2.5;

/**
 * Adds a `•` before each line with a drawn dot or square instead of a bullet character, as browsers print lists: on its left, or
 * on its right if it is written from right to left.
 */
export function withDrawnBullets(runs: readonly TextRun[], shapes: readonly Shape[]): readonly TextRun[] {
	const bullets = new Map<TextRun, TextRun>();
	for (const dot of shapes.filter(isDot)) {
		const beside = runs.filter((run) => overlapY(dot, run) > height(dot) / 2);
		const rtl = hasRightToLeft(beside.map(({ text }) => text).join(''));
		// Points between the dot and a run on the side of its text; negative on the other one.
		const gapTo = (run: TextRun) => (rtl ? dot.left - run.right : run.left - dot.right);
		const [first] = beside.filter((run) => gapTo(run) >= 0).sort((a, b) => gapTo(a) - gapTo(b));
		const alone = beside.every((run) => gapTo(run) >= 0 || -gapTo(run) - width(dot) > farthest * run.size);
		if (first && alone && fits(dot, first.size, gapTo(first))) {
			const { left, right } = dot;
			bullets.set(first, { ...first, text: '•', left, right, bold: false, italic: false, spaced: true, spaceAfter: true });
		}
	}
	return bullets.size > 0 ? runs.flatMap((run) => [bullets.get(run) ?? [], run].flat()) : runs;
}

/** A circle or a square; other rectangles are cells and lines. */
function isDot(shape: Shape): boolean {
	return Math.abs(width(shape) - height(shape)) < (shape.curved ? 0.2 : 0.05) * height(shape);
}

function fits(dot: Shape, size: number, gap: number): boolean {
	return height(dot) >= smallest * size && height(dot) <= largest * size && gap >= nearest * size && gap <= farthest * size;
}

/** Em between the letter o and the text of which it is the bullet. */
const typedGap = 0.5;

/** The runs with a `◦` for each letter o of another font that stands before a line at a distance, as word processors print lists of the second level. */
export function withTypedBullets(runs: readonly TextRun[]): readonly TextRun[] {
	return runs.map((run, i) => {
		const next = runs[i + 1];
		const gap = next ? next.left - run.right : 0;
		const alone = runs[i - 1]?.line !== run.line || runs[i - 1]!.right < run.left - farthest * run.size;
		const isBullet = run.text === 'o' && next?.line === run.line && next.font !== run.font && gap > typedGap * run.size;
		return isBullet && alone ? { ...run, text: '◦' } : run;
	});
}
