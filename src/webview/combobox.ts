import { iconButton } from './controls.ts';
import { h } from './dom.ts';
import { type ComboboxOption, createSuggestions } from './suggestions.ts';

/** A text field with suggestions. */
export interface Combobox {
	readonly element: HTMLElement;
	readonly input: HTMLInputElement;
	update(value: string, options: readonly ComboboxOption[]): void;
}

/** Texts for people and screen readers. */
export interface ComboboxTexts {
	readonly placeholder: string;
	readonly suggestions: string;
	readonly show: string;
}

/** A text box with suggestions, any text allowed: the "editable combobox with list" of the ARIA practices. */
export function createCombobox(inputId: string, texts: ComboboxTexts, choose: (value: string) => void): Combobox {
	let options: readonly ComboboxOption[] = [];
	let committed = '';
	const input = h('input', {
		id: inputId,
		type: 'text',
		role: 'combobox',
		'aria-autocomplete': 'list',
		placeholder: texts.placeholder,
		autocomplete: 'off',
		autocapitalize: 'off',
		spellcheck: 'false',
		maxlength: 200,
	});
	const commit = (value: string): void => {
		const text = value.trim();
		input.value = text;
		list.close();
		if (text !== committed) {
			committed = text;
			choose(text);
		}
	};
	const list = createSuggestions(input, texts.suggestions, commit);
	const openAll = (): void => list.open(options, committed);
	const openMatching = (): void => {
		const words = input.value.trim().toLowerCase();
		list.open(options.filter(({ id, detail }) => `${id} ${detail ?? ''}`.toLowerCase().includes(words)));
	};
	const button = iconButton('chevronDown', texts.show, () => {
		if (list.isOpen) {
			list.close();
		} else {
			openAll();
		}
		input.focus();
	});
	button.tabIndex = -1;

	input.addEventListener('input', openMatching);
	input.addEventListener('click', () => list.isOpen || openAll());
	input.addEventListener('blur', () => commit(input.value));
	input.addEventListener('keydown', (event) => {
		const { key } = event;
		if (event.ctrlKey || event.metaKey) {
			return;
		}
		if (key === 'ArrowDown' || key === 'ArrowUp') {
			event.preventDefault();
			if (!list.isOpen) {
				openAll();
			} else if (event.altKey) {
				list.close();
			} else {
				list.move(key === 'ArrowDown' ? 1 : -1);
			}
		} else if (key === 'Enter') {
			event.preventDefault();
			commit(list.active?.id ?? input.value);
		} else if (key === 'Escape' && list.isOpen) {
			event.preventDefault();
			list.close();
		} else if (key === 'Escape') {
			input.value = committed;
		}
	});

	return {
		element: h('div', { class: 'combobox' }, input, button, list.element),
		input,
		update: (value, next) => {
			options = next;
			if (value !== committed) {
				committed = value;
				input.value = value;
			}
		},
	};
}
