import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { FoveaError } from '../errors.ts';
import type { Finding } from '../connect/findings.ts';
import type { ListedModel } from '../connect/modelList.ts';
import type { CheckRequest, ListRequest } from './connectApi.ts';
import type { Conversion, ConvertEvent, ConvertRequest, SweepRequest } from './api.ts';
import type {
	DocumentAnswer,
	Picture,
	ReadDocumentRequest,
	ReaderRequest,
	ReadingForecast,
	SearchDocumentRequest,
	ViewPageRequest,
} from './readerApi.ts';
import type { ImageRecord } from '../image/imageRecord.ts';
import type { DrawEvent, DrawRequest, DrawResult, FetchRequest, ImageFacts, ImageSpec } from './imageApi.ts';
import { type Handlers, RpcClient, handedOver, serve } from '../rpc.ts';
import type { HostApi, WorkerData } from './hostApi.ts';
import type { WorkerApi } from './workerApi.ts';
import type { ShownImage } from '../ocr/markdown/imagesOf.ts';
import type { Syntax } from '../ocr/markdown/otherSyntax.ts';

/** Options of a `Background`. */
export interface BackgroundOptions {
	/** The folder with the worker's bundle and the engines' files. */
	readonly files: string;
	/** Milliseconds without work after which the thread ends, to free its memory. */
	readonly idleMs: number;
	/** What this thread does for the worker; nothing when absent. */
	readonly host?: Handlers<HostApi>;
}

/** The editor thread's side of the background worker, which starts with the first call and ends after some idle time. */
export class Background {
	private running: { readonly worker: Worker; readonly client: RpcClient<WorkerApi> } | undefined;
	private calls = 0;
	private idle: NodeJS.Timeout | undefined;
	/** Origins that only the editor's `fetch` could reach; kept for the session, because it is longer than a worker's life. */
	private readonly editorOnly = new Set<string>();

	constructor(private readonly options: BackgroundOptions) {}

	/**
	 * Converts a document to markdown. `bytes` in memory are transferred to the worker, so the caller loses them.
	 * @throws {FoveaError} whatever the conversion failed with; `engineFailed` when the worker itself broke down
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async convert(request: ConvertRequest, signal: AbortSignal, onEvent: (event: ConvertEvent) => void): Promise<Conversion> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('convert', { ...request, bytes }, { signal, transfer, onEvent }));
	}

	/**
	 * Forecasts how many pages a reading would send. `bytes` in memory are transferred, here and below.
	 * @throws {FoveaError} when it cannot be opened, `invalidPages`
	 */
	async forecast(request: ReaderRequest, signal: AbortSignal): Promise<ReadingForecast> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('forecast', { ...request, bytes }, { signal, transfer }));
	}

	/**
	 * Reads a document, or as much of it as fits the budget, as text for a language model.
	 * @throws {FoveaError} as `convert`, and `invalidPages`, `tooManyPages`
	 * @throws {DOMException} `AbortError` when `signal` aborts, here and below
	 */
	async readDocument(request: ReadDocumentRequest, signal: AbortSignal, onEvent: (event: ConvertEvent) => void): Promise<DocumentAnswer> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('readDocument', { ...request, bytes }, { signal, transfer, onEvent }));
	}

	/**
	 * Searches a document, and returns the matches as text for a language model.
	 * @throws {FoveaError} as `readDocument`, and `invalidPattern`
	 */
	async searchDocument(
		request: SearchDocumentRequest,
		signal: AbortSignal,
		onEvent: (event: ConvertEvent) => void,
	): Promise<Pick<DocumentAnswer, 'text' | 'known'>> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('searchDocument', { ...request, bytes }, { signal, transfer, onEvent }));
	}

	/**
	 * Renders one page, or a part of it, as a PNG.
	 * @throws {FoveaError} when it cannot be opened or drawn, `invalidPages`
	 */
	async viewPage(request: ViewPageRequest, signal: AbortSignal): Promise<Picture> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('viewPage', { ...request, bytes }, { signal, transfer }));
	}

	/**
	 * Counts the pages of a document; undefined for one that only a service lays out in pages. `bytes` in memory are transferred.
	 * @throws {FoveaError} when it cannot be opened
	 */
	async countPages(request: Pick<ConvertRequest, 'name' | 'bytes' | 'password'>): Promise<number | undefined> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('countPages', { ...request, bytes }, { transfer }));
	}

	/**
	 * SHA-256 of a document, in hexadecimal. `bytes` in memory are transferred.
	 * @throws {FoveaError} when it cannot be read
	 */
	async contentHash(request: Pick<ConvertRequest, 'name' | 'bytes'>): Promise<string> {
		const { bytes, transfer } = handedOver(request.bytes);
		return this.use(request.name, (client) => client.call('contentHash', { ...request, bytes }, { transfer }));
	}

	/**
	 * Generates images and keeps them in the store.
	 * @throws {FoveaError} whatever the request failed with, when no image came at all
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async draw(request: DrawRequest, signal: AbortSignal, onEvent: (event: DrawEvent) => void): Promise<DrawResult> {
		return this.use(request.generator.model, (client) => client.call('draw', request, { signal, onEvent }));
	}

	/**
	 * Downloads an image of the history from the address at which the service left it.
	 * @returns its record; undefined when the image was deleted meanwhile
	 * @throws {FoveaError} `downloadRefused`, `downloadFailed`, `damagedImage`, or what the network failed with
	 */
	async fetchImage(request: FetchRequest, onLine: (line: string) => void): Promise<ImageRecord | undefined> {
		return this.use('image', (client) => client.call('fetchImage', request, { onEvent: onLine }));
	}

	/**
	 * Finds out whether a service would generate images, at no cost.
	 * @throws {FoveaError} what is wrong with it
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async probeImages(spec: ImageSpec, signal: AbortSignal): Promise<void> {
		await this.use(spec.model, (client) => client.call('probeImages', spec, { signal }));
	}

	/**
	 * Checks a connection step by step, at no cost.
	 * @returns whether nothing is wrong
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async checkConnection(request: CheckRequest, signal: AbortSignal, tell: (found: Finding) => void): Promise<boolean> {
		return this.use('connection', (client) => client.call('checkConnection', request, { signal, onEvent: tell }));
	}

	/**
	 * The models that a service lists; undefined when it has no list.
	 * @throws {FoveaError} what kept the answer from arriving
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async listModels(request: ListRequest, signal: AbortSignal): Promise<readonly ListedModel[] | undefined> {
		return this.use('models', (client) => client.call('listModels', request, { signal }));
	}

	/** Reads type and size of an image file. `bytes` are copied. */
	async inspectImage(name: string, bytes: Uint8Array): Promise<ImageFacts> {
		return this.use(name, (client) => client.call('inspectImage', { bytes }));
	}

	/** Translates markdown to another syntax. */
	async inSyntax(markdown: string, syntax: Syntax): Promise<string> {
		return syntax === 'markdown' ? markdown : this.use('markdown', (client) => client.call('inSyntax', { markdown, syntax }));
	}

	/** Finds the images of a markdown document, in their order. */
	async imagesOf(markdown: string): Promise<readonly ShownImage[]> {
		return this.use('markdown', (client) => client.call('imagesOf', { markdown }));
	}

	/** Deletes uploads that were left at a service. */
	async sweepUploads(request: SweepRequest, onLine: (line: string) => void): Promise<void> {
		await this.use('', (client) => client.call('sweepUploads', request, { onEvent: onLine }));
	}

	/** Call when the network settings have changed: every origin is tried over our own connections again. */
	forgetWays(): void {
		this.editorOnly.clear();
		void this.running?.client.call('forgetWays', undefined).catch(() => undefined);
	}

	/** Ends the worker and its threads. */
	async dispose(): Promise<void> {
		clearTimeout(this.idle);
		const running = this.running;
		this.running = undefined;
		if (running) {
			// The worker ends its own threads; if it does not respond, it is terminated with them.
			await Promise.race([running.client.call('close', undefined), new Promise((resolve) => setTimeout(resolve, 1000).unref())]).catch(
				() => undefined,
			);
			await running.worker.terminate();
		}
	}

	/** @param name of the document that is to be read, or of anything else */
	private start(name: string) {
		if (!this.running) {
			const channel = this.openChannel();
			const { files } = this.options;
			const data: WorkerData = {
				...{ files, host: channel?.port2, editorOnly: [...this.editorOnly] },
				opensPdf: /\.pdf$/i.test(name),
			};
			const worker = new Worker(path.join(files, 'worker.cjs'), {
				workerData: data,
				transferList: channel ? [channel.port2] : [],
				// Most data here is large and short-lived: a larger young generation would only keep it longer.
				resourceLimits: { maxYoungGenerationSizeMb: 6 },
			});
			const client = new RpcClient<WorkerApi>(worker);
			const gone = (why: string) => {
				channel?.port1.close();
				client.close(new WorkerGone(why));
				if (this.running?.worker === worker) {
					this.running = undefined;
				}
			};
			worker.on('error', (error) =>
				gone(`The background worker failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
			);
			worker.on('exit', (code) => gone(`The background worker ended with code ${code}`));
			this.running = { worker, client };
		}
		return this.running;
	}

	/** The channel on which the worker calls this thread. */
	private openChannel(): MessageChannel | undefined {
		const { host } = this.options;
		if (!host) {
			return undefined;
		}
		const channel = new MessageChannel();
		serve<HostApi>(channel.port1, {
			...host,
			editorFetch: async (request, context) => {
				const failed = await host.editorFetch(request, context);
				const { origin } = new URL(request.url);
				this.editorOnly[failed ? 'delete' : 'add'](origin);
				return failed;
			},
		});
		// Whoever waits for an answer keeps this thread alive, not the channel.
		channel.port1.unref();
		return channel;
	}

	private async use<T>(name: string, call: (client: RpcClient<WorkerApi>) => Promise<T>): Promise<T> {
		clearTimeout(this.idle);
		this.calls++;
		try {
			return await call(this.start(name).client);
		} catch (error) {
			throw error instanceof WorkerGone ? new FoveaError('engineFailed', { name }, error.message, { cause: error }) : error;
		} finally {
			this.calls--;
			this.stopWhenIdle();
		}
	}

	private stopWhenIdle(): void {
		if (this.calls === 0) {
			this.idle = setTimeout(() => (this.running?.client.isBusy ? this.stopWhenIdle() : void this.dispose()), this.options.idleMs).unref();
		}
	}
}

class WorkerGone extends Error {
	override readonly name = 'WorkerGone';
}
