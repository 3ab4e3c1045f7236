import type { PanelState } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { h, newId } from './dom.ts';

/** Asks which known model a deployment is if its name does not show it. */
export function createModelBehind({ strings, state, send }: Context): { readonly element: HTMLElement; update(state: PanelState): void } {
	const id = newId();
	const behind = h('select', {
		id,
		title: strings.modelBehindHint,
		onchange: () => send({ type: 'modelBehind', provider: state().draft.provider, name: state().draft.model, model: behind.value }),
	});
	const element = h('div', { class: 'behind' }, h('label', { for: id }, strings.modelBehind), behind);
	return {
		element,
		update: ({ form }) => {
			element.hidden = !form.behind;
			const known = JSON.stringify(form.behind?.options);
			if (form.behind && behind.dataset['options'] !== known) {
				behind.dataset['options'] = known;
				behind.replaceChildren(...form.behind.options.map(({ value, label }) => h('option', { value }, label)));
			}
			behind.value = form.behind?.model ?? '';
		},
	};
}
