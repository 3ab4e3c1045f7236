import assert from 'node:assert/strict';
import { withDecimalPoints } from '../../../../../../src/core/ocr/local/tesseract/decimalPoints.ts';
import type { TesseractPage, TesseractWord } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

const [width, height] = [400, 60];
const [foot, digitHeight, digitWidth] = [40, 20, 11];

/** A row of digits, `gaps` pixels apart; `dots` has the darkness of what stands in a gap at the feet, `above` the same higher up. */
function drawn(gaps: readonly number[], dots: Readonly<Record<number, number>>, above: Readonly<Record<number, number>> = {}) {
	const grey = new Uint8Array(width * height).fill(255);
	const fill = (x0: number, x1: number, y0: number, y1: number, level: number) => {
		for (let y = y0; y < y1; y++) {
			grey.fill(level, y * width + x0, y * width + x1);
		}
	};
	const places = [20];
	gaps.forEach((gap) => places.push(places.at(-1)! + digitWidth + gap));
	places.forEach((x) => fill(x, x + digitWidth, foot - digitHeight, foot, 20));
	for (const [marks, y] of [
		[dots, foot - 3],
		[above, foot - 14],
	] as const) {
		for (const [gap, darkness] of Object.entries(marks)) {
			const middle = places[Number(gap)]! + digitWidth + Math.floor(gaps[Number(gap)]! / 2);
			fill(middle - 1, middle + 1, y, y + 3, 255 - darkness);
		}
	}
	return { image: { width, height, grey }, places };
}

const lineOf = (words: readonly TesseractWord[]): TesseractPage => {
	const bbox = { x0: 0, x1: width, y0: foot - digitHeight, y1: foot };
	return {
		...{ confidence: 90, rotateRadians: 0, imageColor: null },
		blocks: [{ paragraphs: [{ lines: [{ words, bbox, baseline: bbox, rowAttributes: { rowHeight: 30 } }] }] }],
	};
};

/** The text after the mending of words that have these digits, by their first and last. */
function mended({ image, places }: ReturnType<typeof drawn>, ...words: readonly (readonly [text: string, first: number, last: number])[]) {
	const page = lineOf(
		words.map(([text, first, last]) => ({
			...{ text, confidence: 88, symbols: [] },
			bbox: { x0: places[first]!, x1: places[last]! + digitWidth, y0: foot - digitHeight, y1: foot },
		})),
	);
	return withDecimalPoints(page, image)
		.blocks![0]!.paragraphs[0]!.lines[0]!.words.map(({ text }) => text)
		.join(' ');
}

suite('withDecimalPoints', () => {
	test('puts in a point that stands between the feet of two digits, be it pale', () => {
		for (const darkness of [200, 40]) {
			assert.equal(mended(drawn([2, 8, 2], { 1: darkness }), ['9900', 0, 3]), '99.00');
			assert.equal(mended(drawn([8, 2, 2, 2], { 0: darkness }), ['350SR', 0, 4]), '3.50SR');
		}
	});

	test('makes one word of two with a point between them', () => {
		assert.equal(mended(drawn([2, 12, 2], { 1: 200 }), ['86', 0, 1], ['00', 2, 3]), '86.00');
	});

	test('leaves numbers without one: digits as close as the others, an empty gap, a colon, grain', () => {
		assert.equal(mended(drawn([5, 5, 5], { 1: 200 }), ['9900', 0, 3]), '9900');
		assert.equal(mended(drawn([2, 8, 2], {}), ['9900', 0, 3]), '9900');
		assert.equal(mended(drawn([2, 8, 2], { 1: 200 }, { 1: 200 }), ['1530', 0, 3]), '1530');
		assert.equal(mended(drawn([2, 8, 2], { 1: 40 }, { 1: 30 }), ['9900', 0, 3]), '9900');
		assert.equal(mended(drawn([2, 12, 2], {}), ['86', 0, 1], ['00', 2, 3]), '86 00');
	});

	test('leaves a word whose letters touch, as which is which is not known', () => {
		assert.equal(mended(drawn([2, 8, 2], { 1: 200 }), ['19900', 0, 3]), '19900');
	});
});
