import * as vscode from 'vscode';

interface Entry {
	readonly type: vscode.FileType;
	readonly bytes: Uint8Array;
	readonly mtime: number;
}

/** A small file system in memory, as a virtual workspace has one; every path is a folder until a file of that name is written. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
	readonly files = new Map<string, Entry>();
	/** What the next writes fail with, if anything. */
	failWrites: ((uri: vscode.Uri) => Error | undefined) | undefined;
	/** What looking at a file fails with, if anything. */
	failStats: ((uri: vscode.Uri) => Error | undefined) | undefined;
	private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.changed.event;

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	stat(uri: vscode.Uri): vscode.FileStat {
		const failure = this.failStats?.(uri);
		if (failure) {
			throw failure;
		}
		const entry = this.files.get(uri.path);
		if (entry) {
			return { type: entry.type, ctime: 0, mtime: entry.mtime, size: entry.bytes.length };
		}
		if ([...this.files.keys()].some((path) => path.startsWith(`${uri.path.replace(/\/$/, '')}/`))) {
			return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
		}
		throw vscode.FileSystemError.FileNotFound(uri);
	}

	readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
		const prefix = `${uri.path.replace(/\/$/, '')}/`;
		return [...this.files.keys()]
			.filter((path) => path.startsWith(prefix))
			.map((path): [string, vscode.FileType] => {
				const [name = '', ...rest] = path.slice(prefix.length).split('/');
				return [name, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File];
			});
	}

	createDirectory(): void {
		// Folders exist as soon as something is in them.
	}

	readFile(uri: vscode.Uri): Uint8Array {
		const entry = this.files.get(uri.path);
		if (!entry) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		return entry.bytes;
	}

	writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
		const failure = this.failWrites?.(uri);
		if (failure) {
			throw failure;
		}
		this.files.set(uri.path, { type: vscode.FileType.File, bytes, mtime: Date.now() });
		this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
	}

	delete(uri: vscode.Uri): void {
		for (const path of [...this.files.keys()].filter((candidate) => candidate === uri.path || candidate.startsWith(`${uri.path}/`))) {
			this.files.delete(path);
		}
	}

	rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): void {
		if (!overwrite && this.files.has(to.path)) {
			throw vscode.FileSystemError.FileExists(to);
		}
		const entry = this.files.get(from.path);
		if (!entry) {
			throw vscode.FileSystemError.FileNotFound(from);
		}
		this.files.delete(from.path);
		this.files.set(to.path, entry);
		this.changed.fire([{ type: vscode.FileChangeType.Changed, uri: to }]);
	}
}
