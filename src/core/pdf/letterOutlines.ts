import type { Shape } from './pageLayout.ts';

/** The height in points below which a frame and the outlines of a line of letters look alike. */
const small = 28;

/** Whether a drawing may be the outlines of letters, which some programs write instead of text or behind invisible text. */
export function mayBeLetters({ curved, simple, left, top, right, bottom }: Shape): boolean {
	return curved && (!simple || Math.min(right - left, bottom - top) < small);
}
