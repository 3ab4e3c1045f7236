import type { NumberField } from '../shared/modelForm.ts';
import type { PanelState } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { h, newId } from './dom.ts';
import { numberInput } from './fields.ts';
import type { FieldView } from './fieldView.ts';

/** The field for the number of images, beside the button. */
export function createCountField({ state, changeDraft }: Context): { readonly element: HTMLElement; update(state: PanelState): void } {
	const element = h('div', { class: 'count' });
	let shown: { readonly key: string; readonly view: FieldView } | undefined;
	return {
		element,
		update: ({ form, draft }) => {
			const field = form.fields.find((other): other is NumberField => other.name === 'n' && other.kind === 'number');
			const key = JSON.stringify(field);
			if (shown?.key !== key) {
				const id = newId();
				const view = field && numberInput(field, id, (n) => n !== undefined && changeDraft({ values: { ...state().draft.values, n } }));
				shown = view && { key, view };
				element.replaceChildren(...(view ? [h('label', { for: id }, field.label), view.element] : []));
				// A model that makes one image at a time leaves no choice.
				element.hidden = !field || field.max <= 1;
			}
			shown?.view.update(draft.values.n);
		},
	};
}
