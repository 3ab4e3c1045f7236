import type { Box } from '../../../../pdf/pageLayout.ts';
import type { Line } from '../lines/line.ts';
import { splitMarker } from './markers.ts';

/** The indentation of a line, in points. */
export function setIn(line: Line, edges: Box): number {
	return line.rtl ? edges.right - line.right : line.left - edges.left;
}

/** The points between the end of a line and the edge of its text. */
export function roomAfter(line: Line, edges: Box): number {
	return line.rtl ? line.left - edges.left : edges.right - line.right;
}

/** Whether a line is aligned with the text of an item after its marker. */
export function hangsBehindMarker(line: Line, first: Line): boolean {
	const start = line.rtl ? line.right : line.left;
	return (
		first.secondLeft !== undefined &&
		splitMarker(first.text) !== undefined &&
		Math.abs(start - first.secondLeft) < 0.3 * line.size &&
		Math.abs(start - (line.rtl ? first.right : first.left)) > 0.5 * line.size
	);
}

/** Whether a sentence goes on in the next line by its punctuation and its first letter. */
export function continuesSentence(before: Line, line: Line): boolean {
	return !/[.:;!?]["”’)]?$/.test(before.text.trimEnd()) && /^\p{Ll}/u.test(line.text);
}

/** Whether a line ends with a word or a comma, and is no entry of a list with a leader before its last word. */
export function breaksOff({ text }: Line): boolean {
	return /[\p{L},]$/u.test(text.trimEnd()) && !/…|(?:\.\s?){3}/.test(text);
}

/** Whether a word begins at the end of a line and goes on in the next one. */
export function dividesWord(before: Line, line: Line): boolean {
	return /\p{Ll}[-‐\u00ad]$/u.test(before.text.trimEnd()) && /^\p{Ll}{2}/u.test(line.text);
}
