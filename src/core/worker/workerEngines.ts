import { type Bytes, inMemory } from '../disk/bytes.ts';
import { Cache } from '../disk/cache.ts';
import { type Reach, lookupWithin } from '../image/reach.ts';
import { type HttpClient, type NetworkOptions, createHttpClient } from '../net/http.ts';
import { Limiter } from '../net/limiter.ts';
import type { TokenSource } from '../net/tokens.ts';
import { countPages } from '../ocr/countPages.ts';
import type { OcrEngine } from '../ocr/engine.ts';
import { type LocalOcrEngine, createLocalEngine } from '../ocr/local/engine.ts';
import { mediaTypeOf } from '../ocr/mediaType.ts';
import { MistralOcrEngine } from '../ocr/mistral/engine.ts';
import { PagesUnderWay } from '../ocr/pagesUnderWay.ts';
import type { Recognition, RecognizeRequest } from '../ocr/recognition.ts';
import { recognize } from '../ocr/recognize.ts';
import type { PdfEngine } from '../pdf/pdfEngine.ts';
import { sharedIfPdf } from '../pdf/sharedBytes.ts';
import { type Draw, drawPdf } from '../reader/viewPage.ts';
import type { ConvertEvent, ConvertRequest, EngineSpec } from './api.ts';
import type { Host } from './host.ts';

type LocalSpec = Extract<EngineSpec, { readonly provider: 'local' }>;
type HostedSpec = Exclude<EngineSpec, LocalSpec>;

/** A document, as far as it is needed to open it. */
export type DocumentToOpen = Pick<ConvertRequest, 'name' | 'bytes' | 'password'>;

/** The call of a handler: its signal, and where its events go. */
export interface CallContext {
	readonly signal: AbortSignal;
	readonly emit: (event: ConvertEvent) => void;
}

/** Attempts for one OCR request, including the first. */
const attempts = 5;

/** The largest file, in bytes, that is read at once; larger ones are read piece by piece as they are needed. */
const readAtOnce = 16_000_000;

/** The worker's PDF engine, HTTP clients, limiters and OCR engines. They outlive calls, and are created at their first use. */
export class WorkerEngines {
	/** The folder with the engines' bundles and data. */
	private readonly files: string;
	private readonly pdf: PdfEngine;
	private readonly host: Host | undefined;
	private readonly clients = new Map<string, HttpClient>();
	private readonly limiters = new Map<string, Limiter>();
	private readonly locals = new Map<string, LocalOcrEngine>();
	private readonly pagesUnderWay = new PagesUnderWay();
	/** Local engines outlive conversions; their log lines go to the latest one. */
	private log: (line: string) => void = () => undefined;

	constructor({ files, pdf, host }: { readonly files: string; readonly pdf: PdfEngine; readonly host?: Host | undefined }) {
		this.files = files;
		this.pdf = pdf;
		this.host = host;
	}

	/** The client for these network settings. */
	httpClient(network: NetworkOptions): HttpClient {
		return remember(this.clients, JSON.stringify(network), () => createHttpClient(network, this.host ? { help: this.host.network } : {}));
	}

	/** A client that only connects to addresses within a reach. */
	clientWithin(network: NetworkOptions, reach: Reach): HttpClient {
		return remember(this.clients, JSON.stringify([network, reach]), () => createHttpClient(network, { lookup: lookupWithin(reach) }));
	}

	/** The tokens of an origin for which an account is signed in; undefined for a connection with a key. */
	tokensOf({ signIn }: { readonly signIn?: string | undefined }): TokenSource | undefined {
		return signIn === undefined ? undefined : this.host?.tokens(signIn);
	}

	/**
	 * Recognises a document, caches its pages, and reports endpoint facts.
	 * @throws {FoveaError} the failure of the document or of the engine
	 */
	async recognize(
		{ engine, cache, ...document }: Omit<ConvertRequest, 'pageMarks'>,
		{ signal, emit }: CallContext,
		{ onPage, onPart, onDraft }: Pick<RecognizeRequest, 'onPage' | 'onPart' | 'onDraft'>,
	): Promise<Recognition> {
		const result = await recognize(this.engineOf(engine, emit), this.pdf, {
			...document,
			bytes: await bytesToConvert(document),
			cache: cache && new Cache(cache),
			underWay: this.pagesUnderWay,
			endpoint: engine.provider === 'local' ? undefined : this.limiterOf(engine),
			signal,
			...(onPage ? { onPage } : {}),
			onPart: (part) => {
				if (part.paid > 0) {
					emit({ type: 'paid', pages: part.paid, model: part.model });
				}
				onPart?.(part);
			},
			onDraft,
		});
		if (engine.provider !== 'local') {
			learnAtOnce(engine, this.limiterOf(engine), emit);
		}
		return result;
	}

	/**
	 * Counts the pages of a document; undefined for one that only a service lays out in pages.
	 * @throws {FoveaError} when it cannot be opened
	 */
	async countPages({ name, bytes, password }: DocumentToOpen, { signal }: { readonly signal: AbortSignal }): Promise<number | undefined> {
		const mediaType = await mediaTypeOf(name, bytes, 'local');
		if (mediaType !== 'application/pdf') {
			return countPages(mediaType, bytes, name);
		}
		const document = await this.pdf.open(bytes, { name, password, signal });
		await document.close();
		return document.pageCount;
	}

	/** Renders pages of a PDF, or a picture. Pictures are decoded as in the local engine; its languages do not matter here. */
	readonly draw: Draw = async ({ name, bytes, password }, signal, use) => {
		const mediaType = await mediaTypeOf(name, bytes, 'local');
		const decoder = this.localEngine({ provider: 'local', languages: 'eng', withoutRunningText: true }, () => undefined);
		return mediaType === 'application/pdf'
			? drawPdf(this.pdf, { name, bytes, password }, signal, use)
			: decoder.drawImage({ name, bytes, mediaType }, signal, use);
	};

	/** Forgets known routes to hosts and credentials of proxies, after the network settings have changed. */
	forgetWays(): void {
		this.host?.network.editorOnly.clear();
		this.clients.forEach((client) => client.forgetAuthorizations());
	}

	/** Closes connections and files, and ends threads. */
	async close(): Promise<void> {
		await Promise.all([
			...[...this.locals.values()].map((local) => local.dispose()),
			...[...this.clients.values()].map((client) => client.close()),
		]);
		await this.pdf.dispose();
	}

	private engineOf(spec: EngineSpec, emit: (event: ConvertEvent) => void): OcrEngine {
		const log = (line: string) => emit({ type: 'log', line });
		return spec.provider === 'local'
			? this.localEngine(spec, log)
			: new MistralOcrEngine(this.httpClient(spec.network), {
					...spec,
					tokens: this.tokensOf(spec),
					id: spec.provider,
					endpoint: new URL(spec.endpoint),
					limiter: this.limiterOf(spec),
					attempts,
					onEndpointFact: (endpointFact) => emit({ type: 'endpointFact', endpointFact }),
					onRequest: log,
					onPhase: (phase) => emit({ type: 'phase', phase }),
					log,
				});
	}

	private localEngine(spec: LocalSpec, log: (line: string) => void): LocalOcrEngine {
		this.log = log;
		const { pdf, files } = this;
		return remember(this.locals, JSON.stringify(spec), () => createLocalEngine({ ...spec, pdf, files, log: (line) => this.log(line) }));
	}

	private limiterOf({ endpoint, atOnce }: HostedSpec): Limiter {
		return remember(this.limiters, endpoint, () => new Limiter({ start: 4, max: 32, known: atOnce, ahead: 2 }));
	}
}

/**
 * The bytes that a conversion reads. A file of the usual size is read at once, so that a program that rewrites it meanwhile, such as a typesetter,
 * does not disturb the conversion.
 */
async function bytesToConvert({ name, bytes }: Pick<ConvertRequest, 'name' | 'bytes'>): Promise<Bytes> {
	return bytes instanceof Uint8Array || bytes.length <= readAtOnce ? sharedIfPdf(await inMemory(bytes, name)) : bytes;
}

/** Reports how many requests an endpoint accepts at once, so that it is known after this worker has ended. */
function learnAtOnce({ endpoint, atOnce }: HostedSpec, { known }: Limiter, emit: (event: ConvertEvent) => void): void {
	if (known !== undefined && known !== atOnce) {
		emit({ type: 'endpointFact', endpointFact: { kind: 'atOnce', endpoint, atOnce: known } });
	}
}

function remember<T>(map: Map<string, T>, key: string, make: () => T): T {
	const made = map.get(key) ?? make();
	map.set(key, made);
	return made;
}
