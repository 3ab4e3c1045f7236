import { readFileSync } from 'node:fs';
import type { PdfEngine } from '../../src/core/pdf/pdfEngine.ts';
import { openPdf } from '../../src/core/pdf/openPdf.ts';
import { Pdfium } from '../../src/core/pdf/pdfium.ts';
import { encodePng } from '../../src/core/raster/png.ts';
import { fromRoot } from './host/repository.ts';

let loaded: Promise<Pdfium> | undefined;

/** PDFium in this thread, from the installed package: one for all tests of a process, as V8 takes long to compile it. */
export async function sharedPdfium(): Promise<Pdfium> {
	return (loaded ??= Pdfium.load(readFileSync(fromRoot('node_modules/@embedpdf/pdfium/dist/pdfium.wasm'))));
}

/** The PDF engine without its thread, for unit tests, which run without a build. */
export async function pdfInProcess(): Promise<PdfEngine> {
	const pdfium = await sharedPdfium();
	const engine: Pick<PdfEngine, 'open'> = {
		async open(bytes, { name, password }) {
			const document = openPdf(pdfium, bytes, name, password);
			return {
				pageCount: document.pageCount,
				encrypted: document.encrypted,
				layout: async (page) => document.layout(page),
				render: async (page, options) => document.render(page, options),
				renderPng: async (page, options) => encodePng(document.render(page, options)),
				extract: async (pages) => document.extract(pages),
				close: async () => document.close(),
			};
		},
	};
	return engine as PdfEngine;
}
