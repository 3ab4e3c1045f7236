import { FoveaError, isAbortError, isFoveaError } from '../errors.ts';
import { type HttpClient, type PostRequest, type RequestBody, type StreamedAnswer, withRetries } from '../http.ts';
import type { Limiter } from '../limiter.ts';
import { type ImageEndpoint, imageUrl, mayDownload } from './endpoint.ts';
import { type Asked, failure, filteredImage, isHarmless } from './failure.ts';
import type {
	EditRequest,
	GenerateOptions,
	GenerateRequest,
	GeneratedImage,
	GenerationResult,
	ImageGenerator,
	ImageUsage,
} from './generator.ts';
import { parseJson } from '../json.ts';
import { imageModel } from './models.ts';
import { type WireAnswer, type WireImage, type WireTarget, editBody, fromWire, generationBody, imageEvent } from './openai.ts';
import { serverSentEvents } from './sse.ts';

/** What drawing needs of the network. */
export type ImageTransport = Pick<HttpClient, 'stream' | 'get'>;

export interface GeneratorOptions {
	readonly endpoint: ImageEndpoint;
	/** What the service is asked for: a model, or on Azure a deployment. */
	readonly model: string;
	/** The model behind a deployment whose name does not say it. */
	readonly knownAs?: string | undefined;
	/** Asked before each attempt, so that a key changed meanwhile, or an expired token, is never used. */
	readonly authHeaders: () => Promise<Readonly<Record<string, string>>>;
	readonly timeoutMs: number;
	/** How many requests the endpoint gets at once; shared by all generators of one endpoint. */
	readonly limiter: Limiter;
	/** Attempts in all for one request, as far as they cost nothing. */
	readonly attempts: number;
	/** Fields that this server has refused for this model before. */
	readonly omit?: readonly string[] | undefined;
	/** Told of a field that the server does not know and that was left out at once, since it changes nothing about the image. */
	readonly onRefusedField?: (field: string) => void;
	/** Told before each wait that the service asks for, in seconds. */
	readonly onWait?: (seconds: number) => void;
	readonly log: (line: string) => void;
}

/** The longest answer that can be one image or ten of them: 4K PNGs have some 20 MB, base64 a third more. */
const maxAnswerBytes = 400 * 2 ** 20;
const maxEventBytes = 128 * 2 ** 20;
const maxErrorBytes = 2 ** 20;

/** The images API that OpenAI, Azure and compatible servers share; endpoint, key, fields and errors differ. */
export class OpenAiImageGenerator implements ImageGenerator {
	private readonly omit: Set<string>;

	constructor(
		private readonly transport: ImageTransport,
		private readonly options: GeneratorOptions,
	) {
		this.omit = new Set(options.omit);
	}

	async generate(request: GenerateRequest, options: GenerateOptions): Promise<GenerationResult> {
		return this.draw('generations', () => generationBody(request, this.target()), options);
	}

	async edit(request: EditRequest, options: GenerateOptions): Promise<GenerationResult> {
		const { endpoint, model } = this.options;
		if (!this.target().rules.edits || !imageUrl(endpoint, 'edits', model)) {
			throw new FoveaError('editsUnsupported', { host: endpoint.base.host, model });
		}
		return this.draw('edits', () => editBody(request, this.target()), options);
	}

	private target(): WireTarget {
		const { endpoint, model, knownAs } = this.options;
		return { route: endpoint.route, model, rules: imageModel(knownAs ?? model, endpoint.provider), omit: this.omit };
	}

	/** The second try without a field that the server does not know costs nothing: a refused request has not run. */
	private async draw(task: 'generations' | 'edits', body: () => RequestBody, options: GenerateOptions): Promise<GenerationResult> {
		for (;;) {
			const leftOut = new Set(this.omit);
			try {
				return await this.drawOnce(task, body(), options);
			} catch (error) {
				const field = refusedField(error);
				// What other requests have taught meanwhile does not say that this one has not run.
				if (field === undefined || leftOut.has(field)) {
					throw error;
				}
				this.leaveOut(field);
			}
		}
	}

	private leaveOut(field: string): void {
		if (this.omit.has(field)) {
			return;
		}
		this.options.log(`${this.options.endpoint.base.host} does not take ${field}; asking without it`);
		this.omit.add(field);
		if (field === 'stream') {
			this.omit.add('partial_images'); // has no meaning outside a stream
		}
		this.options.onRefusedField?.(field);
	}

	private async drawOnce(task: 'generations' | 'edits', body: RequestBody, options: GenerateOptions): Promise<GenerationResult> {
		const { endpoint, model, timeoutMs, limiter, attempts, authHeaders, log } = this.options;
		const { signal } = options;
		const url = imageUrl(endpoint, task, model)!;
		let accepted = false;
		return withRetries(
			() =>
				limiter.run(async () => {
					const answer = await this.transport.stream({ url, headers: await authHeaders(), body, signal, timeoutMs } satisfies PostRequest);
					accepted = answer.status < 300;
					return this.read(answer, url, { endpoint, model, bytes: body.length }, options);
				}, signal),
			{
				attempts,
				// A request that was accepted is paid for, whatever became of the answer.
				mayRepeat: (error) => !accepted && (error.code === 'rateLimited' || neverConnected(error)),
				signal,
				onWait: (error, milliseconds) => {
					log(`${error.message}; asking again in ${(milliseconds / 1000).toFixed(1)} s`);
					this.options.onWait?.(milliseconds / 1000);
				},
			},
		);
	}

	private async read(answer: StreamedAnswer, url: URL, asked: Asked, options: GenerateOptions): Promise<GenerationResult> {
		const { status, headers, body } = answer;
		if (status >= 300) {
			throw failure(status, headers, parseJson(await textOf(body, maxErrorBytes, url.host)), asked);
		}
		const collector = new Collector(this.options, this.transport, options);
		if (!/^text\/event-stream\b/i.test(String(headers['content-type']))) {
			await collector.take(fromWire(parseJson(await textOf(body, maxAnswerBytes, url.host)), url));
			return collector.result();
		}
		try {
			for await (const event of serverSentEvents(body, { host: url.host, maxEventBytes })) {
				const read = imageEvent(event, parseJson(event.data), url);
				if (read?.kind === 'error') {
					throw failure(status, {}, read.body, asked);
				}
				if (read?.kind === 'partial') {
					options.onPartial?.(read);
				} else if (read) {
					await collector.take(read.answer);
				}
			}
		} catch (error) {
			options.signal.throwIfAborted();
			collector.failed(error);
		}
		return collector.result();
	}
}

/** Gives images on as they come, and keeps going when one of them is missing. */
class Collector {
	private readonly images: GeneratedImage[] = [];
	private readonly failures: Error[] = [];
	private usage: ImageUsage | undefined;
	private count = 0;

	constructor(
		private readonly generator: GeneratorOptions,
		private readonly transport: ImageTransport,
		private readonly options: GenerateOptions,
	) {}

	async take({ images, actual, usage }: WireAnswer): Promise<void> {
		this.usage = usage ?? this.usage;
		for (const wire of images) {
			const index = this.count++;
			try {
				const bytes = await this.bytesOf(wire);
				const revised = wire.revised_prompt === undefined ? {} : { revised_prompt: wire.revised_prompt };
				const image = { index, bytes, actual, ...revised };
				this.images.push(image);
				await this.options.onImage?.(image);
			} catch (error) {
				this.options.signal.throwIfAborted();
				this.failed(error);
			}
		}
	}

	failed(error: unknown): void {
		if (!(error instanceof Error) || isAbortError(error)) {
			throw error;
		}
		this.failures.push(error);
	}

	/** @throws what went wrong when there is no image at all */
	result(): GenerationResult {
		const { images, failures, usage } = this;
		if (images.length === 0) {
			throw failures[0] ?? new FoveaError('noImage', { host: this.host }, `The answer from ${this.host} holds no image`);
		}
		return { images, failures, ...(usage ? { usage } : {}) };
	}

	private get host(): string {
		return this.generator.endpoint.base.host;
	}

	private async bytesOf(wire: WireImage): Promise<Buffer> {
		switch (wire.kind) {
			case 'bytes':
				return wire.bytes;
			case 'url':
				return this.download(wire.url);
			case 'filtered':
				throw filteredImage(wire.results, wire.revised_prompt, this.host);
			case 'nothing':
				throw new FoveaError('noImage', { host: this.host }, `An entry in the answer from ${this.host} holds no image`);
		}
	}

	/** At once: such addresses expire within the hour. The image is paid for and fetching it is not, so a broken connection is tried again. */
	private async download(url: URL): Promise<Buffer> {
		const { endpoint, timeoutMs, attempts, log } = this.generator;
		const { signal } = this.options;
		if (!mayDownload(url, endpoint)) {
			throw new FoveaError('downloadRefused', { host: url.host }, `${endpoint.base.host} answered with an address at ${url.host}`);
		}
		return withRetries(
			async () => {
				const { status, headers, body } = await this.transport.get({ url, signal, timeoutMs });
				if (status !== 200) {
					throw failure(status, headers, undefined, { endpoint: { ...endpoint, base: url }, model: this.generator.model, bytes: 0 });
				}
				return bytesOf(body, maxAnswerBytes, url.host);
			},
			{
				attempts,
				mayRepeat: ({ code }) => ['rateLimited', 'serviceFailed', 'connectionLost', 'connectionRefused'].includes(code),
				signal,
				onWait: (error, milliseconds) => log(`${error.message}; fetching again in ${(milliseconds / 1000).toFixed(1)} s`),
			},
		);
	}
}

/** The field for which a request was refused, if it can go without. */
function refusedField(error: unknown): string | undefined {
	const field =
		isFoveaError(error) && error.code === 'unknownParameter' ? (error as FoveaError<'unknownParameter'>).facts.field : undefined;
	return field !== undefined && isHarmless(field) ? field : undefined;
}

/** Whether a failed request provably never left: the system call that failed is the one that looks up or connects. */
export function neverConnected(error: unknown): boolean {
	if (!(error instanceof Error)) {
		return false;
	}
	const { syscall, code } = error as { readonly syscall?: unknown; readonly code?: unknown };
	if (syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT') {
		return true;
	}
	// Several addresses tried at once fail as one error that holds all.
	return error instanceof AggregateError && error.errors.length > 0
		? error.errors.every(neverConnected)
		: isFoveaError(error)
			? neverConnected(error.cause)
			: false;
}

async function textOf(body: AsyncIterable<Uint8Array>, maxBytes: number, host: string): Promise<string> {
	return (await bytesOf(body, maxBytes, host)).toString('utf8');
}

async function bytesOf(body: AsyncIterable<Uint8Array>, maxBytes: number, host: string): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		length += chunk.length;
		if (length > maxBytes) {
			throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} is longer than ${maxBytes} bytes`);
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, length);
}
