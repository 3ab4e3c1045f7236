import assert from 'node:assert/strict';
import { skewOf } from '../../../../../../src/core/ocr/local/tesseract/skew.ts';

/** Letters of some rows of text that runs so many degrees downwards to the right. */
const letters = (degrees: number, rows = 8) => {
	const slope = Math.tan((degrees * Math.PI) / 180);
	return Array.from({ length: rows * 30 }, (_, i) => {
		const x = (i % 30) * 20;
		const foot = Math.round(100 + Math.floor(i / 30) * 40 + x * slope);
		return { x0: x, y0: foot - (i % 3 === 0 ? 24 : 16), x1: x + 12, y1: foot };
	});
};
const degreesOf = (radians: number) => (radians * 180) / Math.PI;

suite('skewOf', () => {
	for (const degrees of [-12, -5, -2, 3, 9]) {
		test(`finds text that runs ${degrees} degrees downwards`, () => {
			assert.ok(Math.abs(degreesOf(skewOf(letters(degrees), 30)) + degrees) < 0.5);
		});
	}

	test('is nothing for level text', () => assert.equal(skewOf(letters(0), 30), 0));

	test('is nothing where few letters are', () => assert.equal(skewOf(letters(5).slice(0, 20), 30), 0));

	test('is nothing for specks all over', () => {
		let seed = 7;
		const random = (most: number) => (seed = (seed * 16_807) % 2_147_483_647) % most;
		const specks = Array.from({ length: 600 }, () => {
			const [x, y] = [random(800), random(800)];
			return { x0: x, y0: y, x1: x + 5, y1: y + 5 };
		});

		assert.equal(skewOf(specks, 30), 0);
	});
});
