import assert from 'node:assert/strict';
import type { PdfDocument } from '../../../../../../src/core/pdf/pdfEngine.ts';
import { onEvenPaper } from '../../../../../../src/core/ocr/local/tesseract/evenPaper.ts';
import { type Reader, type RecognizedPage, recognizePage } from '../../../../../../src/core/ocr/local/tesseract/pageRecognizer.ts';
import { SamePictures } from '../../../../../../src/core/ocr/local/tesseract/samePictures.ts';
import type { TesseractPage } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';
import { encodePgm, greyOf } from '../../../../../../src/core/raster/pgm.ts';

const [width, height] = [600, 600];

/** A drawing on paper that gets darker to one side. */
function photo() {
	const rgba = new Uint8Array(width * height * 4).fill(255);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const isInk = x > 250 && x < 450 && y > 250 && y < 500;
			rgba.fill(isInk ? 10 : 120 + Math.round(x / 6), (y * width + x) * 4, (y * width + x) * 4 + 3);
		}
	}
	return { width, height, rgba, scale: 200 / 72 };
}

/** Black print with ragged edges on white paper. */
function roughPrint() {
	const rgba = new Uint8Array(width * height * 4).fill(255);
	for (let y = 20; y < 580; y++) {
		for (let x = 20; x < 580; x++) {
			if (y % 40 < 24 && x % 16 < 8 + ((7 * x + 13 * y) % 3)) {
				rgba.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
			}
		}
	}
	return { width, height, rgba, scale: 200 / 72 };
}

/** One word a row, each of 7 letters. */
function page(words: readonly (readonly [text: string, confidence: number])[]): TesseractPage {
	const lines = words.map(([text, confidence], row) => {
		const bbox = { x0: 20, x1: 120, y0: row * 40, y1: row * 40 + 24 };
		return { words: [{ text, confidence, bbox, symbols: [] }], bbox, baseline: { ...bbox, y0: bbox.y1 }, rowAttributes: { rowHeight: 30 } };
	});
	return { confidence: 0, rotateRadians: 0, imageColor: null, blocks: [{ paragraphs: [{ lines }] }] };
}

const times = (count: number, text: string, confidence: number) => Array.from({ length: count }, () => [text, confidence] as const);

/** What a picture becomes where it is read as `ground`, on even paper as `even`, and its numbers again as surely as can be. */
async function recognized(ground: TesseractPage, even: TesseractPage, drawn = photo()) {
	const asked: string[] = [];
	const onEven = Buffer.from(encodePgm(onEvenPaper(greyOf(drawn))));
	const recognize: Reader['recognize'] = async (image, _name, _signal, options) => {
		const isEven = onEven.equals(image);
		const isPart = options?.segmentation === '6' && image.length !== onEven.length;
		asked.push(isPart ? 'numbers' : isEven ? 'even' : 'ground');
		return isPart ? page(times(1, '1234567', 99)) : isEven ? even : ground;
	};
	const document = { render: async () => drawn } as unknown as PdfDocument;
	const { layout, words } = await recognizePage({ recognize }, { document, page: 0, name: 'a', dpi: 200 }, new AbortController().signal);
	return { asked, texts: layout.runs.map(({ text }) => text), isPicture: words !== undefined };
}

/** Fewer than half of its letters are sure, and many are in lines that are left out. */
const unsure = page([...times(6, 'harbour', 80), ...times(2, '7284531', 55), ...times(7, 'e;~wz,q', 20)]);

suite('recognizePage', () => {
	test('leaves a photo a figure where print on even paper is not sure either', async () => {
		const { asked, texts, isPicture } = await recognized(unsure, page([...times(10, 'harbour', 80), ...times(5, '7284531', 55)]));

		assert.ok(asked.includes('even'));
		assert.deepEqual([texts, isPicture], [[], true]);
	});

	test('reads numbers again only on a page that is text', async () => {
		const { asked, isPicture } = await recognized(unsure, unsure);

		assert.ok(!asked.includes('numbers'));
		assert.equal(isPicture, true);
	});

	test('takes print on even paper that is sure', async () => {
		const { asked, texts } = await recognized(unsure, page([...times(12, 'harbour', 90), ...times(1, '7284531', 70)]));

		assert.ok(asked.includes('numbers'));
		assert.equal(texts.filter((text) => text === 'harbour').length, 12);
	});

	test('takes black print on white whose ragged edges are blurred where more of it is sure then', async () => {
		const { asked, texts } = await recognized(
			page([...times(6, 'harbour', 80), ...times(6, 'hatbqur', 55)]),
			page(times(12, 'harbour', 85)),
			roughPrint(),
		);

		assert.ok(asked.includes('even'));
		assert.equal(texts.filter((text) => text === 'harbour').length, 12);
	});

	test('finds the lines that are drawn, also where they were taken out before it was read', async () => {
		const drawn = roughPrint();
		const draw = (x0: number, y0: number, x1: number, y1: number) => {
			for (let y = y0; y < y1; y++) {
				drawn.rgba.fill(0, (y * width + x0) * 4, (y * width + x1) * 4);
			}
		};
		[10, 312, 588].forEach((y) => draw(10, y, 590, y + 3));
		[10, 588].forEach((x) => draw(x, 10, x + 3, 590));
		const document = { render: async () => drawn } as unknown as PdfDocument;
		const read: Uint8Array[] = [];
		const recognize: Reader['recognize'] = async (image) => (read.push(image), page(times(12, 'harbour', 95)));
		const { layout } = await recognizePage({ recognize }, { document, page: 0, name: 'a', dpi: 200 }, new AbortController().signal);

		assert.ok(!read[0]!.subarray(-width * 590, -width * 588).some((level) => level < 100), 'the frame is read');
		assert.equal(layout.rules.filter(({ vertical }) => vertical).length, 2);
		assert.equal(layout.rules.filter(({ vertical, right, left }) => !vertical && right - left > 200).length, 3);
	});

	test('reads equal pages of a document once', async () => {
		const asked: number[] = [];
		const recognize: Reader['recognize'] = async () => (asked.push(1), page(times(12, 'harbour', 95)));
		const dirty = { ...roughPrint(), rgba: roughPrint().rgba.fill(0, 0, 40) };
		const document = { render: async (index: number) => (index === 2 ? dirty : roughPrint()) } as unknown as PdfDocument;
		const others = new SamePictures<RecognizedPage>();
		const read = async (index: number) =>
			recognizePage({ recognize }, { document, page: index, name: 'a', dpi: 200, others }, new AbortController().signal);

		const first = await read(0);
		const once = asked.length;
		assert.equal(await read(1), first);
		assert.equal(asked.length, once);
		await read(2);
		assert.ok(asked.length > once);
	});
});
