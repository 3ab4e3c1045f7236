import assert from 'node:assert/strict';
import type { TesseractLine, TesseractPage } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';
import { trustIn } from '../../../../../../src/core/ocr/local/tesseract/trust.ts';
import type { GreyImage } from '../../../../../../src/core/raster/pgm.ts';

const [width, height] = [600, 400];

/** Lines of words of 60 pixels, one below the other. */
const page = (...lines: readonly (readonly (readonly [text: string, confidence: number])[])[]): TesseractPage => ({
	...{ confidence: 0, rotateRadians: 0, imageColor: null },
	blocks: [
		{
			paragraphs: [
				{
					lines: lines.map((words, row): TesseractLine => {
						const bottom = { y0: 20 + row * 40, y1: 40 + row * 40 };
						return {
							words: words.map(([text, confidence], i) => ({
								text,
								confidence,
								bbox: { ...bottom, x0: 20 + i * 80, x1: 80 + i * 80 },
								symbols: [],
							})),
							bbox: { ...bottom, x0: 20, x1: 20 + words.length * 80 },
							baseline: { x0: 20, x1: 500, y0: bottom.y1, y1: bottom.y1 },
							rowAttributes: { rowHeight: 20 },
						};
					}),
				},
			],
		},
	],
});

/** Ink where the words are, in signs of 20 pixels with some strokes, and `elsewhere`. */
const picture = ({ strokes = 1, rows = 6, elsewhere = false }): GreyImage => {
	const grey = new Uint8Array(width * height).fill(255);
	for (let row = 0; row < rows; row++) {
		for (let sign = 0; sign < 20; sign++) {
			for (let y = 0; y < 20; y++) {
				const isStroke = Math.floor((y * (2 * strokes - 1)) / 20) % 2 === 0;
				const at = (20 + row * 40 + y) * width + 20 + sign * 26;
				grey.fill(0, at, at + (isStroke ? 18 : 3));
			}
		}
	}
	if (elsewhere) {
		for (let y = 0; y < height; y++) {
			grey.fill(0, y * width + 100 + (y % 200), y * width + 400);
		}
	}
	return { width, height, grey };
};

const guesses = (text: string, confidence: number) =>
	Array.from({ length: 6 }, () => [[text, confidence] as const, [text, confidence] as const]);

suite('trustIn', () => {
	test('a sure reading is the text, whatever the picture', () => {
		assert.deepEqual(trustIn(page(...guesses('harbour', 93)), picture({ elsewhere: true })), { kind: 'text' });
	});

	test('a bad reading of a text is better than none', () => {
		assert.deepEqual(trustIn(page(...guesses('harbour', 60)), picture({})), { kind: 'text' });
	});

	test('noise on rows of signs is a text in another script', () => {
		assert.deepEqual(trustIn(page(...guesses('MEM%4', 20)), picture({ strokes: 4 })), { kind: 'unread', why: 'eastAsianScript' });
		assert.deepEqual(trustIn(page(...guesses('MEM%4', 20)), picture({ strokes: 1 })), { kind: 'unread', why: 'otherScript' });
	});

	test('scraps on a picture are words on it, those that are sure', () => {
		const scraps = page([['Lehuntze', 91]], [['Bokale', 88]], ...guesses('~x7\\', 25), ...guesses('wk)-', 30));

		assert.deepEqual(trustIn(scraps, picture({ rows: 0, elsewhere: true })), { kind: 'picture', words: ['Lehuntze', 'Bokale'] });
	});

	test('of a few letters nothing can be said', () => {
		assert.deepEqual(trustIn(page([['ab', 90]], ...guesses('~', 20).slice(0, 2)), picture({ elsewhere: true })), { kind: 'text' });
	});
});
