import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { greyOf } from '../../../raster/pgm.ts';
import { isDrawn } from './isDrawn.ts';

/** The difference of brightness, of 255, between the darkest and the lightest part of a picture below which it counts as pale or dark. */
const fullRange = 150;

/** The share of pixels that are ignored at either end of the range: specks and reflections. */
const outliers = 0.001;

/** The least difference of levels within a tile that has print: shadows and grain have less, and a screenshot has neither. */
const leastContrast = 24;
const leastOnScreen = 8;

/** The edge of a tile in pixels, larger than a letter's stroke, and the least share of tiles that have print. */
const tile = 16;
const leastPrint = 0.005;

/**
 * Stretches the levels of a picture from black to white, if its print uses only a small part of that range: a photo in poor light, a faded receipt, a
 * button whose letters have nearly its colour. Otherwise returns the same picture.
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
	// Each channel by itself: letters may have the brightness of their background.
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

/** The darkest and the lightest level, without outliers. */
function rangeOf(levels: Uint8Array): { readonly darkest: number; readonly lightest: number } {
	const histogram = new Uint32Array(256);
	for (let at = 0; at < levels.length; at++) {
		histogram[levels[at]!]!++;
	}
	return {
		darkest: levelAbove(histogram, outliers * levels.length),
		lightest: 255 - levelAbove(histogram.toReversed(), outliers * levels.length),
	};
}

/** The lowest level up to which the histogram has more than `pixels` pixels. */
function levelAbove(histogram: Uint32Array, pixels: number): number {
	let count = 0;
	return histogram.findIndex((one) => (count += one) > pixels);
}

/** The difference of levels within the tiles where it is largest. Means of four pixels are compared, because grain differs from pixel to pixel. */
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
