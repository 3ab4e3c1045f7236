import assert from 'node:assert/strict';
import { inkPieces, withoutFrames } from '../../../../../../src/core/ocr/local/tesseract/inkPieces.ts';
import type { GreyImage } from '../../../../../../src/core/raster/pgm.ts';

/** Ink where a sign is no space. */
const drawn = (...rows: readonly string[]): GreyImage => ({
	...{ width: rows[0]!.length, height: rows.length },
	grey: Uint8Array.from(rows.join(''), (sign) => (sign === ' ' ? 255 : 0)),
});

suite('inkPieces', () => {
	test('are what hangs together, also over corners', () => {
		assert.deepEqual(inkPieces(drawn('#   ##', ' #   #', '#     ')), [
			{ x0: 0, y0: 0, x1: 2, y1: 3, ink: 3 },
			{ x0: 4, y0: 0, x1: 6, y1: 2, ink: 3 },
		]);
	});

	test('are none on an empty sheet', () => assert.deepEqual(inkPieces(drawn('  ', '  ')), []));

	test('go up to the edges of the picture and not around them', () => {
		assert.equal(inkPieces(drawn('  #', '#  ')).length, 2);
	});
});

test('withoutFrames takes out a frame and leaves the letters in it', () => {
	const [width, height] = [200, 100];
	const grey = new Uint8Array(width * height).fill(255);
	const fill = (x0: number, y0: number, x1: number, y1: number) => {
		for (let y = y0; y < y1; y++) {
			grey.fill(0, y * width + x0, y * width + x1);
		}
	};
	const letters = () => fill(50, 40, 60, 52);
	letters();
	const expected = grey.slice();
	fill(5, 5, 195, 7);
	fill(5, 93, 195, 95);
	fill(5, 5, 7, 95);
	fill(193, 5, 195, 95);

	assert.deepEqual(withoutFrames({ width, height, grey }, 14).grey, expected);
});
