import * as vscode from 'vscode';
import { exists, fileName, asWriteFailure } from '../../platform/files.ts';
import { foldedName } from '../../core/names.ts';
import { writeWhole } from '../../platform/atomicFile.ts';

/** Writes files under free names, one after another so that no two choose the same name. */
export class NewFileWriter {
	private last: Promise<unknown> = Promise.resolve();

	/**
	 * Writes under the first candidate that is free; the file appears under its name only when it is complete.
	 * @param candidate the name for each attempt, different every time
	 * @throws {FoveaError} `notWritable`, `diskFull`
	 */
	write(bytes: Uint8Array, candidate: (attempt: number) => vscode.Uri): Promise<vscode.Uri> {
		const written = this.last.then(() => writeFirstFree(bytes, candidate));
		this.last = written.catch(() => undefined);
		return written;
	}

	/**
	 * Writes to the place that the user has chosen, replacing an existing file.
	 * @throws {FoveaError} `notWritable`, `diskFull`
	 */
	async replace(bytes: Uint8Array, uri: vscode.Uri): Promise<void> {
		await write(bytes, uri, { overwrite: true });
	}
}

/** The first candidate whose name is free. */
export async function firstFree(candidate: (attempt: number) => vscode.Uri): Promise<vscode.Uri> {
	const taken = new TakenNames();
	for (let attempt = 1; ; attempt++) {
		const uri = candidate(attempt);
		if (!(await taken.has(uri))) {
			return uri;
		}
	}
}

async function writeFirstFree(bytes: Uint8Array, candidate: (attempt: number) => vscode.Uri): Promise<vscode.Uri> {
	const taken = new TakenNames();
	for (let attempt = 1; ; attempt++) {
		const uri = candidate(attempt);
		if (await taken.has(uri)) {
			continue;
		}
		try {
			await write(bytes, uri, { overwrite: false });
			return uri;
		} catch (error) {
			// Another program took this name first.
			if (!(await exists(uri))) {
				throw error;
			}
		}
	}
}

async function write(bytes: Uint8Array, uri: vscode.Uri, options: { readonly overwrite: boolean }): Promise<void> {
	try {
		await writeWhole(bytes, uri, options);
	} catch (error) {
		throw asWriteFailure(error, fileName(uri));
	}
}

/**
 * The names that exist in folders, read once, because many images of one prompt need many names. Some file systems ignore case and Unicode
 * composition.
 */
class TakenNames {
	private readonly folders = new Map<string, Promise<ReadonlySet<string>>>();

	async has(uri: vscode.Uri): Promise<boolean> {
		const folder = vscode.Uri.joinPath(uri, '..');
		const key = folder.toString();
		const names = this.folders.get(key) ?? readNames(folder);
		this.folders.set(key, names);
		return (await names).has(foldedName(fileName(uri)));
	}
}

async function readNames(folder: vscode.Uri): Promise<ReadonlySet<string>> {
	return vscode.workspace.fs.readDirectory(folder).then(
		(entries) => new Set(entries.map(([name]) => foldedName(name))),
		() => new Set<string>(),
	);
}
