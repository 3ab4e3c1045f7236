import * as v from 'valibot';
import * as vscode from 'vscode';
import { parseJson } from '../../core/json.ts';
import { markdownLink } from '../../core/names.ts';
import type { Conversion } from '../../core/worker/api.ts';
import { fileName, isDirty, shownName } from '../../platform/files.ts';
import { deleteTarget, replaceMarkdown, resultFromDraft } from '../../platform/markdownFiles.ts';
import { targetOf } from '../../platform/markdownTarget.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import { type ResultPlace, showDifference, showMarkdown } from './openMarkdown.ts';

/** The scheme of new results, with links as they would be in place of the existing markdown. */
const scheme = 'fovea-compare';

interface Compared {
	readonly source: vscode.Uri;
	/** The existing markdown. */
	readonly before: vscode.Uri;
	/** The new result, which is in a file of its own until the user has decided. */
	readonly after: vscode.Uri;
	readonly conversion: Conversion;
}

/** Shows a new result beside the existing markdown, and keeps the one that the user chooses; both when they do not choose. */
export async function compare({ source, before, after, conversion }: Compared, place: ResultPlace): Promise<void> {
	const shown = inPlaceOf(before, after);
	await showDifference(before, shown, source, place);
	const both = vscode.l10n.t('Keep Both');
	const replace = vscode.l10n.t('Replace');
	const discard = vscode.l10n.t('Discard');
	const chosen = await vscode.window.showInformationMessage(
		vscode.l10n.t('The new result for {0} is {1}. Which of them stays?', shownName(before), shownName(after)),
		both,
		replace,
		discard,
	);
	const names = conversion.assets.map(({ name }) => name);
	const as = readOcrSettings(source).openAs;
	switch (chosen) {
		case both:
			await closeDifference(shown);
			return showMarkdown(after, source, as);
		case discard:
			await closeDifference(shown);
			return deleteTarget(targetOf(after), names);
		case replace: {
			if (isDirty(before)) {
				void vscode.window.showWarningMessage(vscode.l10n.t('{0} has unsaved changes, so both are kept.', shownName(before)));
				return;
			}
			await replaceMarkdown(resultFromDraft(conversion), targetOf(before));
			await closeDifference(shown);
			await deleteTarget(targetOf(after), names);
			return showMarkdown(before, source, as);
		}
		default:
	}
}

/** The two files of a comparison, in the query of its address. */
const comparedFiles = v.object({ before: v.string(), after: v.string() });

/** Provides the new side of a comparison, with links to figures adapted, because they only differ while the new figures are in another folder. */
export function registerComparisons(): vscode.Disposable {
	return vscode.workspace.registerTextDocumentContentProvider(scheme, {
		async provideTextDocumentContent({ query }) {
			const sides = parseJson(query);
			if (!v.is(comparedFiles, sides)) {
				return '';
			}
			const [before, after] = [vscode.Uri.parse(sides.before, true), vscode.Uri.parse(sides.after, true)];
			const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(after));
			return text.replaceAll(`](${linkPrefix(after)}`, `](${linkPrefix(before)}`);
		},
	});
}

function inPlaceOf(before: vscode.Uri, after: vscode.Uri): vscode.Uri {
	return vscode.Uri.from({ scheme, path: after.path, query: JSON.stringify({ before: before.toString(), after: after.toString() }) });
}

function linkPrefix(markdown: vscode.Uri): string {
	return `${markdownLink(fileName(targetOf(markdown).assets))}/`;
}

async function closeDifference(modified: vscode.Uri): Promise<void> {
	const tabs = vscode.window.tabGroups.all
		.flatMap((group) => group.tabs)
		.filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === modified.toString());
	await vscode.window.tabGroups.close(tabs, true);
}
