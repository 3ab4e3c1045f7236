import { type GreyImage, encodePgm } from '../../../raster/pgm.ts';
import { enlarged, turned } from '../../../raster/turnedImage.ts';
import { editDistance } from '../editDistance.ts';
import { everyLine, linesOf } from './recognizedRuns.ts';
import type { Recognizer } from './recognizer.ts';
import { sheetOf } from './sheet.ts';
import type { TesseractBox, TesseractPage, TesseractWord } from './tesseractThread.ts';

/**
 * The confidence, of 100, below which a number is read again, and how much higher that of the second reading must be. Of 1286 numbers on 46 receipts, half
 * of them photographed, this corrected 29 and spoiled 5.
 */
const doubtful = 90;
const surer = 5;

/** By how many characters the second reading may differ: for any word with a digit, and for one that looks like an amount, a date or a time. */
const mostDifferent = { any: 1, number: 2 };

/** The most numbers on a page that is read again; a page with more is a table that is read well or not at all. */
const mostNumbers = 400;

/** The scale at which numbers are read again, and the white margin around each of them, in pixels. */
const larger = 1.5;
const margin = 14;

/** Page segmentation mode `PSM_SINGLE_BLOCK`: lines below one another, no columns. */
const singleBlock = '6';

const looksLikeNumber = /^[$€£(]*[-+]?\d[\d.,:/-]*[%)]?$/;

/**
 * Reads doubtful numbers once more, from another picture of the same page: Tesseract corrects a word by its dictionary, but not a number, and a wrong
 * number looks as good as a right one.
 * @param other the picture in which they are read, of the same size as that which was read
 * @throws what `Recognizer.recognize` throws
 */
export async function rereadNumbers(
	recognizer: Pick<Recognizer, 'recognize'>,
	other: () => GreyImage,
	page: TesseractPage,
	name: string,
	signal: AbortSignal,
): Promise<TesseractPage> {
	const sure = new Set(linesOf(page).map(({ bbox }) => bbox));
	// An amount that is alone in its line may be left out because its confidence is low.
	const numbers = everyLine(page).flatMap(({ words, bbox }) =>
		words
			.filter(({ text, confidence }) => confidence < doubtful && (sure.has(bbox) ? isMostlyDigits(text) : looksLikeNumber.test(text)))
			.map((word) => ({ word, box: { ...word.bbox, y0: Math.min(word.bbox.y0, bbox.y0), y1: Math.max(word.bbox.y1, bbox.y1) } })),
	);
	if (numbers.length === 0 || numbers.length > mostNumbers) {
		return page;
	}
	const sheet = sheetOf(turned(other(), page.rotateRadians), numbers, margin);
	const read = await recognizer.recognize(encodePgm(enlarged(sheet.image, larger)), name, signal, { segmentation: singleBlock });
	const found = numbers.map((): TesseractWord[] => []);
	for (const line of read.blocks?.flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines)) ?? []) {
		const middle = (line.bbox.y0 + line.bbox.y1) / 2 / larger;
		const index = sheet.places.findIndex(({ top, bottom }) => middle >= top && middle < bottom);
		found[index]?.push(...line.words);
	}
	const better = new Map<TesseractBox, TesseractWord>();
	numbers.forEach(({ word }, i) => {
		const [only] = found[i]!;
		if (only && found[i]!.length === 1 && isBetter(only, word)) {
			better.set(word.bbox, { ...word, text: only.text, confidence: only.confidence });
		}
	});
	return {
		...page,
		blocks: (page.blocks ?? []).map(({ paragraphs }) => ({
			paragraphs: paragraphs.map(({ lines }) => ({
				lines: lines.map((line) => ({ ...line, words: line.words.map((word) => better.get(word.bbox) ?? word) })),
			})),
		})),
	};
}

/** Words of code and names of products have digits, too, but are not numbers. */
function isMostlyDigits(text: string): boolean {
	const digits = text.replace(/\D/g, '').length;
	return digits > 0 && 2 * digits >= text.replace(/[^\p{L}\p{N}]/gu, '').length;
}

function isBetter(other: TesseractWord, word: TesseractWord): boolean {
	const most = looksLikeNumber.test(other.text) ? mostDifferent.number : mostDifferent.any;
	return /\d/.test(other.text) && other.confidence > word.confidence + surer && editDistance(other.text, word.text) <= most;
}
