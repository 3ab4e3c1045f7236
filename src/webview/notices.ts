import type { Notice } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { iconButton, textButton } from './controls.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';

/** What the host, or this side, has to tell: a sentence, what can be done about it, and a way to put it away. */
export function createNotice(
	context: Context,
	{ id, severity, text, detail, remedies }: Notice,
): { readonly element: HTMLElement; update(): void } {
	const { strings, send, apply } = context;
	return {
		element: h(
			'div',
			{ class: `notice ${severity}` },
			icon(severity),
			h(
				'div',
				{ class: 'notice-body' },
				h('p', {}, text),
				detail !== undefined && h('p', { class: 'quiet' }, detail),
				remedies.length > 0 &&
					h(
						'div',
						{ class: 'remedies' },
						...remedies.map((remedy, index) =>
							textButton(remedy.label, index === 0 ? 'primary' : 'secondary', () => send({ type: 'remedy', id, remedy: remedy.id })),
						),
					),
			),
			iconButton('close', strings.dismiss, () => {
				apply({ type: 'dismissed', id });
				send({ type: 'dismiss', id });
			}),
		),
		update: () => undefined,
	};
}
