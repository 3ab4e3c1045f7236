import assert from 'node:assert/strict';
import { readWhole } from '../../../../../../src/core/ocr/local/tesseract/readWhole.ts';
import { type Recognizer, TookTooLong } from '../../../../../../src/core/ocr/local/tesseract/recognizer.ts';
import type { TesseractPage } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

/** Lines of one word each, and by how much the picture was turned before it was read. */
function page(words: readonly (readonly [text: string, confidence: number])[], rotateRadians = 0): TesseractPage {
	const lines = words.map(([text, confidence], row) => {
		const bbox = { x0: 20, x1: 20 + 10 * text.length, y0: row * 40, y1: row * 40 + 24 };
		return { words: [{ text, confidence, bbox, symbols: [] }], bbox, baseline: { ...bbox, y0: bbox.y1 }, rowAttributes: { rowHeight: 30 } };
	});
	return { confidence: 0, rotateRadians, imageColor: null, blocks: [{ paragraphs: [{ lines }] }] };
}

/** A picture with so many letters in rows. */
function picture(letters: number) {
	const [width, height] = [1200, 1200];
	const grey = new Uint8Array(width * height).fill(255);
	for (let i = 0; i < letters; i++) {
		const [x, y] = [10 + (i % 60) * 18, 10 + Math.floor(i / 60) * 24];
		for (let line = y; line < y + 12; line++) {
			grey.fill(0, line * width + x, line * width + x + 8);
		}
	}
	return { width, height, grey };
}

type Answer = TesseractPage | 'tooLong';

/** Reads a picture of which each way to read it gives an answer; `auto` turns it level by itself, and the others are page segmentation modes. */
async function whole(answers: { readonly auto: TesseractPage; readonly 3?: Answer; readonly 6?: Answer }, letters = 60) {
	const asked: string[] = [];
	const recognize: Recognizer['recognize'] = async (_image, _name, _signal, options) => {
		const way = (options?.segmentation ?? 'auto') as '3' | '6' | 'auto';
		asked.push(way);
		const answer = answers[way];
		if (answer === 'tooLong' || answer === undefined) {
			throw new TookTooLong();
		}
		return answer;
	};
	const read = await readWhole({ recognize }, { grey: picture(letters) }, 'a', new AbortController().signal);
	const texts = read.blocks!.flatMap(({ paragraphs }) =>
		paragraphs.flatMap(({ lines }) => lines.flatMap(({ words }) => words.map((word) => word.text))),
	);
	return { asked, texts, rotateRadians: read.rotateRadians };
}

const times = (count: number, word: string, confidence: number) => Array.from({ length: count }, () => [word, confidence] as const);
const text = page(times(10, 'evening', 95));
const unsure = page([...times(4, 'evening', 95), ['EERERRREEEBE', 2], ['BEREERE', 5], ['QGEGGREEE', 11]]);
const numbers = page([
	...Array.from({ length: 4 }, () => ['evening', 95] as const),
	...Array.from({ length: 9 }, () => ['12', 93] as const),
]);

suite('readWhole', () => {
	test('reads what is sure once', async () => {
		assert.deepEqual((await whole({ auto: text })).asked, ['auto']);
	});

	test('reads a table whose columns were taken for lines that run up as one block', async () => {
		const { asked, texts } = await whole({ auto: unsure, 6: numbers });

		assert.deepEqual(asked, ['auto', '6']);
		assert.equal(texts.filter((one) => one === '12').length, 9);
	});

	test('leaves the specks between the cells of a table out of a block', async () => {
		const { texts } = await whole({ auto: unsure, 6: page([...times(12, '13B', 90), ['°', 0], ['=', 96]]) });

		assert.deepEqual([texts.includes('°'), texts.includes('='), texts.filter((one) => one === '13B').length], [false, true, 12]);
	});

	test('keeps the first reading where a block has no more, or takes too long', async () => {
		for (const other of [page([['evening', 95]]), 'tooLong'] as const) {
			assert.ok((await whole({ auto: unsure, 6: other })).texts.includes('BEREERE'));
		}
	});

	test('reads a picture with level lines that was turned as it lies', async () => {
		const { asked, texts, rotateRadians } = await whole({ auto: page([['even', 90]], 0.09), 3: text });

		assert.deepEqual([asked, texts.length, rotateRadians], [['auto', '3'], 10, 0]);
	});

	test('reads letters of which most were left out as one block, but not the specks of a photo', async () => {
		assert.deepEqual((await whole({ auto: page([['even', 90]]), 6: text })).texts.length, 10);
		assert.deepEqual((await whole({ auto: page([['even', 90]]), 6: text }, 2500)).asked, ['auto']);
	});
});
