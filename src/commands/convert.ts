import * as vscode from 'vscode';
import { inParallel } from '../core/parallel.ts';
import type { Conversion, EngineSpec } from '../core/worker/api.ts';
import { exists, fileName, readDocument, targetFor } from '../platform/files.ts';
import { withProgress } from '../platform/notify.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Services } from '../services.ts';
import { askAboutExisting } from './existing.ts';
import { introduceLocalEngine } from './introduce.ts';
import { type Outcome, present } from './outcomes.ts';
import { withPassword } from './password.ts';
import { ResultWriter, type WrittenMarkdown } from './resultWriter.ts';
import { documentsToConvert } from './sources.ts';

/** How many documents are under way at once: this machine's processors are busy with one; of a service's, the limiter decides how many are asked. */
const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 8, mistral: 8 };

type Progress = (message: string, fraction: number) => void;

/** How documents are to be converted, where that is not for the settings or the user to say. */
export interface ConvertOptions {
	/** The markdown of an earlier run that this one completes; otherwise the user is asked about markdown that is there. */
	readonly completes?: WrittenMarkdown;
	/** As people write them: `1-3,7,12-`; all when absent. */
	readonly pages?: string;
	readonly password?: string | undefined;
}

/** Converts what was right-clicked, or the file of the active editor, or files that the user picks, to markdown beside each. */
export async function convertToMarkdown(services: Services, clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
	const sources = await documentsToConvert(clicked, selected);
	if (sources.length > 0) {
		await convertAll(services, sources, {});
	}
}

/** Converts documents, writes each result, and shows how it went. */
export async function convertAll(services: Services, sources: readonly vscode.Uri[], options: ConvertOptions): Promise<void> {
	const existing = options.completes ? [] : await withExistingMarkdown(sources);
	const ask = () => askAboutExisting(existing.map((source) => fileName(targetFor(source).markdown)));
	const decision = existing.length > 0 ? await ask() : 'keepBoth';
	const wanted = decision === 'skip' ? sources.filter((source) => !existing.includes(source)) : sources;
	const [first] = wanted;
	if (!first) {
		return;
	}
	const engine = await services.engines.choose(first);

	const outcomes: Outcome[] = [];
	const writer = new ResultWriter();
	await withProgress(titleFor(wanted), async (reportProgress, signal) => {
		const fractions = new Map<vscode.Uri, number>();
		await inParallel(wanted, atOnce[engine.provider], async (source) => {
			const progress: Progress = (message, fraction) => {
				fractions.set(source, fraction);
				const percent = ([...fractions.values()].reduce((sum, value) => sum + value, 0) / wanted.length) * 100;
				reportProgress(
					wanted.length === 1
						? message
						: vscode.l10n.t('{0}: {1} ({2} of {3} done)', fileName(source), message, outcomes.length, wanted.length),
					percent,
				);
			};
			try {
				const conversion = await withPassword(fileName(source), options.password, (password) =>
					convertOne(services, engine, source, { ...options, password }, progress, signal),
				);
				progress(vscode.l10n.t('writing'), 0.95);
				const saved = await writer.save(conversion, source, options.completes ?? (existing.includes(source) ? decision : 'keepBoth'));
				outcomes.push({ source, failedPages: conversion.failed, ...saved });
			} catch (error) {
				outcomes.push({ source, error });
			}
			fractions.set(source, 1);
		});
	});
	await present(services.log, outcomes, (failed, again) => convertAll(services, failed, { ...options, ...again }));
	if (engine.provider === 'local' && outcomes.some((outcome) => !('error' in outcome))) {
		await introduceLocalEngine(services);
	}
}

async function convertOne(
	{ log, background, engines, cacheFolder }: Services,
	engine: EngineSpec,
	source: vscode.Uri,
	{ pages, password }: ConvertOptions,
	progress: Progress,
	signal: AbortSignal,
): Promise<Conversion> {
	signal.throwIfAborted();
	const name = fileName(source);
	progress(vscode.l10n.t('reading'), 0);
	const bytes = await readDocument(source);
	const size = bytes.length;
	const by = engine.provider === 'local' ? 'the local engine, nothing sent' : `${engine.model} at ${new URL(engine.endpoint).host}`;
	const started = performance.now();
	progress(vscode.l10n.t('recognizing'), 0.05);
	const { pageMarks, cacheMegabytes } = readOcrSettings(source);
	const cache = cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined;
	const conversion = await background.convert({ name, bytes, engine, pageMarks, cache, pages, password }, signal, (event) => {
		switch (event.type) {
			case 'pages':
				return progress(vscode.l10n.t('page {0} of {1}', event.done, event.total), 0.05 + (0.9 * event.done) / event.total);
			case 'lesson':
				return void engines.learn(event.lesson);
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

async function withExistingMarkdown(sources: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
	const found = await Promise.all(sources.map((source) => exists(targetFor(source).markdown)));
	return sources.filter((_, i) => found[i]);
}

function titleFor(sources: readonly vscode.Uri[]): string {
	return sources.length === 1
		? vscode.l10n.t('Converting {0}', fileName(sources[0]!))
		: vscode.l10n.t('Converting {0} documents', sources.length);
}
