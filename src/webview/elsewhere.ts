import type { PanelImage } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { textButton } from './controls.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';

/** Shown in place of an image that has not been fetched: where it is stored, and buttons. */
export function elsewhere({ strings, send }: Context, { id, remote }: PanelImage): HTMLElement {
	const host = remote?.host ?? '';
	const expires = remote?.expires;
	const when = expires === undefined ? '' : new Date(expires).toLocaleString();
	return h(
		'div',
		{ class: 'elsewhere' },
		icon('image'),
		h('p', {}, fill(strings.imageElsewhere, host)),
		expires !== undefined && h('p', { class: 'quiet' }, fill(expires > Date.now() ? strings.imageExpires : strings.imageExpired, when)),
		h(
			'div',
			{ class: 'elsewhere-actions' },
			textButton(fill(strings.fetchImage, host), 'primary', () => send({ type: 'image', action: 'fetch', id })),
			textButton(strings.copyAddress, 'secondary', () => send({ type: 'image', action: 'copyAddress', id })),
		),
		h('p', { class: 'quiet' }, strings.fetchImageHint),
	);
}
