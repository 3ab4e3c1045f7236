import { type Bytes, type OpenBytes, indexIn, openBytes } from '../bytes.ts';
import { FoveaError } from '../errors.ts';
import { type RenderOptions, drawPage } from './drawPage.ts';
import { PageCutter } from './extractPages.ts';
import { hasLayers } from './catalog.ts';
import { withNewTrailer } from './brokenTrailer.ts';
import { openableEncryption, preparedPassword } from './encryption.ts';
import { Monospace } from './monospace.ts';
import type { PageLayout } from './pageLayout.ts';
import type { ImageType, PdfSource, Pdfium } from './pdfium.ts';
import { readLayout } from './readLayout.ts';
import { type UserLink, readLinks } from './readLinks.ts';
import type { RenderedPage } from './rgbaImage.ts';

/** `FPDF_ERR_*` of PDFium's fpdfview.h. */
const passwordError = 4;

/** `FLAT_NORMALDISPLAY` of fpdf_flatten.h. */
const normalDisplay = 0;

/** `FPDF_ANNOT_LINK`, `FPDF_ANNOT_POPUP` of fpdf_annot.h: annotations that draw nothing of their own. */
const linkSubtype = 2;
const popupSubtype = 16;

/**
 * Reads no page: quick whatever the page count.
 * @throws {FoveaError} `passwordRequired` also for a wrong password; `corruptDocument` for what is no PDF, is cut off or has no pages; what `openBytes` does
 */
export function openPdf(pdfium: Pdfium, bytes: Bytes, name: string, password = ''): OpenPdf {
	const { module } = pdfium;
	const whole = openBytes(bytes, name);
	const header = indexIn(whole, '%PDF-');
	if (header < 0) {
		whole.close();
		throw new FoveaError('corruptDocument', { name }, 'No PDF header');
	}
	const plain = startingAt(whole, header);
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
				return new OpenPdf(pdfium, document, source, name, pageCount);
			}
			const error = document ? 0 : module.FPDF_GetLastError();
			if (document) {
				module.FPDF_CloseDocument(document);
			}
			source.forget();
			failure ??=
				error === passwordError
					? new FoveaError('passwordRequired', { name })
					: new FoveaError('corruptDocument', { name }, document ? 'No pages' : `PDFium error ${error}`);
		}
	}
	whole.close();
	throw failure!;
}

/**
 * A picture as a document of one page, one point a pixel; transparent parts show white.
 * @throws {FoveaError} `corruptDocument` for what is no picture of this type
 */
export function openImage(pdfium: Pdfium, bytes: Uint8Array, name: string, type: ImageType): OpenPdf {
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
	const page = module.FPDFPage_New(document, 0, width, height);
	pdfium.withMemory(24, (matrix) => {
		pdfium.floats(matrix, 6).set([width, 0, 0, height, 0, 0]);
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

/** A document in PDFium's memory; `close` gives the memory back. Page numbers are 0-based. */
export class OpenPdf {
	readonly encrypted: boolean;
	private readonly monospace = new Monospace();
	private layered: boolean | undefined;
	private cutter: PageCutter | undefined;
	/** Pages that were looked at, with the links of those that were flattened. */
	private readonly prepared = new Map<number, readonly UserLink[] | undefined>();

	constructor(
		private readonly pdfium: Pdfium,
		private readonly document: number,
		private readonly source: PdfSource,
		private readonly name: string,
		readonly pageCount: number,
	) {
		this.encrypted = pdfium.module.EPDF_IsEncrypted(document);
	}

	/** Text with its geometry and what is drawn beside it. */
	layout(page: number): PageLayout {
		return this.withPage(page, (handle, links) =>
			readLayout(this.pdfium, handle, links, {
				monospace: this.monospace,
				hasLayers: () => (this.layered ??= hasLayers(this.source.bytes)),
			}),
		);
	}

	/** The page as it shows, forms and annotations included, on white. */
	render(page: number, options: RenderOptions): RenderedPage {
		return this.withPage(page, (handle) => drawPage(this.pdfium, handle, options));
	}

	/** A document of these pages alone, ascending, and without encryption. */
	extract(pages: readonly number[]): Uint8Array {
		this.cutter ??= new PageCutter(this.pdfium, this.source, this.name, this.pageCount, this.encrypted);
		return this.cutter.extract(pages);
	}

	/** @throws {FoveaError} `documentChanged` when the document's file is another one by now, so that what was read of it is worth nothing */
	check(): void {
		this.source.bytes.check();
	}

	close(): void {
		this.pdfium.module.FPDF_CloseDocument(this.document);
		this.source.release();
	}

	private withPage<T>(page: number, use: (handle: number, links: readonly UserLink[]) => T): T {
		const links = this.flatten(page);
		const handle = this.load(page);
		try {
			return use(handle, links ?? readLinks(this.pdfium, this.document, handle));
		} finally {
			this.pdfium.module.FPDF_ClosePage(handle);
		}
	}

	/**
	 * Turns form fields and annotations into page content, which drawing and text leave out otherwise. Links would be lost with them
	 * and are kept here. Nobody saves this document, so it may be changed.
	 */
	private flatten(page: number): readonly UserLink[] | undefined {
		if (!this.prepared.has(page)) {
			const { module } = this.pdfium;
			const handle = this.load(page);
			try {
				const links = this.hasAppearances(handle) ? readLinks(this.pdfium, this.document, handle) : undefined;
				if (links) {
					module.FPDFPage_Flatten(handle, normalDisplay);
				}
				this.prepared.set(page, links);
			} finally {
				module.FPDF_ClosePage(handle);
			}
		}
		return this.prepared.get(page);
	}

	private hasAppearances(handle: number): boolean {
		const { module } = this.pdfium;
		for (let i = module.FPDFPage_GetAnnotCount(handle) - 1; i >= 0; i--) {
			const annotation = module.FPDFPage_GetAnnot(handle, i);
			const subtype = annotation ? module.FPDFAnnot_GetSubtype(annotation) : linkSubtype;
			if (annotation) {
				module.FPDFPage_CloseAnnot(annotation);
			}
			if (subtype !== linkSubtype && subtype !== popupSubtype) {
				return true;
			}
		}
		return false;
	}

	private load(page: number): number {
		const handle = this.pdfium.module.FPDF_LoadPage(this.document, page);
		if (!handle) {
			throw new FoveaError('corruptDocument', { name: this.name }, `Page ${page + 1} cannot be loaded`);
		}
		return handle;
	}
}
