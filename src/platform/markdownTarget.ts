import { fileName, pathInWorkspace } from './files.ts';
import * as vscode from 'vscode';
import { fittedName, foldedName, freeName, longestFileName, splitName } from '../core/names.ts';
import { linkTarget } from './atomicFile.ts';

/** Where a document's markdown and its figures are written. */
export interface Target {
	readonly markdown: vscode.Uri;
	/** Folder of the figures, beside the markdown. */
	readonly assets: vscode.Uri;
}

/** The most characters of page numbers in a name. */
const longestPages = 40;

const markdownEnding = '.md';
const assetsEnding = '.assets';

/** In bytes: the folder of the figures has the same stem and a longer ending. */
const longestMarkdown = longestFileName - (assetsEnding.length - markdownEnding.length);

/**
 * `<name>.md` and `<name>.assets` beside the source. A name that would be too long for the disk is cut.
 * @param pages the converted pages, as `formatPages` writes them: `<name>.p2,4.md`
 */
export function targetFor(source: vscode.Uri, pages?: string): Target {
	const { stem } = splitName(fileName(source));
	const ending = pages === undefined ? markdownEnding : `.p${shortPages(pages)}${markdownEnding}`;
	return targetNamed(source, fittedName(stem, ending, longestMarkdown));
}

/** `1,3,5+` for more pages than fit into a name. */
function shortPages(pages: string): string {
	return pages.length > longestPages ? `${pages.slice(0, pages.lastIndexOf(',', longestPages))}+` : pages;
}

/** The target of a markdown file. */
export function targetOf(markdown: vscode.Uri): Target {
	return targetNamed(markdown, fileName(markdown));
}

/** The first of `<name>.md`, `<name>-2.md`, … whose markdown and figures' folder are both free. */
export async function freeTarget({ markdown }: Target): Promise<Target> {
	const taken = new Set((await siblings(markdown)).map(foldedName));
	const name = freeName(
		fileName(markdown),
		(candidate) => taken.has(foldedName(candidate)) || taken.has(foldedName(assetsName(candidate))),
		longestMarkdown,
	);
	return targetNamed(markdown, name);
}

function targetNamed(source: vscode.Uri, name: string): Target {
	return {
		markdown: vscode.Uri.joinPath(source, '..', name),
		assets: vscode.Uri.joinPath(source, '..', assetsName(name)),
	};
}

function assetsName(markdown: string): string {
	return fittedName(splitName(markdown).stem, assetsEnding);
}

async function siblings(source: vscode.Uri): Promise<string[]> {
	return vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(source, '..')).then(
		(entries) => entries.map(([name]) => name),
		() => [],
	);
}

/** A symbolic link. */
export interface Link {
	readonly link: vscode.Uri;
	/** The path that the link leads to, if it can be read. */
	readonly leadsTo: string;
	/** Whether that is outside of all workspace folders. */
	readonly outside: boolean;
}

/** Which of a target's two names are symbolic links: writing to them writes elsewhere. */
export async function linksOf({ markdown, assets }: Target): Promise<Link[]> {
	const links = [markdown, assets].map(async (link): Promise<Link[]> => {
		const found = await vscode.workspace.fs.stat(link).then(undefined, () => undefined);
		if (!found || (found.type & vscode.FileType.SymbolicLink) === 0) {
			return [];
		}
		const place = await linkTarget(link);
		// A link to nothing is replaced by the written file.
		return place.toString() === link.toString()
			? []
			: [{ link, leadsTo: pathInWorkspace(place), outside: !vscode.workspace.getWorkspaceFolder(place) }];
	});
	return (await Promise.all(links)).flat();
}
