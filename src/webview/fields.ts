import { activeFields, type ChoiceField, type FormField, type FormValue, type NumberField } from '../shared/modelForm.ts';
import type { PanelState } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { h, newId, setChildren } from './dom.ts';
import type { FieldView } from './fieldView.ts';
import { createSizeField } from './sizeField.ts';

/** An input with its label and help. */
function createField({ strings, state, changeDraft }: Context, field: FormField): FieldView {
	const id = newId();
	const helpId = newId();
	const change = (value: FormValue | undefined): void => {
		const others = Object.entries(state().draft.values).filter(([name]) => name !== field.name);
		changeDraft({ values: Object.fromEntries(value === undefined ? others : [...others, [field.name, value]]) });
	};
	const input =
		field.kind === 'choice'
			? choiceInput(field, id, change)
			: field.kind === 'number'
				? numberInput(field, id, change)
				: createSizeField(strings, field, id, change);
	if (field.help !== undefined) {
		input.element.setAttribute('aria-describedby', helpId);
	}
	return {
		element: h(
			'div',
			{ class: `field field-${field.kind}` },
			h('label', { for: id }, field.label),
			input.element,
			field.help !== undefined && h('p', { id: helpId, class: 'help' }, field.help),
		),
		update: (value) => input.update(value),
	};
}

function choiceInput(field: ChoiceField, id: string, change: (value: FormValue) => void): FieldView {
	const select = h('select', { id }, ...field.options.map(({ value, label }) => h('option', { value }, label)));
	select.addEventListener('change', () => change(select.value));
	return { element: select, update: (value) => (select.value = String(value ?? field.default)) };
}

/** A number input; a number out of range becomes the nearest valid one when the input loses the focus. */
export function numberInput(field: NumberField, id: string, change: (value: FormValue | undefined) => void): FieldView {
	const { min, max, step } = field;
	const input = h('input', { id, type: 'number', inputmode: 'numeric', min, max, step });
	input.addEventListener('input', () => {
		if (input.value === '' && field.default === undefined) {
			change(undefined);
		} else if (input.value !== '' && input.validity.valid) {
			change(input.valueAsNumber);
		}
	});
	input.addEventListener('change', () => {
		if (input.value === '' && field.default === undefined) {
			return;
		}
		const wanted = Number.isNaN(input.valueAsNumber) ? (field.default ?? min) : input.valueAsNumber;
		input.valueAsNumber = Math.min(max, Math.max(min, min + Math.round((wanted - min) / step) * step));
		change(input.valueAsNumber);
	});
	return {
		element: input,
		update: (value) => {
			if (document.activeElement !== input) {
				input.value = value === undefined ? '' : String(value);
			}
		},
	};
}

/** The model's fields in their order. Fields that stay keep their element and with it the focus. */
export function createFields(context: Context): { readonly element: HTMLElement; update(state: PanelState): void } {
	const views = new Map<string, FieldView>();
	const main = h('div', { class: 'fields' });
	const advanced = h('div', { class: 'fields' });
	const more = h('details', { class: 'more' }, h('summary', {}, context.strings.moreOptions), advanced);
	return {
		element: h('div', {}, main, more),
		update: ({ form, draft, references }) => {
			// The count field is beside the button.
			const fields = activeFields(form, draft.values, references.length).filter(({ name }) => name !== 'n');
			const seen = new Set<string>();
			const place = (place: readonly FormField[]): HTMLElement[] =>
				place.map((field) => {
					// States arrive as copies, so fields are compared by content.
					const key = JSON.stringify(field);
					seen.add(key);
					const view = views.get(key) ?? createField(context, field);
					views.set(key, view);
					view.update(draft.values[field.name]);
					return view.element;
				});
			setChildren(main, place(fields.filter((field) => !field.advanced)));
			setChildren(advanced, place(fields.filter((field) => field.advanced)));
			more.hidden = advanced.childElementCount === 0;
			for (const key of views.keys()) {
				if (!seen.has(key)) {
					views.delete(key);
				}
			}
		},
	};
}
