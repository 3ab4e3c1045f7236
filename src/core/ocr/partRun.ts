import { base64Length, inMemory } from '../disk/bytes.ts';
import { type ErrorCode, FoveaError, isFoveaError } from '../errors.ts';
import type { PdfDocument } from '../pdf/pdfEngine.ts';
import { giveBack } from '../pdf/sharedBytes.ts';
import type { DocumentInMemory, UploadedDocument, OcrDocument, OcrEngine, OcrResult } from './engine.ts';
import { type PageText, leftOutLines, pageText } from './leftOutText.ts';
import { type PageCache, pageCacheFor } from './pageCache.ts';
import type { HeldPages } from './pagesUnderWay.ts';
import { PartCollector, missingOf } from './partCollector.ts';
import { type Part, PartSchedule, halve } from './partSchedule.ts';
import type { Recognition, RecognizeRequest } from './recognition.ts';

/** How many parts are prepared and uploaded while the service works on others. */
const partsAhead = 2;
const partsAheadAtFirst = 1;

/** The most bytes of parts in memory at once; a larger part is sent alone. */
const maxBytesUnderWay = 64_000_000;

/** How many requests run at once if nothing is known of the endpoint. */
const unknownEndpoint = { current: 4, proven: false };

/** Failures that the next part would have too; nothing is sent after one of them. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'missingKey',
	'unauthorized',
	'forbidden',
	'signedOut',
	'signInRefused',
	'notFound',
	'modelNotFound',
	'quotaExhausted',
	'redirected',
	'rejectedFields',
	'hostNotFound',
	'connectionRefused',
	'tls',
	'proxyUnreachable',
	'proxyAuthentication',
	'proxyRefused',
]);

/** Whether a failure means that nothing else of the document can be recognised now. */
export function isHopeless({ code }: FoveaError): boolean {
	return hopeless.has(code);
}

/** Milliseconds that a part's answer waits for the PDF's own text of its pages, so that a page that hangs does not hold up a paid result. */
const textsAfterAnswer = 15_000;

/** Resolutions at which a page that cannot be sent as it is is rendered, until the picture fits. */
const pictureDpi = [200, 150, 100, 72];
const maxPicturePixels = 12_000_000;

/**
 * Recognizes the wanted pages of a document in several parts at once. Cached pages are not requested again, and a failed part does not affect the
 * others.
 * @throws as `recognize`
 */
export async function recognizeInParts(
	engine: OcrEngine,
	document: PdfDocument,
	wanted: Part,
	request: RecognizeRequest,
): Promise<Recognition> {
	return new PartRun(engine, document, wanted, request).run();
}

/** Pages as they are sent, or why they cannot be sent. */
type Cut = { readonly pages: Part } & (
	| { readonly document: UploadedDocument }
	/** `own`: bytes that were made for this request alone. */
	| { readonly document: DocumentInMemory; readonly own: boolean }
	| { readonly failure: FoveaError }
);

class PartRun {
	private readonly collector: PartCollector;
	private cache: PageCache | undefined;
	private held: HeldPages | undefined;
	private done = 0;
	private answered = 0;
	private uploaded: UploadedDocument | undefined;
	/** Aborts the running parts after a failure that affects all. */
	private readonly hope = new AbortController();
	private readonly signal: AbortSignal;

	constructor(
		private readonly engine: OcrEngine,
		private readonly document: PdfDocument,
		private readonly wanted: Part,
		private readonly request: RecognizeRequest,
	) {
		this.collector = new PartCollector(wanted, request);
		this.signal = AbortSignal.any([request.signal, this.hope.signal]);
	}

	async run(): Promise<Recognition> {
		this.cache = await pageCacheFor(this.engine, this.request);
		const found = await this.cache?.findOrHold(this.wanted, ({ pages, result }) => {
			this.collector.collect(result, { cached: true });
			this.progress(pages.length);
		});
		this.held = found?.held;
		const pages = found?.missing ?? this.wanted;
		try {
			if (this.goesAsItIs(pages)) {
				await this.part(pages);
			} else if (pages.length > 0) {
				await this.ask(pages);
			}
		} finally {
			this.held?.release();
		}
		return this.collector.recognition();
	}

	private async ask(pages: Part): Promise<void> {
		const holding = this.upload(pages);
		const underWay = new Set<Promise<void>>();
		try {
			await this.askAtOnce(pages, holding, underWay);
		} catch (error) {
			this.hope.abort();
			throw error;
		} finally {
			await Promise.allSettled(underWay);
			await (await holding.catch(() => undefined))?.release();
		}
	}

	/** Whether these are all pages, and one request can contain the document as it is. */
	private goesAsItIs({ length }: Part): boolean {
		const { limits, rangePages = limits.pages } = this.engine;
		const { pageCount } = this.document;
		return length === pageCount && length <= Math.min(limits.pages, rangePages) && base64Length(this.request.bytes.length) <= limits.bytes;
	}

	/** Uploads the document; undefined if it is better sent in parts. */
	private async upload(pages: Part): Promise<UploadedDocument | undefined> {
		const { document, engine, signal } = this;
		const { name, bytes } = this.request;
		if (!engine.upload || this.request.pages !== undefined || pages.length <= (engine.rangePages ?? engine.limits.pages)) {
			return undefined;
		}
		const all = Array.from({ length: document.pageCount }, (_, index) => index);
		const readable = document.encrypted ? await document.extract(all, signal) : bytes;
		return engine.upload({ name, bytes: readable, mediaType: 'application/pdf', pageCount: document.pageCount }, { signal, pages });
	}

	/** Sends the first part beside the upload, so that its text comes early; the others name pages of the uploaded document. */
	private async askAtOnce(pages: Part, holding: Promise<UploadedDocument | undefined>, underWay: Set<Promise<void>>): Promise<void> {
		const { limits, rangePages = limits.pages } = this.engine;
		const endpoint = this.request.endpoint ?? unknownEndpoint;
		const bytesPerPage = this.request.bytes.length / this.document.pageCount;
		const schedule = new PartSchedule(pages, bytesPerPage, { ...limits, pages: Math.min(limits.pages, rangePages) });
		const most = () => {
			const ahead = this.answered < endpoint.current ? partsAheadAtFirst : partsAhead;
			return endpoint.proven || this.answered > 0 ? endpoint.current + ahead : 1;
		};
		let bytes = 0;
		let first = true;
		for (;;) {
			while (underWay.size > 0 && (underWay.size >= most() || bytes >= maxBytesUnderWay)) {
				await Promise.race(underWay);
			}
			const part = schedule.take(endpoint.current, performance.now());
			if (!part) {
				break;
			}
			const carried = this.uploaded ? 0 : part.length * bytesPerPage;
			bytes += carried;
			const task = this.part(part).then((answered) => {
				bytes -= carried;
				schedule.done(part, endpoint.current, performance.now(), answered);
				underWay.delete(task);
			});
			underWay.add(task);
			if (first) {
				first = false;
				this.uploaded = await Promise.race([holding, task.then(() => holding)]);
			}
		}
		await Promise.all(underWay);
	}

	/**
	 * Recognizes a part, and requests pages that an answer leaves out once more. Returns whether all of it was answered; the rest is marked as
	 * failed.
	 * @throws {FoveaError} a failure that the other parts would have too
	 */
	private async part(part: Part, { again = true } = {}): Promise<boolean> {
		let answered = true;
		for await (const cut of this.cut(part)) {
			const late = new AbortController();
			const texts = this.texts('failure' in cut ? [] : cut.pages, AbortSignal.any([this.signal, late.signal]));
			const result = 'failure' in cut ? cut.failure : await this.recognize(cut.pages, cut.document);
			if ('own' in cut && cut.own) {
				giveBack(cut.document.bytes);
			}
			if (isFoveaError(result)) {
				late.abort();
				this.collector.fail(cut.pages, result);
				this.progress(cut.pages.length);
				answered = false;
				continue;
			}
			this.answered++;
			await this.cache?.add(result);
			const tooLate = setTimeout(() => late.abort(), textsAfterAnswer);
			const whole = withLeftOut(result, await texts);
			clearTimeout(tooLate);
			if (whole !== result) {
				await this.cache?.add(whole);
			}
			this.held?.release(whole.pages.map(({ index }) => index));
			this.collector.collect(whole, { cached: false });
			const missing = missingOf(result, cut.pages);
			this.progress(cut.pages.length - missing.length);
			if (missing.length > 0 && again) {
				answered = (await this.part(missing, { again: false })) && answered;
			} else if (missing.length > 0) {
				this.collector.fail(missing, new FoveaError('pageMissing', { engine: this.engine.id }));
				this.progress(missing.length);
				answered = false;
			}
		}
		return answered;
	}

	/** The answer with the document's own page numbers, or the failure of just these pages. */
	private async recognize(pages: Part, document: OcrDocument | UploadedDocument): Promise<OcrResult | FoveaError> {
		const { engine, signal } = this;
		try {
			if ('recognize' in document) {
				return await document.recognize({ signal, pages });
			}
			return inDocument(await engine.recognize(document, { signal }), pages);
		} catch (error) {
			this.signal.throwIfAborted();
			if (!isFoveaError(error) || isHopeless(error)) {
				throw error;
			}
			return error;
		}
	}

	/** The pages of a part as they can be sent: together, or repeatedly halved if they are too large, and in the end as a picture. */
	private async *cut(pages: Part): AsyncGenerator<Cut> {
		if (this.uploaded) {
			yield { pages, document: this.uploaded };
			return;
		}
		if (this.goesAsItIs(pages) && !this.document.encrypted) {
			yield { pages, document: this.pdf(await inMemory(this.request.bytes, this.request.name), pages), own: false };
			return;
		}
		const bytes = await this.extract(pages);
		if (bytes instanceof Uint8Array && base64Length(bytes.length) <= this.engine.limits.bytes) {
			yield { pages, document: this.pdf(bytes, pages), own: true };
		} else if (pages.length > 1) {
			for (const half of halve(pages)) {
				yield* this.cut(half);
			}
		} else {
			yield this.single(pages, bytes);
		}
	}

	/** Handles a single page that is too large, or cannot be cut out. */
	private async single(pages: Part, bytes: Uint8Array | FoveaError): Promise<Cut> {
		const { id, limits } = this.engine;
		const picture = await this.picture(pages[0]!);
		if (picture) {
			this.collector.note({ index: pages[0]!, what: 'sentAsPicture' });
			return { pages, document: picture, own: true };
		}
		if (!(bytes instanceof Uint8Array)) {
			return { pages, failure: bytes };
		}
		return bytes.length <= limits.bytes
			? { pages, document: this.pdf(bytes, pages), own: true }
			: {
					pages,
					failure: new FoveaError('tooManyBytes', { name: this.request.name, engine: id, bytes: bytes.length, limit: limits.bytes }),
				};
	}

	/** The PDF's own text of the pages, read while the service works. Pages that cannot be read, or not in time, are not compared. */
	private async texts(pages: Part, signal: AbortSignal): Promise<ReadonlyMap<number, PageText>> {
		const texts = new Map<number, PageText>();
		for (const page of pages) {
			if (signal.aborted) {
				break;
			}
			const layout = await this.document.layout(page, signal).catch(() => undefined);
			const text = layout && pageText(layout);
			if (text) {
				texts.set(page, text);
			}
		}
		return texts;
	}

	private pdf(bytes: Uint8Array, { length }: Part): DocumentInMemory {
		return { name: this.request.name, bytes, mediaType: 'application/pdf', pageCount: length };
	}

	/** Returns a failure instead of throwing it, because the page can still be rendered. */
	private async extract(pages: Part): Promise<Uint8Array | FoveaError> {
		try {
			return await this.document.extract(pages, this.signal);
		} catch (error) {
			if (isFoveaError(error) && (error.code === 'corruptDocument' || error.code === 'engineFailed')) {
				return error;
			}
			throw error;
		}
	}

	/** The page as a picture; undefined if it cannot be rendered, the engine accepts no pictures, or none is small enough. */
	private async picture(page: number): Promise<DocumentInMemory | undefined> {
		const { mediaTypes, limits } = this.engine;
		for (const dpi of mediaTypes.has('image/png') ? pictureDpi : []) {
			const bytes = await this.document.renderPng(page, { dpi, maxPixels: maxPicturePixels }, this.signal).catch((error: unknown) => {
				if (!isFoveaError(error)) {
					throw error;
				}
			});
			if (bytes && base64Length(bytes.length) <= limits.bytes) {
				return { name: this.request.name, bytes, mediaType: 'image/png', pageCount: 1 };
			}
		}
		return undefined;
	}

	private progress(pages: number): void {
		this.done += pages;
		this.request.onPage?.(this.done, this.wanted.length);
	}
}

/** The answer with the lines that it left out of its pages; the same answer if there are none. */
function withLeftOut(result: OcrResult, texts: ReadonlyMap<number, PageText>): OcrResult {
	const pages = result.pages.map((page) => {
		const text = texts.get(page.index);
		const leftOut = text ? leftOutLines(text, page) : [];
		return leftOut.length > 0 ? { ...page, leftOut } : page;
	});
	return pages.some((page, i) => page !== result.pages[i]) ? { ...result, pages } : result;
}

/** The answer about a part with the document's own page numbers. */
function inDocument({ pages, failed, ...result }: OcrResult, part: Part): OcrResult {
	const own = (index: number): number => part[index] ?? index;
	return {
		...result,
		pages: pages.map((page) => ({ ...page, index: own(page.index) })),
		...(failed ? { failed: failed.map((page) => ({ ...page, index: own(page.index) })) } : {}),
	};
}
