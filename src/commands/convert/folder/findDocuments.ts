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
		const documents = there.every(Boolean) ? uris : [...uris.filter((_, place) => there[place]), ...(await namesOfLines(folder, token))];
		for (const uri of documents) {
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
 * The documents whose names or folders have line ends. The editor's search takes each line for a file: it finds the last one, which is not there.
 * What it leaves out it does not find by the first line either.
 */
async function namesOfLines(folder: vscode.Uri, token: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
	const names = await readdir(folder.fsPath, { recursive: true });
	const places = names
		.filter((name) => name.includes('\n') && extensions().includes(path.extname(name).slice(1).toLowerCase()))
		.map((name) => vscode.Uri.file(path.join(folder.fsPath, name)));
	const found = places.map(async (place) => {
		const parent = vscode.Uri.joinPath(place, '..');
		const [line = ''] = fileName(place).split('\n');
		const begun = new vscode.RelativePattern(parent, `${line.replace(/[[\]{}*?]/g, '[$&]')}*`);
		const hits = await vscode.workspace.findFiles(begun, undefined, undefined, token);
		return line === '' || hits.some((hit) => fileName(hit) === line) ? [place] : [];
	});
	return (await Promise.all(found)).flat();
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
