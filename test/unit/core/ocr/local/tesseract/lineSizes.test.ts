import assert from 'node:assert/strict';
import { lineSizes } from '../../../../../../src/core/ocr/local/tesseract/lineSizes.ts';
import type { TesseractLine } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

/** A line whose letters are `letter` pixels high, in a row that Tesseract takes for `row` pixels high. */
const line = (text: string, row: number, letter: number): TesseractLine => {
	const bbox = { x0: 0, y0: 0, x1: 20 * text.length, y1: letter };
	const words = text
		.split(' ')
		.map((word) => ({ text: word, confidence: 95, bbox, symbols: Array.from(word, (sign) => ({ text: sign, bbox })) }));
	return { words, bbox, baseline: bbox, rowAttributes: { rowHeight: row } };
};

const prose = [
	'The page tells of Check 1 and of Check 9',
	'in lines that are long enough to be text, 26',
	'Statute and charges stand below this line',
].map((text) => line(text, 40, 28));
const sizeOf = (own: TesseractLine) => lineSizes([...prose, own], 0.22)(own);

suite('lineSizes', () => {
	test('a row is no higher than running text if its letters are not', () => {
		assert.equal(sizeOf(line('269 126', 60, 28)), 40);
		assert.equal(sizeOf(line('Statute below', 52, 30)), 40);
		assert.equal(sizeOf(line('Charges 1269 and Check 61', 50, 27)), 40);
	});

	test('a row with larger letters is larger', () => {
		assert.equal(sizeOf(line('Statute below', 60, 42)), 60);
		assert.equal(sizeOf(line('Charges and Check', 50, 35)), 50);
	});

	test('a row is as high as Tesseract says where running text has none of its letters, and in capitals, which may be a title', () => {
		assert.equal(sizeOf(line('ЖЮя ЖЮя', 60, 28)), 60);
		assert.equal(sizeOf(line('SECTION CITED 12', 60, 28)), 60);
	});

	test('a single short word may be measured wrongly', () => {
		assert.equal(sizeOf(line('YЖЮ', 60, 40)), 40);
		assert.equal(sizeOf(line('YЖЮ', 70, 40)), 70);
	});
});
