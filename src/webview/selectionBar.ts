import { fill } from '../shared/strings.ts';
import { openComparison } from './compare.ts';
import type { Context } from './context.ts';
import { textButton } from './controls.ts';
import { h, setText } from './dom.ts';
import { noSelection, type Selection } from './selection.ts';

/** The bar with the number of selected images and the actions on them. */
export interface SelectionBar {
	readonly element: HTMLElement;
	readonly selection: Selection;
	select(next: Selection): void;
	/** Saves, attaches or deletes the selected images, and clears the selection. */
	act(action: 'save' | 'reference' | 'delete'): void;
}

/** Creates the bar, which is visible while something is selected. `changed` is called with whether the focus was in the bar. */
export function createSelectionBar(context: Context, changed: (hadFocus: boolean) => void): SelectionBar {
	const { strings, send, state } = context;
	let selection = noSelection;
	const chosen = h('span', { role: 'status' });
	const compare = textButton(strings.compare, 'secondary', () => {
		const two = state().history.images.filter(({ id }) => selection.ids.has(id));
		if (two.length === 2) {
			openComparison(context, two);
		}
	});
	compare.title = strings.compareHint;
	const select = (next: Selection): void => {
		const hadFocus = element.contains(document.activeElement);
		selection = next;
		const { size } = selection.ids;
		element.hidden = size === 0;
		setText(chosen, size === 0 ? '' : fill(strings.selected, size.toLocaleString()));
		compare.setAttribute('aria-disabled', String(size !== 2));
		changed(hadFocus);
	};
	const act = (action: 'save' | 'reference' | 'delete'): void => {
		send({ type: 'images', action, ids: [...selection.ids] });
		select(noSelection);
	};
	const element = h(
		'div',
		{ class: 'selection-bar', hidden: true },
		chosen,
		textButton(strings.saveAll, 'secondary', () => act('save')),
		textButton(strings.reference, 'secondary', () => act('reference')),
		textButton(strings.deleteAll, 'secondary', () => act('delete')),
		compare,
		textButton(strings.clearSelection, 'link', () => select(noSelection)),
	);
	return {
		element,
		get selection() {
			return selection;
		},
		select,
		act,
	};
}
