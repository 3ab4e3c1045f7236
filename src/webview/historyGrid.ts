import type { Context } from './context.ts';
import { h, setChildren } from './dom.ts';
import { type Grid, layOut, visibleRange } from './gridWindow.ts';
import { createCell, isCellOf, placeCell } from './historyCell.ts';
import { askForMore } from './moreImages.ts';

/** The thumbnails of the history. */
export interface HistoryGrid {
	readonly element: HTMLElement;
	/** The cell in the tab order. */
	active: number;
	/** The current layout. */
	readonly layout: Grid;
	/** @returns whether it was drawn, which it cannot be while it is hidden */
	draw(): boolean;
	/** Moves the focus to a cell and scrolls to it. */
	focus(index: number): void;
	/** The index of the image in whose cell an event occurred; -1 if none. */
	indexAt(target: EventTarget | null): number;
}

/** A grid of thumbnails; only those in view are in the document. */
export function createHistoryGrid(context: Context, isSelected: (id: string) => boolean): HistoryGrid {
	const { strings, state } = context;
	const cells = new Map<string, HTMLElement>();
	const element = h('div', { class: 'grid', role: 'listbox', 'aria-multiselectable': 'true', 'aria-label': strings.historyImages });
	let layout = layOut(0, 0);

	const show = (indices: readonly number[]): void => {
		const { images, total } = state().history;
		const next = new Map<string, HTMLElement>();
		for (const index of indices) {
			const image = images[index];
			if (image) {
				const before = cells.get(image.id);
				const cell = before && isCellOf(before, image) ? before : createCell(context, image, () => cells.has(image.id));
				placeCell(cell, layout, index, index === grid.active, total);
				cell.setAttribute('aria-selected', String(isSelected(image.id)));
				next.set(image.id, cell);
			}
		}
		cells.clear();
		next.forEach((cell, id) => cells.set(id, cell));
		setChildren(element, [...next.values()]);
	};
	const grid: HistoryGrid = {
		element,
		active: 0,
		get layout() {
			return layout;
		},
		draw: () => {
			const { images, total } = state().history;
			const width = element.clientWidth;
			if (width === 0) {
				return false;
			}
			layout = layOut(width, total);
			element.style.height = `${layout.height}px`;
			const top = -element.getBoundingClientRect().top;
			const { from, to } = visibleRange(layout, total, top, top + innerHeight);
			const inView = Array.from({ length: to - from }, (_, place) => from + place);
			// The cell with the focus always stays in the document; otherwise the keyboard would lose its place.
			show([...new Set([...inView, Math.min(grid.active, images.length - 1)])].sort((a, b) => a - b));
			if (to > images.length) {
				askForMore(context);
			}
			return true;
		},
		focus: (index) => {
			grid.active = index;
			grid.draw();
			const cell = cells.get(state().history.images[index]?.id ?? '');
			cell?.focus({ preventScroll: true });
			cell?.scrollIntoView({ block: 'nearest' });
		},
		indexAt: (target) => {
			const id = target instanceof Element ? target.closest<HTMLElement>('[data-image]')?.dataset['image'] : undefined;
			return state().history.images.findIndex((image) => image.id === id);
		},
	};
	return grid;
}
