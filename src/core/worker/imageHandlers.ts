import type { HttpClient, NetworkOptions } from '../net/http.ts';
import { actualCost } from '../image/cost.ts';
import { downloadImage } from '../image/download.ts';
import { imageEndpoint, keyHeaders } from '../image/endpoint.ts';
import type { GenerateOptions } from '../image/generator.ts';
import type { ImageTransport } from '../image/generatorOptions.ts';
import { endpointFor } from '../image/modelEndpoint.ts';
import { OpenAiImageGenerator } from '../image/openaiGenerator.ts';
import { probeImages } from '../image/probe.ts';
import { type Reach, serviceReach } from '../image/reach.ts';
import type { ImageRecord } from '../image/imageRecord.ts';
import { ImageStore } from '../image/store.ts';
import { Limiter } from '../net/limiter.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { TokenSource } from '../net/tokens.ts';
import { imageDimensions, imageFormat } from '../raster/format.ts';
import { readMetadata } from '../raster/metadata.ts';
import type { Handlers } from '../rpc.ts';
import type { DrawEvent, DrawRequest, DrawResult, FetchRequest, ImageApi, ImageSpec } from './imageApi.ts';
import { ImageSink, withMetadata } from './imageSink.ts';

/** Attempts in all for a request that has cost nothing yet. */
const attempts = 4;

/** How many requests an endpoint gets at once: people start a handful, and services limit requests per minute. */
const limits = { start: 4, max: 8 };

/** What the making of images needs. */
export interface ImageDependencies {
	readonly httpClient: (network: NetworkOptions) => HttpClient;
	/** A client that only connects to addresses within this reach. */
	readonly clientWithin: (network: NetworkOptions, reach: Reach) => Pick<HttpClient, 'get'>;
	/** The tokens of the signed-in account, instead of a key. */
	readonly tokensOf?: (spec: ImageSpec) => TokenSource | undefined;
	/** Told what became of each request that has no log of its own. */
	readonly log?: RequestLog;
}

/** The worker's side of making images. */
export function createImageHandlers(dependencies: ImageDependencies): Handlers<ImageApi> {
	const { httpClient, tokensOf, log } = dependencies;
	const limiters = new Map<string, Limiter>();

	const limiterOf = ({ endpoint }: ImageSpec): Limiter => {
		const limiter = limiters.get(endpoint) ?? new Limiter(limits);
		limiters.set(endpoint, limiter);
		return limiter;
	};

	return {
		draw: (request, { signal, emit }) => draw(dependencies, limiterOf(request.generator), request, { signal, emit }),

		fetchImage: (request, { signal, emit }) => fetchImage(dependencies, request, { signal, emit }),

		async probeImages(spec, { signal }) {
			const endpoint = endpointFor(imageEndpoint(spec.endpoint, spec.provider), spec.model, spec.knownAs);
			const { model, timeoutMs } = spec;
			const headers = keyHeaders(endpoint, spec.key);
			await probeImages(httpClient(spec.network), endpoint, { model, headers, tokens: tokensOf?.(spec), signal, timeoutMs, log });
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

interface DrawContext {
	readonly signal: AbortSignal;
	readonly emit: (event: DrawEvent, transfer?: readonly ArrayBuffer[]) => void;
}

/** Draws, and stores each image when it comes. */
async function draw(
	dependencies: ImageDependencies,
	limiter: Limiter,
	request: DrawRequest,
	{ signal, emit }: DrawContext,
): Promise<DrawResult> {
	const { generator: spec, prompt, settings, references, mask } = request;
	const endpoint = endpointFor(imageEndpoint(spec.endpoint, spec.provider), spec.model, spec.knownAs);
	const generator = generatorOf(dependencies, limiter, request, emit);
	const drawing = new ImageSink(request, endpoint.base.host, emit);
	const options: GenerateOptions = {
		signal,
		onPartial: (image) => drawing.partial(image),
		onImage: (image) => drawing.keep(image),
		onElsewhere: (image) => drawing.keepAddress(image),
	};
	try {
		const { failures, usage } = await (references.length > 0
			? generator.edit({ prompt, settings, images: references, ...(mask ? { mask } : {}) }, options)
			: generator.generate({ prompt, settings }, options));
		const asked = { model: spec.knownAs ?? spec.model, provider: endpoint.provider, settings, references: references.length };
		return await drawing.finish(failures, (images) => actualCost(asked, usage, images));
	} finally {
		await drawing.clean();
	}
}

function generatorOf(
	{ httpClient, clientWithin, tokensOf }: ImageDependencies,
	limiter: Limiter,
	{ generator: spec, agreedHosts }: DrawRequest,
	emit: (event: DrawEvent) => void,
): OpenAiImageGenerator {
	const endpoint = endpointFor(imageEndpoint(spec.endpoint, spec.provider), spec.model, spec.knownAs);
	const client = httpClient(spec.network);
	const transport: ImageTransport = {
		stream: (post) => client.stream(post),
		get: (where) => client.get(where),
		send: (method, request) => client.send(method, request),
		getWithin: (reach) => clientWithin(spec.network, reach),
	};
	return new OpenAiImageGenerator(transport, {
		endpoint,
		model: spec.model,
		knownAs: spec.knownAs,
		authHeaders: keyHeaders(endpoint, spec.key),
		tokens: tokensOf?.(spec),
		timeoutMs: spec.timeoutMs,
		limiter,
		attempts,
		omit: spec.omit,
		agreedHosts,
		responseFormat: spec.responseFormat,
		onRefusedField: (field) => emit({ type: 'refusedField', field }),
		onWait: (seconds, { code }) => emit({ type: 'waiting', seconds, because: code === 'rateLimited' ? 'busy' : 'unreachable' }),
		log: (line) => emit({ type: 'log', line }),
		onRequest: (line) => emit({ type: 'log', line }),
	});
}

async function fetchImage(
	{ clientWithin }: ImageDependencies,
	{ store: folder, id, timeoutMs, metadata, network }: FetchRequest,
	{ signal, emit }: { readonly signal: AbortSignal; readonly emit: (line: string) => void },
): Promise<ImageRecord | undefined> {
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
}
