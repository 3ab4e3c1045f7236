import * as vscode from 'vscode';
import { dollars } from '../../../core/dollars.ts';
import { type PlainText, phrase, plain } from '../../../core/plain.ts';
import { estimateOcrCost } from '../../../core/ocr/mistral/cost.ts';
import type { EngineSpec } from '../../../core/worker/api.ts';
import { mostDocuments } from './findDocuments.ts';
import type { FolderPlan, PlannedDocument } from './folderPlan.ts';

interface Row extends vscode.QuickPickItem {
	readonly documents: readonly PlannedDocument[];
}

interface FolderQuestion {
	/** What the question is about. */
	readonly what: PlainText;
	readonly plan: FolderPlan;
	/** Whether there are more documents than are listed. */
	readonly more: boolean;
	readonly engine: EngineSpec;
}

/**
 * Asks once, before anything is sent, which documents to convert, and shows their pages, where these are sent and what they cost. Documents whose
 * markdown the user has edited are not preselected.
 * @throws {vscode.CancellationError} if the user cancels
 */
export async function askAboutFolder(question: FolderQuestion): Promise<readonly PlannedDocument[]> {
	const { what, plan, more, engine } = question;
	const rows = rowsOf(plan, engine);
	const pick = vscode.window.createQuickPick<Row>();
	try {
		return await new Promise((resolve, reject) => {
			const say = () => {
				const documents = pick.selectedItems.flatMap((row) => row.documents);
				pick.placeholder = documents.length === 0 ? vscode.l10n.t('Tick what is to be converted') : totals(documents, engine);
			};
			pick.title = titleOf(what, plan, more);
			pick.canSelectMany = true;
			pick.ignoreFocusOut = true;
			pick.items = rows;
			pick.selectedItems = rows.filter(({ picked }) => picked);
			say();
			pick.onDidChangeSelection(say);
			pick.onDidAccept(() => {
				const documents = pick.selectedItems.flatMap((row) => row.documents);
				if (documents.length > 0) {
					resolve(documents);
				}
			});
			pick.onDidHide(() => reject(new vscode.CancellationError()));
			pick.show();
		});
	} finally {
		pick.dispose();
	}
}

function titleOf(what: PlainText, { upToDate }: FolderPlan, more: boolean): string {
	if (more) {
		return vscode.l10n.t('Convert {0} to Markdown: the first {1} documents', what, mostDocuments);
	}
	switch (upToDate) {
		case 0:
			return vscode.l10n.t('Convert {0} to Markdown', what);
		case 1:
			return vscode.l10n.t('Convert {0} to Markdown (1 more document is up to date)', what);
		default:
			return vscode.l10n.t('Convert {0} to Markdown ({1} more documents are up to date)', what, upToDate);
	}
}

function rowsOf({ documents }: FolderPlan, engine: EngineSpec): Row[] {
	const those = (standing: PlannedDocument['standing'], kind?: PlannedDocument['kind']) =>
		documents.filter((document) => document.standing === standing && (kind === undefined || document.kind === kind));
	const where =
		engine.provider === 'local'
			? vscode.l10n.t('Read on this machine.')
			: vscode.l10n.t('Sent to {0}.', plain(new URL(engine.endpoint).host));
	const row = (label: string, found: readonly PlannedDocument[], picked: boolean, detail?: string): Row[] =>
		found.length === 0
			? []
			: [{ label, description: facts(found, engine), documents: found, picked, detail: [...(detail ? [detail] : []), where].join(' ') }];
	return [
		...row(vscode.l10n.t('PDF'), those('new', 'pdf'), true),
		...row(vscode.l10n.t('Images'), those('new', 'image'), true),
		...row(vscode.l10n.t('Word and PowerPoint'), those('new', 'office'), true),
		...row(
			vscode.l10n.t('Changed since they were converted'),
			those('outdated'),
			true,
			vscode.l10n.t('Nobody has edited their markdown: it is replaced.'),
		),
		...row(
			vscode.l10n.t('With markdown that is not Fovea’s, or was edited'),
			those('other'),
			false,
			vscode.l10n.t('It stays as it is: the result gets the next free name.'),
		),
	];
}

/** Number of documents and pages, and their cost. */
function facts(documents: readonly PlannedDocument[], engine: EngineSpec): string {
	const { pages, uncounted } = sum(documents);
	const cost = engine.provider === 'local' || uncounted > 0 ? undefined : estimateOcrCost(engine, pages);
	const parts = [
		documents.length === 1 ? vscode.l10n.t('1 document') : vscode.l10n.t('{0} documents', count(documents.length)),
		...(pages > 0 ? [pagesText(pages)] : []),
		...(uncounted > 0 ? [uncountedText(uncounted)] : []),
		...(cost === undefined ? [] : [vscode.l10n.t('about {0}', plain(dollars(cost, vscode.env.language)))]),
	];
	return new Intl.ListFormat(vscode.env.language, { style: 'short', type: 'unit' }).format(parts);
}

/** What confirming will do. */
function totals(documents: readonly PlannedDocument[], engine: EngineSpec): string {
	const { pages, uncounted } = sum(documents);
	const counted = pages > 0 || uncounted === 0;
	const what = phrase(
		uncounted === 0
			? pagesText(pages)
			: counted
				? vscode.l10n.t('{0} and {1}', phrase(pagesText(pages)), phrase(uncountedText(uncounted)))
				: uncountedText(uncounted),
	);
	if (engine.provider === 'local') {
		return vscode.l10n.t('Convert {0}, nothing is sent', what);
	}
	const cost = uncounted === 0 ? estimateOcrCost(engine, pages) : undefined;
	return cost === undefined
		? vscode.l10n.t('Convert {0}, the price is not known', what)
		: vscode.l10n.t('Convert {0} for about {1}', what, plain(dollars(cost, vscode.env.language)));
}

function sum(documents: readonly PlannedDocument[]): { readonly pages: number; readonly uncounted: number } {
	return {
		pages: documents.reduce((total, { pages = 0 }) => total + pages, 0),
		uncounted: documents.filter(({ pages }) => pages === undefined).length,
	};
}

function pagesText(pages: number): string {
	return pages === 1 ? vscode.l10n.t('1 page') : vscode.l10n.t('{0} pages', count(pages));
}

function uncountedText(documents: number): string {
	return documents === 1
		? vscode.l10n.t('1 document whose pages Fovea cannot count')
		: vscode.l10n.t('{0} documents whose pages Fovea cannot count', documents);
}

function count(number: number): PlainText {
	return plain(number.toLocaleString(vscode.env.language));
}
