import { createHash, randomBytes } from 'node:crypto';
import { chmod, realpath, rename, stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/**
 * Writes a file that has its name only when it is whole; nothing is left of it when that fails.
 *
 * `overwrite` lets it take the place of another, and keep that one's permissions; a symbolic link stays one. On this machine's disk that is one
 * step where the system can, so that the name leads to the old bytes or the new ones whatever ends in the middle: the editor's own rename deletes
 * the old file first.
 * @throws {Error} of the file system, when there is a file and `overwrite` is not set, too
 */
export async function writeWhole(bytes: Uint8Array, uri: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
	const { fs } = vscode.workspace;
	const place = overwrite ? await linkTarget(uri) : uri;
	// Short, as the name itself may be as long as a name can be. Over one file always the same: what a crash leaves, the next write takes away.
	const id = (overwrite ? createHash('sha256').update(place.path).digest() : randomBytes(4)).toString('hex').slice(0, 8);
	const part = vscode.Uri.joinPath(place, `../.fovea-${id}.part`);
	try {
		await fs.writeFile(part, bytes);
		if (!overwrite || place.scheme !== 'file') {
			await fs.rename(part, place, { overwrite });
			return;
		}
		await keepPermissions(place.fsPath, part.fsPath);
		try {
			await rename(part.fsPath, place.fsPath);
		} catch {
			// Windows refuses while another program has the file open, but may let it be written.
			await fs.writeFile(place, bytes);
			await fs.delete(part);
		}
	} catch (error) {
		await fs.delete(part).then(undefined, () => undefined);
		throw error;
	}
}

/** Where a symbolic link leads; the file itself where it is none, or where nothing is yet. */
async function linkTarget(uri: vscode.Uri): Promise<vscode.Uri> {
	if (uri.scheme !== 'file') {
		return uri;
	}
	return realpath(uri.fsPath).then(
		(place) => vscode.Uri.file(place),
		() => uri,
	);
}

async function keepPermissions(from: string, to: string): Promise<void> {
	try {
		await chmod(to, (await stat(from)).mode);
	} catch {
		// Nothing is there yet, or the disk has no permissions.
	}
}
