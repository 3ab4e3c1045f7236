import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { untilAbort } from '../abort.ts';
import type { Bytes } from '../bytes.ts';
import { FoveaError, isFoveaError } from '../errors.ts';
import { RpcClient } from '../worker/rpc.ts';
import type { PageLayout } from './pageLayout.ts';
import type { RenderOptions } from './drawPage.ts';
import type { PdfApi } from './pdfApi.ts';
import type { ImageType } from './pdfium.ts';
import type { RenderedPage } from './rgbaImage.ts';
import { inSharedMemory } from './sharedBytes.ts';

export interface PdfEngineOptions {
	/** The folder with `pdfWorker.cjs` and `pdfium.wasm`. */
	readonly files: string;
	/** How long PDFium may be busy with one page. */
	readonly timeoutMs?: number;
}

/** A document that is to be opened. */
interface Source {
	readonly bytes: Bytes;
	readonly name: string;
	readonly password?: string | undefined;
	readonly type?: ImageType | undefined;
}

export interface OpenOptions {
	/** For messages and logs. */
	readonly name: string;
	readonly password?: string | undefined;
	readonly signal: AbortSignal;
}

/** An open document. Page numbers are 0-based. */
export interface PdfDocument {
	readonly pageCount: number;
	/** Whether it is, with or without a password to open it. */
	readonly encrypted: boolean;
	/**
	 * A page's text with its geometry, and what is drawn beside it.
	 * @throws {FoveaError} `corruptDocument` for a page that cannot be read, `engineFailed`
	 */
	layout(page: number, signal: AbortSignal): Promise<PageLayout>;
	/**
	 * A page as it shows, with its form fields and annotations, on white.
	 * @throws {FoveaError} `corruptDocument` for a page that cannot be read, `engineFailed`
	 */
	render(page: number, options: RenderOptions, signal: AbortSignal): Promise<RenderedPage>;
	/**
	 * A document of these pages alone, ascending, without encryption.
	 * @throws {FoveaError} `corruptDocument`, `engineFailed`
	 */
	extract(pages: readonly number[], signal: AbortSignal): Promise<Uint8Array>;
	/** Gives its memory back; the document cannot be used any more. */
	close(): Promise<void>;
}

/** A page that takes longer has hung PDFium. */
const defaultTimeoutMs = 60_000;

/** Of a thread whose memory is PDFium's, not JavaScript's. */
const youngMb = 8;

/** What is left of a call after its abort may take this long, then its thread is ended. */
const abortGraceMs = 300;

/**
 * Opens PDF documents in a thread of its own, one call at a time. The thread starts with the first document; when a document has hung it or
 * exhausted its memory, it is ended, that call fails, and the next one starts another thread in which documents open again by themselves.
 */
export class PdfEngine {
	private thread: PdfThread | undefined;
	private lastCall: Promise<unknown> = Promise.resolve();

	constructor(private readonly options: PdfEngineOptions) {}

	/**
	 * Reads no page: quick whatever the page count. `bytes` must not change until the document is closed.
	 * @throws {FoveaError} `passwordRequired` (also for a wrong one), `corruptDocument` (no PDF, cut off, no pages), `engineFailed`; of a file, here
	 * and in the document's methods, `documentChanged`, `fileNotFound`, `notReadable`
	 * @throws {DOMException} `AbortError` when `signal` aborts, here and in the document's methods
	 */
	async open(bytes: Bytes, { name, password, signal }: OpenOptions): Promise<PdfDocument> {
		return this.openSource({ bytes, name, password }, signal);
	}

	/**
	 * A picture as a document of one page, one point a pixel, so that it can be drawn in any size; transparent parts are white.
	 * @throws {FoveaError} `corruptDocument` for what is no picture of this type, `engineFailed`
	 */
	async openImage(bytes: Uint8Array, type: ImageType, { name, signal }: OpenOptions): Promise<PdfDocument> {
		return this.openSource({ bytes, name, type }, signal);
	}

	/** Ends the thread. Calls under way fail; a later call starts another thread. */
	async dispose(): Promise<void> {
		await this.thread?.end('The PDF engine was closed');
	}

	/** Runs `task` when all earlier ones are done. */
	async call<T>(name: string, signal: AbortSignal, task: (thread: PdfThread) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		const result = this.lastCall.then(() => this.guard(name, signal, task));
		this.lastCall = result.catch(() => undefined);
		return untilAbort(result, signal);
	}

	/** Does something in the thread that is there, if there still is one, after all earlier calls. */
	async afterCalls(task: (thread: PdfThread) => Promise<void>): Promise<void> {
		this.lastCall = this.lastCall.then(async () => this.thread && task(this.thread)).catch(() => undefined);
		await this.lastCall;
	}

	private async openSource(source: Source, signal: AbortSignal): Promise<PdfDocument> {
		const document = new ThreadDocument(this, source);
		await this.call(source.name, signal, (thread) => document.openIn(thread));
		return document;
	}

	private async guard<T>(name: string, signal: AbortSignal, task: (thread: PdfThread) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		const { timeoutMs = defaultTimeoutMs } = this.options;
		const thread = this.start();
		const timers = [setTimeout(() => void thread.end(`PDFium was busy for more than ${timeoutMs} ms`), timeoutMs)];
		const onAbort = () => timers.push(setTimeout(() => void thread.end('PDFium did not finish after an abort'), abortGraceMs));
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			return await task(thread);
		} catch (error) {
			if (isFoveaError(error)) {
				throw error;
			}
			// What failed in a way that nobody foresaw may have left anything behind.
			await thread.end('PDFium failed');
			throw new FoveaError('engineFailed', { name }, error instanceof Error ? error.message : String(error), { cause: error });
		} finally {
			signal.removeEventListener('abort', onAbort);
			timers.forEach(clearTimeout);
		}
	}

	private start(): PdfThread {
		if (!this.thread) {
			const thread = new PdfThread(this.options.files, () => {
				if (this.thread === thread) {
					this.thread = undefined;
				}
			});
			this.thread = thread;
		}
		return this.thread;
	}
}

/** One life of the worker. */
class PdfThread {
	readonly client: RpcClient<PdfApi>;
	private readonly worker: Worker;

	constructor(
		files: string,
		private readonly onEnd: () => void,
	) {
		this.worker = new Worker(path.join(files, 'pdfWorker.cjs'), {
			workerData: { wasm: path.join(files, 'pdfium.wasm') },
			resourceLimits: { maxYoungGenerationSizeMb: youngMb },
		});
		this.client = new RpcClient<PdfApi>(this.worker);
		this.worker.on('error', (error) => void this.end(error instanceof Error ? error.message : String(error)));
		this.worker.on('exit', (code) => void this.end(`The PDF worker ended with code ${code}`));
	}

	async end(reason: string): Promise<void> {
		this.onEnd();
		this.client.close(new Error(reason));
		await this.worker.terminate();
	}
}

class ThreadDocument implements PdfDocument {
	pageCount = 0;
	encrypted = false;
	private opened: { readonly thread: PdfThread; readonly document: number } | undefined;

	constructor(
		private readonly engine: PdfEngine,
		private readonly source: Source,
	) {}

	async openIn(thread: PdfThread): Promise<number> {
		if (this.opened?.thread !== thread) {
			// Shared with the worker, where PDFium reads what it needs of it.
			const bytes = this.source.bytes instanceof Uint8Array ? inSharedMemory(this.source.bytes) : this.source.bytes;
			const { document, pageCount, encrypted } = await thread.client.call('open', { ...this.source, bytes });
			this.opened = { thread, document };
			this.pageCount = pageCount;
			this.encrypted = encrypted;
		}
		return this.opened.document;
	}

	layout(page: number, signal: AbortSignal): Promise<PageLayout> {
		return this.engine.call(this.source.name, signal, async (thread) =>
			thread.client.call('layout', { document: await this.openIn(thread), page }),
		);
	}

	render(page: number, options: RenderOptions, signal: AbortSignal): Promise<RenderedPage> {
		return this.engine.call(this.source.name, signal, async (thread) =>
			thread.client.call('render', { ...options, document: await this.openIn(thread), page }),
		);
	}

	extract(pages: readonly number[], signal: AbortSignal): Promise<Uint8Array> {
		return this.engine.call(this.source.name, signal, async (thread) =>
			thread.client.call('extract', { document: await this.openIn(thread), pages }),
		);
	}

	close(): Promise<void> {
		return this.engine.afterCalls(async (thread) => {
			if (this.opened?.thread === thread) {
				await thread.client.call('close', { document: this.opened.document });
			}
			this.opened = undefined;
		});
	}
}
