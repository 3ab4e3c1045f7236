import type { RgbaImage } from '../../../raster/rgbaImage.ts';

/** Grey levels of possible backgrounds, the usual one first. */
const grounds = [255, 0, 128];

/** The least opacity, of 255, of a pixel that counts as drawn. */
const drawn = 128;

/** The share of drawn pixels that may be as light or as dark as the background. */
const few = 0.1;

/** Larger differences of brightness do not count more, so that paper stays white. */
const enough = 96;

/** Puts a picture with transparent parts on white, or on black or grey if too much of it would be invisible on white. */
export function onContrast(image: RgbaImage): RgbaImage {
	const { width, height, rgba } = image;
	const levels = new Uint32Array(256);
	let count = 0;
	let clear = false;
	for (let at = 0; at < rgba.length; at += 4) {
		clear ||= rgba[at + 3]! < 255;
		if (rgba[at + 3]! >= drawn) {
			levels[Math.floor((rgba[at]! * 299 + rgba[at + 1]! * 587 + rgba[at + 2]! * 114) / 1000)]!++;
			count++;
		}
	}
	if (!clear) {
		return image;
	}
	const ground = bestGround(levels, count);
	const opaque = new Uint8Array(rgba.length);
	for (let at = 0; at < rgba.length; at += 4) {
		const share = rgba[at + 3]! / 255;
		for (let channel = 0; channel < 3; channel++) {
			opaque[at + channel] = rgba[at + channel]! * share + ground * (1 - share);
		}
		opaque[at + 3] = 255;
	}
	return { width, height, rgba: opaque };
}

/** The background from which all but a few of the drawn pixels differ most. */
function bestGround(levels: Uint32Array, count: number): number {
	const contrast = (ground: number) => {
		let left = few * count;
		for (let difference = 0; difference < enough; difference++) {
			left -= (levels[ground + difference] ?? 0) + (difference > 0 ? (levels[ground - difference] ?? 0) : 0);
			if (left < 0) {
				return difference;
			}
		}
		return enough;
	};
	return grounds.reduce((best, ground) => (contrast(ground) > contrast(best) ? ground : best));
}
