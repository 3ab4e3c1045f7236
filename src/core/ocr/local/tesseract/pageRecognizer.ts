import type { Unread } from '../../engine.ts';
import type { PageLayout } from '../../../pdf/pageLayout.ts';
import type { PdfDocument } from '../../../pdf/pdfEngine.ts';
import type { Orientation } from '../../../raster/exif.ts';
import { type InkOnPaper, inkOnPaper } from './ground.ts';
import { withoutHalftone } from './halftone.ts';
import { hasGrid, withoutFrames } from './frames.ts';
import { readMissedInk } from './missedInk.ts';
import { withDecimalPoints } from './decimalPoints.ts';
import { rereadNumbers } from './doubtfulNumbers.ts';
import { enlargement, furtherEnlargement, goodRow } from './enlargement.ts';
import { onEvenPaper } from './evenPaper.ts';
import { withFullRange } from './exposure.ts';
import { isDrawn } from './isDrawn.ts';
import { drawnRules, withoutRules } from './drawnRules.ts';
import { onContrast } from './onContrast.ts';
import { type PageEdges, pageEdges, withinEdges } from './pageEdges.ts';
import { type GreyImage, encodePgm, greyOf, inkShare } from '../../../raster/pgm.ts';
import { confidenceOf, linesOf, recognizedRuns, usualHeight } from './recognizedRuns.ts';
import { lettersOf, rowOf } from './letters.ts';
import { densestPart } from './densestPart.ts';
import { inPrintedSize } from './printedSize.ts';
import { readWhole } from './readWhole.ts';
import { type Recognizer, inTime } from './recognizer.ts';
import { type SamePictures, pixelsHash } from './samePictures.ts';
import { leastSkew, skewOf } from './skew.ts';
import { Strokes } from './strokes.ts';
import { sureLetters, trustIn } from './trust.ts';
import { withoutUnderlines } from './underlines.ts';
import { withWordBoxes } from './wordBoxes.ts';
import type { TesseractLine, TesseractPage } from './tesseractThread.ts';
import { enlarged, mirrored, quarterTurned, turned, turnedWhole } from '../../../raster/turnedImage.ts';

/** What reads pictures. */
export type Reader = Pick<Recognizer, 'recognize'>;

/** A page that is to be read from its picture, and how. */
export interface Picture {
	readonly document: PdfDocument;
	/** 0-based. */
	readonly page: number;
	/** For errors. */
	readonly name: string;
	/** Dots per inch at which letters have their usual height on this page. */
	readonly dpi: number;
	/** The pixels for a first look at a picture whose letters may have any size; undefined for a page. */
	readonly pixels?: number;
	/** The known orientation. */
	readonly orientation?: Orientation;
	/** Whether parts of it may be transparent. */
	readonly transparent?: boolean | undefined;
	/** The document's other pages. */
	readonly others?: SamePictures<RecognizedPage>;
}

/** The milliseconds that Tesseract may spend on one page, with all attempts; most take a few thousand. */
const pageMs = 60_000;

/** The most pixels of a picture: a sheet of A2 at 200 dpi. */
const maxPixels = 16_000_000;

/** The share of ink below which a sheet is blank: a speck or two. */
const leastInk = 0.00002;

/** The row height, in pixels, above which letters may consist of dots that are taken for letters; in a smaller picture the dots touch. */
const largeRow = 60;

/** The dots per inch at which a row of 10-point text is one pixel high, and Tesseract's bounds for dots per inch. */
const dpiOfRow = 7.5;
const leastDpi = 70;
const mostDpi = 2400;

/** The confidence, of 100, below which another size or direction may be better. */
const doubtful = 75;

/** The confidence, of 100, from which another separation of ink and paper cannot be better. */
const certain = 92;

/**
 * The confidence below which the picture is read as print on even paper, which takes as long again, and which that reading must have if the first one found
 * no text: on receipts read with 73, most numbers were wrong, and the picture itself says more. It is blurred, which also
 * mends the ragged edges of black on white.
 */
const uneven = 80;

/** By how much the other reading must be better. */
const clearly = 8;

/** How many times as many confident letters the levelled picture must have if most of the page was dark on light already. */
const clearlyMore = 1.05;

/** The reading of a blank sheet. */
const blank: InkOnPaper = { grey: { width: 0, height: 0, grey: new Uint8Array() }, changed: false, grainy: false };

/** The result of reading a picture. */
interface Reading {
	readonly result: TesseractPage;
	readonly view: View;
}

/** A picture as it is read. */
interface View {
	/** Quarter turns clockwise. */
	readonly turns: number;
	/** Size of the picture as it was drawn, in pixels. */
	readonly width: number;
	readonly height: number;
	/** Pixels per point. */
	readonly scale: number;
	/** The picture that Tesseract gets. */
	readonly grey: GreyImage;
	/** The same picture with its frames and rules, if they were removed. */
	readonly framed?: () => GreyImage;
	/** Whether its colours were not black on white. */
	readonly grounded: boolean;
	/** Whether grain was removed. */
	readonly grainy: boolean;
	/** The same picture, prepared in another way, for what is doubtful. */
	readonly other: () => GreyImage;
	/** The unprepared picture, if it may be better. */
	readonly asIs?: GreyImage | undefined;
	readonly ink: number;
	/** The part of it that shows the page. */
	readonly edges: PageEdges;
	/** Whether it is a screenshot, with icons beside its text. */
	readonly drawn: boolean;
	/** Dots per inch according to its rows of text, if they are known. */
	readonly dpi?: number;
}

/** A page that was read from its picture. */
export interface RecognizedPage {
	/** Text only. */
	readonly layout: PageLayout;
	/** The share of the picture, 0 to 1, that is not paper. */
	readonly ink: number;
	/** The words on a picture that is not text, such as a map or a photo; then the layout has none. */
	readonly words?: readonly string[];
	/** Why a picture that shows text was not read; then the layout has none. */
	readonly unread?: Unread;
}

/**
 * Reads a page from its picture; text may be upside down or sideways, and letters and paper may have any colors. A blank page has no runs. When the time
 * for a page is over, the best reading so far counts.
 * @throws what `PdfDocument.render` and `Recognizer.recognize` throw
 */
export async function recognizePage(all: Reader, picture: Picture, signal: AbortSignal, budgetMs = pageMs): Promise<RecognizedPage> {
	const seen = await viewOf(picture, picture.dpi, { pixels: picture.pixels ?? maxPixels, edges: undefined }, signal);
	if (seen.ink < leastInk) {
		return { layout: emptyLayout(0, 0), ink: 0 };
	}
	const read = async () => readPicture(all, { ...picture, seen }, signal, budgetMs);
	return picture.others ? picture.others.once(keyOf(seen), read) : read();
}

async function readPicture(
	all: Reader,
	picture: Picture & { readonly seen: View },
	signal: AbortSignal,
	budgetMs: number,
): Promise<RecognizedPage> {
	const { seen } = picture;
	const budget = { leftMs: budgetMs };
	const recognizer: Reader = {
		recognize: async (image, name, until, options) => withWordBoxes(await all.recognize(image, name, until, { ...options, budget })),
	};
	const look = (dpi: number, edges: PageEdges) => viewOf(picture, dpi, { pixels: maxPixels, edges }, signal);
	const read = async (view: View): Promise<Reading> => {
		const first = await readWhole(recognizer, view, picture.name, signal);
		return { view, result: (await inTime(readMissedInk(recognizer, view.grey, first, picture.name, signal))) ?? first };
	};

	// Nearly all pages have letters of the usual size.
	const anySize = picture.pixels !== undefined;
	/** Reads the picture as `as` prepares it, in a size that suits its letters. */
	const readInGoodSize = async (seen: View, as: (drawn: View) => View): Promise<Reading> => {
		const first = as(seen);
		const letters = lettersOf(first.grey);
		// Tesseract rarely takes the cells of a grid for rows of numbers.
		const isRuled = first.grounded || hasGrid(first.grey, rowOf(letters));
		const sized = async (factor: number) => {
			const isWhole = first.scale * 72 >= 0.99 * picture.dpi;
			// In an enlarged picture, grain would no longer be recognized as grain.
			const other = first.grainy && isWhole ? blownUp(first, factor) : as(await look(dpiOf(first) * factor, first.edges));
			return levelled(isRuled || anySize ? cleared(other) : other);
		};
		const small = anySize ? enlargement(rowOf(letters)) : 1;
		const reading = await read(small > 1 ? await sized(small) : levelled(isRuled ? cleared(first) : first));
		const row = usualHeight(reading.result);
		const factor =
			row > largeRow && quality(reading.result) < doubtful ? (small * goodRow) / row : small > 1 ? 1 : furtherEnlargement(row, first);
		const again = factor === 1 ? undefined : await inTime(read(await sized(factor)));
		return again ? better(reading, again) : reading;
	};

	const first = await inTime(readInGoodSize(seen, seen.grounded ? asDrawn : asItIs));
	if (!first) {
		return { layout: emptyLayout(seen.width / seen.scale, seen.height / seen.scale), ink: seen.ink, unread: 'tooSlow' };
	}
	let best = first;
	const other = seen.asIs && quality(best.result) < certain && (await inTime(readInGoodSize(seen, asItIs)));
	if (other) {
		best = sureLetters(best.result) > clearlyMore * sureLetters(other.result) ? best : other;
	}
	// A drawing, or text in another script, in black on white does not get more of a text.
	if (quality(best.result) < uneven && (seen.grounded || isText(best))) {
		const even = await inTime(readInGoodSize(seen, evenly));
		const isMore = even && sureLetters(even.result) > clearlyMore * sureLetters(best.result);
		best = isMore && (isText(best) || (isText(even) && quality(even.result) >= uneven)) ? even : best;
	}
	if (quality(best.result) < doubtful) {
		const quarters = (await inTime(bestDirection(recognizer, best, picture.name, signal))) ?? 0;
		const turned = quarters > 0 ? await inTime(read(levelled(quarterTurnedView(best.view, quarters)))) : undefined;
		best = turned ? better(best, turned) : best;
	}
	const { ink } = best.view;
	const trust = trustIn(best.result, best.view.grey);
	switch (trust.kind) {
		case 'text': {
			// Only now: confident numbers would raise the confidence of the whole page.
			const sure = await inTime(rereadNumbers(recognizer, best.view.other, best.result, picture.name, signal));
			const layout = layoutOf({ ...best, result: withDecimalPoints(sure ?? best.result, best.view.grey) });
			return { layout: anySize ? inPrintedSize(layout) : layout, ink };
		}
		case 'picture':
			return { layout: { ...layoutOf(best), runs: [] }, ink, words: trust.words };
		case 'unread':
			return { layout: { ...layoutOf(best), runs: [] }, ink, unread: trust.why };
		default:
			return trust satisfies never;
	}
}

/** Draws the picture as its file says. */
async function viewOf(
	picture: Picture,
	dpi: number,
	{ pixels, edges: known }: { readonly pixels: number; readonly edges: PageEdges | undefined },
	signal: AbortSignal,
): Promise<View> {
	const { document, page, orientation, transparent = false } = picture;
	const drawn = await document.render(page, { dpi, maxPixels: pixels, rotation: orientation?.turns, transparent }, signal);
	const seen = withFullRange(transparent ? onContrast(drawn) : drawn);
	const isScreen = picture.pixels !== undefined && isDrawn(seen);
	const even = isScreen ? seen : withoutHalftone(seen);
	const image = orientation?.mirrored ? mirrored(even) : even;
	const ink = inkShare(image);
	const { grey, changed, grainy, asIs } = ink < leastInk ? blank : inkOnPaper(image);
	const { width, height } = image;
	const edges = known ?? edgesOf(grey, isScreen);
	const plain = withinEdges(greyOf(image), edges);
	const other = () => onEvenPaper(plain);
	return {
		turns: orientation?.turns ?? 0,
		width,
		height,
		scale: drawn.scale,
		ink,
		drawn: isScreen,
		edges,
		grey: withinEdges(grey, edges),
		other,
		grounded: changed,
		grainy,
		asIs: asIs && withinEdges(asIs, edges),
	};
}

/** Where the page on a picture ends; a screenshot shows nothing beside its page. */
function edgesOf(grey: GreyImage, isScreen: boolean): PageEdges {
	const letters = isScreen ? [] : lettersOf(grey);
	return pageEdges(letters, rowOf(letters), grey.width);
}

function asDrawn(view: View): View {
	return view;
}

/** As dark print on even paper. */
function evenly(view: View): View {
	return { ...view, grey: view.other(), grainy: false, asIs: undefined };
}

/** The picture with its own brightness. */
function asItIs(view: View): View {
	return { ...view, grey: view.asIs ?? view.grey, grounded: false, grainy: false, asIs: undefined };
}

function quarterTurnedView(view: View, quarters: number): View {
	const { width, height, grey, turns } = view;
	const size = quarters % 2 === 0 ? { width, height } : { width: height, height: width };
	const other = () => quarterTurned(view.other(), quarters);
	const framed = () => quarterTurned(withFrames(view), quarters);
	return { ...view, ...size, turns: (turns + quarters) % 4, grey: quarterTurned(grey, quarters), other, framed };
}

function blownUp(view: View, factor: number): View {
	const grey = enlarged(view.grey, factor);
	const other = () => enlarged(view.other(), factor);
	return { ...view, grey, other, width: grey.width, height: grey.height, scale: view.scale * factor };
}

/** Removes frames and grids, which would be taken for large letters and edges of paper, and adds the resolution of the text. */
function cleared(view: View): View {
	const row = rowOf(lettersOf(view.grey));
	if (row === 0) {
		return view;
	}
	const dpi = Math.min(Math.max(Math.round(row * dpiOfRow), leastDpi), mostDpi);
	const grey = withoutFrames(view.drawn ? withoutUnderlines(view.grey, row) : view.grey, row);
	return { ...view, grey, framed: () => view.grey, dpi };
}

function withFrames({ grey, framed }: View): GreyImage {
	return framed?.() ?? grey;
}

/** Makes the lines level. Tesseract does that, too, but not for lines as oblique as on a photo, and it cuts off the corners. */
function levelled(view: View): View {
	const letters = lettersOf(view.grey);
	const skew = skewOf(letters, rowOf(letters));
	const other = () => turnedWhole(view.other(), skew);
	const framed = () => turnedWhole(withFrames(view), skew);
	return Math.abs(skew) < leastSkew ? view : { ...view, grey: turnedWhole(view.grey, skew), other, framed };
}

/** The quarter turns clockwise after which a part of the picture with many letters is read clearly better; 0 for none. */
async function bestDirection(recognizer: Reader, { view, result }: Reading, name: string, signal: AbortSignal): Promise<number> {
	const sample = densestPart(view.grey);
	const read = async (quarters: number) => recognizer.recognize(encodePgm(quarterTurned(sample, quarters)), name, signal);
	let [best, most] = [0, quality(await read(0))];
	for (const quarters of isSideways(result) ? [1, 3, 2] : [2, 1, 3]) {
		const other = most < doubtful ? quality(await read(quarters)) : 0;
		if (other > most + (best === 0 ? clearly : 0)) {
			[best, most] = [quarters, other];
		}
	}
	return best;
}

/** Whether most lines run up or down the picture: Tesseract reads those, too, but their words come in any order. */
function isSideways(page: TesseractPage): boolean {
	const lines = linesOf(page);
	const lettersOf = (some: readonly TesseractLine[]) =>
		some.reduce((sum, { words }) => sum + words.reduce((all, { text }) => all + text.length, 0), 0);
	const upright = lines.filter(({ bbox }) => bbox.x1 - bbox.x0 > bbox.y1 - bbox.y0);
	return lettersOf(upright) < 0.5 * lettersOf(lines);
}

/** The reading with clearly higher confidence, else the first. */
function better(first: Reading, second: Reading): Reading {
	return quality(second.result) > quality(first.result) + (second.view.turns === first.view.turns ? 0 : clearly) ? second : first;
}

function isText({ result, view }: Reading): boolean {
	return trustIn(result, view.grey).kind === 'text';
}

/** The confidence of its letters, 0 to 100; lines that run up or down the picture count half. */
function quality(result: TesseractPage): number {
	return confidenceOf(result).mean * (isSideways(result) ? 0.5 : 1);
}

/** What differs where another picture would be read. */
function keyOf({ turns, width, height, scale, edges, grey, asIs }: View): string {
	return `${JSON.stringify({ turns, width, height, scale, edges })} ${pixelsHash(grey.grey, asIs?.grey)}`;
}

function dpiOf({ scale }: View): number {
	return scale * 72;
}

function layoutOf({ result, view }: Reading): PageLayout {
	const { turns, width, height, grey } = view;
	const scale = 1 / view.scale;
	// A picture that was made level has grown on all sides.
	const [dx, dy] = [((grey.width - width) / 2) * scale, ((grey.height - height) / 2) * scale];
	const runs = recognizedRuns(result, scale, new Strokes(grey, result.rotateRadians), { drawn: view.drawn }).map((run) => ({
		...run,
		...{ left: run.left - dx, right: run.right - dx, top: run.top - dy, bottom: run.bottom - dy, baseline: run.baseline - dy },
	}));
	const rules = drawnRules(turned(withFrames(view), result.rotateRadians), usualHeight(result), linesOf(result)).map((rule) => ({
		...rule,
		...{ left: rule.left * scale - dx, right: rule.right * scale - dx, top: rule.top * scale - dy, bottom: rule.bottom * scale - dy },
	}));
	return { ...emptyLayout(width * scale, height * scale), rotation: turns, runs: withoutRules(runs, rules), rules };
}

function emptyLayout(width: number, height: number): PageLayout {
	return { width, height, rotation: 0, runs: [], rules: [], shapes: [], images: [], links: [] };
}
