import { type Cache, cacheKey, contentHash } from '../cache.ts';
import { type ErrorCode, FoveaError, isFoveaError } from '../errors.ts';
import { inParallel } from '../parallel.ts';
import type { PdfDocument, PdfEngine } from '../pdf/pdfEngine.ts';
import type { OcrDocument, OcrEngine, OcrPage, OcrResult, RecognizeOptions } from './engine.ts';
import { mediaTypeOf } from './mediaType.ts';
import { parsePages } from './pages.ts';
import { type Part, halve, planParts } from './plan.ts';

export interface RecognizeRequest {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** 1-based, as people write them: `1-3,7,12-`; all when absent. */
	readonly pages?: string | undefined;
	/** Asked for when the document needs one to open. */
	readonly password?: string | undefined;
	readonly cache?: Cache | undefined;
	readonly signal: AbortSignal;
	/** Told as pages are done, in any order. */
	readonly onPage?: (done: number, total: number) => void;
}

export interface Recognition extends OcrResult {
	/** How many of the pages were kept from an earlier run and not asked for again. */
	readonly kept: number;
	/** Pages that could not be recognised, ascending, and why; the others are there. */
	readonly failed: readonly FailedPage[];
}

export interface FailedPage {
	/** 0-based. */
	readonly index: number;
	readonly error: FoveaError;
}

type Answered = OcrResult & { readonly kept: boolean };

/** Parts in memory at once; how many of them are asked at once is the endpoint's limiter's affair. */
const partsAtOnce = 8;

/** Failures that the next part would meet too: nothing more is sent after one. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'missingKey',
	'unauthorized',
	'forbidden',
	'notFound',
	'redirected',
	'rejectedFields',
	'hostNotFound',
	'connectionRefused',
	'tls',
]);

/**
 * From a file's bytes to recognised pages: checks all that can be checked before anything is sent, cuts what is over the engine's limits into
 * parts, asks for several at once, and skips what the cache has. A part that fails does not take the others with it.
 * @throws {FoveaError} what is wrong with the document or, when no page could be recognised, with the engine's answer
 * @throws {DOMException} `AbortError` when the signal aborts
 */
export async function recognize(engine: OcrEngine, pdf: PdfEngine, request: RecognizeRequest): Promise<Recognition> {
	const { name, bytes, password, signal } = request;
	const mediaType = await mediaTypeOf(name, bytes, engine.id);
	if (!engine.mediaTypes.has(mediaType)) {
		throw new FoveaError('unsupportedType', { name, engine: engine.id, type: mediaType.replace(/^.*[/.]/, '') });
	}
	if (mediaType !== 'application/pdf') {
		checkBytes(engine, name, bytes.length);
		const document = { name, bytes, mediaType, ...(mediaType.startsWith('image/') ? { pageCount: 1 } : {}) };
		return withContent(await new Run(engine, request).whole(document, undefined), name);
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
	const wanted = pages ? parsePages(pages, pageCount) : undefined;
	const run = new Run(engine, request);
	const local = engine.limits.pages === Infinity;
	if (!local && (wanted || pageCount > engine.limits.pages || bytes.length > engine.limits.bytes)) {
		return run.inParts(document, wanted ?? all);
	}
	checkBytes(engine, name, bytes.length);
	// Engines open no encrypted document; cut-out pages are not encrypted any more.
	const readable = encrypted ? await document.extract(all, signal) : bytes;
	return run.whole({ name, bytes: readable, mediaType: 'application/pdf', pageCount }, wanted);
}

/** One document on its way through an engine. */
class Run {
	private readonly recognized: OcrPage[] = [];
	private readonly failed: FailedPage[] = [];
	private done = 0;
	private kept = 0;
	private pagesProcessed = 0;
	private model = '';
	private hash: string | undefined;
	/** Ends what is under way when there is no hope left. */
	private readonly hope = new AbortController();
	private readonly signal: AbortSignal;

	constructor(
		private readonly engine: OcrEngine,
		private readonly request: RecognizeRequest,
	) {
		this.signal = AbortSignal.any([request.signal, this.hope.signal]);
	}

	/** Asks for the document as it is. */
	async whole(document: OcrDocument, wanted: readonly number[] | undefined): Promise<Recognition> {
		const { onPage } = this.request;
		this.take(await this.ask(document, wanted, { ...(wanted ? { pages: wanted } : {}), ...(onPage ? { onPage } : {}) }), undefined);
		return this.result();
	}

	async inParts(document: PdfDocument, wanted: readonly number[]): Promise<Recognition> {
		const { bytes } = this.request;
		const [first, ...others] = planParts(wanted, bytes.length / document.pageCount, this.engine.limits);
		// Alone, because what it teaches about the endpoint spares the others the same question.
		await this.part(document, first!, wanted.length);
		await inParallel(others, partsAtOnce, (part) => this.part(document, part, wanted.length));
		return this.result();
	}

	/** @throws {FoveaError} what leaves no hope for the other parts */
	private async part(document: PdfDocument, part: Part, total: number): Promise<void> {
		const { name } = this.request;
		try {
			const bytes = await document.extract(part, this.signal);
			if (bytes.length > this.engine.limits.bytes && part.length > 1) {
				for (const half of halve(part)) {
					await this.part(document, half, total);
				}
				return;
			}
			checkBytes(this.engine, name, bytes.length);
			this.take(await this.ask({ name, bytes, mediaType: 'application/pdf', pageCount: part.length }, part), part);
		} catch (error) {
			if (!isFoveaError(error) || hopeless.has(error.code)) {
				this.hope.abort();
				throw error;
			}
			this.failed.push(...part.map((index) => ({ index, error })));
		}
		this.done += part.length;
		this.request.onPage?.(this.done, total);
	}

	/** What was paid for is on disk before it is used. The key names the source and its pages: cutting gives other bytes each time. */
	private async ask(
		document: OcrDocument,
		pages: readonly number[] | undefined,
		options: Omit<RecognizeOptions, 'signal'> = {},
	): Promise<Answered> {
		const { cache, bytes } = this.request;
		const { profile } = this.engine;
		if (!cache || profile === undefined) {
			return { ...(await this.engine.recognize(document, { ...options, signal: this.signal })), kept: false };
		}
		this.hash ??= contentHash(bytes);
		const key = cacheKey(this.hash, { profile, pages });
		const kept = (await cache.get(key)) as OcrResult | undefined;
		if (kept) {
			return { ...kept, kept: true };
		}
		const result = await this.engine.recognize(document, { ...options, signal: this.signal });
		await cache.set(key, result);
		return { ...result, kept: false };
	}

	private take({ pages, model, pagesProcessed = 0, kept }: Answered, part: Part | undefined): void {
		this.recognized.push(...(part ? pages.map((page) => ({ ...page, index: part[page.index] ?? page.index })) : pages));
		this.model = model;
		if (kept) {
			this.kept += pages.length;
		} else {
			this.pagesProcessed += pagesProcessed;
		}
	}

	private result(): Recognition {
		const byIndex = (a: { index: number }, b: { index: number }) => a.index - b.index;
		const [failure] = this.failed;
		if (this.recognized.length === 0 && failure) {
			throw failure.error;
		}
		return {
			pages: this.recognized.sort(byIndex),
			model: this.model,
			pagesProcessed: this.pagesProcessed,
			kept: this.kept,
			failed: this.failed.sort(byIndex),
		};
	}
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
