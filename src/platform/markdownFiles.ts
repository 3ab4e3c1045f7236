import { fileName, exists, isDirty, isFolderGone, asWriteFailure } from './files.ts';
import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import { markdownLink } from '../core/names.ts';
import { type Asset, type MarkdownDraft, renderMarkdown } from '../core/ocr/markdown/draft.ts';
import { isTaken, makeNewFolder, writeWhole } from './atomicFile.ts';
import { type Target, targetOf, freeTarget } from './markdownTarget.ts';

/** Markdown and its figures, before their target is known. */
export interface Result {
	readonly assets: readonly Asset[];
	readonly text: (target: Target) => string;
}

/** A draft as a result. */
export function resultFromDraft(draft: MarkdownDraft): Result {
	return { assets: draft.assets, text: (target) => withLinks(draft, draft.assets, target) };
}

/** How a result is written. */
export interface WriteOptions {
	/**
	 * Called before anything is written, and again right before the markdown gets its name. If it throws, nothing is written, and the error is
	 * thrown.
	 */
	readonly before?: ((target: Target) => Promise<void>) | undefined;
}

/** The name has been taken meanwhile; nothing was written. */
class NameTaken extends Error {
	override readonly name = 'NameTaken';
}

/** More collisions than could happen by chance. */
const mostAttempts = 20;

/**
 * Writes a result under the wished name, or the next free one.
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
				throw asWriteFailure(error, fileName(target.markdown));
			}
		}
	}
}

/**
 * Writes the figures, then the markdown, over existing files; the markdown gets its name only when it is complete.
 * @throws {FoveaError} `notWritable`, `diskFull`, `folderGone`
 */
export async function replaceMarkdown(result: Result, target: Target, options: WriteOptions = {}): Promise<void> {
	await writeMarkdown(result, target, { ...options, overwrite: true });
}

/** When a write fails, only what this call wrote is deleted. */
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
		throw isTaken(error) && !overwrite ? new NameTaken(fileName(markdown), { cause: error }) : asWriteFailure(error, fileName(markdown));
	}
}

/**
 * Call before writing, because a write would create a deleted source folder again.
 * @throws {FoveaError} `folderGone`
 */
async function mustHaveFolder(file: vscode.Uri): Promise<void> {
	if (await isFolderGone(file)) {
		throw new FoveaError('folderGone', { name: fileName(file) });
	}
}

/** The text with links to figures in the target's folder. `assets` are all of the document's, even those that the text does not show. */
export function withLinks({ segments }: Pick<MarkdownDraft, 'segments'>, assets: readonly Pick<Asset, 'name'>[], target: Target): string {
	return renderMarkdown({ segments }, (asset) => markdownLink(fileName(target.assets), assets[asset]!.name));
}

/**
 * Writes more figures and a newer text over markdown that this conversion has written before. On a local disk the file has the old text or the new
 * one at any moment, even after a crash; other file systems are written in place, because their rename may delete the file first, which closes
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
		throw asWriteFailure(error, fileName(markdown));
	}
}

/** Deletes markdown that Fovea wrote and the named figures, unless it has been changed since `mtime`. Returns whether it was deleted. */
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

/** Deletes markdown and the named figures, if they exist and can be deleted. Other files in the figures' folder stay. */
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
			// A file that was added in between makes this fail.
			await fs.delete(folder, { recursive: false });
		}
	} catch {
		// It does not exist.
	}
}

/** The markdown with its figures as data URIs, for when no file can be written. */
export function selfContainedMarkdown(draft: MarkdownDraft): string {
	return renderMarkdown(draft, (asset) => dataUri(draft.assets[asset]!));
}

function dataUri({ mediaType, bytes }: Asset): string {
	return `data:${mediaType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
}
