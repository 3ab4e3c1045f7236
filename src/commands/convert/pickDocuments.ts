import * as vscode from 'vscode';
import { takesOffice } from '../../platform/connections.ts';

/** Extensions of the files that a document command is offered for; the content decides what happens. The menus of the manifest say the same. */
const documentExtensions = ['pdf', 'png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'bmp', 'tif', 'tiff', 'heic', 'heif'] as const;

/** Office documents, which only Mistral's own API reads. */
const officeExtensions = ['docx', 'pptx'] as const;

/** What a command is about: the explorer's selection, else the file in the active editor, else what the user picks. */
export async function documentsToConvert(clicked?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
	if (selected?.length) {
		return unique(selected);
	}
	const uri = clicked ?? activeDocument();
	return uri ? [uri] : pickDocuments();
}

function activeDocument(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const uri = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
	return uri && extensions().some((extension) => uri.path.toLowerCase().endsWith(`.${extension}`)) ? uri : undefined;
}

async function pickDocuments(): Promise<readonly vscode.Uri[]> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	return (
		(await vscode.window.showOpenDialog({
			title: vscode.l10n.t('Convert to Markdown'),
			openLabel: vscode.l10n.t('Convert'),
			canSelectMany: true,
			filters: { [vscode.l10n.t('Documents and Images')]: [...extensions()] },
			...(folder ? { defaultUri: folder } : {}),
		})) ?? []
	);
}

function extensions(): readonly string[] {
	return takesOffice() ? [...documentExtensions, ...officeExtensions] : documentExtensions;
}

function unique(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
	return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
