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
export function createReaderHandlers(dependencies: ReaderDependencies): Handlers<ReaderApi> {
	const reader = new Reader(dependencies);
	return {
		async forecast(request, { signal }) {
			const { pageCount, wanted, known } = await reader.lookUp(request, signal);
			return { pageCount, toRead: known ? 0 : wanted?.length };
		},

		async readDocument(request, { signal, emit }) {
			const { reading, known } = await reader.read(request, signal, emit);
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
			const { reading, known } = await reader.read(request, signal, emit);
			const { name, query, regex = false, budget } = request;
			return { text: searchIn(reading, { name, query, regex, budget }), known };
		},

		async viewPage(request, { signal }) {
			const picture = await viewPage(dependencies.draw, request, signal);
			return moved(picture, [picture.bytes.buffer]);
		},
	};
}

/** What is asked for, and what of it was read before. */
interface LookUp {
	readonly key: string;
	readonly cache: Cache | undefined;
	/** Undefined: only a service lays the document out in pages. */
	readonly pageCount: number | undefined;
	/** Page numbers from 1. Undefined: the whole of a document whose pages nobody has counted. */
	readonly wanted: readonly number[] | undefined;
	readonly known: Reading | undefined;
}

/** Reads documents once. */
class Reader {
	private readonly readings = new Readings();
	private readonly runs = new SharedRuns<Reading>();

	constructor(private readonly dependencies: ReaderDependencies) {}

	/** Finds out which of the requested pages were read before. */
	async lookUp(request: ReaderRequest, signal: AbortSignal): Promise<LookUp> {
		const { readings } = this;
		const { countPages, build } = this.dependencies;
		const { engine, tablesAcrossPages = 'merge', pages } = request;
		const key = await readings.keyOf({
			...request,
			profile: { ...profileOf(engine), tablesAcrossPages, password: request.password, build: await build() },
		});
		const cache = request.cache && new Cache(request.cache);
		const pageCount = await readings.pageCount(key, () => countPages(request, { signal }));
		const wanted = wantedPages(pages, pageCount);
		// A document that only a service lays out in pages is kept as a whole.
		const known = await readings.find(key, wanted ?? [wholeOfUncounted], cache);
		return { key, cache, pageCount, wanted, known };
	}

	/**
	 * The reading of a document: the one that is there, or a new one.
	 * @throws {FoveaError} `tooManyPages` when more would have to be read than the caller allows
	 */
	async read(
		request: ReaderRequest,
		signal: AbortSignal,
		emit: (event: ConvertEvent) => void,
	): Promise<{ readonly reading: Reading; readonly known: boolean }> {
		const { name, mostPages } = request;
		const lookUp = await this.lookUp(request, signal);
		const { key, wanted, known } = lookUp;
		if (known) {
			return { reading: known, known: true };
		}
		if (wanted !== undefined && wanted.length > mostPages) {
			throw new FoveaError('tooManyPages', { name, pageCount: wanted.length, limit: mostPages });
		}
		const reading = await this.runs.run(`${key}${JSON.stringify(wanted)}`, signal, (running) =>
			this.readAnew(request, lookUp, running, emit),
		);
		return { reading, known: false };
	}

	private async readAnew(
		request: ReaderRequest,
		{ key, cache, pageCount, wanted }: LookUp,
		signal: AbortSignal,
		emit: (event: ConvertEvent) => void,
	): Promise<Reading> {
		const { pages, failed, model } = await this.dependencies.recognize(request, { signal, emit });
		const { tablesAcrossPages = 'merge', engine } = request;
		const draft = new DocumentDraft({ pageMarks: 'none', tablesAcrossPages, fromService: engine.provider !== 'local', signal });
		const missing = failed.map(({ index }) => index);
		const made: Reading = {
			pageCount,
			wanted: wanted ?? [wholeOfUncounted],
			pages: readingPages(await draft.finishPages(pages, missing)),
			failed: failed.map(({ index, error: { code, facts } }) => ({ page: index + 1, code, facts })),
			model,
		};
		await this.readings.keep(key, made, cache);
		return made;
	}
}

/** @returns page numbers from 1; undefined for the whole of a document whose pages nobody has counted */
function wantedPages(pages: string | undefined, pageCount: number | undefined): readonly number[] | undefined {
	if (pages !== undefined) {
		return parsePages(pages, pageCount).map((index) => index + 1);
	}
	return pageCount === undefined ? undefined : Array.from({ length: pageCount }, (_, index) => index + 1);
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
