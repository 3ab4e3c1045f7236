import type { PanelImage } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h, setText } from './dom.ts';

/** Where an image was saved last, which opens the file. The line is there before it says anything: nothing moves when it does. */
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
