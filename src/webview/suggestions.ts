import { h, newId, setChildren } from './dom.ts';

/** A suggestion. */
export interface ComboboxOption {
	readonly id: string;
	readonly detail?: string;
}

/** The list under a text box; the text box keeps the focus. */
export interface Suggestions {
	readonly element: HTMLElement;
	readonly isOpen: boolean;
	/** The suggestion that the arrow keys have reached. */
	readonly active: ComboboxOption | undefined;
	/** Shows suggestions, if there are any, with the one of this id active. */
	open(options: readonly ComboboxOption[], activeId?: string): void;
	close(): void;
	/** To the next or the one before, round the ends. */
	move(step: 1 | -1): void;
}

/**
 * Makes the list of an input, and tells screen readers through the input.
 * @param choose called with the id of a suggestion that was clicked
 */
export function createSuggestions(input: HTMLInputElement, label: string, choose: (id: string) => void): Suggestions {
	let shown: readonly ComboboxOption[] = [];
	let active = -1;
	const list = h('div', { id: newId(), class: 'suggestions', role: 'listbox', 'aria-label': label, hidden: true });
	input.setAttribute('aria-controls', list.id);
	const toggle = (isOpen: boolean): void => {
		list.hidden = !isOpen;
		input.setAttribute('aria-expanded', String(isOpen));
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
	const close = (): void => {
		toggle(false);
		activate(-1);
	};
	const optionElement = ({ id, detail }: ComboboxOption): HTMLElement =>
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
					choose(id);
				},
			},
			h('span', {}, id),
			detail !== undefined && h('span', { class: 'suggestion-detail' }, detail),
		);
	close();
	return {
		element: list,
		get isOpen() {
			return !list.hidden;
		},
		get active() {
			return shown[active];
		},
		open: (options, activeId) => {
			shown = options;
			if (shown.length === 0) {
				close();
				return;
			}
			setChildren(list, shown.map(optionElement));
			toggle(true);
			activate(shown.findIndex(({ id }) => id === activeId));
		},
		close,
		move: (step) => activate((active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length),
	};
}
