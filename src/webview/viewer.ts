import type { PanelImage, PanelState } from '../shared/panelState.ts';
import { imageMenu } from '../shared/imageMenu.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { h, newId, setText, type View } from './dom.ts';
import { elsewhere } from './elsewhere.ts';
import { icon } from './icons.ts';
import { imageFacts } from './imageFacts.ts';
import { imageToolbar } from './imageToolbar.ts';
import { savedLink } from './savedLink.ts';
import { createZoom } from './zoom.ts';

/** The large view of an image. */
export interface Viewer {
	show(id: string, among: 'results' | 'history'): void;
	close(): void;
	update(state: PanelState): void;
}

/** Shows one image large with all that is known about it, and leads to those before and after it. */
export function createViewer(context: Context): Viewer {
	const { strings, state } = context;
	let among: 'results' | 'history' = 'results';
	let current: PanelImage | undefined;
	let index = 0;

	const titleId = newId();
	const position = h('h2', { id: titleId });
	const frame = h('div', { class: 'zoom-frame', tabindex: -1, role: 'group', 'aria-label': strings.picture });
	const picture = h('div', { class: 'viewer-picture' }, frame);
	const zoom = createZoom(strings, {
		frame,
		largestFit: 1,
		panButton: 0,
		scaled: () => (frame.tabIndex = zoom.overflows ? 0 : -1),
	});
	const words = h('div', { class: 'viewer-words' });
	const saved = savedLink(context);
	let tools: View<PanelImage> | undefined;
	const previous = iconButton('chevronLeft', strings.previous, () => go(index - 1));
	const next = iconButton('chevronRight', strings.next, () => go(index + 1));
	const dialog = h(
		'dialog',
		{ class: 'viewer', 'aria-labelledby': titleId },
		h(
			'header',
			{ class: 'dialog-head' },
			position,
			zoom.controls,
			previous,
			next,
			iconButton('close', strings.close, () => dialog.close()),
		),
		h('div', { class: 'viewer-body' }, picture, words),
	);
	dialog.addEventListener('close', () => (current = undefined));
	dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
	dialog.addEventListener('keydown', (event) => {
		const inToolbar = event.target instanceof Element && event.target.closest('[role=toolbar], [role=menu]');
		if (zoom.key(event) || (event.target === frame && zoom.overflows)) {
			return; // arrows move what is seen
		}
		if (!inToolbar && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
			event.preventDefault();
			go(index + (event.key === 'ArrowLeft' ? -1 : 1));
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
		const another = current?.id !== image.id || current.src !== image.src;
		index = at;
		setText(position, fill(strings.position, (at + 1).toLocaleString(), total(state()).toLocaleString()));
		previous.disabled = at === 0;
		next.disabled = at >= images(state()).length - 1;
		if (current === image) {
			return;
		}
		current = image;
		if (another) {
			const large = h('img', { src: image.src, alt: image.prompt, draggable: 'false' });
			// A drawing has no size of its own: the browser gives it one.
			const show = (): void => zoom.show(large, image.width || large.naturalWidth || 300, image.height || large.naturalHeight || 150);
			large.addEventListener('load', () => image.width === 0 && show());
			large.addEventListener(
				'error',
				() => !image.remote && frame.replaceChildren(h('span', { class: 'gone' }, icon('image'), strings.imageGone)),
			);
			frame.replaceChildren(image.remote ? elsewhere(context, image) : large);
			zoom.controls.hidden = image.remote !== undefined;
			show();
			tools = imageToolbar(context, image);
			picture.dataset['picture'] = image.id;
			picture.dataset['vscodeContext'] = imageMenu(image.id, !image.remote);
			words.replaceChildren(
				tools.element,
				h('h3', {}, strings.promptLabel),
				h('p', { class: 'prompt-text' }, image.prompt),
				...(image.revisedPrompt === undefined
					? []
					: [h('h3', {}, strings.revisedPrompt), h('p', { class: 'prompt-text' }, image.revisedPrompt)]),
				h('h3', {}, strings.details),
				imageFacts(image, strings),
				saved.element,
			);
		}
		words.querySelector('.facts')?.replaceWith(imageFacts(image, strings));
		tools?.update(image);
		saved.update(image);
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
		update: (next) => {
			if (!current) {
				return;
			}
			const list = images(next);
			const at = list.findIndex((image) => image.id === current?.id);
			const image = list[at] ?? list[Math.min(index, list.length - 1)];
			if (image) {
				draw(image, list.indexOf(image));
				if (!dialog.contains(document.activeElement)) {
					dialog.querySelector<HTMLElement>('button:not([disabled])')?.focus();
				}
			} else {
				dialog.close();
			}
		},
	};
}
