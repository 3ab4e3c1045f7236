import type { Line } from '../lines/line.ts';
import type { Cell } from '../tables/table.ts';

const bullet = /^[•◦▪‣●○■►▶▸➢❑❍–-]\s/u;

/** Divides the lines of a cell into list items: each begins with a bullet, except what comes before the first. */
export function cellItems(cell: Cell): Line[][] {
	const items: Line[][] = [];
	for (const line of cell) {
		if (items.length === 0 || bullet.test(line.text)) {
			items.push([line]);
		} else {
			items.at(-1)!.push(line);
		}
	}
	return items;
}
