import { AlongAxis, middleY } from '../../../../pdf/alongAxis.ts';
import type { Shape, TextRun } from '../../../../pdf/pageLayout.ts';
import { hasRightToLeft } from '../lines/bidi.ts';
import { height, median, overlapY, width } from '../lines/line.ts';
import { markerKind } from './markers.ts';
import { changedRun } from '../lines/run.ts';

/** Sizes of a drawn bullet, and its distance from the text, in em. */
const smallest = 0.12;
const largest = 0.75;
const nearest = 0.1;
const farthest = 2.5;

/** The same small drawing at the same left edge is a bullet from this often on, whatever its form; its height in em and its proportion at most. */
const fewestAlike = 3;
const largestAlike = 0.95;
const longestSide = 1.7;
const largerText = 1.1;

/**
 * Adds a `•` before each line with a drawn dot, square or repeated sign instead of a bullet character, as browsers print lists: on its left, or on
 * its right if it is written from right to left.
 */
export function withDrawnBullets(runs: readonly TextRun[], shapes: readonly Shape[]): readonly TextRun[] {
	const bullets = new Map<TextRun, TextRun>();
	const repeated = repeatedSigns(shapes);
	const usualSize = median(runs.map(({ size }) => size));
	const highest = runs.reduce((most, run) => Math.max(most, height(run)), 0);
	const words = new AlongAxis(runs, middleY);
	for (const dot of shapes.filter((shape) => isDot(shape) || repeated.has(shape))) {
		const near = words.between(middleY(dot) - highest, middleY(dot) + highest);
		const beside = near.filter((run) => overlapY(dot, run) > height(dot) / 2);
		const rtl = hasRightToLeft(beside.map(({ text }) => text).join(''));
		// Points between the dot and a run on the side of its text; negative on the other one.
		const gapTo = (run: TextRun) => (rtl ? dot.left - run.right : run.left - dot.right);
		// The boxes of some fonts are so high that lines above and below overlap the symbol, too.
		const away = (run: TextRun) => Math.round(gapTo(run)) + Math.abs(run.baseline - dot.bottom) / 1000;
		const [first] = beside.filter((run) => gapTo(run) >= 0).sort((a, b) => away(a) - away(b));
		const alone = beside.every((run) => gapTo(run) >= 0 || -gapTo(run) - width(dot) > farthest * run.size);
		const isBullet =
			first &&
			((isDot(dot) && fits(dot, first.size, gapTo(first), largest)) ||
				(repeated.has(dot) && isItemText(first, runs, usualSize) && fits(dot, first.size, gapTo(first), largestAlike)));
		if (isBullet && alone) {
			const { left, right } = dot;
			bullets.set(first, changedRun(first, { text: '•', left, right, bold: false, italic: false, spaced: true, spaceAfter: true }));
		}
	}
	return bullets.size > 0 ? runs.flatMap((run) => [bullets.get(run) ?? [], run].flat()) : runs;
}

/** A circle or a square; other rectangles are cells and lines. */
function isDot(shape: Shape): boolean {
	return Math.abs(width(shape) - height(shape)) < (shape.curved ? 0.2 : 0.05) * height(shape);
}

/** Drawings of one size and form that stand below each other. */
function repeatedSigns(shapes: readonly Shape[]): ReadonlySet<Shape> {
	const groups = new Map<string, Shape[]>();
	for (const shape of shapes.filter(({ curved, simple }) => curved && simple)) {
		const sides = [width(shape), height(shape)].sort((a, b) => a - b) as [number, number];
		if (sides[0] > 0 && sides[1] < longestSide * sides[0]) {
			const key = [shape.left, ...sides].map((value) => Math.round(2 * value)).join(' ');
			groups.set(key, [...(groups.get(key) ?? []), shape]);
		}
	}
	return new Set([...groups.values()].filter(({ length }) => length >= fewestAlike).flat());
}

/** Whether a word begins a line of usual text: symbols also stand before headings, labels and within lines. */
function isItemText(first: TextRun, runs: readonly TextRun[], usualSize: number): boolean {
	const begins = !runs.some((run) => run !== first && run.line === first.line && run.right <= first.left);
	return begins && !first.bold && !first.text.endsWith(':') && first.size < largerText * usualSize && markerKind(first.text) === undefined;
}

function fits(dot: Shape, size: number, gap: number, highest: number): boolean {
	return height(dot) >= smallest * size && height(dot) <= highest * size && gap >= nearest * size && gap <= farthest * size;
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
		return isBullet && alone ? changedRun(run, { text: '◦' }) : run;
	});
}

/** What the symbols of a form in a font of symbols are as tick boxes. */
const ticks = new Map([
	...Array.from('✓✔', (sign) => [sign, '☑'] as const),
	...Array.from('✗✘✕✖', (sign) => [sign, '☒'] as const),
	...Array.from('□❏❐❑❒', (sign) => [sign, '☐'] as const),
]);

/** The runs with tick boxes for ticks, crosses and empty boxes before lines: on a page that has ticked and empty ones, they are no bullets. */
export function withTypedTicks(runs: readonly TextRun[]): readonly TextRun[] {
	const boxes = new Map<TextRun, string>();
	runs.forEach((run, i) => {
		const box = ticks.get(run.text);
		if (box && runs[i + 1]?.line === run.line && runs[i - 1]?.line !== run.line) {
			boxes.set(run, box);
		}
	});
	const kinds = new Set(boxes.values());
	return kinds.has('☐') && kinds.size > 1 ? runs.map((run) => (boxes.has(run) ? changedRun(run, { text: boxes.get(run)! }) : run)) : runs;
}
