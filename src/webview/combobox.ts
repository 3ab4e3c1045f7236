import { iconButton } from './controls.ts';
import { h, newId, setChildren } from './dom.ts';

/** A suggestion. */
export interface ComboboxOption {
	readonly id: string;
	readonly detail?: string;
}

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
	const listId = newId();
	let options: readonly ComboboxOption[] = [];
	let committed = '';
	let shown: readonly ComboboxOption[] = [];
	let active = -1;

	const list = h('div', { id: listId, class: 'suggestions', role: 'listbox', 'aria-label': texts.suggestions, hidden: true });
	const input = h('input', {
		id: inputId,
		type: 'text',
		role: 'combobox',
		'aria-autocomplete': 'list',
		'aria-expanded': 'false',
		'aria-controls': listId,
		placeholder: texts.placeholder,
		autocomplete: 'off',
		autocapitalize: 'off',
		spellcheck: 'false',
		maxlength: 200,
	});
	const button = iconButton('chevronDown', texts.show, () => {
		if (list.hidden) {
			open('');
		} else {
			close();
		}
		input.focus();
	});
	button.tabIndex = -1;

	const open = (query: string): void => {
		const words = query.toLowerCase();
		shown = options.filter(({ id, detail }) => `${id} ${detail ?? ''}`.toLowerCase().includes(words));
		if (shown.length === 0) {
			close();
			return;
		}
		setChildren(list, shown.map(optionElement));
		list.hidden = false;
		input.setAttribute('aria-expanded', 'true');
		activate(query === '' ? shown.findIndex(({ id }) => id === committed) : -1);
	};
	const close = (): void => {
		list.hidden = true;
		input.setAttribute('aria-expanded', 'false');
		activate(-1);
	};
	const activate = (index: number): void => {
		active = index;
		[...list.children].forEach((child, at) => child.setAttribute('aria-selected', String(at === index)));
		const element = list.children[index];
		if (element) {
			input.setAttribute('aria-activedescendant', element.id);
			element.scrollIntoView({ block: 'nearest' });
		} else {
			input.removeAttribute('aria-activedescendant');
		}
	};
	const commit = (value: string): void => {
		const text = value.trim();
		input.value = text;
		close();
		if (text !== committed) {
			committed = text;
			choose(text);
		}
	};
	const optionElement = (option: ComboboxOption): HTMLElement =>
		h(
			'div',
			{
				id: newId(),
				class: 'suggestion',
				role: 'option',
				'aria-selected': 'false',
				// Not click: the input keeps the focus, so that its blur does not commit half a word.
				onmousedown: (event: MouseEvent) => {
					event.preventDefault();
					commit(option.id);
				},
			},
			h('span', {}, option.id),
			option.detail !== undefined && h('span', { class: 'suggestion-detail' }, option.detail),
		);

	input.addEventListener('input', () => open(input.value.trim()));
	input.addEventListener('click', () => list.hidden && open(''));
	input.addEventListener('blur', () => commit(input.value));
	input.addEventListener('keydown', (event) => {
		if (event.ctrlKey || event.metaKey) {
			return;
		}
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault();
			if (list.hidden) {
				open('');
			} else if (event.altKey) {
				close();
			} else {
				const step = event.key === 'ArrowDown' ? 1 : -1;
				activate((active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length);
			}
		} else if (event.key === 'Enter') {
			event.preventDefault();
			commit(shown[active]?.id ?? input.value);
		} else if (event.key === 'Escape') {
			if (list.hidden) {
				input.value = committed;
			} else {
				event.preventDefault();
				close();
			}
		}
	});

	return {
		element: h('div', { class: 'combobox' }, input, button, list),
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
