import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Bytes, inMemory } from '../disk/bytes.ts';
import { Cache, contentHash } from '../disk/cache.ts';
import { type HttpClient, type NetworkOptions, createHttpClient } from '../net/http.ts';
import { type Reach, lookupWithin } from '../image/reach.ts';
import { Limiter } from '../net/limiter.ts';
import type { TokenSource } from '../net/tokens.ts';
import type { OcrEngine } from '../ocr/engine.ts';
import { type LocalOcrEngine, createLocalEngine } from '../ocr/local/engine.ts';
import { countPages } from '../ocr/countPages.ts';
import { DocumentDraft } from '../ocr/markdown/documentDraft.ts';
import type { CollectedPages } from '../ocr/markdown/draft.ts';
import { mediaTypeOf } from '../ocr/mediaType.ts';
import { MistralOcrEngine } from '../ocr/mistral/engine.ts';
import { sweepUploads } from '../ocr/mistral/files.ts';
import type { Recognition, RecognizeRequest } from '../ocr/recognition.ts';
import { recognize } from '../ocr/recognize.ts';
import { UploadRecords } from '../ocr/mistral/uploads.ts';
import { PdfEngine } from '../pdf/pdfEngine.ts';
import { sharedIfPdf } from '../pdf/sharedBytes.ts';
import { type Draw, drawPdf } from '../reader/viewPage.ts';
import { once } from '../once.ts';
import type { ConvertEvent, ConvertRequest, EngineSpec } from './api.ts';
import { createConnectHandlers } from './connectHandlers.ts';
import type { Host } from './host.ts';
import { createImageHandlers } from './imageHandlers.ts';
import { createReaderHandlers } from './readerHandlers.ts';
import { textHandlers } from './textHandlers.ts';
import type { WorkerApi } from './workerApi.ts';
import { type Handlers, alone, moved } from '../rpc.ts';

type HostedSpec = Exclude<EngineSpec, { readonly provider: 'local' }>;

/** Attempts for one OCR request, including the first. */
const attempts = 5;

/** The largest file, in bytes, that is read at once; larger ones are read piece by piece as they are needed. */
const readAtOnce = 16_000_000;

/** Creates the worker's handlers. `files` is the folder with the engines' bundles and data; `host` the editor's thread, if there is one. */
export function createOcrHandlers(files: string, host?: Host): Handlers<WorkerApi> {
	const pdf = new PdfEngine({ files });
	const clients = new Map<string, HttpClient>();
	const limiters = new Map<string, Limiter>();
	const locals = new Map<string, LocalOcrEngine>();

	const httpClient = (network: NetworkOptions): HttpClient =>
		remember(clients, JSON.stringify(network), () => createHttpClient(network, host ? { help: host.network } : {}));

	const clientWithin = (network: NetworkOptions, reach: Reach): HttpClient =>
		remember(clients, JSON.stringify([network, reach]), () => createHttpClient(network, { lookup: lookupWithin(reach) }));

	const limiterOf = ({ endpoint, atOnce }: HostedSpec): Limiter =>
		remember(limiters, endpoint, () => new Limiter({ start: 4, max: 32, known: atOnce, ahead: 2 }));

	/** Engines outlive conversions; their log lines go to the latest one. */
	let log: (line: string) => void = () => undefined;
	const localEngine = (spec: EngineSpec & { readonly provider: 'local' }, latest: typeof log): LocalOcrEngine => {
		log = latest;
		return remember(locals, JSON.stringify(spec), () => createLocalEngine({ ...spec, pdf, files, log: (line) => log(line) }));
	};

	const engineOf = (spec: EngineSpec, emit: (event: ConvertEvent) => void): OcrEngine =>
		spec.provider === 'local'
			? localEngine(spec, (line) => emit({ type: 'log', line }))
			: new MistralOcrEngine(httpClient(spec.network), {
					...spec,
					tokens: tokensOf(spec.signIn, host),
					id: spec.provider,
					endpoint: new URL(spec.endpoint),
					limiter: limiterOf(spec),
					attempts,
					onEndpointFact: (endpointFact) => emit({ type: 'endpointFact', endpointFact }),
					onRequest: (line) => emit({ type: 'log', line }),
					onPhase: (phase) => emit({ type: 'phase', phase }),
					log: (line) => emit({ type: 'log', line }),
				});

	/** Recognises a document, caches its pages, and reports endpoint facts. */
	const recognizeDocument = async (
		{ engine, cache, ...document }: Omit<ConvertRequest, 'pageMarks'>,
		{ signal, emit }: { readonly signal: AbortSignal; readonly emit: (event: ConvertEvent) => void },
		{ onPage, onPart, onDraft }: Pick<RecognizeRequest, 'onPage' | 'onPart' | 'onDraft'>,
	): Promise<Recognition> => {
		const result = await recognize(engineOf(engine, emit), pdf, {
			...document,
			bytes: await bytesToConvert(document),
			cache: cache && new Cache(cache),
			endpoint: engine.provider === 'local' ? undefined : limiterOf(engine),
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
			learnAtOnce(engine, limiterOf(engine), emit);
		}
		return result;
	};

	const pagesOf = async (
		{ name, bytes, password }: Pick<ConvertRequest, 'name' | 'bytes' | 'password'>,
		{ signal }: { readonly signal: AbortSignal },
	): Promise<number | undefined> => {
		const mediaType = await mediaTypeOf(name, bytes, 'local');
		if (mediaType !== 'application/pdf') {
			return countPages(mediaType, bytes, name);
		}
		const document = await pdf.open(bytes, { name, password, signal });
		await document.close();
		return document.pageCount;
	};

	/** Pictures are decoded as in the local engine; its languages do not matter here. */
	const draw: Draw = async ({ name, bytes, password }, signal, use) => {
		const mediaType = await mediaTypeOf(name, bytes, 'local');
		const decoder = localEngine({ provider: 'local', languages: 'eng', withoutRunningText: true }, () => undefined);
		return mediaType === 'application/pdf'
			? drawPdf(pdf, { name, bytes, password }, signal, use)
			: decoder.drawImage({ name, bytes, mediaType }, signal, use);
	};

	// Results of another build of the engines are not used.
	const build = once(async () =>
		String(
			await stat(path.join(files, 'worker.cjs')).then(
				({ mtimeMs }) => mtimeMs,
				() => 0,
			),
		),
	);

	return {
		...textHandlers,
		...createImageHandlers(httpClient, clientWithin, (spec) => tokensOf(spec.signIn, host)),
		...createConnectHandlers(httpClient),
		...createReaderHandlers({
			recognize: (request, context) =>
				recognizeDocument(request, context, {
					onPage: (done, total) => context.emit({ type: 'pages', done, total, cached: 0 }),
				}),
			countPages: pagesOf,
			draw,
			build,
		}),

		async convert({ engine, pageMarks, tablesAcrossPages = 'merge', grow = false, cache, ...document }, { signal, emit }) {
			const draft = new DocumentDraft({ pageMarks, tablesAcrossPages, fromService: engine.provider !== 'local', signal });
			let cached = 0;
			let emitted = Promise.resolve();
			const emitPiece = async (part: CollectedPages) => {
				const piece = await draft.add(part);
				if (piece) {
					const assets = piece.assets.map((asset) => ({ ...asset, bytes: alone(asset.bytes) }));
					emit({ type: 'markdown', piece: { ...piece, assets } }, [...new Set(assets.map(({ bytes }) => bytes.buffer))]);
				}
			};
			let emits = grow;
			const growBy = (part: CollectedPages) =>
				void (emitted = emitted
					.then(() => (emits ? emitPiece(part) : undefined))
					.catch((error: unknown) => {
						// The following pieces would have a gap; the complete result does not.
						emits = false;
						emit({ type: 'log', line: `The markdown does not grow: ${error instanceof Error ? error.message : 'unknown'}` });
					}));
			const result = await recognizeDocument(
				{ engine, cache, ...document },
				{ signal, emit },
				{
					onPage: (done, total) => emit({ type: 'pages', done, total, cached }),
					onPart: (part) => {
						cached += part.paid > 0 ? 0 : part.pages.length;
						if (grow) {
							growBy(part);
						}
					},
					onDraft: grow ? (pages, wanted) => growBy({ pages, failed: [], wanted }) : undefined,
				},
			);
			await emitted;
			const missing = result.failed.map(({ index }) => index);
			const notes = result.notes.map(({ index, what }) => ({ page: index + 1, what }));
			const markdown = await draft.finish(result.pages, missing);
			const assets = markdown.assets.map((asset) => ({ ...asset, bytes: alone(asset.bytes) }));
			const { model, pagesProcessed } = result;
			const failed = result.failed.map(({ index, error: { code, facts } }) => ({ page: index + 1, code, facts }));
			return moved(
				{
					...markdown,
					assets,
					notes: [...notes, ...markdown.notes],
					pageCount: result.pages.length,
					model,
					pagesProcessed,
					cached: result.cached,
					failed,
				},
				assets.map(({ bytes }) => bytes.buffer),
			);
		},

		async contentHash({ name, bytes }) {
			return contentHash(bytes, name);
		},

		countPages: pagesOf,

		async sweepUploads({ uploadFolder, keys, network }, { emit }) {
			await sweepUploads({ records: new UploadRecords(uploadFolder), keys, http: httpClient(network), log: emit });
			return undefined;
		},

		forgetWays() {
			host?.network.editorOnly.clear();
			return undefined;
		},

		async close() {
			await Promise.all([
				...[...locals.values()].map((local) => local.dispose()),
				...[...clients.values()].map((client) => client.close()),
			]);
			await pdf.dispose();
			return undefined;
		},
	};
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

function tokensOf(origin: string | undefined, host: Host | undefined): TokenSource | undefined {
	return origin === undefined ? undefined : host?.tokens(origin);
}

function remember<T>(map: Map<string, T>, key: string, make: () => T): T {
	const made = map.get(key) ?? make();
	map.set(key, made);
	return made;
}
