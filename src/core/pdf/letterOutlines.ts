import type { Shape } from './pageLayout.ts';

/** Points below which the frame of a text and the outlines of a line of letters look alike. */
const small = 28;

/** Whether a drawing may be the outlines of letters, as some programs write them instead of text or behind invisible text. */
export function mayBeLetters({ curved, simple, left, top, right, bottom }: Shape): boolean {
	return curved && (!simple || Math.min(right - left, bottom - top) < small);
}
