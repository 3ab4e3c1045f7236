import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, realpath, rename, stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Options of `writeWhole`. */
export interface WholeFileOptions {
	/** Whether the file may replace another. */
	readonly overwrite: boolean;
	/** Called right before the file gets its name; when it throws, the file is not written. */
	readonly before?: (() => Promise<void>) | undefined;
}

/**
 * Writes a file that gets its name only when it is complete; if that fails, no temporary file is left. A replaced file keeps its permissions, and a
 * symbolic link stays one. On a local disk, the file is replaced atomically where the system can, so that after a crash the name leads to the old
 * bytes or the new ones: the editor's own rename deletes the old file first.
 * @throws {Error} of the file system; `isTaken` is true for it when the file exists and `overwrite` is not set
 */
export async function writeWhole(bytes: Uint8Array, uri: vscode.Uri, { overwrite, before }: WholeFileOptions): Promise<void> {
	const { fs } = vscode.workspace;
	const place = overwrite ? await linkTarget(uri) : uri;
	// Short, because the name itself may have the maximum length. Always the same for one file: the next write replaces what a crash has left.
	const id = (overwrite ? createHash('sha256').update(place.path).digest() : randomBytes(4)).toString('hex').slice(0, 8);
	const part = vscode.Uri.joinPath(place, `../.fovea-${id}.part`);
	try {
		await fs.writeFile(part, bytes);
		await before?.();
		if (!overwrite) {
			await nameNew(part, place);
			return;
		}
		if (place.scheme !== 'file') {
			await fs.rename(part, place, { overwrite });
			return;
		}
		await keepPermissions(place.fsPath, part.fsPath);
		try {
			await rename(part.fsPath, place.fsPath);
		} catch {
			// Windows refuses the rename while another program has the file open, but may allow writing.
			await fs.writeFile(place, bytes);
			await fs.delete(part);
		}
	} catch (error) {
		await fs.delete(part).then(undefined, () => undefined);
		throw error;
	}
}

/**
 * Creates a new folder. On a local disk, this fails if another process creates it at the same time.
 * @throws {Error} of the file system; `isTaken` is true for it when the name is taken
 */
export async function makeNewFolder(uri: vscode.Uri): Promise<void> {
	if (uri.scheme === 'file') {
		await mkdir(uri.fsPath);
		return;
	}
	await mustBeFree(uri);
	await vscode.workspace.fs.createDirectory(uri);
}

/** Whether an error means that the name is taken. */
export function isTaken(error: unknown): boolean {
	return error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'FileExists');
}

/** Where a symbolic link leads; the URI itself when it is not a link or does not exist. */
export async function linkTarget(uri: vscode.Uri): Promise<vscode.Uri> {
	if (uri.scheme !== 'file') {
		return uri;
	}
	return realpath(uri.fsPath).then(
		(place) => vscode.Uri.file(place),
		() => uri,
	);
}

/** Gives a file a name that must be free. The editor checks first and renames afterwards; a hard link does both at once, on disks that support it. */
async function nameNew(part: vscode.Uri, place: vscode.Uri): Promise<void> {
	const { fs } = vscode.workspace;
	if (place.scheme === 'file') {
		try {
			await link(part.fsPath, place.fsPath);
			await fs.delete(part).then(undefined, () => undefined);
			return;
		} catch (error) {
			if (isTaken(error)) {
				throw error;
			}
		}
	}
	await mustBeFree(place);
	await fs.rename(part, place, { overwrite: false });
}

async function mustBeFree(uri: vscode.Uri): Promise<void> {
	const found = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
	if (found) {
		throw vscode.FileSystemError.FileExists(uri);
	}
}

async function keepPermissions(from: string, to: string): Promise<void> {
	try {
		await chmod(to, (await stat(from)).mode);
	} catch {
		// There is no file yet, or the disk has no permissions.
	}
}
