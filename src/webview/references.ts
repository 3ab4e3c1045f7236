import type { PanelState, Reference } from '../shared/panelState.ts';
import { draggedImage } from '../shared/protocol.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { h, keyed, setChildren, setText } from './dom.ts';
import { icon } from './icons.ts';
import { maskWarning } from './maskWarning.ts';
import { acceptReferences } from './referenceFiles.ts';

/** Under which the editor's explorer hands over files; the plain list is what other programs use. */
const uriLists = ['application/vnd.code.uri-list', 'text/uri-list'];

/** The images that go with the prompt: thumbnails to remove or to paint a mask on, and a button to add more. */
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
			const focused = list.contains(document.activeElement);
			setChildren(list, views(references));
			if (focused && !list.contains(document.activeElement)) {
				(list.querySelector('button') ?? add).focus();
			}
			for (const [index, reference] of references.entries()) {
				markMask(context, list.children[index], reference, mask?.reference === reference.id, form.mask !== 'none');
			}
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

/** Takes images that are dropped on the panel or pasted into it, wherever. */
export function receiveImages(context: Context, overlay: HTMLElement): void {
	const { state, send, report: tell, strings } = context;
	const add = async (files: readonly File[]): Promise<void> => {
		const { form, references } = state();
		const { accepted, problems } = acceptReferences(files, form, references.length, strings);
		if (problems.length > 0) {
			tell(problems.join(' '));
		}
		for (const file of accepted) {
			const bytes = new Uint8Array(await file.arrayBuffer());
			send({ type: 'addReference', name: file.name.slice(0, 200), mediaType: file.type, bytes });
		}
	};
	const carriesImages = ({ dataTransfer }: DragEvent): boolean =>
		dataTransfer?.types.some((type) => type === 'Files' || type === draggedImage || uriLists.includes(type)) ?? false;

	const hide = (): void => {
		overlay.hidden = true;
	};
	for (const over of ['dragenter', 'dragover'] as const) {
		document.addEventListener(over, (event) => {
			if (carriesImages(event)) {
				event.preventDefault();
				// The editor listens at the window: hearing of files from outside without Shift, it would take them from the page to open them.
				event.stopPropagation();
				overlay.hidden = false;
			}
		});
	}
	document.addEventListener('dragleave', ({ relatedTarget }) => {
		if (relatedTarget === null) {
			hide();
		}
	});
	document.addEventListener('dragend', hide);
	document.addEventListener('drop', (event) => {
		hide();
		const { dataTransfer } = event;
		if (!dataTransfer || !carriesImages(event)) {
			return;
		}
		event.preventDefault();
		const id = dataTransfer.getData(draggedImage);
		const listed = uriLists.map((type) => dataTransfer.getData(type)).find((text) => text !== '') ?? '';
		const uris = listed.split(/\r?\n/).filter((uri) => uri !== '' && !uri.startsWith('#'));
		if (id !== '') {
			send({ type: 'image', action: 'reference', id });
		} else if (dataTransfer.files.length > 0) {
			void add([...dataTransfer.files]);
		} else if (uris.length > 0) {
			send({ type: 'addReferenceFiles', uris: uris.slice(0, 64) });
		}
	});
	document.addEventListener('paste', (event) => {
		const files = [...(event.clipboardData?.files ?? [])];
		if (files.length > 0) {
			event.preventDefault();
			void add(files);
		}
	});
}
