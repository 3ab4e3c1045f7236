import type { Box } from './pageLayout.ts';

/** The size of a band, in points. */
const bandWidth = 16;

/** Boxes sorted into bands by their centres along one axis, so that those near a place are found without looking at all of them. */
export class AlongAxis<T extends Box> {
	private readonly bands = new Map<number, { readonly box: T; readonly order: number }[]>();

	constructor(
		boxes: readonly T[],
		private readonly middle: (box: T) => number,
	) {
		boxes.forEach((box, order) => {
			const band = Math.floor(middle(box) / bandWidth);
			const there = this.bands.get(band);
			if (there) {
				there.push({ box, order });
			} else {
				this.bands.set(band, [{ box, order }]);
			}
		});
	}

	/** The boxes with centres between two places, in their original order. */
	between(from: number, to: number): T[] {
		const found: { readonly box: T; readonly order: number }[] = [];
		for (const there of this.bandsBetween(Math.floor(from / bandWidth), Math.floor(to / bandWidth))) {
			for (const one of there) {
				const middle = this.middle(one.box);
				if (middle > from && middle < to) {
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
