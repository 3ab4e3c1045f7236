import { FoveaError } from '../errors.ts';
import { hasLayers } from './catalog.ts';
import type { PdfSource, Pdfium } from './pdfium.ts';

/** `FORMTYPE_NONE` of fpdf_formfill.h. */
const noForm = 0;

/** A part is checked for shared resources when it is larger than this many times its share of the source, and larger than this many bytes. */
const plausibleShare = 2;
const smallPart = 200_000;

/** Extracts pages from a document. */
export class PageCutter {
	/** How pages are extracted; determined at the first extraction. */
	private byDeleting: boolean | undefined;

	constructor(
		private readonly pdfium: Pdfium,
		private readonly source: PdfSource,
		private readonly name: string,
		private readonly pageCount: number,
		private readonly encrypted: boolean,
	) {}

	/** A document with only these pages, ascending, without encryption. */
	extract(pages: readonly number[]): Uint8Array {
		const { module } = this.pdfium;
		// Opened anew each time, because PDFium keeps everything that it has read of a document until that is closed.
		const source = this.source.open();
		if (!source) {
			throw new FoveaError('corruptDocument', { name: this.name }, `PDFium error ${module.FPDF_GetLastError()}`);
		}
		this.byDeleting ??= this.encrypted || module.FPDF_GetFormType(source) !== noForm || hasLayers(this.source.bytes);
		const part = this.byDeleting ? undefined : this.imported(source, pages);
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

	/** Imports pages into a new document. Fast, but loses layers and forms; undefined if it fails. */
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

	/** Whether a part is larger than its pages explain, and one page of it hardly smaller. Checked first, because rewriting every page takes long. */
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
	 * Some producers give all pages one resource dictionary with everything that any page uses, so that each part contains all of it. When a page's content is
	 * rewritten, PDFium drops the resources that the page does not use; adding any object, even an empty one, triggers that. Text may
	 * change slightly, so this is only done for implausibly large parts, and only when it helps.
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

	/** Deletes the other pages of a document; everything else stays as it is. */
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
}
