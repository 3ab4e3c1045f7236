import type { GreyImage } from '../../../raster/pgm.ts';

/** The least length and the greatest thickness of an underline, in rows of text; strokes of letters are shorter. */
const shortest = 1.6;
const thickest = 0.15;

/** Pixels darker than this may be a line. */
const pale = 215;

/** Where underlined letters are, in rows of text above the line; the grey level below which they are ink; the least share of the line that has letters. */
const letters = { from: 0.15, to: 0.9, level: 140 };
const mostly = 0.4;

/** A run of dark pixels in one pixel row. */
interface Stretch {
	readonly from: number;
	readonly to: number;
	readonly y: number;
}

/**
 * A picture without the lines under links and other words, which Tesseract takes for parts of the letters. Strokes that cross a line stay.
 * @param row the height of a row of text in pixels
 */
export function withoutUnderlines(image: GreyImage, row: number): GreyImage {
	const { width, height, grey } = image;
	const result = grey.slice();
	for (let y = 0; y < height; y++) {
		for (let x = 0, from = -1; x <= width; x++) {
			if (x < width && grey[y * width + x]! < pale) {
				from = from < 0 ? x : from;
			} else if (from >= 0) {
				const stretch = { from, to: x, y };
				if (x - from >= shortest * row && isUnderText(image, stretch, row)) {
					erase(image, result, stretch, thickest * row);
				}
				from = -1;
			}
		}
	}
	return { ...image, grey: result };
}

function isUnderText({ width, grey }: GreyImage, { from, to, y }: Stretch, row: number): boolean {
	const [top, bottom] = [Math.max(0, Math.round(y - letters.to * row)), Math.round(y - letters.from * row)];
	let inked = 0;
	for (let x = from; x < to; x++) {
		for (let above = top; above < bottom; above++) {
			if (grey[above * width + x]! < letters.level) {
				inked++;
				break;
			}
		}
	}
	return inked >= mostly * (to - from);
}

/** Erases a line and its paler edges, except for what crosses it. */
function erase({ width, height, grey }: GreyImage, result: Uint8Array, { from, to, y }: Stretch, most: number): void {
	for (let x = from; x < to; x++) {
		let [top, bottom] = [y, y];
		while (top > 0 && grey[(top - 1) * width + x]! < pale && bottom - top <= most) {
			top--;
		}
		while (bottom < height - 1 && grey[(bottom + 1) * width + x]! < pale && bottom - top <= most) {
			bottom++;
		}
		if (bottom - top < most) {
			for (let at = Math.max(top - 1, 0); at <= Math.min(bottom + 1, height - 1); at++) {
				result[at * width + x] = 255;
			}
		}
	}
}
