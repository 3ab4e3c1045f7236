import * as vscode from 'vscode';
import { dollars } from '../core/dollars.ts';
import { estimateOcrCost } from '../core/ocr/mistral/cost.ts';
import { plain } from '../core/plain.ts';
import type { ConvertEvent, EngineSpec } from '../core/worker/api.ts';
import type { ReaderRequest } from '../core/worker/readerApi.ts';
import { connectionHost } from '../platform/connections.ts';
import { documentBytes, fileName, shownName } from '../platform/files.ts';
import { logFailure } from '../platform/notify.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Services } from '../services.ts';
import { reachableFile } from './reachableFile.ts';

/** The most pages that one call may read anew. */
const mostPages = 200;

/** The worker's request for a document, with the settings that apply to it. */
export async function readerRequest(
	{ cacheFolder }: Services,
	uri: vscode.Uri,
	engine: EngineSpec,
	pages: string | undefined,
): Promise<ReaderRequest> {
	const { cacheMegabytes, tablesAcrossPages } = readOcrSettings(uri);
	return {
		name: fileName(uri),
		bytes: await documentBytes(uri),
		engine,
		pages,
		tablesAcrossPages,
		cache: cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined,
		mostPages,
	};
}

/** A document that a tool reads, and the engine that the settings choose for it. */
export interface OpenReading {
	readonly uri: vscode.Uri;
	readonly engine: EngineSpec;
	/** Records cost, endpoint facts and log lines of the reading. */
	readonly follow: (event: ConvertEvent) => void;
}

/**
 * Finds the document of a call and chooses its engine.
 * @throws {AgentRefusal} when the agent may not read the file
 * @throws {vscode.CancellationError} when the user was asked and did not agree
 */
export async function openReading(services: Services, path: string, signal: AbortSignal): Promise<OpenReading> {
	const uri = await reachableFile(path);
	const engine = await services.engines.choose(uri);
	signal.throwIfAborted();
	return { uri, engine, follow: following(services, engine, uri) };
}

/** The sentences of a call. */
interface ReadingTexts {
	/** Without the document's name: the path leads to no file that the agent may read. */
	readonly unknown: () => string;
	readonly known: (uri: vscode.Uri) => string;
	/** What is asked, where that is more than whether the document may be sent. */
	readonly confirm?: (uri: vscode.Uri, sending: ConfirmationMessages | undefined) => ConfirmationMessages | undefined;
}

type ConfirmationMessages = vscode.LanguageModelToolConfirmationMessages;

/** What the editor shows and asks before a call reads a document. */
export async function prepareReading(
	services: Services,
	{ path, pages }: { readonly path: string; readonly pages?: string },
	{ unknown, known, confirm = (_, sending) => sending }: ReadingTexts,
): Promise<vscode.PreparedToolInvocation> {
	const uri = await reachableFile(path).catch(() => undefined);
	if (!uri) {
		return { invocationMessage: unknown() };
	}
	const confirmationMessages = confirm(uri, await askBeforeSending(services, uri, pages));
	return { invocationMessage: known(uri), ...(confirmationMessages ? { confirmationMessages } : {}) };
}

/** Records what a reading costs, and what it teaches about the endpoint. */
function following({ log, ledger, engines }: Services, engine: EngineSpec, uri: vscode.Uri): (event: ConvertEvent) => void {
	const note = (kept: Promise<void>) => void kept.catch((error: unknown) => logFailure(log, error));
	return (event) => {
		switch (event.type) {
			case 'paid':
				return engine.provider === 'local' ? undefined : note(ledger.add({ ...engine, model: event.model }, event.pages));
			case 'endpointFact':
				return note(engines.learn(event.endpointFact));
			case 'log':
				return log.info(`${fileName(uri)}: ${event.line}`);
			case 'pages':
			case 'phase':
			case 'markdown':
				return;
			default:
				return event satisfies never;
		}
	};
}

/** The question before a document is sent to a service; undefined when nothing is sent, because it is read on this machine or has been read before. */
async function askBeforeSending(services: Services, uri: vscode.Uri, pages: string | undefined): Promise<ConfirmationMessages | undefined> {
	const reader = services.readers.foresee(uri);
	if (reader === undefined || reader === 'local') {
		return undefined;
	}
	const engine = services.engines.hosted(reader, '', uri);
	const request = await readerRequest(services, uri, engine, pages);
	// A document that cannot be opened is not sent: the invocation reports why.
	const forecast = await services.background.forecast(request, new AbortController().signal).catch(() => ({ toRead: 0 }));
	if (forecast.toRead === 0) {
		return undefined;
	}
	const host = plain(connectionHost(reader));
	const name = shownName(uri);
	const count = forecast.toRead;
	const cost = count === undefined ? undefined : estimateOcrCost(engine, count);
	const price = cost === undefined ? undefined : plain(dollars(cost, vscode.env.language));
	const message =
		count === undefined
			? vscode.l10n.t('{0} is sent to {1}, which counts its pages. What that costs is not known to Fovea.', name, host)
			: price === undefined
				? count === 1
					? vscode.l10n.t('1 page of {0} is sent to {1}. What that costs is not known to Fovea.', name, host)
					: vscode.l10n.t('Up to {0} pages of {1} are sent to {2}. What that costs is not known to Fovea.', count, name, host)
				: count === 1
					? vscode.l10n.t('1 page of {0} is sent to {1}, for about {2}.', name, host, price)
					: vscode.l10n.t('Up to {0} pages of {1} are sent to {2}, for about {3}.', count, name, host, price);
	return { title: vscode.l10n.t('Send {0} to {1}?', name, host), message };
}
