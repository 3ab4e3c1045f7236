import assert from 'node:assert/strict';
import type { TesseractPage, TesseractWord } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';
import { withWordBoxes } from '../../../../../../src/core/ocr/local/tesseract/wordBoxes.ts';

/** A word by its left and right edges, and the right edges of its letters but for the last one, which reaches as far as the word. */
type Word = readonly [text: string, x0: number, x1: number, ends?: readonly number[]];

function pageOf(...words: readonly Word[]): TesseractPage {
	const read = words.map(([text, x0, x1, ends = []]): TesseractWord => {
		const bbox = { x0, x1, y0: 0, y1: 40 };
		const symbols = [...ends, x1].map((end, i) => ({ text: text[i]!, bbox: { ...bbox, x0: ends[i - 1] ?? x0, x1: end } }));
		return { text, confidence: 90, bbox, symbols };
	});
	const bbox = { x0: 0, x1: 700, y0: 0, y1: 40 };
	const line = { words: read, bbox, baseline: { ...bbox, y0: 40 }, rowAttributes: { rowHeight: 40 } };
	return { blocks: [{ paragraphs: [{ lines: [line] }] }], confidence: 90, rotateRadians: 0, imageColor: null };
}

const edgesIn = (page: TesseractPage) =>
	withWordBoxes(page).blocks!.flatMap(({ paragraphs }) =>
		paragraphs.flatMap(({ lines }) =>
			lines.flatMap(({ words }) => words.map(({ bbox, symbols }) => [bbox.x0, bbox.x1, symbols.at(-1)!.bbox.x1])),
		),
	);

suite('withWordBoxes', () => {
	test('ends a word where the next one of its line begins', () => {
		assert.deepEqual(edgesIn(pageOf(['accurately', 180, 670], ['extract', 370, 490], ['from', 590, 680])), [
			[180, 370, 370],
			[370, 490, 490],
			[590, 680, 680],
		]);
	});

	test('ends a word with its last letter, which is as wide as the others', () => {
		assert.deepEqual(edgesIn(pageOf(['(37', 100, 400, [118, 140]], ['426', 340, 400])), [
			[100, 162, 162],
			[340, 400, 400],
		]);
	});

	test('leaves slanted letters, which overlap a little, and words that are read from right to left', () => {
		assert.deepEqual(edgesIn(pageOf(['of', 100, 158], ['it', 150, 190])), [
			[100, 158, 158],
			[150, 190, 190],
		]);
		assert.deepEqual(edgesIn(pageOf(['שלום', 300, 400], ['עולם', 150, 280])), [
			[300, 400, 400],
			[150, 280, 280],
		]);
	});
});
