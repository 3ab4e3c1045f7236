import { Worker } from 'node:worker_threads';

/** A rectangle in pixels of the recognised picture. */
export interface TesseractBox {
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
}

/** A recognised character. */
export interface TesseractSymbol {
	readonly text: string;
	readonly bbox: TesseractBox;
}

/** A recognised word. */
export interface TesseractWord {
	readonly text: string;
	/** 0 to 100. */
	readonly confidence: number;
	readonly bbox: TesseractBox;
	readonly symbols: readonly TesseractSymbol[];
}

/** A recognised line. */
export interface TesseractLine {
	readonly words: readonly TesseractWord[];
	readonly bbox: TesseractBox;
	/** From the left to the right end. */
	readonly baseline: TesseractBox;
	readonly rowAttributes: { readonly rowHeight: number };
}

/** The used part of tesseract.js's answers. */
export interface TesseractPage {
	readonly blocks: readonly { readonly paragraphs: readonly { readonly lines: readonly TesseractLine[] }[] }[] | null;
	/** 0 to 100. */
	readonly confidence: number;
	/** The radians by which the picture was turned clockwise about its center before it was read. */
	readonly rotateRadians: number;
	/** A PNG as a data URL. */
	readonly imageColor: string | null;
}

/** Options for reading a picture. */
export interface ReadOptions {
	/** One of Tesseract's page segmentation modes; columns are found without one. */
	readonly segmentation?: string | undefined;
	/** Dots per inch, an integer from 70 to 2400; estimated by Tesseract when absent. It uses them to distinguish rules from strokes of letters. */
	readonly dpi?: number | undefined;
}

/** The data of a language. */
export interface Language {
	/** Tesseract's code, e.g. `eng`. */
	readonly code: string;
	/** A traineddata file, compressed with gzip or not. */
	readonly data: Uint8Array;
}

interface Reply {
	readonly jobId: string;
	readonly status: 'resolve' | 'reject' | 'progress';
	readonly data: unknown;
}

interface Pending {
	readonly resolve: (data: never) => void;
	readonly reject: (error: Error) => void;
}

/** `OEM_LSTM_ONLY` of Tesseract's publictypes.h. */
const lstmOnly = 1;

/** Page segmentation mode `PSM_AUTO`: columns are found. */
const automaticLayout = '3';

/**
 * One Tesseract in a thread of its own. It speaks with tesseract.js' worker script directly, as tesseract.js' own main half throws
 * errors that nobody can catch when the thread ends.
 */
export class TesseractThread {
	private readonly worker: Worker;
	private readonly pending = new Map<string, Pending>();
	private readonly ready: Promise<void>;
	private jobs = 0;
	private ended: Error | undefined;

	/** `script` is tesseract.js' `worker-script/node`, bundled or not. */
	constructor(script: string, languages: readonly Language[], log: (line: string) => void) {
		this.worker = new Worker(script, { stdout: true, stderr: true });
		this.worker.stdout.on('data', (chunk: Buffer) => log(chunk.toString().trimEnd()));
		// Tesseract reports the estimated resolution of each picture there.
		this.worker.stderr.resume();
		this.worker.on('message', (reply: Reply) => this.receive(reply));
		this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
		this.worker.on('exit', (code) => this.fail(new Error(`The OCR worker ended with code ${code}`)));
		this.ready = this.initialize(languages);
		this.ready.catch(() => undefined);
	}

	/** Whether the thread has ended. */
	get isEnded(): boolean {
		return this.ended !== undefined;
	}

	/**
	 * Recognises text with its positions. `image` is a file in any format that Leptonica reads. Without a segmentation, skewed pages are straightened
	 * first.
	 */
	async recognize(image: Uint8Array, { segmentation, dpi }: ReadOptions): Promise<TesseractPage> {
		await this.ready;
		const options = {
			...(segmentation === undefined ? { rotateAuto: true } : { tessedit_pageseg_mode: segmentation }),
			...(dpi === undefined ? {} : { user_defined_dpi: String(dpi) }),
		};
		return this.call('recognize', { image, options, output: { text: false, blocks: true } });
	}

	/** The same picture as a PNG file. */
	async decode(image: Uint8Array): Promise<Uint8Array> {
		await this.ready;
		const { imageColor } = await this.call<TesseractPage>('recognize', { image, options: {}, output: { text: false, imageColor: true } });
		return Buffer.from(imageColor!.replace(/^data:[^,]*,/, ''), 'base64');
	}

	async end(): Promise<void> {
		this.fail(new Error('The OCR worker was ended'));
		await this.worker.terminate();
	}

	private async initialize(languages: readonly Language[]): Promise<void> {
		await this.call('load', { options: { lstmOnly: true, logging: false } });
		await this.call('loadLanguage', { langs: languages, options: { cacheMethod: 'none', lstmOnly: true } });
		await this.call('initialize', { langs: languages.map(({ code }) => code).join('+'), oem: lstmOnly });
		await this.call('setParameters', { params: { tessedit_pageseg_mode: automaticLayout } });
	}

	private call<T>(action: string, payload: unknown): Promise<T> {
		return new Promise((resolve, reject) => {
			if (this.ended) {
				reject(this.ended);
				return;
			}
			const jobId = String(this.jobs++);
			this.pending.set(jobId, { resolve, reject });
			this.worker.postMessage({ workerId: 'fovea', jobId, action, payload });
		});
	}

	private receive({ jobId, status, data }: Reply): void {
		const pending = this.pending.get(jobId);
		if (status !== 'progress' && pending) {
			this.pending.delete(jobId);
			if (status === 'resolve') {
				pending.resolve(data as never);
			} else {
				pending.reject(new Error(String(data)));
			}
		}
	}

	private fail(reason: Error): void {
		this.ended ??= reason;
		for (const { reject } of this.pending.values()) {
			reject(this.ended);
		}
		this.pending.clear();
	}
}
