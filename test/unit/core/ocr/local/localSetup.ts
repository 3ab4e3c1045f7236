import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { decodeAvif } from '../../../../../src/core/raster/decodeAvif.ts';
import { decodeTiff } from '../../../../../src/core/raster/decodeTiff.ts';
import { decodeWebp } from '../../../../../src/core/raster/decodeWebp.ts';
import { type DecodeImage, unsupported } from '../../../../../src/core/raster/imageDecoder.ts';
import { onContrast } from '../../../../../src/core/ocr/local/tesseract/onContrast.ts';
import { encodePng } from '../../../../../src/core/raster/png.ts';
import type { PdfDocument, PdfEngine } from '../../../../../src/core/pdf/pdfEngine.ts';
import type { OpenPdf } from '../../../../../src/core/pdf/openPdf.ts';
import { loadPdfium } from '../../pdf/loadPdfium.ts';

const require = createRequire(import.meta.url);

const wasm = (file: string) => new Uint8Array(readFileSync(require.resolve(`@jsquash/${file}`)));

const decoders = {
	'image/avif': async (bytes: Uint8Array) => decodeAvif(bytes, wasm('avif/codec/dec/avif_dec.wasm')),
	'image/tiff': decodeTiff,
	'image/webp': async (bytes: Uint8Array) => decodeWebp(bytes, wasm('webp/codec/dec/webp_dec.wasm')),
};

/** Decodes pictures as the thread for it does, without one. */
const decode: DecodeImage = async (bytes, type, name) => {
	try {
		return encodePng(onContrast(await decoders[type](bytes)));
	} catch (error) {
		throw unsupported(name, type, error);
	}
};

/** What `npm run build` copies to one folder, where the packages have it. */
export const tesseract = {
	script: require.resolve('tesseract.js/src/worker-script/node/index.js'),
	decode,
	languageFolder: path.dirname(require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz')),
};

/** The PDF engine without its thread. */
export async function loadPdfEngine(): Promise<Pick<PdfEngine, 'open' | 'openImage'>> {
	const pdfium = await loadPdfium();
	const document = (opened: OpenPdf): PdfDocument => ({
		...{ pageCount: opened.pageCount, encrypted: opened.encrypted },
		layout: async (page) => opened.layout(page),
		render: async (page, options) => opened.render(page, options),
		renderPng: async (page, options) => encodePng(opened.render(page, options)),
		extract: async (pages) => opened.extract(pages),
		close: async () => opened.close(),
	});
	return {
		open: async (bytes, { name, password }) => document(pdfium.open(bytes, name, password)),
		openImage: async (bytes, image, { name }) => document(pdfium.openImage(bytes, name, image)),
	};
}

const corpusFolder = path.resolve(import.meta.dirname, '../../../../../../shared/corpus');

/** The folder of real documents, which is not part of the repository; says so when it is absent. */
export function corpus(): string | undefined {
	if (existsSync(corpusFolder)) {
		return corpusFolder;
	}
	console.warn('      The folder of real documents, ../shared/corpus, is absent: tests that read them are left out.');
	return undefined;
}
