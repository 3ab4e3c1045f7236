import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { plain } from '../core/plain.ts';
import * as vscode from 'vscode';
import { ImageStore } from '../core/image/store.ts';
import { once } from '../core/once.ts';
import type { Background } from '../core/worker/background.ts';
import { FileMemento } from '../platform/fileMemento.ts';
import type { ImageProviders } from '../platform/imageProviders.ts';
import type { ImageAction, ToWebview } from '../shared/protocol.ts';
import { ImageActions } from './actions/imageActions.ts';
import { registerImageDrop } from './dropImage.ts';
import type { GenerationOutcome } from './generations.ts';
import { panelPage } from './html.ts';
import { openPanelTab } from './panelTab.ts';
import type { PanelView } from './panelStore.ts';
import { PanelSession } from './panelSession.ts';
import { storageSizeText } from './presentImage.ts';
import { mayDelete } from '../platform/mayDelete.ts';
import { windowKeys } from '../platform/persistentState.ts';
import { storedValue } from '../platform/storedValue.ts';
import { windowName } from './keptValues.ts';

/** What the image panel needs. */
export interface ImagePanelOptions {
	readonly context: vscode.ExtensionContext;
	readonly background: Background;
	readonly providers: ImageProviders;
	readonly log: vscode.LogOutputChannel;
}

/** The image panel of a window: its tab and its commands. */
export class ImagePanel implements vscode.Disposable {
	private readonly store: ImageStore;
	private readonly session: PanelSession;
	private readonly subscriptions: readonly { dispose(): unknown }[];
	private panel: vscode.WebviewPanel | undefined;
	/** The page's code and style from the package. */
	private readonly pageFiles = once(async () => {
		const read = (name: string) => readFile(vscode.Uri.joinPath(this.options.context.extensionUri, 'dist', name).fsPath, 'utf8');
		const [script, style] = await Promise.all([read('webview.js'), read('panel.css')]);
		return { script, style };
	});

	/** Opens the panel with the state that the window kept. */
	static async open(options: ImagePanelOptions): Promise<ImagePanel> {
		const window = windowFolder(options.context);
		return new ImagePanel(options, window, await FileMemento.open(vscode.Uri.joinPath(window, 'imagePanel.json').fsPath));
	}

	private constructor(
		private readonly options: ImagePanelOptions,
		/** Where this window keeps the panel's state and reference images. */
		private readonly window: vscode.Uri,
		windowState: FileMemento,
	) {
		const { context, background, providers, log } = options;
		const images = vscode.Uri.joinPath(context.globalStorageUri, 'images');
		this.store = new ImageStore(images.fsPath);
		const actions = new ImageActions({ store: this.store, log });
		this.session = new PanelSession({
			background,
			providers,
			store: this.store,
			actions,
			referencesFolder: vscode.Uri.joinPath(this.window, 'references').fsPath,
			windowState,
			state: context.globalState,
			log,
			onUnseen: (outcome) => void this.tellUnseen(outcome),
		});
		const refresh = () => void this.session.refresh();
		this.subscriptions = [
			actions,
			registerImageDrop((id, document, position) => this.session.linkAt(id, document, position)),
			vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('fovea.images') && refresh()),
			context.secrets.onDidChange(refresh),
		];
	}

	/**
	 * Shows the panel's tab, with a prompt if one is given.
	 * @param tab a tab that was already opened for it
	 */
	async open(prompt?: string, tab?: vscode.WebviewPanel): Promise<void> {
		if (this.panel) {
			tab?.dispose();
			this.panel.reveal();
			this.session.focus();
		} else {
			this.attach(tab ?? openPanelTab());
		}
		if (prompt !== undefined) {
			await this.session.usePrompt(prompt);
		}
	}

	/** Shows the prompt and parameters stored in an image file. */
	async openImage(uri: vscode.Uri): Promise<void> {
		await this.open();
		await this.session.openImage(uri);
	}

	/** Runs an action on an image of the history, like its buttons. */
	async act(action: ImageAction, id: string): Promise<void> {
		await this.session.receive({ type: 'image', action, id });
	}

	/** Selects a service that was just connected, whether the panel is open or not. */
	async useService(id: string): Promise<void> {
		await this.session.useService(id);
	}

	/** Fills a panel that VS Code restored after a reload. */
	restore(panel: vscode.WebviewPanel): void {
		if (this.panel) {
			panel.dispose();
		} else {
			this.attach(panel);
		}
	}

	/** Deletes every image of the history if the user confirms. */
	async clearHistory(): Promise<void> {
		const [{ total }, size] = await Promise.all([this.store.page(undefined, 0), this.store.size()]);
		if (total === 0) {
			void vscode.window.showInformationMessage(vscode.l10n.t('The image history is empty.'));
			return;
		}
		const question =
			total === 1
				? vscode.l10n.t('Delete the one image of the history ({0})?', plain(storageSizeText(size, vscode.env.language)))
				: vscode.l10n.t('Delete all {0} images of the history ({1})?', total, plain(storageSizeText(size, vscode.env.language)));
		const detail = vscode.l10n.t('Their files are deleted for good. Copies that you saved in a workspace stay.');
		if (await mayDelete(question, vscode.l10n.t('Delete'), detail)) {
			await this.session.clearHistory();
		}
	}

	dispose(): void {
		this.session.dispose();
		vscode.Disposable.from(...this.subscriptions).dispose();
	}

	private attach(panel: vscode.WebviewPanel): void {
		const { context, log } = this.options;
		const { webview } = panel;
		const view: PanelView = {
			post: (message: ToWebview) =>
				void webview.postMessage(message).then(undefined, (error: unknown) => log.debug(`The image panel is gone: ${String(error)}`)),
			uriOf: (path) => webview.asWebviewUri(vscode.Uri.file(path)).toString(),
			isVisible: () => panel.visible,
		};
		this.panel = panel;
		panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
		panel.onDidDispose(() => {
			this.panel = undefined;
			this.session.show(undefined);
		});
		panel.onDidChangeViewState(() => panel.visible && this.session.seen());
		webview.onDidReceiveMessage((message) => void this.session.receive(message));
		webview.options = {
			enableScripts: true,
			localResourceRoots: [vscode.Uri.file(this.store.folder), this.window],
		};
		this.session.show(view);
		// The content is collected while the editor creates the frame.
		void Promise.all([this.session.first(), this.pageFiles()]).then(
			([first, { script, style }]) => {
				if (this.panel === panel) {
					webview.html = panelPage({
						script,
						style,
						source: webview.cspSource,
						nonce: randomBytes(16).toString('base64'),
						language: vscode.env.language,
						first: first && { id: randomUUID(), ...first },
					});
				}
			},
			(error: unknown) => log.error(`The image panel's own files cannot be read: ${String(error)}`),
		);
	}

	/** Notifies the user who left the panel before the images came. */
	private async tellUnseen({ images, failure }: GenerationOutcome): Promise<void> {
		const open = vscode.l10n.t('Open Panel');
		const arrived = images === 1 ? vscode.l10n.t('Your image is in the history.') : vscode.l10n.t('{0} images are in the history.', images);
		const answers = [
			...(images > 0 ? [vscode.window.showInformationMessage(arrived, open)] : []),
			...(failure ? [vscode.window.showErrorMessage(failure.text, open)] : []),
		];
		await Promise.all(answers.map(async (answer) => (await answer) === open && this.open()));
	}
}

/** The editor's storage folder for the workspace; a window without a workspace has its own folder. */
function windowFolder({ storageUri, globalStorageUri, workspaceState }: vscode.ExtensionContext): vscode.Uri {
	if (storageUri) {
		return storageUri;
	}
	const id = storedValue(workspaceState, windowKeys.imageWindow, windowName) ?? randomUUID();
	void workspaceState.update(windowKeys.imageWindow, id);
	return vscode.Uri.joinPath(globalStorageUri, 'windows', id);
}
