import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { FoveaError, isFoveaError } from '../errors.ts';
import type { HttpClient, NetworkOptions } from '../net/http.ts';
import { actualCost } from '../image/cost.ts';
import { imageEndpoint, keyHeaders } from '../image/endpoint.ts';
import { endpointFor } from '../image/modelEndpoint.ts';
import { imageDimensions, imageFormat } from '../raster/format.ts';
import { downloadImage } from '../image/download.ts';
import type { GenerateOptions, GeneratedImage, ImageElsewhere, PartialImage } from '../image/generator.ts';
import { hasProvenance, readMetadata, writeMetadata } from '../raster/metadata.ts';
import { writeAtomic } from '../disk/atomicFile.ts';
import { writeFailure } from '../disk/writeFailure.ts';
import { OpenAiImageGenerator } from '../image/openaiGenerator.ts';
import { type ImageTransport } from '../image/generatorOptions.ts';
import { type Reach, serviceReach } from '../image/reach.ts';
import { probeImages } from '../image/probe.ts';
import type { ImageRecord } from '../image/imageRecord.ts';
import { type ImageOrigin, ImageStore } from '../image/store.ts';
import { inParallel } from '../parallel.ts';
import { Limiter } from '../net/limiter.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { TokenSource } from '../net/tokens.ts';
import type { DrawEvent, DrawFailure, DrawRequest, DrawResult, ImageApi, ImageSpec, MetadataPolicy } from './imageApi.ts';
import { type Handlers, alone } from '../rpc.ts';

/** Attempts in all for a request that has cost nothing yet. */
const attempts = 4;

/** How many requests an endpoint gets at once: people start a handful, and services limit requests per minute. */
const limits = { start: 4, max: 8 };

/** The worker's side of making images. */
export function createImageHandlers(
	httpClient: (network: NetworkOptions) => HttpClient,
	/** A client that only connects to addresses within this reach. */
	clientWithin: (network: NetworkOptions, reach: Reach) => Pick<HttpClient, 'get'>,
	/** The tokens of the signed-in account, instead of a key. */
	tokensOf: (spec: ImageSpec) => TokenSource | undefined = () => undefined,
	/** Told what became of each request that has no log of its own. */
	log?: RequestLog,
): Handlers<ImageApi> {
	const limiters = new Map<string, Limiter>();

	const limiterOf = ({ endpoint }: ImageSpec): Limiter => {
		const limiter = limiters.get(endpoint) ?? new Limiter(limits);
		limiters.set(endpoint, limiter);
		return limiter;
	};

	return {
		async draw(request, { signal, emit }) {
			const { generator: spec } = request;
			const endpoint = endpointFor(imageEndpoint(spec.endpoint, spec.provider), spec.model, spec.knownAs);
			const client = httpClient(spec.network);
			const transport: ImageTransport = {
				stream: (post) => client.stream(post),
				get: (where) => client.get(where),
				getWithin: (reach) => clientWithin(spec.network, reach),
			};
			const generator = new OpenAiImageGenerator(transport, {
				endpoint,
				model: spec.model,
				knownAs: spec.knownAs,
				authHeaders: keyHeaders(endpoint, spec.key),
				tokens: tokensOf(spec),
				timeoutMs: spec.timeoutMs,
				limiter: limiterOf(spec),
				attempts,
				omit: spec.omit,
				agreedHosts: request.agreedHosts,
				responseFormat: spec.responseFormat,
				onRefusedField: (field) => emit({ type: 'refusedField', field }),
				onWait: (seconds, { code }) => emit({ type: 'waiting', seconds, because: code === 'rateLimited' ? 'busy' : 'unreachable' }),
				log: (line) => emit({ type: 'log', line }),
				onRequest: (line) => emit({ type: 'log', line }),
			});
			const drawing = new ImageSink(request, endpoint.base.host, emit);
			const options: GenerateOptions = {
				signal,
				onPartial: (image) => drawing.partial(image),
				onImage: (image) => drawing.keep(image),
				onElsewhere: (image) => drawing.keepAddress(image),
			};
			const { prompt, settings, references, mask } = request;
			try {
				const { failures, usage } = await (references.length > 0
					? generator.edit({ prompt, settings, images: references, ...(mask ? { mask } : {}) }, options)
					: generator.generate({ prompt, settings }, options));
				return await drawing.finish(failures, (images) =>
					actualCost(
						{ model: spec.knownAs ?? spec.model, provider: endpoint.provider, settings, references: references.length },
						usage,
						images,
					),
				);
			} finally {
				await drawing.clean();
			}
		},

		async fetchImage({ store: folder, id, timeoutMs, metadata, network }, { signal, emit }) {
			const store = new ImageStore(folder);
			const record = await store.get(id);
			if (!record?.remote) {
				return record;
			}
			const reach = await serviceReach(new URL(`http://${record.host}`).hostname);
			const transport = clientWithin(network, reach);
			const url = new URL(record.remote.url);
			const bytes = await downloadImage({ url, transport, reach, signal, timeoutMs, attempts, log: emit, onRequest: emit });
			return store.fetched(id, withMetadata(bytes, record, metadata));
		},

		async probeImages(spec, { signal }) {
			const endpoint = endpointFor(imageEndpoint(spec.endpoint, spec.provider), spec.model, spec.knownAs);
			const { model, timeoutMs } = spec;
			await probeImages(httpClient(spec.network), endpoint, {
				model,
				headers: keyHeaders(endpoint, spec.key),
				tokens: tokensOf(spec),
				signal,
				timeoutMs,
				log,
			});
			return undefined;
		},

		inspectImage({ bytes }) {
			const format = imageFormat(bytes);
			const metadata = readMetadata(bytes);
			return {
				...(format ? { mediaType: format === 'svg' ? 'image/svg+xml' : `image/${format}` } : {}),
				...imageDimensions(bytes),
				...(metadata ? { metadata } : {}),
			};
		},
	};
}

/** One request's images on their way to the disk. */
class ImageSink {
	private readonly started = Date.now();
	private readonly store: ImageStore;
	private readonly kept: ImageRecord[] = [];
	private arrived = 0;
	private lastPartial: string | undefined;
	private partialsWritten: Promise<void> = Promise.resolve();
	private partialCount = 0;

	constructor(
		private readonly request: DrawRequest,
		private readonly host: string,
		private readonly emit: (event: DrawEvent, transfer?: readonly ArrayBuffer[]) => void,
	) {
		this.store = new ImageStore(request.store);
	}

	/** Previews are worth a try, not a failure. */
	partial({ bytes }: PartialImage): void {
		const file = path.join(this.store.folder, 'partial', `${this.request.id}-${this.partialCount++}.${imageFormat(bytes) ?? 'png'}`);
		this.partialsWritten = this.partialsWritten
			.then(async () => {
				await mkdir(path.dirname(file), { recursive: true });
				await writeAtomic(file, bytes);
				const before = this.lastPartial;
				this.lastPartial = file;
				this.emit({ type: 'partial', file });
				if (before !== undefined) {
					await rm(before, { force: true });
				}
			})
			.catch((error: unknown) => this.emit({ type: 'log', line: `A partial image was not kept: ${String(error)}` }));
	}

	async keep({ index, bytes, unfinished, ...about }: GeneratedImage): Promise<void> {
		this.arrived++;
		const origin = { ...this.originOf(about), ...(unfinished ? { unfinished } : {}) };
		const whole = withMetadata(bytes, origin, this.request.metadata);
		await this.intoStore(index, whole, `image.${imageFormat(whole) ?? 'bin'}`, () => this.store.add(whole, origin));
	}

	/** Stores the address of an image that was not downloaded. */
	async keepAddress({ index, url, ...about }: ImageElsewhere): Promise<void> {
		this.arrived++;
		await this.intoStore(index, Buffer.from(`${url.href}\n`), 'image-address.txt', () => this.store.addRemote(url, this.originOf(about)));
	}

	private originOf({ revised_prompt: revised, actual }: Pick<GeneratedImage, 'revised_prompt' | 'actual'>): ImageOrigin {
		const { prompt, settings, generator, references } = this.request;
		const createdAt = Date.now();
		return {
			prompt,
			...(revised === undefined ? {} : { revisedPrompt: revised }),
			provider: generator.provider,
			host: this.host,
			model: generator.model,
			asked: settings,
			actual,
			references: references.length,
			createdAt,
			duration: createdAt - this.started,
		};
	}

	/** Adds an image to the store; if that fails, its bytes are emitted with this file name. */
	private async intoStore(index: number, bytes: Uint8Array, fileName: string, keep: () => Promise<ImageRecord>): Promise<void> {
		try {
			const record = await keep();
			this.kept.push(record);
			this.emit({ type: 'image', index, record });
		} catch (error) {
			const { code, facts } = writeFailure(error, this.store.folder);
			const copy = alone(bytes);
			this.emit({ type: 'unsaved', bytes: copy, fileName, failure: { code, facts } }, [copy.buffer]);
		}
	}

	/** @param costOf USD for that many images */
	async finish(failures: readonly Error[], costOf: (images: number) => number | undefined): Promise<DrawResult> {
		const cost = costOf(this.arrived);
		if (cost !== undefined) {
			const share = cost / this.arrived;
			// An image without its price is still worth keeping.
			await inParallel([...this.kept.entries()], 4, async ([place, { id }]) => {
				this.kept[place] = (await this.store.update(id, { cost: share }).catch(() => undefined)) ?? this.kept[place]!;
			});
		}
		return { images: this.kept, failures: failures.map(crossing) };
	}

	async clean(): Promise<void> {
		await this.partialsWritten;
		if (this.lastPartial !== undefined) {
			await rm(this.lastPartial, { force: true });
		}
	}
}

/** Adds the metadata to an image, if the policy allows it. */
function withMetadata(
	bytes: Uint8Array,
	{ prompt, model, asked, actual, revisedPrompt, createdAt }: ImageOrigin,
	policy: MetadataPolicy,
): Uint8Array {
	if (policy === 'off' || (policy === 'unlessSigned' && hasProvenance(bytes))) {
		return bytes;
	}
	return writeMetadata(bytes, {
		prompt,
		model,
		parameters: { ...asked, ...actual },
		...(revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }),
		created: new Date(createdAt).toISOString(),
	});
}

function crossing(error: Error): DrawFailure {
	const { code, facts } = isFoveaError(error) ? error : new FoveaError('engineFailed', { name: 'image' });
	return { code, facts };
}
