import { h } from './dom.ts';
import { icon, type IconName } from './icons.ts';
import { rove } from './roving.ts';

/** An item of a menu. */
export interface MenuItem {
	readonly label: string;
	readonly icon: IconName;
	readonly run: () => void;
}

/** Opens a menu under a button. It closes on a choice, on Escape, or when it loses the focus. */
export function openMenu(button: HTMLElement, label: string, items: readonly MenuItem[]): void {
	let done = false;
	const close = (refocus: boolean): void => {
		if (done) {
			return;
		}
		done = true;
		button.setAttribute('aria-expanded', 'false');
		menu.remove();
		if (refocus) {
			button.focus();
		}
	};
	const buttons = items.map((item) =>
		h(
			'button',
			{
				type: 'button',
				role: 'menuitem',
				class: 'menu-item',
				tabindex: -1,
				onclick: () => {
					close(true);
					item.run();
				},
			},
			icon(item.icon),
			item.label,
		),
	);
	const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'manual' }, ...buttons);
	menu.addEventListener('keydown', (event) => {
		if (event.key === 'Escape' || event.key === 'Tab') {
			event.stopPropagation();
			event.preventDefault();
			close(true);
		}
	});
	menu.addEventListener('focusout', ({ relatedTarget }) => {
		if (!(relatedTarget instanceof Node) || !menu.contains(relatedTarget)) {
			close(false);
		}
	});
	rove(menu, () => buttons, 'vertical')();
	// Inside a modal dialog, because nothing outside can be clicked; otherwise inside the landmark, where screen readers look.
	(button.closest('dialog, main') ?? document.body).append(menu);
	menu.showPopover();
	place(menu, button.getBoundingClientRect());
	button.setAttribute('aria-expanded', 'true');
	buttons[0]?.focus();
}

function place(menu: HTMLElement, anchor: DOMRect): void {
	const { offsetWidth, offsetHeight } = menu;
	const margin = 4;
	const below = anchor.bottom + offsetHeight + margin <= innerHeight;
	menu.style.top = `${Math.max(margin, below ? anchor.bottom + 2 : anchor.top - offsetHeight - 2)}px`;
	menu.style.left = `${Math.max(margin, Math.min(anchor.right - offsetWidth, innerWidth - offsetWidth - margin))}px`;
}
