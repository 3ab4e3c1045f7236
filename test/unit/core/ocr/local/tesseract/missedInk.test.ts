import assert from 'node:assert/strict';
import { readMissedInk } from '../../../../../../src/core/ocr/local/tesseract/missedInk.ts';
import type { GreyImage } from '../../../../../../src/core/raster/pgm.ts';
import type { Recognizer } from '../../../../../../src/core/ocr/local/tesseract/recognizer.ts';
import type { TesseractBox, TesseractLine, TesseractPage } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

const width = 600;
const [row, letter] = [30, 20];
const signal = new AbortController().signal;

/** A picture with a letter of ink at each of these places, by its left top corner. */
const drawn = (...places: readonly (readonly [number, number])[]): GreyImage => drawnOn(300, ...places);
const drawnOn = (height: number, ...places: readonly (readonly [number, number])[]): GreyImage => {
	const grey = new Uint8Array(width * height).fill(255);
	for (const [x, y] of places) {
		for (let line = y; line < y + row - 4; line++) {
			grey.fill(0, line * width + x, line * width + x + letter - 6);
		}
	}
	return { width, height, grey };
};

/** A line of letters 20 pixels wide. */
const line = (text: string, x: number, y: number, confidence = 90): TesseractLine => {
	const bbox = { x0: x, y0: y, x1: x + letter * text.length, y1: y + row - 4 };
	const symbols = Array.from(text, (sign, i) => ({ text: sign, bbox: { ...bbox, x0: x + letter * i, x1: x + letter * (i + 1) } }));
	return { words: [{ text, confidence, bbox, symbols }], bbox, baseline: { ...bbox, y0: bbox.y1 }, rowAttributes: { rowHeight: row } };
};
const page = (...lines: readonly TesseractLine[]): TesseractPage => ({
	...{ blocks: [{ paragraphs: [{ lines }] }], confidence: 90, rotateRadians: 0, imageColor: null },
});
const letters = (x: number, y: number, count: number) => Array.from({ length: count }, (_, i) => [x + letter * i, y] as const);

/** Reads what `answer` makes of the sheet's rows, which are told from top to bottom as boxes on the sheet. */
const reading = async (image: GreyImage, found: TesseractPage, answer: (rows: readonly TesseractBox[]) => readonly TesseractLine[]) => {
	const asked: (string | undefined)[] = [];
	const recognize: Recognizer['recognize'] = async (file, _name, _signal, options) => {
		asked.push(options?.segmentation);
		return page(...answer(rowsOf(Buffer.from(file))));
	};
	const read = await readMissedInk({ recognize }, image, found, 'a', signal);
	const lines = read.blocks!.flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.lines));
	return {
		asked,
		lines: lines.map(({ words, bbox }) => [words.map(({ text }) => text).join(' '), bbox.x0, bbox.y0] as const),
		heights: lines.map(({ rowAttributes }) => rowAttributes.rowHeight),
	};
};

/** The rows of ink of a PGM file. */
function rowsOf(file: Buffer): TesseractBox[] {
	const [, across] = /^P5\n(\d+) \d+\n255\n/.exec(file.toString('latin1', 0, 40))!.map(Number);
	const pixels = file.subarray(file.indexOf('255\n') + 4);
	const rows: TesseractBox[] = [];
	for (let y = 0, inside = false; y * across! < pixels.length; y++) {
		const ink = [...pixels.subarray(y * across!, (y + 1) * across!)].flatMap((level, x) => (level === 0 ? [x] : []));
		if (ink.length > 0 && inside) {
			const last = rows.at(-1)!;
			rows[rows.length - 1] = { ...last, x0: Math.min(last.x0, ink[0]!), x1: Math.max(last.x1, ink.at(-1)! + 1), y1: y + 1 };
		} else if (ink.length > 0) {
			rows.push({ x0: ink[0]!, y0: y, x1: ink.at(-1)! + 1, y1: y + 1 });
		}
		inside = ink.length > 0;
	}
	return rows;
}

suite('readMissedInk', () => {
	const label = [line('Bananas', 20, 50), line('Bread', 20, 100)];
	const labelInk = [...letters(20, 50, 7), ...letters(20, 100, 5)];

	test('reads numbers anew whose first digit stands in no word, at their place', async () => {
		const image = drawn(...labelInk, ...letters(400, 50, 4), ...letters(400, 100, 4));
		const found = page(...label, line('.39', 420, 50), line('.25', 420, 100));
		const { asked, lines } = await reading(image, found, (rows) => rows.map(({ x0, y0 }, i) => line(['2.39', '5.25'][i]!, x0, y0)));

		assert.deepEqual(asked, ['6']);
		assert.deepEqual(lines, [
			['Bananas', 20, 50],
			['Bread', 20, 100],
			['2.39', 400, 50],
			['5.25', 400, 100],
		]);
	});

	test('reads a number anew that was cut in two', async () => {
		const image = drawn(...labelInk, ...letters(400, 50, 5));
		const found = page(...label, line('14.', 400, 50), line('90', 460, 50));
		const { lines } = await reading(image, found, ([only]) => [line('14.90', only!.x0, only!.y0)]);

		assert.deepEqual(lines.slice(2), [['14.90', 400, 50]]);
	});

	test('leaves columns apart', async () => {
		const image = drawn(...letters(20, 50, 7), ...letters(200, 50, 7));

		assert.deepEqual((await reading(image, page(line('Bananas', 20, 50), line('Oranges', 200, 50)), () => [])).asked, []);
	});

	test('keeps what was read where the other is less sure or has fewer letters', async () => {
		const image = drawn(...labelInk, ...letters(400, 50, 4), ...letters(400, 100, 4));
		const found = page(...label, line('.39', 420, 50), line('.25', 420, 100));
		const { lines } = await reading(image, found, ([first, second]) => [
			line('2.39', first!.x0, first!.y0, 60),
			line('5', second!.x0, second!.y0),
		]);

		assert.deepEqual(
			lines.map(([text]) => text),
			['Bananas', 'Bread', '.39', '.25'],
		);
	});

	test('adds a row that no line is near to, if it is sure', async () => {
		const image = drawn(...labelInk, ...letters(40, 200, 3), [40, 250]);
		const { lines } = await reading(image, page(...label), ([first, second]) => [
			line('end', first!.x0, first!.y0),
			line('~', second!.x0, second!.y0, 20),
		]);

		assert.deepEqual(lines.slice(2), [['end', 40, 200]]);
	});

	test('gives a new row a height as the first reading measured it', async () => {
		const image = drawn(...labelInk, ...letters(140, 100, 1), ...letters(20, 200, 5));
		const taller = (read: TesseractLine): TesseractLine => ({ ...read, rowAttributes: { rowHeight: 1.5 * row } });
		const { lines, heights } = await reading(image, page(...label), (rows) =>
			rows.map(({ x0, y0 }, i) => taller(line(['Breads', 'Total'][i]!, x0, y0))),
		);

		assert.deepEqual(
			lines.map(([text]) => text),
			['Bananas', 'Breads', 'Total'],
		);
		assert.deepEqual(heights, [row, row, row]);
	});

	test('reads all columns of a long table anew that stand apart from its first', async () => {
		const tops = Array.from({ length: 40 }, (_, i) => 10 + i * 40);
		const cells = tops.flatMap((y) => [140, 260, 380, 500].map((x) => [x, y] as const));
		const image = drawnOn(1700, ...tops.flatMap((y) => letters(10, y, 2)), ...cells.flatMap(([x, y]) => letters(x, y, 2)));
		const found = page(...tops.map((y) => line('Ut', 10, y)));
		const { lines } = await reading(image, found, (rows) => rows.map(({ x0, y0 }) => line('42', x0, y0)));

		assert.deepEqual(
			lines
				.filter(([text]) => text === '42')
				.map(([, x, y]) => [x, y].join())
				.sort(),
			cells.map(([x, y]) => [x, y].join()).sort(),
		);
	});

	test('adds none where most of what stands alone is no letters, as of a drawing', async () => {
		const image = drawn(...labelInk, [40, 150], [40, 200], [40, 250]);
		const { lines } = await reading(image, page(...label), ([first]) => [line('A', first!.x0, first!.y0)]);

		assert.equal(lines.length, 2);
	});

	test('reads nothing anew where all ink is in words', async () => {
		assert.deepEqual((await reading(drawn(...labelInk), page(...label), () => [])).asked, []);
	});

	test('leaves a drawing alone, and what is no row of letters', async () => {
		const drawing = Array.from({ length: 114 }, (_, i) => [200 + (i % 19) * 20, 120 + Math.floor(i / 19) * 29] as const);

		assert.deepEqual((await reading(drawn(...labelInk, ...drawing), page(...label), () => [])).asked, []);
		assert.deepEqual((await reading(drawn(...drawing), page(), () => [])).asked, []);
	});
});
