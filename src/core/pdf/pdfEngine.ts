import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { onAbort, untilAbort } from '../abort.ts';
import type { Bytes } from '../disk/bytes.ts';
import { FoveaError, isFoveaError } from '../errors.ts';
import { RpcClient } from '../rpc.ts';
import { watchWorkTime } from '../workTime.ts';
import type { PageLayout } from './pageLayout.ts';
import type { RenderOptions } from './drawPage.ts';
import type { PdfApi } from './pdfApi.ts';
import type { ImageType } from './pdfium.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';
import { inSharedMemory } from './sharedBytes.ts';

/** Options of a `PdfEngine`. */
export interface PdfEngineOptions {
	/** The folder with `pdfWorker.cjs` and `pdfium.wasm`. */
	readonly files: string;
	/** How long PDFium may work on one page. */
	readonly timeoutMs?: number;
	/** Threads at most; as many as there are processors, up to four, when absent. */
	readonly threads?: number;
	/** Milliseconds of processor time that this process has taken; its own account when absent. */
	readonly cpuMs?: () => number;
}

/** A document that is to be opened. */
interface Source {
	/** In memory they are shared with the threads from the first opening on. */
	bytes: Bytes;
	readonly name: string;
	readonly password?: string | undefined;
	readonly type?: ImageType | undefined;
}

/** Options of `PdfEngine.open`. */
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
	 * The same as an opaque PNG file.
	 * @throws {FoveaError} as `render`
	 */
	renderPng(page: number, options: RenderOptions, signal: AbortSignal): Promise<Uint8Array>;
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

/** Calls that wait before another thread is worth starting, which takes about as long as reading a few pages. */
const worthAThread = 2;

/** Threads at most: each has memory of its own for PDFium and what it has read of a document. */
const mostThreads = 4;

/** What says which of the threads that are free is the best for a call. */
type Preference = (thread: PdfThread) => boolean;

/**
 * Opens PDF documents in threads of their own, each with one call at a time. The first starts with the first document, others when calls wait; all read the
 * same bytes. When a document has hung a thread or exhausted its memory, it is ended, that call fails, and the next one starts another thread in which documents
 * open again by themselves.
 */
export class PdfEngine {
	/** Calls that are answered at once at most. */
	readonly atOnce: number;
	private readonly threads = new Set<PdfThread>();
	private readonly free: PdfThread[] = [];
	private readonly waiting: ((thread: PdfThread) => void)[] = [];
	private openDocuments = 0;

	constructor(private readonly options: PdfEngineOptions) {
		this.atOnce = options.threads ?? Math.min(availableParallelism(), mostThreads);
	}

	/**
	 * Reads no page: quick whatever the page count. `bytes` must not change until the document is closed.
	 * @throws {FoveaError} `passwordRequired` (also for a wrong one), `corruptDocument` (no PDF, cut off, no pages), `portfolio`, `xfaForm`, `engineFailed`;
	 * of a file, here and in the document's methods, `documentChanged`, `fileNotFound`, `notReadable`
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

	/** Ends the threads. Calls under way fail; a later call starts another thread. */
	async dispose(): Promise<void> {
		await Promise.all([...this.threads].map((thread) => thread.end('The PDF engine was closed')));
	}

	/** Runs `task` in a thread that has nothing else to do, when it is its turn. */
	async call<T>(name: string, signal: AbortSignal, prefer: Preference, task: (thread: PdfThread) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		return untilAbort(this.inThread(name, signal, prefer, task), signal);
	}

	/** A document less. Threads beyond the first give their memory back when there is none. */
	documentClosed(): void {
		this.openDocuments--;
		if (this.openDocuments === 0) {
			this.free.slice(1).forEach((thread) => void thread.end('No document is open'));
		}
	}

	private async openSource(source: Source, signal: AbortSignal): Promise<PdfDocument> {
		const document = new ThreadDocument(this, source);
		this.openDocuments++;
		try {
			await document.open(signal);
			return document;
		} catch (error) {
			await document.close();
			throw error;
		}
	}

	private async inThread<T>(name: string, signal: AbortSignal, prefer: Preference, task: (thread: PdfThread) => Promise<T>): Promise<T> {
		const thread = await this.turn(prefer);
		try {
			return await this.guard(thread, name, signal, task);
		} finally {
			this.release(thread);
		}
	}

	private async guard<T>(thread: PdfThread, name: string, signal: AbortSignal, task: (thread: PdfThread) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		const { timeoutMs = defaultTimeoutMs, cpuMs } = this.options;
		const unwatch = watchWorkTime({
			limitMs: timeoutMs,
			onLimit: () => void thread.end(`PDFium was busy for more than ${timeoutMs} ms`),
			sharedBy: () => this.threads.size - this.free.length,
			cpuMs,
		});
		let grace: NodeJS.Timeout | undefined;
		const stop = onAbort(signal, () => {
			grace = setTimeout(() => void thread.end('PDFium did not finish after an abort'), abortGraceMs);
		});
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
			stop();
			clearTimeout(grace);
			unwatch();
		}
	}

	private async turn(prefer: Preference): Promise<PdfThread> {
		const free = this.free.find(prefer) ?? this.free[0];
		if (free) {
			this.free.splice(this.free.indexOf(free), 1);
			return free;
		}
		if (this.threads.size === 0 || (this.threads.size < this.atOnce && this.waiting.length + 1 >= worthAThread)) {
			return this.start();
		}
		return new Promise((resolve) => this.waiting.push(resolve));
	}

	private release(thread: PdfThread): void {
		const next = this.waiting.shift();
		if (next) {
			next(this.threads.has(thread) ? thread : this.start());
		} else if (this.threads.has(thread)) {
			this.free.push(thread);
		}
	}

	private start(): PdfThread {
		const thread = new PdfThread(this.options.files, () => {
			this.threads.delete(thread);
			if (this.free.includes(thread)) {
				this.free.splice(this.free.indexOf(thread), 1);
			}
		});
		this.threads.add(thread);
		return thread;
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

/** A document in the threads that have read of it. */
class ThreadDocument implements PdfDocument {
	pageCount = 0;
	encrypted = false;
	private readonly opened = new Map<PdfThread, number>();
	private readonly calls = new Set<Promise<unknown>>();
	private closed = false;

	constructor(
		private readonly engine: PdfEngine,
		private readonly source: Source,
	) {}

	async open(signal: AbortSignal): Promise<void> {
		await this.call(signal, async (thread) => this.openIn(thread));
	}

	layout(page: number, signal: AbortSignal): Promise<PageLayout> {
		return this.call(signal, async (thread, document) => thread.client.call('layout', { document, page }));
	}

	render(page: number, options: RenderOptions, signal: AbortSignal): Promise<RenderedPage> {
		return this.call(signal, async (thread, document) => thread.client.call('render', { ...options, document, page }));
	}

	renderPng(page: number, options: RenderOptions, signal: AbortSignal): Promise<Uint8Array> {
		return this.call(signal, async (thread, document) => thread.client.call('renderPng', { ...options, document, page }));
	}

	extract(pages: readonly number[], signal: AbortSignal): Promise<Uint8Array> {
		return this.call(signal, async (thread, document) => thread.client.call('extract', { document, pages }));
	}

	async close(): Promise<void> {
		if (this.closed) {
			return;
		}
		this.closed = true;
		// Calls whose caller is gone may still run.
		await Promise.allSettled(this.calls);
		const closing = [...this.opened].map(async ([thread, document]) => thread.client.call('close', { document }));
		this.opened.clear();
		await Promise.allSettled(closing);
		this.engine.documentClosed();
	}

	private call<T>(signal: AbortSignal, task: (thread: PdfThread, document: number) => Promise<T>): Promise<T> {
		const isOpenIn = (thread: PdfThread) => this.opened.has(thread);
		let settle: () => void = () => undefined;
		const running = new Promise<void>((resolve) => (settle = resolve));
		return this.engine.call(this.source.name, signal, isOpenIn, async (thread) => {
			this.calls.add(running);
			try {
				return await task(thread, await this.openIn(thread));
			} finally {
				this.calls.delete(running);
				settle();
			}
		});
	}

	private async openIn(thread: PdfThread): Promise<number> {
		const known = this.opened.get(thread);
		if (known !== undefined) {
			return known;
		}
		// Shared with the worker, where PDFium reads what it needs of it.
		const bytes = this.source.bytes instanceof Uint8Array ? inSharedMemory(this.source.bytes) : this.source.bytes;
		this.source.bytes = bytes;
		const { document, pageCount, encrypted } = await thread.client.call('open', { ...this.source, bytes });
		this.opened.set(thread, document);
		this.pageCount = pageCount;
		this.encrypted = encrypted;
		return document;
	}
}
