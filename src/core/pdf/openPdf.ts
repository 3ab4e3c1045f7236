import { type Bytes, type OpenBytes, indexIn, openBytes } from '../disk/bytes.ts';
import { FoveaError } from '../errors.ts';
import { type RenderOptions, drawPage } from './drawPage.ts';
import { PageCutter } from './extractPages.ts';
import { hasLayers } from './catalog.ts';
import { Annotations, type PageAnnotations } from './annotations.ts';
import { withNewTrailer, withoutIndex } from './brokenTrailer.ts';
import { openableEncryption, preparedPassword } from './encryption.ts';
import type { PageLayout } from './pageLayout.ts';
import type { ImageForm, PdfSource, Pdfium } from './pdfium.ts';
import { withHeader } from './missingHeader.ts';
import { refusePlaceholder } from './placeholder.ts';
import { readLayout } from './readLayout.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';

/** `FPDF_ERR_*` of PDFium's fpdfview.h: another password is needed, or something else than a password. */
const passwordError = 4;
const securityError = 5;

/**
 * Opens a document. It reads no pages, so it is quick whatever the page count.
 * @throws {FoveaError} `passwordRequired`, also for a wrong password; `unsupportedEncryption`; `corruptDocument` when it is not a PDF, is truncated or has no pages;
 * `portfolio`, `xfaForm` for a document whose content is elsewhere; what `openBytes` throws
 */
export function openPdf(pdfium: Pdfium, bytes: Bytes, name: string, password = ''): OpenPdf {
	const { module } = pdfium;
	const whole = openBytes(bytes, name);
	const header = indexIn(whole, '%PDF-');
	const plain = header < 0 ? withHeader(whole) : startingAt(whole, header);
	let failure: FoveaError | undefined;
	const attempts: readonly (() => OpenBytes | undefined)[] = [
		() => plain,
		() => (failure?.code === 'passwordRequired' ? openableEncryption(plain) : withNewTrailer(plain)),
	];
	for (const attempt of attempts) {
		const bytes = attempt();
		for (const key of bytes ? new Set([password, preparedPassword(password)]) : []) {
			const source = pdfium.source(bytes!, key);
			const document = source.open();
			const pageCount = document ? module.FPDF_GetPageCount(document) : 0;
			if (pageCount > 0) {
				return withContent(pdfium, document, source, name, pageCount, () => withRebuiltIndex(pdfium, bytes!, key, name));
			}
			const error = document ? 0 : module.FPDF_GetLastError();
			if (document) {
				module.FPDF_CloseDocument(document);
			}
			source.forget();
			failure ??= whyNotOpen(error, name, document ? 'No pages' : `PDFium error ${error}`);
		}
	}
	whole.close();
	throw failure!;
}

/** The document as PDFium reads it when it looks for all objects itself; undefined when it finds no pages so. */
function withRebuiltIndex(pdfium: Pdfium, bytes: OpenBytes, key: string, name: string): OpenPdf | undefined {
	const { module } = pdfium;
	const source = pdfium.source(withoutIndex(bytes), key);
	const document = source.open();
	const pageCount = document ? module.FPDF_GetPageCount(document) : 0;
	if (pageCount > 0) {
		return new OpenPdf(pdfium, document, source, name, pageCount);
	}
	if (document) {
		module.FPDF_CloseDocument(document);
	}
	source.forget();
	return undefined;
}

function whyNotOpen(error: number, name: string, message: string): FoveaError {
	switch (error) {
		case passwordError:
			return new FoveaError('passwordRequired', { name });
		case securityError:
			return new FoveaError('unsupportedEncryption', { name });
		default:
			return new FoveaError('corruptDocument', { name }, message);
	}
}

/**
 * Opens a picture as a document of one page, one point per pixel that is not stretched; transparent parts are white.
 * @throws {FoveaError} `corruptDocument` for what is no picture of this type
 */
export function openImage(pdfium: Pdfium, bytes: Uint8Array, name: string, { type, stretch }: ImageForm): OpenPdf {
	const { module } = pdfium;
	const pointer = pdfium.copyIn(bytes);
	const document = module.FPDF_CreateNewDocument();
	const image = module.FPDFPageObj_NewImageObj(document);
	const load = type === 'image/png' ? module.EPDFImageObj_SetPng : module.EPDFImageObj_SetJpeg;
	const loaded = load(0, 0, image, pointer, bytes.length);
	const [width = 0, height = 0] = pdfium.withMemory(8, (size) => {
		module.FPDFImageObj_GetImagePixelSize(image, size, size + 4);
		return [...pdfium.integers(size, 2)];
	});
	if (!loaded || width === 0 || height === 0) {
		module.FPDFPageObj_Destroy(image);
		module.FPDF_CloseDocument(document);
		pdfium.free(pointer);
		throw new FoveaError('corruptDocument', { name }, `Not a picture of type ${type}`);
	}
	const [across, down] = [width * (stretch?.across ?? 1), height * (stretch?.down ?? 1)];
	const page = module.FPDFPage_New(document, 0, across, down);
	pdfium.withMemory(24, (matrix) => {
		pdfium.floats(matrix, 6).set([across, 0, 0, down, 0, 0]);
		module.FPDFPageObj_SetMatrix(image, matrix);
	});
	module.FPDFPage_InsertObject(page, image);
	module.FPDFPage_GenerateContent(page);
	module.FPDF_ClosePage(page);
	const source = { bytes: openBytes(bytes, name), open: () => 0, forget: () => undefined, release: () => pdfium.free(pointer) };
	return new OpenPdf(pdfium, document, source, name, 1);
}

function startingAt(bytes: OpenBytes, first: number): OpenBytes {
	return {
		length: bytes.length - first,
		slice: (start, end) => bytes.slice(first + start, first + end),
		check: () => bytes.check(),
		close: () => bytes.close(),
	};
}

function withContent(
	pdfium: Pdfium,
	document: number,
	source: PdfSource,
	name: string,
	pageCount: number,
	rebuild: () => OpenPdf | undefined,
): OpenPdf {
	try {
		refusePlaceholder(pdfium, document, source, name);
	} catch (error) {
		pdfium.module.FPDF_CloseDocument(document);
		source.release();
		throw error;
	}
	return new OpenPdf(pdfium, document, source, name, pageCount, rebuild);
}

/** PDFium's default for a page without a size: letter paper. */
const usualSheet = [0, 0, 612, 792] as const;

/** The longest document, in bytes, that is searched for the content of a blank page; most blank pages are meant to be blank. */
const mostSearched = 30_000_000;

/** A document in PDFium's memory; `close` frees it. Page numbers are 0-based. */
export class OpenPdf {
	readonly encrypted: boolean;
	private layered: boolean | undefined;
	private cutter: PageCutter | undefined;
	private readonly annotations: Annotations;
	/** The document with its index rebuilt, once a page could not be loaded or was blank; undefined when that did not help. */
	private rebuilt: { readonly document: OpenPdf | undefined } | undefined;

	constructor(
		private readonly pdfium: Pdfium,
		private readonly document: number,
		private readonly source: PdfSource,
		private readonly name: string,
		readonly pageCount: number,
		private readonly rebuild: () => OpenPdf | undefined = () => undefined,
	) {
		this.encrypted = pdfium.module.EPDF_IsEncrypted(document);
		this.annotations = new Annotations(pdfium, document);
	}

	/** Reads a page's text with its geometry, and its drawings. */
	layout(page: number): PageLayout {
		return this.withPage(page, (handle, annotations) =>
			readLayout(this.pdfium, handle, annotations, {
				hasLayers: () => (this.layered ??= hasLayers(this.source.bytes)),
			}),
		);
	}

	/** Renders a page, with forms and annotations, on white. */
	render(page: number, options: RenderOptions): RenderedPage {
		return this.withPage(page, (handle) => drawPage(this.pdfium, handle, options));
	}

	/** A document with only these pages, ascending, without encryption. */
	extract(pages: readonly number[]): Uint8Array {
		this.cutter ??= new PageCutter(this.pdfium, this.source, this.name, this.pageCount, this.encrypted);
		return this.cutter.extract(pages);
	}

	/** @throws {FoveaError} `documentChanged` when the document's file has changed since, so that results from it are worthless */
	check(): void {
		this.source.bytes.check();
	}

	close(): void {
		// Its source reads the same bytes, which are closed below.
		this.rebuilt?.document?.forget();
		this.annotations.close();
		this.pdfium.module.FPDF_CloseDocument(this.document);
		this.source.release();
	}

	private forget(): void {
		this.annotations.close();
		this.pdfium.module.FPDF_CloseDocument(this.document);
		this.source.forget();
	}

	private withPage<T>(page: number, use: (handle: number, annotations: PageAnnotations) => T): T {
		let handle = this.tryToLoad(page);
		if (page < this.pageCount && (handle ? this.mayHaveLostContent(handle) : true)) {
			this.rebuilt ??= { document: this.rebuild() };
			const { document } = this.rebuilt;
			if (document?.pageCount === this.pageCount && (!handle || document.hasContent(page))) {
				if (handle) {
					this.pdfium.raw.FPDF_ClosePage(handle);
				}
				return document.withPage(page, use);
			}
		}
		if (!handle) {
			throw new FoveaError('corruptDocument', { name: this.name }, `Page ${page + 1} cannot be loaded`);
		}
		try {
			const { annotations, changed } = this.annotations.prepare(page, handle);
			if (changed) {
				this.pdfium.raw.FPDF_ClosePage(handle);
				// Not closed twice where the page cannot be loaded any more.
				handle = 0;
				handle = this.load(page);
			}
			return use(handle, annotations);
		} finally {
			if (handle) {
				this.pdfium.raw.FPDF_ClosePage(handle);
			}
		}
	}

	/** Whether a page is blank, as it also is where a wrong index points away from its content. */
	private mayHaveLostContent(handle: number): boolean {
		const { raw } = this.pdfium;
		return raw.FPDFPage_CountObjects(handle) === 0 && raw.FPDFPage_GetAnnotCount(handle) === 0 && this.source.bytes.length <= mostSearched;
	}

	private hasContent(page: number): boolean {
		const handle = this.tryToLoad(page);
		if (!handle) {
			return false;
		}
		const { raw } = this.pdfium;
		const count = raw.FPDFPage_CountObjects(handle);
		raw.FPDF_ClosePage(handle);
		return count > 0;
	}

	private load(page: number): number {
		const handle = this.tryToLoad(page);
		if (!handle) {
			throw new FoveaError('corruptDocument', { name: this.name }, `Page ${page + 1} cannot be loaded`);
		}
		return handle;
	}

	private tryToLoad(page: number): number {
		const handle = this.pdfium.module.FPDF_LoadPage(this.document, page);
		if (handle) {
			this.showSomething(handle);
		}
		return handle;
	}

	/** Shows the whole sheet when a page's visible part is empty or outside of the sheet, as other readers do. */
	private showSomething(handle: number): void {
		const { raw } = this.pdfium;
		if (raw.FPDF_GetPageWidthF(handle) > 0 && raw.FPDF_GetPageHeightF(handle) > 0) {
			return;
		}
		const [left = 0, bottom = 0, right = 0, top = 0] = this.pdfium.withMemory(16, (memory) =>
			raw.FPDFPage_GetMediaBox(handle, memory, memory + 4, memory + 8, memory + 12) ? [...this.pdfium.floats(memory, 4)] : usualSheet,
		);
		const isEmpty = right - left <= 0 || top - bottom <= 0;
		raw.FPDFPage_SetCropBox(handle, ...(isEmpty ? usualSheet : [left, bottom, right, top]));
	}
}
