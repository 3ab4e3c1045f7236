import * as vscode from 'vscode';
import { FoveaError, isFoveaError } from '../../core/errors.ts';
import { formatPages } from '../../core/ocr/pages.ts';
import { type PlainText, plain } from '../../core/plain.ts';
import type { Note } from '../../core/ocr/markdown/draft.ts';
import type { Conversion, FailedPageReason } from '../../core/worker/api.ts';
import type { Unfinished } from '../../platform/conversionRecords.ts';
import { shownName } from '../../platform/files.ts';
import { removeMarkdown } from '../../platform/markdownFiles.ts';
import { describeFailure, logFailure, report } from '../../platform/notify.ts';
import type { DocumentConnection } from '../../platform/settingValues.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Existing } from './askAboutExisting.ts';
import { compare } from './compare.ts';
import { mendingButtons } from './mendingButtons.ts';
import type { Saved, WrittenMarkdown } from './resultWriter.ts';
import { type ResultPlace, isShown, showMarkdown } from './openMarkdown.ts';

/** A document, and the markdown of an earlier run that its conversion completes; without it, the user is asked about existing markdown. */
export interface DocumentRequest {
	readonly source: vscode.Uri;
	readonly completes?: WrittenMarkdown | Unfinished;
	/** The user's answers in an earlier run that failed, so that nothing is asked twice. */
	readonly answered?: Answered;
}

/** Answers that are reused for retries of the same conversion. A password is kept nowhere else. */
export interface Answered {
	readonly decision: Existing;
	readonly password: string | undefined;
}

/** The outcome of one document. */
export type ConversionOutcome = {
	readonly source: vscode.Uri;
	/** Whether another command or window converted it and reports the outcome. */
	readonly joined?: boolean;
} & (
	| (Saved & {
			readonly failedPages: readonly FailedPageReason[];
			/** Notes on some of its pages. */
			readonly notes: readonly Note[];
			/** The written result, if it is to be compared. */
			readonly conversion?: Conversion;
	  })
	| {
			readonly error: unknown;
			readonly cancelled: boolean;
			/** The markdown of the pages that had arrived. */
			readonly unfinished: Unfinished | undefined;
			readonly answered?: Answered;
	  }
	/** Another window took over, because this one did not answer for some time. */
	| { readonly takenOver: true }
);

interface PresentOptions {
	readonly log: vscode.LogOutputChannel;
	/** The connection that read them; undefined for this machine. */
	readonly connection: DocumentConnection | undefined;
	/** Converts documents again. */
	readonly again: (requests: readonly DocumentRequest[]) => Promise<void>;
	readonly place: ResultPlace;
	/** Further messages to show. */
	readonly besides: readonly Promise<void>[];
}

type Written = Extract<ConversionOutcome, { markdown: vscode.Uri }>;
type Untitled = Extract<ConversionOutcome, { untitled: string }>;
type Failed = Extract<ConversionOutcome, { error: unknown }>;

/**
 * Opens a single result; for several, reports the outcome in one message. All messages with choices are shown at once and do not wait for each other;
 * resolves when the last one is answered.
 */
export async function present(outcomes: readonly ConversionOutcome[], options: PresentOptions): Promise<void> {
	const [only] = outcomes;
	const offers = outcomes.length === 1 && only ? presentOne(only, options) : [summarize(outcomes, options)];
	const settled = await Promise.allSettled([...offers, ...options.besides]);
	const failures = settled.flatMap((each) => (each.status === 'rejected' ? [report(each.reason, options)] : []));
	await Promise.all(failures);
}

function presentOne(outcome: ConversionOutcome, options: PresentOptions): Promise<void>[] {
	const { log, again, connection } = options;
	if ('takenOver' in outcome) {
		return [say(vscode.l10n.t('{0} is converted in another window, which has taken it over.', shownName(outcome.source)))];
	}
	if ('untitled' in outcome) {
		return outcome.because === undefined || outcome.joined ? [] : [report(outcome.because, { log })];
	}
	if ('markdown' in outcome) {
		return [show(outcome, options), tellNotes(outcome), offerFailedPages(outcome, options)];
	}
	if (outcome.joined) {
		return [];
	}
	const request = requestFor(outcome);
	return outcome.cancelled
		? [outcome.unfinished ? offerToContinue(outcome.source, outcome.unfinished, options) : Promise.resolve()]
		: [report(outcome.error, { log, connection, retry: () => again([request]) })];
}

function requestFor({ source, unfinished, answered }: Failed): DocumentRequest {
	return { source, ...(unfinished ? { completes: unfinished } : {}), ...(answered ? { answered } : {}) };
}

/** After Cancel: the converted pages stay, unless the user deletes them. */
async function offerToContinue(source: vscode.Uri, unfinished: Unfinished, { again }: PresentOptions): Promise<void> {
	const {
		markdown,
		ahead: [first, last],
	} = unfinished;
	const name = shownName(markdown);
	const continueIt = vscode.l10n.t('Continue');
	const remove = vscode.l10n.t('Delete {0}', name);
	const chosen = await vscode.window.showInformationMessage(
		first === last
			? vscode.l10n.t('Cancelled: {0} has no page {1}.', name, first)
			: vscode.l10n.t('Cancelled: {0} has no pages {1} to {2}.', name, first, last),
		continueIt,
		remove,
	);
	if (chosen === continueIt) {
		await again([{ source, completes: unfinished }]);
	} else if (chosen === remove && !(await removeMarkdown(unfinished))) {
		await say(vscode.l10n.t('{0} was changed meanwhile and is kept.', name));
	}
}

/** Reports pages that were not converted as expected, and why. */
async function tellNotes(outcome: Written): Promise<void> {
	await Promise.all([tellPictures(outcome), tellLeftOut(outcome), tellUnread(outcome)]);
}

function pagesWith({ notes }: Written, ...what: readonly Note['what'][]): readonly number[] {
	return notes.filter((note) => what.includes(note.what)).map(({ page }) => page);
}

async function tellPictures(outcome: Written): Promise<void> {
	const pictures = pagesWith(outcome, 'sentAsPicture');
	const [first, ...others] = pictures;
	if (first !== undefined) {
		await say(
			others.length === 0
				? vscode.l10n.t(
						'{0}: page {1} is too large to be sent as it is, or cannot be cut out, and was recognized from a picture of it.',
						shownName(outcome.source),
						first,
					)
				: vscode.l10n.t(
						'{0}: pages {1} are too large to be sent as they are, or cannot be cut out, and were recognized from pictures of them.',
						shownName(outcome.source),
						listed(pictures),
					),
		);
	}
}

/** Reports pages with text that the service left out. */
async function tellLeftOut(outcome: Written): Promise<void> {
	const pages = pagesWith(outcome, 'textLeftOut');
	const [first, ...others] = pages;
	if (first !== undefined) {
		await say(
			others.length === 0
				? vscode.l10n.t(
						'{0}: the service left out some text of page {1}. It was taken from the PDF and added at the end of the page.',
						shownName(outcome.source),
						first,
					)
				: vscode.l10n.t(
						'{0}: the service left out some text of pages {1}. It was taken from the PDF and added at the end of each page.',
						shownName(outcome.source),
						listed(pages),
					),
		);
	}
}

/** Reports pages that became figures because their text was not read. */
async function tellUnread(outcome: Written): Promise<void> {
	const name = shownName(outcome.source);
	const slow = pagesWith(outcome, 'tooSlow');
	const eastAsian = pagesWith(outcome, 'eastAsianScript');
	const other = pagesWith(outcome, 'otherScript');
	const connect = vscode.l10n.t('Connect a Service…');
	const choose = vscode.l10n.t('Choose Languages');
	const tell = async (pages: readonly number[], sentence: string, ...buttons: readonly string[]) => {
		const chosen = pages.length > 0 ? await vscode.window.showInformationMessage(sentence, ...buttons) : undefined;
		if (chosen === choose) {
			await vscode.commands.executeCommand('fovea.chooseLocalLanguages');
		} else if (chosen === connect) {
			await vscode.commands.executeCommand('fovea.connectService');
		}
	};
	await Promise.all([
		tell(
			slow,
			vscode.l10n.t('{0}: these pages are figures, because reading them took too long: {1}. A service may read them.', name, listed(slow)),
			connect,
		),
		tell(
			eastAsian,
			vscode.l10n.t(
				'{0}: these pages are figures, because their text looks Chinese, Japanese or Korean, which none of the chosen languages reads: {1}. Choose the language of the document, or use a service.',
				name,
				listed(eastAsian),
			),
			choose,
			connect,
		),
		tell(
			other,
			vscode.l10n.t(
				'{0}: these pages are figures, because their text could not be read with the chosen languages: {1}. Choose the language of the document, or use a service.',
				name,
				listed(other),
			),
			choose,
			connect,
		),
	]);
}

/** Reports missing pages. Retrying only sends those, because the others are cached. */
async function offerFailedPages(outcome: Written, { log, again, connection }: PresentOptions): Promise<void> {
	const text = missingPages(outcome, log);
	if (text === undefined) {
		return;
	}
	const retry = vscode.l10n.t('Retry Failed Pages');
	const mend = mendingButtons(pageErrors(outcome));
	const chosen = await vscode.window.showWarningMessage(text, retry, ...mend.labels);
	if (chosen === retry || (await mend.run(chosen, connection))) {
		await again([completing(outcome)]);
	}
}

function completing({ source, markdown, mtime }: Written): DocumentRequest {
	return { source, completes: { markdown, mtime } };
}

/** The sentences about pages that failed; undefined when none did. */
function missingPages(outcome: Written, log: vscode.LogOutputChannel): string | undefined {
	const { source, failedPages, joined } = outcome;
	const errors = pageErrors(outcome);
	if (errors.length === 0 || joined) {
		return undefined;
	}
	errors.forEach((error) => logFailure(log, error));
	const pages = failedPages.map(({ page }) => page);
	const missing =
		pages.length === 1
			? vscode.l10n.t('{0}: page {1} is missing.', shownName(source), listed(pages))
			: vscode.l10n.t('{0}: pages {1} are missing.', shownName(source), listed(pages));
	return `${missing} ${describeFailure(errors[0]).text}`;
}

function pageErrors({ failedPages }: Written): FoveaError[] {
	return failedPages.map(({ page, code, facts }) => new FoveaError(code, facts, `page ${page}: ${code}`));
}

/** One message for several documents. */
async function summarize(outcomes: readonly ConversionOutcome[], { log, again, connection }: PresentOptions): Promise<void> {
	const written = outcomes.filter((outcome): outcome is Written => 'markdown' in outcome);
	const untitled = outcomes.filter((outcome): outcome is Untitled => 'untitled' in outcome);
	const failed = outcomes.filter((outcome): outcome is Failed => 'error' in outcome && !outcome.cancelled);
	const total = written.length + untitled.length + failed.length;
	if (total === 0) {
		return;
	}
	failed.forEach(({ error }) => logFailure(log, error));
	const incomplete = written.flatMap((outcome) => {
		const text = missingPages(outcome, log);
		return text === undefined ? [] : [{ outcome, text }];
	});
	const reasons = [
		...failed.map(({ error }) => describeFailure(error).text),
		...incomplete.map(({ text }) => text),
		...untitledReasons(untitled, log),
	];
	const open = written.length > 1 ? vscode.l10n.t('Open All') : vscode.l10n.t('Open');
	const retry = vscode.l10n.t('Retry Failed');
	const showLog = vscode.l10n.t('Show Log');
	const mend = mendingButtons([...failed.map(({ error }) => error), ...incomplete.flatMap(({ outcome }) => pageErrors(outcome))]);
	const buttons = [
		...(written.length > 0 ? [open] : []),
		...(failed.length + incomplete.length > 0 ? [retry] : []),
		...mend.labels,
		...(reasons.length > 0 ? [showLog] : []),
	];
	const notes = Promise.all(written.map(tellNotes));
	const chosen =
		reasons.length === 0
			? await vscode.window.showInformationMessage(vscode.l10n.t('{0} documents converted to markdown.', total), ...buttons)
			: await vscode.window.showWarningMessage(
					vscode.l10n.t('{0} of {1} documents converted. {2}', written.length + untitled.length, total, abridged(reasons)),
					...buttons,
				);
	const onceMore = () => again([...failed.map(requestFor), ...incomplete.map(({ outcome }) => completing(outcome))]);
	switch (chosen) {
		case open:
			for (const { source, markdown } of written) {
				await showMarkdown(markdown, source, readOcrSettings(source).openAs);
			}
			break;
		case retry:
			await onceMore();
			break;
		case showLog:
			log.show();
			break;
		default:
			if (await mend.run(chosen, connection)) {
				await onceMore();
			}
	}
	await notes;
}

/** Why results are open without a file. In a file system without writing, that is not a failure. */
function untitledReasons(untitled: readonly Untitled[], log: vscode.LogOutputChannel): string[] {
	const failures = untitled.flatMap(({ because }) => (because === undefined ? [] : [because]));
	failures.forEach((because) => logFailure(log, because));
	const [first] = failures;
	if (failures.length < 2) {
		return first === undefined ? [] : [describeFailure(first).text];
	}
	return [
		failures.every((because) => isFoveaError(because) && because.code === 'diskFull')
			? vscode.l10n.t(
					'The disk is full: {0} results were not written. They are open as untitled documents: save them where there is room.',
					failures.length,
				)
			: vscode.l10n.t(
					'{0} results cannot be written here. They are open as untitled documents: save them where you like.',
					failures.length,
				),
	];
}

/** The most sentences in a message. */
const mostReasons = 3;

function abridged(reasons: readonly string[]): PlainText {
	const different = [...new Set(reasons)];
	const more = different.length - mostReasons;
	const shown = different.slice(0, mostReasons).join(' ');
	return (more > 0 ? `${shown} ${vscode.l10n.t('The log says what happened to {0} more.', more)}` : shown) as PlainText;
}

async function show(outcome: Written, { place }: PresentOptions): Promise<void> {
	const { source, markdown, compareWith, conversion, grown, insteadOf, joined } = outcome;
	if (grown || joined) {
		return isShown(markdown) ? undefined : offerToOpen(source, markdown);
	}
	if (compareWith && conversion) {
		return compare({ source, before: compareWith, after: markdown, conversion }, place);
	}
	await showMarkdown(markdown, source, readOcrSettings(source).openAs, place);
	if (insteadOf) {
		const name = shownName(insteadOf.markdown);
		await say(
			insteadOf.edited
				? vscode.l10n.t('{0} was changed while it grew and is left alone. The whole result is {1}.', name, shownName(markdown))
				: vscode.l10n.t('{0} was moved or deleted while it grew. The whole result is written anew.', name),
		);
	}
}

/** Notifies a user who closed the growing file that it is complete. */
async function offerToOpen(source: vscode.Uri, markdown: vscode.Uri): Promise<void> {
	const open = vscode.l10n.t('Open');
	if ((await vscode.window.showInformationMessage(vscode.l10n.t('{0} is complete.', shownName(markdown)), open)) === open) {
		await showMarkdown(markdown, source, readOcrSettings(source).openAs);
	}
}

async function say(text: string): Promise<void> {
	await vscode.window.showInformationMessage(text);
}

function listed(pages: readonly number[]): PlainText {
	return plain(formatPages(pages.map((page) => page - 1)));
}
