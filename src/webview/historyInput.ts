import type { Context } from './context.ts';
import { hasCommandKey } from './controls.ts';
import { dragImage } from './dragImage.ts';
import { nextCell } from './gridWindow.ts';
import type { HistoryGrid } from './historyGrid.ts';
import { extended, noSelection, toggled } from './selection.ts';
import type { SelectionBar } from './selectionBar.ts';

/** Lets the mouse open, select and drag the images of the history. */
export function takePointer({ state, view }: Context, grid: HistoryGrid, bar: SelectionBar): void {
	const { element } = grid;
	const imageAt = (target: EventTarget | null) => state().history.images[grid.indexAt(target)];
	element.addEventListener('click', (event) => {
		const { target, shiftKey } = event;
		const image = imageAt(target);
		if (!image) {
			return;
		}
		grid.active = grid.indexAt(target);
		if (hasCommandKey(event) || (target instanceof Element && target.closest('.pick'))) {
			bar.select(toggled(bar.selection, image.id));
		} else if (shiftKey) {
			bar.select(extended(bar.selection, idsOf(state().history.images), image.id));
		} else {
			grid.draw();
			view(image.id, 'history');
		}
	});
	element.addEventListener('focusin', ({ target }) => {
		const index = grid.indexAt(target);
		if (index >= 0 && index !== grid.active) {
			grid.active = index;
			grid.draw();
		}
	});
	element.addEventListener('dragstart', (event) => {
		const image = imageAt(event.target);
		if (image) {
			dragImage(event, image, event.target as Element);
		}
	});
}

/** Lets the keyboard move through the images of the history, open, select and delete them. */
export function takeKeys({ state, send, view }: Context, grid: HistoryGrid, bar: SelectionBar): void {
	/**
	 * Moves to another cell, with Shift selecting on the way.
	 * @returns whether the key does that
	 */
	const move = ({ key, shiftKey }: KeyboardEvent, id: string): boolean => {
		const { images } = state().history;
		const { cell, gap, columns } = grid.layout;
		const page = Math.max(1, Math.floor(innerHeight / (cell + gap)) - 1);
		const next = nextCell(key, grid.active, images.length, columns, page);
		if (next === undefined) {
			return false;
		}
		grid.focus(next);
		if (shiftKey) {
			const { selection } = bar;
			bar.select(extended(selection.anchor === undefined ? { ...selection, anchor: id } : selection, idsOf(images), images[next]!.id));
		}
		return true;
	};
	const byKey: Partial<Record<string, (id: string) => void>> = {
		' ': (id) => bar.select(toggled(bar.selection, id)),
		Enter: (id) => view(id, 'history'),
		Escape: () => bar.selection.ids.size > 0 && bar.select(noSelection),
		Delete: (id) => (bar.selection.ids.size > 0 ? bar.act('delete') : send({ type: 'image', action: 'delete', id })),
	};
	grid.element.addEventListener('keydown', (event) => {
		const { images } = state().history;
		const image = images[grid.indexAt(event.target)];
		const last = images.at(-1);
		if (!image || !last) {
			return;
		}
		if (hasCommandKey(event) && event.key.toLowerCase() === 'a') {
			event.preventDefault();
			bar.select(extended({ ids: new Set(), anchor: images[0]!.id }, idsOf(images), last.id));
		}
		if (event.ctrlKey || event.metaKey || event.altKey) {
			return;
		}
		if (move(event, image.id)) {
			event.preventDefault();
			return;
		}
		const act = byKey[event.key];
		if (act) {
			event.preventDefault();
			act(image.id);
		}
	});
}

function idsOf(images: readonly { readonly id: string }[]): readonly string[] {
	return images.map(({ id }) => id);
}
