import path from 'node:path';
import * as vscode from 'vscode';
import type { ImageRecord } from '../../core/image/imageRecord.ts';
import { readCopyDestinations } from '../../platform/settings.ts';
import { copyDestination, copyGlob } from './copyDestination.ts';
import { promptSlug } from './promptText.ts';
import { numbered, withExtension } from './saveTemplate.ts';
import { type Candidate, extensionOf } from './savePlace.ts';

/** Where VS Code itself would save an image that is pasted into this document; undefined if the user has not set that. */
export function copyCandidate(
	record: ImageRecord,
	file: vscode.Uri,
	document: vscode.TextDocument,
	folder: vscode.Uri | undefined,
): { readonly candidate: Candidate; readonly fromWorkspace: boolean } | undefined {
	const found = readCopyDestinations(file).find(({ glob }) => matches(glob, document));
	if (!found) {
		return undefined;
	}
	const destination = copyDestination(found.destination, {
		document: file.path,
		workspaceFolder: folder?.path,
		fileName: promptSlug(record.prompt) + extensionOf(record),
		now: Date.now(),
	});
	const directory = file.with({ path: path.posix.dirname(destination) });
	const name = withExtension(path.posix.basename(destination), extensionOf(record));
	// VS Code counts from 1 here: image.png, image-1.png.
	const candidate: Candidate = (attempt) => vscode.Uri.joinPath(directory, attempt === 1 ? name : numbered(name, attempt - 1));
	return { candidate, fromWorkspace: found.fromWorkspace };
}

function matches(written: string, document: vscode.TextDocument): boolean {
	const { anchored, glob } = copyGlob(written);
	const patterns = anchored ? (vscode.workspace.workspaceFolders ?? []).map((folder) => new vscode.RelativePattern(folder, glob)) : [glob];
	return patterns.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
}
