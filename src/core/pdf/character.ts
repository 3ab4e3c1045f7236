import type { FontStyle } from './fontStyle.ts';
import type { MathEncoding } from './mathFonts.ts';
import type { TextRun } from './pageLayout.ts';
import type { UserBox } from './pageSpace.ts';

/** The properties that all characters of a text object share. */
export interface Setting extends FontStyle {
	/** Corrected where the font has no name. */
	bold: boolean;
	/** The font's name. */
	readonly font: string;
	/** The font that PDFium has loaded. */
	readonly fontHandle: number;
	/** Whether its letters and digits are other symbols. */
	readonly special: boolean;
	/** The encoding of its font if that is one of formulas. */
	readonly math?: MathEncoding | undefined;
	/** The size of one em along the line and across it, in points. */
	readonly size: number;
	readonly width: number;
	readonly invisible: boolean;
	/** The text object, and whether it may be one that does not show. */
	readonly object: number;
	readonly doubtful: boolean;
	/** Direction of writing in the page's own coordinates. */
	readonly across: number;
	readonly up: number;
}

/**
 * A character in the page's own coordinates. Long documents have millions: corrections change them in place, as copies would be objects of another
 * shape, for which V8 compiles all code again.
 */
export interface Character extends UserBox {
	text: string;
	setting: Setting;
	/** As of `TextRun`. */
	unmapped: boolean;
	/** Its position on its line. */
	readonly x: number;
	readonly y: number;
	/** As of `TextRun`. */
	readonly line: number;
	spaced: boolean;
	spaceAfter: boolean;
	right: number;
	/** Where it is printed, of a font of formulas. */
	readonly ink?: UserBox | undefined;
}

/** A run, and the properties of its characters. */
export interface JoinedRun {
	readonly run: TextRun;
	readonly setting: Setting;
}

/** Whether two settings look alike. */
export function isSetAlike(a: Setting, b: Setting): boolean {
	return a === b || (a.font === b.font && a.bold === b.bold && a.invisible === b.invisible && a.doubtful === b.doubtful);
}

const oneLetter = /^\p{L}$/u;

/** Whether a character is a letter of one code unit or two, without marks. */
export function isLetter({ text }: Character): boolean {
	return oneLetter.test(text);
}
