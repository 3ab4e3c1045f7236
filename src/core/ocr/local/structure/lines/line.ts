import type { Box } from '../../../../pdf/pageLayout.ts';

/** A part of a line in one style; spaces between words are part of the text. */
export interface Span {
	readonly text: string;
	readonly font: string;
	readonly bold: boolean;
	readonly italic: boolean;
	readonly mono: boolean;
	/** Whether it is struck through. */
	readonly struck?: boolean | undefined;
	/** Whether it is marked as new in a document that shows its changes. */
	readonly inserted?: boolean | undefined;
	/** Smaller and above or below the baseline, such as footnote marks and indices. */
	readonly script?: 'super' | 'sub' | undefined;
	readonly url?: string | undefined;
	/** The LaTeX of the formula that it is. */
	readonly latex?: string | undefined;
}

/** A span with another text. All spans have one shape, so that V8 compiles what reads them only once. */
export function withText({ font, bold, italic, mono, struck, inserted, script, url, latex }: Span, text: string): Span {
	return { text, font, bold, italic, mono, struck, inserted, script, url, latex } satisfies Record<keyof Span, unknown>;
}

/** The box of a line that is not upright, after its page is turned about its origin so that the line is. */
export interface LevelBox extends Box {
	/** Degrees clockwise that it slopes on the page. */
	readonly degrees: number;
}

/** Text on one line, of one column or cell: wide gaps and rules divide lines. */
export interface Line extends Box {
	readonly spans: readonly Span[];
	/** The spans' text. */
	readonly text: string;
	readonly baseline: number;
	/** The font size of most of its text, in points. */
	readonly size: number;
	/** All font sizes of its words, except footnote marks and indices. */
	readonly sizes: readonly number[];
	/** Whether all of its words are bold; likewise below. */
	readonly bold: boolean;
	readonly italic: boolean;
	readonly mono: boolean;
	/** Whether it is a row of code or of a terminal's screen in a picture. */
	readonly listing?: boolean;
	/** The font of most of its text. */
	readonly font: string;
	/** Written from right to left. */
	readonly rtl: boolean;
	/** The width of the first word, which would be on the previous line if there had been room. */
	readonly firstWidth: number;
	/** The left edge of the second word, for the text after an item's marker. */
	readonly secondLeft?: number | undefined;
	/** Whether it ends with a value, such as that of a form's field or a date at the edge, so that it does not continue in the next line. */
	readonly endsWithValue?: boolean;
	/** Whether some of it is in a field of a form. */
	readonly filled?: boolean;
	/** The LaTeX of the displayed formula that it is, of one or several rows. */
	readonly formula?: string;
	/** Whether a space follows in the document; undefined when the document does not tell. */
	readonly spaceAfter?: boolean | undefined;
	/** For a sideways or sloped line: `left` to `bottom` of the line are its position on the page, its baseline is that of this box. */
	readonly level?: LevelBox;
}

const wideSign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** The length of a text; Chinese, Japanese and Korean characters count two, because they are twice as wide and say twice as much. */
export function lettersOf(text: string): number {
	return text.length + (text.match(wideSign)?.length ?? 0);
}

/** The smallest box around all boxes. */
export function around(boxes: readonly Box[]): Box {
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const box of boxes) {
		left = Math.min(left, box.left);
		top = Math.min(top, box.top);
		right = Math.max(right, box.right);
		bottom = Math.max(bottom, box.bottom);
	}
	return { left, top, right, bottom };
}

/** The width of a box. */
export function width({ left, right }: Box): number {
	return right - left;
}

/** The height of a box. */
export function height({ top, bottom }: Box): number {
	return bottom - top;
}

/** How far two boxes overlap horizontally; negative for a gap. */
export function overlapX(a: Pick<Box, 'left' | 'right'>, b: Pick<Box, 'left' | 'right'>): number {
	return Math.min(a.right, b.right) - Math.max(a.left, b.left);
}

/** How far two boxes overlap vertically; negative for a gap. */
export function overlapY(a: Box, b: Box): number {
	return Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
}

/** The share of `inner` that is within `outer`, 0 to 1. */
export function shareWithin(inner: Box, outer: Box): number {
	const [x, y] = [overlapX(inner, outer), overlapY(inner, outer)];
	const area = width(inner) * height(inner);
	return x <= 0 || y <= 0 || area <= 0 ? 0 : (x * y) / area;
}

/** Whether both lines have words of the same size. */
export function isSameSize(a: Line, b: Line, tolerance = 0.09): boolean {
	return a.sizes.some((one) => b.sizes.some((other) => Math.abs(one - other) < tolerance * Math.max(one, other)));
}

/** The median of numbers; 0 for none. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[sorted.length >> 1] ?? 0;
}

/** The number of characters in all lines. */
export function signsIn(lines: readonly Line[]): number {
	return lines.reduce((sum, { text }) => sum + text.length, 0);
}

/** The line as if it were upright. */
export function levelled(line: Line): Line {
	return line.level ? { ...line, ...line.level } : line;
}

/** Whether two spans are written alike in markdown, whatever their fonts. */
export function isAlike(a: Span, b: Span): boolean {
	return (
		a.latex === undefined &&
		b.latex === undefined &&
		a.bold === b.bold &&
		a.italic === b.italic &&
		a.mono === b.mono &&
		a.struck === b.struck &&
		a.inserted === b.inserted &&
		a.script === b.script &&
		a.url === b.url
	);
}
