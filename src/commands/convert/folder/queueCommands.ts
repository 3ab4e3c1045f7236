import * as vscode from 'vscode';
import { isRecord } from '../../../core/json.ts';
import { type QueuedDocument, isPending } from '../../../core/queue/documentQueue.ts';
import { plain } from '../../../core/plain.ts';
import { readOcrSettings } from '../../../platform/settings.ts';
import { showMarkdown } from '../openMarkdown.ts';
import { mendingButtons } from '../mendingButtons.ts';
import { type FolderQueue, errorOf, failureText } from './folderQueue.ts';

/** Opens the markdown of a queued document, or the document itself if there is none. */
export async function openQueued({ queue }: FolderQueue, node?: unknown): Promise<void> {
	const document = queue.find(uriOf(node) ?? '');
	if (!document) {
		return;
	}
	const source = vscode.Uri.parse(document.uri, true);
	await (document.left
		? showMarkdown(vscode.Uri.parse(document.left.markdown, true), source, readOcrSettings(source).openAs)
		: vscode.commands.executeCommand('vscode.open', source));
}

/** Retries documents of the queue; a single one may ask for its password. */
export async function retryQueued(folders: FolderQueue, node?: unknown, selected?: unknown): Promise<void> {
	const uris = urisOf(node, selected);
	await folders.retry(uris, uris.length === 1);
}

/** Removes documents from the queue, and cancels those under way. */
export async function cancelQueued({ queue }: FolderQueue, node?: unknown, selected?: unknown): Promise<void> {
	queue.cancel(urisOf(node, selected));
}

/** Retries all failed documents. */
export async function retryFailed(folders: FolderQueue): Promise<void> {
	await folders.retry(folders.queue.all.filter(({ state }) => state === 'failed').map(({ uri }) => uri));
}

/** Removes ended documents from the list. */
export async function clearQueue({ queue }: FolderQueue): Promise<void> {
	queue.clear(queue.all.map(({ uri }) => uri));
}

/** Cancels running documents and removes waiting ones; those that are done stay. */
export async function cancelQueue({ queue }: FolderQueue): Promise<void> {
	queue.cancel(queue.all.map(({ uri }) => uri));
}

/** The view of a queue. */
export interface QueueView {
	reveal(): Promise<void>;
}

/** Reports in one message how the ended documents went. */
export async function tellEnd(folders: FolderQueue, view: QueueView, ended: readonly QueuedDocument[]): Promise<void> {
	const failed = ended.filter(({ state }) => state === 'failed');
	const show = vscode.l10n.t('Show List');
	const retry = vscode.l10n.t('Retry Failed');
	const total = ended.length;
	const mend = mendingButtons(failed.map(({ failure }) => errorOf(failure ?? {})));
	const chosen =
		failed.length === 0
			? await vscode.window.showInformationMessage(
					total === 1 ? vscode.l10n.t('1 document converted to markdown.') : vscode.l10n.t('{0} documents converted to markdown.', total),
					show,
				)
			: await vscode.window.showWarningMessage(failedText(failed, total), show, retry, ...mend.labels);
	if (chosen === show) {
		await view.reveal();
	} else if (chosen === retry || (await mend.run(chosen, folders.connectionOf(failed[0])))) {
		await vscode.commands.executeCommand(
			'fovea.retryQueued',
			undefined,
			failed.map(({ uri }) => ({ uri })),
		);
	}
}

function failedText(failed: readonly QueuedDocument[], total: number): string {
	const [first, ...others] = failed;
	if (others.length > 0) {
		return vscode.l10n.t('{0} of {1} documents converted. The list says what happened to the others.', total - failed.length, total);
	}
	const reason = plain(failureText(first?.failure ?? {}, first?.missing), 1000);
	return total === 1 ? reason : vscode.l10n.t('{0} of {1} documents converted. {2}', total - 1, total, reason);
}

/** Reports why the queue has paused by itself, with buttons to continue. */
export async function tellPause(folders: FolderQueue): Promise<void> {
	const { queue } = folders;
	const because = queue.pausedBecause;
	const waiting = queue.all.filter(isPending);
	if (!because || waiting.length === 0) {
		return;
	}
	const resume = vscode.l10n.t('Resume');
	const mend = mendingButtons([errorOf(because)]);
	const chosen = await vscode.window.showWarningMessage(
		vscode.l10n.t('Converting has paused; documents that wait: {0}. {1}', waiting.length, plain(failureText(because), 1000)),
		resume,
		...mend.labels,
	);
	if (chosen === resume || (await mend.run(chosen, folders.connectionOf(waiting[0])))) {
		await vscode.commands.executeCommand('fovea.resumeQueue');
	}
}

function urisOf(node: unknown, selected: unknown): readonly string[] {
	const nodes: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [node];
	return nodes.flatMap((one) => uriOf(one) ?? []);
}

function uriOf(node: unknown): string | undefined {
	return isRecord(node) && typeof node['uri'] === 'string' ? node['uri'] : undefined;
}
