import type { TextRun } from '../../../../pdf/pageLayout.ts';

/**
 * The same run with all properties, in one order. Objects with other properties, or the same in another order, are different classes to V8: it would
 * compile what reads them again for each.
 */
export function inOneShape(run: TextRun): TextRun {
	const { left, top, right, bottom, text, baseline, size, font, bold, italic, mono, invisible, unmapped, turn, angle } = run;
	const { line, spaced, spaceAfter, follows, filled, listing, struck, math, sans, latex, glyphs, inserted } = run;
	return {
		left,
		top,
		right,
		bottom,
		text,
		baseline,
		size,
		font,
		bold,
		italic,
		mono,
		invisible,
		unmapped,
		turn,
		angle,
		line,
		spaced,
		spaceAfter,
		follows,
		filled,
		listing,
		struck,
		math,
		sans,
		latex,
		glyphs,
		inserted,
	} satisfies Record<keyof TextRun, unknown>;
}

/** A run with other properties, in the shape of all runs. */
export function changedRun(run: TextRun, changes: Partial<TextRun>): TextRun {
	return Object.assign(inOneShape(run), changes);
}
