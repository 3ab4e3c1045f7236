import * as vscode from 'vscode';

/** The file of a document; undefined if the document has never been saved. */
export function fileOf(uri: vscode.Uri | undefined): vscode.Uri | undefined {
	if (uri?.scheme !== 'untitled') {
		return uri;
	}
	const system = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
	return uri.path.startsWith('/') ? system.with({ path: uri.path }) : undefined;
}

/** Whether two URIs belong to the same file system of the same machine. */
export function onSameSystem(one: vscode.Uri, other: vscode.Uri): boolean {
	return one.scheme === other.scheme && one.authority === other.authority;
}
