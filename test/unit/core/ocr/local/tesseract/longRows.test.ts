import assert from 'node:assert/strict';
import { mayBeProse } from '../../../../../../src/core/ocr/local/tesseract/longRows.ts';
import type { GreyImage } from '../../../../../../src/core/raster/pgm.ts';

/** A picture with words of five letters of 10 by 16 pixels, at these places. */
const wordsAt = (places: readonly (readonly [x: number, y: number])[], { width = 1200, height = 800 } = {}): GreyImage => {
	const grey = new Uint8Array(width * height).fill(255);
	for (const [x, y] of places) {
		for (let letter = 0; letter < 5; letter++) {
			for (let row = y; row < y + 16; row++) {
				grey.fill(0, row * width + x + letter * 12, row * width + x + letter * 12 + 10);
			}
		}
	}
	return { width, height, grey };
};

const rowOf = (words: number, y: number) => Array.from({ length: words }, (_, i) => [40 + i * 70, y] as const);
const prose = [40, 70, 100, 130, 160].flatMap((y) => rowOf(8, y));
const labels = [40, 340, 640, 940].flatMap((x) => [40, 140, 240, 340, 440].map((y) => [x, y] as const));

suite('mayBeProse', () => {
	test('is true of rows of words', () => assert.equal(mayBeProse(wordsAt(prose)), true));
	test('is true of rows of words beside a few labels', () => assert.equal(mayBeProse(wordsAt([...prose, ...labels.slice(10)])), true));
	test('is true of rows of words whose letters touch', () => {
		const { width, height, grey } = wordsAt(prose);
		const touching = grey.map((level, i) => Math.min(level, grey[i - 1] ?? 255, grey[i - 2] ?? 255));

		assert.equal(mayBeProse({ width, height, grey: touching }), true);
	});
	test('is false of the labels of a diagram, whatever stands on the same height', () => assert.equal(mayBeProse(wordsAt(labels)), false));
	test('is false of a diagram with a sentence', () => assert.equal(mayBeProse(wordsAt([...rowOf(8, 700), ...labels])), false));
	test('is false of two rows', () => assert.equal(mayBeProse(wordsAt([...rowOf(8, 40), ...rowOf(8, 70)])), false));
	test('is false of an empty picture', () => assert.equal(mayBeProse(wordsAt([])), false));
	test('is true of a picture with more ink than can be sorted into rows', () => {
		const everywhere = Array.from({ length: 1200 }, (_, i) => [40 + (i % 4) * 300, 4 + Math.floor(i / 4) * 20] as const);

		assert.equal(mayBeProse(wordsAt(everywhere, { height: 6100 })), true);
	});
});
