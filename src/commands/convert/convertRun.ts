import * as vscode from 'vscode';
import { untilAbort } from '../../core/abort.ts';
import { type Claim, ClaimLost } from '../../core/disk/claims.ts';
import { isFoveaError } from '../../core/errors.ts';
import { inParallel } from '../../core/parallel.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import type { Unfinished } from '../../platform/conversionRecords.ts';
import { isWritable, shownName } from '../../platform/files.ts';
import { isCancellation, logFailure, withProgress } from '../../platform/notify.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import { ConversionProgress } from './conversionProgress.ts';
import type { Existing } from './askAboutExisting.ts';
import { GrowingMarkdown } from './growingMarkdown.ts';
import type { ConversionOutcome } from './outcomes.ts';
import { withPassword } from './password.ts';
import { ResultWriter, type WrittenMarkdown } from './resultWriter.ts';
import type { ResultPlace } from './openMarkdown.ts';
import { showMarkdown, showUntitled } from './openMarkdown.ts';
import type { ConvertServices, ConvertOptions, Job } from './conversionJob.ts';
import { recognizeDocument } from './recognizeDocument.ts';

/** How many documents are under way at once: this machine's processors are busy with one; of a service's, the limiter decides how many are asked. */
const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 8, mistral: 8 };

/** One command's documents on their way. */
export class ConvertRun {
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
		try {
			const conversion = await this.withPassword(job, course.asks, (password) => this.recognize(job, password, ours, growing));
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
			return { source, error, cancelled: isCancellation(error, signal), unfinished };
		} finally {
			await claim.release();
		}
	}

	private async withPassword(
		{ source }: Job,
		asks: boolean,
		attempt: (password: string | undefined) => Promise<Conversion>,
	): Promise<Conversion> {
		const { password } = this.options;
		return asks ? withPassword(shownName(source), password, attempt) : attempt(password);
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
			again: isFree ? () => this.recognize(job, this.options.password, course, undefined) : undefined,
		});
	}

	private recognize(
		{ source }: Job,
		password: string | undefined,
		{ progress, signal }: Course,
		growing: GrowingMarkdown | undefined,
	): Promise<Conversion> {
		const { services, engine } = this;
		return recognizeDocument(services, engine, { source, pages: this.options.pages, password, progress, growing }, signal);
	}
}

/** A run on its way. */
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
