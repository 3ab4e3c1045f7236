import * as vscode from 'vscode';
import { takesOffice } from '../../platform/connections.ts';

/** Extensions of the files for which document commands are offered; how a file is read depends on its content. The manifest's menus have the same list. */
const documentExtensions = ['pdf', 'png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'bmp', 'tif', 'tiff', 'heic', 'heif'] as const;

/** Office documents, which only Mistral's own API reads. */
const officeExtensions = ['docx', 'pptx'] as const;

/** Documents that can have several pages. */
const pagedExtensions: readonly string[] = ['pdf', 'tif', 'tiff', ...officeExtensions];

/**
 * The files of a command: the selection in the explorer, else the file in the active editor, else what the user picks. Menus inside an editor pass no
 * file, so the editor's file counts.
 */
export async function documentsToConvert(clicked: unknown, selected: unknown): Promise<readonly vscode.Uri[]> {
	const uris = Array.isArray(selected) ? selected.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri) : [];
	if (uris.length > 0) {
		return unique(uris);
	}
	const uri = clicked instanceof vscode.Uri ? clicked : activeDocument(extensions());
	return uri ? [uri] : pickDocuments(extensions(), { many: true });
}

/** As `documentsToConvert`, for one document that has pages. */
export async function pagedDocument(clicked: unknown): Promise<vscode.Uri | undefined> {
	const paged = extensions().filter((extension) => pagedExtensions.includes(extension));
	const uri = clicked instanceof vscode.Uri ? clicked : activeDocument(paged);
	return uri ?? (await pickDocuments(paged, { many: false }))[0];
}

/** The extensions of the documents that can currently be converted, without a dot, in lower case. */
export function extensions(): readonly string[] {
	return takesOffice() ? [...documentExtensions, ...officeExtensions] : documentExtensions;
}

function activeDocument(among: readonly string[]): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const uri = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
	return uri && among.some((extension) => uri.path.toLowerCase().endsWith(`.${extension}`)) ? uri : undefined;
}

async function pickDocuments(among: readonly string[], { many }: { readonly many: boolean }): Promise<readonly vscode.Uri[]> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	return (
		(await vscode.window.showOpenDialog({
			title: vscode.l10n.t('Convert to Markdown'),
			openLabel: vscode.l10n.t('Convert'),
			canSelectMany: many,
			filters: { [vscode.l10n.t('Documents and Images')]: [...among] },
			...(folder ? { defaultUri: folder } : {}),
		})) ?? []
	);
}

function unique(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
	return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
