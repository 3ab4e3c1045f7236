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

/** Pages that one call may have read. */
const mostPages = 200;

/** What the worker needs to answer about a document, with the engine that the settings mean for it. */
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

/** Keeps account of what a reading costs and teaches. */
export function following({ log, ledger, engines }: Services, engine: EngineSpec, uri: vscode.Uri): (event: ConvertEvent) => void {
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
			case 'phase':
				return;
			default:
				return event satisfies never;
		}
	};
}

/** The question before a document is sent to a service; undefined where nothing is: it is read on this machine, or known already. */
export async function askBeforeSending(
	services: Services,
	uri: vscode.Uri,
	pages: string | undefined,
): Promise<vscode.LanguageModelToolConfirmationMessages | undefined> {
	const reader = services.readers.foresee(uri);
	if (reader === undefined || reader === 'local') {
		return undefined;
	}
	const engine = services.engines.hosted(reader, '', uri);
	const request = await readerRequest(services, uri, engine, pages);
	// What cannot be opened is not sent: its invocation says why.
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
