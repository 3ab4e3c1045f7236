import type { MathEncoding } from './mathFonts.ts';

/** A rectangle in points (1/72 inch); the origin is the page's top left corner, y grows downwards. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** One character of a run: `left` and `right` as it is set, `top` and `bottom` as it is printed if it is in a font of formulas, else those of its line. */
export interface Glyph extends Box {
	readonly text: string;
}

/** Neighbouring characters of one style without a space between them: a word, or a part of a word. */
export interface TextRun extends Box {
	readonly text: string;
	/** The y coordinate of the baseline. */
	readonly baseline: number;
	/** The font size on the page, in points. */
	readonly size: number;
	/** The font's name; empty when it is unknown. */
	readonly font: string;
	readonly bold: boolean;
	readonly italic: boolean;
	readonly mono: boolean;
	/** Whether the text is not visible on the page, such as the text behind a scan. */
	readonly invisible: boolean;
	/** Whether its font has no mapping to characters, so that the letters are a guess. */
	readonly unmapped?: boolean | undefined;
	/** Quarter turns clockwise, 0 to 3, that would bring it upright on a page that is read as `PageLayout.rotation` says. */
	readonly turn: number;
	/** Degrees clockwise that its line slopes, if that is not a quarter turn. The run is then one character that begins at `left` on its baseline, and `right` is a guess. */
	readonly angle?: number | undefined;
	/** Runs with the same number are on one line in the document's own order. */
	readonly line: number;
	/** Whether the document has a space, or the end of a line, before it. */
	readonly spaced: boolean;
	/** Whether a space, not only the end of a line, follows it in the document. */
	readonly spaceAfter: boolean;
	/** Whether it belongs to the text before it at its height, however far away: a filled-in value after its label. */
	readonly follows?: boolean | undefined;
	/** Whether it is in a field of a form. */
	readonly filled?: boolean | undefined;
	/** Whether it is a row of code or of a terminal's screen, in letters of equal width, which is kept as it is. */
	readonly listing?: boolean | undefined;
	/** A line is drawn through it. */
	readonly struck?: boolean | undefined;
	/** The encoding of its font if that is one of formulas. */
	readonly math?: MathEncoding | undefined;
	/** Whether it is in a sans-serif font on a page whose text has serifs; set where formulas are read. */
	readonly sans?: boolean | undefined;
	/** The LaTeX of the formula that it is. */
	readonly latex?: string | undefined;
	/** Its characters one by one, on a page with fonts of formulas, unless it is a word. */
	readonly glyphs?: readonly Glyph[] | undefined;
	/** Whether it is underlined as new text in a document that shows its changes. */
	readonly inserted?: boolean | undefined;
}

/** A horizontal or vertical line, as in tables and separators. */
export interface Rule extends Box {
	readonly vertical: boolean;
}

/** Any other drawing, stroked or filled. */
export interface Shape extends Box {
	/** Whether it has curves or slopes, unlike tables and boxes around text. */
	readonly curved: boolean;
	/** Of something as small and square as a tick box, whether only its outline is drawn: that of a rounded box, or that of a circle. */
	readonly outline?: 'box' | 'circle' | undefined;
	/** Whether it is one closed path of a few pieces, such as a rectangle with round corners or a speech bubble, which may be the frame of a text. */
	readonly simple?: boolean | undefined;
}

/** A picture drawn on the page. */
export interface PlacedImage extends Box {
	/** Equal for the same picture at the same place of another page, such as a logo. */
	readonly key: string;
}

/** A link to a web address. */
export interface PlacedLink extends Box {
	readonly url: string;
}

/** The text and drawings of a page, from which its structure is derived. */
export interface PageLayout {
	/** In points, of the page as it is read. */
	readonly width: number;
	readonly height: number;
	/** Quarter turns clockwise, after the page's own rotation, that bring most of the text upright; coordinates are relative to the turned page. */
	readonly rotation: number;
	readonly runs: readonly TextRun[];
	readonly rules: readonly Rule[];
	/** Level lines that are shorter than rules, as in small fractions; only on a page with fonts of formulas. */
	readonly dashes?: readonly Rule[];
	readonly shapes: readonly Shape[];
	readonly images: readonly PlacedImage[];
	readonly links: readonly PlacedLink[];
}
