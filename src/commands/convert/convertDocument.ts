import * as vscode from 'vscode';
import { untilAbort } from '../../core/abort.ts';
import { type Claim, ClaimLost } from '../../core/disk/claims.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import type { Unfinished } from '../../platform/conversionRecords.ts';
import { isWritable } from '../../platform/files.ts';
import { resultFromDraft } from '../../platform/markdownFiles.ts';
import { targetFor } from '../../platform/markdownTarget.ts';
import { isCancellation, logFailure } from '../../platform/notify.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Existing } from './askAboutExisting.ts';
import type { ConvertOptions, ConvertServices, Job } from './conversionJob.ts';
import type { DocumentProgress } from './conversionProgress.ts';
import { GrowingMarkdown } from './growingMarkdown.ts';
import { type ResultPlace, showMarkdown, showUntitled } from './openMarkdown.ts';
import type { Answered, ConversionOutcome } from './outcomes.ts';
import { withPassword } from './password.ts';
import { recognizeDocument } from './recognizeDocument.ts';
import { ResultWriter, type Saved, type WrittenMarkdown } from './resultWriter.ts';

/**
 * How many documents are converted at once. One keeps this machine's processors busy; for a service, the limiter decides how many requests are sent.
 */
export const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 8, mistral: 8 };

/** How one document is to be converted. */
export interface Course {
	readonly progress: DocumentProgress;
	readonly signal: AbortSignal;
	/** Whether the user may be asked for a password. */
	readonly asks: boolean;
	/** Whether the markdown opens with the first pages and grows. */
	readonly grows: boolean;
	/** Whether a result that cannot be written is dropped if making it again is free; otherwise it opens as an untitled document. */
	readonly dropsUnwritten?: boolean;
	/** Whether to skip the document if, once no other window works on it, its markdown is up to date. */
	readonly onlyIfNeeded?: boolean;
}

/** Converts the documents of one command independently of each other. */
export class DocumentConverter {
	private readonly writer: ResultWriter;

	constructor(
		private readonly services: ConvertServices,
		private readonly engine: EngineSpec,
		private readonly options: ConvertOptions & { readonly place: ResultPlace },
	) {
		this.writer = new ResultWriter(services.writes);
	}

	/** Converts a document and writes the result, or waits for the same conversion that this window is already running. Does not throw. */
	async outcomeOf(job: Job, course: Course): Promise<ConversionOutcome> {
		const { running, conversions } = this.services;
		const { source, subject } = job;
		const name = conversions.nameOf(subject);
		try {
			const before = running.get(name);
			if (before) {
				course.progress.waiting();
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
			progress.waiting();
		};
		const claim = await conversions.take(subject, { signal, onWait });
		if (claim instanceof vscode.Uri) {
			return { source, markdown: claim, mtime: undefined, failedPages: [], notes: [], joined: true };
		}
		// Another window may have come to its end since this one looked, and have gone before it said so.
		const ready = course.onlyIfNeeded ? await this.upToDate(job) : undefined;
		if (ready) {
			await claim.release();
			return { source, markdown: ready, mtime: undefined, failedPages: [], notes: [], joined: true };
		}
		const completes = job.completes ?? (waits.length > 0 ? await conversions.unfinished(subject) : undefined);
		const wish = completes ?? job.decision;
		const ours = { ...course, signal: AbortSignal.any([signal, claim.lost]) };
		const growing = this.growingFor(job, wish, claim, ours);
		if (source.scheme === 'file' || growing) {
			// The hash of the document as it is now, for the records.
			void subject.contentHash().catch(() => undefined);
		}
		let password = job.answered?.password ?? this.options.password;
		try {
			const conversion = await this.withPassword(job, { ...course, password }, (entered) => {
				password = entered;
				return this.recognize(job, entered, ours, growing);
			});
			progress.writing();
			const save = (whole: Conversion) => this.save(job, whole, wish, claim);
			const saved = await (growing ? growing.finish(conversion, save) : save(conversion));
			if ('untitled' in saved) {
				// At once, because the result exists nowhere else.
				if (!course.dropsUnwritten || !this.isFree(source)) {
					await showUntitled(saved.untitled, source, this.options.place);
				}
				await claim.drop();
			} else {
				await this.remember(job, conversion, saved.markdown);
				await claim.finish({ markdown: saved.markdown.toString() });
			}
			const { failed: failedPages, notes } = conversion;
			return { source, failedPages, notes, ...saved, ...('compareWith' in saved ? { conversion } : {}) };
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

	private async save(job: Job, whole: Conversion, wish: Existing | WrittenMarkdown, claim: Claim): Promise<Saved> {
		const wished = targetFor(job.source, this.options.pages);
		return this.writer.save(whole, { wished, wish }, async (target) => {
			await claim.check();
			if (this.isOnRecord(job, whole)) {
				await this.services.converted.expect(job.subject, target.markdown, resultFromDraft(whole).text(target));
			}
		});
	}

	/** The markdown of just this state of the document, where it is on record. */
	private async upToDate({ subject }: Job): Promise<vscode.Uri | undefined> {
		if (this.options.pages !== undefined) {
			return undefined;
		}
		const converted = await this.services.converted.stateOf(subject).catch(() => undefined);
		return converted?.state === 'upToDate' ? converted.markdown : undefined;
	}

	/** Records the conversion, so that converting the folder does not repeat it. */
	private async remember(job: Job, whole: Conversion, markdown: vscode.Uri): Promise<void> {
		if (this.isOnRecord(job, whole)) {
			await this.services.converted.note(job.subject, markdown);
		}
	}

	/** Whether to record it: only a complete document, on a local disk where reading it again is cheap. */
	private isOnRecord({ source }: Job, { failed }: Conversion): boolean {
		return source.scheme === 'file' && this.options.pages === undefined && failed.length === 0;
	}

	private async withPassword(
		{ source }: Job,
		{ asks, password }: Pick<Course, 'asks'> & { readonly password: string | undefined },
		attempt: (password: string | undefined) => Promise<Conversion>,
	): Promise<Conversion> {
		return asks ? withPassword(this.services.background, source, password, attempt) : attempt(password);
	}

	/** The growing file of a job. Only a new or unfinished file grows: complete markdown stays until the new result is complete. */
	private growingFor(job: Job, wish: Existing | WrittenMarkdown | Unfinished, claim: Claim, course: Course): GrowingMarkdown | undefined {
		const { log, writes } = this.services;
		const { source, subject } = job;
		const { pages, place } = this.options;
		const unfinished = typeof wish !== 'string' && 'ahead' in wish ? wish : undefined;
		if (!course.grows || !isWritable(source) || !(unfinished || wish === 'keepBoth')) {
			return undefined;
		}
		return new GrowingMarkdown({
			wished: targetFor(source, pages),
			pages,
			contentHash: subject.contentHash,
			unfinished,
			claim,
			writes,
			open: (markdown) => showMarkdown(markdown, source, readOcrSettings(source).openAs, place),
			onTrouble: (error) => logFailure(log, error),
			again: this.isFree(source) ? () => this.recognize(job, this.options.password, course, undefined) : undefined,
		});
	}

	/** Whether repeating the conversion is free. */
	private isFree(source: vscode.Uri): boolean {
		return this.engine.provider === 'local' || readOcrSettings(source).cacheMegabytes > 0;
	}

	private async recognize(
		{ source }: Job,
		password: string | undefined,
		{ progress, signal }: Course,
		growing: GrowingMarkdown | undefined,
	): Promise<Conversion> {
		const { pages, settings } = this.options;
		return recognizeDocument(this.services, this.engine, { source, pages, settings, password, progress, growing }, signal);
	}
}
