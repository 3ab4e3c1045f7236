import { Cache } from '../disk/cache.ts';
import { FoveaError } from '../errors.ts';
import { DocumentDraft } from '../ocr/markdown/documentDraft.ts';
import type { Recognition } from '../ocr/recognition.ts';
import { parsePages } from '../ocr/pages.ts';
import { answerWith } from '../reader/answer.ts';
import { type Reading, readingPages, wholeOfUncounted } from '../reader/reading.ts';
import { Readings } from '../reader/readings.ts';
import { searchIn } from '../reader/search.ts';
import { SharedRuns } from '../reader/sharedRuns.ts';
import { type Draw, viewPage } from '../reader/viewPage.ts';
import { type Handlers, moved } from '../rpc.ts';
import type { ConvertEvent, ConvertRequest, EngineSpec } from './api.ts';
import type { DocumentAnswer, Picture, ReaderApi, ReaderRequest } from './readerApi.ts';

/** The parts of the worker that the reader uses. */
export interface ReaderDependencies {
	readonly recognize: (
		request: Pick<ConvertRequest, 'name' | 'bytes' | 'engine' | 'pages' | 'password' | 'cache'>,
		context: { readonly signal: AbortSignal; readonly emit: (event: ConvertEvent) => void },
	) => Promise<Recognition>;
	readonly countPages: (
		document: Pick<ConvertRequest, 'name' | 'bytes' | 'password'>,
		context: { readonly signal: AbortSignal },
	) => Promise<number | undefined>;
	readonly draw: Draw;
	/** Identifies the build of the engines: readings of another build are not used. */
	readonly build: () => Promise<string>;
}

/** The most figures of an answer, and the most bytes of one, that models accept. */
const mostFigures = 12;
const mostFigureBytes = 3_500_000;

/** Creates the handlers for agents: one reading of a document answers every question about it. */
export function createReaderHandlers({ recognize, countPages, draw, build }: ReaderDependencies): Handlers<ReaderApi> {
	const readings = new Readings();
	const runs = new SharedRuns<Reading>();

	/** Finds out which of the requested pages were read before. */
	const lookUp = async (request: ReaderRequest, signal: AbortSignal) => {
		const { engine, tablesAcrossPages = 'merge', pages } = request;
		const key = await readings.keyOf({
			...request,
			profile: { ...profileOf(engine), tablesAcrossPages, password: request.password, build: await build() },
		});
		const cache = request.cache && new Cache(request.cache);
		const pageCount = await readings.pageCount(key, () => countPages(request, { signal }));
		const wanted =
			pageCount === undefined && pages === undefined
				? undefined
				: (pages === undefined ? Array.from({ length: pageCount! }, (_, index) => index) : parsePages(pages, pageCount)).map(
						(index) => index + 1,
					);
		// A document that only a service lays out in pages is kept as a whole.
		const known = await readings.find(key, wanted ?? [wholeOfUncounted], cache);
		return { key, cache, pageCount, wanted, known };
	};

	const readingOf = async (
		request: ReaderRequest,
		signal: AbortSignal,
		emit: (event: ConvertEvent) => void,
	): Promise<{ readonly reading: Reading; readonly known: boolean }> => {
		const { key, cache, pageCount, wanted, known } = await lookUp(request, signal);
		if (known) {
			return { reading: known, known: true };
		}
		if (wanted !== undefined && wanted.length > request.mostPages) {
			throw new FoveaError('tooManyPages', { name: request.name, pageCount: wanted.length, limit: request.mostPages });
		}
		const reading = await runs.run(`${key}${JSON.stringify(wanted)}`, signal, async (running) => {
			const { pages, failed, model } = await recognize(request, { signal: running, emit });
			const { tablesAcrossPages, engine } = request;
			const draft = new DocumentDraft({
				pageMarks: 'none',
				tablesAcrossPages: tablesAcrossPages ?? 'merge',
				fromService: engine.provider !== 'local',
				signal: running,
			});
			const missing = failed.map(({ index }) => index);
			const made: Reading = {
				pageCount,
				wanted: wanted ?? [wholeOfUncounted],
				pages: readingPages(await draft.finishPages(pages, missing)),
				failed: failed.map(({ index, error: { code, facts } }) => ({ page: index + 1, code, facts })),
				model,
			};
			await readings.keep(key, made, cache);
			return made;
		});
		return { reading, known: false };
	};

	return {
		async forecast(request, { signal }) {
			const { pageCount, wanted, known } = await lookUp(request, signal);
			return { pageCount, toRead: known ? 0 : wanted?.length };
		},

		async readDocument(request, { signal, emit }) {
			const { reading, known } = await readingOf(request, signal, emit);
			const { name, budget, line, pages } = request;
			const { text, told } = answerWith(reading, { name, budget, line, named: pages !== undefined });
			const figures = request.figures ? figuresOf(reading, told) : { pictures: [], note: '' };
			const answer: DocumentAnswer = { text: text + figures.note, told, figures: figures.pictures, known };
			return moved(
				answer,
				figures.pictures.map(({ bytes }) => bytes.buffer),
			);
		},

		async searchDocument(request, { signal, emit }) {
			const { reading, known } = await readingOf(request, signal, emit);
			const { name, query, regex = false, budget } = request;
			return { text: searchIn(reading, { name, query, regex, budget }), known };
		},

		async viewPage(request, { signal }) {
			const picture = await viewPage(draw, request, signal);
			return moved(picture, [picture.bytes.buffer]);
		},
	};
}

/** Everything about an engine that affects its results; keys are not part of it. */
function profileOf(engine: EngineSpec): object {
	const { provider, withoutRunningText } = engine;
	return engine.provider === 'local'
		? { provider, withoutRunningText, languages: engine.languages, languageFolder: engine.languageFolder }
		: {
				provider,
				withoutRunningText,
				endpoint: engine.endpoint,
				model: engine.model,
				knownAs: engine.knownAs,
				htmlTables: engine.htmlTables,
			};
}

/** Copies the figures, because the originals stay in memory. */
function figuresOf({ pages }: Reading, told: readonly number[]): { readonly pictures: readonly Picture[]; readonly note: string } {
	const all = pages.filter(({ number }) => told.includes(number)).flatMap(({ figures }) => figures);
	const fitting = all.filter(({ bytes }) => bytes.length <= mostFigureBytes).slice(0, mostFigures);
	const left = all.length - fitting.length;
	return {
		pictures: fitting.map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes: new Uint8Array(bytes) })),
		note:
			left === 0
				? ''
				: `\n\n${left} figures are not attached: there are too many, or they are too large. Name fewer pages, or view the page.`,
	};
}
