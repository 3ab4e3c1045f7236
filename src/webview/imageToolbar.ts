import type { PanelImage } from '../shared/panelState.ts';
import type { ImageAction } from '../shared/protocol.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { copyImage } from './copyImage.ts';
import { h, type View } from './dom.ts';
import type { IconName } from './icons.ts';
import { openMenu, type MenuItem } from './menu.ts';
import { rove } from './roving.ts';

/** The actions in their order; the last ones move into a menu if the toolbar is narrow. */
const actions: readonly (readonly [
	name: Exclude<ImageAction, 'copyFailed' | 'fetch' | 'copyAddress' | 'copyPrompt' | 'unfavourite'>,
	icon: IconName,
])[] = [
	['save', 'save'],
	['insert', 'insert'],
	['copy', 'copy'],
	['vary', 'vary'],
	['edit', 'edit'],
	['reference', 'reference'],
	['favourite', 'star'],
	['open', 'open'],
	['saveAs', 'saveAs'],
	['reveal', 'reveal'],
	['delete', 'delete'],
];

/** Width of a button with its gap, in CSS pixels, as in styles/controls.css. */
const buttonWidth = 30;

/** A toolbar with the actions of an image, with one tab stop. */
export function imageToolbar(context: Context, image: PanelImage): View<PanelImage> {
	const { strings } = context;
	const possible = actions.filter(([name]) => !image.remote || name === 'vary' || name === 'favourite' || name === 'delete');
	const items: MenuItem[] = possible.map(([name, icon]) => ({
		label: strings[name],
		icon,
		run: () => {
			if (name === 'copy') {
				void copyImage(context, image);
			} else {
				const marked = name === 'favourite' && isFavourite(context, image);
				context.send({ type: 'image', action: marked ? 'unfavourite' : name, id: image.id });
			}
		},
	}));
	const buttons = items.map((item) => iconButton(item.icon, item.label, item.run));
	const star = buttons[possible.findIndex(([name]) => name === 'favourite')];
	let shown = items.length;
	const more = iconButton('more', strings.moreActions, () => openMenu(more, strings.moreActions, items.slice(shown)));
	more.setAttribute('aria-haspopup', 'menu');
	more.setAttribute('aria-expanded', 'false');
	const toolbar = h('div', { class: 'toolbar', role: 'toolbar', 'aria-label': strings.actions }, ...buttons, more);
	const refresh = rove(toolbar, () => [...buttons, more].filter((button) => !button.hidden), 'horizontal');
	const fit = (width: number): void => {
		const room = Math.max(1, Math.floor(width / buttonWidth));
		shown = room >= items.length ? items.length : room - 1;
		buttons.forEach((button, index) => (button.hidden = index >= shown));
		more.hidden = shown === items.length;
		refresh();
	};
	new ResizeObserver(([entry]) => entry && fit(entry.contentRect.width)).observe(toolbar);
	fit(buttonWidth * items.length);
	const update = ({ favourite }: PanelImage): void => star?.setAttribute('aria-pressed', String(favourite === true));
	update(image);
	return { element: toolbar, update };
}

/** Reads the current state, because the toolbar may be older than the mark. */
function isFavourite({ state }: Context, { id }: PanelImage): boolean {
	const { results, history } = state();
	return [...results, ...history.images].find((image) => image.id === id)?.favourite === true;
}
