import * as vscode from 'vscode';
import { estimateOcrCost, isWorthAsking, mostPages } from '../core/ocr/cost.ts';
import { parsePages } from '../core/ocr/pages.ts';
import { inParallel } from '../core/parallel.ts';
import type { EngineSpec } from '../core/worker/api.ts';
import { documentBytes, fileName, sizeOf } from '../platform/files.ts';
import { withStatus } from '../platform/notify.ts';
import { readOcrSettings } from '../platform/settings.ts';
import type { Services } from '../services.ts';
import { dollars } from './money.ts';

/** Documents of which the pages are counted at once. */
const atOnce = 4;

/**
 * Asks once before documents are sent whose pages cost more than the user's limit. Small files are not opened to be counted.
 * @throws {vscode.CancellationError} when the user does not want it
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
	const most = await Promise.all(sources.map(async (source) => (isPdf(source) ? mostPages(await sizeOf(source)) : 1)));
	if (!isWorthAsking(engine, sum(most), confirmAbove)) {
		return;
	}
	const counts: number[] = [];
	await withStatus(vscode.l10n.t('Counting pages'), () =>
		inParallel(sources, atOnce, async (source) => {
			counts.push(isPdf(source) ? await countPages(source) : 1);
		}),
	);
	const count = sum(counts);
	if (count === 0 || !isWorthAsking(engine, count, confirmAbove)) {
		return;
	}
	const cost = estimateOcrCost(engine, count);
	const { host } = new URL(engine.endpoint);
	const pagesText = count === 1 ? vscode.l10n.t('1 page') : vscode.l10n.t('{0} pages', count.toLocaleString(vscode.env.language));
	const convert = vscode.l10n.t('Convert');
	const answer = await vscode.window.showInformationMessage(
		cost === undefined
			? vscode.l10n.t('Send {0} to {1}?', pagesText, host)
			: vscode.l10n.t('Send {0} to {1} for about {2}?', pagesText, host, dollars(cost)),
		{
			modal: true,
			detail: [
				cost === undefined
					? vscode.l10n.t('What {0} costs there is not known to Fovea.', engine.model)
					: vscode.l10n.t('That is the list price of {0}.', engine.model),
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

	/** What cannot be counted counts for nothing: its conversion says why. */
	async function countPages(source: vscode.Uri): Promise<number> {
		try {
			const all = await background.countPages({ name: fileName(source), bytes: await documentBytes(source), password });
			return pages ? parsePages(pages, all).length : all;
		} catch {
			return 0;
		}
	}
}

function isPdf(source: vscode.Uri): boolean {
	return /\.pdf$/i.test(source.path);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
