import * as vscode from 'vscode';
import { draggedImage } from '../shared/protocol.ts';

/** Languages for which the editor has its own drop providers. Naming them gives ours the same priority. */
const languages = ['markdown', 'html', 'css', 'scss', 'less'];

/**
 * Lets images of the panel be dropped into documents, which inserts a link as *Insert into Document* does.
 * @param linkTo the text of a link to the image, which is saved first if necessary; undefined if the image is gone or a dialog was closed
 */
export function registerImageDrop(
	linkTo: (id: string, document: vscode.TextDocument, position: vscode.Position) => Promise<string | undefined>,
): vscode.Disposable {
	const kind = vscode.DocumentDropOrPasteEditKind.Empty.append('fovea', 'image');
	return vscode.languages.registerDocumentDropEditProvider(
		[...languages, '*'],
		{
			provideDocumentDropEdits: async (document, position, dropped, token) => {
				const id = await dropped.get(draggedImage)?.asString();
				const text = id === undefined || token.isCancellationRequested ? undefined : await linkTo(id, document, position);
				return text === undefined ? undefined : new vscode.DocumentDropEdit(text, vscode.l10n.t('Insert Link to Image'), kind);
			},
		},
		{ dropMimeTypes: [draggedImage], providedDropEditKinds: [kind] },
	);
}
