import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { AgentRefusal } from '../core/reader/failureForModel.ts';
import { exists } from '../platform/files.ts';

/**
 * Resolves a path or URI of an agent: absolute, or relative to a workspace folder. The file must be in the workspace after links are followed, and not
 * hidden by `files.exclude`, or open in a tab.
 * @throws {AgentRefusal} with the reason why the agent may not read it
 */
export async function reachableFile(written: string): Promise<vscode.Uri> {
	const uri = await uriOf(written);
	if (isOpen(uri)) {
		return uri;
	}
	const folder = vscode.workspace.getWorkspaceFolder(uri);
	if (!folder || !(await staysWithin(uri, folder.uri))) {
		throw new AgentRefusal(
			`${plain(written)} is not in the workspace, and the user has not opened it. Only files of the workspace and of open tabs are read: ask the user to open it.`,
		);
	}
	if (await isExcluded(uri, folder.uri)) {
		throw new AgentRefusal(`${plain(written)} is hidden by the setting "files.exclude" and is not read.`);
	}
	return uri;
}

/**
 * Resolves the path at which an agent wants a new file to be written.
 * @throws {AgentRefusal} when it is outside of the workspace, or exists
 */
export async function newFile(written: string): Promise<vscode.Uri> {
	const uri = await uriOf(written);
	const folder = vscode.workspace.getWorkspaceFolder(uri);
	if (!folder || !(await staysWithin(uri, folder.uri))) {
		throw new AgentRefusal(`${plain(written)} is not in the workspace. Files are written into the workspace only.`);
	}
	if (await exists(uri)) {
		throw new AgentRefusal(`${plain(written)} exists already, and nothing is overwritten. Choose another name.`);
	}
	return uri;
}

async function uriOf(written: string): Promise<vscode.Uri> {
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (/^[a-z][\w+.-]+:\/\//i.test(written)) {
		const uri = vscode.Uri.parse(written, true);
		return uri.with({ path: path.posix.normalize(uri.path) });
	}
	const [first] = folders;
	if (path.isAbsolute(written)) {
		const own = path.posix.normalize(vscode.Uri.file(written).path);
		// In a virtual workspace, an absolute path belongs to the workspace's file system.
		const within = folders.find(
			({ uri }) => uri.scheme !== 'file' && (own === uri.path || own.startsWith(`${uri.path.replace(/\/$/, '')}/`)),
		);
		return within ? within.uri.with({ path: own }) : vscode.Uri.file(own);
	}
	if (!first) {
		throw new AgentRefusal('No folder is open: give an absolute path of a file that the user has open.');
	}
	const candidates = relativeTo(folders, written);
	const [only, ...others] = await thatExist(candidates);
	if (only && others.length > 0) {
		const paths = [only, ...others].map(({ fsPath }) => plain(fsPath, longestPath));
		throw new AgentRefusal(`${plain(written)} is in several folders of the workspace. Give one of these: ${paths.join(', ')}.`);
	}
	return only ?? (await forNewFile(candidates));
}

/** Paths that an agent is to use have to be whole. */
const longestPath = 4096;

async function thatExist(candidates: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
	const found = await Promise.all(candidates.map(async (candidate) => ((await exists(candidate)) ? [candidate] : [])));
	return [...new Map(found.flat().map((uri) => [uri.toString(), uri])).values()];
}

/** The first whose folder is there. */
async function forNewFile(candidates: readonly vscode.Uri[]): Promise<vscode.Uri> {
	for (const candidate of candidates) {
		if (await exists(vscode.Uri.joinPath(candidate, '..'))) {
			return candidate;
		}
	}
	return candidates[0]!;
}

/** Where a relative path may lead: in each folder, and, as a path in a multi-root workspace begins with the name of a folder, in those of that name. */
function relativeTo(folders: readonly vscode.WorkspaceFolder[], written: string): readonly vscode.Uri[] {
	// Agents write paths as on Windows, too; elsewhere, names may have backslashes.
	return [...new Set([written, written.replaceAll('\\', '/')])].flatMap((relative) => {
		const [name = '', ...rest] = relative.split('/');
		return [
			...folders.map(({ uri }) => vscode.Uri.joinPath(uri, relative)),
			...folders.filter((folder) => folder.name === name && rest.length > 0).map(({ uri }) => vscode.Uri.joinPath(uri, ...rest)),
		];
	});
}

function isOpen(uri: vscode.Uri): boolean {
	const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
	return inputs.some(
		(input) => (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) && input.uri.toString() === uri.toString(),
	);
}

/** Whether a file is in a folder after symbolic links are followed. For a file that does not exist yet, its folder counts. */
async function staysWithin(uri: vscode.Uri, folder: vscode.Uri): Promise<boolean> {
	if (uri.scheme !== 'file') {
		return true;
	}
	const real = async (place: string): Promise<string> =>
		realpath(place).catch(async () =>
			path.dirname(place) === place ? place : path.join(await real(path.dirname(place)), path.basename(place)),
		);
	const [file, root] = [await real(uri.fsPath), await real(folder.fsPath)];
	const relative = path.relative(root, file);
	return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

/** Whether `files.exclude` hides a file or one of its parent folders, as in the explorer. */
async function isExcluded(uri: vscode.Uri, folder: vscode.Uri): Promise<boolean> {
	const patterns = vscode.workspace.getConfiguration('files', uri).get<Readonly<Record<string, unknown>>>('exclude', {});
	const relative = path.posix.relative(folder.path, uri.path);
	const parts = relative.split('/');
	const places = parts.map((_, i) => vscode.Uri.joinPath(folder, ...parts.slice(0, i + 1)));
	for (const [glob, value] of Object.entries(patterns)) {
		const sibling =
			typeof value === 'object' && value !== null && 'when' in value && typeof value.when === 'string' ? value.when : undefined;
		for (const place of value === true || sibling !== undefined ? places : []) {
			if (matches(folder, glob, place) && (sibling === undefined || (await hasSibling(place, sibling)))) {
				return true;
			}
		}
	}
	return false;
}

function matches(folder: vscode.Uri, glob: string, uri: vscode.Uri): boolean {
	// `languages.match` looks at no other properties of a document.
	const document = { uri, languageId: '', fileName: uri.fsPath, notebook: undefined } as unknown as vscode.TextDocument;
	return vscode.languages.match({ pattern: new vscode.RelativePattern(folder, glob) }, document) > 0;
}

/** Evaluates a `when` of `files.exclude`: `$(basename).ts` is the file of the same name with another extension. */
async function hasSibling(uri: vscode.Uri, when: string): Promise<boolean> {
	const { name } = path.posix.parse(uri.path);
	return exists(vscode.Uri.joinPath(uri, '..', when.replaceAll('$(basename)', name)));
}
