import * as vscode from 'vscode';
import { isFoveaError } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import type { EngineSpec } from '../../core/worker/api.ts';
import { exists, shownName, targetFor } from '../../platform/files.ts';
import type { Choice } from '../../platform/engines.ts';
import { withProgress } from '../../platform/notify.ts';
import { confirmCost } from './confirmCost.ts';
import { ConversionProgress } from './conversionProgress.ts';
import { type ConvertServices, type ConverterOptions, DocumentConverter, type Job, atOnce, subjectOf } from './convertDocument.ts';
import { askAboutExisting } from './askAboutExisting.ts';
import { convertFolders, folderParts } from './folder/convertFolder.ts';
import type { FolderQueue } from './folder/folderQueue.ts';
import { introduceLocalEngine } from './localEngineNotice.ts';
import { type ConvertRequest, type ConversionOutcome, present } from './outcomes.ts';
import { ResultPlace } from './openMarkdown.ts';
import { documentsToConvert } from './pickDocuments.ts';

/** How documents are to be converted, where that is not for the settings or the user to say. */
export interface ConvertOptions extends Omit<ConverterOptions, 'place'> {
	/** Whether the user has agreed to the cost already. */
	readonly confirmed?: boolean;
	/** What reads them, where the user has said so for this once. */
	readonly reader?: Choice['reader'];
}

/** Converts what was right-clicked, or the file of the active editor, or files that the user picks, to markdown beside each. */
export async function convertToMarkdown(
	services: ConvertServices,
	queue: FolderQueue,
	clicked?: unknown,
	selected?: unknown,
): Promise<void> {
	const chosen = await documentsToConvert(clicked, selected);
	const { folders, files } = await folderParts(chosen);
	await (folders.length > 0 ? convertFolders(services, queue, folders, files) : convertByFolder(services, files, {}));
}

/** Converts documents, those of each workspace folder together: each may be read by something else. */
export async function convertByFolder(services: ConvertServices, sources: readonly vscode.Uri[], options: ConvertOptions): Promise<void> {
	const folderOf = (source: vscode.Uri) => vscode.workspace.getWorkspaceFolder(source)?.uri.toString();
	const folders = [...new Set(sources.map(folderOf))];
	await Promise.all(
		folders.map((folder) =>
			convertAll(
				services,
				sources.filter((source) => folderOf(source) === folder).map((source) => ({ source })),
				options,
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
		const engine = await services.engines.choose(first.source, options);
		const asked = await Promise.all(requests.map((request) => jobFor(services, engine, request, options)));
		const jobs = await withDecisions(asked, options);
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
		const converter = new DocumentConverter(services, engine, { ...options, place });
		const outcomes = await new ConvertRun(converter, jobs, atOnce[engine.provider]).run();
		const again = (failed: readonly ConvertRequest[]) => convertAll(services, failed, { ...options, confirmed: true });
		const introduces = engine.provider === 'local' && outcomes.some((outcome) => 'markdown' in outcome);
		await present(outcomes, { log: services.log, again, place, besides: introduces ? [introduceLocalEngine(services)] : [] });
	} finally {
		place.dispose();
	}
}

/** A document, and what is known about it before anything is sent. */
interface AskedJob extends Job {
	/** Whether somebody converts just this: nothing is asked, as nothing else will be written. */
	readonly joins: boolean;
}

async function jobFor(
	services: ConvertServices,
	engine: EngineSpec,
	{ source, completes }: ConvertRequest,
	options: ConvertOptions,
): Promise<AskedJob & { readonly exists: boolean }> {
	const { conversions, running } = services;
	const subject = subjectOf(services, engine, source, options);
	const joins = running.get(conversions.nameOf(subject)) !== undefined || (await conversions.isUnderWay(subject));
	const known = completes ?? (joins ? undefined : await conversions.unfinished(subject));
	const isThere = !known && !joins && (await exists(targetFor(source, options.pages).markdown));
	return { source, subject, joins, decision: 'keepBoth', exists: isThere, ...(known ? { completes: known } : {}) };
}

/** Asks about markdown that is there; documents that are to be skipped are left out. */
async function withDecisions(
	jobs: readonly (AskedJob & { readonly exists: boolean })[],
	{ pages }: ConvertOptions,
): Promise<readonly AskedJob[]> {
	const existing = jobs.filter((job) => job.exists);
	if (existing.length === 0) {
		return jobs;
	}
	const decision = await askAboutExisting(existing.map(({ source }) => targetFor(source, pages)));
	return decision === 'skip' ? jobs.filter((job) => !job.exists) : jobs.map((job) => (job.exists ? { ...job, decision } : job));
}

/** One command's documents on their way. */
class ConvertRun {
	private readonly outcomes: ConversionOutcome[] = [];

	constructor(
		private readonly converter: DocumentConverter,
		private readonly jobs: readonly Job[],
		private readonly limit: number,
	) {}

	/** How it went with each, in the order in which they ended. Does not throw. */
	async run(): Promise<readonly ConversionOutcome[]> {
		const { converter, jobs } = this;
		const only = jobs.length === 1;
		await withProgress(titleFor(jobs), async (report, signal) => {
			const progress = new ConversionProgress(
				jobs.map(({ source }) => source),
				report,
			);
			const convert = (job: Job, asks: boolean) =>
				converter.outcomeOf(job, { progress: progress.of(job.source), signal, asks, grows: only });
			const locked: Job[] = [];
			await inParallel(jobs, this.limit, async (job) => {
				const outcome = await convert(job, only);
				if (!only && 'error' in outcome && isFoveaError(outcome.error) && outcome.error.code === 'passwordRequired') {
					locked.push(job);
				} else {
					this.done(outcome, progress);
				}
			});
			// One question at a time, and none keeps another document waiting.
			for (const job of locked) {
				this.done(await convert(job, true), progress);
			}
		});
		return this.outcomes;
	}

	private done(outcome: ConversionOutcome, progress: ConversionProgress): void {
		this.outcomes.push(outcome);
		progress.done(outcome.source);
	}
}

function titleFor([first, ...others]: readonly Job[]): string {
	return first && others.length === 0
		? vscode.l10n.t('Converting {0}', shownName(first.source))
		: vscode.l10n.t('Converting {0} documents', others.length + 1);
}
