import type { Unread } from '../../engine.ts';
import type { GreyImage } from '../../../raster/pgm.ts';
import { turned } from '../../../raster/turnedImage.ts';
import { inkLevel } from './inkPieces.ts';
import { everyLine, linesOf } from './recognizedRuns.ts';
import type { TesseractLine, TesseractPage, TesseractWord } from './tesseractThread.ts';
import { textRows } from './textRows.ts';

/** How far a reading of a picture can be trusted. */
export type Trust =
	/** The reading is the picture's text. */
	| { readonly kind: 'text' }
	/** The picture is a map, a photo or a drawing with some words; these are the confident ones. */
	| { readonly kind: 'picture'; readonly words: readonly string[] }
	/** The reading is noise: the picture shows text that was not read. */
	| { readonly kind: 'unread'; readonly why: Unread };

/** The least confidence, of 100, of a confident word, and the fewest letters of a meaningful one. */
const sure = 75;
const leastWord = 3;

/**
 * The shares of letters in confident words, and in lines that are kept, below which a reading is not trusted: for receipts that can hardly be
 * read, they are 0.31 and 0.71, for maps up to 0.41 and 0.49.
 */
const little = { sure: 0.45, kept: 0.6 };

/** The share of confident letters below which a picture that looks like text is in another script. */
const foreign = 0.3;

/** The least share of ink in the words of a text; on maps and photos most ink is elsewhere. */
const explained = 0.75;

/** The fewest letters for a judgement. */
const enoughLetters = 20;

/** How far, in pixels, a word's ink may reach beyond its box. */
const edge = 3;

/** Judges a reading by its confidence, and a doubtful one by the appearance of the picture. */
export function trustIn(result: TesseractPage, image: GreyImage): Trust {
	const lines = linesOf(result);
	const all = lettersIn(everyLine(result));
	const words = sureWords(result);
	const sureShare = sureLetters(result) / Math.max(all, 1);
	const isText = all < enoughLetters || sureShare >= little.sure || lettersIn(lines) >= little.kept * all;
	if (isText && lines.length > 0) {
		return { kind: 'text' };
	}
	const rows = sureShare < foreign ? textRows(image) : 'none';
	if (rows !== 'none') {
		return { kind: 'unread', why: rows === 'eastAsian' ? 'eastAsianScript' : 'otherScript' };
	}
	if (inkIn(lines, turned(image, result.rotateRadians)) < explained) {
		return {
			kind: 'picture',
			words: words.map(({ text }) => text).filter((text) => text.replace(/[^\p{L}\p{N}]/gu, '').length >= leastWord),
		};
	}
	return { kind: 'text' };
}

/** How many letters are in the confident words of lines that are kept. */
export function sureLetters(result: TesseractPage): number {
	return sureWords(result).reduce((sum, { text }) => sum + text.length, 0);
}

/** The confident words of lines that are kept. */
export function sureWords(result: TesseractPage): readonly TesseractWord[] {
	return linesOf(result).flatMap((line) => line.words.filter(({ confidence }) => confidence >= sure));
}

/** How many letters lines have. */
export function lettersIn(lines: readonly TesseractLine[]): number {
	return lines.reduce((sum, { words }) => sum + words.reduce((all, { text }) => all + text.length, 0), 0);
}

/** The share of ink that is in the words of some lines. */
function inkIn(lines: readonly TesseractLine[], { width, height, grey }: GreyImage): number {
	const within = new Uint8Array(grey.length);
	for (const { bbox } of lines.flatMap((line) => line.words)) {
		const [left, right] = [Math.max(bbox.x0 - edge, 0), Math.min(bbox.x1 + edge, width)];
		for (let y = Math.max(bbox.y0 - edge, 0); y < Math.min(bbox.y1 + edge, height); y++) {
			within.fill(1, y * width + left, y * width + Math.max(left, right));
		}
	}
	let [all, inside] = [0, 0];
	for (let at = 0; at < grey.length; at++) {
		if (grey[at]! < inkLevel) {
			all++;
			inside += within[at]!;
		}
	}
	return inside / Math.max(all, 1);
}
