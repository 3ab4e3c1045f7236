import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

const scheme = 'fovea-drop';

/** Offers that can still be chosen: the menu beside the last drop is the only one that VS Code shows. */
const mostOffers = 4;

/**
 * Tells which edit of a drop the user has chosen. VS Code never asks for the text of a drop once it is chosen: as of 1.139, its drops leave
 * `resolveDocumentDropEdit` out (`DropIntoEditorController`). So an edit makes an empty file in a file system of our own, and that it is made says that
 * the edit was chosen.
 */
export class ChosenDrops implements vscode.FileSystemProvider, vscode.Disposable {
	private readonly offers = new Map<string, () => void>();
	private readonly made = new Set<string>();
	private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.changed.event;
	private readonly registration = vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true });

	dispose(): void {
		this.registration.dispose();
		this.changed.dispose();
	}

	/** What the edit of a drop into a document does besides its text, so that `onChosen` is called when it is chosen. */
	offer(onChosen: () => void): vscode.WorkspaceEdit {
		const uri = vscode.Uri.from({ scheme, path: `/${randomUUID()}` });
		this.offers.set(uri.path, onChosen);
		for (const path of [...this.offers.keys()].slice(0, -mostOffers)) {
			this.offers.delete(path);
			this.made.delete(path);
		}
		const edit = new vscode.WorkspaceEdit();
		// It may be chosen, undone and chosen again.
		edit.createFile(uri, { overwrite: true });
		return edit;
	}

	writeFile({ path }: vscode.Uri): void {
		this.made.add(path);
		this.offers.get(path)?.();
	}

	stat(uri: vscode.Uri): vscode.FileStat {
		const isFolder = uri.path === '/';
		if (!isFolder && !this.made.has(uri.path)) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		return { type: isFolder ? vscode.FileType.Directory : vscode.FileType.File, ctime: 0, mtime: 0, size: 0 };
	}

	readFile(): Uint8Array {
		return new Uint8Array();
	}

	readDirectory(): [] {
		return [];
	}

	delete({ path }: vscode.Uri): void {
		this.made.delete(path);
	}

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	createDirectory(): void {
		throw vscode.FileSystemError.NoPermissions();
	}

	rename(): void {
		throw vscode.FileSystemError.NoPermissions();
	}
}
