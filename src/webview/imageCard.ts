import type { PanelImage } from '../shared/panelState.ts';
import { imageMenu } from '../shared/imageMenu.ts';
import type { Context } from './context.ts';
import { h, newId, setText, type View } from './dom.ts';
import { elsewhere } from './elsewhere.ts';
import { icon } from './icons.ts';
import { differs, imageFacts, imageSummary } from './imageFacts.ts';
import { imageToolbar } from './imageToolbar.ts';
import { savedLink } from './savedLink.ts';
import { dragImage } from './dragImage.ts';

/** The card of a finished image among the results: picture, actions, prompt and parameters. */
export function createImageCard(context: Context, image: PanelImage): View<PanelImage> {
	const { strings, view, thumbnails } = context;
	const promptId = newId();
	const saved = savedLink(context);
	const frame = h('div', { class: 'frame-of-image', 'data-picture': image.id });
	const toolbar = h('div', {});
	let tools: View<PanelImage> | undefined;
	const showPicture = (next: PanelImage): void => {
		tools = imageToolbar(context, next);
		toolbar.replaceChildren(tools.element);
		frame.dataset['vscodeContext'] = imageMenu(next.id, !next.remote);
		if (next.remote) {
			frame.replaceChildren(elsewhere(context, next));
			return;
		}
		const picture = h('img', {
			src: next.src,
			alt: next.prompt,
			width: next.width,
			height: next.height,
			decoding: 'async',
			// The editor shows the page when its first content has loaded, and does not wait for lazy images.
			loading: 'lazy',
			draggable: 'false',
		});
		const open = h(
			'button',
			{ type: 'button', class: 'picture', title: strings.viewImage, draggable: 'true', onclick: () => view(next.id, 'results') },
			picture,
		);
		picture.addEventListener('load', () => requestIdleCallback(() => void thumbnails(next), { timeout: 2000 }), { once: true });
		picture.addEventListener('error', () => open.replaceChildren(h('span', { class: 'gone' }, icon('image'), strings.imageGone)));
		open.addEventListener('dragstart', (event) => dragImage(event, next, picture));
		const hadFocus = frame.contains(document.activeElement);
		frame.replaceChildren(open);
		if (hadFocus) {
			open.focus();
		}
	};
	let shown: string | undefined;
	const changed = image.parameters.some(differs);
	const summary = h('span', {});
	const facts = h('div', {});
	/** Updates what is not known yet when the image arrives. */
	const update = (next: PanelImage): void => {
		if (next.src !== shown) {
			shown = next.src;
			showPicture(next);
		}
		tools?.update(next);
		saved.update(next);
		setText(summary, imageSummary(next, strings));
		facts.replaceChildren(imageFacts(next, strings));
	};
	update(image);
	return {
		element: h(
			'article',
			{ class: 'card image-card', 'aria-labelledby': promptId, 'data-image': image.id },
			frame,
			h(
				'div',
				{ class: 'card-body' },
				toolbar,
				h('p', { id: promptId, class: 'card-prompt' }, image.prompt),
				image.revisedPrompt !== undefined &&
					h('details', { class: 'revised' }, h('summary', {}, strings.revisedPrompt), h('p', {}, image.revisedPrompt)),
				h('details', {}, h('summary', { class: changed ? 'differs' : undefined }, summary, changed && icon('warning')), facts),
				saved.element,
			),
		),
		update,
	};
}
