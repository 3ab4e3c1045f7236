import * as vscode from 'vscode';
import { inParallel } from '../core/parallel.ts';
import type { Conversion, EngineSpec } from '../core/worker/api.ts';
import { documentBytes, exists, fileName, isWritable, targetFor } from '../platform/files.ts';
import { logFailure, withProgress } from '../platform/notify.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Unfinished } from '../platform/unfinishedMarkdown.ts';
import type { Services } from '../services.ts';
import { confirmCost } from './confirmCost.ts';
import { ConversionProgress } from './conversionProgress.ts';
import { type Existing, askAboutExisting } from './existing.ts';
import { GrowingMarkdown } from './growingMarkdown.ts';
import { introduceLocalEngine } from './introduce.ts';
import { type Outcome, present } from './outcomes.ts';
import { withPassword } from './password.ts';
import { ResultWriter, type WrittenMarkdown } from './resultWriter.ts';
import { showMarkdown, watchTyping } from './show.ts';
import { documentsToConvert } from './sources.ts';

/** How many documents are under way at once: this machine's processors are busy with one; of a service's, the limiter decides how many are asked. */
const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 8, mistral: 8 };

/** How documents are to be converted, where that is not for the settings or the user to say. */
export interface ConvertOptions {
	/** The markdown of an earlier run that this one completes; otherwise the user is asked about markdown that is there. */
	readonly completes?: WrittenMarkdown | Unfinished;
	/** Whether the user has agreed to the cost already. */
	readonly confirmed?: boolean;
	/** As people write them: `1-3,7,12-`; all when absent. */
	readonly pages?: string;
	readonly password?: string | undefined;
}

/** Converts what was right-clicked, or the file of the active editor, or files that the user picks, to markdown beside each. */
export async function convertToMarkdown(services: Services, clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
	const sources = await documentsToConvert(clicked, selected);
	// Each folder of a workspace may be read by something else.
	const folderOf = (source: vscode.Uri) => vscode.workspace.getWorkspaceFolder(source)?.uri.toString();
	const folders = [...new Set(sources.map(folderOf))];
	await Promise.all(
		folders.map((folder) =>
			convertAll(
				services,
				sources.filter((source) => folderOf(source) === folder),
				{},
			),
		),
	);
}

/** Converts documents, writes each result, and shows how it went. */
export async function convertAll(services: Services, sources: readonly vscode.Uri[], options: ConvertOptions): Promise<void> {
	const completes = options.completes ?? (await leftUnfinished(services, sources));
	const existing = completes ? [] : await withExistingMarkdown(sources);
	const ask = () => askAboutExisting(existing.map((source) => fileName(targetFor(source).markdown)));
	const decision = existing.length > 0 ? await ask() : 'keepBoth';
	const wanted = decision === 'skip' ? sources.filter((source) => !existing.includes(source)) : sources;
	const [first] = wanted;
	if (!first) {
		return;
	}
	const engine = await services.engines.choose(first);
	if (!options.confirmed) {
		await confirmCost(services, engine, wanted, options);
	}

	const outcomes: Outcome[] = [];
	const writer = new ResultWriter();
	await withProgress(titleFor(wanted), async (report, signal) => {
		const progress = new ConversionProgress(wanted, report);
		await inParallel(wanted, atOnce[engine.provider], async (source) => {
			const growing = wanted.length === 1 ? growingFor(services, source, completes ?? decision) : undefined;
			try {
				const conversion = await withPassword(fileName(source), options.password, (password) =>
					convertOne(services, engine, source, { ...options, password }, { progress, signal, growing }),
				);
				progress.writing(source);
				const save = (whole: Conversion) => writer.save(whole, source, completes ?? (existing.includes(source) ? decision : 'keepBoth'));
				const saved = await (growing ? growing.finish(conversion, save) : save(conversion));
				const pictures = conversion.notes.filter(({ what }) => what === 'sentAsPicture').map(({ page }) => page);
				outcomes.push({ source, failedPages: conversion.failed, pictures, ...saved });
			} catch (error) {
				outcomes.push({ source, error, unfinished: await growing?.stop() });
			}
			growing?.dispose();
			progress.done(source);
		});
	});
	await present(services.log, outcomes, (failed, again) => convertAll(services, failed, { ...options, ...again, confirmed: true }));
	if (engine.provider === 'local' && outcomes.some((outcome) => !('error' in outcome))) {
		await introduceLocalEngine(services);
	}
}

interface Course {
	readonly progress: ConversionProgress;
	readonly signal: AbortSignal;
	readonly growing: GrowingMarkdown | undefined;
}

async function convertOne(
	{ log, background, engines, ledger, cacheFolder }: Services,
	engine: EngineSpec,
	source: vscode.Uri,
	{ pages, password }: ConvertOptions,
	{ progress, signal, growing }: Course,
): Promise<Conversion> {
	signal.throwIfAborted();
	const name = fileName(source);
	progress.reading(source);
	const bytes = await documentBytes(source);
	const size = bytes.length;
	const by = engine.provider === 'local' ? 'the local engine, nothing sent' : `${engine.model} at ${new URL(engine.endpoint).host}`;
	const started = performance.now();
	progress.recognizing(source);
	const { pageMarks, tablesAcrossPages, cacheMegabytes } = readOcrSettings(source);
	const cache = cacheMegabytes > 0 ? { folder: cacheFolder, maxBytes: cacheMegabytes * 1_000_000 } : undefined;
	const grow = growing !== undefined;
	const request = { name, bytes, engine, pageMarks, tablesAcrossPages, grow, cache, pages, password };
	const conversion = await background.convert(request, signal, (event) => {
		switch (event.type) {
			case 'pages':
				return progress.pages(source, event.done, event.total, event.kept);
			case 'markdown':
				return growing?.add(event.piece);
			case 'paid':
				return void (engine.provider === 'local' || ledger.add({ ...engine, model: event.model }, event.pages));
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

/** Only a new file grows, or one that an earlier conversion has not finished: what is there and whole stays so until the new one is. */
function growingFor(
	{ log, unfinishedMarkdown }: Services,
	source: vscode.Uri,
	wish: Existing | WrittenMarkdown | Unfinished,
): GrowingMarkdown | undefined {
	const unfinished = typeof wish !== 'string' && 'ahead' in wish ? wish : undefined;
	if (!isWritable(source) || !(unfinished || wish === 'keepBoth')) {
		return undefined;
	}
	const typing = watchTyping();
	return new GrowingMarkdown({
		source,
		unfinished,
		records: unfinishedMarkdown,
		// Who goes on working meanwhile keeps the keyboard, and what they work on in view.
		open: (markdown) => showMarkdown(markdown, source, readOcrSettings(source).openAs, { preserveFocus: true, beside: typing.seen() }),
		onTrouble: (error) => logFailure(log, error),
		onEnd: () => typing.stop(),
	});
}

/** Markdown of a single document that an earlier conversion did not come to the end of: this one goes on in it. */
async function leftUnfinished(
	{ unfinishedMarkdown }: Services,
	[source, ...others]: readonly vscode.Uri[],
): Promise<Unfinished | undefined> {
	return source && others.length === 0 ? unfinishedMarkdown.find(targetFor(source).markdown, source) : undefined;
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
