import * as vscode from 'vscode';
import { type Bytes, fileBytes, inMemory } from '../core/bytes.ts';
import { FoveaError } from '../core/errors.ts';
import { freeName, markdownLink, splitName } from '../core/names.ts';
import { type Asset, type MarkdownDraft, renderMarkdown } from '../core/ocr/markdown/draft.ts';
import { writeWhole } from './wholeFile.ts';

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

/** `<name>.md` and `<name>.assets` beside the source. */
export function targetFor(source: vscode.Uri): Target {
	return targetNamed(source, `${splitName(fileName(source)).stem}.md`);
}

/** The target that has this markdown. */
export function targetOf(markdown: vscode.Uri): Target {
	return targetNamed(markdown, fileName(markdown));
}

/** The first of `<name>.md`, `<name>-2.md`, … whose markdown and figures' folder are both free. */
export async function freeTargetFor(source: vscode.Uri): Promise<Target> {
	const taken = new Set((await siblings(source)).map((name) => name.toLowerCase()));
	const name = freeName(
		`${splitName(fileName(source)).stem}.md`,
		(candidate) => taken.has(candidate.toLowerCase()) || taken.has(`${splitName(candidate).stem}.assets`.toLowerCase()),
	);
	return targetNamed(source, name);
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

/**
 * Writes the figures, then the markdown; the markdown appears under its name only when it is whole. When a write fails, what this call wrote is
 * taken away again. `overwrite` is the user's leave to replace markdown that is there; without it such markdown is an error.
 * @throws {FoveaError} `notWritable`, `diskFull`
 */
export async function writeMarkdown(
	draft: MarkdownDraft,
	{ markdown, assets }: Target,
	{ overwrite }: { readonly overwrite: boolean },
): Promise<void> {
	const { fs } = vscode.workspace;
	const hadAssets = await exists(assets);
	const written: vscode.Uri[] = [];
	try {
		for (const { name, bytes } of draft.assets) {
			const uri = vscode.Uri.joinPath(assets, name);
			if (!(await exists(uri))) {
				written.push(uri);
			}
			await fs.writeFile(uri, bytes);
		}
		const text = withLinks(draft, draft.assets, { markdown, assets });
		await writeWhole(new TextEncoder().encode(text), markdown, { overwrite });
	} catch (error) {
		for (const uri of hadAssets ? written : [assets]) {
			await fs.delete(uri, { recursive: true }).then(undefined, () => undefined);
		}
		throw writeFailure(error, fileName(markdown));
	}
}

/** The text with links to figures in the target's folder. `assets` are all of the document, whichever of them the text shows. */
export function withLinks({ segments }: Pick<MarkdownDraft, 'segments'>, assets: readonly Pick<Asset, 'name'>[], target: Target): string {
	return renderMarkdown({ segments }, (asset) => markdownLink(fileName(target.assets), assets[asset]!.name));
}

/**
 * Writes more figures and a newer text over markdown that this conversion has written before. On this machine's disk the file has the old text or
 * the new one at any moment, whatever ends in the middle; other file systems write in place, as their rename may be a removal first, which closes
 * editors.
 * @throws {FoveaError} `notWritable`, `diskFull`
 */
export async function rewriteMarkdown(text: string, assets: readonly Asset[], target: Target): Promise<void> {
	const { fs } = vscode.workspace;
	const { markdown } = target;
	try {
		for (const { name, bytes } of assets) {
			await fs.writeFile(vscode.Uri.joinPath(target.assets, name), bytes);
		}
		const bytes = new TextEncoder().encode(text);
		await (markdown.scheme === 'file' ? writeWhole(bytes, markdown, { overwrite: true }) : fs.writeFile(markdown, bytes));
	} catch (error) {
		throw writeFailure(error, fileName(markdown));
	}
}

/** Deletes markdown that Fovea wrote and its figures, unless it was changed since `mtime`. */
export async function removeMarkdown({ markdown, mtime }: { readonly markdown: vscode.Uri; readonly mtime: number }): Promise<void> {
	const found = await vscode.workspace.fs.stat(markdown).then(undefined, () => undefined);
	if (found?.mtime === mtime && !isDirty(markdown)) {
		await deleteTarget(targetOf(markdown));
	}
}

/** Deletes markdown and its figures, as far as they are there and can be deleted. */
export async function deleteTarget({ markdown, assets }: Target): Promise<void> {
	for (const uri of [markdown, assets]) {
		await vscode.workspace.fs.delete(uri, { recursive: true }).then(undefined, () => undefined);
	}
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
export function writeFailure(error: unknown, name: string): FoveaError {
	const message = error instanceof Error ? error.message : String(error);
	const full =
		/\b(ENOSPC|EDQUOT)\b|FileExceedsStorageQuota/.test(message) ||
		(error instanceof vscode.FileSystemError && error.code === 'FileExceedsStorageQuota');
	return new FoveaError(full ? 'diskFull' : 'notWritable', { name }, full ? 'The disk is full' : 'The file cannot be written', {
		cause: error,
	});
}
