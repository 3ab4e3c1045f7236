import * as vscode from 'vscode';
import { type ErrorCode, FoveaError, isFoveaError } from '../../../core/errors.ts';
import { formatPages } from '../../../core/ocr/pages.ts';
import { plain } from '../../../core/plain.ts';
import {
	DocumentQueue,
	type QueueFailure,
	type QueueResult,
	type QueueSnapshot,
	type QueuedDocument,
	isPending,
} from '../../../core/queue/documentQueue.ts';
import type { EngineSpec } from '../../../core/worker/api.ts';
import { documentConnections, soundOriginOf } from '../../../platform/connections.ts';
import { shownName } from '../../../platform/files.ts';
import { describeFailure, isCancellation, logFailure } from '../../../platform/notify.ts';
import { contextKeys } from '../../../platform/persistentState.ts';
import type { DocumentConnection } from '../../../platform/settingValues.ts';
import { confirmCost } from '../confirmCost.ts';
import { type ConvertServices, subjectOf } from '../conversionJob.ts';
import { DocumentConverter, atOnce } from '../convertDocument.ts';
import { ResultPlace } from '../openMarkdown.ts';
import type { ConversionOutcome } from '../outcomes.ts';
import type { PlannedDocument } from './folderPlan.ts';
import { QueueStore } from './queueStore.ts';

/** Failures that the next document is likely to have too. */
const generalCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'noEndpoint',
	'unknownConnection',
	'signInUnavailable',
	'signedOut',
	'signInRefused',
	'invalidEndpoint',
	'missingKey',
	'unauthorized',
	'forbidden',
	'notFound',
	'redirected',
	'connectionRefused',
	'hostNotFound',
	'tls',
	'invalidProxy',
	'proxyUnreachable',
	'proxyAuthentication',
	'proxyRefused',
	'resourceBlocked',
	'modelNotFound',
	'quotaExhausted',
	'missingLanguage',
	'diskFull',
]);

/** Receives the events of the queue that the user is told about. */
export interface FolderQueueListener {
	/** Called when nothing is running or waiting any more. */
	readonly onEnd: (ended: readonly QueuedDocument[]) => void;
	/** Called when the queue has paused by itself. */
	readonly onPause: () => void;
	/** Called when the user has just added documents. */
	readonly onShow: () => void;
}

/** The queue of documents: converts them, survives a reload, and reports when all have ended. */
export class FolderQueue implements vscode.Disposable {
	readonly queue: DocumentQueue;
	private readonly store: QueueStore;
	private readonly place = new ResultPlace();
	private reason: QueueFailure | undefined;
	private readonly changed = new vscode.EventEmitter<string | undefined>();
	/** Fired after each change, with the URI of a document if only its page count has changed. */
	readonly onDidChange = this.changed.event;

	constructor(
		private readonly services: ConvertServices,
		folder: string,
		private readonly listener: FolderQueueListener,
	) {
		this.queue = new DocumentQueue({
			run: (document, signal, onPages) => this.run(document, signal, onPages),
			limitOf: (reader) => atOnce[providerOf(reader)],
			onChange: (pagesOf) => this.onChange(pagesOf),
			onIdle: (ended) => this.listener.onEnd(ended),
		});
		this.store = new QueueStore({
			folder,
			windowAnswers: () => vscode.commands.executeCommand('setContext', contextKeys.windowAnswers, true),
			onFound: (left) => this.goOn(left),
			onLost: () => this.queue.stop(),
		});
	}

	dispose(): void {
		this.place.dispose();
		this.changed.dispose();
		void this.store.close();
	}

	/** Asks for the list to be shown. */
	show(): void {
		this.listener.onShow();
	}

	/** Continues with documents that a closed window has left. */
	async restore(): Promise<void> {
		await this.store.adopt();
	}

	/** Adds documents, to be read by this engine. */
	add(documents: readonly PlannedDocument[], engine: EngineSpec): void {
		this.queue.add(
			documents.map(({ source, standing }) => ({
				uri: source.toString(),
				reader: readerOf(engine),
				replaces: standing === 'outdated',
				state: 'waiting',
			})),
		);
	}

	/**
	 * Continues after a pause. Asks the user first if the documents now have another reader.
	 * @throws {vscode.CancellationError} if the user declines
	 */
	async resume(): Promise<void> {
		await this.agree(this.queue.all.filter(({ state }) => state === 'waiting'));
		this.queue.resume();
	}

	/**
	 * Retries failed documents. Asks the user first if they now have another reader; with `asks`, also for passwords.
	 * @throws {vscode.CancellationError} if the user declines
	 */
	async retry(uris: readonly string[], asks = false): Promise<void> {
		await this.agree(uris.flatMap((uri) => this.queue.find(uri) ?? []).filter(({ state }) => state === 'failed'));
		this.queue.retry(uris, asks);
	}

	/** The connection that failed for a document, for the buttons that fix it; undefined for this machine, or if it no longer exists. */
	connectionOf(document: QueuedDocument | undefined): DocumentConnection | undefined {
		return documentConnections().find(
			(connection) =>
				soundOriginOf(connection) !== undefined && readerOf(this.services.engines.hosted(connection, '')) === document?.reader,
		);
	}

	/** Asks the user to confirm the reader if it has changed. */
	private async agree(documents: readonly QueuedDocument[]): Promise<void> {
		for (const reader of new Set(documents.map((document) => document.reader))) {
			const uris = documents.filter((document) => document.reader === reader).map(({ uri }) => uri);
			const sources = uris.map((uri) => vscode.Uri.parse(uri, true));
			const engine = await this.services.engines.choose(sources[0]!);
			if (readerOf(engine) !== reader) {
				await confirmCost(this.services, engine, sources, {});
				this.queue.hand(uris, readerOf(engine));
			}
		}
	}

	private goOn({ paused, because, documents }: QueueSnapshot): void {
		if (paused && documents.some(isPending)) {
			// Only shown in the list: the window that paused has already notified the user.
			this.reason = because;
			this.queue.pause(because);
		}
		this.queue.add(documents);
	}

	private onChange(pagesOf: string | undefined): void {
		if (pagesOf === undefined) {
			this.store.save(this.queue.snapshot());
		}
		const reason = this.queue.pausedBecause;
		if (reason !== this.reason) {
			this.reason = reason;
			if (reason) {
				this.listener.onPause();
			}
		}
		this.changed.fire(pagesOf);
	}

	private async run(document: QueuedDocument, signal: AbortSignal, onPages: (done: number, total: number) => void): Promise<QueueResult> {
		const source = vscode.Uri.parse(document.uri, true);
		try {
			const engine = await this.engineFor(document, source);
			return engine ? await this.convert(document, engine, { source, signal, onPages }) : { kind: 'again', pause: readerChanged(document) };
		} catch (error) {
			return this.resultOf(error, signal);
		}
	}

	/** The current engine; undefined if the user has not agreed to it or would have to be asked. */
	private async engineFor({ reader }: QueuedDocument, source: vscode.Uri): Promise<EngineSpec | undefined> {
		try {
			const engine = await this.services.engines.choose(source, { quiet: true });
			return readerOf(engine) === reader ? engine : undefined;
		} catch (error) {
			if (isCancellation(error) || isAboutAnotherHost(error, reader)) {
				return undefined;
			}
			throw error;
		}
	}

	private async convert(
		document: QueuedDocument,
		engine: EngineSpec,
		{ source, signal, onPages }: { source: vscode.Uri; signal: AbortSignal; onPages: (done: number, total: number) => void },
	): Promise<QueueResult> {
		const { services, place } = this;
		const subject = subjectOf(services, engine, source, {});
		const before = await services.converted.stateOf(subject);
		if (before?.state === 'upToDate') {
			return { kind: 'done', left: { markdown: before.markdown.toString() } };
		}
		const replaced = before?.state === 'outdated' && document.replaces ? before.markdown : undefined;
		const left = document.left ?? (replaced && { markdown: replaced.toString(), mtime: await mtimeOf(replaced) });
		const earlier = left && { markdown: vscode.Uri.parse(left.markdown, true), mtime: left.mtime };
		const completes = (await services.conversions.unfinished(subject)) ?? earlier;
		const nothing = () => undefined;
		const progress = { waiting: nothing, reading: nothing, recognizing: nothing, writing: nothing, phase: nothing, pages: onPages };
		const outcome = await new DocumentConverter(services, engine, { place }).outcomeOf(
			{ source, subject, decision: 'keepBoth', ...(completes ? { completes } : {}) },
			{ progress, signal, asks: document.asks === true, grows: false, dropsUnwritten: true, onlyIfNeeded: true },
		);
		return this.resultFrom(outcome, signal);
	}

	private resultFrom(outcome: ConversionOutcome, signal: AbortSignal): QueueResult {
		if ('takenOver' in outcome) {
			return { kind: 'again' };
		}
		if ('error' in outcome) {
			return this.resultOf(outcome.error, signal);
		}
		if ('untitled' in outcome) {
			const { because } = outcome;
			return this.resultOf(because ?? new FoveaError('notWritable', { name: shownName(outcome.source) }), signal);
		}
		const left = { markdown: outcome.markdown.toString(), mtime: outcome.mtime };
		const [first] = outcome.failedPages;
		if (!first || outcome.joined) {
			return { kind: 'done', left };
		}
		const missing = outcome.failedPages.map(({ page }) => page);
		return { kind: 'failed', failure: { code: first.code, facts: first.facts }, isGeneral: false, left, missing };
	}

	private resultOf(error: unknown, signal: AbortSignal): QueueResult {
		if (isCancellation(error, signal)) {
			return { kind: 'cancelled' };
		}
		logFailure(this.services.log, error);
		return isFoveaError(error)
			? { kind: 'failed', failure: { code: error.code, facts: error.facts }, isGeneral: generalCodes.has(error.code) }
			: { kind: 'failed', failure: {}, isGeneral: false };
	}
}

/** The text about a failed document, or about why the queue has paused. */
export function failureText(failure: QueueFailure, missing?: readonly number[]): string {
	const { code } = failure;
	const { text } = describeFailure(errorOf(failure));
	if (code === 'notWritable' || code === 'folderGone' || code === 'diskFull') {
		return code === 'diskFull'
			? vscode.l10n.t('The disk is full. Make room, then retry: what was recognized is kept.')
			: vscode.l10n.t('The markdown cannot be written here. Retry when it can: what was recognized is kept.');
	}
	if (missing === undefined || missing.length === 0) {
		return text;
	}
	const pages = plain(formatPages(missing.map((page) => page - 1)));
	const sentence = missing.length === 1 ? vscode.l10n.t('Page {0} is missing.', pages) : vscode.l10n.t('Pages {0} are missing.', pages);
	return `${sentence} ${text}`;
}

/** Turns a failure back into its error; undefined if it was unexpected. */
export function errorOf({ code, facts }: QueueFailure): FoveaError | undefined {
	return code && facts ? new FoveaError(code, facts) : undefined;
}

/** A string that identifies the reader, to compare it with the one that the user agreed to. */
function readerOf(engine: EngineSpec): string {
	return engine.provider === 'local' ? 'local' : `${engine.provider} ${engine.endpoint} ${engine.model}`;
}

function providerOf(reader: string): EngineSpec['provider'] {
	return reader === 'local' ? 'local' : reader.startsWith('azure ') ? 'azure' : 'mistral';
}

function readerChanged({ reader }: QueuedDocument): QueueFailure {
	const host = hostOf(reader);
	return { code: 'readerChanged', facts: host === undefined ? {} : { host } };
}

/** Whether the error is a missing key or sign-in for a host that the user has not agreed to. */
function isAboutAnotherHost(error: unknown, reader: string): boolean {
	return (
		isFoveaError(error) &&
		(error.code === 'missingKey' || error.code === 'signedOut') &&
		(error as FoveaError<'missingKey'>).facts.host !== hostOf(reader)
	);
}

function hostOf(reader: string): string | undefined {
	const [, endpoint = ''] = reader.split(' ');
	return URL.canParse(endpoint) ? new URL(endpoint).host : undefined;
}

async function mtimeOf(uri: vscode.Uri): Promise<number | undefined> {
	return vscode.workspace.fs.stat(uri).then(
		({ mtime }) => mtime,
		() => undefined,
	);
}
