import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { readerInUse } from './connections.ts';
import type { Connection } from './settingValues.ts';
import { readConnectionChoice } from './settings.ts';

/** Files that can be converted, by their name. */
const documentName = /\.(pdf|png|jpe?g|webp|avif|gif|bmp|tiff?|heic|heif|docx|pptx)$/i;

/** A page mark in the form that `fovea.ocr.pageMarks` has by default. */
const pageMark = /<!-- page \d+ -->/;

/** The first page mark is within this many characters. */
const headLength = 5000;

interface Work {
	readonly name: string;
	readonly use: Connection['for'];
}

/** The status bar item that shows the reader or image service: visible while a document is open, is converted, or an image is drawn. */
export class ConnectionStatus {
	private readonly item = vscode.window.createStatusBarItem('connection', vscode.StatusBarAlignment.Right, 100);
	private readonly listeners: vscode.Disposable;
	/** What is working: an entry for each running conversion and generation. */
	private working: readonly Work[] = [];
	private shows = false;

	constructor() {
		this.item.name = vscode.l10n.t('Fovea Connection');
		this.item.command = 'fovea.manageConnections';
		const update = () => this.update();
		this.listeners = vscode.Disposable.from(
			vscode.window.tabGroups.onDidChangeTabs(update),
			vscode.window.tabGroups.onDidChangeTabGroups(update),
			vscode.window.onDidChangeActiveTextEditor(update),
			// Open markdown may be replaced by a converted document. Typing changes nothing here.
			vscode.workspace.onDidChangeTextDocument(({ document }) => {
				const isActive = document === vscode.window.activeTextEditor?.document;
				if (isActive && this.working.length === 0 && this.shows !== (openDocument() !== undefined)) {
					update();
				}
			}),
			vscode.workspace.onDidGrantWorkspaceTrust(update),
			vscode.workspace.onDidChangeConfiguration((change) => {
				if (change.affectsConfiguration('fovea')) {
					update();
				}
			}),
		);
		update();
	}

	/** Shows a reader while `run` runs: the name of a connection, or undefined for this machine. */
	async during<T>(connection: string | undefined, run: () => PromiseLike<T>, use: Connection['for'] = 'documents'): Promise<T> {
		const work: Work = { name: connection ?? vscode.l10n.t('This Machine'), use };
		this.working = [...this.working, work];
		this.update();
		try {
			return await run();
		} finally {
			this.working = this.working.filter((other) => other !== work);
			this.update();
		}
	}

	dispose(): void {
		this.listeners.dispose();
		this.item.dispose();
	}

	private update(): void {
		const document = openDocument();
		const { item } = this;
		const atWork = this.working.at(-1);
		this.shows = atWork !== undefined || document !== undefined;
		if (!this.shows) {
			item.hide();
			return;
		}
		const reader = readerInUse(document);
		const name =
			atWork?.name ??
			(reader === 'local' ? vscode.l10n.t('This Machine') : (reader?.name ?? readConnectionChoice(document).workspace ?? '?'));
		const icon = atWork !== undefined ? 'sync~spin' : reader === undefined ? 'warning' : reader === 'local' ? 'device-desktop' : 'plug';
		item.text = `$(${icon}) ${plain(name, longestName)}`;
		item.tooltip =
			atWork !== undefined
				? atWork.use === 'images'
					? vscode.l10n.t('Drawing with {0}. Click to manage connections.', plain(name))
					: vscode.l10n.t('Documents are being converted by {0}. Click to manage connections.', plain(name))
				: reader === undefined
					? vscode.l10n.t('"{0}" is no connection of yours. Click to choose another.', plain(name))
					: vscode.l10n.t('Documents are converted by {0}. Click to manage connections.', plain(name));
		item.accessibilityInformation = { label: item.tooltip, role: 'button' };
		item.show();
	}
}

/** The longest name in characters, because other extensions need room in the status bar too. */
const longestName = 30;

/** The document in the active tab, if it can be converted or is converted markdown. */
function openDocument(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const uri = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
	if (!uri) {
		return undefined;
	}
	if (documentName.test(uri.path)) {
		return uri;
	}
	const editor = vscode.window.activeTextEditor;
	if (editor?.document.uri.toString() !== uri.toString() || editor.document.languageId !== 'markdown') {
		return undefined;
	}
	const head = new vscode.Range(0, 0, 200, 0);
	return pageMark.test(editor.document.getText(head).slice(0, headLength)) ? uri : undefined;
}
