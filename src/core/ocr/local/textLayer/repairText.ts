import { mayBeLetters } from '../../../pdf/letterOutlines.ts';
import type { Box, PageLayout, PlacedImage, Shape } from '../../../pdf/pageLayout.ts';
import { greyOf } from '../../../raster/pgm.ts';
import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { withDoubtsSettled } from './fontDoubts.ts';
import { isHiddenTextWrong } from './hiddenText.ts';
import type { PieceReader } from './pieces.ts';
import { mayBeProse } from '../tesseract/longRows.ts';
import { linesOf } from '../tesseract/recognizedRuns.ts';
import { height, median, shareWithin, width } from '../structure/lines/line.ts';
import { isCovered, lettersOf } from './textLayer.ts';
import type { TesseractPage } from '../tesseract/tesseractThread.ts';
import { type KnownLetters, withUnknownLetters } from './unknownLetters.ts';

/** The least share of a page that a picture of text covers. */
const largePicture = 0.06;

/** The least share of a drawing that hidden text covers if the drawing is its outline. */
const leastText = 0.2;

/** The share of a page's letters that are hidden, above which the page is recognised if these are wrong; otherwise they are left out. */
const mostHidden = 0.2;

/** The least confidence, of 100, at which the text of a picture replaces it. */
const sure = 85;

/**
 * A page's text with unreliable parts replaced by recognition: text behind a picture that shows different text, text in fonts without a mapping to
 * characters, pictures of nothing but lines of text. `recognize` when the page is better read as a whole.
 */
export async function repairText(reader: PieceReader, layout: PageLayout, known: KnownLetters): Promise<PageLayout | 'recognize'> {
	let shown = layout;
	if (layout.runs.some(({ invisible }) => invisible)) {
		const isWrong = await isHiddenTextWrong(reader, layout);
		const isMost = lettersOf(layout.runs.filter(({ invisible }) => invisible)) > mostHidden * lettersOf(layout.runs);
		if (isWrong && isMost && isCovered(layout)) {
			return 'recognize';
		}
		shown = isWrong ? { ...layout, runs: layout.runs.filter(({ invisible }) => !invisible) } : withoutOutlines(layout);
	}
	const settled = await withDoubtsSettled(reader, shown);
	return settled === 'recognize' ? settled : withPicturesRead(reader, await withUnknownLetters(reader, settled, known));
}

/** The page without the outlines that show its hidden text. */
function withoutOutlines(layout: PageLayout): PageLayout {
	const hidden = layout.runs.filter(({ invisible }) => invisible);
	const isOutline = (shape: Shape) => {
		const behind = hidden.filter((run) => shareWithin(run, shape) > 0.5);
		return mayBeLetters(shape) && behind.reduce((sum, run) => sum + area(run), 0) > leastText * area(shape);
	};
	return { ...layout, shapes: layout.shapes.filter((shape) => !isOutline(shape)) };
}

function area(box: Box): number {
	return width(box) * height(box);
}

async function withPicturesRead(reader: PieceReader, layout: PageLayout): Promise<PageLayout> {
	const large = layout.images.filter((image) => isLarge(image, layout));
	const pieces = await Promise.all(
		large.map(async (picture) => ({
			picture,
			piece: await reader.read(picture, (image) => looksLikeText(image) && mayBeProse(greyOf(image))),
		})),
	);
	const read = pieces.filter(({ piece }) => piece && isProse(piece.result) && piece.confidence >= sure);
	return {
		...layout,
		runs: [...layout.runs, ...read.flatMap(({ piece }) => piece!.runs())],
		images: layout.images.filter((image) => !read.some(({ picture }) => picture === image)),
	};
}

function isProse(page: TesseractPage): boolean {
	const lines = linesOf(page);
	return lines.length >= 5 && median(lines.map(({ words }) => words.length)) >= 4;
}

function isLarge(image: PlacedImage, page: PageLayout): boolean {
	const share = area(image) / (page.width * page.height);
	return share > largePicture && !page.runs.some((run) => shareWithin(run, image) > 0.5);
}

/** Whether a picture has dark strokes on light paper and little else, unlike a photo. */
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
