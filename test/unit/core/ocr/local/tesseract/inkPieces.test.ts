import assert from 'node:assert/strict';
import { connectedInk, inkPieces } from '../../../../../../src/core/ocr/local/tesseract/inkPieces.ts';
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
		assert.deepEqual(inkPieces(drawn('##', '  ', '##')), [
			{ x0: 0, y0: 0, x1: 2, y1: 1, ink: 2 },
			{ x0: 0, y0: 2, x1: 2, y1: 3, ink: 2 },
		]);
	});

	test('are one where a lower row joins them', () => {
		assert.deepEqual(inkPieces(drawn('# # #', '# ###', '##  #')), [{ x0: 0, y0: 0, x1: 5, y1: 3, ink: 10 }]);
	});

	test('have numbers in the order of their first pixels', () => {
		assert.deepEqual([...connectedInk(drawn('  # ', '#  #')).labels()], [-1, -1, 0, -1, 1, -1, -1, 0]);
	});
});
