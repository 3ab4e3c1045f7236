import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import { testPage } from '../../core/connect/testPage.ts';
import { isFoveaError } from '../../core/errors.ts';
import { estimateOcrCost } from '../../core/ocr/mistral/cost.ts';
import { soundOriginOf } from '../../platform/connections.ts';
import type { Connection, DocumentConnection, ImageConnection } from '../../platform/settingValues.ts';
import type { Services } from '../../services.ts';
import { dollars } from '../../core/dollars.ts';

/** The longest test in seconds; nobody watches an empty list for longer. */
const testSeconds = 45;

/** The longest request, in seconds, for diagnosing a failure or listing models. */
export const lookSeconds = 15;

/** The price of a test, shown before it runs. */
export function testPrice(services: Services, connection: Connection): string {
	if (connection.for === 'images') {
		return vscode.l10n.t('It draws nothing and costs nothing.');
	}
	const cost = soundOriginOf(connection) ? estimateOcrCost(services.engines.hosted(connection, ''), 1) : undefined;
	return cost === undefined
		? vscode.l10n.t('It reads one page, at the price of your service.')
		: vscode.l10n.t('It reads one page, for about {0}.', plain(dollars(cost, vscode.env.language)));
}

/**
 * Sends the smallest request that proves address, key and model.
 * @throws {FoveaError} what is wrong
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function testConnection(services: Services, connection: Connection, key: string, signal: AbortSignal): Promise<void> {
	return connection.for === 'documents' ? readTestPage(services, connection, key, signal) : probe(services, connection, key, signal);
}

async function readTestPage(
	{ background, engines, ledger, log }: Services,
	connection: DocumentConnection,
	key: string,
	signal: AbortSignal,
): Promise<void> {
	const hosted = engines.hosted(connection, key);
	const engine = { ...hosted, timeoutMs: Math.min(hosted.timeoutMs, testSeconds * 1000) };
	try {
		await background.convert({ name: 'test.pdf', bytes: testPage(), engine, pageMarks: 'none' }, signal, (event) => {
			if (event.type === 'paid') {
				void ledger.add({ ...engine, model: event.model }, event.pages);
			} else if (event.type === 'endpointFact') {
				void engines.learn(event.endpointFact);
			} else if (event.type === 'log') {
				log.info(`test.pdf: ${event.line}`);
			}
		});
	} catch (error) {
		// An answer without text also proves the connection.
		if (!(isFoveaError(error) && error.code === 'nothingRecognized')) {
			throw error;
		}
	}
}

async function probe(
	{ background, imageProviders }: Services,
	connection: ImageConnection,
	key: string,
	signal: AbortSignal,
): Promise<void> {
	const spec = imageProviders.specOf(connection, key);
	await background.probeImages({ ...spec, timeoutMs: Math.min(spec.timeoutMs, testSeconds * 1000) }, signal);
}
