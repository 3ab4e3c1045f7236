import type { Notice } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { iconButton, textButton } from './controls.ts';
import { h, type View } from './dom.ts';
import { icon } from './icons.ts';

/** A notice from the host or this page: a sentence, buttons, and a button to dismiss it. */
export function createNotice(context: Context, notice: Notice): View<Notice> {
	const { strings, send, apply } = context;
	const element = h('div', {});
	const update = ({ id, severity, text, detail, remedies }: Notice): void => {
		element.className = `notice ${severity}`;
		const button = (remedy: Notice['remedies'][number], index: number) =>
			textButton(remedy.label, index === 0 ? 'primary' : 'secondary', () => send({ type: 'remedy', id, remedy: remedy.id }));
		element.replaceChildren(
			icon(severity),
			h('div', { class: 'notice-body' }, h('p', {}, text), detail !== undefined && h('p', { class: 'quiet' }, detail)),
			iconButton('close', strings.dismiss, () => {
				apply({ type: 'dismissed', id });
				send({ type: 'dismiss', id });
			}),
			...(remedies.length > 0 ? [h('div', { class: 'remedies' }, ...remedies.map(button))] : []),
		);
	};
	update(notice);
	return { element, update };
}
