import * as vscode from 'vscode';
import { fileName } from '../platform/files.ts';
import type { OcrSettings } from '../platform/settings.ts';

/** Opens a result, beside its source where the source is open. */
export async function showMarkdown(markdown: vscode.Uri, source: vscode.Uri, as: OcrSettings['openAs']): Promise<void> {
	const viewColumn = columnFor(source);
	if (as === 'preview') {
		await vscode.commands.executeCommand('vscode.openWith', markdown, 'vscode.markdown.preview.editor', viewColumn);
		return;
	}
	await vscode.window.showTextDocument(markdown, { viewColumn, preview: false });
	if (as === 'both') {
		await vscode.commands.executeCommand('markdown.showPreviewToSide', markdown);
	}
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
