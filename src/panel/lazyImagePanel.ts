import * as vscode from 'vscode';
import { once } from '../core/once.ts';
import type { ImagePanel, ImagePanelOptions } from './imagePanel.ts';
import { viewType } from './viewType.ts';

/** The image panel, loaded when it is needed first: at a command, or when VS Code brings its tab back after a reload. */
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

	dispose(): void {
		this.serializer.dispose();
		void this.loaded.made?.then(
			(panel) => panel.dispose(),
			() => undefined,
		);
	}
}
