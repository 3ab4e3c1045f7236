import { type Bytes, inMemory } from '../bytes.ts';
import type { Cache } from '../cache.ts';
import { FoveaError } from '../errors.ts';
import type { PdfDocument, PdfEngine } from '../pdf/pdfEngine.ts';
import { recognizeAsItIs } from './asItIs.ts';
import { countPages } from './countPages.ts';
import type { FailedPage, OcrEngine, OcrPage, OcrResult } from './engine.ts';
import { recognizeInParts } from './inParts.ts';
import { mediaTypeOf } from './mediaType.ts';
import { parsePages } from './pages.ts';

export interface RecognizeRequest {
	readonly name: string;
	readonly bytes: Bytes;
	/** 1-based, as people write them: `1-3,7,12-`; all when absent. Of office documents, pages as the service lays them out, slides for instance. */
	readonly pages?: string | undefined;
	/** Asked for when the document needs one to open. */
	readonly password?: string | undefined;
	readonly cache?: Cache | undefined;
	/** What is known of the endpoint; nothing when absent. */
	readonly endpoint?: Endpoint | undefined;
	readonly signal: AbortSignal;
	/** Told as pages are done, in any order. */
	readonly onPage?: (done: number, total: number) => void;
	/** Told what each part became, in any order, with the document's own page numbers. */
	readonly onPart?: (part: LandedPart) => void;
	/** Told pages as `RecognizeOptions.onDraft` is, and which pages they are among. */
	readonly onDraft?: ((pages: readonly OcrPage[], wanted: readonly number[]) => void) | undefined;
}

/** What is known of the endpoint that an engine asks, now. */
export interface Endpoint {
	/** How many requests it takes at once. */
	readonly current: number;
	/** Whether it has ever answered: if not, the first part goes alone, because the others would meet the same refusal or learn the same lesson. */
	readonly proven: boolean;
}

/** A part of a document that is done with. */
export interface LandedPart {
	readonly pages: readonly OcrPage[];
	readonly failed: readonly FailedPage[];
	/** All pages of the document that were asked for, 0-based, ascending. */
	readonly wanted: readonly number[];
	readonly model: string;
	/** Pages that the service counted for billing: none where they were kept from an earlier run. */
	readonly paid: number;
}

export interface Recognition extends Omit<OcrResult, 'failed' | 'missing'> {
	/** How many of the pages were kept from an earlier run and not asked for again. */
	readonly kept: number;
	/** Pages that could not be recognised, ascending, and why; the others are there. */
	readonly failed: readonly FailedPage[];
	/** Pages that did not go as they are. */
	readonly notes: readonly PageNote[];
}

/** `sentAsPicture`: the page was drawn and the drawing recognised, because the page itself is too large to be sent or cannot be cut out. */
export interface PageNote {
	/** 0-based. */
	readonly index: number;
	readonly what: 'sentAsPicture';
}

/**
 * From a file's bytes to recognised pages: checks all that can be checked before anything is sent, cuts what is over the engine's limits into
 * parts, asks for several at once, and skips what the cache has. A part that fails does not take the others with it.
 * @throws {FoveaError} what is wrong with the document or, when no page could be recognised, with the engine's answer
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
	// Engines open no encrypted document; cut-out pages are not encrypted any more.
	const readable = encrypted ? await document.extract(all, signal) : bytes;
	return recognizeAsItIs(engine, { name, bytes: readable, mediaType: 'application/pdf', pageCount }, wanted, request);
}

function checkBytes({ id, limits }: OcrEngine, name: string, bytes: number): void {
	if (bytes > limits.bytes) {
		throw new FoveaError('tooManyBytes', { name, engine: id, bytes, limit: limits.bytes });
	}
}

/** @throws {FoveaError} `nothingRecognized` when no page has anything on it */
function withContent(recognition: Recognition, name: string): Recognition {
	const { pages, failed } = recognition;
	if (
		failed.length === 0 &&
		pages.every(({ markdown, images, tables }) => !markdown.trim() && images.length === 0 && tables.length === 0)
	) {
		throw new FoveaError('nothingRecognized', { name });
	}
	return recognition;
}
