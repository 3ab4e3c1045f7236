import path from 'node:path';
import { inMemory } from '../../bytes.ts';
import { FoveaError } from '../../errors.ts';
import { inParallel } from '../../parallel.ts';
import type { Box, PageLayout } from '../../pdf/pageLayout.ts';
import type { PdfDocument, PdfEngine } from '../../pdf/pdfEngine.ts';
import { maxPdfBytes } from '../../pdf/pdfium.ts';
import type { MediaType, OcrDocument, OcrEngine, OcrImage, OcrPage, OcrResult, RecognizeOptions } from '../engine.ts';
import { type DecodeImage, imageDecoder } from './imageDecoder.ts';
import { imagePages } from './imagePages.ts';
import { type RecognizedPage, recognizePage } from './pageRecognizer.ts';
import { encodePng } from './png.ts';
import { Prefix } from './prefix.ts';
import { Recognizer } from './recognizer.ts';
import { repairText } from './repairText.ts';
import type { Block } from './structure/blocks.ts';
import { shareWithin } from './structure/line.ts';
import { markContinued } from './structure/continuedTables.ts';
import { compactLevels } from './structure/headingLevels.ts';
import type { Figure } from './structure/figures.ts';
import { writeMarkdown } from './structure/markdownWriter.ts';
import { pageBlocks } from './structure/pageBlocks.ts';
import { type PageParts, pageContent, pageParts } from './structure/pageContent.ts';
import { findRunningText } from './structure/runningText.ts';
import { type Typography, surveyTypography } from './structure/typography.ts';
import { judgeTextLayer } from './textLayer.ts';

export interface LocalEngineOptions {
	readonly pdf: Pick<PdfEngine, 'open' | 'openImage'>;
	/** The folder with `tesseractWorker.cjs`, its WebAssembly and `eng.traineddata.gz`, and with `imageWorker.cjs` and its WebAssembly. */
	readonly files: string;
	/** Tesseract's language codes joined by `+`. */
	readonly languages: string;
	/** Folder of further `*.traineddata` or `*.traineddata.gz` files, which is looked into first. */
	readonly languageFolder?: string | undefined;
	/** Whether headers, footers and page numbers that repeat from page to page are left out. */
	readonly withoutRunningText: boolean;
	/** The script of the OCR threads, where it is not in `files`. */
	readonly script?: string;
	/** Decodes pictures, where there is no `imageWorker.cjs` in `files`. */
	readonly decode?: DecodeImage;
	readonly log?: (line: string) => void;
}

/** Dots per inch: at 200 recognition is as good as at 300 and twice as fast; for pictures a point is a pixel. */
const pageDpi = 200;
const imageDpi = 72;

/** Pixels of a sheet of A4 at 200 dots per inch; larger pictures are read in that size unless their letters are small then. */
const imagePixels = 4_000_000;

/** Figures are cut out in this resolution. */
const figureDpi = 180;
const maxFigurePixels = 8_000_000;

/** The part of the pages above which a picture on all of them is decoration. */
const logoShare = 0.5;

/** The part of a page that pictures fill at least with something else than paper and the dirt on it. */
const leastPicture = 0.05;

/** Letters from which on a picture shows a text rather than something with a few words on it. */
const lettersOfText = 80;

/** The engine that needs no service: PDFium's text where a page has text, Tesseract where it has none, structure from geometry. */
export function createLocalEngine(options: LocalEngineOptions): OcrEngine & { dispose(): Promise<void> } {
	return new LocalEngine(options);
}

/** A page as it was read, and what its figures are cut out of. */
interface ReadPage {
	readonly index: number;
	readonly parts: PageParts;
}

class LocalEngine implements OcrEngine {
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
		const pages =
			document.mediaType === 'application/pdf' ? await this.readPdf(document, options) : await this.readImage(document, options);
		return { pages, model: this.id };
	}

	async dispose(): Promise<void> {
		await this.recognizer.dispose();
	}

	private async readPdf({ name, bytes }: OcrDocument, { pages, ...options }: RecognizeOptions): Promise<OcrPage[]> {
		const { signal } = options;
		const pdf = await this.options.pdf.open(bytes, { name, signal });
		try {
			const wanted = pages ?? Array.from({ length: pdf.pageCount }, (_, index) => index);
			const read = await this.readPages(wanted, options, (page, inner) => this.readPage(pdf, page, name, inner));
			return await this.write(read, signal, pdf);
		} finally {
			await pdf.close();
		}
	}

	private async readImage(document: OcrDocument, { pages, ...options }: RecognizeOptions): Promise<OcrPage[]> {
		const { name } = document;
		const inHand = { ...document, bytes: await inMemory(document.bytes, name) };
		const { pdf, files, decode = imageDecoder(files) } = this.options;
		const images = imagePages(inHand, { pdf, decode, recognizer: this.recognizer });
		const wanted = images.map((_, index) => index).filter((index) => pages?.includes(index) ?? true);
		const read = await this.readPages(wanted, options, async (page, inner) => {
			const image = images[page]!;
			const { document: picture, transparent } = await image.open(inner);
			try {
				const { layout } = await recognizePage(
					this.recognizer,
					{ document: picture, page: 0, name, dpi: imageDpi, pixels: imagePixels, orientation: image.orientation, transparent },
					inner,
				);
				return layout;
			} finally {
				await picture.close();
			}
		});
		return this.write(read, options.signal);
	}

	/** Several pages at once; the first failure ends the others. */
	private async readPages(
		wanted: readonly number[],
		{ signal, onPage, onDraft }: Omit<RecognizeOptions, 'pages'>,
		read: (page: number, signal: AbortSignal) => Promise<PageLayout>,
	): Promise<ReadPage[]> {
		const failure = new AbortController();
		const either = AbortSignal.any([signal, failure.signal]);
		const done: ReadPage[] = [];
		const drafts = onDraft && new Prefix<ReadPage>(wanted, (soFar, told) => onDraft(this.draft(soFar).slice(told)));
		try {
			await inParallel(wanted, this.recognizer.threads + 1, async (index) => {
				either.throwIfAborted();
				const page = { index, parts: pageParts(await read(index, either)) };
				done.push(page);
				onPage?.(done.length, wanted.length);
				drafts?.add(index, page);
			});
		} catch (error) {
			failure.abort();
			throw error;
		}
		return done.sort((a, b) => a.index - b.index);
	}

	private async readPage(document: PdfDocument, page: number, name: string, signal: AbortSignal): Promise<PageLayout> {
		const layout = await document.layout(page, signal);
		const judgement = judgeTextLayer(layout);
		if (judgement === 'good') {
			return repairText(this.recognizer, { document, page, name }, layout, signal);
		}
		const recognized = await recognizePage(this.recognizer, { document, page, name, dpi: pageDpi }, signal);
		return judgement === 'little' && letters(recognized.layout) < 2 * letters(layout) + 50 ? layout : withDrawings(recognized, layout);
	}

	/** Markdown of pages that are not all yet, their figures left out. */
	private draft(pages: readonly ReadPage[]): OcrPage[] {
		const { blocks, typography } = this.structure(pages);
		return blocks.map((page, position) => ({
			index: pages[position]!.index,
			markdown: writeMarkdown(
				page.filter(({ kind }) => kind !== 'figure'),
				typography,
				() => '',
			),
			images: [],
			tables: [],
		}));
	}

	/** Markdown of all pages once all of them are known; `pdf` is what figures are cut out of. */
	private async write(pages: readonly ReadPage[], signal: AbortSignal, pdf?: PdfDocument): Promise<OcrPage[]> {
		const { blocks, typography } = this.structure(pages);
		const written: OcrPage[] = [];
		let figureCount = 0;
		for (const [position, page] of blocks.entries()) {
			signal.throwIfAborted();
			const { index, parts } = pages[position]!;
			const ids = new Map<Figure, string>();
			const idOf = (figure: Figure) => ids.get(figure) ?? ids.set(figure, `img-${figureCount++}.png`).get(figure)!;
			const markdown = writeMarkdown(page, typography, idOf);
			const images: OcrImage[] = [];
			for (const [figure, id] of ids) {
				images.push(await cutOut(pdf!, index, parts.rotation, figure, id, signal));
			}
			written.push({ index, markdown, images, tables: [] });
		}
		return written;
	}

	/** What the pages are made of, each seen in the light of all. */
	private structure(pages: readonly ReadPage[]): { readonly blocks: readonly Block[][]; readonly typography: Typography } {
		const typography = surveyTypography(pages.map(({ parts }) => parts.upright));
		const { bodySize } = typography;
		const running = this.options.withoutRunningText
			? findRunningText(
					pages.map(({ parts }) => parts),
					bodySize,
				)
			: [];
		const logos = findLogos(pages);
		const blocks: Block[][] = [];
		for (const [position, { parts }] of pages.entries()) {
			const content = pageContent(parts, { logos, bodySize, without: running[position] ?? new Set() });
			blocks.push(markContinued(blocks.at(-1) ?? [], pageBlocks(content, typography)));
		}
		return { blocks: compactLevels(blocks), typography };
	}
}

/** The figure as a file, and the words in it, which are not in the page's text. */
async function cutOut(
	pdf: PdfDocument,
	page: number,
	rotation: number,
	figure: Figure,
	id: string,
	signal: AbortSignal,
): Promise<OcrImage> {
	// The boxes of letters are a hair smaller than their ink.
	const edge = figure.labels.length > 0 ? 2 : 0;
	const region = { left: figure.left - edge, top: figure.top - edge, right: figure.right + edge, bottom: figure.bottom + edge };
	const image = await pdf.render(page, { dpi: figureDpi, maxPixels: maxFigurePixels, rotation, region }, signal);
	const annotation = figure.labels.map(({ text }) => text).join(' ');
	return { id, bytes: encodePng(image), ...(annotation ? { annotation } : {}) };
}

/**
 * What was recognised, and the drawings and pictures of the page beside it. Not needed any more is a picture of which a text was read, and one
 * of mere paper.
 */
function withDrawings({ layout: recognized, ink }: RecognizedPage, page: PageLayout): PageLayout {
	if (recognized.rotation !== page.rotation) {
		return recognized;
	}
	const lettersOn = (box: Box) => letters({ runs: recognized.runs.filter((run) => shareWithin(run, box) > 0.5) });
	const images = ink < leastPicture ? [] : page.images.filter((image) => lettersOn(image) < lettersOfText);
	return { ...page, runs: recognized.runs, unmapped: 0, images };
}

function findLogos(pages: readonly ReadPage[]): Set<string> {
	const counts = new Map<string, number>();
	for (const { parts } of pages) {
		for (const key of new Set(parts.images.map((image) => image.key))) {
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
	}
	return new Set([...counts].filter(([, count]) => count > 1 && count > pages.length * logoShare).map(([key]) => key));
}

function letters({ runs }: Pick<PageLayout, 'runs'>): number {
	return runs.reduce((sum, { text }) => sum + text.length, 0);
}
