import * as vscode from 'vscode';
import type { ImageProviders } from '../platform/imageProviders.ts';
import { leaveOut, useModel } from './failureCard.ts';
import type { Generations } from './generations.ts';
import type { PanelDraft } from './panelDraft.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { PanelStore } from './panelStore.ts';

interface RemedyOptions {
	readonly live: PanelStore;
	readonly providers: ImageProviders;
	readonly draft: PanelDraft;
	readonly notices: PanelNotices;
	readonly generations: Generations;
	readonly log: vscode.LogOutputChannel;
	/** Lets the user connect or change a service. */
	readonly setUp: (provider: string) => Promise<void>;
	/** Called after keys have changed. */
	readonly refresh: () => Promise<void>;
}

/** What the buttons under failures and notices do. */
export class PanelRemedies {
	constructor(private readonly options: RemedyOptions) {}

	/**
	 * @param id of the notice or the request that failed
	 * @param name of its button
	 */
	async run(id: string, name: string): Promise<void> {
		const { live, providers, draft, notices, generations, log, setUp, refresh } = this.options;
		const offer = notices.take(id, name);
		if (offer) {
			return offer();
		}
		switch (name) {
			case 'openSettings':
				return vscode.commands.executeCommand('workbench.action.openSettings', '@ext:fovea.fovea fovea.images');
			case 'manageConnections':
				return vscode.commands.executeCommand('fovea.manageConnections');
			case 'showLog':
				return log.show();
		}
		const request = generations.request(id);
		if (!request) {
			return;
		}
		const { provider, prompt } = request;
		const useAgain = (change: { readonly provider?: string; readonly model?: string }) => {
			draft.replace({ ...change, prompt });
			live.post({ type: 'focusPrompt' });
		};
		switch (name) {
			case 'retry':
				return generations.retry(id);
			case 'setKey':
				await providers.enterKey(provider);
				return refresh();
			case 'setUp':
				return setUp(provider);
			case 'editPrompt':
				return useAgain({});
			case 'chooseModel':
				return live.post({ type: 'focusModel' });
		}
		if (name.startsWith(useModel)) {
			useAgain({ provider, model: name.slice(useModel.length) });
		} else if (name.startsWith(leaveOut)) {
			await providers.refuse(provider, request.model, name.slice(leaveOut.length));
			await generations.retry(id);
		}
	}
}
