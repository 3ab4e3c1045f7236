import { type GreyImage, encodePgm } from '../../../raster/pgm.ts';
import { turned } from '../../../raster/turnedImage.ts';
import { type Recognizer, inTime } from './recognizer.ts';
import { leastSkew } from './skew.ts';
import type { TesseractPage } from './tesseractThread.ts';
import { lettersOf, sureLetters } from './trust.ts';
import { everyLine } from './recognizedRuns.ts';

/** The share of letters in confident words from which no other way to read a picture is tried. */
const enough = 0.8;

/** How many times as many letters in confident words another way must find. */
const more = 1.05;

/** Page segmentation modes `PSM_AUTO`, columns are found, and `PSM_SINGLE_BLOCK`, lines below one another, no columns. */
const automatic = '3';
const singleBlock = '6';

/** A picture with level lines, and the dots per inch at which its text has the usual size, if they are known. */
interface LevelPicture {
	readonly grey: GreyImage;
	readonly dpi?: number | undefined;
}

/**
 * Reads a picture with level lines. Tesseract takes the columns of a table for text that runs up or down, and a table for lines that rise: what has few
 * sure letters is read again as it lies, and as one block without columns, and the reading with more of them counts.
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
	let best = await read(grey);
	if (Math.abs(best.rotateRadians) > leastSkew) {
		best = surer(best, await inTime(read(grey, automatic)));
	}
	const sure = sureLetters(best);
	if (sure > 0 && sure < enough * lettersOf(everyLine(best))) {
		const { rotateRadians } = best;
		const block = await inTime(read(turned(grey, rotateRadians), singleBlock));
		best = surer(best, block && { ...block, rotateRadians });
	}
	return best;
}

function surer(first: TesseractPage, second: TesseractPage | undefined): TesseractPage {
	return second && sureLetters(second) > more * sureLetters(first) ? second : first;
}
