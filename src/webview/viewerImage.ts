import { imageMenu } from '../shared/imageMenu.ts';
import type { PanelImage } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { h, type View } from './dom.ts';
import { elsewhere } from './elsewhere.ts';
import { icon } from './icons.ts';
import { imageFacts } from './imageFacts.ts';
import { imageToolbar } from './imageToolbar.ts';
import { savedLink } from './savedLink.ts';
import { createZoom, type Zoom } from './zoom.ts';

/** An image in the viewer: the picture, which can be zoomed, and all that is known about it. */
export interface ViewerImage {
	readonly element: HTMLElement;
	/** The frame of the picture. */
	readonly frame: HTMLElement;
	readonly zoom: Zoom;
	/** Shows an image, or updates the same one. */
	show(image: PanelImage): void;
	/** Removes the image, so that it takes no memory. */
	clear(): void;
}

/** Creates the content of the viewer. */
export function createViewerImage(context: Context): ViewerImage {
	const { strings } = context;
	let shown: PanelImage | undefined;
	let tools: View<PanelImage> | undefined;
	const frame = h('div', { class: 'zoom-frame', tabindex: -1, autofocus: true, role: 'group', 'aria-label': strings.picture });
	const picture = h('div', { class: 'viewer-picture' }, frame);
	const words = h('div', { class: 'viewer-words' });
	const saved = savedLink(context);
	const zoom = createZoom(strings, {
		frame,
		largestFit: 1,
		panButton: 0,
		scaled: () => (frame.tabIndex = zoom.overflows ? 0 : -1),
	});

	const showPicture = (image: PanelImage): void => {
		const large = h('img', { src: image.src, alt: image.prompt, draggable: 'false' });
		// A drawing has no size of its own, so the browser's is used.
		const show = (): void => zoom.show(large, image.width || large.naturalWidth || 300, image.height || large.naturalHeight || 150);
		large.addEventListener('load', () => image.width === 0 && show());
		large.addEventListener(
			'error',
			() => !image.remote && frame.replaceChildren(h('span', { class: 'gone' }, icon('image'), strings.imageGone)),
		);
		frame.replaceChildren(image.remote ? elsewhere(context, image) : large);
		zoom.controls.hidden = image.remote !== undefined;
		show();
		picture.dataset['picture'] = image.id;
		picture.dataset['vscodeContext'] = imageMenu(image.id, !image.remote);
	};
	const showWords = (image: PanelImage): void => {
		const text = (title: string, prompt: string) => [h('h3', {}, title), h('p', { class: 'prompt-text' }, prompt)];
		tools = imageToolbar(context, image);
		words.replaceChildren(
			tools.element,
			...text(strings.promptLabel, image.prompt),
			...(image.revisedPrompt === undefined ? [] : text(strings.revisedPrompt, image.revisedPrompt)),
			h('h3', {}, strings.details),
			imageFacts(image, strings),
			saved.element,
		);
	};
	return {
		element: h('div', { class: 'viewer-body' }, picture, words),
		frame,
		zoom,
		show: (image) => {
			if (shown === image) {
				return;
			}
			if (shown?.id !== image.id || shown.src !== image.src) {
				showPicture(image);
				showWords(image);
			}
			shown = image;
			words.querySelector('.facts')?.replaceWith(imageFacts(image, strings));
			tools?.update(image);
			saved.update(image);
		},
		clear: () => {
			shown = undefined;
			frame.replaceChildren();
		},
	};
}
