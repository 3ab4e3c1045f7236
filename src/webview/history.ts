import type { PanelImage, History, PanelState } from '../shared/panelState.ts';
import { imageMenu } from '../shared/imageMenu.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h, newId, setChildren, setText } from './dom.ts';
import { dragImage } from './dragImage.ts';
import { cellPosition, layOut, nextCell, visibleRange, type Grid } from './gridWindow.ts';
import { icon } from './icons.ts';

/** Milliseconds without a key before a search is sent. */
const typingPause = 200;

/** All images ever made, as a grid of thumbnails of which only those in view are in the document. */
export function createHistory(context: Context): { readonly element: HTMLElement; update(state: PanelState): void } {
	const { strings, send, apply, state, view } = context;
	let shown: History | undefined;
	let grid: Grid = layOut(0, 0);
	/** The cell that the Tab key stops at. */
	let active = 0;
	const cells = new Map<string, HTMLElement>();

	const searchId = newId();
	let pause: ReturnType<typeof setTimeout> | undefined;
	const search = h('input', {
		id: searchId,
		type: 'search',
		placeholder: strings.historySearch,
		'aria-label': strings.historySearch,
		maxlength: 500,
		oninput: () => {
			clearTimeout(pause);
			pause = setTimeout(() => {
				active = 0;
				apply({ type: 'searchStarted', query: search.value });
				send({ type: 'search', query: search.value });
			}, typingPause);
		},
	});
	const count = h('p', { class: 'quiet', role: 'status' });
	const list = h('div', { class: 'grid', role: 'listbox', 'aria-label': strings.historyImages });
	const empty = h('p', { class: 'empty' });
	const element = h(
		'div',
		{ class: 'history' },
		h('div', { class: 'history-head' }, h('div', { class: 'search' }, icon('search'), search), count),
		list,
		empty,
	);

	const draw = (): void => {
		const history = state().history;
		const width = list.clientWidth;
		if (width === 0) {
			return;
		}
		grid = layOut(width, history.total);
		list.style.height = `${grid.height}px`;
		const top = -list.getBoundingClientRect().top;
		const { from, to } = visibleRange(grid, history.total, top, top + innerHeight);
		const kept = new Set<number>();
		for (let index = from; index < to; index += 1) {
			kept.add(index);
		}
		// The cell with the focus always stays in the document; otherwise the keyboard would lose its place.
		kept.add(Math.min(active, history.images.length - 1));
		const next = new Map<string, HTMLElement>();
		for (const index of [...kept].sort((a, b) => a - b)) {
			const image = history.images[index];
			if (image) {
				const before = cells.get(image.id);
				const cell = before && before.dataset['src'] === image.src ? before : createCell(context, image);
				place(cell, grid, index, index === active, history.total);
				next.set(image.id, cell);
			}
		}
		cells.clear();
		next.forEach((cell, id) => cells.set(id, cell));
		setChildren(list, [...next.values()]);
		if (to > history.images.length && history.images.length < history.total && !history.loading) {
			apply({ type: 'moreAsked' });
			send({ type: 'loadMore', query: history.query, after: history.images.at(-1)?.id ?? '' });
		}
	};
	const idOf = (target: EventTarget | null): string | undefined =>
		target instanceof Element ? target.closest<HTMLElement>('[data-image]')?.dataset['image'] : undefined;
	const indexOf = (id: string | undefined): number => state().history.images.findIndex((image) => image.id === id);
	const focus = (index: number): void => {
		active = index;
		draw();
		const cell = cells.get(state().history.images[index]?.id ?? '');
		cell?.focus({ preventScroll: true });
		cell?.scrollIntoView({ block: 'nearest' });
	};

	list.addEventListener('click', ({ target }) => {
		const id = idOf(target);
		if (id !== undefined) {
			active = indexOf(id);
			draw();
			view(id, 'history');
		}
	});
	list.addEventListener('focusin', ({ target }) => {
		const index = indexOf(idOf(target));
		if (index >= 0 && index !== active) {
			active = index;
			draw();
		}
	});
	list.addEventListener('dragstart', (event) => {
		const image = state().history.images[indexOf(idOf(event.target))];
		if (image) {
			dragImage(event, image, event.target as Element);
		}
	});
	list.addEventListener('keydown', (event) => {
		const { images } = state().history;
		const id = idOf(event.target);
		if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) {
			return;
		}
		const page = Math.max(1, Math.floor(innerHeight / (grid.cell + grid.gap)) - 1);
		const next = nextCell(event.key, active, images.length, grid.columns, page);
		if (next !== undefined) {
			event.preventDefault();
			focus(next);
		} else if (event.key === 'Enter' || event.key === ' ') {
			event.preventDefault();
			view(id, 'history');
		} else if (event.key === 'Delete') {
			send({ type: 'image', action: 'delete', id });
		}
	});
	let frame = 0;
	const drawSoon = (): void => {
		cancelAnimationFrame(frame);
		frame = requestAnimationFrame(draw);
	};
	// Which element scrolls depends on the width of the panel.
	document.addEventListener('scroll', drawSoon, { capture: true, passive: true });
	new ResizeObserver(drawSoon).observe(list);

	return {
		element,
		update: ({ history }) => {
			if (history === shown) {
				return;
			}
			const hadFocus = list.contains(document.activeElement);
			// The focus stays on its image when others arrive before it.
			const focused = shown?.images[active]?.id;
			const moved = shown && shown.query === history.query ? history.images.findIndex(({ id }) => id === focused) : 0;
			active = moved >= 0 ? moved : Math.max(0, Math.min(active, history.images.length - 1));
			shown = history;
			if (document.activeElement !== search && search.value !== history.query) {
				search.value = history.query;
			}
			const images = fill(history.total === 1 ? strings.historyCountOne : strings.historyCount, history.total.toLocaleString());
			setText(
				count,
				history.loading && history.images.length === 0
					? strings.loading
					: history.size === undefined
						? images
						: fill(strings.historyCountSize, images, history.size),
			);
			empty.hidden = history.total > 0 || history.loading;
			setText(empty, history.query === '' ? strings.historyEmpty : fill(strings.historyNone, history.query));
			draw();
			if (hadFocus && !list.contains(document.activeElement)) {
				if (history.images.length > 0) {
					focus(active);
				} else {
					search.focus();
				}
			}
		},
	};
}

function createCell({ strings, thumbnails }: Context, image: PanelImage): HTMLElement {
	const when = new Date(image.createdAt).toLocaleString();
	const picture = h('img', { src: image.thumbnail, alt: '', decoding: 'async', draggable: 'false' });
	const cell = h(
		'div',
		{
			class: 'cell',
			role: 'option',
			title: image.prompt,
			draggable: 'true',
			'aria-label': `${image.prompt}, ${image.model}, ${when}`,
			'data-image': image.id,
			'data-picture': image.id,
			'data-vscode-context': imageMenu(image.id, !image.remote),
			'data-src': image.src,
		},
		image.remote ? h('span', { class: 'gone', title: fill(strings.imageElsewhere, image.remote.host) }, icon('open')) : picture,
	);
	picture.addEventListener('load', () => thumbnails(image), { once: true });
	picture.addEventListener(
		'error',
		() => !image.remote && cell.replaceChildren(h('span', { class: 'gone', title: strings.imageGone }, icon('image'))),
	);
	return cell;
}

function place(cell: HTMLElement, grid: Grid, index: number, active: boolean, total: number): void {
	const { x, y } = cellPosition(grid, index);
	cell.style.transform = `translate(${x}px, ${y}px)`;
	cell.style.width = `${grid.cell}px`;
	cell.style.height = `${grid.cell}px`;
	cell.tabIndex = active ? 0 : -1;
	cell.setAttribute('aria-selected', String(active));
	cell.setAttribute('aria-posinset', String(index + 1));
	cell.setAttribute('aria-setsize', String(total));
}
