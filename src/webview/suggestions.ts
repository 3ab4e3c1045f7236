import { h, newId, setChildren } from './dom.ts';

/** A suggestion. */
export interface ComboboxOption {
	readonly id: string;
	readonly detail?: string;
}

/** The list under a text box, which keeps the focus. */
export interface Suggestions {
	readonly element: HTMLElement;
	readonly isOpen: boolean;
	/** The suggestion that the arrow keys have selected. */
	readonly active: ComboboxOption | undefined;
	/** Shows suggestions, if there are any, and activates the one with this id. */
	open(options: readonly ComboboxOption[], activeId?: string): void;
	close(): void;
	/** Moves to the next or previous suggestion, with wrap-around. */
	move(step: 1 | -1): void;
}

/**
 * Creates the list of an input, with the ARIA attributes on the input.
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
				// mousedown instead of click: the input keeps the focus, so that its blur does not commit half a word.
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
