import * as vscode from 'vscode';
import { type Bytes, fileBytes, inMemory } from '../core/disk/bytes.ts';
import { ClaimLost } from '../core/disk/claims.ts';
import { writeFailure as diskFailure } from '../core/disk/writeFailure.ts';
import { FoveaError, isFoveaError } from '../core/errors.ts';
import { type PlainText, plain } from '../core/plain.ts';

/** The last part of a URI's path. */
export function fileName(uri: vscode.Uri): string {
	return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The last part of a URI's path, for display. */
export function shownName(uri: vscode.Uri): PlainText {
	return plain(fileName(uri));
}

/** The path of a file from its workspace folder, as VS Code shows it; the whole path where workspace folders have the same name. */
export function pathInWorkspace(
	uri: vscode.Uri,
	workspace: Pick<typeof vscode.workspace, 'workspaceFolders' | 'getWorkspaceFolder' | 'asRelativePath'> = vscode.workspace,
): string {
	const own = workspace.getWorkspaceFolder(uri);
	const namesakes = workspace.workspaceFolders?.filter(({ name }) => name === own?.name) ?? [];
	return namesakes.length > 1 ? uri.fsPath : workspace.asRelativePath(uri);
}

/** Whether the file system of a URI is writable, as far as the editor knows. */
export function isWritable({ scheme }: vscode.Uri): boolean {
	return vscode.workspace.fs.isWritableFileSystem(scheme) !== false;
}

/** Whether a file or folder exists. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}

/** Whether a file is known not to exist; false when that cannot be found out. */
export async function isGone(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => false,
		(error: unknown) => isNotFound(error),
	);
}

/** The size of a file in bytes; 0 when it does not exist. */
export async function sizeOf(uri: vscode.Uri): Promise<number> {
	return vscode.workspace.fs.stat(uri).then(
		({ size }) => size,
		() => 0,
	);
}

/** Whether an editor has unsaved changes of a file. */
export function isDirty(uri: vscode.Uri): boolean {
	return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}

/**
 * A document's bytes: for a local file, a reference to it; else the bytes in memory, in a buffer that the caller may transfer to another thread.
 * @throws {FoveaError} `fileNotFound`, `brokenLink`, `notReadable`
 */
export async function documentBytes(uri: vscode.Uri): Promise<Bytes> {
	const name = fileName(uri);
	if (uri.scheme === 'file') {
		return fileBytes(uri.fsPath, name);
	}
	try {
		// Another extension's file system may return its own buffer.
		return new Uint8Array(await vscode.workspace.fs.readFile(uri));
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		throw new FoveaError(code === 'FileNotFound' ? 'fileNotFound' : 'notReadable', { name }, code, { cause: error });
	}
}

/** A document's bytes in memory. Throws as `documentBytes`. */
export async function readDocument(uri: vscode.Uri): Promise<Uint8Array> {
	return inMemory(await documentBytes(uri), fileName(uri));
}

/** Whether the folder of a file no longer exists. */
export async function isFolderGone(file: vscode.Uri): Promise<boolean> {
	const { fs } = vscode.workspace;
	const folder = vscode.Uri.joinPath(file, '..');
	try {
		await fs.stat(folder);
		return false;
	} catch (error) {
		// Some virtual file systems have no entries for folders but can list them.
		return (
			isNotFound(error) &&
			(await fs.readDirectory(folder).then(
				(entries) => entries.length === 0,
				() => true,
			))
		);
	}
}

function isNotFound(error: unknown): boolean {
	return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}

/** The failure of a write. A lost claim and a `FoveaError` are returned as they are. */
export function asWriteFailure(error: unknown, name: string): Error {
	return error instanceof ClaimLost || isFoveaError(error) ? error : diskFailure(error, name);
}
