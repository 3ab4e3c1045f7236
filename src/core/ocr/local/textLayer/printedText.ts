import { isUnknown } from '../../../pdf/glyphs.ts';
import type { TextRun } from '../../../pdf/pageLayout.ts';
import { shareWithin } from '../structure/lines/line.ts';

/** The share of a word from which on it is at the place of another. */
const samePlace = 0.5;

/**
 * Recognized text with the text that the document itself prints over the picture, such as a stamp or a menu: its letters are certain, and recognition
 * may miss them on a dark ground.
 */
export function withPrintedText(recognized: readonly TextRun[], own: readonly TextRun[]): TextRun[] {
	const printed = own.filter(({ text, invisible, turn }) => !invisible && turn === 0 && isReadable(text));
	const rest = recognized.filter((run) =>
		printed.every((word) => shareWithin(run, word) <= samePlace && shareWithin(word, run) <= samePlace),
	);
	const lines = rest.reduce((most, { line }) => Math.max(most, line), -1) + 1;
	return [...rest, ...printed.map((run) => ({ ...run, line: run.line + lines }))];
}

function isReadable(text: string): boolean {
	return /[\p{L}\p{N}]/u.test(text) && !Array.from(text).some(isUnknown);
}
