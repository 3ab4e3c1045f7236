import path from 'node:path';
import { inMemory } from '../../disk/bytes.ts';
import { FoveaError, isFoveaError } from '../../errors.ts';
import { inParallel } from '../../parallel.ts';
import type { Box, PageLayout } from '../../pdf/pageLayout.ts';
import type { RenderOptions } from '../../pdf/drawPage.ts';
import type { PdfDocument, PdfEngine } from '../../pdf/pdfEngine.ts';
import { maxPdfBytes } from '../../pdf/pdfium.ts';
import type { RenderedPage } from '../../raster/rgbaImage.ts';
import type {
	FailedPage,
	MediaType,
	PageNote,
	Unread,
	OcrDocument,
	OcrEngine,
	OcrImage,
	OcrPage,
	OcrResult,
	RecognizeOptions,
} from '../engine.ts';
import { type DecodeImage, imageDecoder } from '../../raster/imageDecoder.ts';
import { cutFigure, figureDpi, type FigureSource, type NamedFigure, visiblePart } from './figureFiles.ts';
import { type ImagePage, imagePages } from './imagePages.ts';
import { type Picture, type RecognizedPage, recognizePage } from './tesseract/pageRecognizer.ts';
import { isSheet } from './tesseract/printedSize.ts';
import { SamePictures } from './tesseract/samePictures.ts';
import { withPrintedText } from './textLayer/printedText.ts';
import { type PageOf, PieceReader } from './textLayer/pieces.ts';
import { Prefix } from './prefix.ts';
import { Recognizer } from './tesseract/recognizer.ts';
import { repairText } from './textLayer/repairText.ts';
import type { Block } from './structure/blocks/blocks.ts';
import { type DocumentBlocks, documentBlocks } from './structure/blocks/documentBlocks.ts';
import type { Figure } from './structure/blocks/figures.ts';
import { shareWithin } from './structure/lines/line.ts';
import { writeMarkdown } from './structure/write/markdownWriter.ts';
import { type PageParts, figureOnPage, pageParts } from './structure/pageContent.ts';
import { judgeTextLayer, lettersOf } from './textLayer/textLayer.ts';
import { KnownLetters, withVisibleSigns } from './textLayer/unknownLetters.ts';

/** Options of the local engine. */
export interface LocalEngineOptions {
	readonly pdf: Pick<PdfEngine, 'open' | 'openImage'> & { readonly atOnce?: number };
	/** The folder with `tesseractWorker.cjs`, its WebAssembly and `eng.traineddata.gz`, and with `imageWorker.cjs` and its WebAssembly. */
	readonly files: string;
	/** Tesseract's language codes joined by `+`. */
	readonly languages: string;
	/** Folder of further `*.traineddata` or `*.traineddata.gz` files, which is searched first. */
	readonly languageFolder?: string | undefined;
	/** Whether headers, footers and page numbers that repeat from page to page are left out. */
	readonly withoutRunningText: boolean;
	/** Tables as HTML instead of markdown. */
	readonly htmlTables?: boolean | undefined;
	/** The script of the OCR threads, where it is not in `files`. */
	readonly script?: string;
	/** Decodes pictures, where there is no `imageWorker.cjs` in `files`. */
	readonly decode?: DecodeImage;
	readonly log?: (line: string) => void;
}

/** The resolution for recognition in dots per inch: 200 is as good as 300 and twice as fast; for pictures, a point is a pixel. */
const pageDpi = 200;
const imageDpi = 72;

/** The pixels of an A4 sheet at 200 dots per inch; larger pictures are read at that size, unless their letters would be too small. */
const imagePixels = 4_000_000;

/** The least share of a page that pictures fill with something other than paper and dirt. */
const leastPicture = 0.05;

/** The least letters of a picture that counts as text and not as a drawing with a few words. */
const lettersOfText = 80;

/** The engine that needs no service: text from PDFium if a page has text, else from Tesseract, and structure from geometry. */
export function createLocalEngine(options: LocalEngineOptions): LocalOcrEngine {
	return new LocalEngine(options);
}

/** The local engine, which can also render the pages that it reads. */
export interface LocalOcrEngine extends OcrEngine {
	/**
	 * Lets `use` draw the pages of a picture file, upright if the file says how.
	 * @throws {FoveaError} what the decoders throw when a page is drawn
	 */
	drawImage<T>(document: OcrDocument, signal: AbortSignal, use: (drawing: ImageDrawing) => Promise<T>): Promise<T>;
	dispose(): Promise<void>;
}

interface ImageDrawing {
	readonly pageCount: number;
	/** `page` is 0-based. */
	readonly render: (page: number, options: RenderOptions) => Promise<RenderedPage>;
}

/** The reading of a page. */
interface LaidOutPage {
	readonly index: number;
	readonly parts: PageParts;
	/** The recognized words of a page that is a picture. */
	readonly words: readonly string[];
	readonly unread: Unread | undefined;
	/** Whether it is a picture other than a sheet of paper, such as a screenshot, which has no headers and page numbers. */
	readonly isScreen: boolean;
}

/** A page's layout, with more facts about a page that is a picture or could not be read. */
type PageReading = Pick<RecognizedPage, 'layout' | 'words' | 'unread'> & { readonly isScreen?: boolean };

type WrittenPages = Required<Pick<OcrResult, 'pages' | 'failed' | 'notes'>>;

class LocalEngine implements LocalOcrEngine {
	readonly id = 'local';
	readonly limits = { pages: Number.POSITIVE_INFINITY, bytes: maxPdfBytes };
	readonly mediaTypes: ReadonlySet<MediaType> = new Set<MediaType>([
		'application/pdf',
		...(['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff', 'avif'] as const).map((type) => `image/${type}` as const),
	]);
	private readonly recognizer: Recognizer;

	constructor(private readonly options: LocalEngineOptions) {
		const { files, languages, languageFolder, script = path.join(files, 'tesseractWorker.cjs'), log } = options;
		this.recognizer = new Recognizer({ script, languages, folders: languageFolder ? [languageFolder, files] : [files], log });
	}

	async recognize(document: OcrDocument, options: RecognizeOptions): Promise<OcrResult> {
		options.signal.throwIfAborted();
		if (!this.mediaTypes.has(document.mediaType)) {
			throw new FoveaError('unsupportedType', { name: document.name, engine: this.id, type: document.mediaType });
		}
		const { pages, failed, notes } =
			document.mediaType === 'application/pdf' ? await this.readPdf(document, options) : await this.readImage(document, options);
		return { pages, ...(failed.length > 0 ? { failed } : {}), ...(notes.length > 0 ? { notes } : {}), model: this.id };
	}

	async drawImage<T>(document: OcrDocument, signal: AbortSignal, use: (drawing: ImageDrawing) => Promise<T>): Promise<T> {
		const images = await this.imagesOf(document);
		const render = async (page: number, options: RenderOptions): Promise<RenderedPage> => {
			const { orientation, open } = images[page]!;
			const { document: picture } = await open(signal);
			try {
				return await picture.render(0, { ...options, rotation: orientation.turns }, signal);
			} finally {
				await picture.close();
			}
		};
		return use({ pageCount: images.length, render });
	}

	async dispose(): Promise<void> {
		await this.recognizer.dispose();
	}

	private async imagesOf(document: OcrDocument): Promise<ImagePage[]> {
		const inHand = { ...document, bytes: await inMemory(document.bytes, document.name) };
		const { pdf, files, decode = imageDecoder(files) } = this.options;
		return imagePages(inHand, { pdf, decode, recognizer: this.recognizer });
	}

	private async readPdf({ name, bytes }: OcrDocument, { pages, ...options }: RecognizeOptions): Promise<WrittenPages> {
		const { signal } = options;
		const pdf = await this.options.pdf.open(bytes, { name, signal });
		try {
			const wanted = pages ?? Array.from({ length: pdf.pageCount }, (_, index) => index);
			const known = new KnownLetters();
			const others = new SamePictures<RecognizedPage>();
			const { read, failed } = await this.readPages(wanted, options, (page, inner) =>
				this.readPage({ document: pdf, page, name, others }, known, inner),
			);
			const source: FigureSource = {
				dpi: figureDpi,
				draw: (page, drawing) => pdf.render(page, drawing, signal),
				drawPng: (page, drawing) => pdf.renderPng(page, drawing, signal),
			};
			return { pages: await this.write(read, source, signal), failed, notes: notesOf(read) };
		} finally {
			await pdf.close();
		}
	}

	private async readImage(document: OcrDocument, { pages, ...options }: RecognizeOptions): Promise<WrittenPages> {
		const { signal } = options;
		const { name } = document;
		const images = await this.imagesOf(document);
		const others = new SamePictures<RecognizedPage>();
		const wanted = images.map((_, index) => index).filter((index) => pages?.includes(index) ?? true);
		const withPicture = async <T>(
			page: number,
			inner: AbortSignal,
			use: (picture: PdfDocument, transparent: boolean | undefined) => Promise<T>,
		): Promise<T> => {
			const { document: picture, transparent } = await images[page]!.open(inner);
			try {
				return await use(picture, transparent);
			} finally {
				await picture.close();
			}
		};
		const { read, failed } = await this.readPages(wanted, options, async (page, inner) =>
			withPicture(page, inner, async (picture, transparent) => {
				const { orientation } = images[page]!;
				const shown = { document: picture, page: 0, name, dpi: imageDpi, pixels: imagePixels, orientation, transparent, others };
				const recognized = await recognizePage(this.recognizer, shown, inner);
				return { ...recognized, isScreen: !isSheet(recognized.layout) };
			}),
		);
		const source: FigureSource = {
			dpi: imageDpi,
			draw: (page, drawing) => withPicture(page, signal, (picture) => picture.render(0, drawing, signal)),
			drawPng: (page, drawing) => withPicture(page, signal, (picture) => picture.renderPng(0, drawing, signal)),
		};
		return { pages: await this.write(read, source, signal), failed, notes: notesOf(read) };
	}

	/** Reads several pages at once. A page that cannot be read fails alone; any other failure ends the whole. */
	private async readPages(
		wanted: readonly number[],
		{ signal, onPage, onDraft }: Omit<RecognizeOptions, 'pages'>,
		read: (page: number, signal: AbortSignal) => Promise<PageReading>,
	): Promise<{ readonly read: LaidOutPage[]; readonly failed: FailedPage[] }> {
		const failure = new AbortController();
		const either = AbortSignal.any([signal, failure.signal]);
		const done: LaidOutPage[] = [];
		const failed: FailedPage[] = [];
		const isThere = (page: LaidOutPage | undefined): page is LaidOutPage => page !== undefined;
		const drafts =
			onDraft &&
			new Prefix<LaidOutPage | undefined>(wanted, (soFar, told) =>
				onDraft(this.draft(soFar.filter(isThere)).slice(soFar.slice(0, told).filter(isThere).length)),
			);
		try {
			// Enough that every thread finds a next page when it has finished one.
			await inParallel(wanted, this.recognizer.threads + 2 * (this.options.pdf.atOnce ?? 1), async (index) => {
				either.throwIfAborted();
				const page = await read(index, either).then(
					({ layout, words = [], unread, isScreen = false }) => ({ index, parts: pageParts(layout), words, unread, isScreen }),
					(error: unknown) => {
						either.throwIfAborted();
						failed.push({ index, error: ofOnePage(error) });
						return undefined;
					},
				);
				if (page) {
					done.push(page);
				}
				onPage?.(done.length + failed.length, wanted.length);
				drafts?.add(index, page);
			});
		} catch (error) {
			failure.abort();
			throw error;
		}
		const byIndex = (a: { readonly index: number }, b: { readonly index: number }) => a.index - b.index;
		if (done.length === 0 && failed[0]) {
			throw failed.sort(byIndex)[0]!.error;
		}
		return { read: done.sort(byIndex), failed: failed.sort(byIndex) };
	}

	private async readPage(page: PageOf & Pick<Picture, 'others'>, known: KnownLetters, signal: AbortSignal): Promise<PageReading> {
		const layout = await page.document.layout(page.page, signal);
		const judgement = judgeTextLayer(layout);
		if (judgement === 'good') {
			const repaired = await repairText(new PieceReader(this.recognizer, page, layout, signal), layout, known);
			if (repaired !== 'recognize') {
				return { layout: withVisibleSigns(repaired) };
			}
		}
		const recognized = await recognizePage(this.recognizer, { ...page, dpi: pageDpi }, signal);
		if (judgement === 'little' && lettersOf(recognized.layout.runs) < 2 * lettersOf(layout.runs) + 50) {
			return { layout: withVisibleSigns(layout) };
		}
		const printed = judgement === 'little' && recognized.layout.rotation === layout.rotation ? layout.runs : [];
		const whole = withVisibleSigns(withDrawings(recognized, layout));
		return { ...recognized, layout: { ...whole, runs: withPrintedText(whole.runs, printed) } };
	}

	/** The markdown of the first pages, without their figures. */
	private draft(pages: readonly LaidOutPage[]): OcrPage[] {
		const { blocks, typography } = this.blocks(pages);
		return blocks.map((page, position) => ({
			index: pages[position]!.index,
			markdown: writeMarkdown(
				page.filter(({ kind }) => kind !== 'figure'),
				typography,
				{ figureId: () => '', htmlTables: this.options.htmlTables },
			),
			images: [],
			tables: [],
		}));
	}

	/** The markdown of all pages, once all have been read. */
	private async write(pages: readonly LaidOutPage[], source: FigureSource, signal: AbortSignal): Promise<OcrPage[]> {
		const { blocks, typography } = this.blocks(pages);
		const written: Omit<OcrPage, 'images'>[] = [];
		const figures: (readonly NamedFigure[])[] = [];
		let figureCount = 0;
		for (const [position, page] of blocks.entries()) {
			signal.throwIfAborted();
			const { index, parts, words } = pages[position]!;
			const ids = new Map<Figure, string>();
			const idOf = (figure: Figure) => ids.get(figure) ?? ids.set(figure, `img-${figureCount++}.png`).get(figure)!;
			const isUnread = page.length === 0 && parts.upright.length === 0 && parts.turned.length === 0;
			const visible = isUnread ? await visiblePart(source, index, parts) : undefined;
			const content: readonly Block[] = visible ? [{ kind: 'figure', figure: visible }] : page;
			const markdown = writeMarkdown(content, typography, { figureId: idOf, htmlTables: this.options.htmlTables });
			written.push({ index, markdown, tables: [] });
			figures.push(
				[...ids].map(([figure, id]) => ({
					id,
					figure: figureOnPage(parts, figure),
					annotation: [...figure.labels.map(({ text }) => text), ...words].join(' '),
				})),
			);
		}
		const images = pages.map((): OcrImage[] => []);
		await inParallel([...pages.keys()], 2 * (this.options.pdf.atOnce ?? 1), async (position) => {
			const { index, parts } = pages[position]!;
			for (const named of figures[position]!) {
				signal.throwIfAborted();
				images[position]!.push(await cutFigure(source, index, parts.rotation, named));
			}
		});
		return written.map((page, position) => ({ ...page, images: images[position]! }));
	}

	private blocks(pages: readonly LaidOutPage[]): DocumentBlocks {
		return documentBlocks(
			pages.map(({ parts }) => parts),
			this.options.withoutRunningText && !(pages.length === 1 && pages[0]!.isScreen),
		);
	}
}

function notesOf(pages: readonly LaidOutPage[]): PageNote[] {
	return pages.flatMap(({ index, unread }) => (unread ? [{ index, what: unread }] : []));
}

/**
 * The error of a single page.
 * @throws any other error
 */
function ofOnePage(error: unknown): FoveaError {
	if (isFoveaError(error) && (error.code === 'corruptDocument' || error.code === 'engineFailed')) {
		return error;
	}
	throw error;
}

/** The recognized text with the drawings and pictures of the page, except pictures whose text was read and pictures of blank paper. */
function withDrawings({ layout: recognized, ink }: RecognizedPage, page: PageLayout): PageLayout {
	if (recognized.rotation !== page.rotation) {
		return recognized;
	}
	const lettersOn = (box: Box) => lettersOf(recognized.runs.filter((run) => shareWithin(run, box) > 0.5));
	const images = ink < leastPicture ? [] : page.images.filter((image) => lettersOn(image) < lettersOfText);
	return { ...page, runs: recognized.runs, rules: [...page.rules, ...recognized.rules], images };
}
