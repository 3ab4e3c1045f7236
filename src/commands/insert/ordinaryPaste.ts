import * as vscode from 'vscode';

/**
 * Whether Fovea's edit, of the given kind, may be offered at an ordinary paste: if the user prefers it, or if VS Code has an edit of its own that
 * comes first. VS Code applies a single edit without asking, but a user who pastes a picture has not asked for recognition. Its own edit
 * (`extensions/markdown-language-features`, `pasteEditProvider`) is a link to what has an address, or an image that it copies beside the document; an
 * untitled one has no such place. For the cells of a notebook, the notebook counts.
 */
export function mayStandBeside(document: vscode.TextDocument, data: vscode.DataTransfer, kind: string): boolean {
	const preferred = vscode.workspace.getConfiguration('editor', document).get<unknown>('pasteAs.preferences');
	if (Array.isArray(preferred) && preferred.includes(kind)) {
		return true;
	}
	const setting = (name: string) => vscode.workspace.getConfiguration('markdown', document).get<unknown>(`editor.filePaste.${name}`);
	// As long as VS Code's markdown support is starting, ours would be the only one.
	const isThere = vscode.extensions.getExtension('vscode.markdown-language-features')?.isActive === true;
	const notebook = vscode.workspace.notebookDocuments.find((open) => open.getCells().some((cell) => cell.document === document));
	const copies =
		!(notebook ?? document).isUntitled && setting('copyIntoWorkspace') !== 'never' && [...data].some(([mime]) => mime.startsWith('image/'));
	const hasOwnEdit = copies || data.get('text/uri-list') !== undefined;
	return document.languageId === 'markdown' && setting('enabled') !== 'never' && isThere && hasOwnEdit;
}
