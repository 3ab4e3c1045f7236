import type { RgbaImage } from '../../../raster/rgbaImage.ts';

/** The share of neighbouring pixels with the same colour, and the share of pixels that are neither black nor white: letters have smooth edges. */
const mostlyFlat = 0.6;
const leastSmooth = 0.002;

/** The share of pixels that have a colour, by the difference of their channels: screenshots have at least icons or links. */
const leastColoured = 0.0003;
const coloured = 24;

/** The share of pixels that are neither black nor white on a grey background, which is even only on screens. */
const mostlyGrey = 0.5;

/** Only every third row is looked at. */
const step = 3;

/** Whether a picture was drawn by a program, such as a screenshot, and not taken by a camera or a scanner, where paper has grain or print is only black and grey. */
export function isDrawn({ width, height, rgba }: RgbaImage): boolean {
	let [pixels, same, between, inColour] = [0, 0, 0, 0];
	for (let y = 0; y < height; y += step) {
		for (let at = (y * width + 1) * 4; at < (y + 1) * width * 4; at += 4) {
			pixels++;
			same += rgba[at] === rgba[at - 4] && rgba[at + 1] === rgba[at - 3] && rgba[at + 2] === rgba[at - 2] ? 1 : 0;
			between += rgba[at + 1]! > 8 && rgba[at + 1]! < 247 ? 1 : 0;
			const [red, green, blue] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
			inColour += Math.max(red, green, blue) - Math.min(red, green, blue) > coloured ? 1 : 0;
		}
	}
	const isPrint = inColour < leastColoured * pixels && between < mostlyGrey * pixels;
	return same >= mostlyFlat * pixels && between >= leastSmooth * pixels && !isPrint;
}
