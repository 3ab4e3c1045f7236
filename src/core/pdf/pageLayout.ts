/** A rectangle in points (1/72 inch); the origin is the page's top left corner, y grows downwards. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Neighbouring characters of one style without a space between them: a word, or the part of a word that is set alike. */
export interface TextRun extends Box {
	readonly text: string;
	/** Height of the line that the letters stand on. */
	readonly baseline: number;
	/** Of the font, in points, as it shows on the page. */
	readonly size: number;
	/** The font's name; empty where there is none to know. */
	readonly font: string;
	readonly bold: boolean;
	readonly italic: boolean;
	readonly mono: boolean;
	/** Not seen on the page although it is in the document, as is the text behind a scan. */
	readonly invisible: boolean;
	/** Its font does not say what its letters mean: they are a guess. */
	readonly unmapped?: boolean;
	/** Quarter turns clockwise, 0 to 3, that would bring it upright on a page that is read as `PageLayout.rotation` says. */
	readonly turn: number;
	/** Degrees clockwise that its line slopes, where that is no quarter turn: then it is one sign that begins at `left` on its baseline, and `right` is a guess. */
	readonly angle?: number | undefined;
	/** Runs with the same number follow one another on a line of the document's own order. */
	readonly line: number;
	/** Whether the document has a space, or the end of a line, before it. */
	readonly spaced: boolean;
	/** Whether a space, not only the end of a line, follows it in the document. */
	readonly spaceAfter: boolean;
	/** It belongs to the text before it on its height, however far that is: what was filled in, behind its label. */
	readonly follows?: boolean;
	/** A line is drawn through it. */
	readonly struck?: boolean;
	/** Underlined as what is new in a document that shows its changes. */
	readonly inserted?: boolean;
}

/** A straight line of ink along an axis, as tables and separators are drawn. */
export interface Rule extends Box {
	readonly vertical: boolean;
}

/** Anything else that is drawn with lines or filled. */
export interface Shape extends Box {
	/** Has curves or slopes, as tables and boxes around text have not. */
	readonly curved: boolean;
}

/** A picture drawn on the page. */
export interface PlacedImage extends Box {
	/** The same for the same picture at the same place of another page, as logos are. */
	readonly key: string;
}

/** A part of the page that leads to a web address. */
export interface PlacedLink extends Box {
	readonly url: string;
}

/** All that a page's structure is read from. */
export interface PageLayout {
	/** In points, as the page is read. */
	readonly width: number;
	readonly height: number;
	/** Quarter turns clockwise, after the page's own rotation, that bring most of the text upright; coordinates are meant after them. */
	readonly rotation: number;
	readonly runs: readonly TextRun[];
	readonly rules: readonly Rule[];
	readonly shapes: readonly Shape[];
	readonly images: readonly PlacedImage[];
	readonly links: readonly PlacedLink[];
}
