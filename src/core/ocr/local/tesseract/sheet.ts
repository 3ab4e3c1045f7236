import type { GreyImage } from '../../../raster/pgm.ts';
import type { TesseractBox } from './tesseractThread.ts';

/** Where a strip lies on the sheet, and by how much that is off its place in the picture. */
export interface Place {
	readonly top: number;
	readonly bottom: number;
	readonly dx: number;
	readonly dy: number;
}

/** Parts of a picture, to be read as lines. */
interface Sheet {
	readonly image: GreyImage;
	/** Of each part. */
	readonly places: readonly Place[];
}

/** Parts of a picture below one another on white paper, with `edge` pixels of it around each. */
export function sheetOf({ width, height, grey }: GreyImage, strips: readonly { readonly box: TesseractBox }[], edge: number): Sheet {
	const across = Math.max(...strips.map(({ box }) => box.x1 - box.x0)) + 2 * edge;
	const down = strips.reduce((sum, { box }) => sum + box.y1 - box.y0 + 2 * edge, 0);
	const sheet = new Uint8Array(across * down).fill(255);
	const places: Place[] = [];
	let top = 0;
	for (const { box } of strips) {
		// Strokes may reach a little beyond the box of their line.
		const over = Math.round(edge / 4);
		const [left, upper] = [Math.max(box.x0 - over, 0), Math.max(box.y0 - over, 0)];
		const [right, lower] = [Math.min(box.x1 + over, width), Math.min(box.y1 + over, height)];
		const [dx, dy] = [left - edge, upper - top - edge + over];
		for (let y = upper; y < lower; y++) {
			sheet.set(grey.subarray(y * width + left, y * width + Math.min(right, left + across - edge)), (y - dy) * across + edge);
		}
		const bottom = top + box.y1 - box.y0 + 2 * edge;
		places.push({ top, bottom, dx, dy });
		top = bottom;
	}
	return { image: { width: across, height: down, grey: sheet }, places };
}
