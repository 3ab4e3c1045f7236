import { Cache } from '../cache.ts';
import { type HttpClient, type NetworkOptions, createHttpClient } from '../http.ts';
import { Limiter } from '../limiter.ts';
import type { OcrEngine } from '../ocr/engine.ts';
import { createLocalEngine } from '../ocr/local/localEngine.ts';
import { draftMarkdown } from '../ocr/markdown.ts';
import { mediaTypeOf } from '../ocr/mediaType.ts';
import { MistralOcrEngine } from '../ocr/mistral.ts';
import { recognize } from '../ocr/recognize.ts';
import { PdfEngine } from '../pdf/pdfEngine.ts';
import type { ConvertEvent, EngineSpec, WorkerApi } from './api.ts';
import { createImageBackend } from './imageBackend.ts';
import { type Handlers, alone, moved } from './rpc.ts';

/** Attempts in all for a request of recognition, which may be repeated. */
const attempts = 5;

/** The worker's side of the API. `files` is the folder with the engines' own bundles and data. */
export function createBackend(files: string): Handlers<WorkerApi> {
	const pdf = new PdfEngine({ files });
	const clients = new Map<string, HttpClient>();
	const limiters = new Map<string, Limiter>();
	const locals = new Map<string, ReturnType<typeof createLocalEngine>>();

	const httpClient = (network: NetworkOptions): HttpClient => remember(clients, JSON.stringify(network), () => createHttpClient(network));

	const engineOf = (spec: EngineSpec, emit: (event: ConvertEvent) => void): OcrEngine =>
		spec.provider === 'local'
			? remember(locals, JSON.stringify(spec), () => createLocalEngine({ ...spec, pdf, files }))
			: new MistralOcrEngine(httpClient(spec.network), {
					...spec,
					id: spec.provider,
					endpoint: new URL(spec.endpoint),
					limiter: remember(limiters, spec.endpoint, () => new Limiter({ start: 4, max: 32 })),
					attempts,
					onLesson: (lesson) => emit({ type: 'lesson', lesson }),
					log: (line) => emit({ type: 'log', line }),
				});

	return {
		...createImageBackend(httpClient),

		async convert({ engine, pageMarks, cache, ...document }, { signal, emit }) {
			const result = await recognize(engineOf(engine, emit), pdf, {
				...document,
				cache: cache && new Cache(cache),
				signal,
				onPage: (done, total) => emit({ type: 'pages', done, total }),
			});
			const missing = result.failed.map(({ index }) => index);
			const draft = await draftMarkdown(result.pages, { pageMarks, missing, fromService: engine.provider !== 'local' });
			const assets = draft.assets.map((asset) => ({ ...asset, bytes: alone(asset.bytes) }));
			const { model, pagesProcessed, kept } = result;
			const failed = result.failed.map(({ index, error: { code, facts } }) => ({ page: index + 1, code, facts }));
			return moved(
				{ ...draft, assets, pageCount: result.pages.length, model, pagesProcessed, kept, failed },
				assets.map(({ bytes }) => bytes.buffer),
			);
		},

		async countPages({ name, bytes, password }, { signal }) {
			if ((await mediaTypeOf(name, bytes, 'local')) !== 'application/pdf') {
				return 1;
			}
			const document = await pdf.open(bytes, { name, password, signal });
			await document.close();
			return document.pageCount;
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

function remember<T>(map: Map<string, T>, key: string, make: () => T): T {
	const made = map.get(key) ?? make();
	map.set(key, made);
	return made;
}
