import { isFoveaError, FoveaError } from '../errors.ts';
import { isSoundImage } from '../raster/soundImage.ts';
import { downloadImage } from './download.ts';
import { mayDownload } from './endpoint.ts';
import { type AskedImages, failure, filteredImage } from './failure.ts';
import type { GeneratedImage, ImageElsewhere, ImageUsage, GenerateOptions, GenerationResult, ActualSettings } from './generator.ts';
import type { GeneratorOptions, ImageTransport } from './generatorOptions.ts';
import type { ImageEvent, WireImages, WireImage } from './openai.ts';
import { serviceReach } from './reach.ts';
import { hostPair } from './remoteImage.ts';

/** Longer than any prompt that a model accepts, in characters. */
const maxRevisedPrompt = 64_000;

/** Passes images on as they arrive, and continues when one of them is missing. */
export class ImageCollector {
	private readonly images: GeneratedImage[] = [];
	private readonly elsewhere: ImageElsewhere[] = [];
	private readonly failures: Error[] = [];
	private usage: ImageUsage | undefined;
	private words: string | undefined;
	private count = 0;
	private preview: Buffer | undefined;

	constructor(
		private readonly generator: GeneratorOptions,
		private readonly transport: ImageTransport,
		private readonly asked: AskedImages,
		private readonly options: GenerateOptions,
	) {}

	/** Whether an image, or the address of one, has arrived. */
	get hasImage(): boolean {
		return this.images.length + this.elsewhere.length > 0;
	}

	/**
	 * Takes events of a stream.
	 * @throws {FoveaError} for an error of the service, which ends the stream
	 */
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

	/** Takes a complete answer, and downloads the images that it only names. */
	async take({ images, actual, usage, error, mayRepeat, words }: WireImages): Promise<void> {
		this.usage = usage ?? this.usage;
		this.words = words ?? this.words;
		for (const wire of images) {
			if (mayRepeat && wire.kind === 'bytes' && this.images.some(({ bytes }) => wire.bytes.equals(bytes))) {
				continue;
			}
			const index = this.count++;
			try {
				const about = { index, actual: this.redacted(actual), ...this.revised(wire) };
				if (wire.kind === 'url') {
					await this.fetch({ url: wire.url, ...about });
				} else {
					await this.give({ bytes: await this.bytesOf(wire), ...about });
				}
			} catch (failed) {
				// Even after an abort, the images in the answer are passed on, because they are paid for.
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

	/**
	 * Notes a failure.
	 * @throws a value that is not an `Error`
	 */
	failed(error: unknown): void {
		if (!(error instanceof Error)) {
			throw error;
		}
		this.failures.push(error);
	}

	/**
	 * The result when the answer has ended.
	 * @throws the failure when there is no image at all
	 */
	async result(): Promise<GenerationResult> {
		const { images, elsewhere, failures } = this;
		// The preview of a filtered image is not kept either.
		if (
			images.length + elsewhere.length === 0 &&
			this.preview &&
			!failures.some((error) => isFoveaError(error) && error.code === 'contentFiltered')
		) {
			failures.push(failures.shift() ?? new FoveaError('unfinishedImage', { host: this.host }));
			await this.give({ index: 0, bytes: this.preview, actual: {}, unfinished: true });
		}
		if (images.length + elsewhere.length === 0) {
			const [failure] = failures;
			throw failure === undefined || (isFoveaError(failure) && failure.code === 'noImage') ? this.noImage() : failure;
		}
		return { images, elsewhere, failures, ...(this.usage ? { usage: this.usage } : {}) };
	}

	private noImage(): FoveaError<'noImage'> {
		const said = this.words === undefined ? {} : { words: this.asked.redact(this.words) };
		return new FoveaError('noImage', { host: this.host, ...said }, `The answer from ${this.host} holds no image`);
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

	/** Downloads at once, because such addresses expire within the hour. If that fails, the address is passed on. */
	private async fetch(image: ImageElsewhere): Promise<void> {
		const { url, ...about } = image;
		const { endpoint, timeoutMs, attempts, log, onRequest, agreedHosts = [] } = this.generator;
		const { signal } = this.options;
		const isOfService = mayDownload(url, endpoint);
		// An address that contains the key would send the key to another host, and write it to a file.
		if (!isOfService && this.asked.redact(url.href) !== url.href) {
			throw new FoveaError('downloadRefused', { host: url.host }, `The address at ${url.host} holds the key`);
		}
		if (signal.aborted || (!isOfService && !agreedHosts.includes(hostPair(this.host, url.host)))) {
			return this.leave(image);
		}
		try {
			const reach = isOfService ? undefined : await serviceReach(endpoint.base.hostname);
			const transport = reach === undefined ? this.transport : this.transport.getWithin(reach);
			const common = { url, transport, signal, timeoutMs, attempts, log, onRequest };
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
