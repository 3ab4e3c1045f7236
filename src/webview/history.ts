import { type History, isWhole, type PanelState } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { h, setText } from './dom.ts';
import { createHistoryFilters } from './historyFilters.ts';
import { createHistoryGrid } from './historyGrid.ts';
import { takeKeys, takePointer } from './historyInput.ts';
import { within } from './selection.ts';
import { createSelectionBar } from './selectionBar.ts';

/** The history: a grid of thumbnails with the filters and the selection above it. */
export function createHistory(context: Context): {
	readonly element: HTMLElement;
	update(state: PanelState): void;
	/** Moves the focus to an image. */
	focus(id: string): void;
} {
	const { strings, state } = context;
	let shown: History | undefined;
	const grid = createHistoryGrid(context, (id) => bar.selection.ids.has(id));
	const filters = createHistoryFilters(context, () => (grid.active = 0));
	const count = h('p', { class: 'quiet', role: 'status' });
	const empty = h('p', { class: 'empty' });
	const bar = createSelectionBar(context, (hadFocus) => {
		count.hidden = !bar.element.hidden;
		grid.draw();
		if (hadFocus && bar.element.hidden) {
			grid.focus(grid.active);
		}
	});
	takePointer(context, grid, bar);
	takeKeys(context, grid, bar);
	const draw = (): void => {
		if (grid.draw()) {
			filters.ask(state().history);
		}
	};
	let frame = 0;
	const drawSoon = (): void => {
		cancelAnimationFrame(frame);
		frame = requestAnimationFrame(draw);
	};
	// Which element scrolls depends on the width of the panel.
	document.addEventListener('scroll', drawSoon, { capture: true, passive: true });
	new ResizeObserver(drawSoon).observe(grid.element);

	return {
		element: h(
			'div',
			{ class: 'history' },
			h('div', { class: 'history-head' }, ...filters.elements, count, bar.element),
			grid.element,
			empty,
		),
		update: ({ history }) => {
			if (history === shown) {
				return;
			}
			const hadFocus = grid.element.contains(document.activeElement);
			grid.active = activeIn(history, shown, grid.active);
			filters.update(history, shown);
			shown = history;
			const kept = within(
				bar.selection,
				history.images.map(({ id }) => id),
			);
			if (kept.ids.size < bar.selection.ids.size) {
				bar.select(kept);
			}
			setText(count, countText(history, strings));
			empty.hidden = history.total > 0 || history.loading;
			setText(empty, emptyText(history, strings));
			draw();
			if (hadFocus && !grid.element.contains(document.activeElement)) {
				if (history.images.length > 0) {
					grid.focus(grid.active);
				} else {
					filters.search.focus();
				}
			}
		},
		focus: (id) => {
			const index = state().history.images.findIndex((image) => image.id === id);
			if (index >= 0) {
				grid.focus(index);
			}
		},
	};
}

/** Keeps the focus on its image when others arrive before it. */
function activeIn({ images, query, filter }: History, before: History | undefined, active: number): number {
	const focused = before?.images[active]?.id;
	const isSame = before && before.query === query && before.filter === filter;
	const moved = isSame ? images.findIndex(({ id }) => id === focused) : 0;
	return moved >= 0 ? moved : Math.max(0, Math.min(active, images.length - 1));
}

function countText({ total, images, loading, size }: History, strings: PanelStrings): string {
	if (loading && images.length === 0) {
		return strings.loading;
	}
	const text = fill(total === 1 ? strings.historyCountOne : strings.historyCount, total.toLocaleString());
	return size === undefined ? text : fill(strings.historyCountSize, text, size);
}

function emptyText(history: History, strings: PanelStrings): string {
	if (isWhole(history)) {
		return strings.historyEmpty;
	}
	return history.query === '' ? strings.historyNoneFiltered : fill(strings.historyNone, history.query);
}
