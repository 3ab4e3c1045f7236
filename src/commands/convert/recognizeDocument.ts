import type * as vscode from 'vscode';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import { documentBytes, fileName } from '../../platform/files.ts';
import { logFailure } from '../../platform/notify.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import type { RunSettings } from './conversionJob.ts';
import type { DocumentProgress } from './conversionProgress.ts';
import type { GrowingMarkdown } from './growingMarkdown.ts';

interface RecognizeDocumentOptions {
	readonly source: vscode.Uri;
	/** 1-based, in the spelling of `formatPages`; all when undefined. */
	readonly pages: string | undefined;
	readonly password: string | undefined;
	readonly settings: RunSettings | undefined;
	readonly progress: DocumentProgress;
	/** Receives the markdown piece by piece; undefined when only the complete result is needed. */
	readonly growing: GrowingMarkdown | undefined;
}

/**
 * Lets the background worker convert a document; shows its progress, and records usage, endpoint facts and log lines.
 * @throws {FoveaError} what the document or the service failed with
 */
export async function recognizeDocument(
	{ log, background, engines, ledger, cacheFolder }: Services,
	engine: EngineSpec,
	{ source, pages, password, settings, progress, growing }: RecognizeDocumentOptions,
	signal: AbortSignal,
): Promise<Conversion> {
	signal.throwIfAborted();
	const name = fileName(source);
	progress.reading();
	const bytes = await documentBytes(source);
	const size = bytes.length;
	const by = engine.provider === 'local' ? 'the local engine, nothing sent' : `${engine.model} at ${new URL(engine.endpoint).host}`;
	const started = performance.now();
	progress.recognizing();
	const { pageMarks, tablesAcrossPages, cacheMegabytes } = { ...readOcrSettings(source), ...settings };
	const cache = cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined;
	const request = { name, bytes, engine, pageMarks, tablesAcrossPages, grow: growing !== undefined, cache, pages, password };
	const note = (kept: Promise<void>) => void kept.catch((error: unknown) => logFailure(log, error));
	// Also after Cancel, because pages that have arrived are paid for.
	const conversion = await background.convert(request, signal, (event) => {
		switch (event.type) {
			case 'pages':
				return progress.pages(event.done, event.total, event.cached);
			case 'markdown':
				// After a cancel, the file already has its last line.
				return signal.aborted ? undefined : growing?.add(event.piece);
			case 'paid':
				return engine.provider === 'local' ? undefined : note(ledger.add({ ...engine, model: event.model }, event.pages));
			case 'endpointFact':
				return note(engines.learn(event.endpointFact));
			case 'phase':
				return progress.phase(event.phase);
			case 'log':
				return log.info(`${name}: ${event.line}`);
			default:
				return event satisfies never;
		}
	});
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	log.info(
		`${name}: ${size} bytes, ${conversion.pageCount} pages, ${conversion.assets.length} figures, ${seconds} s, by ${by}${conversion.cached ? ', kept from an earlier run' : ''}`,
	);
	for (const { page, what } of conversion.notes) {
		log.info(`${name}: page ${page}: ${what}`);
	}
	return conversion;
}
