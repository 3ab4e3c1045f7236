import { isWhole, type PanelImage, type History, type HistoryFilter, type PanelState } from '../shared/panelState.ts';
import { imageMenu } from '../shared/imageMenu.ts';
import { fill } from '../shared/strings.ts';
import { openComparison } from './compare.ts';
import type { Context } from './context.ts';
import { hasCommandKey, iconButton, textButton } from './controls.ts';
import { h, newId, setChildren, setText } from './dom.ts';
import { dragImage } from './dragImage.ts';
import { cellPosition, layOut, nextCell, visibleRange, type Grid } from './gridWindow.ts';
import { icon } from './icons.ts';
import { lacksThumbnail } from './thumbnails.ts';
import { extended, noSelection, type Selection, toggled, within } from './selection.ts';

/** Milliseconds without a key before a search is sent. */
const typingPause = 200;

/** Milliseconds after which the images that are in view have come. */
const settledMs = 1000;

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
			pause = setTimeout(() => find({}), typingPause);
		},
	});
	const find = (change: Partial<HistoryFilter>): void => {
		const filter = { ...state().history.filter, ...change };
		active = 0;
		apply({ type: 'searchStarted', query: search.value, filter });
		send({ type: 'search', query: search.value, filter });
	};
	const model = h('select', { 'aria-label': strings.filterModel, onchange: () => find({ model: model.value }) });
	const day = h('select', { 'aria-label': strings.filterDay, onchange: () => find({ day: day.value }) });
	const favourites = iconButton('star', strings.favouritesOnly, () => find({ favourites: !state().history.filter.favourites }));
	const chosen = h('span', { role: 'status' });
	const several = (action: 'save' | 'delete'): void => {
		send({ type: 'images', action, ids: [...selection.ids] });
		select(noSelection);
	};
	const compare = textButton(strings.compare, 'secondary', () => {
		const two = state().history.images.filter(({ id }) => selection.ids.has(id));
		if (two.length === 2) {
			openComparison(context, two);
		}
	});
	compare.title = strings.compareHint;
	const bar = h(
		'div',
		{ class: 'selection-bar', hidden: true },
		chosen,
		textButton(strings.saveAll, 'secondary', () => several('save')),
		textButton(strings.deleteAll, 'secondary', () => several('delete')),
		compare,
		textButton(strings.clearSelection, 'link', () => select(noSelection)),
	);
	let selection = noSelection;
	const select = (next: Selection): void => {
		const hadFocus = bar.contains(document.activeElement);
		selection = next;
		const { size } = selection.ids;
		bar.hidden = size === 0;
		count.hidden = size > 0;
		setText(chosen, size === 0 ? '' : fill(strings.selected, size.toLocaleString()));
		compare.setAttribute('aria-disabled', String(size !== 2));
		draw();
		if (hadFocus && bar.hidden) {
			focus(active);
		}
	};
	const count = h('p', { class: 'quiet', role: 'status' });
	const list = h('div', { class: 'grid', role: 'listbox', 'aria-multiselectable': 'true', 'aria-label': strings.historyImages });
	const empty = h('p', { class: 'empty' });
	const element = h(
		'div',
		{ class: 'history' },
		h('div', { class: 'history-head' }, h('div', { class: 'search' }, icon('search'), search), model, day, favourites, count, bar),
		list,
		empty,
	);

	const draw = (): void => {
		const history = state().history;
		const width = list.clientWidth;
		if (width === 0) {
			return;
		}
		askForFilters(history);
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
				const cell =
					before && before.dataset['src'] === image.src && before.classList.contains('favourite') === (image.favourite === true)
						? before
						: createCell(context, image, () => cells.has(image.id));
				place(cell, grid, index, index === active, history.total);
				cell.setAttribute('aria-selected', String(selection.ids.has(image.id)));
				next.set(image.id, cell);
			}
		}
		cells.clear();
		next.forEach((cell, id) => cells.set(id, cell));
		setChildren(list, [...next.values()]);
		if (to > history.images.length && history.images.length < history.total && !history.loading) {
			apply({ type: 'moreAsked' });
			send({ type: 'loadMore', query: history.query, filter: history.filter, after: history.images.at(-1)?.id ?? '' });
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

	const ids = (): string[] => state().history.images.map(({ id }) => id);
	list.addEventListener('click', (event) => {
		const { target, shiftKey } = event;
		const id = idOf(target);
		if (id === undefined) {
			return;
		}
		active = indexOf(id);
		if (hasCommandKey(event) || (target instanceof Element && target.closest('.pick'))) {
			select(toggled(selection, id));
		} else if (shiftKey) {
			select(extended(selection, ids(), id));
		} else {
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
		if (id !== undefined && hasCommandKey(event) && event.key.toLowerCase() === 'a') {
			event.preventDefault();
			select(extended({ ids: new Set(), anchor: ids()[0] }, ids(), ids().at(-1)!));
		}
		if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) {
			return;
		}
		const page = Math.max(1, Math.floor(innerHeight / (grid.cell + grid.gap)) - 1);
		const next = nextCell(event.key, active, images.length, grid.columns, page);
		if (next !== undefined) {
			event.preventDefault();
			focus(next);
			if (event.shiftKey) {
				select(extended(selection.anchor === undefined ? { ...selection, anchor: id } : selection, ids(), images[next]!.id));
			}
		} else if (event.key === ' ') {
			event.preventDefault();
			select(toggled(selection, id));
		} else if (event.key === 'Enter') {
			event.preventDefault();
			view(id, 'history');
		} else if (event.key === 'Escape' && selection.ids.size > 0) {
			select(noSelection);
		} else if (event.key === 'Delete') {
			if (selection.ids.size > 0) {
				several('delete');
			} else {
				send({ type: 'image', action: 'delete', id });
			}
		}
	});
	const showFilters = ({ models, days, filter }: History): void => {
		const options = (all: string, values: readonly string[], now: string, label: (value: string) => string) => [
			h('option', { value: '' }, all),
			...[...new Set([...values, now])].filter((value) => value !== '').map((value) => h('option', { value }, label(value))),
		];
		model.replaceChildren(...options(strings.allModels, models, filter.model, (value) => value));
		day.replaceChildren(
			...options(strings.allDays, days, filter.day, (value) =>
				new Date(`${value}T12:00`).toLocaleDateString(undefined, { dateStyle: 'medium' }),
			),
		);
		model.value = filter.model;
		day.value = filter.day;
		favourites.setAttribute('aria-pressed', String(filter.favourites));
	};
	let asked: number | undefined;
	/** What can be chosen is asked for while the history is looked at, and again when there are other images. */
	const askForFilters = (history: History): void => {
		if (isWhole(history) && asked !== history.total && document.activeElement !== model && document.activeElement !== day) {
			asked = history.total;
			// Every record is read for it: what is looked at comes first.
			setTimeout(() => requestIdleCallback(() => send({ type: 'findFilters' })), settledMs);
		}
	};
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
			const moved =
				shown && shown.query === history.query && shown.filter === history.filter
					? history.images.findIndex(({ id }) => id === focused)
					: 0;
			active = moved >= 0 ? moved : Math.max(0, Math.min(active, history.images.length - 1));
			const filtersChanged = shown?.models !== history.models || shown.days !== history.days || shown.filter !== history.filter;
			shown = history;
			if (filtersChanged) {
				showFilters(history);
			}
			const kept = within(selection, ids());
			if (kept.ids.size < selection.ids.size) {
				select(kept);
			}
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
			setText(
				empty,
				isWhole(history)
					? strings.historyEmpty
					: history.query === ''
						? strings.historyNoneFiltered
						: fill(strings.historyNone, history.query),
			);
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

/** @param wanted whether the image still has a cell */
function createCell({ strings, thumbnails }: Context, image: PanelImage, wanted: () => boolean): HTMLElement {
	const when = new Date(image.createdAt).toLocaleString();
	const cell = h('div', {
		class: 'cell',
		role: 'option',
		title: image.prompt,
		draggable: 'true',
		'aria-label': [image.prompt, image.model, when, ...(image.favourite ? [strings.favourite] : [])].join(', '),
		'data-image': image.id,
		'data-picture': image.id,
		'data-vscode-context': imageMenu(image.id, !image.remote),
		'data-src': image.src,
	});
	const put = (picture: HTMLElement): void =>
		cell.replaceChildren(
			picture,
			h('span', { class: 'pick', 'aria-hidden': 'true' }, icon('check')),
			...(image.favourite ? [h('span', { class: 'mark', title: strings.favourite }, icon('star'))] : []),
		);
	const show = (src: string): void => {
		const picture = h('img', { src, alt: '', decoding: 'async', draggable: 'false' });
		picture.addEventListener('error', () => put(h('span', { class: 'gone', title: strings.imageGone }, icon('image'))));
		put(picture);
	};
	cell.classList.toggle('favourite', image.favourite === true);
	if (image.remote) {
		put(h('span', { class: 'gone', title: fill(strings.imageElsewhere, image.remote.host) }, icon('open')));
	} else if (lacksThumbnail(image)) {
		// As many whole images as there are cells would take a second to read and decode.
		put(h('span', {}));
		void thumbnails(image, wanted).then((small) => (small ? put(small) : wanted() && show(image.src)));
	} else {
		show(image.thumbnail);
	}
	return cell;
}

function place(cell: HTMLElement, grid: Grid, index: number, active: boolean, total: number): void {
	const { x, y } = cellPosition(grid, index);
	cell.style.transform = `translate(${x}px, ${y}px)`;
	cell.style.width = `${grid.cell}px`;
	cell.style.height = `${grid.cell}px`;
	cell.tabIndex = active ? 0 : -1;
	cell.setAttribute('aria-posinset', String(index + 1));
	cell.setAttribute('aria-setsize', String(total));
}
