import * as vscode from 'vscode';
import { fileName } from '../platform/files.ts';
import type { OcrSettings } from '../platform/settings.ts';

interface ShowOptions {
	/** Whether the keyboard stays where it is. */
	readonly preserveFocus?: boolean;
	/** Whether the active editor stays visible. */
	readonly beside?: boolean;
}

/** Opens a result, beside its source where the source is open. */
export async function showMarkdown(
	markdown: vscode.Uri,
	source: vscode.Uri,
	as: OcrSettings['openAs'],
	{ preserveFocus = false, beside = false }: ShowOptions = {},
): Promise<void> {
	const options = { viewColumn: beside ? vscode.ViewColumn.Beside : columnFor(source), preview: false, preserveFocus };
	if (as === 'preview') {
		await vscode.commands.executeCommand('vscode.openWith', markdown, 'vscode.markdown.preview.editor', options);
		return;
	}
	await vscode.window.showTextDocument(markdown, options);
	if (as === 'both') {
		await vscode.commands.executeCommand('markdown.showPreviewToSide', markdown);
	}
}

interface Typing {
	readonly seen: () => boolean;
	readonly stop: () => void;
}

/** Notices, until it is stopped, whether the user has typed or clicked in a text editor that is still in front. */
export function watchTyping(): Typing {
	let last: vscode.TextEditor | undefined;
	const listening = vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
		if (kind === vscode.TextEditorSelectionChangeKind.Keyboard || kind === vscode.TextEditorSelectionChangeKind.Mouse) {
			last = textEditor;
		}
	});
	return {
		seen: () => last !== undefined && last === vscode.window.activeTextEditor,
		stop: () => {
			listening.dispose();
		},
	};
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
export async function showUntitled(content: string, source: vscode.Uri): Promise<void> {
	const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
	await vscode.window.showTextDocument(document, { viewColumn: columnFor(source), preview: false });
}

/** Shows how a new result differs from the markdown that was there. */
export async function showDifference(before: vscode.Uri, after: vscode.Uri): Promise<void> {
	await vscode.commands.executeCommand('vscode.diff', before, after, `${fileName(before)} ↔ ${fileName(after)}`);
}

function columnFor(source: vscode.Uri): vscode.ViewColumn {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const shown =
		(input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) && input.uri.toString() === source.toString();
	return shown ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
