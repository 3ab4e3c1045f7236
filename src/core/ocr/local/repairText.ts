import type { Box, PageLayout, PlacedImage, TextRun } from '../../pdf/pageLayout.ts';
import type { PdfDocument } from '../../pdf/pdfEngine.ts';
import type { RenderedPage, RgbaImage } from '../../pdf/rgbaImage.ts';
import { encodePgm } from './pgm.ts';
import { confidenceOf, linesOf, recognizedRuns } from './recognizedRuns.ts';
import type { Recognizer } from './recognizer.ts';
import { Strokes } from './strokes.ts';
import { around, height, median, overlapX, overlapY, shareWithin, width } from './structure/line.ts';
import type { TesseractPage } from './tesseractThread.ts';

interface PageOf {
	readonly document: PdfDocument;
	/** 0-based. */
	readonly page: number;
	/** For errors. */
	readonly name: string;
}

/** Dots per inch for pieces of a page. */
const dpi = 250;
const maxPixels = 16_000_000;

/** Points around a piece, as recognition wants some paper around the letters. */
const paper = 6;

/** Pieces with unknown letters on one page; with more it would have been read as a whole. */
const mostPieces = 12;

/** The part of a page that a picture of text takes at least. */
const largePicture = 0.06;

/** Confidence, of 100, from which what was recognised is better than what was there. */
const sure = { broken: 60, picture: 85 };

/**
 * Puts what is recognised in place of text whose font does not say what its letters mean, and of pictures that show nothing but lines of text.
 */
export async function repairText(recognizer: Recognizer, page: PageOf, layout: PageLayout, signal: AbortSignal): Promise<PageLayout> {
	let { runs, images } = layout;
	const read = async (box: Box, isSure: (result: TesseractPage) => boolean) => {
		const image = await renderPiece(page, layout, box, signal);
		const result = looksLikeText(image) ? await recognizer.recognize(encodePgm(image), page.name, signal) : undefined;
		return result && isSure(result)
			? moved(recognizedRuns(result, 1 / image.scale, new Strokes(image, result.rotateRadians)), box)
			: undefined;
	};
	for (const piece of brokenPieces(layout.runs)) {
		const found = await read(piece, (result) => confidenceOf(result).mean >= sure.broken);
		if (found) {
			runs = [...runs.filter((run) => shareWithin(run, piece) < 0.5), ...found];
		}
	}
	for (const picture of layout.images.filter((image) => isLarge(image, layout))) {
		const found = await read(picture, (result) => isProse(result) && confidenceOf(result).mean >= sure.picture);
		if (found) {
			runs = [...runs, ...found];
			images = images.filter((image) => image !== picture);
		}
	}
	return { ...layout, runs, images };
}

function isProse(page: TesseractPage): boolean {
	const lines = linesOf(page);
	return lines.length >= 5 && median(lines.map(({ words }) => words.length)) >= 4;
}

/** Where unknown letters stand together: words of them, and single ones beside those. */
function brokenPieces(runs: readonly TextRun[]): Box[] {
	const unknown = ({ text }: TextRun) => text.match(/\ufffd/g)?.length ?? 0;
	const broken = runs.filter((run) => run.turn === 0 && unknown(run) > 0);
	let pieces: Box[] = [];
	for (const run of broken.filter((one) => unknown(one) > 1)) {
		const near = pieces.filter((piece) => overlapX(piece, run) > -2 * run.size && overlapY(piece, run) > -run.size);
		pieces = [...pieces.filter((piece) => !near.includes(piece)), around([run, ...near])];
	}
	for (const run of broken) {
		pieces = pieces.map((piece) => (overlapX(piece, run) > -2 * run.size && overlapY(piece, run) > 0 ? around([piece, run]) : piece));
	}
	return pieces.slice(0, mostPieces);
}

function isLarge(image: PlacedImage, page: PageLayout): boolean {
	const share = (width(image) * height(image)) / (page.width * page.height);
	return share > largePicture && !page.runs.some((run) => shareWithin(run, image) > 0.5);
}

async function renderPiece({ document, page }: PageOf, { rotation }: PageLayout, box: Box, signal: AbortSignal): Promise<RenderedPage> {
	return document.render(page, { dpi, maxPixels, rotation, region: origin(box) }, signal);
}

function origin({ left, top, right, bottom }: Box): Box {
	return { left: left - paper, top: top - paper, right: right + paper, bottom: bottom + paper };
}

/** Dark strokes on light paper and little else, unlike a photo. */
function looksLikeText({ rgba }: RgbaImage): boolean {
	let paperPixels = 0;
	let ink = 0;
	for (let i = 0; i < rgba.length; i += 4) {
		const darkest = Math.min(rgba[i]!, rgba[i + 1]!, rgba[i + 2]!);
		const lightest = Math.max(rgba[i]!, rgba[i + 1]!, rgba[i + 2]!);
		paperPixels += darkest > 200 ? 1 : 0;
		ink += lightest < 110 ? 1 : 0;
	}
	const pixels = rgba.length / 4;
	return paperPixels > 0.7 * pixels && ink > 0.01 * pixels && ink < 0.3 * pixels;
}

/** From a piece's own coordinates to the page's. */
function moved(runs: readonly TextRun[], piece: Box): TextRun[] {
	const { left, top } = origin(piece);
	return runs.map((run) => ({
		...run,
		left: run.left + left,
		right: run.right + left,
		top: run.top + top,
		bottom: run.bottom + top,
		baseline: run.baseline + top,
	}));
}
