/** A grid of equal square cells, as wide as its parent. Lengths are CSS pixels. */
export interface Grid {
	readonly columns: number;
	/** The edge of a cell. */
	readonly cell: number;
	readonly gap: number;
	readonly height: number;
}

const gap = 8;
const smallestCell = 104;

/** Lays out as many columns as fit with cells of a comfortable size, at least two. */
export function layOut(width: number, count: number): Grid {
	const columns = Math.max(2, Math.floor((width + gap) / (smallestCell + gap)));
	const cell = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
	const rows = Math.ceil(count / columns);
	return { columns, cell, gap, height: Math.max(0, rows * (cell + gap) - gap) };
}

/** The cells to keep in the document: those between `top` and `bottom`, measured from the grid's upper edge, and two rows on either side. */
export function visibleRange(
	{ columns, cell, gap }: Grid,
	count: number,
	top: number,
	bottom: number,
): { readonly from: number; readonly to: number } {
	const row = (offset: number): number => Math.floor(offset / (cell + gap));
	const to = Math.max(0, Math.min(count, (row(bottom) + 3) * columns));
	const from = Math.max(0, Math.min(to, (row(top) - 2) * columns));
	return { from, to };
}

/** The upper left corner of a cell. */
export function cellPosition({ columns, cell, gap }: Grid, index: number): { readonly x: number; readonly y: number } {
	return { x: (index % columns) * (cell + gap), y: Math.floor(index / columns) * (cell + gap) };
}

/** The cell to which a key moves; undefined if the key has no meaning here. `page` is the number of rows in view. */
export function nextCell(key: string, index: number, count: number, columns: number, page: number): number | undefined {
	const last = count - 1;
	const byRows = (rows: number): number => {
		const next = index + rows * columns;
		return next < 0 || next > last ? (rows < 0 ? index % columns : Math.max(index, last)) : next;
	};
	switch (key) {
		case 'ArrowLeft':
			return Math.max(0, index - 1);
		case 'ArrowRight':
			return Math.min(last, index + 1);
		case 'ArrowUp':
			return index < columns ? index : index - columns;
		case 'ArrowDown':
			return Math.floor(index / columns) === Math.floor(last / columns) ? index : Math.min(last, index + columns);
		case 'PageUp':
			return byRows(-page);
		case 'PageDown':
			return byRows(page);
		case 'Home':
			return 0;
		case 'End':
			return last;
		default:
			return undefined;
	}
}
