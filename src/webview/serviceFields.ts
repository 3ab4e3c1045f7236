import type { PanelState, ProviderOption } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import { createCombobox } from './combobox.ts';
import type { Context } from './context.ts';
import { textButton } from './controls.ts';
import { h, newId, setText } from './dom.ts';
import { icon } from './icons.ts';

/** The choice of a service and its model. */
export interface ServiceFields {
	readonly elements: readonly HTMLElement[];
	/** The input for the model. */
	readonly model: HTMLInputElement;
	update(state: PanelState): void;
}

/** The chosen service if it is not connected yet. */
export function serviceToSetUp({ providers, draft }: PanelState): ProviderOption | undefined {
	return providers.find(({ id, configured }) => id === draft.provider && !configured);
}

/** Service and model side by side; below them the service's host, or that it is not set up. */
export function createServiceFields(context: Context): ServiceFields {
	const { strings, changeDraft, state, send } = context;
	const [providerId, modelId] = [newId(), newId()];
	const provider = h('select', { id: providerId, onchange: () => changeDraft({ provider: provider.value }) });
	const model = createCombobox(
		modelId,
		{ placeholder: strings.modelPlaceholder, suggestions: strings.modelSuggestions, show: strings.modelShow },
		(value) => changeDraft({ model: value }),
	);
	const host = h('span', {});
	const change = textButton(strings.change, 'link', () => send({ type: 'setUp', provider: state().draft.provider }));
	change.title = strings.changeService;
	const detail = h('p', { class: 'help host' }, host, change);
	const setUp = h('div', { class: 'note warning' });
	let shownProviders = '';
	const showSetUp = (service: ProviderOption | undefined): void => {
		setUp.hidden = !service;
		if (service && setUp.dataset['provider'] !== service.id) {
			setUp.dataset['provider'] = service.id;
			const button = textButton(strings.setUp, 'link', () => send({ type: 'setUp', provider: service.id }));
			setUp.replaceChildren(icon('key'), h('span', {}, fill(strings.notSetUp, service.label), ' ', button));
		}
	};
	return {
		elements: [
			h(
				'div',
				{ class: 'fields' },
				h('div', { class: 'field' }, h('label', { for: providerId }, strings.provider), provider),
				h('div', { class: 'field' }, h('label', { for: modelId }, strings.model), model.element),
			),
			detail,
			setUp,
		],
		model: model.input,
		update: (next) => {
			const { draft, providers, models } = next;
			const key = JSON.stringify(providers);
			if (key !== shownProviders) {
				shownProviders = key;
				provider.replaceChildren(...providers.map(({ id, label }) => h('option', { value: id }, label)));
			}
			provider.value = draft.provider;
			const chosen = providers.find(({ id }) => id === draft.provider);
			setText(host, chosen?.detail ?? '');
			detail.hidden = !chosen?.configured;
			showSetUp(serviceToSetUp(next));
			model.update(draft.model, models);
		},
	};
}
