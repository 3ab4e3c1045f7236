/** Pixels, 4 bytes each, rows from top to bottom without padding. */
export interface RgbaImage {
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8Array;
}
