import assert from 'node:assert/strict';
import { withFullRange } from '../../../../../../src/core/ocr/local/tesseract/exposure.ts';
import type { RgbaImage } from '../../../../../../src/core/raster/rgbaImage.ts';

const [width, height] = [320, 320];

/** A picture of these levels. */
const picture = (level: (x: number, y: number) => number): RgbaImage => {
	const rgba = new Uint8Array(width * height * 4).fill(255);
	for (let at = 0; at < width * height; at++) {
		rgba.fill(level(at % width, Math.floor(at / width)), at * 4, at * 4 + 3);
	}
	return { width, height, rgba };
};

/** Strokes like those of letters in a fifth of the picture. */
const printed = (black: number, white: number) => picture((x, y) => (y < 64 && x % 16 < 5 && y % 32 < 20 ? black : white));

suite('withFullRange', () => {
	for (const [what, black, white] of [
		['dark', 10, 60],
		['pale', 190, 230],
	] as const) {
		test(`makes black and white of a ${what} picture`, () => {
			const { rgba } = withFullRange(printed(black, white));

			assert.deepEqual([...rgba.subarray(0, 4), ...rgba.subarray(8 * 4, 9 * 4)], [0, 0, 0, 255, 255, 255, 255, 255]);
		});
	}

	test('makes black and white of letters that have nearly the colour of a button', () => {
		const orange = picture(() => 0);
		const print = printed(1, 0);
		for (let at = 0; at < orange.rgba.length; at += 4) {
			orange.rgba.set(print.rgba[at] === 1 ? [255, 127, 42] : [255, 102, 0], at);
		}

		const { rgba } = withFullRange(orange);

		assert.deepEqual([...rgba.subarray(0, 4), ...rgba.subarray(8 * 4, 9 * 4)], [255, 255, 255, 255, 255, 0, 0, 255]);
	});

	test('leaves black on white, white on black and an empty sheet as they are', () => {
		const grain = picture((x, y) => 230 + ((x * 7919 + y * 104_729) % 13));
		const shadow = picture((x) => 180 + Math.floor((x * 60) / width));
		for (const image of [printed(20, 240), printed(240, 20), picture(() => 250), grain, shadow]) {
			assert.equal(withFullRange(image), image);
		}
	});
});
