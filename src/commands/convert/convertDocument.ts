import * as vscode from 'vscode';
import { untilAbort } from '../../core/abort.ts';
import { type Claim, ClaimLost } from '../../core/disk/claims.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import type { ConversionSubject, Unfinished } from '../../platform/conversionRecords.ts';
import { documentBytes, fileName, isWritable, resultOf, shownName, targetFor } from '../../platform/files.ts';
import { isCancellation, logFailure } from '../../platform/notify.ts';
import { type OcrSettings, readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import type { Existing } from './askAboutExisting.ts';
import { GrowingMarkdown } from './growingMarkdown.ts';
import { type ResultPlace, showMarkdown, showUntitled } from './openMarkdown.ts';
import type { ConversionOutcome, ConvertRequest } from './outcomes.ts';
import { withPassword } from './password.ts';
import { ResultWriter, type Saved, type WrittenMarkdown } from './resultWriter.ts';
import type { RunningConversions } from './runningConversions.ts';

/** How many documents are under way at once: this machine's processors are busy with one; of a service's, the limiter decides how many are asked. */
export const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 8, mistral: 8 };

/** What conversions need beside the services. */
export interface ConvertServices extends Services {
	readonly running: RunningConversions<ConversionOutcome>;
}

/** Settings that hold for one command, in the place of those in force. */
export type RunSettings = Partial<Pick<OcrSettings, 'localLanguages' | 'tables' | 'pageMarks'>>;

/** What all documents of one command have in common. */
export interface ConverterOptions {
	/** 1-based, in the spelling of `formatPages`; all when absent. */
	readonly pages?: string;
	readonly password?: string | undefined;
	readonly settings?: RunSettings | undefined;
	/** Where results open that cannot be written, and documents that grow. */
	readonly place: ResultPlace;
}

/** A document, and what is known about it before anything is sent. */
export interface Job extends ConvertRequest {
	readonly subject: ConversionSubject;
	readonly decision: Existing;
}

/** Told how far one document is. */
export interface DocumentProgress {
	/** For another conversion of the same document. */
	waiting(): void;
	reading(): void;
	recognizing(): void;
	/** @param kept how many of the pages done needed no work */
	pages(done: number, total: number, kept: number): void;
	writing(): void;
}

/** How one document is to be converted. */
export interface Course {
	readonly progress: DocumentProgress;
	readonly signal: AbortSignal;
	/** Whether a password may be asked for. */
	readonly asks: boolean;
	/** Whether the markdown opens with the first pages and grows. */
	readonly grows: boolean;
	/** Whether a result that cannot be written, and can be had again at no cost, is left for the next try and not opened. */
	readonly dropsUnwritten?: boolean;
}

/** What a conversion of a document is of, under the settings in force and those of this command. */
export function subjectOf(
	{ background }: Services,
	engine: EngineSpec,
	source: vscode.Uri,
	{ pages, settings }: Pick<ConverterOptions, 'pages' | 'settings'>,
): ConversionSubject {
	let hash: string | undefined;
	const contentHash = async () => {
		hash ??= await background.contentHash({ name: fileName(source), bytes: await documentBytes(source) });
		return hash;
	};
	return { source, pages, profile: profileOf(engine, { ...readOcrSettings(source), ...settings }), contentHash };
}

/** All that decides what the text of a document becomes. */
function profileOf(engine: EngineSpec, { pageMarks, tablesAcrossPages }: OcrSettings): unknown {
	const { provider, withoutRunningText } = engine;
	return engine.provider === 'local'
		? { provider, languages: engine.languages, withoutRunningText, pageMarks, tablesAcrossPages }
		: { provider, model: engine.model, htmlTables: engine.htmlTables, withoutRunningText, pageMarks, tablesAcrossPages };
}

/** Converts documents of one command, each by itself. */
export class DocumentConverter {
	private readonly writer: ResultWriter;

	constructor(
		private readonly services: ConvertServices,
		private readonly engine: EngineSpec,
		private readonly options: ConverterOptions,
	) {
		this.writer = new ResultWriter(services.writes);
	}

	/** Converts a document and writes the result, or waits for the conversion of this window that is at it already. Does not throw. */
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
			return { source, markdown: claim, mtime: undefined, failedPages: [], pictures: [], joined: true };
		}
		const completes = job.completes ?? (waits.length > 0 ? await conversions.unfinished(subject) : undefined);
		const wish = completes ?? job.decision;
		const ours = { ...course, signal: AbortSignal.any([signal, claim.lost]) };
		const growing = this.growingFor(job, wish, claim, ours);
		if (source.scheme === 'file' || growing) {
			// Of the document as it is now, for the records.
			void subject.contentHash().catch(() => undefined);
		}
		try {
			const conversion = await this.withPassword(job, course.asks, (password) => this.convertOne(job, password, ours, growing));
			progress.writing();
			const save = (whole: Conversion) => this.save(job, whole, wish, claim);
			const saved = await (growing ? growing.finish(conversion, save) : save(conversion));
			if ('untitled' in saved) {
				// At once: it is nowhere else.
				if (!course.dropsUnwritten || !this.isFree(source)) {
					await showUntitled(saved.untitled, source, this.options.place);
				}
				await claim.drop();
			} else {
				await this.remember(job, conversion, saved.markdown);
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

	private async save(job: Job, whole: Conversion, wish: Existing | WrittenMarkdown, claim: Claim): Promise<Saved> {
		const wished = targetFor(job.source, this.options.pages);
		return this.writer.save(whole, { wished, wish }, async (target) => {
			await claim.check();
			if (this.isOnRecord(job, whole)) {
				await this.services.converted.expect(job.subject, target.markdown, resultOf(whole).text(target));
			}
		});
	}

	/** For whoever converts the folder of a document: it need not be done again. */
	private async remember(job: Job, whole: Conversion, markdown: vscode.Uri): Promise<void> {
		if (this.isOnRecord(job, whole)) {
			await this.services.converted.note(job.subject, markdown);
		}
	}

	/** Only a whole document, on a disk where looking at it once more costs little. */
	private isOnRecord({ source }: Job, { failed }: Conversion): boolean {
		return source.scheme === 'file' && this.options.pages === undefined && failed.length === 0;
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
			again: this.isFree(source) ? () => this.convertOne(job, this.options.password, course, undefined) : undefined,
		});
	}

	/** Whether the same conversion once more costs nothing. */
	private isFree(source: vscode.Uri): boolean {
		return this.engine.provider === 'local' || readOcrSettings(source).cacheMegabytes > 0;
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
		progress.reading();
		const bytes = await documentBytes(source);
		const size = bytes.length;
		const by = engine.provider === 'local' ? 'the local engine, nothing sent' : `${engine.model} at ${new URL(engine.endpoint).host}`;
		const started = performance.now();
		progress.recognizing();
		const { pages, settings } = this.options;
		const { pageMarks, tablesAcrossPages, cacheMegabytes } = { ...readOcrSettings(source), ...settings };
		const cache = cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined;
		const request = { name, bytes, engine, pageMarks, tablesAcrossPages, grow: growing !== undefined, cache, pages, password };
		const note = (kept: Promise<void>) => void kept.catch((error: unknown) => logFailure(log, error));
		// Also after Cancel: what has come was paid for.
		const conversion = await background.convert(request, signal, (event) => {
			switch (event.type) {
				case 'pages':
					return progress.pages(event.done, event.total, event.kept);
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
