import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { greyOf } from '../../../raster/pgm.ts';
import { isDrawn } from './isDrawn.ts';

/** Differences of brightness, of 255, between the darkest and the lightest of a picture below which it is pale or dark. */
const fullRange = 150;

/** The part of the pixels that are darker than the darkest, and lighter than the lightest: specks and reflections. */
const outliers = 0.001;

/** The difference of levels within a tile that print has at least: shadows and grain have less, and a screenshot has neither. */
const leastContrast = 24;
const leastOnScreen = 8;

/** Pixels of a tile, larger than a letter's stroke, and the part of the tiles that have print at least. */
const tile = 16;
const leastPrint = 0.005;

/**
 * The picture with levels from black to white, if it has print in a small part of that range only: a photo in poor light, a faded receipt, a button
 * whose letters have nearly its colour. Else the same picture.
 */
export function withFullRange(image: RgbaImage): RgbaImage {
	const { width, height, grey } = greyOf(image);
	const { darkest, lightest } = rangeOf(grey);
	if (lightest - darkest >= fullRange) {
		return image;
	}
	const least = isDrawn(image) ? leastOnScreen : leastContrast;
	const rgba = image.rgba.slice();
	let isPrinted = false;
	// Each channel for itself: letters may have the brightness of their ground.
	for (let channel = 0; channel < 3; channel++) {
		const levels = grey.map((_, at) => image.rgba[at * 4 + channel]!);
		const range = rangeOf(levels);
		if (range.lightest - range.darkest >= least && contrastOf(levels, width, height) >= least) {
			isPrinted = true;
			levels.forEach((level, at) => {
				rgba[at * 4 + channel] = Math.min(255, Math.max(0, ((level - range.darkest) * 255) / (range.lightest - range.darkest)));
			});
		}
	}
	return isPrinted ? { ...image, rgba } : image;
}

/** The darkest and the lightest level, outliers aside. */
function rangeOf(levels: Uint8Array): { readonly darkest: number; readonly lightest: number } {
	const histogram = new Uint32Array(256);
	for (const level of levels) {
		histogram[level]!++;
	}
	return {
		darkest: levelAbove(histogram, outliers * levels.length),
		lightest: 255 - levelAbove(histogram.toReversed(), outliers * levels.length),
	};
}

/** The first level with more pixels up to it than so many. */
function levelAbove(histogram: Uint32Array, pixels: number): number {
	let count = 0;
	return histogram.findIndex((one) => (count += one) > pixels);
}

/** The difference of levels within those tiles that have most of it. Pixels count four together, as grain differs from pixel to pixel. */
function contrastOf(levels: Uint8Array, width: number, height: number): number {
	const contrasts: number[] = [];
	for (let top = 0; top + tile <= height; top += tile) {
		for (let left = 0; left + tile <= width; left += tile) {
			let [least, most] = [255, 0];
			for (let y = top; y < top + tile; y += 2) {
				for (let x = left; x < left + tile; x += 2) {
					const at = y * width + x;
					const mean = (levels[at]! + levels[at + 1]! + levels[at + width]! + levels[at + width + 1]!) / 4;
					[least, most] = [Math.min(least, mean), Math.max(most, mean)];
				}
			}
			contrasts.push(most - least);
		}
	}
	contrasts.sort((a, b) => b - a);
	return contrasts[Math.floor(leastPrint * contrasts.length)] ?? 0;
}
