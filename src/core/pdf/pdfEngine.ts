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
import type { ImageForm } from './pdfium.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';
import { inSharedMemory } from './sharedBytes.ts';

/** Options of a `PdfEngine`. */
export interface PdfEngineOptions {
	/** The folder with `pdfWorker.cjs` and `pdfium.wasm`. */
	readonly files: string;
	/** Milliseconds that PDFium may work on one page. */
	readonly timeoutMs?: number;
	/** The most threads; when absent, one less than there are processors, and from one to four. */
	readonly threads?: number;
	/** Milliseconds that a call waits before it gets another thread. */
	readonly patienceMs?: number;
	/** Milliseconds of processor time that this process has used; measured when absent. */
	readonly cpuMs?: () => number;
}

/** A document that is to be opened. */
interface Source {
	/** Bytes in memory are shared with the threads from the first opening on. */
	bytes: Bytes;
	readonly name: string;
	readonly password?: string | undefined;
	readonly image?: ImageForm | undefined;
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
	/** Whether it is encrypted, even if it opens without a password. */
	readonly encrypted: boolean;
	/**
	 * Reads a page's text with its geometry, and its drawings.
	 * @throws {FoveaError} `corruptDocument` for a page that cannot be read, `engineFailed`
	 */
	layout(page: number, signal: AbortSignal): Promise<PageLayout>;
	/**
	 * Renders a page, with form fields and annotations, on white.
	 * @throws {FoveaError} `corruptDocument` for a page that cannot be read, `engineFailed`
	 */
	render(page: number, options: RenderOptions, signal: AbortSignal): Promise<RenderedPage>;
	/**
	 * As `render`, as an opaque PNG file.
	 * @throws {FoveaError} as `render`
	 */
	renderPng(page: number, options: RenderOptions, signal: AbortSignal): Promise<Uint8Array>;
	/**
	 * A document with only these pages, ascending, without encryption.
	 * @throws {FoveaError} `corruptDocument`, `engineFailed`
	 */
	extract(pages: readonly number[], signal: AbortSignal): Promise<Uint8Array>;
	/** Frees its memory; the document cannot be used any more. */
	close(): Promise<void>;
}

/** After this many milliseconds, PDFium counts as hung. */
const defaultTimeoutMs = 60_000;

/** Megabytes; most memory of such a thread belongs to PDFium, not to JavaScript. */
const youngMb = 8;

/** Milliseconds that a call may continue after its abort before its thread is terminated. */
const abortGraceMs = 300;

/** Waiting calls for which another thread is started: it compiles all of its code by itself, which takes as long as reading ten pages. */
const worthAThread = 4;

/** After this many milliseconds, a waiting call gets another thread, because those that run are slow or hang. */
const defaultPatienceMs = 5000;

/** The most threads: each has its own memory for PDFium and for what it has read of a document. */
const mostThreads = 4;

/** A call that waits for a thread. */
interface Waiting {
	readonly go: (thread: PdfThread) => void;
	readonly late: NodeJS.Timeout;
}

/** Whether a free thread is preferred for a call. */
type Preference = (thread: PdfThread) => boolean;

/**
 * Opens PDF documents in threads, each with one call at a time. The first thread starts with the first document, others when many calls wait, or
 * one waits long; all read the same bytes. When a document hangs a thread or exhausts its memory, the thread is terminated and the call fails. The next call starts another thread, in which
 * documents are reopened automatically.
 */
export class PdfEngine {
	/** The most calls that run at once, unless some of them are slow. */
	readonly atOnce: number;
	private readonly threads = new Set<PdfThread>();
	private readonly free: PdfThread[] = [];
	private readonly waiting: Waiting[] = [];
	private openDocuments = 0;

	constructor(private readonly options: PdfEngineOptions) {
		this.atOnce = options.threads ?? threadsFor(availableParallelism());
	}

	/**
	 * Opens a document. It reads no pages, so it is quick whatever the page count. `bytes` must not change until the document is closed.
	 * @throws {FoveaError} `passwordRequired` (also for a wrong one), `unsupportedEncryption`, `corruptDocument` (no PDF, cut off, no pages), `portfolio`, `xfaForm`, `engineFailed`;
	 * for a file, here and in the document's methods, `documentChanged`, `fileNotFound`, `notReadable`
	 * @throws {DOMException} `AbortError` when `signal` aborts, here and in the document's methods
	 */
	async open(bytes: Bytes, { name, password, signal }: OpenOptions): Promise<PdfDocument> {
		return this.openSource({ bytes, name, password }, signal);
	}

	/**
	 * Opens a picture as a document of one page, one point per pixel that is not stretched, so that it can be rendered at any size; transparent parts are white.
	 * @throws {FoveaError} `corruptDocument` for what is no picture of this type, `engineFailed`
	 */
	async openImage(bytes: Uint8Array, image: ImageForm, { name, signal }: OpenOptions): Promise<PdfDocument> {
		return this.openSource({ bytes, name, image }, signal);
	}

	/** Starts the first thread now, for a document that is about to be opened. */
	prepare(): void {
		if (this.threads.size === 0) {
			this.free.push(this.start());
		}
	}

	/** Ends the threads. Running calls fail; a later call starts another thread. */
	async dispose(): Promise<void> {
		await Promise.all([...this.threads].map((thread) => thread.end('The PDF engine was closed')));
	}

	/** Runs `task` in a free thread, when it is its turn. */
	async call<T>(name: string, signal: AbortSignal, prefer: Preference, task: (thread: PdfThread) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		return untilAbort(this.inThread(name, signal, prefer, task), signal);
	}

	/** Call when a document is closed. After the last one, threads beyond the first end. */
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
			// An unexpected failure may have left the thread in any state.
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
		return new Promise((go) => {
			const late = setTimeout(() => this.startFor(waiting), this.options.patienceMs ?? defaultPatienceMs);
			const waiting = { go, late };
			this.waiting.push(waiting);
		});
	}

	private startFor(waiting: Waiting): void {
		if (this.threads.size < (this.options.threads ?? mostThreads)) {
			this.waiting.splice(this.waiting.indexOf(waiting), 1);
			waiting.go(this.start());
		}
	}

	private release(thread: PdfThread): void {
		const next = this.waiting.shift();
		if (next) {
			clearTimeout(next.late);
			next.go(this.threads.has(thread) ? thread : this.start());
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

/** One processor is left to the thread that works on what was read, which takes as long as reading it. */
function threadsFor(processors: number): number {
	return Math.min(Math.max(processors - 1, 1), mostThreads);
}

/** One thread, until it ends. */
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

/** A document, open in the threads that have read it. */
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
		// Aborted calls may still run.
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
