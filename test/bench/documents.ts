import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openPdf } from '../../src/core/pdf/openPdf.ts';
import { Pdfium } from '../../src/core/pdf/pdfium.ts';
import { fromRoot } from '../support/host/repository.ts';

/** A document that is measured, and what peers, who cannot split, are given of it. */
export interface BenchDocument {
	readonly name: string;
	readonly file: string;
	readonly pages: number;
	readonly bytes: number;
	/** Files of 30 pages each, cut before the clock starts. */
	readonly parts: readonly string[];
	/** A file of the document's first page. */
	readonly firstPage: string;
}

const corpus = fromRoot('../shared/corpus');
const folder = fromRoot('out/bench');

/** The real documents that were written, not scanned, as long documents mostly are. */
const written = [
	'redp5110_sampled.pdf',
	'federal-register-2020-17221.pdf',
	'WARN-Report-for-7-1-2015-to-03-25-2016.pdf',
	'multi_page.pdf',
	'normal_4pages.pdf',
	'code_and_formula.pdf',
	'picture_classification.pdf',
	'right_to_left_01.pdf',
	'table_mislabeled_as_picture.pdf',
	'nics-background-checks-2015-11.pdf',
	'annotations.pdf',
];

const partPages = 30;

/** `FPDF_ANNOT_WIDGET` of fpdf_annot.h. */
const widgetSubtype = 20;

/**
 * The documents: `geotopo` as it is, and documents of any number of pages, one real document after another, as often as it takes. Made once, in `out/bench`.
 * @throws {Error} when the real documents are not there
 */
export async function benchDocuments(pageCounts: readonly number[]): Promise<BenchDocument[]> {
	if (!existsSync(corpus)) {
		throw new Error(`The real documents are absent: ${corpus}`);
	}
	await mkdir(folder, { recursive: true });
	const pdfium = await Pdfium.load(await readFile(fromRoot('node_modules/@embedpdf/pdfium/dist/pdfium.wasm')));
	const documents = [await prepared(pdfium, 'geotopo', path.join(corpus, 'geotopo-117pages.pdf'))];
	for (const pages of pageCounts) {
		const file = path.join(folder, `${pages}-pages.pdf`);
		if (!existsSync(file)) {
			await writeFile(file, await assembled(pdfium, pages));
		}
		documents.push(await prepared(pdfium, `${pages}-pages`, file));
	}
	return documents;
}

/** Whole documents are joined, not single pages, so that what their pages share stays shared. */
async function assembled(pdfium: Pdfium, pages: number): Promise<Uint8Array> {
	const { module } = pdfium;
	const joined = module.FPDF_CreateNewDocument();
	for (let count = 0, next = 0; count < pages; count = module.FPDF_GetPageCount(joined), next++) {
		const name = written[next % written.length]!;
		const bytes = await readFile(path.join(corpus, name));
		const pointer = module.pdfium.wasmExports.malloc(bytes.length);
		pdfium.bytes(pointer, bytes.length).set(bytes);
		const source = module.FPDF_LoadMemDocument(pointer, bytes.length, '');
		const last = Math.min(module.FPDF_GetPageCount(source), pages - count);
		removeForms(module, source);
		module.FPDF_ImportPages(joined, source, `1-${last}`, count);
		module.FPDF_CloseDocument(source);
		pdfium.free(pointer);
	}
	const writer = module.PDFiumExt_OpenFileWriter();
	module.PDFiumExt_SaveAsCopy(joined, writer);
	const size = module.PDFiumExt_GetFileWriterSize(writer);
	return pdfium.withMemory(size, (buffer) => {
		module.PDFiumExt_GetFileWriterData(writer, buffer, size);
		return pdfium.bytes(buffer, size).slice();
	});
}

/** The fields of a form refer to the document that they are from, which would come along with the page that they are on. */
function removeForms(module: Pdfium['module'], document: number): void {
	for (let index = module.FPDF_GetPageCount(document) - 1; index >= 0; index--) {
		const page = module.FPDF_LoadPage(document, index);
		for (let i = module.FPDFPage_GetAnnotCount(page) - 1; i >= 0; i--) {
			const annotation = module.FPDFPage_GetAnnot(page, i);
			const isField = module.FPDFAnnot_GetSubtype(annotation) === widgetSubtype;
			module.FPDFPage_CloseAnnot(annotation);
			if (isField) {
				module.FPDFPage_RemoveAnnot(page, i);
			}
		}
		module.FPDF_ClosePage(page);
	}
}

async function prepared(pdfium: Pdfium, name: string, file: string): Promise<BenchDocument> {
	const bytes = await readFile(file);
	const document = openPdf(pdfium, bytes, name);
	const cut = async (from: number, to: number): Promise<string> => {
		const part = path.join(folder, `${name}-${from + 1}-${to}.pdf`);
		if (!existsSync(part)) {
			await writeFile(part, document.extract(Array.from({ length: to - from }, (_, i) => from + i)));
		}
		return part;
	};
	const { pageCount } = document;
	const parts: string[] = [];
	for (let from = 0; from < pageCount; from += partPages) {
		parts.push(await cut(from, Math.min(from + partPages, pageCount)));
	}
	const firstPage = await cut(0, 1);
	document.close();
	return { name, file, pages: pageCount, bytes: (await stat(file)).size, parts, firstPage };
}
