import type { PageLayout } from '../../pdf/pageLayout.ts';
import type { PdfDocument } from '../../pdf/pdfEngine.ts';
import type { RenderedPage } from '../../pdf/rgbaImage.ts';
import { inkOnPaper } from './ground.ts';
import { readMissedInk } from './missedInk.ts';
import { type GreyImage, encodePgm, inkShare } from './pgm.ts';
import { confidenceOf, linesOf, recognizedRuns, usualHeight } from './recognizedRuns.ts';
import type { Recognizer } from './recognizer.ts';
import { Strokes } from './strokes.ts';
import type { TesseractLine, TesseractPage } from './tesseractThread.ts';

/** What is asked of a page that is to be read from its picture. */
export interface Picture {
	readonly document: PdfDocument;
	/** 0-based. */
	readonly page: number;
	/** For errors. */
	readonly name: string;
	/** Dots per inch at which letters have their usual height on this page. */
	readonly dpi: number;
	/** Pixels that are enough for a first look. */
	readonly pixels?: number;
	/** Quarter turns clockwise that are known to be needed. */
	readonly turns?: number;
}

/** Pixels of a picture at most: a sheet of A2 at 200 dpi. */
const maxPixels = 16_000_000;

/** The part of a sheet below which it is blank: a speck or two. */
const leastInk = 0.00002;

/** Rows of letters in pixels below which reading is better from a larger picture, and what it is enlarged to. */
const smallRow = 22;
const goodRow = 36;

/** Pixels of a picture in which text may be too small to be seen as such. */
const smallPicture = 2_000_000;

/** Confidence, of 100, below which another size or direction may be better. */
const doubtful = 75;

/** By how much the other must be better. */
const clearly = 8;

/** How a picture was read. */
interface Reading {
	readonly result: TesseractPage;
	readonly turns: number;
	readonly image: RenderedPage;
	/** What Tesseract saw. */
	readonly grey: GreyImage;
	readonly ink: number;
}

/** A page as it was read from its picture. */
export interface RecognizedPage {
	/** Text only. */
	readonly layout: PageLayout;
	/** The part of the picture, 0 to 1, that is not paper. */
	readonly ink: number;
}

/**
 * Reads a page from its picture; text that stands on its head or on its side is read all the same. A blank page has no runs.
 * @throws what `PdfDocument.render` and `Recognizer.recognize` throw
 */
export async function recognizePage(recognizer: Recognizer, picture: Picture, signal: AbortSignal): Promise<RecognizedPage> {
	const read = async (dpi: number, turns: number, pixels = maxPixels): Promise<Reading | undefined> => {
		const image = await picture.document.render(picture.page, { dpi, maxPixels: pixels, rotation: turns }, signal);
		const ink = inkShare(image);
		if (ink < leastInk) {
			return undefined;
		}
		const grey = inkOnPaper(image);
		const first = await recognizer.recognize(encodePgm(grey), picture.name, signal);
		const result = await readMissedInk(recognizer, grey, first, picture.name, signal);
		return { result, turns, image, grey, ink };
	};

	let best = await read(picture.dpi, picture.turns ?? 0, picture.pixels);
	if (!best) {
		return { layout: emptyLayout(0, 0), ink: 0 };
	}
	const row = usualHeight(best.result);
	if (row > 0 && row < smallRow) {
		best = better(best, await read(dpiOf(best) * Math.min(goodRow / row, 3), best.turns));
	} else if (row === 0 && best.image.width * best.image.height < smallPicture) {
		best = better(best, await read(dpiOf(best) * 2, best.turns));
	}
	for (const quarters of isSideways(best.result) ? [1, 3, 2] : [2, 1, 3]) {
		if (quality(best) < doubtful) {
			best = better(best, await read(dpiOf(best), ((picture.turns ?? 0) + quarters) % 4));
		}
	}
	return { layout: layoutOf(best), ink: best.ink };
}

/** Whether most lines run up or down the picture: Tesseract reads those, too, but says their words in any order. */
function isSideways(page: TesseractPage): boolean {
	const lines = linesOf(page);
	const lettersOf = (some: readonly TesseractLine[]) =>
		some.reduce((sum, { words }) => sum + words.reduce((all, { text }) => all + text.length, 0), 0);
	const upright = lines.filter(({ bbox }) => bbox.x1 - bbox.x0 > bbox.y1 - bbox.y0);
	return lettersOf(upright) < 0.5 * lettersOf(lines);
}

/** The clearly surer reading, else the first. */
function better(first: Reading, second: Reading | undefined): Reading {
	return second && quality(second) > quality(first) + (second.turns === first.turns ? 0 : clearly) ? second : first;
}

/** How sure its letters are, 0 to 100; lines that run up or down the picture count half. */
function quality({ result }: Reading): number {
	return confidenceOf(result).mean * (isSideways(result) ? 0.5 : 1);
}

function dpiOf({ image }: Reading): number {
	return image.scale * 72;
}

function layoutOf({ result, turns, image, grey }: Reading): PageLayout {
	const scale = 1 / image.scale;
	const runs = recognizedRuns(result, scale, new Strokes(grey, result.rotateRadians));
	return { ...emptyLayout(image.width * scale, image.height * scale), rotation: turns, runs };
}

function emptyLayout(width: number, height: number): PageLayout {
	return { width, height, rotation: 0, runs: [], unmapped: 0, rules: [], shapes: [], images: [], links: [] };
}
