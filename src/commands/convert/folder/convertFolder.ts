import * as vscode from 'vscode';
import { type PlainText, phrase } from '../../../core/plain.ts';
import { shownName } from '../../../platform/files.ts';
import { withProgress } from '../../../platform/notify.ts';
import type { ConvertServices } from '../conversionJob.ts';
import { askAboutFolder } from './askAboutFolder.ts';
import { findDocuments } from './findDocuments.ts';
import { folderParts } from './folderParts.ts';
import type { FolderQueue } from './folderQueue.ts';
import { planFolder } from './folderPlan.ts';

/** Converts all documents in the folders that were right-clicked, or in one that the user picks, and the files that were selected with them. */
export async function convertFolder(services: ConvertServices, queue: FolderQueue, clicked?: unknown, selected?: unknown): Promise<void> {
	const chosen = await chosenUris(clicked, selected);
	const { folders, files } = await folderParts(chosen);
	if (folders.length > 0 || files.length > 0) {
		await convertFolders(services, queue, folders, files);
	}
}

/**
 * Searches folders, asks once what to convert, and queues that, together with individually selected files.
 * @throws {FoveaError} `folderNotSearchable`, `folderNotWritable`, `fileNotFound`
 * @throws {vscode.CancellationError} if the user cancels a question
 */
export async function convertFolders(
	services: ConvertServices,
	queue: FolderQueue,
	folders: readonly vscode.Uri[],
	files: readonly vscode.Uri[],
): Promise<void> {
	const what = nameOf(folders, files);
	const { sources, more } = await lookThrough(what, async (token) => {
		const found = await findDocuments(folders, token);
		const all = new Map([...found.sources, ...files].map((uri) => [uri.toString(), uri]));
		return { sources: [...all.values()], more: found.more };
	});
	if (sources.length === 0) {
		await vscode.window.showInformationMessage(vscode.l10n.t('There are no documents to convert in {0}.', what));
		return;
	}
	// Each workspace folder may have another reader.
	const folderOf = (source: vscode.Uri) => vscode.workspace.getWorkspaceFolder(source)?.uri.toString();
	for (const folder of new Set(sources.map(folderOf))) {
		const own = sources.filter((source) => folderOf(source) === folder);
		const engine = await services.engines.choose(own[0]!);
		const plan = await withProgress(vscode.l10n.t('Looking through {0}', what), (report, signal) =>
			planFolder(services, engine, own, {
				signal,
				onDone: (done) =>
					report(own.length === 1 ? '' : vscode.l10n.t('{0} of {1} documents', done, own.length), (done / own.length) * 100),
			}),
		);
		if (plan.documents.length === 0) {
			await vscode.window.showInformationMessage(vscode.l10n.t('All documents in {0} are up to date.', what));
		} else {
			queue.add(await askAboutFolder({ what, plan, more, engine }), engine);
			queue.show();
		}
	}
	await services.converted.sweep();
}

async function chosenUris(clicked: unknown, selected: unknown): Promise<readonly vscode.Uri[]> {
	const uris = Array.isArray(selected) ? selected.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri) : [];
	if (uris.length > 0) {
		return uris;
	}
	if (clicked instanceof vscode.Uri) {
		return [clicked];
	}
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const picked = await vscode.window.showOpenDialog({
		title: vscode.l10n.t('Convert Folder to Markdown'),
		openLabel: vscode.l10n.t('Convert'),
		canSelectFiles: false,
		canSelectFolders: true,
		...(folder ? { defaultUri: folder } : {}),
	});
	return picked ?? [];
}

function nameOf(folders: readonly vscode.Uri[], files: readonly vscode.Uri[]): PlainText {
	const [first] = folders;
	return first && folders.length + files.length === 1 ? shownName(first) : phrase(vscode.l10n.t('the selection'));
}

async function lookThrough<T>(what: PlainText, find: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
	const source = new vscode.CancellationTokenSource();
	try {
		return await withProgress(vscode.l10n.t('Looking through {0}', what), async (_, signal) => {
			signal.addEventListener('abort', () => source.cancel());
			const found = await find(source.token);
			if (signal.aborted) {
				throw new vscode.CancellationError();
			}
			return found;
		});
	} finally {
		source.dispose();
	}
}
