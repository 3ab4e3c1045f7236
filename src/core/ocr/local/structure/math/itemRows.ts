import { around } from '../lines/line.ts';
import type { Item } from './item.ts';

/** The largest size, relative to the largest symbol of a row, of a symbol that is not on the row's line. */
const script = 0.85;

/** The least distance in em between the middles of two rows. */
const apart = 0.8;

/** Groups items into rows from top to bottom, by the middles of those that are not scripts. */
export function itemRows(items: readonly Item[]): Item[][] {
	const largest = Math.max(0, ...items.map(({ size }) => size));
	const main = items.filter((item) => item.size >= script * largest && item.kind !== 'punctuation').sort((a, b) => a.axis - b.axis);
	const rows: Item[][] = [];
	let axis = -Infinity;
	for (const item of main) {
		if (item.axis - axis > apart * largest) {
			rows.push([]);
			axis = item.axis;
		}
		rows.at(-1)!.push(item);
	}
	if (rows.length < 2) {
		return [[...items]];
	}
	const boxes = rows.map(around);
	const axes = rows.map((row) => row.reduce((sum, item) => sum + item.axis, 0) / row.length);
	const taken = new Set(main);
	for (const item of items.filter((one) => !taken.has(one))) {
		const distance = (row: number) => {
			const { top, bottom } = boxes[row]!;
			return Math.max(0, top - item.bottom, item.top - bottom) * 100 + Math.abs(item.axis - axes[row]!);
		};
		const nearest = rows.map((_, row) => row).reduce((a, b) => (distance(b) < distance(a) ? b : a));
		rows[nearest]!.push(item);
	}
	return rows;
}
