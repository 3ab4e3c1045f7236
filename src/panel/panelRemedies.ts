import type * as vscode from 'vscode';
import type { ImageProviders } from '../platform/imageProviders.ts';
import type { ConnectionRemedy } from '../platform/messages/message.ts';
import { mendConnection, openSetting } from '../platform/notify.ts';
import { isConnectionRemedy, leaveOut, openSettingOf, useModel } from './failureCard.ts';
import { valuesFrom } from './formValues.ts';
import type { Composition } from './composition.ts';
import type { Generations } from './generations.ts';
import type { ImageRequest } from './keptValues.ts';
import type { PanelDraft } from './panelDraft.ts';
import type { PanelNotices } from './panelNotices.ts';
import type { PanelStore } from './panelStore.ts';

interface RemedyOptions {
	readonly live: PanelStore;
	readonly providers: ImageProviders;
	readonly draft: PanelDraft;
	readonly notices: PanelNotices;
	readonly composition: Composition;
	readonly generations: Generations;
	readonly log: vscode.LogOutputChannel;
	/** Lets the user connect or change a service. */
	readonly setUp: (provider: string) => Promise<void>;
	/** Called after keys have changed. */
	readonly refresh: () => Promise<void>;
}

/** The provider and model of a request. */
type Asked = Pick<ImageRequest, 'provider' | 'model'>;

/** The actions of the buttons under failures and notices. */
export class PanelRemedies {
	constructor(private readonly options: RemedyOptions) {}

	/**
	 * Runs the action of a button.
	 * @param id of the notice or of the failed request
	 * @param name of the button
	 */
	async run(id: string, name: string): Promise<void> {
		const { live, providers, draft, notices, generations, composition, log } = this.options;
		const offer = notices.take(id, name);
		if (offer) {
			return offer();
		}
		if (name === 'showLog') {
			return log.show();
		}
		if (name.startsWith(openSettingOf)) {
			return openSetting(name.slice(openSettingOf.length));
		}
		const request = generations.request(id);
		if (!request) {
			return;
		}
		const { provider, prompt } = request;
		switch (name) {
			case 'retry':
				return generations.retry(id);
			case 'setUp':
				return this.goOn(request, await this.connected(request));
			case 'editPrompt':
				await composition.replace(() => draft.replace({ prompt }));
				return live.post({ type: 'focusPrompt' });
		}
		if (isConnectionRemedy(name)) {
			await this.goOn(request, await this.mended(request, name));
		} else if (name.startsWith(useModel)) {
			await this.goOn(request, { provider, model: name.slice(useModel.length) });
		} else if (name.startsWith(leaveOut)) {
			await providers.refuse(provider, request.model, name.slice(leaveOut.length));
			await generations.retry(id);
		}
	}
	/** The provider and model of a request after its connection was fixed; undefined if nothing was changed. */
	private async mended(request: ImageRequest, remedy: ConnectionRemedy): Promise<Asked | undefined> {
		const { providers } = this.options;
		const { provider, model } = request;
		const before = providers.connection(provider);
		if (remedy === 'setKey') {
			await providers.enterKey(provider);
			return { provider, model };
		}
		if (!before && remedy !== 'manageConnections') {
			return this.connected(request);
		}
		if (!(await mendConnection(remedy, 'images', before && { ...before, model }))) {
			return undefined;
		}
		const after = providers.connection(provider);
		return { provider, model: after && after.model !== before?.model ? after.model : model };
	}

	/** The service that was set up instead of the request's; undefined if none was. */
	private async connected({ provider }: ImageRequest): Promise<Asked | undefined> {
		const { live, setUp } = this.options;
		await setUp(provider);
		const { draft, providers } = live.state;
		const isSetUp = providers.some(({ id, configured }) => id === draft.provider && configured);
		return isSetUp ? { provider: draft.provider, model: draft.model } : undefined;
	}

	/** Repeats a failed request with the new provider and model, and with settings that the model accepts. */
	private async goOn(request: ImageRequest, asked: Asked | undefined): Promise<void> {
		const { live, providers, draft, generations, refresh } = this.options;
		await refresh();
		if (!asked) {
			return;
		}
		if (asked.provider === request.provider && asked.model === request.model) {
			return generations.retry(request.id);
		}
		const { prompt, settings } = request;
		draft.replace({ ...asked, prompt, values: { ...live.state.draft.values, ...valuesFrom(settings) } });
		const { form } = live.state;
		await generations.retry(request.id, {
			...asked,
			providerLabel: providers.service(asked.provider)?.label ?? asked.provider,
			settings: draft.settings(),
			form: { referenceTypes: form.referenceTypes, maxReferenceBytes: form.maxReferenceBytes },
		});
	}
}
