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

/** What the person is about to ask for, with the form of its model; kept over a reload. */
export class PanelDraft {
	/** What the person chose last, in whatever window. */
	private choice: v.InferOutput<typeof imageChoice>;
	/** What the person set, whether the model of the moment takes it or not: it counts again with a model that does. */
	private wished: FormValues = {};

	constructor(
		private readonly live: PanelStore,
		private readonly providers: ImageProviders,
		private readonly kept: PanelMemento,
		/** Of all windows. */
		private readonly state: Pick<vscode.Memento, 'get' | 'update'>,
	) {
		this.choice = storedValue(state, globalKeys.imageChoice, imageChoice) ?? { provider: undefined, models: {} };
	}

	/** Takes up what the window had before; else what was chosen last in any. */
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

	/** Takes over what the page says, unless it is older than what is known. */
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

	/** The draft with another service or model: with the model that was last used there, and all that was ever set. */
	private switched(draft: Draft, before: Draft): Draft {
		const values = { ...draft.values, ...this.wished };
		if (draft.provider === before.provider) {
			return { ...draft, values };
		}
		this.choice = { ...this.choice, models: { ...this.choice.models, [before.provider]: before.model } };
		const model = this.choice.models[draft.provider] ?? this.providers.service(draft.provider)?.model ?? draft.model;
		return { ...draft, model, values };
	}

	/** Changes the draft from this side. */
	replace(change: Partial<Draft>): void {
		const { draft, revision } = this.live.state;
		this.wished = change.values ?? this.wished;
		this.live.apply({ type: 'draftReplaced', draft: { ...draft, ...change }, revision: revision + 1 });
		this.refit();
		void this.keep();
	}

	/** Chooses a service, with the model that was last used there. */
	use(service: ImageService): void {
		this.replace({ provider: service.id, model: this.choice.models[service.id] ?? service.model });
	}

	/** Other windows and days begin with this choice. */
	async remember({ provider, model }: Pick<Draft, 'provider' | 'model'>): Promise<void> {
		this.choice = { provider, models: { ...this.choice.models, [provider]: model } };
		await this.state.update(globalKeys.imageChoice, this.choice);
	}

	/** What a request sends of the draft's values. */
	settings(): ImageSettings {
		const { draft, form, references } = this.live.state;
		return settingsToSend(draft.values, this.chosen(draft), form, Math.min(references.length, form.maxReferences));
	}

	/** Works out what the draft may look like with its model, and what it costs. */
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

	/** The model behind the draft's, and whose rules it follows. */
	private chosen({ provider, model }: Draft): Chosen {
		const service = this.providers.service(provider);
		const kind: ImageProvider = service ? this.providers.kindOf(service) : 'compatible';
		return { model: this.providers.modelBehind(provider, model), provider: kind };
	}

	/** Which known model is behind the draft's, where the user has said it. */
	private behind({ provider, model }: Draft): string | undefined {
		const behind = this.providers.modelBehind(provider, model);
		return behind === model ? undefined : behind;
	}

	private async keep(): Promise<void> {
		const { draft, revision } = this.live.state;
		await this.kept.update(windowKeys.imageDraft, { draft, revision });
	}
}

/** Wishes, with what was set or emptied between two drafts. */
function withChanges(wished: FormValues, before: FormValues, after: FormValues): FormValues {
	const changed = parameterNames.filter((name) => before[name] !== after[name]);
	return Object.fromEntries(
		parameterNames.flatMap((name) => {
			const value = changed.includes(name) ? after[name] : wished[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}
