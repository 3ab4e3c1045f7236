import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

const scheme = 'fovea-drop';

/** How many offers can still be chosen: VS Code only shows the menu of the last drop. */
const mostOffers = 4;

/**
 * Finds out which edit of a drop the user has chosen. As of 1.139, VS Code never calls `resolveDocumentDropEdit` (`DropIntoEditorController`). So
 * each edit creates an empty file in a file system of our own, whose creation shows that the edit was chosen.
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

	/** An additional edit for a drop that calls `onChosen` when the drop is chosen. */
	offer(onChosen: () => void): vscode.WorkspaceEdit {
		const uri = vscode.Uri.from({ scheme, path: `/${randomUUID()}` });
		this.offers.set(uri.path, onChosen);
		for (const path of [...this.offers.keys()].slice(0, -mostOffers)) {
			this.offers.delete(path);
			this.made.delete(path);
		}
		const edit = new vscode.WorkspaceEdit();
		// The user may choose it, undo it and choose it again.
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
