import assert from 'node:assert/strict';
import { textRows } from '../../../../../../src/core/ocr/local/tesseract/textRows.ts';
import { quarterTurned } from '../../../../../../src/core/raster/turnedImage.ts';
import type { GreyImage } from '../../../../../../src/core/raster/pgm.ts';

/** Rows of signs of 20 pixels, each with strokes across that lie below one another. */
const rows = (strokes: number, count = 5): GreyImage => {
	const [width, height] = [600, 40 + count * 40];
	const grey = new Uint8Array(width * height).fill(255);
	for (let row = 0; row < count; row++) {
		for (let sign = 0; sign < 20; sign++) {
			for (let y = 0; y < 20; y++) {
				const isStroke = strokes === 1 || Math.floor((y * (2 * strokes - 1)) / 20) % 2 === 0;
				// One stroke down holds the sign together.
				grey.fill(0, (20 + row * 40 + y) * width + 30 + sign * 26, (20 + row * 40 + y) * width + 30 + sign * 26 + (isStroke ? 18 : 3));
			}
		}
	}
	return { width, height, grey };
};

/** Dots all over, as a photo or a map has them. */
const scattered = (): GreyImage => {
	const [width, height] = [600, 400];
	const grey = new Uint8Array(width * height).fill(255);
	for (let i = 0; i < 200; i++) {
		const [x, y, size] = [(i * 397) % 570, (i * 211) % 370, 6 + ((i * 13) % 20)];
		for (let row = y; row < y + size; row++) {
			grey.fill(0, row * width + x, row * width + x + size);
		}
	}
	return { width, height, grey };
};

suite('textRows', () => {
	test('rows of simple signs are a text', () => assert.equal(textRows(rows(1)), 'rows'));
	test('rows of signs with many strokes are a text of the east of Asia', () => assert.equal(textRows(rows(4)), 'eastAsian'));
	test('so are columns', () => assert.equal(textRows(quarterTurned(rows(1), 1)), 'rows'));
	test('what stands all over the picture is none', () => assert.equal(textRows(scattered()), 'none'));
	test('a few signs are none', () => assert.equal(textRows(rows(1, 1)), 'none'));
	test('neither is an empty picture', () => assert.equal(textRows({ width: 10, height: 10, grey: new Uint8Array(100).fill(255) }), 'none'));
});
