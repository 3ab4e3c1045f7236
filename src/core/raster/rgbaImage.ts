/** Pixels, 4 bytes each, rows from top to bottom without padding. */
export interface RgbaImage {
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8Array;
}

/** A rendered page, or a part of one. */
export interface RenderedPage extends RgbaImage {
	/** Pixels per point. */
	readonly scale: number;
}

/** Pixels of a picture that is decoded at once, at most: half a gigabyte. */
export const mostPixels = 120_000_000;

/** The factors by which a picture is stretched if its pixels are not square, as in a fax; one of both is 1. */
export interface Stretch {
	readonly across: number;
	readonly down: number;
}
