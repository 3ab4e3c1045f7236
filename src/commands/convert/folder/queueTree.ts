import * as vscode from 'vscode';
import { plain } from '../../../core/plain.ts';
import { type DocumentState, type QueuedDocument, isPending } from '../../../core/queue/documentQueue.ts';
import { pathInWorkspace, shownName } from '../../../platform/files.ts';
import { contextKeys } from '../../../platform/persistentState.ts';
import { type FolderQueue, failureText } from './folderQueue.ts';

/** A row of the list: a group of documents in one state, or a document. */
export type QueueNode = { readonly group: DocumentState } | { readonly uri: string };

const groups: readonly DocumentState[] = ['running', 'failed', 'waiting', 'done'];

/** The least milliseconds between two redraws of a long list. */
const redrawMs = 200;

/** The view of the queue in the explorer, visible only while there is something in it. */
export class QueueTree implements vscode.TreeDataProvider<QueueNode>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<QueueNode | undefined>();
	readonly onDidChangeTreeData = this.changed.event;
	private readonly view: vscode.TreeView<QueueNode>;
	private readonly listening: vscode.Disposable;
	private readonly groupNodes = new Map(groups.map((group) => [group, { group }]));
	private readonly nodes = new Map<string, QueueNode>();
	private redraw: NodeJS.Timeout | undefined;
	/** Documents of which only the page count has changed; undefined if anything else has. */
	private pagesOf: Set<string> | undefined = new Set();

	constructor(private readonly folders: FolderQueue) {
		this.view = vscode.window.createTreeView('fovea.queue', { treeDataProvider: this, showCollapseAll: false, canSelectMany: true });
		this.listening = folders.onDidChange((uri) => {
			if (uri === undefined) {
				this.pagesOf = undefined;
			} else {
				this.pagesOf?.add(uri);
			}
			this.redraw ??= setTimeout(() => void this.draw(), redrawMs);
		});
	}

	dispose(): void {
		clearTimeout(this.redraw);
		this.listening.dispose();
		this.view.dispose();
		this.changed.dispose();
	}

	/** Shows the first failed document, or else the list, without taking the focus. */
	async reveal(): Promise<void> {
		// The view only exists once this is drawn.
		clearTimeout(this.redraw);
		this.pagesOf = undefined;
		await this.draw();
		const failed = this.folders.queue.all.find(({ state }) => state === 'failed');
		const [first] = failed ? [this.nodeOf(failed)] : this.getChildren();
		if (first) {
			// Fails if the row has moved meanwhile; the list is visible anyway.
			await Promise.resolve(this.view.reveal(first, { focus: false, select: false, expand: true })).catch(() => undefined);
		}
	}

	getChildren(node?: QueueNode): QueueNode[] {
		const { all } = this.folders.queue;
		if (node === undefined) {
			return groups.filter((group) => all.some(({ state }) => state === group)).map((group) => this.groupNodes.get(group)!);
		}
		return 'group' in node ? all.filter(({ state }) => state === node.group).map((document) => this.nodeOf(document)) : [];
	}

	getParent(node: QueueNode): QueueNode | undefined {
		const document = 'uri' in node ? this.folders.queue.find(node.uri) : undefined;
		return document && this.groupNodes.get(document.state);
	}

	getTreeItem(node: QueueNode): vscode.TreeItem {
		if ('group' in node) {
			const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
			const item = new vscode.TreeItem(groupLabel(node.group), node.group === 'done' || node.group === 'waiting' ? Collapsed : Expanded);
			const count = this.folders.queue.all.filter(({ state }) => state === node.group).length;
			item.id = node.group;
			item.description = count.toLocaleString(vscode.env.language);
			return item;
		}
		const document = this.folders.queue.find(node.uri);
		return document ? itemOf(document) : new vscode.TreeItem(shownName(vscode.Uri.parse(node.uri)));
	}

	private nodeOf({ uri }: QueuedDocument): QueueNode {
		const node = this.nodes.get(uri) ?? { uri };
		this.nodes.set(uri, node);
		return node;
	}

	private async draw(): Promise<void> {
		this.redraw = undefined;
		const { queue } = this.folders;
		const { pagesOf } = this;
		this.pagesOf = new Set();
		if (pagesOf) {
			pagesOf.forEach((uri) => this.changed.fire(this.nodes.get(uri)));
			return;
		}
		const { all } = queue;
		const ended = all.filter((document) => !isPending(document)).length;
		const pending = all.length - ended;
		for (const uri of this.nodes.keys()) {
			if (!queue.find(uri)) {
				this.nodes.delete(uri);
			}
		}
		const failed = all.filter(({ state }) => state === 'failed').length;
		this.view.description =
			failed > 0
				? vscode.l10n.t('{0} of {1}, failed: {2}', count(ended), count(all.length), count(failed))
				: vscode.l10n.t('{0} of {1}', count(ended), count(all.length));
		this.view.message = pausedText(this.folders) ?? '';
		this.view.badge =
			pending > 0 ? { value: pending, tooltip: vscode.l10n.t('Documents that are not converted yet: {0}', pending) } : undefined;
		const state = all.length === 0 ? '' : pending === 0 ? 'ended' : queue.paused ? 'paused' : 'running';
		void setContext(contextKeys.queueFailed, failed > 0);
		void setContext(contextKeys.queueEnded, ended > 0);
		this.changed.fire(undefined);
		await setContext(contextKeys.queue, state);
	}
}

function pausedText({ queue }: FolderQueue): string | undefined {
	const { paused, pausedBecause } = queue;
	if (!paused || !queue.all.some(isPending)) {
		return undefined;
	}
	return pausedBecause
		? vscode.l10n.t('Paused. {0}', plain(failureText(pausedBecause), 1000))
		: vscode.l10n.t('Paused. What is under way goes on.');
}

function itemOf(document: QueuedDocument): vscode.TreeItem {
	const source = vscode.Uri.parse(document.uri, true);
	const item = new vscode.TreeItem(shownName(source));
	const state = stateText(document);
	const folder = pathInWorkspace(vscode.Uri.joinPath(source, '..'));
	item.id = document.uri;
	item.description = state || plain(folder);
	item.tooltip = [plain(pathInWorkspace(source)), state].filter(Boolean).join('\n');
	item.iconPath = iconOf(document);
	item.contextValue = contextOf(document);
	item.accessibilityInformation = {
		label: [shownName(source), groupLabel(document.state), state, plain(folder)].filter(Boolean).join(', '),
	};
	item.command = {
		command: 'fovea.openQueued',
		title: vscode.l10n.t('Open'),
		arguments: [{ uri: document.uri }],
	};
	return item;
}

function contextOf({ state, left }: QueuedDocument): string {
	return state === 'failed' && left ? 'failed incomplete' : state;
}

function stateText(document: QueuedDocument): string {
	const { state, pages, failure, missing } = document;
	switch (state) {
		case 'running':
			return pages && pages.total > 1 ? vscode.l10n.t('{0} of {1} pages', pages.done, pages.total) : vscode.l10n.t('reading');
		case 'failed':
			return failureText(failure ?? {}, missing);
		case 'waiting':
		case 'done':
			return '';
	}
}

function groupLabel(state: DocumentState): string {
	switch (state) {
		case 'running':
			return vscode.l10n.t('In Progress');
		case 'failed':
			return vscode.l10n.t('Failed');
		case 'waiting':
			return vscode.l10n.t('Waiting');
		case 'done':
			return vscode.l10n.t('Done');
	}
}

function iconOf({ state, left }: QueuedDocument): vscode.ThemeIcon {
	switch (state) {
		case 'running':
			return new vscode.ThemeIcon('sync~spin');
		case 'failed':
			return left
				? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
				: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
		case 'waiting':
			return new vscode.ThemeIcon('clock');
		case 'done':
			return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
	}
}

function setContext(name: string, value: unknown): Thenable<unknown> {
	return vscode.commands.executeCommand('setContext', name, value);
}

function count(number: number) {
	return plain(number.toLocaleString(vscode.env.language));
}
