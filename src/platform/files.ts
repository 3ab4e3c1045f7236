import * as vscode from 'vscode';
import { type Bytes, fileBytes, inMemory } from '../core/disk/bytes.ts';
import { ClaimLost } from '../core/disk/claims.ts';
import { FoveaError, isFoveaError } from '../core/errors.ts';
import { freeName, markdownLink, splitName } from '../core/names.ts';
import { type Asset, type MarkdownDraft, renderMarkdown } from '../core/ocr/markdown/draft.ts';
import { type PlainText, plain } from '../core/plain.ts';
import { isTaken, linkTarget, makeNewFolder, writeWhole } from './atomicFile.ts';

/** Where a document's markdown and its figures go. */
export interface Target {
	readonly markdown: vscode.Uri;
	/** Folder of the figures, beside the markdown. */
	readonly assets: vscode.Uri;
}

/** The last part of a URI's path. */
export function fileName(uri: vscode.Uri): string {
	return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The last part of a URI's path, to be shown. */
export function shownName(uri: vscode.Uri): PlainText {
	return plain(fileName(uri));
}

/** So many characters of page numbers are in a name. */
const longestPages = 40;

/**
 * `<name>.md` and `<name>.assets` beside the source.
 * @param pages those of the document that it is of, as `formatPages` writes them: `<name>.p2,4.md`
 */
export function targetFor(source: vscode.Uri, pages?: string): Target {
	const { stem } = splitName(fileName(source));
	return targetNamed(source, pages === undefined ? `${stem}.md` : `${stem}.p${shortPages(pages)}.md`);
}

/** `1,3,5+` where there are more pages than a name should say. */
function shortPages(pages: string): string {
	return pages.length > longestPages ? `${pages.slice(0, pages.lastIndexOf(',', longestPages))}+` : pages;
}

/** The target that has this markdown. */
export function targetOf(markdown: vscode.Uri): Target {
	return targetNamed(markdown, fileName(markdown));
}

/** The first of `<name>.md`, `<name>-2.md`, … whose markdown and figures' folder are both free. */
async function freeTarget({ markdown }: Target): Promise<Target> {
	const taken = new Set((await siblings(markdown)).map((name) => name.toLowerCase()));
	const name = freeName(
		fileName(markdown),
		(candidate) => taken.has(candidate.toLowerCase()) || taken.has(`${splitName(candidate).stem}.assets`.toLowerCase()),
	);
	return targetNamed(markdown, name);
}

/** Whether files can be written where this one is, as far as the editor knows. */
export function isWritable({ scheme }: vscode.Uri): boolean {
	return vscode.workspace.fs.isWritableFileSystem(scheme) !== false;
}

/** Whether something is there. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}

/** Whether nothing is there, and not only that it cannot be looked at. */
export async function isGone(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => false,
		(error: unknown) => isNotFound(error),
	);
}

/** Bytes of a file; 0 where there is none. */
export async function sizeOf(uri: vscode.Uri): Promise<number> {
	return vscode.workspace.fs.stat(uri).then(
		({ size }) => size,
		() => 0,
	);
}

/** Whether an editor has changes of it that are not saved. */
export function isDirty(uri: vscode.Uri): boolean {
	return vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
}

/**
 * A document's bytes: where they are, for a file of this machine; else in memory, and the caller's to move to another thread.
 * @throws {FoveaError} `fileNotFound`, `notReadable`
 */
export async function documentBytes(uri: vscode.Uri): Promise<Bytes> {
	const name = fileName(uri);
	if (uri.scheme === 'file') {
		return fileBytes(uri.fsPath, name);
	}
	try {
		// Another extension's file system hands out the very bytes that it keeps.
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

/** Markdown and its figures, before it is known where they go. */
export interface Result {
	readonly assets: readonly Asset[];
	readonly text: (target: Target) => string;
}

/** A draft as a result. */
export function resultOf(draft: MarkdownDraft): Result {
	return { assets: draft.assets, text: (target) => withLinks(draft, draft.assets, target) };
}

/** How a result is written. */
export interface WriteOptions {
	/** Called before something is written, and again right before the markdown gets its name; what it throws keeps it from that, and is thrown. */
	readonly before?: ((target: Target) => Promise<void>) | undefined;
}

/** Something else has taken the name meanwhile: nothing was written. */
class NameTaken extends Error {
	override readonly name = 'NameTaken';
}

/**
 * Writes a result under the first name, from the wished one on, that is free and stays free until it is written.
 * @throws {FoveaError} `notWritable`, `diskFull`, `folderGone`
 */
export async function writeNewMarkdown(result: Result, wished: Target, options: WriteOptions = {}): Promise<Target> {
	for (let attempt = 1; ; attempt++) {
		const target = await freeTarget(wished);
		try {
			await writeMarkdown(result, target, { ...options, overwrite: false });
			return target;
		} catch (error) {
			if (!(error instanceof NameTaken)) {
				throw error;
			}
			if (attempt === mostAttempts) {
				throw writeFailure(error, fileName(target.markdown));
			}
		}
	}
}

/** Names that are taken one after another while they are being written are no accident. */
const mostAttempts = 20;

/**
 * Writes the figures, then the markdown, over what is there; the markdown appears under its name only when it is whole.
 * @throws {FoveaError} `notWritable`, `diskFull`, `folderGone`
 */
export async function replaceMarkdown(result: Result, target: Target, options: WriteOptions = {}): Promise<void> {
	await writeMarkdown(result, target, { ...options, overwrite: true });
}

/** When a write fails, what this call wrote is taken away again, and nothing else. */
async function writeMarkdown(
	result: Result,
	target: Target,
	{ overwrite, before }: WriteOptions & { readonly overwrite: boolean },
): Promise<void> {
	const { fs } = vscode.workspace;
	const { markdown, assets } = target;
	await mustHaveFolder(markdown);
	await before?.(target);
	const made: vscode.Uri[] = [];
	let folderIsOurs = overwrite && !(await exists(assets));
	try {
		if (result.assets.length > 0 && !overwrite) {
			await makeNewFolder(assets);
			folderIsOurs = true;
		}
		for (const { name, bytes } of result.assets) {
			const uri = vscode.Uri.joinPath(assets, name);
			if (!overwrite || !(await exists(uri))) {
				made.push(uri);
			}
			await fs.writeFile(uri, bytes);
		}
		await writeWhole(new TextEncoder().encode(result.text(target)), markdown, {
			overwrite,
			before: before && (() => before(target)),
		});
	} catch (error) {
		for (const uri of made) {
			await fs.delete(uri).then(undefined, () => undefined);
		}
		if (folderIsOurs) {
			await deleteIfEmpty(assets);
		}
		throw isTaken(error) && !overwrite ? new NameTaken(fileName(markdown), { cause: error }) : writeFailure(error, fileName(markdown));
	}
}

/**
 * Where the source's folder was deleted, writing would bring it back.
 * @throws {FoveaError} `folderGone`
 */
async function mustHaveFolder(file: vscode.Uri): Promise<void> {
	if (await isFolderGone(file)) {
		throw new FoveaError('folderGone', { name: fileName(file) });
	}
}

/** Whether the folder that a file is in, or was, does not exist any more. */
export async function isFolderGone(file: vscode.Uri): Promise<boolean> {
	const { fs } = vscode.workspace;
	const folder = vscode.Uri.joinPath(file, '..');
	try {
		await fs.stat(folder);
		return false;
	} catch (error) {
		// Some virtual file systems know files only, and list them all the same.
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

/** The text with links to figures in the target's folder. `assets` are all of the document, whichever of them the text shows. */
export function withLinks({ segments }: Pick<MarkdownDraft, 'segments'>, assets: readonly Pick<Asset, 'name'>[], target: Target): string {
	return renderMarkdown({ segments }, (asset) => markdownLink(fileName(target.assets), assets[asset]!.name));
}

/**
 * Writes more figures and a newer text over markdown that this conversion has written before. On this machine's disk the file has the old text or
 * the new one at any moment, whatever ends in the middle; other file systems write in place, as their rename may be a removal first, which closes
 * editors.
 * @throws {FoveaError} `notWritable`, `diskFull`, `folderGone`
 */
export async function rewriteMarkdown(
	text: string,
	assets: readonly Asset[],
	target: Target,
	{ before }: WriteOptions = {},
): Promise<void> {
	const { fs } = vscode.workspace;
	const { markdown } = target;
	await mustHaveFolder(markdown);
	await before?.(target);
	try {
		for (const { name, bytes } of assets) {
			await fs.writeFile(vscode.Uri.joinPath(target.assets, name), bytes);
		}
		const bytes = new TextEncoder().encode(text);
		if (markdown.scheme === 'file') {
			await writeWhole(bytes, markdown, { overwrite: true, before: before && (() => before(target)) });
		} else {
			await before?.(target);
			await fs.writeFile(markdown, bytes);
		}
	} catch (error) {
		throw writeFailure(error, fileName(markdown));
	}
}

/** Deletes markdown that Fovea wrote and those of its figures, unless it was changed since `mtime`; whether it did. */
export async function removeMarkdown({
	markdown,
	mtime,
	assets,
}: {
	readonly markdown: vscode.Uri;
	readonly mtime: number;
	/** Names of its figures' files. */
	readonly assets: readonly string[];
}): Promise<boolean> {
	const found = await vscode.workspace.fs.stat(markdown).then(undefined, () => undefined);
	if (found?.mtime !== mtime || isDirty(markdown)) {
		return false;
	}
	await deleteTarget(targetOf(markdown), assets);
	return true;
}

/** Deletes markdown and the named figures, as far as they are there and can be deleted. What others have put into the figures' folder stays. */
export async function deleteTarget({ markdown, assets }: Target, names: readonly string[]): Promise<void> {
	for (const uri of [markdown, ...names.map((name) => vscode.Uri.joinPath(assets, name))]) {
		await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
	}
	if (names.length > 0) {
		await deleteIfEmpty(assets);
	}
}

async function deleteIfEmpty(folder: vscode.Uri): Promise<void> {
	const { fs } = vscode.workspace;
	try {
		if ((await fs.readDirectory(folder)).length === 0) {
			// What comes in between makes this fail.
			await fs.delete(folder, { recursive: false });
		}
	} catch {
		// It is not there.
	}
}

/** A name that leads elsewhere. */
export interface Link {
	readonly link: vscode.Uri;
	/** As a path, as far as the disk tells. */
	readonly leadsTo: string;
	/** Whether that is in no folder of the workspace. */
	readonly outside: boolean;
}

/** Those of a target's two names that are symbolic links: writing to them writes elsewhere. */
export async function linksOf({ markdown, assets }: Target): Promise<Link[]> {
	const links = [markdown, assets].map(async (link): Promise<Link[]> => {
		const found = await vscode.workspace.fs.stat(link).then(undefined, () => undefined);
		if (!found || (found.type & vscode.FileType.SymbolicLink) === 0) {
			return [];
		}
		const place = await linkTarget(link);
		// Where it leads to nothing, what is written takes its own place.
		return place.toString() === link.toString()
			? []
			: [{ link, leadsTo: vscode.workspace.asRelativePath(place), outside: !vscode.workspace.getWorkspaceFolder(place) }];
	});
	return (await Promise.all(links)).flat();
}

/** The markdown with its figures inside it, for where nothing can be written. */
export function inlineMarkdown(draft: MarkdownDraft): string {
	return renderMarkdown(draft, (asset) => dataUri(draft.assets[asset]!));
}

function dataUri({ mediaType, bytes }: Asset): string {
	return `data:${mediaType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
}

function targetNamed(source: vscode.Uri, name: string): Target {
	return {
		markdown: vscode.Uri.joinPath(source, '..', name),
		assets: vscode.Uri.joinPath(source, '..', `${splitName(name).stem}.assets`),
	};
}

async function siblings(source: vscode.Uri): Promise<string[]> {
	return vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(source, '..')).then(
		(entries) => entries.map(([name]) => name),
		() => [],
	);
}

/** What a failed write means: `diskFull`, else `notWritable`. The editor's file service has no code of its own for a full disk: the operating system's stands in the message. */
export function writeFailure(error: unknown, name: string): Error {
	if (error instanceof ClaimLost || isFoveaError(error)) {
		return error;
	}
	const message = error instanceof Error ? error.message : String(error);
	const full =
		/\b(ENOSPC|EDQUOT)\b|FileExceedsStorageQuota/.test(message) ||
		(error instanceof vscode.FileSystemError && error.code === 'FileExceedsStorageQuota');
	return new FoveaError(full ? 'diskFull' : 'notWritable', { name }, full ? 'The disk is full' : 'The file cannot be written', {
		cause: error,
	});
}
