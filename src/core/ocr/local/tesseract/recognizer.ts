import { availableParallelism } from 'node:os';
import { onAbort } from '../../../abort.ts';
import { FoveaError } from '../../../errors.ts';
import { languageCodes, readLanguage } from './languageFiles.ts';
import { watchWorkTime } from '../../../workTime.ts';
import { type Language, type ReadOptions, type TesseractPage, TesseractThread } from './tesseractThread.ts';

/** Options of a `Recognizer`. */
export interface RecognizerOptions {
	/** The script that a Tesseract thread runs. */
	readonly script: string;
	/** Tesseract's language codes joined by `+`. */
	readonly languages: string;
	/** The folders in which their `*.traineddata` or `*.traineddata.gz` are looked for, in order. */
	readonly folders: readonly string[];
	/** The most threads; the number of processors, up to four, when absent. */
	readonly threads?: number;
	/** Milliseconds without work after which a thread ends, to free its memory. */
	readonly idleMs?: number;
	/** Milliseconds that Tesseract may work on one picture. */
	readonly timeoutMs?: number;
	/** Milliseconds of processor time that this process has used; measured when absent. */
	readonly cpuMs?: (() => number) | undefined;
	readonly log?: ((line: string) => void) | undefined;
}

/** A picture that waits for a thread. */
interface Job {
	readonly image: Uint8Array;
	readonly name: string;
	readonly signal: AbortSignal;
	readonly budget: WorkBudget;
}

/** Milliseconds that Tesseract may work on one picture; most take a few seconds. */
const timeoutMs = 60_000;

/** Thrown when reading a picture takes too long. */
export class TookTooLong extends Error {
	override readonly name = 'TookTooLong';
}

/** What is read; undefined where that takes too long. */
export async function inTime<T>(reading: Promise<T>): Promise<T | undefined> {
	return reading.catch((error: unknown) => {
		if (error instanceof TookTooLong) {
			return undefined;
		}
		throw error;
	});
}

/** The time that Tesseract may take for related pictures, such as all attempts at one page. */
export interface WorkBudget {
	leftMs: number;
}

/** How a picture is read, and for how long. */
export interface RecognizeOptions extends ReadOptions {
	/** Reduced by the time that the picture takes. */
	readonly budget?: WorkBudget | undefined;
}

/** The most threads: each needs about 150 MB for its languages and a picture. */
const mostThreads = 4;

/** Uncompressed bytes of waiting pictures for which another thread is started, most of a page: starting one takes a second. */
const worthAThread = 3_500_000;

/** A small pool of Tesseract threads, started on demand. */
export class Recognizer {
	private readonly idle: TesseractThread[] = [];
	private readonly all = new Set<TesseractThread>();
	private readonly waiting: { readonly bytes: number; readonly go: () => void }[] = [];
	private languages: Promise<readonly Language[]> | undefined;
	private busy = 0;
	private idleTimer: NodeJS.Timeout | undefined;
	readonly threads: number;

	constructor(private readonly options: RecognizerOptions) {
		this.threads = options.threads ?? Math.min(availableParallelism(), mostThreads);
	}

	/**
	 * Reads the text of a picture, a file in a format that Leptonica reads. `name` is the document's, for errors.
	 * @throws {FoveaError} `missingLanguage`; `engineFailed` when Tesseract broke down
	 * @throws {TookTooLong} when it has worked for longer than a minute, or than the budget allows
	 * @throws {DOMException} `AbortError` when `signal` aborts; the thread ends with it
	 */
	async recognize(image: Uint8Array, name: string, signal: AbortSignal, options: RecognizeOptions = {}): Promise<TesseractPage> {
		const { budget = { leftMs: this.options.timeoutMs ?? timeoutMs }, ...how } = options;
		return this.use({ image, name, signal, budget }, (thread) => thread.recognize(image, how));
	}

	/** The picture as a PNG file; errors as of `recognize`, and `corruptDocument` when Leptonica cannot read it. */
	async decode(image: Uint8Array, name: string, signal: AbortSignal): Promise<Uint8Array> {
		const budget = { leftMs: this.options.timeoutMs ?? timeoutMs };
		return this.use({ image, name, signal, budget }, (thread) => thread.decode(image)).catch((error: unknown) => {
			throw error instanceof TookTooLong ? new FoveaError('engineFailed', { name }, error.message, { cause: error }) : error;
		});
	}

	/** Ends all threads; calls under way fail. */
	async dispose(): Promise<void> {
		clearTimeout(this.idleTimer);
		this.idle.length = 0;
		const ended = [...this.all].map((thread) => thread.end());
		this.all.clear();
		await Promise.all(ended);
	}

	private async use<T>({ image, name, signal, budget }: Job, task: (thread: TesseractThread) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		await this.turn(image.length);
		let thread: TesseractThread | undefined;
		let unwatch = (): number => 0;
		const watched = { tooLong: false };
		const end = () => void thread?.end();
		let stop = (): void => undefined;
		try {
			signal.throwIfAborted();
			thread = this.idle.pop() ?? (await this.start());
			signal.throwIfAborted();
			stop = onAbort(signal, end);
			unwatch = watchWorkTime({
				limitMs: Math.max(Math.min(budget.leftMs, this.options.timeoutMs ?? timeoutMs), 1),
				onLimit: () => {
					watched.tooLong = true;
					end();
				},
				sharedBy: () => this.busy,
				cpuMs: this.options.cpuMs,
			});
			return await task(thread);
		} catch (error) {
			signal.throwIfAborted();
			if (error instanceof Error && /attempting to read image/i.test(error.message)) {
				throw new FoveaError('corruptDocument', { name }, error.message, { cause: error });
			}
			await thread?.end();
			if (watched.tooLong) {
				throw new TookTooLong(`Reading a picture of ${image.length} bytes took too long`, { cause: error });
			}
			throw error instanceof FoveaError
				? error
				: new FoveaError('engineFailed', { name }, error instanceof Error ? error.message : String(error), { cause: error });
		} finally {
			stop();
			budget.leftMs -= unwatch();
			this.release(thread);
		}
	}

	/** Resolves when there is a free thread, or when enough work waits to start another one. */
	private async turn(bytes: number): Promise<void> {
		clearTimeout(this.idleTimer);
		const more = this.waiting.reduce((sum, one) => sum + one.bytes, bytes);
		const isFree = this.busy === 0 || this.busy < this.all.size;
		if (isFree || (this.busy < this.threads && more >= worthAThread)) {
			this.busy++;
		} else {
			await new Promise<void>((resolve) => this.waiting.push({ bytes, go: resolve }));
		}
	}

	private release(thread: TesseractThread | undefined): void {
		if (thread?.isEnded) {
			this.all.delete(thread);
		} else if (thread) {
			this.idle.push(thread);
		}
		const next = this.waiting.shift();
		if (next) {
			next.go();
			return;
		}
		if (--this.busy === 0) {
			this.idleTimer = setTimeout(() => void this.dispose(), this.options.idleMs ?? 30_000).unref();
		}
	}

	private async start(): Promise<TesseractThread> {
		this.languages ??= this.readLanguages();
		try {
			const thread = new TesseractThread(this.options.script, await this.languages, this.options.log ?? (() => undefined));
			this.all.add(thread);
			return thread;
		} catch (error) {
			// The file may exist at the next attempt.
			this.languages = undefined;
			throw error;
		}
	}

	private async readLanguages(): Promise<Language[]> {
		const { languages, folders } = this.options;
		return Promise.all(languageCodes(languages).map(async (code) => ({ code, data: await readLanguage(code, folders) })));
	}
}
