import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/** Temporary files for bytes that have no file of their own. */
export class StoredDocuments {
	private readonly folder: vscode.Uri;
	private isMade = false;

	/** @param parent the folder for these files, which need not exist */
	constructor(parent: vscode.Uri) {
		this.folder = vscode.Uri.joinPath(parent, randomUUID());
	}

	/** Writes bytes into a file with this extension (without a dot). */
	async add({ extension, bytes }: { readonly extension: string; readonly bytes: Uint8Array }): Promise<vscode.Uri> {
		this.isMade = true;
		const file = vscode.Uri.joinPath(this.folder, `${randomUUID().slice(0, 8)}.${extension}`);
		await vscode.workspace.fs.writeFile(file, bytes);
		return file;
	}

	/** Deletes all files. */
	async delete(): Promise<void> {
		if (this.isMade) {
			await vscode.workspace.fs.delete(this.folder, { recursive: true }).then(undefined, () => undefined);
		}
	}
}
