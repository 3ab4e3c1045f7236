import type { PanelState, Reference } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { h, keyed, setChildrenWithFocus, setText } from './dom.ts';
import { icon } from './icons.ts';
import { maskWarning } from './maskWarning.ts';

/** The reference images: thumbnails with buttons to remove one or paint a mask on it, and a button to add more. */
export function createReferences(context: Context): { readonly element: HTMLElement; update(state: PanelState): void } {
	const { strings } = context;
	const list = h('ul', { class: 'reference-list', role: 'list' });
	const count = h('span', { class: 'quiet' });
	const add = h(
		'button',
		{ type: 'button', class: 'add-reference', onclick: () => context.send({ type: 'pickReferences' }) },
		icon('add'),
		h('span', {}, strings.addReference),
	);
	const hint = h('span', { class: 'quiet' }, strings.referencesHint);
	const warning = h('p', { class: 'note warning' }, icon('warning'), h('span', {}));
	const views = keyed((reference: Reference) => thumbnail(context, reference));
	const element = h(
		'section',
		{ class: 'references', 'aria-label': strings.references },
		h('div', { class: 'label-row' }, h('span', { class: 'label' }, strings.references), count),
		list,
		h('div', { class: 'add-row' }, add, hint),
		warning,
	);
	return {
		element,
		update: ({ references, form, mask }) => {
			setChildrenWithFocus(list, views(references), () => add);
			for (const [index, reference] of references.entries()) {
				markMask(context, list.children[index], reference, mask?.reference === reference.id, form.mask !== 'none');
			}
			// Screen readers report a list without items as an error.
			list.hidden = references.length === 0;
			element.hidden = form.maxReferences === 0 && references.length === 0;
			setText(count, references.length > 0 && form.maxReferences > 0 ? `${references.length} / ${form.maxReferences}` : '');
			add.disabled = references.length >= form.maxReferences;
			hint.hidden = references.length > 0;
			const said =
				references.length === 0
					? undefined
					: form.maxReferences === 0
						? strings.referencesUnused
						: references.length > form.maxReferences
							? fill(strings.referencesFull, form.maxReferences)
							: mask && maskWarning(form.mask, strings);
			warning.hidden = said === undefined;
			setText(warning.lastElementChild as HTMLElement, said ?? '');
		},
	};
}

function thumbnail({ strings, send, paintMask }: Context, reference: Reference): { element: HTMLElement; update(): void } {
	const remove = iconButton('close', fill(strings.removeReference, reference.name), () =>
		send({ type: 'removeReference', id: reference.id }),
	);
	remove.classList.add('remove');
	const mask = h(
		'button',
		{ type: 'button', class: 'mask-button', onclick: () => paintMask(reference.id) },
		icon('mask'),
		h('span', {}, strings.maskBadge),
	);
	const element = h(
		'li',
		{ class: 'reference', title: reference.name },
		h('img', { src: reference.src, alt: reference.name, loading: 'lazy', draggable: 'false' }),
		h('img', { class: 'mask-preview', alt: '', hidden: true }),
		remove,
		mask,
	);
	return { element, update: () => undefined };
}

function markMask(
	{ strings, state }: Context,
	element: Element | undefined,
	reference: Reference,
	masked: boolean,
	possible: boolean,
): void {
	const button = element?.querySelector<HTMLElement>('.mask-button');
	if (!element || !button) {
		return;
	}
	element.classList.toggle('masked', masked);
	button.hidden = !possible && !masked;
	const label = fill(masked ? strings.maskEdit : strings.maskPaint, reference.name);
	button.setAttribute('aria-label', label);
	button.title = label;
	const preview = element.querySelector<HTMLImageElement>('.mask-preview')!;
	preview.hidden = !masked;
	const src = masked ? state().mask?.src : undefined;
	if (src !== undefined && preview.getAttribute('src') !== src) {
		preview.src = src;
	}
}
