import assert from 'node:assert/strict';
import { rereadNumbers } from '../../../../../../src/core/ocr/local/tesseract/doubtfulNumbers.ts';
import type { Recognizer } from '../../../../../../src/core/ocr/local/tesseract/recognizer.ts';
import type { TesseractPage, TesseractWord } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

const image = { width: 600, height: 400, grey: new Uint8Array(240_000).fill(255) };
const rowHeight = 30;

const word = (text: string, confidence: number, row: number): TesseractWord => ({
	...{ text, confidence, symbols: [] },
	bbox: { x0: 100, x1: 200, y0: row * rowHeight, y1: row * rowHeight + 20 },
});

const page = (words: readonly TesseractWord[]): TesseractPage => ({
	...{ confidence: 80, rotateRadians: 0, imageColor: null },
	blocks: [
		{ paragraphs: [{ lines: words.map((one) => ({ words: [one], bbox: one.bbox, baseline: one.bbox, rowAttributes: { rowHeight } })) }] },
	],
});

/** What becomes of words, where those in doubt are read again as `answers`. */
async function reread(words: readonly TesseractWord[], answers: readonly (readonly [text: string, confidence: number])[]) {
	let asked = 0;
	const recognize: Recognizer['recognize'] = async (_file, _name, _signal, options) => {
		asked++;
		assert.equal(options?.segmentation, '6');
		// Each place of the sheet is as high as its word and its margins, and the sheet is enlarged.
		const middle = (i: number) => (i + 0.5) * (20 + 2 * 14) * 1.5;
		return page(
			answers.map(([text, confidence], i) => ({
				...{ text, confidence, symbols: [] },
				bbox: { x0: 20, x1: 150, y0: middle(i) - 10, y1: middle(i) + 10 },
			})),
		);
	};
	const read = await rereadNumbers({ recognize }, () => image, page(words), 'a', new AbortController().signal);
	return { asked, texts: read.blocks![0]!.paragraphs[0]!.lines.map((line) => line.words.map(({ text }) => text).join(' ')) };
}

suite('rereadNumbers', () => {
	test('takes the surer reading of a number in doubt', async () => {
		const { texts } = await reread(
			[word('1.10', 61, 0), word('Total', 60, 1), word('n.40', 80, 2)],
			[
				['1.70', 94],
				['0.40', 90],
			],
		);

		assert.deepEqual(texts, ['1.70', 'Total', '0.40']);
	});

	test('keeps a number whose other reading is no surer, is none or is another text', async () => {
		const { texts } = await reread(
			[word('6.38', 70, 0), word('12.50', 60, 1), word('8711', 60, 2)],
			[
				['8.38', 72],
				['Rounding', 95],
				['40923', 96],
			],
		);

		assert.deepEqual(texts, ['6.38', '12.50', '8711']);
	});

	test('asks nothing where there is no doubt', async () => {
		const { asked, texts } = await reread([word('6.38', 95, 0), word('Total', 60, 1), word('words[0]', 60, 2)], []);

		assert.deepEqual([asked, texts], [0, ['6.38', 'Total', 'words[0]']]);
	});
});
