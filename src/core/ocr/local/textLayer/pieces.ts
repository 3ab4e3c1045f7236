import type { Box, PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import type { PdfDocument } from '../../../pdf/pdfEngine.ts';
import type { RenderedPage } from '../../../raster/rgbaImage.ts';
import { encodePgm, greyOf } from '../../../raster/pgm.ts';
import { linesOf, recognizedRuns } from '../tesseract/recognizedRuns.ts';
import { type Recognizer, TookTooLong, type WorkBudget } from '../tesseract/recognizer.ts';
import { Strokes } from '../tesseract/strokes.ts';
import type { TesseractPage } from '../tesseract/tesseractThread.ts';

/** The page whose pieces are read. */
export interface PageOf {
	readonly document: PdfDocument;
	/** 0-based. */
	readonly page: number;
	/** For errors. */
	readonly name: string;
}

/** Dots per inch for pieces of a page. */
const dpi = 250;
const maxPixels = 16_000_000;

/** Points around a piece, because recognition needs some margin around the letters. */
const paper = 6;

/** Milliseconds that Tesseract may work on the pieces of one page. */
const pageMs = 60_000;

/** A recognised piece of a page. */
export interface ReadPiece {
	readonly result: TesseractPage;
	/** In the page's coordinates; they are built at each call, as many pieces are only compared by their text. */
	readonly runs: () => readonly TextRun[];
	/** The mean confidence of the letters, 0 to 100. */
	readonly confidence: number;
	readonly text: string;
}

/** Recognises pieces of one page. */
export class PieceReader {
	private readonly budget: WorkBudget = { leftMs: pageMs };

	constructor(
		private readonly recognizer: Recognizer,
		private readonly page: PageOf,
		private readonly layout: PageLayout,
		private readonly signal: AbortSignal,
	) {}

	/**
	 * Recognises a box of the page. Undefined when `isWorth` rejects its picture, and when the pieces of this page have taken too long.
	 * @throws what `PdfDocument.render` and `Recognizer.recognize` throw
	 */
	async read(box: Box, isWorth: (image: RenderedPage) => boolean = () => true): Promise<ReadPiece | undefined> {
		const { document, page, name } = this.page;
		const region = withPaper(box);
		const image = await document.render(page, { dpi, maxPixels, rotation: this.layout.rotation, region }, this.signal);
		if (!isWorth(image)) {
			return undefined;
		}
		const grey = greyOf(image);
		const result = await this.recognizer.recognize(encodePgm(grey), name, this.signal, { budget: this.budget }).catch((error: unknown) => {
			if (error instanceof TookTooLong) {
				return undefined;
			}
			throw error;
		});
		if (!result) {
			return undefined;
		}
		const words = linesOf(result).flatMap((line) => line.words);
		const letters = words.reduce((sum, { text }) => sum + text.length, 0);
		return {
			result,
			runs: () => moved(recognizedRuns(result, 1 / image.scale, new Strokes(grey, result.rotateRadians)), region),
			confidence: words.reduce((sum, { confidence, text }) => sum + confidence * text.length, 0) / Math.max(letters, 1),
			text: words.map(({ text }) => text).join(' '),
		};
	}
}

function withPaper({ left, top, right, bottom }: Box): Box {
	return { left: left - paper, top: top - paper, right: right + paper, bottom: bottom + paper };
}

/** Moves runs from a piece's coordinates to the page's. */
function moved(runs: readonly TextRun[], { left, top }: Box): TextRun[] {
	return runs.map((run) => ({
		...run,
		left: run.left + left,
		right: run.right + left,
		top: run.top + top,
		bottom: run.bottom + top,
		baseline: run.baseline + top,
	}));
}
