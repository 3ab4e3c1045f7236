import { FoveaError, isFoveaError } from '../errors.ts';
import { type HttpClient, type PostRequest, type RequestBody, type StreamedAnswer, withRetries } from '../net/http.ts';
import type { Limiter } from '../net/limiter.ts';
import { nothingSent } from '../net/transportError.ts';
import { answerBody } from './answerBody.ts';
import { bytesOf, downloadImage } from './download.ts';
import { type ImageEndpoint, imageUrl, mayDownload } from './endpoint.ts';
import { type AskedImages, failure, filteredImage, isHarmless } from './failure.ts';
import type {
	ActualSettings,
	EditRequest,
	GenerateOptions,
	GenerateRequest,
	GeneratedImage,
	GenerationResult,
	ImageElsewhere,
	ImageGenerator,
	ImageUsage,
} from './generator.ts';
import { parseJson } from '../json.ts';
import { imageModel } from './models.ts';
import {
	type ImageEvent,
	type WireAnswer,
	type WireImage,
	type WireTarget,
	editBody,
	fromWire,
	generationBody,
	imageEvents,
} from './openai.ts';
import { type Reach, serviceReach } from './reach.ts';
import { redactor } from './redact.ts';
import { hostPair } from './remoteImage.ts';
import { isSoundImage } from '../raster/soundImage.ts';
import { serverSentEvents } from '../net/sse.ts';

/** What drawing needs of the network. */
export interface ImageTransport extends Pick<HttpClient, 'stream' | 'get'> {
	/** Fetches from a host that is not the service's, as far as `reach`. */
	readonly getWithin: (reach: Reach) => Pick<HttpClient, 'get'>;
}

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
	/** Pairs of hosts (`hostPair`) that the user has agreed to: images of the one may be fetched from the other. */
	readonly agreedHosts?: readonly string[] | undefined;
	/** `b64_json` or `url`, for models whose rules do not say whether they know the field. */
	readonly responseFormat?: string | undefined;
	readonly onRefusedField?: (field: string) => void;
	/** Told before each wait, in seconds, with what went wrong. */
	readonly onWait?: (seconds: number, because: FoveaError) => void;
	readonly log: (line: string) => void;
}

/** The longest answer that can be one image or ten of them: 4K PNGs have some 20 MB, base64 a third more. */
const maxAnswerBytes = 400 * 2 ** 20;
const maxEventBytes = 128 * 2 ** 20;
const maxErrorBytes = 2 ** 20;

/** Longer than any prompt that a model takes, in characters. */
const maxRevisedPrompt = 64_000;

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
		const { endpoint, model, knownAs, responseFormat } = this.options;
		return { route: endpoint.route, model, rules: imageModel(knownAs ?? model, endpoint.provider), responseFormat, omit: this.omit };
	}

	/** The second try without a field that the server does not know costs nothing: a refused request has not run. */
	private async draw(task: 'generations' | 'edits', body: () => RequestBody, options: GenerateOptions): Promise<GenerationResult> {
		for (;;) {
			const leftOut = new Set(this.omit);
			const attempt: Attempt = { accepted: false };
			try {
				return await this.drawOnce(task, body(), options, attempt);
			} catch (error) {
				const field = attempt.accepted ? undefined : refusedField(error);
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

	private async drawOnce(
		task: 'generations' | 'edits',
		body: RequestBody,
		options: GenerateOptions,
		attempt: Attempt,
	): Promise<GenerationResult> {
		const { endpoint, model, timeoutMs, limiter, attempts, authHeaders, log } = this.options;
		const { signal } = options;
		const url = imageUrl(endpoint, task, model)!;
		return withRetries(
			() =>
				limiter.run(async () => {
					const headers = await authHeaders();
					const answer = await this.transport.stream({ url, headers, body, signal, timeoutMs } satisfies PostRequest);
					attempt.accepted = answer.status < 300;
					return this.read(answer, url, { endpoint, model, bytes: body.length, redact: redactor(headers) }, options);
				}, signal),
			{
				attempts,
				// A request that was accepted is paid for, whatever became of the answer.
				mayRepeat: (error) => !attempt.accepted && (error.code === 'rateLimited' || neverConnected(error)),
				signal,
				onWait: (error, milliseconds) => {
					log(`${error.message}; asking again in ${(milliseconds / 1000).toFixed(1)} s`);
					this.options.onWait?.(milliseconds / 1000, error);
				},
			},
		);
	}

	private async read(answer: StreamedAnswer, url: URL, asked: AskedImages, options: GenerateOptions): Promise<GenerationResult> {
		const { status, headers } = answer;
		if (status >= 300) {
			throw failure(status, headers, parseJson((await bytesOf(answer.body, maxErrorBytes, url.host)).toString('utf8')), asked);
		}
		const collector = new Collector(this.options, this.transport, asked, options);
		try {
			const { kind, body } = await answerBody(answer.body, String(headers['content-type'] ?? ''));
			if (kind === 'json') {
				await collector.take(fromWire(parseJson((await bytesOf(body, maxAnswerBytes, url.host)).toString('utf8')), url));
				return await collector.result();
			}
			for await (const event of serverSentEvents(body, { host: url.host, maxEventBytes })) {
				if (event.data.trim() === '[DONE]' && collector.hasImage) {
					break; // some servers leave the connection open
				}
				await collector.follow(imageEvents(event, url));
			}
		} catch (error) {
			options.signal.throwIfAborted();
			collector.failed(error);
		}
		return collector.result();
	}
}

/** One way to the service and back. */
interface Attempt {
	/** Whether the service took the request: it is paid for, whatever becomes of the answer. */
	accepted: boolean;
}

/** Gives images on as they come, and keeps going when one of them is missing. */
class Collector {
	private readonly images: GeneratedImage[] = [];
	private readonly elsewhere: ImageElsewhere[] = [];
	private readonly failures: Error[] = [];
	private usage: ImageUsage | undefined;
	private count = 0;
	private preview: Buffer | undefined;

	constructor(
		private readonly generator: GeneratorOptions,
		private readonly transport: ImageTransport,
		private readonly asked: AskedImages,
		private readonly options: GenerateOptions,
	) {}

	get hasImage(): boolean {
		return this.images.length + this.elsewhere.length > 0;
	}

	/** @throws {FoveaError} what the service says went wrong, which ends a stream */
	async follow(events: readonly ImageEvent[]): Promise<void> {
		for (const event of events) {
			switch (event.kind) {
				case 'partial':
					if (isSoundImage(event.bytes)) {
						this.preview = event.bytes;
						this.options.onPartial?.(event);
					}
					break;
				case 'completed':
					await this.take(event.answer);
					break;
				case 'error':
					throw failure(200, {}, event.body, this.asked);
				default:
					event satisfies never;
			}
		}
	}

	async take({ images, actual, usage, error }: WireAnswer): Promise<void> {
		this.usage = usage ?? this.usage;
		for (const wire of images) {
			const index = this.count++;
			try {
				const about = { index, actual: this.redacted(actual), ...this.revised(wire) };
				if (wire.kind === 'url') {
					await this.fetch({ url: wire.url, ...about });
				} else {
					await this.give({ bytes: await this.bytesOf(wire), ...about });
				}
			} catch (failed) {
				// After an abort, too, what is there of the answer is given on: it is paid for.
				if (!this.options.signal.aborted) {
					this.failed(failed);
				}
			}
		}
		this.options.signal.throwIfAborted();
		if (error !== undefined) {
			this.failed(failure(200, {}, error, this.asked));
		}
	}

	failed(error: unknown): void {
		if (!(error instanceof Error)) {
			throw error;
		}
		this.failures.push(error);
	}

	/** @throws what went wrong when there is no image at all */
	async result(): Promise<GenerationResult> {
		const { images, elsewhere, failures } = this;
		// What a filter has held back is not kept by its preview either.
		if (
			images.length + elsewhere.length === 0 &&
			this.preview &&
			!failures.some((error) => isFoveaError(error) && error.code === 'contentFiltered')
		) {
			failures.push(failures.shift() ?? new FoveaError('unfinishedImage', { host: this.host }));
			await this.give({ index: 0, bytes: this.preview, actual: {}, unfinished: true });
		}
		if (images.length + elsewhere.length === 0) {
			throw failures[0] ?? new FoveaError('noImage', { host: this.host }, `The answer from ${this.host} holds no image`);
		}
		return { images, elsewhere, failures, ...(this.usage ? { usage: this.usage } : {}) };
	}

	private get host(): string {
		return this.generator.endpoint.base.host;
	}

	private async give(image: GeneratedImage): Promise<void> {
		this.images.push(image);
		await this.options.onImage?.(image);
	}

	private revised({ revised_prompt: prompt }: WireImage): Pick<GeneratedImage, 'revised_prompt'> {
		return prompt === undefined ? {} : { revised_prompt: this.asked.redact(prompt.slice(0, maxRevisedPrompt)) };
	}

	private redacted(actual: ActualSettings): ActualSettings {
		return Object.fromEntries(Object.entries(actual).map(([name, echo]) => [name, this.asked.redact(echo)]));
	}

	private async bytesOf(wire: Exclude<WireImage, { readonly kind: 'url' }>): Promise<Buffer> {
		switch (wire.kind) {
			case 'bytes':
				return this.sound(wire.bytes);
			case 'filtered':
				throw filteredImage(wire.results, this.revised(wire).revised_prompt, this.host);
			case 'failed':
				throw failure(200, {}, wire.body, this.asked);
			case 'nothing':
				throw new FoveaError('noImage', { host: this.host }, `An entry in the answer from ${this.host} holds no image`);
		}
	}

	private sound(bytes: Buffer): Buffer {
		if (!isSoundImage(bytes)) {
			throw new FoveaError('damagedImage', { host: this.host }, `${bytes.length} bytes from ${this.host} are no image`);
		}
		return bytes;
	}

	/** At once: such addresses expire within the hour. What cannot be fetched now is not lost: its address is given on. */
	private async fetch(image: ImageElsewhere): Promise<void> {
		const { url, ...about } = image;
		const { endpoint, timeoutMs, attempts, log, agreedHosts = [] } = this.generator;
		const { signal } = this.options;
		const isOfService = mayDownload(url, endpoint);
		// An address with the key in it would carry the key to another host, and into a file.
		if (!isOfService && this.asked.redact(url.href) !== url.href) {
			throw new FoveaError('downloadRefused', { host: url.host }, `The address at ${url.host} holds the key`);
		}
		if (signal.aborted || (!isOfService && !agreedHosts.includes(hostPair(this.host, url.host)))) {
			return this.leave(image);
		}
		try {
			const reach = isOfService ? undefined : await serviceReach(endpoint.base.hostname);
			const transport = reach === undefined ? this.transport : this.transport.getWithin(reach);
			const common = { url, transport, signal, timeoutMs, attempts, log };
			await this.give({ bytes: await downloadImage(reach === undefined ? common : { ...common, reach }), ...about });
		} catch (error) {
			if (!this.images.some(({ index }) => index === image.index)) {
				await this.leave(image);
			}
			throw error;
		}
	}

	private async leave(image: ImageElsewhere): Promise<void> {
		this.elsewhere.push(image);
		await this.options.onElsewhere?.(image);
	}
}

/** The field for which a request was refused, if it can go without. */
function refusedField(error: unknown): string | undefined {
	const field =
		isFoveaError(error) && error.code === 'unknownParameter' ? (error as FoveaError<'unknownParameter'>).facts.field : undefined;
	return field !== undefined && isHarmless(field) ? field : undefined;
}

/** Whether a failed request never left, and may find its way a moment later. */
function neverConnected(error: FoveaError): boolean {
	const passing: readonly FoveaError['code'][] = ['connectionRefused', 'hostNotFound', 'proxyUnreachable', 'timeout'];
	return nothingSent(error) && passing.includes(error.code);
}
