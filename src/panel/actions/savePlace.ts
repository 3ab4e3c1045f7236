import { homedir } from 'node:os';
import { plain } from '../../core/plain.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ImageRecord } from '../../core/image/imageRecord.ts';
import { exists, fileName } from '../../platform/files.ts';
import { readSaveTo } from '../../platform/settings.ts';
import { firstFree } from './newFileWriter.ts';
import { promptSlug } from './promptText.ts';
import { Refusal } from './refusal.ts';
import { isInside } from './relativePath.ts';
import { TemplateError, type TemplatePath, numbered, readTemplate } from './saveTemplate.ts';
import { onSameSystem } from './documentFile.ts';

/** Gives the file for each attempt to save an image. */
export type Candidate = (attempt: number) => vscode.Uri;

/** The folders from which a template's path can start. */
export interface Roots {
	readonly workspaceFolder: vscode.Uri | undefined;
	readonly documentDirname: vscode.Uri | undefined;
	/** The resource whose settings are read. */
	readonly scope: vscode.Uri | undefined;
}

/** With the dot; the store names files after their content. */
export function extensionOf({ file }: ImageRecord): string {
	return path.extname(file);
}

/** @throws {Refusal} */
export function followTemplate(template: string, { prompt, model, createdAt, file }: ImageRecord): TemplatePath {
	try {
		return readTemplate(template, { prompt, model, createdAt, extension: path.extname(file) });
	} catch (error) {
		if (!(error instanceof TemplateError)) {
			throw error;
		}
		throw new Refusal(
			error.problem === 'unknownVariable'
				? vscode.l10n.t('The setting "fovea.images.saveTo" contains {0}, which Fovea does not know.', plain(error.variable))
				: vscode.l10n.t('In the setting "fovea.images.saveTo", {0} can only be at the beginning.', plain(error.variable)),
			'fovea.images.saveTo',
		);
	}
}

/** Undefined when there is no base, because no folder is open. */
export function candidateIn({ workspaceFolder, documentDirname }: Roots, { base, pathAt }: TemplatePath): Candidate | undefined {
	switch (base) {
		case 'workspaceFolder':
			return workspaceFolder && ((attempt) => vscode.Uri.joinPath(workspaceFolder, pathAt(attempt)));
		case 'documentDirname':
			return documentDirname && ((attempt) => vscode.Uri.joinPath(documentDirname, pathAt(attempt)));
		case 'home':
			return (attempt) => vscode.Uri.joinPath(vscode.Uri.file(homedir()), pathAt(attempt));
		case 'absolute':
			return (attempt) => {
				const local = vscode.Uri.file(path.posix.normalize(pathAt(attempt)));
				return workspaceFolder ? workspaceFolder.with({ path: local.path }) : local;
			};
	}
}

/**
 * Settings of a repository must not make Fovea write outside of the workspace; the user's own settings may.
 * @throws {Refusal}
 */
export function mustBeInside(target: vscode.Uri, { documentDirname }: Roots, fromWorkspace: boolean, setting: string): void {
	const inside =
		vscode.workspace.getWorkspaceFolder(target) !== undefined ||
		(documentDirname && onSameSystem(documentDirname, target) && isInside(documentDirname.path, target.path));
	if (fromWorkspace && !inside) {
		throw new Refusal(
			vscode.l10n.t(
				'The setting "{0}" of this workspace leads out of the workspace. Fovea writes there only if your own settings say so.',
				plain(setting),
			),
			setting,
		);
	}
}

/** The dialog's default: the template's name in an existing folder. */
export async function proposal(record: ImageRecord, roots: Roots): Promise<vscode.Uri> {
	const home: Candidate = (attempt) => {
		const name = promptSlug(record.prompt) + extensionOf(record);
		return vscode.Uri.joinPath(vscode.Uri.file(homedir()), attempt === 1 ? name : numbered(name, attempt));
	};
	const wanted = await firstFree(byTemplate(record, roots) ?? home);
	let folder = vscode.Uri.joinPath(wanted, '..');
	while (folder.path !== '/' && !(await exists(folder))) {
		folder = vscode.Uri.joinPath(folder, '..');
	}
	return vscode.Uri.joinPath(folder, fileName(wanted));
}

/** Undefined if the template cannot be followed, because the user is then asked for a place anyway. */
function byTemplate(record: ImageRecord, roots: Roots): Candidate | undefined {
	try {
		return candidateIn(roots, followTemplate(readSaveTo(roots.scope).template, record));
	} catch {
		return undefined;
	}
}
