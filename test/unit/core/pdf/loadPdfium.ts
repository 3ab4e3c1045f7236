import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Bytes } from '../../../../src/core/disk/bytes.ts';
import { type OpenPdf, openImage, openPdf } from '../../../../src/core/pdf/openPdf.ts';
import { type ImageType, Pdfium } from '../../../../src/core/pdf/pdfium.ts';

/** Opens documents in this thread. */
export interface PdfOpener {
	open(bytes: Bytes, name: string, password?: string): OpenPdf;
	openImage(bytes: Uint8Array, name: string, type: ImageType): OpenPdf;
}

/** PDFium in this thread, with the WebAssembly of the installed package. */
export async function loadPdfium(): Promise<PdfOpener> {
	const main = createRequire(import.meta.url).resolve('@embedpdf/pdfium');
	const pdfium = await Pdfium.load(await readFile(path.join(path.dirname(main), 'pdfium.wasm')));
	return {
		open: (bytes, name, password) => openPdf(pdfium, bytes, name, password),
		openImage: (bytes, name, type) => openImage(pdfium, bytes, name, type),
	};
}
