import * as vscode from 'vscode';
import { phrase, plain } from '../../core/plain.ts';
import { isFoveaError } from '../../core/errors.ts';
import { type PricedEngine, estimateOcrCost, isWorthAsking, mostPages } from '../../core/ocr/mistral/cost.ts';
import { parsePages } from '../../core/ocr/pages.ts';
import { inParallel } from '../../core/parallel.ts';
import type { EngineSpec } from '../../core/worker/api.ts';
import { documentBytes, fileName, sizeOf } from '../../platform/files.ts';
import { withStatus } from '../../platform/notify.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { dollars } from '../../core/dollars.ts';

/** The pages of this many documents are counted at the same time. */
const atOnce = 4;

/**
 * Asks once before documents are sent that cost more than the user's limit, or whose pages cannot be counted. Small files are not opened for
 * counting: a PDF that is cheap by its size is cheap with a password, too.
 * @throws {vscode.CancellationError} when the user does not agree
 */
export async function confirmCost(
	{ background }: Services,
	engine: EngineSpec,
	sources: readonly vscode.Uri[],
	{ pages, password }: { readonly pages?: string; readonly password?: string | undefined },
): Promise<void> {
	const [first] = sources;
	if (engine.provider === 'local' || !first) {
		return;
	}
	const { confirmAbove, cacheMegabytes } = readOcrSettings(first);
	const most = await Promise.all(sources.map(async (source) => (isOffice(source) ? Infinity : mostPages(await sizeOf(source)))));
	if (!isWorthAsking(engine, sum(most), confirmAbove)) {
		return;
	}
	let count = 0;
	let uncounted = 0;
	await withStatus(vscode.l10n.t('Counting pages'), () =>
		inParallel(sources, atOnce, async (source) => {
			const found = await countPages(source);
			count += found ?? 0;
			uncounted += found === undefined ? 1 : 0;
		}),
	);
	if (uncounted === 0 && (count === 0 || !isWorthAsking(engine, count, confirmAbove))) {
		return;
	}
	const cost = uncounted === 0 ? estimateOcrCost(engine, count) : undefined;
	const { host } = new URL(engine.endpoint);
	const pagesText = count === 1 ? vscode.l10n.t('1 page') : vscode.l10n.t('{0} pages', plain(count.toLocaleString(vscode.env.language)));
	const uncountedText =
		uncounted === 1
			? vscode.l10n.t('1 document whose pages Fovea cannot count')
			: vscode.l10n.t('{0} documents whose pages Fovea cannot count', uncounted);
	const what =
		uncounted === 0 ? pagesText : count === 0 ? uncountedText : vscode.l10n.t('{0} and {1}', phrase(pagesText), phrase(uncountedText));
	const convert = vscode.l10n.t('Convert');
	const answer = await vscode.window.showInformationMessage(
		cost === undefined
			? vscode.l10n.t('Send {0} to {1}?', phrase(what), plain(host))
			: vscode.l10n.t('Send {0} to {1} for about {2}?', phrase(what), plain(host), plain(dollars(cost, vscode.env.language))),
		{
			modal: true,
			detail: [
				priceText(engine, cost),
				...(cacheMegabytes > 0
					? [vscode.l10n.t('Pages that are kept from an earlier conversion are not sent again and cost nothing.')]
					: []),
				vscode.l10n.t('The setting "fovea.ocr.confirmAbove" says when Fovea asks.'),
			].join(' '),
		},
		convert,
	);
	if (answer !== convert) {
		throw new vscode.CancellationError();
	}

	/**
	 * Undefined when only the service can count the pages, or a password is needed; 0 when the document cannot be opened: its conversion reports why.
	 */
	async function countPages(source: vscode.Uri): Promise<number | undefined> {
		try {
			const all = await background.countPages({ name: fileName(source), bytes: await documentBytes(source), password });
			return pages ? parsePages(pages, all).length : all;
		} catch (error) {
			return isFoveaError(error) && error.code === 'passwordRequired' ? undefined : 0;
		}
	}
}

function priceText(engine: PricedEngine, cost: number | undefined): string {
	const perThousand = estimateOcrCost(engine, 1000);
	if (perThousand === undefined) {
		return vscode.l10n.t('Fovea does not know what {0} costs there.', plain(engine.model));
	}
	return cost === undefined
		? vscode.l10n.t('The list price of {0} is {1} for 1,000 pages.', plain(engine.model), plain(dollars(perThousand, vscode.env.language)))
		: vscode.l10n.t('That is the list price of {0}.', plain(engine.model));
}

/** Whether it is an Office document, whose size says nothing about its pages: a zip archive may hold a thousand in a few kilobytes. */
function isOffice(source: vscode.Uri): boolean {
	return /\.(docx|pptx)$/i.test(source.path);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
