import * as vscode from 'vscode';
import { inParallel } from '../core/parallel.ts';
import type { Conversion, EngineSpec } from '../core/worker/api.ts';
import { exists, fileName, freeTargetFor, inlineMarkdown, readDocument, targetFor, writeMarkdown } from '../platform/files.ts';
import { describeFailure, isCancellation, logFailure, report, withProgress } from '../platform/notify.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Services } from '../services.ts';
import { type Existing, askAboutExisting } from './existing.ts';
import { introduceLocalEngine } from './introduce.ts';
import { showDifference, showMarkdown, showUntitled } from './show.ts';
import { documentsToConvert } from './sources.ts';

/** How many documents are under way at once: services answer several, this machine's processors are busy with one. */
const atOnce: Record<EngineSpec['provider'], number> = { local: 1, azure: 4, mistral: 4 };

type Progress = (message: string, fraction: number) => void;

/** Where a result went: into a file, or, where none could be written, into a document without one. */
type Saved =
	{ readonly markdown: vscode.Uri; readonly compareWith?: vscode.Uri } | { readonly untitled: string; readonly because?: unknown };

type Outcome = { readonly source: vscode.Uri } & (Saved | { readonly error: unknown });

/** Converts what was right-clicked, or the file of the active editor, or files that the user picks, to markdown beside each. */
export async function convertToMarkdown(services: Services, clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
	const sources = await documentsToConvert(clicked, selected);
	if (sources.length > 0) {
		await convertAll(services, sources);
	}
}

async function convertAll(services: Services, sources: readonly vscode.Uri[]): Promise<void> {
	const existing = await withExistingMarkdown(sources);
	const decision =
		existing.length > 0 ? await askAboutExisting(existing.map((source) => fileName(targetFor(source).markdown))) : 'keepBoth';
	const wanted = decision === 'skip' ? sources.filter((source) => !existing.includes(source)) : sources;
	const [first] = wanted;
	if (!first) {
		return;
	}
	const engine = await services.engines.choose(first);

	const outcomes: Outcome[] = [];
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
				const conversion = await convertOne(services, engine, source, progress, signal);
				progress(vscode.l10n.t('writing'), 0.95);
				outcomes.push({ source, ...(await save(conversion, source, existing.includes(source) ? decision : 'keepBoth')) });
			} catch (error) {
				outcomes.push({ source, error });
			}
			fractions.set(source, 1);
		});
	});
	await present(services, outcomes);
	if (engine.provider === 'local' && outcomes.some((outcome) => !('error' in outcome))) {
		await introduceLocalEngine(services);
	}
}

async function convertOne(
	{ log, background, engines }: Services,
	engine: EngineSpec,
	source: vscode.Uri,
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
	const conversion = await background.convert({ name, bytes, engine, pageMarks: readOcrSettings(source).pageMarks }, signal, (event) => {
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
	log.info(`${name}: ${size} bytes, ${conversion.pageCount} pages, ${conversion.assets.length} figures, ${seconds} s, by ${by}`);
	for (const { page, what } of conversion.notes) {
		log.info(`${name}: page ${page}: ${what}`);
	}
	return conversion;
}

/** What was paid for is never thrown away: where it cannot be written, it goes into a document without a file. */
async function save(conversion: Conversion, source: vscode.Uri, existing: Existing): Promise<Saved> {
	if (vscode.workspace.fs.isWritableFileSystem(source.scheme) === false) {
		return { untitled: inlineMarkdown(conversion) };
	}
	const wished = targetFor(source);
	const target = existing === 'replace' && !isDirty(wished.markdown) ? wished : await freeTargetFor(source);
	try {
		await writeMarkdown(conversion, target);
	} catch (because) {
		return { untitled: inlineMarkdown(conversion), because };
	}
	return { markdown: target.markdown, ...(existing === 'compare' ? { compareWith: wished.markdown } : {}) };
}

/** Opens a single result; for several, says in one message how it went. */
async function present(services: Services, outcomes: readonly Outcome[]): Promise<void> {
	const { log } = services;
	const failed = outcomes.filter((outcome) => 'error' in outcome && !isCancellation(outcome.error)) as Extract<
		Outcome,
		{ error: unknown }
	>[];
	const saved = outcomes.filter((outcome) => 'markdown' in outcome);
	const retry = () =>
		convertAll(
			services,
			failed.map(({ source }) => source),
		);

	for (const outcome of outcomes.filter((each) => 'untitled' in each)) {
		await showUntitled(outcome.untitled, outcome.source);
		if (outcome.because !== undefined) {
			void report(outcome.because, { log });
		}
	}
	const [only] = outcomes;
	if (outcomes.length > 1) {
		await summarize(services, saved, failed, retry);
	} else if (failed[0]) {
		await report(failed[0].error, { log, retry });
	} else if (only && 'markdown' in only) {
		await show(only);
	}
}

async function summarize(
	{ log }: Services,
	saved: readonly Extract<Outcome, { markdown: vscode.Uri }>[],
	failed: readonly Extract<Outcome, { error: unknown }>[],
	retry: () => Promise<void>,
): Promise<void> {
	for (const { error } of failed) {
		logFailure(log, error);
	}
	const total = saved.length + failed.length;
	if (total === 0) {
		return;
	}
	const open = saved.length > 1 ? vscode.l10n.t('Open All') : vscode.l10n.t('Open');
	const again = vscode.l10n.t('Retry Failed');
	const showLog = vscode.l10n.t('Show Log');
	const buttons = [...(saved.length > 0 ? [open] : []), ...(failed.length > 0 ? [again, showLog] : [])];
	const chosen =
		failed.length === 0
			? await vscode.window.showInformationMessage(vscode.l10n.t('{0} documents converted to markdown.', total), ...buttons)
			: await vscode.window.showWarningMessage(
					vscode.l10n.t(
						'{0} of {1} documents converted. {2}',
						saved.length,
						total,
						failed.map(({ error }) => describeFailure(error).text).join(' '),
					),
					...buttons,
				);
	if (chosen === open) {
		for (const outcome of saved) {
			await show(outcome);
		}
	} else if (chosen === again) {
		await retry();
	} else if (chosen === showLog) {
		log.show();
	}
}

async function show({ source, markdown, compareWith }: Extract<Outcome, { markdown: vscode.Uri }>): Promise<void> {
	await (compareWith ? showDifference(compareWith, markdown) : showMarkdown(markdown, source, readOcrSettings(source).openAs));
}

async function withExistingMarkdown(sources: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
	const found = await Promise.all(sources.map((source) => exists(targetFor(source).markdown)));
	return sources.filter((_, i) => found[i]);
}

function isDirty(uri: vscode.Uri): boolean {
	return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}

function titleFor(sources: readonly vscode.Uri[]): string {
	return sources.length === 1
		? vscode.l10n.t('Converting {0}', fileName(sources[0]!))
		: vscode.l10n.t('Converting {0} documents', sources.length);
}
