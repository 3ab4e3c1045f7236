import type { RgbaImage } from '../../../raster/rgbaImage.ts';

/** The part of neighbouring pixels that have the same colour, and the part that are neither black nor white: letters have smooth edges. */
const mostlyFlat = 0.6;
const leastSmooth = 0.002;

/** Rows that are looked at: every third. */
const step = 3;

/** Whether a picture was drawn by a program, such as a screenshot, and not taken by a camera or a scanner, whose paper has grain or is cut into black and white. */
export function isDrawn({ width, height, rgba }: RgbaImage): boolean {
	let [pixels, same, between] = [0, 0, 0];
	for (let y = 0; y < height; y += step) {
		for (let at = (y * width + 1) * 4; at < (y + 1) * width * 4; at += 4) {
			pixels++;
			same += rgba[at] === rgba[at - 4] && rgba[at + 1] === rgba[at - 3] && rgba[at + 2] === rgba[at - 2] ? 1 : 0;
			between += rgba[at + 1]! > 8 && rgba[at + 1]! < 247 ? 1 : 0;
		}
	}
	return same >= mostlyFlat * pixels && between >= leastSmooth * pixels;
}
