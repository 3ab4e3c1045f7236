import { type WrappedPdfiumModule, init } from '@embedpdf/pdfium';
import { type Bytes, type OpenBytes, indexIn, openBytes } from '../bytes.ts';
import { FoveaError } from '../errors.ts';
import { Monospace } from './monospace.ts';
import type { PageLayout } from './pageLayout.ts';
import { hasLayers } from './catalog.ts';
import { type UserLink, readLinks } from './readLinks.ts';
import { readLayout } from './readLayout.ts';
import type { RenderedPage } from './rgbaImage.ts';

/** What of a page is drawn, and how large. */
export interface RenderOptions {
	/** Dots per inch; fewer when the picture would have more than `maxPixels`. */
	readonly dpi: number;
	readonly maxPixels: number;
	/** Quarter turns clockwise beyond the page's own rotation. */
	readonly rotation?: number | undefined;
	/** In points of the page so rotated; the whole page when absent. */
	readonly region?: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } | undefined;
	/** Leaves out the white paper: pixels have the opacity of what is drawn on them. */
	readonly transparent?: boolean | undefined;
}

/** Pictures that PDFium decodes. */
export type ImageType = 'image/png' | 'image/jpeg';

/** Bytes above which WebAssembly's 2 GiB are not enough for a document and the work on it. */
export const maxPdfBytes = 700_000_000;

/** `FPDF_ERR_*` of PDFium's fpdfview.h. */
const passwordError = 4;

/** `FPDF_ANNOT`, `FPDF_REVERSE_BYTE_ORDER` (RGBA, not BGRA) of fpdfview.h. */
const renderFlags = 0x01 | 0x10;

/** `FPDFBitmap_BGRA`. */
const withAlpha = 1;

/** `FLAT_NORMALDISPLAY` of fpdf_flatten.h. */
const normalDisplay = 0;

/** `FORMTYPE_NONE` of fpdf_formfill.h. */
const noForm = 0;

/** `FPDF_ANNOT_LINK`, `FPDF_ANNOT_POPUP` of fpdf_annot.h: annotations that draw nothing of their own. */
const linkSubtype = 2;
const popupSubtype = 16;

/** The part of Emscripten's runtime that the package's types leave out. */
interface Runtime {
	readonly HEAPU8: Uint8Array<ArrayBuffer>;
	/** Makes a function callable from WebAssembly; its address. */
	addFunction(callable: (...args: [number, number, number, number]) => number, signature: string): number;
}

/** PDFium in this thread. A hostile document can hang it or exhaust its memory: in the product a worker runs it. */
export class Pdfium {
	/** What open documents are read from, by the number that PDFium was given for it. */
	private readonly files = new Map<number, OpenBytes>();
	private nextFile = 1;
	/** The address of `readFile` for PDFium. */
	private readonly reader: number;

	private constructor(readonly module: WrappedPdfiumModule) {
		this.reader = (module.pdfium as unknown as Runtime).addFunction((...args) => this.readFile(...args), 'iiiii');
	}

	/** `wasm` is the content of PDFium's `pdfium.wasm`. */
	static async load(wasm: Uint8Array): Promise<Pdfium> {
		const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
		const module = await init({ wasmBinary });
		module.PDFiumExt_Init();
		return new Pdfium(module);
	}

	/**
	 * Reads no page: quick whatever the page count.
	 * @throws {FoveaError} `passwordRequired` also for a wrong password; `corruptDocument` for what is no PDF, is cut off or has no pages; what `openBytes` does
	 */
	open(bytes: Bytes, name: string, password = ''): OpenPdf {
		const whole = openBytes(bytes, name);
		const header = indexIn(whole, '%PDF-');
		if (header < 0) {
			whole.close();
			throw new FoveaError('corruptDocument', { name }, 'No PDF header');
		}
		const source = this.source(startingAt(whole, header), password);
		const document = source.open();
		const pageCount = document ? this.module.FPDF_GetPageCount(document) : 0;
		if (pageCount === 0) {
			const error = document ? 0 : this.module.FPDF_GetLastError();
			if (document) {
				this.module.FPDF_CloseDocument(document);
			}
			source.release();
			throw error === passwordError
				? new FoveaError('passwordRequired', { name })
				: new FoveaError('corruptDocument', { name }, document ? 'No pages' : `PDFium error ${error}`);
		}
		return new OpenPdf(this, document, source, name, pageCount);
	}

	/** `FPDF_FILEACCESS` of fpdfview.h: PDFium reads of a document what it needs, so that its memory does not hold a copy of it. */
	private source(bytes: OpenBytes, password: string): PdfSource {
		const file = this.nextFile++;
		const access = this.allocate(12);
		this.integers(access, 3).set([bytes.length, this.reader, file]);
		this.files.set(file, bytes);
		return {
			bytes,
			open: () => this.module.FPDF_LoadCustomDocument(access, password),
			release: () => {
				this.files.delete(file);
				this.free(access);
				bytes.close();
			},
		};
	}

	/** `m_GetBlock` of `FPDF_FILEACCESS`: 0 when there are no such bytes, or they cannot be read. */
	private readFile(file: number, position: number, pointer: number, size: number): number {
		const [start, length] = [position >>> 0, size >>> 0];
		try {
			const bytes = this.files.get(file)?.slice(start, start + length);
			if (bytes?.length !== length) {
				return 0;
			}
			this.heap().set(bytes, pointer >>> 0);
			return 1;
		} catch {
			return 0;
		}
	}

	/**
	 * A picture as a document of one page, one point a pixel; transparent parts show white.
	 * @throws {FoveaError} `corruptDocument` for what is no picture of this type
	 */
	openImage(bytes: Uint8Array, name: string, type: ImageType): OpenPdf {
		const { module } = this;
		const pointer = this.copyIn(bytes);
		const document = module.FPDF_CreateNewDocument();
		const image = module.FPDFPageObj_NewImageObj(document);
		const load = type === 'image/png' ? module.EPDFImageObj_SetPng : module.EPDFImageObj_SetJpeg;
		const loaded = load(0, 0, image, pointer, bytes.length);
		const [width = 0, height = 0] = this.withMemory(8, (size) => {
			module.FPDFImageObj_GetImagePixelSize(image, size, size + 4);
			return [...this.integers(size, 2)];
		});
		if (!loaded || width === 0 || height === 0) {
			module.FPDFPageObj_Destroy(image);
			module.FPDF_CloseDocument(document);
			this.free(pointer);
			throw new FoveaError('corruptDocument', { name }, `Not a picture of type ${type}`);
		}
		const page = module.FPDFPage_New(document, 0, width, height);
		this.withMemory(24, (matrix) => {
			this.floats(matrix, 6).set([width, 0, 0, height, 0, 0]);
			module.FPDFPageObj_SetMatrix(image, matrix);
		});
		module.FPDFPage_InsertObject(page, image);
		module.FPDFPage_GenerateContent(page);
		module.FPDF_ClosePage(page);
		const source = { bytes: openBytes(bytes, name), open: () => 0, release: () => this.free(pointer) };
		return new OpenPdf(this, document, source, name, 1);
	}

	/** Memory of `size` bytes for the time of one call. */
	withMemory<T>(size: number, use: (pointer: number) => T): T {
		const pointer = this.allocate(size);
		try {
			return use(pointer);
		} finally {
			this.free(pointer);
		}
	}

	/** Numbers that PDFium wrote as 32-bit floats. */
	floats(pointer: number, count: number): Float32Array {
		return new Float32Array(this.heap().buffer, pointer, count);
	}

	/** Numbers that PDFium wrote as 32-bit integers. */
	integers(pointer: number, count: number): Int32Array {
		return new Int32Array(this.heap().buffer, pointer, count);
	}

	/** Numbers that PDFium wrote as 64-bit floats. */
	doubles(pointer: number, count: number): Float64Array {
		return new Float64Array(this.heap().buffer, pointer, count);
	}

	/** A view of PDFium's memory, valid until the next call. */
	bytes(pointer: number, length: number): Uint8Array {
		return this.heap().subarray(pointer, pointer + length);
	}

	/** Text of which PDFium says the length in bytes when asked with no buffer; a closing zero is cut off. */
	text(encoding: 'latin1' | 'utf8', read: (buffer: number, length: number) => number): string {
		const length = read(0, 0);
		return length <= 1
			? ''
			: this.withMemory(length, (buffer) => {
					read(buffer, length);
					return Buffer.from(this.bytes(buffer, length - 1)).toString(encoding);
				});
	}

	free(pointer: number): void {
		this.module.pdfium.wasmExports.free(pointer);
	}

	/** Asked anew each time: it is another array when the memory has grown. */
	private heap(): Uint8Array<ArrayBuffer> {
		return (this.module.pdfium as unknown as Runtime).HEAPU8;
	}

	private allocate(size: number): number {
		const pointer = this.module.pdfium.wasmExports.malloc(Math.max(size, 1));
		if (!pointer) {
			throw new RangeError(`PDFium has no memory for ${size} bytes`);
		}
		return pointer;
	}

	private copyIn(bytes: Uint8Array): number {
		const pointer = this.allocate(bytes.length);
		this.heap().set(bytes, pointer);
		return pointer;
	}
}

/** What a document is read from. */
interface PdfSource {
	readonly bytes: OpenBytes;
	/** The document once more, for PDFium; 0 when it cannot be opened, as what is no PDF cannot. */
	readonly open: () => number;
	/** Gives its memory back, when no document is open any more. */
	readonly release: () => void;
}

function startingAt(bytes: OpenBytes, first: number): OpenBytes {
	return {
		length: bytes.length - first,
		slice: (start, end) => bytes.slice(first + start, first + end),
		check: () => bytes.check(),
		close: () => bytes.close(),
	};
}

/** How many times its share of the source a part may take before what its pages share is looked into, and bytes that are no matter. */
const plausibleShare = 2;
const smallPart = 200_000;

/** A document in PDFium's memory; `close` gives the memory back. Page numbers are 0-based. */
export class OpenPdf {
	readonly encrypted: boolean;
	private readonly monospace = new Monospace();
	/** How pages are cut out; found out when the first are. */
	private cutByDeleting: boolean | undefined;
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
		return this.withPage(page, (handle, links) => readLayout(this.pdfium, handle, links, this.monospace));
	}

	/** The page as it shows, forms and annotations included, on white unless it is to be transparent. */
	render(page: number, { dpi, maxPixels, rotation = 0, region, transparent }: RenderOptions): RenderedPage {
		return this.withPage(page, (handle) => {
			const { module } = this.pdfium;
			const [across, down] = [module.FPDF_GetPageWidthF(handle), module.FPDF_GetPageHeightF(handle)];
			const [pageWidth, pageHeight] = rotation % 2 ? [down, across] : [across, down];
			const { left, top, right, bottom } = region ?? { left: 0, top: 0, right: pageWidth, bottom: pageHeight };
			const area = Math.max((right - left) * (bottom - top), Number.EPSILON);
			const scale = Math.min(dpi / 72, Math.sqrt(maxPixels / area));
			const pixels = (points: number) => Math.max(1, Math.round(points * scale));
			// A page that is a mere line in one direction must not exceed the limit in the other.
			const width = Math.min(pixels(right - left), maxPixels);
			const height = Math.min(pixels(bottom - top), Math.max(1, Math.floor(maxPixels / width)));

			const bitmap = module.FPDFBitmap_Create(width, height, withAlpha);
			if (!bitmap) {
				throw new RangeError(`PDFium has no memory for ${width} x ${height} pixels`);
			}
			try {
				module.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, transparent ? 0 : 0xffffffff);
				module.FPDF_RenderPageBitmap(
					bitmap,
					handle,
					Math.round(-left * scale),
					Math.round(-top * scale),
					pixels(pageWidth),
					pixels(pageHeight),
					rotation,
					renderFlags,
				);
				return { width, height, scale, rgba: this.pdfium.bytes(module.FPDFBitmap_GetBuffer(bitmap), width * height * 4).slice() };
			} finally {
				module.FPDFBitmap_Destroy(bitmap);
			}
		});
	}

	/** A document of these pages alone, ascending, and without encryption. */
	extract(pages: readonly number[]): Uint8Array {
		const { module } = this.pdfium;
		// Opened anew each time: what PDFium has read of a document stays in its memory until that is closed.
		const source = this.source.open();
		if (!source) {
			throw new FoveaError('corruptDocument', { name: this.name }, `PDFium error ${module.FPDF_GetLastError()}`);
		}
		this.cutByDeleting ??= this.encrypted || module.FPDF_GetFormType(source) !== noForm || hasLayers(this.source.bytes);
		const part = this.cutByDeleting ? undefined : this.imported(source, pages);
		try {
			if (!part) {
				this.deleteOthers(source, pages);
				return this.save(source);
			}
			const bytes = this.save(part);
			return this.sharesMuch(source, pages, bytes.length) ? this.withoutUnused(part, bytes) : bytes;
		} finally {
			if (part) {
				module.FPDF_CloseDocument(part);
			}
			module.FPDF_CloseDocument(source);
		}
	}

	/** @throws {FoveaError} `documentChanged` when the document's file is another one by now, so that what was read of it is worth nothing */
	check(): void {
		this.source.bytes.check();
	}

	close(): void {
		this.pdfium.module.FPDF_CloseDocument(this.document);
		this.source.release();
	}

	/** Fast, but layers and forms stay behind; undefined when it cannot be done. */
	private imported(source: number, pages: readonly number[]): number | undefined {
		const { module } = this.pdfium;
		const document = module.FPDF_CreateNewDocument();
		const indexes = new Uint8Array(Int32Array.from(pages).buffer);
		const done = this.pdfium.withMemory(indexes.length, (buffer) => {
			this.pdfium.bytes(buffer, indexes.length).set(indexes);
			return module.FPDF_ImportPagesByIndex(document, source, buffer, pages.length, 0);
		});
		if (!done) {
			module.FPDF_CloseDocument(document);
			return undefined;
		}
		return document;
	}

	/** Whether a part is larger than its pages explain, and a page of it alone hardly smaller: to write every page anew takes long. */
	private sharesMuch(source: number, pages: readonly number[], bytes: number): boolean {
		const share = (this.source.bytes.length * pages.length) / this.pageCount;
		return (
			bytes > plausibleShare * share + smallPart && [pages[0]!, pages.at(-1)!].some((page) => this.sizeAlone(source, page) > bytes / 2)
		);
	}

	private sizeAlone(source: number, page: number): number {
		const alone = this.imported(source, [page]);
		if (!alone) {
			return 0;
		}
		try {
			return this.save(alone).length;
		} finally {
			this.pdfium.module.FPDF_CloseDocument(alone);
		}
	}

	/**
	 * Some producers give all pages one list of everything that any of them uses, so that a part carries it all. When the content of a page is
	 * written anew, PDFium leaves out of its list what the page does not use; anything drawn on it, even nothing, makes it do so. Text may
	 * change a little by it: only for parts that are implausibly large, and only when it helps.
	 */
	private withoutUnused(part: number, asIs: Uint8Array): Uint8Array {
		const { module } = this.pdfium;
		for (let index = module.FPDF_GetPageCount(part) - 1; index >= 0; index--) {
			const page = module.FPDF_LoadPage(part, index);
			if (page) {
				module.FPDFPage_InsertObject(page, module.FPDFPageObj_CreateNewPath(0, 0));
				module.FPDFPage_GenerateContent(page);
				module.FPDF_ClosePage(page);
			}
		}
		const bytes = this.save(part);
		return bytes.length < asIs.length / 2 ? bytes : asIs;
	}

	/** Takes the other pages out of a document: everything else stays as it is. */
	private deleteOthers(copy: number, pages: readonly number[]): void {
		const { module } = this.pdfium;
		const wanted = new Set(pages);
		for (let page = this.pageCount - 1; page >= 0; page--) {
			if (!wanted.has(page)) {
				module.FPDFPage_Delete(copy, page);
			}
		}
		if (this.encrypted) {
			module.EPDF_RemoveEncryption(copy);
		}
	}

	private save(document: number): Uint8Array {
		const { module } = this.pdfium;
		const writer = module.PDFiumExt_OpenFileWriter();
		try {
			module.PDFiumExt_SaveAsCopy(document, writer);
			const size = module.PDFiumExt_GetFileWriterSize(writer);
			return this.pdfium.withMemory(size, (buffer) => {
				module.PDFiumExt_GetFileWriterData(writer, buffer, size);
				return this.pdfium.bytes(buffer, size).slice();
			});
		} finally {
			module.PDFiumExt_CloseFileWriter(writer);
		}
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
