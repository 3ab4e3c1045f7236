import { type GreyImage, encodePgm } from '../../../raster/pgm.ts';
import { enlarged, turned } from '../../../raster/turnedImage.ts';
import { editDistance } from '../editDistance.ts';
import { everyLine, linesOf } from './recognizedRuns.ts';
import type { Recognizer } from './recognizer.ts';
import { sheetOf } from './sheet.ts';
import type { TesseractBox, TesseractPage, TesseractWord } from './tesseractThread.ts';

/**
 * Confidence, of 100, below which a number is read again, and by how much the second reading must be surer. Of 1286 numbers on 46 foreign receipts, half
 * of them photographed, 29 that were wrong became right so, and 5 that were right became wrong.
 */
const doubtful = 90;
const surer = 5;

/** By how many signs the second reading may differ: any word with a digit, and one that looks like an amount, a date or a time. */
const mostDifferent = { any: 1, number: 2 };

/** Numbers of a page at most; a page with more is a table that is read well or not at all. */
const mostNumbers = 400;

/** How many times as large numbers are read again, and the white pixels around each of them. */
const larger = 1.5;
const margin = 14;

/** Page segmentation mode `PSM_SINGLE_BLOCK`: lines below one another, no columns. */
const singleBlock = '6';

const looksLikeNumber = /^[$€£(]*[-+]?\d[\d.,:/-]*[%)]?$/;

/**
 * Reads numbers in doubt once more, from another picture of the same page: a word is guessed from its letters' company, a number is not, and a wrong one
 * looks as good as a right one.
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
	// An amount alone in its line may be left out for being unsure.
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

/** Words of code and names of products have digits, too, but are no numbers. */
function isMostlyDigits(text: string): boolean {
	const digits = text.replace(/\D/g, '').length;
	return digits > 0 && 2 * digits >= text.replace(/[^\p{L}\p{N}]/gu, '').length;
}

function isBetter(other: TesseractWord, word: TesseractWord): boolean {
	const most = looksLikeNumber.test(other.text) ? mostDifferent.number : mostDifferent.any;
	return /\d/.test(other.text) && other.confidence > word.confidence + surer && editDistance(other.text, word.text) <= most;
}
