import * as vscode from 'vscode';
import { once } from '../core/once.ts';
import type { ImagePanel, ImagePanelOptions } from './imagePanel.ts';
import { openPanelTab } from './panelTab.ts';
import { viewType } from './viewType.ts';

/** Loads the image panel when it is first needed: at a command, or when VS Code restores its tab after a reload. */
export class LazyImagePanel implements vscode.Disposable {
	private readonly loaded = once(async () => (await import('./imagePanel.ts')).ImagePanel.open(this.options));
	private readonly serializer: vscode.Disposable;

	constructor(private readonly options: ImagePanelOptions) {
		this.serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
			deserializeWebviewPanel: async (panel) => (await this.load()).restore(panel),
		});
	}

	load(): Promise<ImagePanel> {
		return this.loaded();
	}

	/** Shows the panel's tab, with a prompt if one is given. The first time, the editor creates the frame while the code loads. */
	async open(prompt?: string): Promise<void> {
		const tab = this.loaded.made ? undefined : openPanelTab();
		const closed = new AbortController();
		tab?.onDidDispose(() => closed.abort());
		const panel = await this.load().catch((error: unknown) => {
			tab?.dispose();
			throw error;
		});
		if (!closed.signal.aborted) {
			await panel.open(prompt, tab);
		}
	}

	dispose(): void {
		this.serializer.dispose();
		void this.loaded.made?.then(
			(panel) => panel.dispose(),
			() => undefined,
		);
	}
}
