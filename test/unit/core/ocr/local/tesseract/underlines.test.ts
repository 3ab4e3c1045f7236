import assert from 'node:assert/strict';
import { withoutUnderlines } from '../../../../../../src/core/ocr/local/tesseract/underlines.ts';
import type { GreyImage } from '../../../../../../src/core/raster/pgm.ts';

const [width, height, row] = [200, 80, 20];

/** By its left and upper edge, its width and its height, and how bright it is. */
type Drawn = readonly [x: number, y: number, width: number, height: number, level?: number];

/** Boxes on white. */
const picture = (...boxes: readonly Drawn[]): GreyImage => {
	const grey = new Uint8Array(width * height).fill(255);
	for (const [left, top, across, down, level = 0] of boxes) {
		for (let y = top; y < top + down; y++) {
			grey.fill(level, y * width + left, y * width + left + across);
		}
	}
	return { width, height, grey };
};
const letters = Array.from({ length: 8 }, (_, i) => [40 + 12 * i, 20, 8, 14] as const satisfies Drawn);
const without = (...boxes: readonly Drawn[]) => withoutUnderlines(picture(...boxes), row);

suite('withoutUnderlines', () => {
	test('a line under letters goes, and what crosses it stays', () => {
		const descender = [64, 34, 3, 10] as const;

		assert.deepEqual(without(...letters, descender, [40, 38, 92, 2]), picture(...letters, descender));
	});

	test('a line with nothing above it stays, and so does a short one', () => {
		const lines = [...letters, [40, 60, 92, 2], [40, 38, 18, 2]] as const;

		assert.deepEqual(without(...lines), picture(...lines));
	});

	test('upright lines and signs stay', () => {
		const signs = [...letters, [150, 16, 2, 24], [160, 0, 2, 70]] as const;

		assert.deepEqual(without(...signs), picture(...signs));
	});
});
