import { inMemory } from '../disk/bytes.ts';
import { FoveaError } from '../errors.ts';
import type { PdfDocument, PdfEngine } from '../pdf/pdfEngine.ts';
import { recognizeAsItIs } from './asItIs.ts';
import { countPages } from './countPages.ts';
import type { OcrEngine } from './engine.ts';
import { recognizeInParts } from './partRun.ts';
import { mediaTypeOf } from './mediaType.ts';
import { parsePages } from './pages.ts';
import type { Recognition, RecognizeRequest } from './recognition.ts';

/**
 * Recognises the pages of a file: checks everything possible before anything is sent, cuts what exceeds the engine's limits into parts, requests
 * several at once, and skips cached pages. A failed part does not affect the others.
 * @throws {FoveaError} what is wrong with the document or, if no page could be recognised, with the engine's answer
 * @throws {DOMException} `AbortError` when the signal aborts
 */
export async function recognize(engine: OcrEngine, pdf: PdfEngine, request: RecognizeRequest): Promise<Recognition> {
	const { name, bytes, pages, password, signal } = request;
	const mediaType = await mediaTypeOf(name, bytes, engine.id);
	if (!engine.mediaTypes.has(mediaType)) {
		throw new FoveaError('unsupportedType', { name, engine: engine.id, type: mediaType.replace(/^.*[/.]/, '') });
	}
	if (mediaType !== 'application/pdf') {
		checkBytes(engine, name, bytes.length);
		const inHand = await inMemory(bytes, name);
		const pageCount = await countPages(mediaType, inHand, name);
		const wanted = pages === undefined ? undefined : parsePages(pages, pageCount);
		const document = { name, bytes: inHand, mediaType, ...(pageCount === undefined ? {} : { pageCount }) };
		return withContent(await recognizeAsItIs(engine, document, wanted, request), name);
	}
	const document = await pdf.open(bytes, { name, password, signal });
	try {
		return withContent(await recognizePdf(engine, document, request), name);
	} finally {
		await document.close();
	}
}

async function recognizePdf(engine: OcrEngine, document: PdfDocument, request: RecognizeRequest): Promise<Recognition> {
	const { name, bytes, pages, signal } = request;
	const { pageCount, encrypted } = document;
	const all = Array.from({ length: pageCount }, (_, index) => index);
	const wanted = pages === undefined ? undefined : parsePages(pages, pageCount);
	if (engine.limits.pages !== Infinity) {
		return recognizeInParts(engine, document, wanted ?? all, request);
	}
	checkBytes(engine, name, bytes.length);
	// Engines cannot open encrypted documents; extracted pages are not encrypted.
	const readable = encrypted ? await document.extract(all, signal) : bytes;
	return recognizeAsItIs(engine, { name, bytes: readable, mediaType: 'application/pdf', pageCount }, wanted, request);
}

function checkBytes({ id, limits }: OcrEngine, name: string, bytes: number): void {
	if (bytes > limits.bytes) {
		throw new FoveaError('tooManyBytes', { name, engine: id, bytes, limit: limits.bytes });
	}
}

/** @throws {FoveaError} `nothingRecognized` if all pages are empty */
function withContent(recognition: Recognition, name: string): Recognition {
	const { pages, failed } = recognition;
	if (
		failed.length === 0 &&
		pages.every(({ markdown, images, tables, leftOut }) => !markdown.trim() && images.length === 0 && tables.length === 0 && !leftOut)
	) {
		throw new FoveaError('nothingRecognized', { name });
	}
	return recognition;
}
