import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import type { FailedPage } from '../core/worker/api.ts';
import { fileName, removeMarkdown } from '../platform/files.ts';
import { describeFailure, isCancellation, logFailure, report } from '../platform/notify.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Unfinished } from '../platform/unfinishedMarkdown.ts';
import type { Saved, WrittenMarkdown } from './resultWriter.ts';
import { isShown, showDifference, showMarkdown, showUntitled } from './show.ts';

/** How it went with one document. */
export type Outcome = { readonly source: vscode.Uri } &
	/** `pictures`: pages that were not sent as they are. */
	(
		| (Saved & { readonly failedPages: readonly FailedPage[]; readonly pictures: readonly number[] })
		/** `unfinished`: the markdown of the pages that were there before the failure. */
		| { readonly error: unknown; readonly unfinished: Unfinished | undefined }
	);

/** Converts some documents once more. */
type Again = (sources: readonly vscode.Uri[], options: { readonly completes?: WrittenMarkdown | Unfinished }) => Promise<void>;

type Written = Extract<Outcome, { markdown: vscode.Uri }>;
type Failed = Extract<Outcome, { error: unknown }>;

/** Opens a single result; for several, says in one message how it went. `again` converts what failed once more. */
export async function present(log: vscode.LogOutputChannel, outcomes: readonly Outcome[], again: Again): Promise<void> {
	const written = outcomes.filter((outcome): outcome is Written => 'markdown' in outcome);
	const failed = outcomes.filter((outcome): outcome is Failed => 'error' in outcome && !isCancellation(outcome.error));
	const retry = () =>
		again(
			failed.map(({ source }) => source),
			failed.length === 1 && failed[0]?.unfinished ? { completes: failed[0].unfinished } : {},
		);

	for (const outcome of outcomes) {
		if ('untitled' in outcome) {
			await showUntitled(outcome.untitled, outcome.source);
			if (outcome.because !== undefined) {
				await report(outcome.because, { log });
			}
		}
	}
	if (outcomes.length > 1) {
		await summarize(log, written, failed, retry);
	} else if (failed[0]) {
		await report(failed[0].error, { log, retry });
	} else if (written[0]) {
		await show(written[0]);
	}
	for (const outcome of written) {
		tellPictures(outcome);
		await offerFailedPages(log, outcome, again);
	}
	for (const outcome of outcomes) {
		if ('error' in outcome && isCancellation(outcome.error) && outcome.unfinished) {
			await offerToContinue(outcome.source, outcome.unfinished, again);
		}
	}
}

/** After Cancel: the pages that are there stay, unless the user does not want them. */
async function offerToContinue(source: vscode.Uri, unfinished: Unfinished, again: Again): Promise<void> {
	const {
		markdown,
		ahead: [first, last],
	} = unfinished;
	const continueIt = vscode.l10n.t('Continue');
	const remove = vscode.l10n.t('Delete {0}', fileName(markdown));
	const chosen = await vscode.window.showInformationMessage(
		first === last
			? vscode.l10n.t('Cancelled: {0} has no page {1}.', fileName(markdown), first)
			: vscode.l10n.t('Cancelled: {0} has no pages {1} to {2}.', fileName(markdown), first, last),
		continueIt,
		remove,
	);
	if (chosen === continueIt) {
		await again([source], { completes: unfinished });
	} else if (chosen === remove) {
		await removeMarkdown(unfinished);
	}
}

function tellPictures({ source, pictures }: Written): void {
	const [first, ...others] = pictures;
	if (first === undefined) {
		return;
	}
	void vscode.window.showInformationMessage(
		others.length === 0
			? vscode.l10n.t(
					'{0}: page {1} is too large to be sent as it is, or cannot be cut out, and was recognized from a picture of it.',
					fileName(source),
					first,
				)
			: vscode.l10n.t(
					'{0}: pages {1} are too large to be sent as they are, or cannot be cut out, and were recognized from pictures of them.',
					fileName(source),
					pictures.join(', '),
				),
	);
}

/** Says which pages are missing; asking again sends just those, because the others are kept. */
async function offerFailedPages(
	log: vscode.LogOutputChannel,
	{ source, failedPages, markdown, mtime }: Written,
	again: Again,
): Promise<void> {
	const [first] = failedPages;
	if (!first) {
		return;
	}
	const errors = failedPages.map(({ page, code, facts }) => new FoveaError(code, facts, `page ${page}: ${code}`));
	errors.forEach((error) => logFailure(log, error));
	const retry = vscode.l10n.t('Retry Failed Pages');
	const numbers = failedPages.map(({ page }) => page).join(', ');
	const chosen = await vscode.window.showWarningMessage(
		vscode.l10n.t('{0}: pages {1} are missing. {2}', fileName(source), numbers, describeFailure(errors[0]).text),
		retry,
	);
	if (chosen === retry) {
		await again([source], { completes: { markdown, mtime } });
	}
}

async function summarize(
	log: vscode.LogOutputChannel,
	written: readonly Written[],
	failed: readonly Failed[],
	retry: () => Promise<void>,
): Promise<void> {
	failed.forEach(({ error }) => logFailure(log, error));
	const total = written.length + failed.length;
	if (total === 0) {
		return;
	}
	const open = written.length > 1 ? vscode.l10n.t('Open All') : vscode.l10n.t('Open');
	const retryFailed = vscode.l10n.t('Retry Failed');
	const showLog = vscode.l10n.t('Show Log');
	const buttons = [...(written.length > 0 ? [open] : []), ...(failed.length > 0 ? [retryFailed, showLog] : [])];
	const reasons = failed.map(({ error }) => describeFailure(error).text).join(' ');
	const chosen =
		failed.length === 0
			? await vscode.window.showInformationMessage(vscode.l10n.t('{0} documents converted to markdown.', total), ...buttons)
			: await vscode.window.showWarningMessage(
					vscode.l10n.t('{0} of {1} documents converted. {2}', written.length, total, reasons),
					...buttons,
				);
	switch (chosen) {
		case open:
			for (const outcome of written) {
				await show(outcome);
			}
			return;
		case retryFailed:
			return retry();
		case showLog:
			return log.show();
		default:
	}
}

async function show({ source, markdown, compareWith, grown, edited }: Written): Promise<void> {
	if (grown) {
		return isShown(markdown) ? undefined : offerToOpen(source, markdown);
	}
	await (compareWith ? showDifference(compareWith, markdown) : showMarkdown(markdown, source, readOcrSettings(source).openAs));
	if (edited) {
		await vscode.window.showInformationMessage(
			vscode.l10n.t('{0} was changed while it grew and is left alone. The whole result is {1}.', fileName(edited), fileName(markdown)),
		);
	}
}

/** For who has closed it while it grew: that it is whole. */
async function offerToOpen(source: vscode.Uri, markdown: vscode.Uri): Promise<void> {
	const open = vscode.l10n.t('Open');
	if ((await vscode.window.showInformationMessage(vscode.l10n.t('{0} is complete.', fileName(markdown)), open)) === open) {
		await showMarkdown(markdown, source, readOcrSettings(source).openAs);
	}
}
