import * as vscode from 'vscode';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import { windowKeys } from '../platform/persistentState.ts';
import { readImageSettings } from '../platform/settings.ts';
import type { PanelImage } from '../shared/panelState.ts';
import { pathInWorkspace } from '../platform/files.ts';
import { keptResults } from './keptValues.ts';
import type { PanelMemento } from './panelMemento.ts';
import type { PanelStore } from './panelStore.ts';
import { presentImage } from './presentImage.ts';

/** The images among the results, restored with the window. */
export class Results {
	constructor(
		private readonly live: PanelStore,
		private readonly store: ImageStore,
		private readonly kept: PanelMemento,
	) {}

	/** An image of the store as shown on the page, with addresses that the current page can load. */
	readonly present = (record: ImageRecord): PanelImage =>
		presentImage(record, {
			uriOf: (file) => this.live.uriOf(this.store.pathOf(file)),
			placeOf: (uri) => pathInWorkspace(vscode.Uri.parse(uri)),
			l10n: vscode.l10n,
			language: vscode.env.language,
		});

	/** Restores the window's results. */
	async restore(): Promise<void> {
		await this.show(this.kept.get(windowKeys.imageResults, keptResults) ?? []);
	}

	/** Gives the images addresses that the current page can load. */
	async readdress(): Promise<void> {
		await this.show(this.live.state.results.map(({ id }) => id));
	}

	async keep(): Promise<void> {
		await this.kept.update(
			windowKeys.imageResults,
			this.live.state.results.map(({ id }) => id),
		);
	}

	/** Deletes the oldest images over the limit, except those shown as results. */
	async prune(): Promise<void> {
		const { historyImages } = readImageSettings();
		if (historyImages > 0) {
			for (const id of await this.store.prune(Math.max(historyImages, this.live.state.results.length))) {
				this.live.apply({ type: 'imageDeleted', id });
			}
		}
	}

	private async show(ids: readonly string[]): Promise<void> {
		const records = await Promise.all(ids.map((id) => this.store.get(id)));
		this.live.replace({ results: records.flatMap((record) => (record ? [this.present(record)] : [])) });
	}
}
