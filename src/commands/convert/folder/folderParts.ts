import * as vscode from 'vscode';

/** Separates folders from files. */
export async function folderParts(
	uris: readonly vscode.Uri[],
): Promise<{ readonly folders: readonly vscode.Uri[]; readonly files: readonly vscode.Uri[] }> {
	const areFolders = await Promise.all(uris.map(isFolder));
	return { folders: uris.filter((_, place) => areFolders[place]), files: uris.filter((_, place) => !areFolders[place]) };
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		({ type }) => (type & vscode.FileType.Directory) !== 0,
		() => false,
	);
}
