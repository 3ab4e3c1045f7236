import type { Box } from './pageLayout.ts';

/** A rectangle in the page's own coordinates: points, y grows upwards. */
export interface UserBox {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Transforms a page's own coordinates to those of the page as it is read. */
export class PageSpace {
	/**
	 * @param visible the part of the page that shows
	 * @param turns quarter turns clockwise under which it is read
	 */
	constructor(
		private readonly visible: UserBox,
		private readonly turns: number,
	) {}

	get width(): number {
		const { left, top, right, bottom } = this.visible;
		return this.turns % 2 ? top - bottom : right - left;
	}

	get height(): number {
		const { left, top, right, bottom } = this.visible;
		return this.turns % 2 ? right - left : top - bottom;
	}

	/** The same page turned by further quarter turns clockwise. */
	turned(quarters: number): PageSpace {
		return new PageSpace(this.visible, (this.turns + quarters) % 4);
	}

	/** Quarter turns clockwise that bring text of this direction upright. */
	turnsOf(across: number, up: number): number {
		const counterclockwise = Math.round(Math.atan2(up, across) / (Math.PI / 2));
		return (((counterclockwise - this.turns) % 4) + 4) % 4;
	}

	point(x: number, y: number): readonly [x: number, y: number] {
		return [this.x(x, y), this.y(x, y)];
	}

	/** The distance of a point from the left edge of the page as it is read. */
	x(x: number, y: number): number {
		return this.fromEdge(this.turns, x, y);
	}

	/** The distance of a point from the top edge of the page as it is read. */
	y(x: number, y: number): number {
		return this.fromEdge(this.turns + 3, x, y);
	}

	box({ left, top, right, bottom }: UserBox): Box {
		const x0 = this.x(left, bottom);
		const y0 = this.y(left, bottom);
		const x1 = this.x(right, top);
		const y1 = this.y(right, top);
		return { left: Math.min(x0, x1), top: Math.min(y0, y1), right: Math.max(x0, x1), bottom: Math.max(y0, y1) };
	}

	/** The distance of a point from an edge of the unturned page: left, bottom, right or top for 0 to 3. */
	private fromEdge(edge: number, x: number, y: number): number {
		const { visible } = this;
		switch (edge % 4) {
			case 0:
				return x - visible.left;
			case 1:
				return y - visible.bottom;
			case 2:
				return visible.right - x;
			default:
				return visible.top - y;
		}
	}

	/** Whether a part of a box is visible. */
	shows({ left, top, right, bottom }: Box): boolean {
		return right > 0 && bottom > 0 && left < this.width && top < this.height;
	}
}
