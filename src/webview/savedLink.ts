import type { PanelImage } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h, setText } from './dom.ts';

/** A link to the file to which an image was last saved. Its line exists from the start, so that nothing moves when it fills. */
export function savedLink({ strings, send }: Context): { readonly element: HTMLElement; update(image: PanelImage): void } {
	let shown: PanelImage | undefined;
	const link = h('button', {
		type: 'button',
		class: 'button link',
		onclick: () => shown && send({ type: 'image', action: 'open', id: shown.id }),
	});
	return {
		element: h('p', { class: 'saved' }, link),
		update: (image) => {
			shown = image;
			link.hidden = image.savedAs === undefined;
			link.title = image.savedAs ?? '';
			setText(link, image.savedAs === undefined ? '' : fill(strings.savedAs, image.savedAs));
		},
	};
}
