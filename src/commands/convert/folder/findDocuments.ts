import path from 'node:path';
import { access, constants, readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FoveaError } from '../../../core/errors.ts';
import { GitIgnore } from '../../../core/gitIgnore.ts';
import { fileName } from '../../../platform/files.ts';
import { extensions } from '../pickDocuments.ts';

/** One command converts at most this many documents. */
export const mostDocuments = 10_000;

/** The documents found in folders. */
export interface FoundDocuments {
	readonly sources: readonly vscode.Uri[];
	/** Whether there are more than `mostDocuments`. */
	readonly more: boolean;
}

/**
 * The documents in folders and all folders below, found by extension, in the order of their paths; without those that `files.exclude` or git exclude,
 * and without the figures of markdown.
 * @throws {FoveaError} `folderNotSearchable`, `folderNotWritable`, `fileNotFound`
 */
export async function findDocuments(folders: readonly vscode.Uri[], token: vscode.CancellationToken): Promise<FoundDocuments> {
	const found = new Map<string, vscode.Uri>();
	for (const folder of folders) {
		await mustBeUsable(folder);
		const rules = await GitIgnore.in(folder.fsPath);
		const pattern = new vscode.RelativePattern(folder, `**/*.{${extensions().map(inAnyCase).join(',')}}`);
		// One more than the limit shows that there are more.
		const uris = await vscode.workspace.findFiles(pattern, undefined, mostDocuments + 1, token);
		const there = await Promise.all(uris.map(isThere));
		const documents = there.every(Boolean)
			? uris
			: [...uris.filter((_, place) => there[place]), ...(await documentsWithLineEnds(folder, token))];
		for (const uri of [...documents, ...(await brokenLinks(folder, uris))]) {
			if (!(await rules.ignores(uri.fsPath))) {
				found.set(uri.toString(), uri);
			}
		}
	}
	const all = [...found.values()].sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
	const sources = (await Promise.all(all.map(async (uri) => ((await isFigure(uri)) ? [] : [uri])))).flat();
	return { sources: sources.slice(0, mostDocuments), more: sources.length > mostDocuments };
}

/**
 * Links to documents that do not exist, in a folder and in those of the documents found below it. The editor's search leaves them out; their
 * conversion says what is wrong.
 */
async function brokenLinks(folder: vscode.Uri, found: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
	const folders = new Set([folder.fsPath, ...found.map(({ fsPath }) => path.dirname(fsPath))]);
	const broken: vscode.Uri[] = [];
	for (const place of folders) {
		const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
		for (const entry of entries.filter((one) => one.isSymbolicLink() && isDocument(one.name))) {
			const link = vscode.Uri.file(path.join(place, entry.name));
			if (!(await isThere(link))) {
				broken.push(link);
			}
		}
	}
	return broken;
}

/** Whether a name has the extension of a document. */
function isDocument(name: string): boolean {
	return extensions().includes(path.extname(name).slice(1).toLowerCase());
}

/**
 * The documents whose names or folders have line ends. The editor's search takes each line for a file: it finds the last one, which is not there.
 * What it leaves out it does not find by the first line either.
 */
async function documentsWithLineEnds(folder: vscode.Uri, token: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
	const found: vscode.Uri[] = [];
	const folders = [folder];
	for (let next = folders.pop(); next && !token.isCancellationRequested; next = folders.pop()) {
		// What is in a folder that cannot be read is left out, as the editor's search does.
		const entries = await readdir(next.fsPath, { withFileTypes: true }).catch(() => []);
		for (const entry of entries) {
			const place = vscode.Uri.file(path.join(next.fsPath, entry.name));
			if (entry.isDirectory()) {
				folders.push(place);
			} else if (hasLineEnd(place, folder) && (await isListed(place, token))) {
				found.push(place);
			}
		}
	}
	return found;
}

/** Whether the path of a document below a folder has a line end. */
function hasLineEnd({ fsPath }: vscode.Uri, folder: vscode.Uri): boolean {
	return fsPath.slice(folder.fsPath.length).includes('\n') && isDocument(fsPath);
}

/** Whether the editor's search finds a file by the first line of its name. */
async function isListed(place: vscode.Uri, token: vscode.CancellationToken): Promise<boolean> {
	const [line = ''] = fileName(place).split('\n');
	const begun = new vscode.RelativePattern(vscode.Uri.joinPath(place, '..'), `${line.replace(/[[\]{}*?]/g, '[$&]')}*`);
	const hits = await vscode.workspace.findFiles(begun, undefined, undefined, token);
	return line === '' || hits.some((hit) => fileName(hit) === line);
}

function isThere({ fsPath }: vscode.Uri): Promise<boolean> {
	return access(fsPath).then(
		() => true,
		() => false,
	);
}

/** A glob that ignores case: `[pP][dD][fF]`. */
function inAnyCase(extension: string): string {
	return extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** Throws unless the folder can be searched, which the editor only does on disks, and written. */
async function mustBeUsable(folder: vscode.Uri): Promise<void> {
	const name = fileName(folder);
	if (folder.scheme !== 'file') {
		throw new FoveaError('folderNotSearchable', { name });
	}
	try {
		await access(folder.fsPath, constants.R_OK | constants.W_OK);
	} catch (error) {
		const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
		throw new FoveaError(gone ? 'fileNotFound' : 'folderNotWritable', { name }, 'The folder cannot be used', { cause: error });
	}
}

/** Whether a file is in a folder with the figures of some markdown. */
async function isFigure({ fsPath }: vscode.Uri): Promise<boolean> {
	const folder = path.dirname(fsPath);
	return folder.endsWith('.assets') && (await isThere(vscode.Uri.file(`${folder.slice(0, -'.assets'.length)}.md`)));
}
