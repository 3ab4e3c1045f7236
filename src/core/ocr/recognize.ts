import { type Cache, cacheKey } from '../cache.ts';
import { FoveaError } from '../errors.ts';
import type { PdfEngine } from '../pdf/pdfEngine.ts';
import type { OcrDocument, OcrEngine, OcrResult, RecognizeOptions } from './engine.ts';
import { mediaTypeOf } from './mediaType.ts';
import { parsePages } from './pages.ts';

export interface RecognizeRequest extends Pick<RecognizeOptions, 'signal' | 'onPage'> {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** 1-based, as people write them: `1-3,7,12-`; all when absent. */
	readonly pages?: string | undefined;
	readonly cache?: Cache | undefined;
}

export interface Recognition extends OcrResult {
	/** Whether the result was kept from an earlier run, so that nothing was asked. */
	readonly kept: boolean;
}

/**
 * From a file's bytes to recognised pages: checks all that can be checked before anything is sent, then asks the engine, unless the cache has
 * what the same request once brought.
 * @throws {FoveaError} what is wrong with the document, the engine's limits, or the engine's answer
 */
export async function recognize(engine: OcrEngine, pdf: PdfEngine, request: RecognizeRequest): Promise<Recognition> {
	const { name, bytes, pages, signal, onPage } = request;
	const mediaType = await mediaTypeOf(name, bytes, engine.id);
	if (!engine.mediaTypes.has(mediaType)) {
		throw new FoveaError('unsupportedType', { name, engine: engine.id, type: mediaType.replace(/^.*[/.]/, '') });
	}
	if (bytes.length > engine.limits.bytes) {
		throw new FoveaError('tooManyBytes', { name, engine: engine.id, bytes: bytes.length, limit: engine.limits.bytes });
	}
	const pageCount = await countPages(pdf, { name, bytes, mediaType }, signal);
	if (pageCount !== undefined && pageCount > engine.limits.pages) {
		throw new FoveaError('tooManyPages', { name, engine: engine.id, pages: pageCount, limit: engine.limits.pages });
	}

	const wanted = pages && pageCount ? parsePages(pages, pageCount) : undefined;
	const document = { name, bytes, mediaType, ...(pageCount === undefined ? {} : { pageCount }) };
	const result = await throughCache(request.cache, engine, document, wanted, () =>
		engine.recognize(document, { signal, ...(wanted ? { pages: wanted } : {}), ...(onPage ? { onPage } : {}) }),
	);
	if (result.pages.every(({ markdown, images, tables }) => !markdown.trim() && images.length === 0 && tables.length === 0)) {
		throw new FoveaError('nothingRecognized', { name });
	}
	return result;
}

/** What was paid for is on disk before it is used. */
async function throughCache(
	cache: Cache | undefined,
	{ profile }: OcrEngine,
	{ bytes }: OcrDocument,
	pages: readonly number[] | undefined,
	ask: () => Promise<OcrResult>,
): Promise<Recognition> {
	if (!cache || profile === undefined) {
		return { ...(await ask()), kept: false };
	}
	const key = cacheKey(bytes, { profile, pages });
	const kept = (await cache.get(key)) as OcrResult | undefined;
	if (kept) {
		return { ...kept, kept: true };
	}
	const result = await ask();
	await cache.set(key, result);
	return { ...result, kept: false };
}

/** Undefined where only the service can count. */
async function countPages(pdf: PdfEngine, { name, bytes, mediaType }: OcrDocument, signal: AbortSignal): Promise<number | undefined> {
	if (mediaType === 'application/pdf') {
		const document = await pdf.open(bytes, { name, signal });
		try {
			return document.pageCount;
		} finally {
			await document.close();
		}
	}
	return mediaType.startsWith('image/') ? 1 : undefined;
}
