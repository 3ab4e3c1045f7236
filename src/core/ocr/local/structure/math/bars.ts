import type { Rule } from '../../../../pdf/pageLayout.ts';
import { around } from '../lines/line.ts';
import { type Item, blockOf, middle } from './item.ts';

/** The content of a root or of a part of a fraction. */
export interface Part {
	readonly latex: string;
	/** Height and size of its line. */
	readonly axis: number;
	readonly size: number;
}

/** Reads such a part; `bars` are those in it. */
export type ReadPart = (items: readonly Item[], bars: readonly Rule[]) => Part;

/** A formula's items after fractions, roots, overlines and underlines have been built. */
export interface Reduced {
	readonly items: Item[];
	/** Bars that belong to the formula. */
	readonly used: readonly Rule[];
}

/** The largest distances in em between a fraction bar and its neighbour, between the rows over or under it, and from an overline to its content. */
const reach = { first: 0.75, next: 0.25, overline: 0.4 };

/** How much wider than its bar a part of a fraction can be, in em. */
const wider = 0.3;

/** Builds what bars stand for, beginning with the widest bar, which contains the others. */
export function withBars(items: readonly Item[], bars: readonly Rule[], read: ReadPart): Reduced {
	let left = [...items];
	const used = new Set<Rule>();
	for (const bar of [...bars].sort((a, b) => b.right - b.left - (a.right - a.left))) {
		if (used.has(bar)) {
			continue;
		}
		const others = bars.filter((one) => one !== bar && !used.has(one));
		const found = root(bar, left, others, read) ?? fraction(bar, left, others, read);
		if (found) {
			const gone = new Set(found.items);
			left = [...left.filter((item) => !gone.has(item)), found.block];
			[bar, ...found.bars].forEach((one) => used.add(one));
		}
	}
	return { items: left, used: [...used] };
}

interface Found {
	readonly block: Item;
	readonly items: readonly Item[];
	readonly bars: readonly Rule[];
}

function root(bar: Rule, items: readonly Item[], bars: readonly Rule[], read: ReadPart): Found | undefined {
	const symbol = items.find(
		(item) => item.text === '√' && Math.abs(item.right - bar.left) < 0.25 * item.size && Math.abs(item.top - bar.top) < 0.25 * item.size,
	);
	if (!symbol) {
		return undefined;
	}
	const isUnder = (top: number, bottom: number, x: number) =>
		x > bar.left - 0.1 * symbol.size &&
		x < bar.right + 0.1 * symbol.size &&
		(top + bottom) / 2 > bar.top &&
		(top + bottom) / 2 < symbol.bottom + 0.2 * symbol.size;
	const under = items.filter((item) => item !== symbol && isUnder(item.top, item.bottom, middle(item)));
	const inner = bars.filter((one) => isUnder(one.top, one.bottom, middle(one)) && one.right <= bar.right + 0.5);
	if (under.length === 0) {
		return undefined;
	}
	const index = items.filter(
		(item) =>
			item !== symbol &&
			!bars.some(
				(one) => one !== bar && middle(item) > one.left && middle(item) < one.right && item.top > one.top && item.top - one.top < item.size,
			) &&
			item.size < 0.8 * Math.max(symbol.size, ...under.map(({ size }) => size)) &&
			item.left > symbol.left - 0.6 * symbol.size &&
			item.right < symbol.right - 0.1 * symbol.size &&
			item.bottom < (symbol.top + 2 * symbol.bottom) / 3 &&
			item.bottom > symbol.top - 0.5 * symbol.size,
	);
	const degree = index.length > 0 ? `[${read(index, []).latex}]` : '';
	const all = [symbol, ...index, ...under];
	const { latex, axis, size } = read(under, inner);
	return {
		block: blockOf(all, `\\sqrt${degree}{${latex}}`, { axis, size }),
		items: all,
		bars: inner,
	};
}

function fraction(bar: Rule, items: readonly Item[], bars: readonly Rule[], read: ReadPart): Found | undefined {
	const over = stack(bar, items, bars, -1);
	const under = stack(bar, items, bars, 1);
	const y = (bar.top + bar.bottom) / 2;
	const neighbours = items.filter(
		(item) => !bars.some((one) => Math.abs(one.top - bar.top) < 0.3 * item.size && middle(item) > one.left && middle(item) < one.right),
	);
	const isFraction =
		[over, under].every(({ items: part }) => part.length > 0 && !goesOn(part, neighbours)) && !(isWide(over.items) && isWide(under.items));
	if (isFraction) {
		const all = [...over.items, ...under.items];
		const latex = `\\frac{${read(over.items, over.bars).latex}}{${read(under.items, under.bars).latex}}`;
		const box = around(all);
		return {
			block: blockOf(all, latex, { axis: y, box: { ...box, left: Math.min(bar.left, box.left), right: Math.max(bar.right, box.right) } }),
			items: all,
			bars: [...over.bars, ...under.bars],
		};
	}
	const isOver = under.items.length > 0;
	const [only, command] = isOver ? [under, 'overline'] : [over, 'underline'];
	if (only.items.length === 0) {
		return undefined;
	}
	const box = around(only.items);
	const size = Math.max(...only.items.map((item) => item.size));
	const gap = command === 'overline' ? box.top - y : y - box.bottom;
	const isAsWide = Math.abs(box.left - bar.left) < 0.5 * size && Math.abs(box.right - bar.right) < 0.5 * size;
	if (gap > reach.overline * size || !isAsWide) {
		return undefined;
	}
	const { latex, axis } = read(only.items, only.bars);
	return { block: blockOf(only.items, `\\${command}{${latex}}`, { axis, size }), ...only };
}

/** The least distances in em between a part of a fraction and a symbol beside it, and between the columns of a table. */
const beside = { part: 0.35, columns: 0.9 };

/** Whether a row continues beside the part of it over or under a bar. */
function goesOn(part: readonly Item[], items: readonly Item[]): boolean {
	const { left, right } = around(part);
	return items.some(
		(item) =>
			!part.includes(item) &&
			part.some(
				(one) =>
					!one.grows &&
					!item.grows &&
					one.size > 0.9 * item.size &&
					item.size > 0.9 * one.size &&
					Math.abs(one.axis - item.axis) < 0.1 * one.size,
			) &&
			Math.max(item.left - right, left - item.right) < beside.part * item.size,
	);
}

/** Whether items are columns of a table. */
function isWide(items: readonly Item[]): boolean {
	let right = Infinity;
	return [...items]
		.sort((a, b) => a.left - b.left)
		.some((item) => {
			const gap = item.left - right;
			right = Math.max(right === Infinity ? -Infinity : right, item.right);
			return gap > beside.columns * item.size;
		});
}

/** The items over (-1) or under (1) a bar without a gap. */
function stack(bar: Rule, items: readonly Item[], bars: readonly Rule[], side: 1 | -1): { items: Item[]; bars: Rule[] } {
	const y = (bar.top + bar.bottom) / 2;
	const isInReach = (box: Pick<Item, 'left' | 'right'>, em: number) =>
		middle(box) > bar.left - 0.1 * em &&
		middle(box) < bar.right + 0.1 * em &&
		box.left > bar.left - wider * em &&
		box.right < bar.right + wider * em;
	const near = (box: Pick<Item, 'top' | 'bottom'>) => (side > 0 ? box.top - y : y - box.bottom);
	const far = (box: Pick<Item, 'top' | 'bottom'>) => (side > 0 ? box.bottom - y : y - box.top);
	const isBeyond = (box: Pick<Item, 'top' | 'bottom'>) => (side > 0 ? (box.top + box.bottom) / 2 > y : (box.top + box.bottom) / 2 < y);
	const candidates = [
		...items
			.filter((item) => isBeyond(item) && isInReach(item, item.size))
			.map((item) => ({ item, bar: undefined, near: near(item), far: far(item), em: item.size })),
		...bars
			.filter((one) => isBeyond(one) && isInReach(one, 5))
			.map((one) => ({ item: undefined, bar: one, near: near(one), far: far(one), em: 10 })),
	].sort((a, b) => a.near - b.near);
	let [front, isBar] = [0, true];
	const found: { items: Item[]; bars: Rule[] } = { items: [], bars: [] };
	for (const one of candidates) {
		const limit = (isBar || one.bar ? reach.first : reach.next) * one.em;
		if (one.near - front > limit) {
			break;
		}
		if (one.bar) {
			found.bars.push(one.bar);
		} else {
			found.items.push(one.item);
		}
		if (one.far > front) {
			[front, isBar] = [one.far, one.bar !== undefined];
		}
	}
	return found;
}
