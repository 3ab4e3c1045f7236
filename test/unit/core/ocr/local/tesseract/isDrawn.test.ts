import assert from 'node:assert/strict';
import { isDrawn } from '../../../../../../src/core/ocr/local/tesseract/isDrawn.ts';
import type { RgbaImage } from '../../../../../../src/core/raster/rgbaImage.ts';

/** Strokes on paper, the brightness of each pixel by its place. */
const picture = (levelAt: (x: number, y: number) => number): RgbaImage => {
	const [width, height] = [120, 60];
	const rgba = new Uint8Array(width * height * 4);
	for (let at = 0; at < width * height; at++) {
		const level = levelAt(at % width, Math.floor(at / width));
		rgba.set([level, level, level, 255], at * 4);
	}
	return { width, height, rgba };
};
const isStroke = (x: number, y: number) => x % 20 < 3 && y > 20 && y < 40;

suite('isDrawn', () => {
	test('a screenshot is: flat grounds, strokes with smooth edges', () => {
		assert.ok(isDrawn(picture((x, y) => (isStroke(x, y) ? (x % 20 === 1 ? 220 : 120) : 30))));
	});

	test('a screenshot is that has some colour on white', () => {
		const shown = picture((x, y) => (isStroke(x, y) ? (x % 20 === 1 ? 120 : 200) : 255));
		for (let x = 40; x < 44; x++) {
			shown.rgba.set([0, 90, 200, 255], (30 * shown.width + x) * 4);
		}

		assert.ok(isDrawn(shown));
	});

	test('a scan in greys on white is not', () => {
		assert.ok(!isDrawn(picture((x, y) => (isStroke(x, y) ? (x % 20 === 1 ? 120 : 200) : 255))));
	});

	test('what has grain is not', () => {
		assert.ok(!isDrawn(picture((x, y) => (isStroke(x, y) ? 60 : 200 + ((x * 7 + y * 13) % 5)))));
	});

	test('a scan in black and white is not', () => {
		assert.ok(!isDrawn(picture((x, y) => (isStroke(x, y) ? 0 : 255))));
	});
});
