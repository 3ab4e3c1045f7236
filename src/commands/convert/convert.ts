import * as vscode from 'vscode';
import { untilAbort } from '../../core/abort.ts';
import { type Claim, ClaimLost } from '../../core/disk/claims.ts';
import { isFoveaError } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import type { ConversionSubject, Unfinished } from '../../platform/conversionRecords.ts';
import { documentBytes, exists, fileName, isWritable, shownName, targetFor } from '../../platform/files.ts';
import { readerByName, readerInUse } from '../../platform/connections.ts';
import { isCancellation, logFailure, report, withProgress } from '../../platform/notify.ts';
import type { DocumentConnection } from '../../platform/settingValues.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { confirmCost } from './confirmCost.ts';
import { ConversionProgress } from './conversionProgress.ts';
import { type Existing, askAboutExisting } from './askAboutExisting.ts';
import { GrowingMarkdown } from './growingMarkdown.ts';
import { introduceLocalEngine } from './localEngineNotice.ts';
import { type Answered, type ConvertRequest, type ConversionOutcome, present } from './outcomes.ts';
import { withPassword } from './password.ts';
import { ResultWriter, type WrittenMarkdown } from './resultWriter.ts';
import type { RunningConversions } from './runningConversions.ts';
import { ResultPlace, showMarkdown, showUntitled } from './openMarkdown.ts';
import { documentsToConvert } from './pickDocuments.ts';

/** How many documents are under way at once: this machine's processors are busy with one; of a service's, the limiter decides how many are asked. */
const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 8, mistral: 8 };

/** What conversions need beside the services. */
export interface ConvertServices extends Services {
	readonly running: RunningConversions<ConversionOutcome>;
}

/** How documents are to be converted, where that is not for the settings or the user to say. */
export interface ConvertOptions {
	/** Whether the user has agreed to the cost already. */
	readonly confirmed?: boolean;
	/** 1-based, in the spelling of `formatPages`; all when absent. */
	readonly pages?: string;
	readonly password?: string | undefined;
}

/** Converts what was right-clicked, or the file of the active editor, or files that the user picks, to markdown beside each. */
export async function convertToMarkdown(services: ConvertServices, clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
	const sources = await documentsToConvert(clicked, selected);
	// Each folder of a workspace may be read by something else.
	const folderOf = (source: vscode.Uri) => vscode.workspace.getWorkspaceFolder(source)?.uri.toString();
	const folders = [...new Set(sources.map(folderOf))];
	await Promise.all(
		folders.map((folder) =>
			convertAll(
				services,
				sources.filter((source) => folderOf(source) === folder).map((source) => ({ source })),
				{},
			),
		),
	);
}

/** Converts documents, writes each result, and shows how it went. One document is one conversion, whoever asks and from whichever window. */
export async function convertAll(services: ConvertServices, requests: readonly ConvertRequest[], options: ConvertOptions): Promise<void> {
	const [first] = requests;
	if (!first) {
		return;
	}
	const place = new ResultPlace();
	try {
		const engine = await chosenEngine(services, requests, options);
		if (!engine) {
			return;
		}
		const jobs = await withDecisions(await Promise.all(requests.map((request) => jobFor(services, engine, request, options))));
		if (!options.confirmed) {
			await confirmCost(
				services,
				engine,
				jobs.filter(({ joins }) => !joins).map(({ source }) => source),
				options,
			);
		}
		if (jobs.length === 0) {
			return;
		}
		const outcomes = await new ConvertRun(services, engine, jobs, { ...options, place }).run();
		const again = (failed: readonly ConvertRequest[]) => convertAll(services, failed, { ...options, confirmed: true });
		const introduces = engine.provider === 'local' && outcomes.some((outcome) => 'markdown' in outcome);
		const connection = engine.provider === 'local' || engine.connection === undefined ? undefined : connectionOf(engine.connection);
		await present(outcomes, { log: services.log, connection, again, place, besides: introduces ? [introduceLocalEngine(services)] : [] });
	} finally {
		place.dispose();
	}
}

/** What reads the documents; undefined where that failed and was said: what is mended then goes on from there. */
async function chosenEngine(
	services: ConvertServices,
	requests: readonly ConvertRequest[],
	options: ConvertOptions,
): Promise<EngineSpec | undefined> {
	const { source } = requests[0]!;
	try {
		return await services.engines.choose(source);
	} catch (error) {
		const reader = readerInUse(source);
		await report(error, {
			log: services.log,
			connection: reader === 'local' ? undefined : reader,
			retry: () => convertAll(services, requests, options),
		});
		return undefined;
	}
}

/** The user's connection of a name; undefined for this machine, and where it is gone meanwhile. */
function connectionOf(name: string): DocumentConnection | undefined {
	const reader = readerByName(name);
	return reader === 'local' ? undefined : reader;
}

/** A document, and what is known about it before anything is sent. */
interface Job extends ConvertRequest {
	readonly subject: ConversionSubject;
	/** Whether somebody converts just this: nothing is asked, as nothing else will be written. */
	readonly joins: boolean;
	readonly decision: Existing;
}

async function jobFor(
	{ conversions, running, background }: ConvertServices,
	engine: EngineSpec,
	{ source, completes, answered }: ConvertRequest,
	{ pages }: ConvertOptions,
): Promise<Job & { readonly exists: boolean }> {
	let hash: string | undefined;
	const contentHash = async () => {
		hash ??= await background.contentHash({ name: fileName(source), bytes: await documentBytes(source) });
		return hash;
	};
	const subject = { source, pages, profile: profileOf(engine, source), contentHash };
	const joins = running.get(conversions.nameOf(subject)) !== undefined || (await conversions.isUnderWay(subject));
	const known = completes ?? (joins ? undefined : await conversions.unfinished(subject));
	const isThere = !known && !joins && (await exists(targetFor(source).markdown));
	return {
		source,
		subject,
		joins,
		decision: answered?.decision ?? 'keepBoth',
		exists: isThere && !answered,
		...(answered ? { answered } : {}),
		...(known ? { completes: known } : {}),
	};
}

/** All that decides what the text of a document becomes. */
function profileOf(engine: EngineSpec, source: vscode.Uri): unknown {
	const { pageMarks, tablesAcrossPages } = readOcrSettings(source);
	const { provider, withoutRunningText } = engine;
	return engine.provider === 'local'
		? { provider, languages: engine.languages, withoutRunningText, pageMarks, tablesAcrossPages }
		: { provider, model: engine.model, htmlTables: engine.htmlTables, withoutRunningText, pageMarks, tablesAcrossPages };
}

/** Asks about markdown that is there; documents that are to be skipped are left out. */
async function withDecisions(jobs: readonly (Job & { readonly exists: boolean })[]): Promise<readonly Job[]> {
	const existing = jobs.filter((job) => job.exists);
	if (existing.length === 0) {
		return jobs;
	}
	const decision = await askAboutExisting(existing.map(({ source }) => targetFor(source)));
	return decision === 'skip' ? jobs.filter((job) => !job.exists) : jobs.map((job) => (job.exists ? { ...job, decision } : job));
}

/** One command's documents on their way. */
class ConvertRun {
	private readonly writer: ResultWriter;
	private readonly outcomes: ConversionOutcome[] = [];

	constructor(
		private readonly services: ConvertServices,
		private readonly engine: EngineSpec,
		private readonly jobs: readonly Job[],
		private readonly options: ConvertOptions & { readonly place: ResultPlace },
	) {
		this.writer = new ResultWriter(services.writes);
	}

	/** How it went with each, in the order in which they ended. Does not throw. */
	async run(): Promise<readonly ConversionOutcome[]> {
		const { jobs, engine } = this;
		await withProgress(titleFor(jobs), async (report, signal) => {
			const progress = new ConversionProgress(
				jobs.map(({ source }) => source),
				report,
			);
			const locked: Job[] = [];
			await inParallel(jobs, atOnce[engine.provider], async (job) => {
				const outcome = await this.outcomeOf(job, { progress, signal, asks: jobs.length === 1 });
				if (jobs.length > 1 && 'error' in outcome && isFoveaError(outcome.error) && outcome.error.code === 'passwordRequired') {
					locked.push(job);
				} else {
					this.done(outcome, progress);
				}
			});
			// One question at a time, and none keeps another document waiting.
			for (const job of locked) {
				this.done(await this.outcomeOf(job, { progress, signal, asks: true }), progress);
			}
		});
		return this.outcomes;
	}

	private done(outcome: ConversionOutcome, progress: ConversionProgress): void {
		this.outcomes.push(outcome);
		progress.done(outcome.source);
	}

	/** The document's own conversion, or the one of this window that is at it already. */
	private async outcomeOf(job: Job, course: Course): Promise<ConversionOutcome> {
		const { running, conversions } = this.services;
		const { source, subject } = job;
		const name = conversions.nameOf(subject);
		try {
			const before = running.get(name);
			if (before) {
				course.progress.waiting(source);
				return { ...(await untilAbort(before, course.signal)), joined: true };
			}
			return await running.run(name, () => this.convert(job, course));
		} catch (error) {
			return { source, error, cancelled: isCancellation(error, course.signal), unfinished: undefined };
		}
	}

	private async convert(job: Job, course: Course): Promise<ConversionOutcome> {
		const { conversions } = this.services;
		const { source, subject } = job;
		const { progress, signal } = course;
		const waits: unknown[] = [];
		const onWait = () => {
			waits.push(source);
			progress.waiting(source);
		};
		const claim = await conversions.take(subject, { signal, onWait });
		if (claim instanceof vscode.Uri) {
			return { source, markdown: claim, mtime: undefined, failedPages: [], pictures: [], joined: true };
		}
		const completes = job.completes ?? (waits.length > 0 ? await conversions.unfinished(subject) : undefined);
		const wish = completes ?? job.decision;
		const ours = { ...course, signal: AbortSignal.any([signal, claim.lost]) };
		const growing = this.growingFor(job, wish, claim, ours);
		let password = job.answered?.password ?? this.options.password;
		try {
			const conversion = await this.withPassword(job, { ...course, password }, (entered) => {
				password = entered;
				return this.convertOne(job, entered, ours, growing);
			});
			progress.writing(source);
			const save = (whole: Conversion) => this.writer.save(whole, source, wish, () => claim.check());
			const saved = await (growing ? growing.finish(conversion, save) : save(conversion));
			if ('untitled' in saved) {
				// At once: it is nowhere else.
				await showUntitled(saved.untitled, source, this.options.place);
				await claim.drop();
			} else {
				await claim.finish({ markdown: saved.markdown.toString() });
			}
			const pictures = conversion.notes.filter(({ what }) => what === 'sentAsPicture').map(({ page }) => page);
			return { source, failedPages: conversion.failed, pictures, ...saved, ...('compareWith' in saved ? { conversion } : {}) };
		} catch (error) {
			if (claim.lost.aborted || error instanceof ClaimLost) {
				return { source, takenOver: true };
			}
			const unfinished = await growing?.stop();
			const answered: Answered = { decision: job.decision, password };
			return { source, error, cancelled: isCancellation(error, signal), unfinished, answered };
		} finally {
			await claim.release();
		}
	}

	private async withPassword(
		{ source }: Job,
		{ asks, password }: Pick<Course, 'asks'> & { readonly password: string | undefined },
		attempt: (password: string | undefined) => Promise<Conversion>,
	): Promise<Conversion> {
		return asks ? withPassword(this.services.background, source, password, attempt) : attempt(password);
	}

	/** Only a new file grows, or one that an earlier conversion has not finished: what is there and whole stays so until the new one is. */
	private growingFor(job: Job, wish: Existing | WrittenMarkdown | Unfinished, claim: Claim, course: Course): GrowingMarkdown | undefined {
		const { log, writes } = this.services;
		const { source, subject } = job;
		const { pages, place } = this.options;
		const unfinished = typeof wish !== 'string' && 'ahead' in wish ? wish : undefined;
		if (this.jobs.length > 1 || !isWritable(source) || !(unfinished || wish === 'keepBoth')) {
			return undefined;
		}
		// Of the document as it is now, for the record.
		void subject.contentHash().catch(() => undefined);
		const isFree = this.engine.provider === 'local' || readOcrSettings(source).cacheMegabytes > 0;
		return new GrowingMarkdown({
			source,
			pages,
			contentHash: subject.contentHash,
			unfinished,
			claim,
			writes,
			open: (markdown) => showMarkdown(markdown, source, readOcrSettings(source).openAs, place),
			onTrouble: (error) => logFailure(log, error),
			again: isFree ? () => this.convertOne(job, this.options.password, course, undefined) : undefined,
		});
	}

	private async convertOne(
		{ source }: Job,
		password: string | undefined,
		{ progress, signal }: Course,
		growing: GrowingMarkdown | undefined,
	): Promise<Conversion> {
		const { log, background, engines, ledger, cacheFolder } = this.services;
		const { engine } = this;
		signal.throwIfAborted();
		const name = fileName(source);
		progress.reading(source);
		const bytes = await documentBytes(source);
		const size = bytes.length;
		const by = engine.provider === 'local' ? 'the local engine, nothing sent' : `${engine.model} at ${new URL(engine.endpoint).host}`;
		const started = performance.now();
		progress.recognizing(source);
		const { pageMarks, tablesAcrossPages, cacheMegabytes } = readOcrSettings(source);
		const cache = cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined;
		const { pages } = this.options;
		const request = { name, bytes, engine, pageMarks, tablesAcrossPages, grow: growing !== undefined, cache, pages, password };
		const note = (kept: Promise<void>) => void kept.catch((error: unknown) => logFailure(log, error));
		// Also after Cancel: what has come was paid for.
		const conversion = await background.convert(request, signal, (event) => {
			switch (event.type) {
				case 'pages':
					return progress.pages(source, event.done, event.total, event.kept);
				case 'markdown':
					// What comes after a cancel is not for a file that has its ending by then.
					return signal.aborted ? undefined : growing?.add(event.piece);
				case 'paid':
					return engine.provider === 'local' ? undefined : note(ledger.add({ ...engine, model: event.model }, event.pages));
				case 'endpointFact':
					return note(engines.learn(event.endpointFact));
				case 'log':
					return log.info(`${name}: ${event.line}`);
				default:
					return event satisfies never;
			}
		});
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		log.info(
			`${name}: ${size} bytes, ${conversion.pageCount} pages, ${conversion.assets.length} figures, ${seconds} s, by ${by}${conversion.kept ? ', kept from an earlier run' : ''}`,
		);
		for (const { page, what } of conversion.notes) {
			log.info(`${name}: page ${page}: ${what}`);
		}
		return conversion;
	}
}

interface Course {
	readonly progress: ConversionProgress;
	readonly signal: AbortSignal;
	/** Whether a password may be asked for. */
	readonly asks: boolean;
}

function titleFor([first, ...others]: readonly Job[]): string {
	return first && others.length === 0
		? vscode.l10n.t('Converting {0}', shownName(first.source))
		: vscode.l10n.t('Converting {0} documents', others.length + 1);
}
