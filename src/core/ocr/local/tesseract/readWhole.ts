import { type GreyImage, encodePgm } from '../../../raster/pgm.ts';
import { turned } from '../../../raster/turnedImage.ts';
import { lettersOf } from './letters.ts';
import { type Recognizer, inTime } from './recognizer.ts';
import { leastSkew } from './skew.ts';
import type { TesseractPage, TesseractWord } from './tesseractThread.ts';
import { lettersIn, sureLetters, sureWords } from './trust.ts';
import { everyLine } from './recognizedRuns.ts';

/** The share of letters in confident words from which no other segmentation is tried. */
const enough = 0.8;

/** The share of what looks like letters in the picture that must be read. Few such shapes are a drawing rather than missed text; very many are a photo. */
const mostlyRead = 0.5;
const leastSeen = 25;
const mostSeen = 2000;

/** How many times as much another reading must be worth, how much it must be worth at least, and what each doubtful letter subtracts. */
const more = 1.05;
const fewest = 10;
const doubt = 0.25;

/** The least confidence, of 100, of a word without a letter or digit in a block. */
const sureSign = 75;

/** Page segmentation modes `PSM_AUTO`, columns are found, and `PSM_SINGLE_BLOCK`, lines below one another, no columns. */
const automatic = '3';
const singleBlock = '6';

/** A picture with level lines, and the dots per inch at which its text has the usual size, if they are known. */
interface LevelPicture {
	readonly grey: GreyImage;
	readonly dpi?: number | undefined;
}

/**
 * Reads a picture with level lines. Tesseract may take the columns of a table for vertical text, and a table for sloping lines: a picture with few confident
 * letters is read again without levelling, and as one block without columns; the reading with the most confident letters counts.
 * @throws what `Recognizer.recognize` throws
 */
export async function readWhole(
	recognizer: Pick<Recognizer, 'recognize'>,
	{ grey, dpi }: LevelPicture,
	name: string,
	signal: AbortSignal,
): Promise<TesseractPage> {
	const read = async (image: GreyImage, segmentation?: string) =>
		recognizer.recognize(encodePgm(image), name, signal, { dpi, segmentation });
	const first = await read(grey);
	// A picture with steeper lines was made level before.
	const isLevel = Math.abs(first.rotateRadians) <= leastSkew;
	const best = isLevel ? first : surer(first, await inTime(read(grey, automatic)));
	const all = lettersIn(everyLine(best));
	const seen = lettersOf(grey).length;
	const isRead = sureLetters(best) >= enough * all && (all >= mostlyRead * seen || seen < leastSeen || seen > mostSeen);
	if (isRead && (isLevel || best !== first)) {
		return best;
	}
	const rotateRadians = isLevel ? first.rotateRadians : 0;
	const block = await inTime(read(turned(grey, rotateRadians), singleBlock));
	return surer(best, block && { ...withoutDirt(block), rotateRadians });
}

/** A reading as one block, without the specks between the cells of a table, which would be words. */
function withoutDirt(page: TesseractPage): TesseractPage {
	const isWord = ({ text, confidence }: TesseractWord) => confidence >= sureSign || /[\p{L}\p{N}]/u.test(text);
	const blocks = (page.blocks ?? []).map(({ paragraphs }) => ({
		paragraphs: paragraphs.map(({ lines }) => ({ lines: lines.map((line) => ({ ...line, words: line.words.filter(isWord) })) })),
	}));
	return { ...page, blocks };
}

function surer(first: TesseractPage, second: TesseractPage | undefined): TesseractPage {
	return second && worth(second) > Math.max(more * worth(first), fewest) ? second : first;
}

/**
 * The letters in confident words, plus one for each of these words, because the short numbers of a table say as much as long words do, minus a part of all
 * other letters, of which noise has many.
 */
function worth(page: TesseractPage): number {
	const sure = sureLetters(page);
	return sure + sureWords(page).length - doubt * (lettersIn(everyLine(page)) - sure);
}
