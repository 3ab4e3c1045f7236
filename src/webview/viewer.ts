import type { PanelImage, PanelState } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { h, newId, setText } from './dom.ts';
import { askForMore } from './moreImages.ts';
import { createViewerImage, type ViewerImage } from './viewerImage.ts';

/** Where the images of the viewer come from. */
export type Among = 'results' | 'history';

/** The large view of an image. */
export interface Viewer {
	show(id: string, among: Among): void;
	close(): void;
	update(state: PanelState): void;
}

/** How many images before the last loaded one the next ones are requested. */
const ahead = 5;

/**
 * Shows an image large with all that is known about it, and buttons to the previous and next one.
 * @param closed called with the image that was shown last, which then gets the focus
 */
export function createViewer(context: Context, closed: (id: string, among: Among) => void): Viewer {
	const { strings, state } = context;
	let among: Among = 'results';
	let current: PanelImage | undefined;
	let index = 0;

	const inside = createViewerImage(context);
	const head = createHead(strings, inside.zoom.controls, { step: (by) => go(index + by), close: () => dialog.close() });
	const dialog = h('dialog', { class: 'viewer', 'aria-labelledby': head.titleId }, head.element, inside.element);
	dialog.addEventListener('close', () => {
		const last = current;
		current = undefined;
		inside.clear();
		// Vary and Edit close it too, and move the focus to the prompt.
		const { activeElement: focused } = document;
		if (last && (focused === document.body || focused?.closest('[data-image]'))) {
			closed(last.id, among);
		}
	});
	dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
	dialog.addEventListener('keydown', (event) => {
		const step = stepOf(event, inside);
		if (step !== 0) {
			event.preventDefault();
			go(index + step);
		} else if (event.key === 'Delete' && current && !(event.target as Element).closest(groups)) {
			context.send({ type: 'image', action: 'delete', id: current.id });
		}
	});
	document.body.append(dialog);

	const images = (from: PanelState): readonly PanelImage[] => (among === 'results' ? from.results : from.history.images);
	const total = (from: PanelState): number => (among === 'results' ? from.results.length : from.history.total);
	const go = (to: number): void => {
		const image = images(state())[to];
		if (image) {
			draw(image, to);
		}
	};
	const draw = (image: PanelImage, at: number): void => {
		index = at;
		current = image;
		const { length } = images(state());
		head.show(at, length, total(state()));
		if (among === 'history' && at >= length - ahead) {
			askForMore(context);
		}
		inside.show(image);
		keepFocus(dialog, inside.frame);
	};
	return {
		show: (id, where) => {
			among = where;
			const at = images(state()).findIndex((image) => image.id === id);
			const image = images(state())[at];
			if (image) {
				draw(image, at);
				dialog.showModal();
			}
		},
		close: () => dialog.close(),
		update: (latest) => {
			if (!current) {
				return;
			}
			const list = images(latest);
			const at = list.findIndex(({ id }) => id === current?.id);
			const image = list[at] ?? list[Math.min(index, list.length - 1)];
			if (image) {
				draw(image, list.indexOf(image));
			} else {
				dialog.close();
			}
		},
	};
}

interface Head {
	readonly element: HTMLElement;
	readonly titleId: string;
	/** @param loaded how many images can be shown so far */
	show(at: number, loaded: number, total: number): void;
}

/** The line above the image with its number and buttons. */
function createHead(
	strings: PanelStrings,
	zoom: HTMLElement,
	does: { readonly step: (by: number) => void; readonly close: () => void },
): Head {
	const titleId = newId();
	const position = h('h2', { id: titleId });
	const previous = iconButton('chevronLeft', strings.previous, () => does.step(-1));
	const next = iconButton('chevronRight', strings.next, () => does.step(1));
	return {
		element: h('header', { class: 'dialog-head' }, position, zoom, previous, next, iconButton('close', strings.close, does.close)),
		titleId,
		show: (at, loaded, total) => {
			setText(position, fill(strings.position, (at + 1).toLocaleString(), total.toLocaleString()));
			previous.disabled = at === 0;
			next.disabled = at >= loaded - 1;
		},
	};
}

/** Elements in which the arrow keys have another meaning. */
const groups = '[role=toolbar], [role=menu]';

/** The step to the image that an arrow key shows; 0 for other keys, and if the arrow keys scroll. */
function stepOf(event: KeyboardEvent, { zoom, frame }: ViewerImage): number {
	const { target, key } = event;
	const pans = target === frame && zoom.overflows;
	if (zoom.key(event) || pans || (target as Element).closest(groups)) {
		return 0;
	}
	return key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
}

/** Moves the focus to the picture if the focused button was disabled or removed. */
function keepFocus(dialog: HTMLDialogElement, frame: HTMLElement): void {
	const { activeElement: focused } = document;
	if (dialog.open && (!dialog.contains(focused) || focused?.matches(':disabled'))) {
		frame.focus();
	}
}
