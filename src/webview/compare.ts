import type { PanelImage } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { h, newId } from './dom.ts';
import { imageFacts } from './imageFacts.ts';

/** Shows images side by side, each with its prompt and parameters. */
export function openComparison({ strings }: Context, images: readonly PanelImage[]): void {
	const titleId = newId();
	const dialog = h(
		'dialog',
		{ class: 'compare', 'aria-labelledby': titleId },
		h(
			'header',
			{ class: 'dialog-head' },
			h('h2', { id: titleId }, strings.compare),
			iconButton('close', strings.close, () => dialog.close()),
		),
		h(
			'div',
			{ class: 'compared', tabindex: 0, role: 'group', 'aria-label': strings.compare },
			...images.map((image) =>
				h(
					'figure',
					{},
					h('img', { src: image.src, alt: image.prompt }),
					h('figcaption', {}, h('p', { class: 'prompt-text' }, image.prompt), imageFacts(image, strings)),
				),
			),
		),
	);
	dialog.addEventListener('close', () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
}
