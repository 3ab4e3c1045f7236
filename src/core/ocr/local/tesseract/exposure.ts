import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { greyOf } from '../../../raster/pgm.ts';

/** Differences of brightness, of 255, between the darkest and the lightest of a picture below which it is pale or dark. */
const fullRange = 150;

/** The part of the pixels that are darker than the darkest, and lighter than the lightest: specks and reflections. */
const outliers = 0.001;

/** The difference of brightness within a tile that print has at least; shadows and grain have less. */
const leastContrast = 24;

/** Pixels of a tile, larger than a letter's stroke, and the part of the tiles that have print at least. */
const tile = 16;
const leastPrint = 0.005;

/**
 * The picture with brightness from black to white, if it has print in a small part of that range only: a photo in poor light, a faded receipt.
 * Else the same picture.
 */
export function withFullRange(image: RgbaImage): RgbaImage {
	const { width, height, grey } = greyOf(image);
	const histogram = new Uint32Array(256);
	for (const level of grey) {
		histogram[level]!++;
	}
	const darkest = levelAbove(histogram, outliers * grey.length);
	const lightest = 255 - levelAbove(histogram.toReversed(), outliers * grey.length);
	const range = lightest - darkest;
	if (range >= fullRange || range < leastContrast || contrastOf(grey, width, height) < leastContrast) {
		return image;
	}
	const levels = Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, Math.max(0, ((level - darkest) * 255) / range)));
	const rgba = image.rgba.map((value, at) => (at % 4 === 3 ? value : levels[value]!));
	return { ...image, rgba };
}

/** The first level with more pixels up to it than so many. */
function levelAbove(histogram: Uint32Array, pixels: number): number {
	let count = 0;
	return histogram.findIndex((one) => (count += one) > pixels);
}

/** The difference of brightness within those tiles that have most of it. Pixels count four together, as grain differs from pixel to pixel. */
function contrastOf(grey: Uint8Array, width: number, height: number): number {
	const contrasts: number[] = [];
	for (let top = 0; top + tile <= height; top += tile) {
		for (let left = 0; left + tile <= width; left += tile) {
			let [least, most] = [255, 0];
			for (let y = top; y < top + tile; y += 2) {
				for (let x = left; x < left + tile; x += 2) {
					const at = y * width + x;
					const mean = (grey[at]! + grey[at + 1]! + grey[at + width]! + grey[at + width + 1]!) / 4;
					[least, most] = [Math.min(least, mean), Math.max(most, mean)];
				}
			}
			contrasts.push(most - least);
		}
	}
	contrasts.sort((a, b) => b - a);
	return contrasts[Math.floor(leastPrint * contrasts.length)] ?? 0;
}
