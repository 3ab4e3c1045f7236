import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { inMemory } from '../disk/bytes.ts';
import { encodePng } from '../raster/png.ts';
import { alone, moved, serve } from '../rpc.ts';
import type { PdfApi } from './pdfApi.ts';
import { type OpenPdf, openImage, openPdf } from './openPdf.ts';
import { Pdfium } from './pdfium.ts';

const pdfium = readFile((workerData as { readonly wasm: string }).wasm).then((wasm) => Pdfium.load(wasm));
const documents = new Map<number, OpenPdf>();
let nextDocument = 0;

/** The entry point of the PDF worker, a thread of its own because a malicious document can hang PDFium. */
serve<PdfApi>(parentPort!, {
	async open({ bytes, name, password, image }) {
		const engine = await pdfium;
		const opened = image ? openImage(engine, await inMemory(bytes, name), name, image) : openPdf(engine, bytes, name, password);
		const document = nextDocument++;
		documents.set(document, opened);
		opened.check();
		return { document, pageCount: opened.pageCount, encrypted: opened.encrypted };
	},

	layout: ({ document, page }) => checked(document, (pdf) => pdf.layout(page)),

	render({ document, page, ...options }) {
		const image = checked(document, (pdf) => pdf.render(page, options));
		return moved(image, [image.rgba.buffer]);
	},

	renderPng({ document, page, ...options }) {
		const png = alone(encodePng(checked(document, (pdf) => pdf.render(page, options))));
		return moved(png, [png.buffer]);
	},

	extract({ document, pages }) {
		const bytes = checked(document, (pdf) => pdf.extract(pages));
		return moved(bytes, [bytes.buffer]);
	},

	close({ document }) {
		documents.get(document)?.close();
		documents.delete(document);
		return undefined;
	},
});

/** Reads from a document. If its file has changed, that is reported instead of any other failure. */
function checked<T>(document: number, read: (pdf: OpenPdf) => T): T {
	const pdf = documents.get(document)!;
	try {
		return read(pdf);
	} finally {
		pdf.check();
	}
}
