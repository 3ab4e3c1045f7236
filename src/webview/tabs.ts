import { h, newId, setText } from './dom.ts';
import { rove } from './roving.ts';

/** A tab and its content. */
export interface TabPage<T extends string> {
	readonly name: T;
	readonly label: string;
	readonly content: HTMLElement;
}

/** Pages of which one is visible, with tabs above them that the arrow keys select. */
export function createTabs<T extends string>(
	pages: readonly TabPage<T>[],
	trailing: HTMLElement,
	chosen: (name: T) => void,
): {
	readonly element: HTMLElement;
	select(name: T): void;
	setCount(name: T, count: number): void;
	/** The selected tab. */
	current(): HTMLElement | undefined;
} {
	const parts = pages.map(({ name, label, content }) => {
		const [tabId, panelId] = [newId(), newId()];
		const total = h('span', { class: 'total', hidden: true });
		const tab = h(
			'button',
			{ type: 'button', id: tabId, class: 'tab', role: 'tab', 'aria-controls': panelId, onclick: () => select(name) },
			label,
			total,
		);
		const panel = h('div', { id: panelId, class: 'tab-panel', role: 'tabpanel', 'aria-labelledby': tabId, tabindex: -1 }, content);
		tab.addEventListener('focus', () => select(name));
		return { name, tab, total, panel };
	});
	const select = (name: T): void => {
		if (parts.some((part) => part.name === name && !part.panel.hidden && part.tab.getAttribute('aria-selected') === 'true')) {
			return;
		}
		for (const { name: other, tab, panel } of parts) {
			const is = other === name;
			tab.setAttribute('aria-selected', String(is));
			tab.tabIndex = is ? 0 : -1;
			panel.hidden = !is;
		}
		chosen(name);
	};
	const list = h('div', { class: 'tab-list', role: 'tablist' }, ...parts.map(({ tab }) => tab));
	rove(list, () => parts.map(({ tab }) => tab), 'horizontal');
	return {
		element: h('div', {}, h('div', { class: 'tab-bar' }, list, trailing), ...parts.map(({ panel }) => panel)),
		select,
		current: () => parts.find(({ panel }) => !panel.hidden)?.tab,
		setCount: (name, count) => {
			const total = parts.find((part) => part.name === name)?.total;
			if (total) {
				total.hidden = count === 0;
				setText(total, count.toLocaleString());
			}
		},
	};
}
