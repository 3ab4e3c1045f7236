import path from 'node:path';
import * as vscode from 'vscode';
import { type LinkTarget, type Surroundings, breakBehindLink, imageLink, linkBase } from './imageLink.ts';
import type { OpenDocument } from './lastDocument.ts';
import { isInside, relativePath } from './relativePath.ts';
import { fileOf, onSameSystem } from './documentFile.ts';

/** A document into which a link is inserted. */
type Place = Pick<OpenDocument, 'uri' | 'document'>;

/** Whether a link from the document to the image would work for everybody who has the workspace. */
export function canLink(file: vscode.Uri | undefined, image: vscode.Uri): boolean {
	const folder = vscode.workspace.getWorkspaceFolder(image);
	if (!file) {
		return folder !== undefined || vscode.workspace.workspaceFolders === undefined;
	}
	if (!onSameSystem(file, image)) {
		return false;
	}
	const home = vscode.workspace.getWorkspaceFolder(file);
	return home ? home === folder : isInside(path.posix.dirname(file.path), image.path);
}

/** A link, and what divides it from the text behind it; the cursor is to be between them. */
export interface InsertedLink {
	readonly link: string;
	readonly behind: string;
}

/** The link to an image in the syntax of the document's language, for the position of the selection. In front of a heading or the like, it is a paragraph. */
export function linkText(target: Place, selection: vscode.Range, image: vscode.Uri, prompt: string): InsertedLink {
	const { document } = target;
	const surroundings = surroundingsOf(document, selection);
	const behind = breakBehindLink(document.languageId, surroundings);
	const around = behind === '' ? surroundings : { ...surroundings, after: '', blankBelow: true };
	return { link: imageLink(document.languageId, linkTarget(target, image), prompt, around), behind };
}

function linkTarget({ uri, document }: Place, image: vscode.Uri): LinkTarget {
	const file = fileOf(uri);
	const start = file ? vscode.Uri.joinPath(file, '..') : vscode.workspace.getWorkspaceFolder(image)?.uri;
	if (start && onSameSystem(start, image)) {
		const base = vscode.Uri.joinPath(start, linkBase(document.languageId, document.getText()));
		const way = relativePath(base.path, image.path);
		if (way !== undefined) {
			return { path: way };
		}
	}
	return { path: image.scheme === 'file' ? image.fsPath.replaceAll('\\', '/') : image.toString(), uri: image.toString() };
}

function surroundingsOf(document: vscode.TextDocument, { start, end }: vscode.Range): Surroundings {
	const blank = (line: number): boolean => line < 0 || line >= document.lineCount || document.lineAt(line).isEmptyOrWhitespace;
	return {
		before: document.lineAt(start.line).text.slice(0, start.character),
		after: document.lineAt(end.line).text.slice(end.character),
		blankAbove: blank(start.line - 1),
		blankBelow: blank(end.line + 1),
	};
}
