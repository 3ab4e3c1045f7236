import type { Box } from './pageLayout.ts';

/** The size of a band, in points. */
const bandWidth = 16;

/** A box with its place in the list and its centre along the axis. */
interface Placed<T> {
	readonly box: T;
	readonly order: number;
	readonly middle: number;
}

/** Boxes sorted into bands by their centres along one axis, so that those near a place are found without looking at all of them. */
export class AlongAxis<T extends Box> {
	private readonly bands = new Map<number, Placed<T>[]>();

	constructor(boxes: readonly T[], middleOf: (box: T) => number) {
		boxes.forEach((box, order) => {
			const placed = { box, order, middle: middleOf(box) };
			const band = Math.floor(placed.middle / bandWidth);
			const there = this.bands.get(band);
			if (there) {
				there.push(placed);
			} else {
				this.bands.set(band, [placed]);
			}
		});
	}

	/** The boxes with centres between two places, in their original order. */
	between(from: number, to: number): T[] {
		const found: Placed<T>[] = [];
		for (const there of this.bandsBetween(Math.floor(from / bandWidth), Math.floor(to / bandWidth))) {
			for (const one of there) {
				if (one.middle > from && one.middle < to) {
					found.push(one);
				}
			}
		}
		return found.sort((a, b) => a.order - b.order).map(({ box }) => box);
	}

	/** Most bands of a wide range are empty, and it may have no end. */
	private bandsBetween(first: number, last: number) {
		return last - first < this.bands.size
			? Array.from({ length: last - first + 1 }, (_, i) => this.bands.get(first + i) ?? [])
			: [...this.bands].flatMap(([band, there]) => (band >= first && band <= last ? [there] : []));
	}
}

/** The vertical centre of a box. */
export function middleY({ top, bottom }: Box): number {
	return (top + bottom) / 2;
}

/** The horizontal centre of a box. */
export function middleX({ left, right }: Box): number {
	return (left + right) / 2;
}
