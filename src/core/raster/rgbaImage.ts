/** Pixels, 4 bytes each, rows from top to bottom without padding. */
export interface RgbaImage {
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8Array;
}

/** A page, or a part of it, as it was drawn. */
export interface RenderedPage extends RgbaImage {
	/** Pixels a point. */
	readonly scale: number;
}
