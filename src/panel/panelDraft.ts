import type * as v from 'valibot';
import * as vscode from 'vscode';
import { estimateCost } from '../core/image/cost.ts';
import type { ImageProvider } from '../core/image/models.ts';
import type { ImageSettings } from '../core/image/settings.ts';
import type { ImageProviders, ImageService } from '../platform/imageProviders.ts';
import type { Draft } from '../shared/panelState.ts';
import { type FormValues, parameterNames } from '../shared/modelForm.ts';
import { type Chosen, fitToModel, settingsToSend } from './formValues.ts';
import { imageChoice, keptDraft } from './keptValues.ts';
import type { PanelMemento } from './panelMemento.ts';
import type { PanelStore } from './panelStore.ts';
import { createModelForm, modelQuestion } from './modelForm.ts';
import { modelOptions } from './modelOptions.ts';
import { estimateText } from './presentImage.ts';
import { globalKeys, windowKeys } from '../platform/persistentState.ts';
import { storedValue } from '../platform/storedValue.ts';

/** The request that the user is composing, with the form of its model; survives a reload. */
export class PanelDraft {
	/** What the user last chose in any window. */
	private choice: v.InferOutput<typeof imageChoice>;
	/** All values that the user has set. Those that the current model does not accept apply again with a model that does. */
	private wished: FormValues = {};

	constructor(
		private readonly live: PanelStore,
		private readonly providers: ImageProviders,
		private readonly kept: PanelMemento,
		/** State that all windows share. */
		private readonly state: Pick<vscode.Memento, 'get' | 'update'>,
	) {
		this.choice = storedValue(state, globalKeys.imageChoice, imageChoice) ?? { provider: undefined, models: {} };
	}

	/** Restores the window's draft, or else the last choice of any window. */
	async restore(): Promise<void> {
		const kept = this.kept.get(windowKeys.imageDraft, keptDraft);
		if (kept) {
			this.wished = kept.draft.values;
			this.live.apply({ type: 'draftReplaced', ...kept });
		}
		if (!this.providers.service(this.live.state.draft.provider)) {
			const last = this.choice.provider === undefined ? undefined : this.providers.service(this.choice.provider);
			this.use(last ?? (await this.providers.preferred()));
		}
		this.refit();
	}

	/** Takes over the page's draft unless a newer one is known. */
	async take(draft: Draft, revision: number): Promise<void> {
		const { draft: before, revision: known } = this.live.state;
		if (revision <= known) {
			return;
		}
		this.live.apply({ type: 'draftChanged', draft, revision }, 'known');
		this.wished = withChanges(this.wished, before.values, draft.values);
		if (draft.provider !== before.provider || draft.model !== before.model) {
			this.live.apply({ type: 'draftReplaced', draft: this.switched(draft, before), revision: revision + 1 });
		}
		this.refit();
		await this.keep();
	}

	/** The draft with another service or model: the model last used there, and all values that were ever set. */
	private switched(draft: Draft, before: Draft): Draft {
		const values = { ...draft.values, ...this.wished };
		if (draft.provider === before.provider) {
			return { ...draft, values };
		}
		this.choice = { ...this.choice, models: { ...this.choice.models, [before.provider]: before.model } };
		const model = this.choice.models[draft.provider] ?? this.providers.service(draft.provider)?.model ?? draft.model;
		return { ...draft, model, values };
	}

	/** Changes the draft from the host. */
	replace(change: Partial<Draft>): void {
		const { draft, revision } = this.live.state;
		this.wished = change.values ?? this.wished;
		this.live.apply({ type: 'draftReplaced', draft: { ...draft, ...change }, revision: revision + 1 });
		this.refit();
		void this.keep();
	}

	/** Chooses a service with the model that was last used there. */
	use(service: ImageService): void {
		this.replace({ provider: service.id, model: this.choice.models[service.id] ?? service.model });
	}

	/** Remembers the choice for other windows and sessions. */
	async remember({ provider, model }: Pick<Draft, 'provider' | 'model'>): Promise<void> {
		this.choice = { provider, models: { ...this.choice.models, [provider]: model } };
		await this.state.update(globalKeys.imageChoice, this.choice);
	}

	/** The values of the draft that a request sends. */
	settings(): ImageSettings {
		const { draft, form, references } = this.live.state;
		return settingsToSend(draft.values, this.chosen(draft), form, Math.min(references.length, form.maxReferences));
	}

	/** Updates the form, the values and the estimated cost for the draft's model. */
	refit(): void {
		const { draft, revision, form: before, references } = this.live.state;
		const chosen = this.chosen(draft);
		const today = new Date().toISOString().slice(0, 10);
		const { l10n, env } = vscode;
		const isConnected = this.providers.connection(draft.provider) !== undefined;
		const form = {
			...createModelForm({ ...chosen, l10n, language: env.language, today }),
			...(isConnected ? modelQuestion(draft.model, this.behind(draft), chosen.provider, l10n) : {}),
		};
		const { values, repairs } = fitToModel(draft.values, chosen, form, before);
		const attached = Math.min(references.length, form.maxReferences);
		const estimate = estimateCost({ ...chosen, settings: settingsToSend(values, chosen, form, attached), references: attached });
		const { model: own = '', models = {} } = this.providers.service(draft.provider) ?? {};
		this.live.apply({
			type: 'formChanged',
			revision,
			models: modelOptions([own, ...Object.keys(models)], chosen.provider, today, l10n),
			form,
			values,
			repairs,
			...(estimate ? { estimate: estimateText(estimate, l10n, env.language) } : {}),
		});
	}

	/** The known model behind the draft's model, and the provider whose rules apply. */
	private chosen({ provider, model }: Draft): Chosen {
		const service = this.providers.service(provider);
		const kind: ImageProvider = service ? this.providers.kindOf(service) : 'compatible';
		return { model: this.providers.modelBehind(provider, model), provider: kind };
	}

	/** The known model behind the draft's model, if the user has named it. */
	private behind({ provider, model }: Draft): string | undefined {
		const behind = this.providers.modelBehind(provider, model);
		return behind === model ? undefined : behind;
	}

	private async keep(): Promise<void> {
		const { draft, revision } = this.live.state;
		await this.kept.update(windowKeys.imageDraft, { draft, revision });
	}
}

/** The wished values, updated with what was set or cleared between two drafts. */
function withChanges(wished: FormValues, before: FormValues, after: FormValues): FormValues {
	const changed = parameterNames.filter((name) => before[name] !== after[name]);
	return Object.fromEntries(
		parameterNames.flatMap((name) => {
			const value = changed.includes(name) ? after[name] : wished[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}
