import * as vscode from 'vscode';
import { shownName } from '../../platform/files.ts';
import type { OcrSettings } from '../../platform/settings.ts';

/** View types of VS Code's read-only viewers. */
const viewers: ReadonlySet<string> = new Set(['imagePreview.previewEditor', 'vscode.markdown.preview.editor']);

/**
 * Decides where the results of one command open, so that none takes the focus or covers the editor in which the user types. Create it when the
 * command starts, so that it sees what the user does meanwhile.
 */
export class ResultPlace implements vscode.Disposable {
	private readonly listening: vscode.Disposable;
	private readonly before = activeTab();
	private touched: vscode.TextEditor | undefined;
	private readonly opened = new Set<string>();

	constructor() {
		const { Keyboard, Mouse } = vscode.TextEditorSelectionChangeKind;
		this.listening = vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
			if (kind === Keyboard || kind === Mouse) {
				this.touched = textEditor;
			}
		});
	}

	dispose(): void {
		this.listening.dispose();
	}

	/** Options for opening a result that the user has not just asked for. */
	quietly(source: vscode.Uri): { viewColumn: vscode.ViewColumn; preview: boolean; preserveFocus: boolean } {
		const { Beside, Active } = vscode.ViewColumn;
		return { viewColumn: this.mayCover(source) ? Active : Beside, preview: false, preserveFocus: true };
	}

	/** Remembers a result that was opened, because the next one may cover it. */
	add(uri: vscode.Uri): void {
		this.opened.add(uri.toString());
	}

	/** Whether the active tab may be covered: it is neither the source nor an editor in which the user works. */
	private mayCover(source: vscode.Uri): boolean {
		const tab = activeTab();
		const input = tab?.input;
		if (input instanceof vscode.TabInputCustom) {
			return viewers.has(input.viewType) && input.uri.toString() !== source.toString();
		}
		if (input instanceof vscode.TabInputText) {
			const isTouched = this.touched !== undefined && this.touched === vscode.window.activeTextEditor;
			const isKnown = tab === this.before || this.opened.has(input.uri.toString());
			return input.uri.toString() !== source.toString() && isKnown && !isTouched;
		}
		return tab === undefined;
	}
}

/** Options for opening a result that the user has just asked for. */
const asked = { viewColumn: vscode.ViewColumn.Active, preview: false, preserveFocus: false };

/** Opens a result as `openAs` says: at `place`, or, if that is absent, in the active column with focus, because the user has just asked for it. */
export async function showMarkdown(
	markdown: vscode.Uri,
	source: vscode.Uri,
	as: OcrSettings['openAs'],
	place?: ResultPlace,
): Promise<void> {
	const options = place?.quietly(source) ?? asked;
	place?.add(markdown);
	if (as === 'preview') {
		await showPreview(markdown, options);
		return;
	}
	const { viewColumn } = await vscode.window.showTextDocument(markdown, options);
	if (as === 'both') {
		// VS Code's own command for this takes the focus.
		const next = viewColumn === undefined ? vscode.ViewColumn.Beside : viewColumn + 1;
		await showPreview(markdown, { viewColumn: next, preserveFocus: true });
	}
}

async function showPreview(markdown: vscode.Uri, options: { readonly viewColumn: number; readonly preserveFocus: boolean }): Promise<void> {
	await vscode.commands.executeCommand('vscode.openWith', markdown, 'vscode.markdown.preview.editor', options);
}

/** Whether a tab shows this file, as text or as preview. */
export function isShown(uri: vscode.Uri): boolean {
	return vscode.window.tabGroups.all
		.flatMap(({ tabs }) => tabs)
		.some(
			({ input }) =>
				(input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) && input.uri.toString() === uri.toString(),
		);
}

/** Opens a result that has no file. */
export async function showUntitled(content: string, source: vscode.Uri, place: ResultPlace): Promise<void> {
	const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
	const options = place.quietly(source);
	place.add(document.uri);
	await vscode.window.showTextDocument(document, options);
}

/** Shows how a new result differs from the markdown that was there. */
export async function showDifference(before: vscode.Uri, after: vscode.Uri, source: vscode.Uri, place: ResultPlace): Promise<void> {
	const title = `${shownName(before)} ↔ ${shownName(after)}`;
	await vscode.commands.executeCommand('vscode.diff', before, after, title, place.quietly(source));
}

function activeTab(): vscode.Tab | undefined {
	return vscode.window.tabGroups.activeTabGroup.activeTab;
}
