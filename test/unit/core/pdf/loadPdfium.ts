import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Pdfium } from '../../../../src/core/pdf/pdfium.ts';

/** PDFium in this thread, with the WebAssembly of the installed package. */
export async function loadPdfium(): Promise<Pdfium> {
	const main = createRequire(import.meta.url).resolve('@embedpdf/pdfium');
	return Pdfium.load(await readFile(path.join(path.dirname(main), 'pdfium.wasm')));
}
