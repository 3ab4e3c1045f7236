import type { Box } from '../../../../pdf/pageLayout.ts';
import { around, height, median, overlapY } from '../lines/line.ts';

/** Something at a place on a page. */
export interface Placed<T> {
	readonly box: Box;
	/** The number of letters in a line of text or in a frame; 0 for anything else. */
	readonly letters: number;
	/** The font size of a line of text, in points; 0 for a frame with text, and for anything else. */
	readonly size: number;
	/** Whether it begins with a bullet. */
	readonly bullet?: boolean;
	/** Absent for something that only separates, such as a rule across columns. */
	readonly item?: T;
}

/** The smallest gap between two columns of text, in em. */
const narrowestGutter = 0.8;

/** The largest relative difference between font sizes that count as equal. */
const sameSize = 0.07;

/** The fewest letters in a line of running text; shorter lines may be table cells. */
const proseLetters = 20;

/**
 * Divides a page into regions that are read one after another, each from top to bottom. Each column of text is a region; content that spans
 * several columns is read before or after them. `rtl`: columns are read from right to left.
 */
export function regionsOf<T>(placed: readonly Placed<T>[], rtl: boolean): T[][] {
	const found = bestGutter(placed);
	if (found) {
		const gutter = { ...found, top: withoutLastLineAbove(placed, found), bottom: withoutLastHeading(placed, found) };
		const middleOf = ({ box }: Placed<T>) => (box.top + box.bottom) / 2;
		const above = placed.filter((one) => middleOf(one) < gutter.top);
		const below = placed.filter((one) => middleOf(one) > gutter.bottom);
		const beside = placed.filter((one) => middleOf(one) >= gutter.top && middleOf(one) <= gutter.bottom);
		const middle = (gutter.left + gutter.right) / 2;
		const [left, right] = [beside.filter(({ box }) => box.right <= middle), beside.filter(({ box }) => box.right > middle)];
		const parts = rtl ? [above, right, left, below] : [above, left, right, below];
		if (parts.every((part) => part.length < placed.length)) {
			return parts.flatMap((part) => regionsOf(part, rtl));
		}
	}
	const items = placed.flatMap(({ item }) => (item === undefined ? [] : [item]));
	return items.length > 0 ? [items] : [];
}

/** The bottom of the columns, without a last line that is closer to the content below them than to its column: it is a heading of that content. */
function withoutLastHeading<T>(placed: readonly Placed<T>[], gutter: Box): number {
	const middle = (gutter.left + gutter.right) / 2;
	const lines = placed
		.filter(({ box, letters }) => letters > 0 && overlapY(box, gutter) > height(box) / 2)
		.sort((a, b) => b.box.bottom - a.box.bottom);
	const last = lines[0]!.box;
	if (lines[0]!.size === 0) {
		return gutter.bottom;
	}
	const above = lines.find(({ box }) => box !== last && box.right < middle === last.right < middle)?.box;
	const others = lines.filter(({ box }) => box.right < middle !== last.right < middle);
	const [gapAbove, gapBelow] = [last.top - (above?.bottom ?? 0), gutter.bottom - last.bottom];
	const alone = others.every(({ box }) => box.bottom < last.top + 1);
	const spanned = placed.some(({ box }) => Math.abs(box.top - gutter.bottom) < 1);
	return alone && spanned && gapAbove > 1.3 * gapBelow && gapBelow < 2 * height(last) ? last.top - 1 : gutter.bottom;
}

/** The top of the columns, without a first line that is closer to the text above them than to its column: it is the end of that paragraph. */
function withoutLastLineAbove<T>(placed: readonly Placed<T>[], gutter: Box): number {
	const middle = (gutter.left + gutter.right) / 2;
	const lines = placed
		.filter(({ box, letters }) => letters > 0 && overlapY(box, gutter) > height(box) / 2)
		.sort((a, b) => a.box.top - b.box.top);
	const first = lines[0]!.box;
	if (lines[0]!.size === 0) {
		return gutter.top;
	}
	const below = lines.find(({ box }) => box !== first && box.right < middle === first.right < middle)?.box;
	const others = lines.filter(({ box }) => box.right < middle !== first.right < middle);
	const [gapBelow, gapAbove] = [(below?.top ?? Infinity) - first.bottom, first.top - gutter.top];
	const alone = others.every(({ box }) => box.top > first.bottom - 1);
	const spanned = placed.some(({ box, letters }) => letters > 0 && Math.abs(box.bottom - gutter.top) < 1);
	return alone && spanned && gapBelow > gapAbove + height(first) / 2 && gapAbove < height(first) / 2 ? first.bottom + 1 : gutter.top;
}

/** The tallest empty strip that has columns of text on both sides. */
function bestGutter<T>(placed: readonly Placed<T>[]): Box | undefined {
	const lines = placed.filter(({ letters }) => letters > 0);
	const linesIn = linesByHeight(lines);
	const edges = new Set<number>();
	const obstacles = obstaclesOf(placed);
	let best: Box | undefined;
	for (const start of lines) {
		const edge = Math.round(start.box.right);
		if (!edges.has(edge)) {
			edges.add(edge);
			const strip = emptyStrip(obstacles, start);
			if (strip && (!best || height(strip) > height(best))) {
				const beside = linesIn(strip);
				const gutter = dividesColumns(beside, strip) ? strip : betweenBoth(beside, strip);
				best = gutter && (!best || height(gutter) > height(best)) ? gutter : best;
			}
		}
	}
	return best;
}

/** Looks up lines that may be at the height of a strip, from top to bottom; a page can have very many. */
function linesByHeight<T>(lines: readonly Placed<T>[]): (strip: Box) => readonly Placed<T>[] {
	const sorted = lines.toSorted((a, b) => a.box.top - b.box.top);
	const tops = Float64Array.from(sorted, ({ box }) => box.top);
	const tallest = sorted.reduce((most, { box }) => Math.max(most, height(box)), 0);
	return ({ top, bottom }) => sorted.slice(firstAbove(tops, top - tallest), firstAbove(tops, bottom));
}

/** The index of the first of sorted values that is greater than `value`. */
function firstAbove(sorted: Float64Array, value: number): number {
	let [from, to] = [0, sorted.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		[from, to] = sorted[middle]! <= value ? [middle + 1, to] : [from, middle];
	}
	return from;
}

/** Everything that may cross a strip, sorted once for all strips. */
interface Obstacles {
	readonly page: Box;
	readonly boxes: readonly Box[];
	/** Sorted by their bottom edges, from the bottom of the page to its top. */
	readonly upwards: readonly Box[];
	/** Sorted by their top edges, from the top of the page to its bottom. */
	readonly downwards: readonly Box[];
}

function obstaclesOf<T>(placed: readonly Placed<T>[]): Obstacles {
	const boxes = placed.map(({ box }) => box);
	return {
		page: around(boxes),
		boxes,
		upwards: boxes.toSorted((a, b) => b.bottom - a.bottom),
		downwards: boxes.toSorted((a, b) => a.top - b.top),
	};
}

/** The strip to the right of a line, as far up and down as nothing crosses it. Content that extends into the strip makes it narrower. */
function emptyStrip<T>({ page, boxes, upwards, downwards }: Obstacles, { box: start, size }: Placed<T>): Box | undefined {
	const least = narrowestGutter * size;
	let { left, right } = { left: start.right, right: page.right };
	const admits = (box: Box): boolean => {
		const newLeft = box.left <= left ? Math.max(left, box.right) : left;
		const newRight = box.left > left ? Math.min(right, box.left) : right;
		if (newRight - newLeft < least) {
			return false;
		}
		[left, right] = [newLeft, newRight];
		return true;
	};
	if (!boxes.every((box) => overlapY(box, start) <= 1 || admits(box))) {
		return undefined;
	}
	const top = upwards.find((box) => box.bottom <= start.top + 1 && !admits(box))?.bottom ?? page.top;
	const bottom = downwards.find((box) => box.top >= start.bottom - 1 && !admits(box))?.top ?? page.bottom;
	return { left, right, top, bottom };
}

/** The lines to the left and to the right of a strip, from top to bottom as they are given. */
function sidesOf<T>(lines: readonly Placed<T>[], strip: Box): readonly [Placed<T>[], Placed<T>[]] {
	const beside = lines.filter(({ box }) => overlapY(box, strip) > height(box) / 2);
	const middle = (strip.left + strip.right) / 2;
	return [beside.filter(({ box }) => box.right <= middle), beside.filter(({ box }) => box.left >= middle)];
}

/**
 * The part of a strip between blocks of text that have text of the other side beside them, if it separates columns there; undefined if that part is
 * the whole strip.
 */
function betweenBoth<T>(lines: readonly Placed<T>[], strip: Box): Box | undefined {
	const [left, right] = sidesOf(lines, strip).map(stretchesOf) as [Stretch[], Stretch[]];
	const beside = [...meeting(left, right), ...meeting(right, left)];
	if (beside.length === 0 || beside.length === left.length + right.length) {
		return undefined;
	}
	const part = { ...strip, top: Math.min(...beside.map(({ top }) => top)), bottom: Math.max(...beside.map(({ bottom }) => bottom)) };
	const [a, b] = sidesOf(lines, part);
	const [few, many] = a.length < b.length ? [a, b] : [b, a];
	return few.length >= leastLines && pairedWith(few, many) < few.length && dividesColumns(lines, part) ? part : undefined;
}

/** Whether the text on both sides looks like columns, not like the cells of a table. */
function dividesColumns<T>(lines: readonly Placed<T>[], gutter: Box): boolean {
	const sides = sidesOf(lines, gutter);
	const shortest = Math.min(sides[0].length, sides[1].length);
	if (shortest === 0 || !areBeside(...sides)) {
		return false;
	}
	const [few, many] = sides[0].length < sides[1].length ? sides : [sides[1], sides[0]];
	if (sides.some((side) => side.every(({ size }) => size === 0))) {
		return true;
	}
	if (standInRows(few, many) || (!sides.some(isColumn) && !shareHeights(...sides) && !followsBelow(...sides))) {
		return false;
	}
	if (sides.every(isProse)) {
		return true;
	}
	// These are two lists side by side.
	if (sides.every((side) => side.filter(({ bullet }) => bullet).length >= Math.max(2, side.length * 0.6))) {
		return true;
	}
	if (isColumn(many) && (isShortColumn(few, many) || isMarginNote(few, many))) {
		return true;
	}
	// Short lines, as in an index, are columns if their baselines differ; in a table, they are the same.
	return shortest >= 3 && pairedWith(few, many) < shortest * 0.4;
}

/** Whether most lines of one side are within the height of the other side, unlike those of a letterhead above an address. */
function areBeside<T>(a: readonly Placed<T>[], b: readonly Placed<T>[]): boolean {
	const within = (some: readonly Placed<T>[], others: readonly Placed<T>[]) => {
		const { top, bottom } = around(others.map(({ box }) => box));
		return some.filter(({ box }) => box.bottom > top && box.top < bottom).length;
	};
	return within(a, b) >= 0.5 * a.length || within(b, a) >= 0.5 * b.length;
}

/** Whether the second side begins and ends lower than the first one and shares no row with it, as an address beside the end of a letterhead. */
function followsBelow<T>(first: readonly Placed<T>[], second: readonly Placed<T>[]): boolean {
	const [one, other] = [first, second].map((lines) => around(lines.map(({ box }) => box))) as [Box, Box];
	return one.top < other.top && one.bottom < other.bottom && pairedWith(first, second) === 0;
}

/** The fewest lines of a column if the other column is beside only a part of it. */
const leastLines = 3;

/** The smallest gap between two blocks of text, in em. */
const blockGap = 1;

/** The smallest share of the height of one side's text that has text of the other side beside it. */
const leastBeside = 0.5;

/** Whether most of one side's text has text of the other side beside it, unlike a letterhead above an address. */
function shareHeights<T>(a: readonly Placed<T>[], b: readonly Placed<T>[]): boolean {
	const [one, other] = [stretchesOf(a), stretchesOf(b)];
	const lengthOf = (stretches: readonly Stretch[]) => stretches.reduce((sum, { top, bottom }) => sum + bottom - top, 0);
	let shared = 0;
	for (let i = 0, j = 0; i < one.length && j < other.length;) {
		const [a, b] = [one[i]!, other[j]!];
		shared += Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
		if (a.bottom < b.bottom) {
			i++;
		} else {
			j++;
		}
	}
	return shared >= leastBeside * Math.min(lengthOf(one), lengthOf(other));
}

type Stretch = Pick<Box, 'top' | 'bottom'>;

/** The stretches of `some` that have one of `others` beside them; both are from top to bottom and do not overlap. */
function meeting(some: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
	let i = 0;
	return some.filter(({ top, bottom }) => {
		while (i < others.length && others[i]!.bottom <= top) {
			i++;
		}
		return i < others.length && others[i]!.top < bottom;
	});
}

/** The vertical ranges of blocks of text, whose lines are given from top to bottom. */
function stretchesOf<T>(lines: readonly Placed<T>[]): Stretch[] {
	const stretches: { top: number; bottom: number }[] = [];
	for (const { box, size } of lines) {
		const last = stretches.at(-1);
		if (last && box.top - last.bottom < blockGap * size) {
			last.bottom = Math.max(last.bottom, box.bottom);
		} else {
			stretches.push({ top: box.top, bottom: box.bottom });
		}
	}
	return stretches;
}

/** The largest difference between the bottoms of lines of one row, in points. */
const sameBaseline = 1.5;

/** The number of lines that have a line of the other side on the same baseline, as the cells of a row have. */
function pairedWith<T>(few: readonly Placed<T>[], many: readonly Placed<T>[]): number {
	const bottoms = Float64Array.from(many, ({ box }) => box.bottom).sort();
	return few.filter(({ box }) => (bottoms[firstAbove(bottoms, box.bottom - sameBaseline)] ?? Infinity) < box.bottom + sameBaseline).length;
}

/** Whether each line of one side is alone and in a row with a line of a block of the other side, as the dates beside the posts of a résumé. */
function standInRows<T>(few: readonly Placed<T>[], many: readonly Placed<T>[]): boolean {
	const areAlone = (some: readonly Placed<T>[]) => stretchesOf(some).length === some.length;
	return few.length > 1 && areAlone(few) && !areAlone(many) && !few.some(({ bullet }) => bullet) && pairedWith(few, many) === few.length;
}

/** Whether lines are running text that fills its column. */
function isColumn<T>(lines: readonly Placed<T>[]): boolean {
	const { left, right } = around(lines.map(({ box }) => box));
	const full = lines.filter(({ box, letters }) => letters >= proseLetters && box.right - box.left > 0.75 * (right - left));
	return full.length >= 4 && full.length >= 0.6 * lines.length && isProse(lines);
}

/** Whether `few` is the last column of a text, with only one or two lines. */
function isShortColumn<T>(few: readonly Placed<T>[], many: readonly Placed<T>[]): boolean {
	const top = (lines: readonly Placed<T>[]) => Math.min(...lines.map(({ box }) => box.top));
	const size = median(many.map((line) => line.size));
	return (
		few.length <= 2 &&
		few.every((line) => line.letters >= proseLetters && Math.abs(line.size - size) < sameSize * size) &&
		Math.abs(top(few) - top(many)) < 1.5 &&
		few.every(({ box }, i) => i === 0 || Math.abs(box.left - few[0]!.box.left) < size)
	);
}

/** Whether `few` is a note beside a text: it has another font size, which the cells of a table seldom have. */
function isMarginNote<T>(few: readonly Placed<T>[], many: readonly Placed<T>[]): boolean {
	const [note, text] = [few, many].map((lines) => median(lines.map(({ size }) => size))) as [number, number];
	return few.length >= 3 && Math.abs(note - text) > sameSize * text && pairedWith(few, many) < 0.7 * few.length;
}

/** Whether most letters are in lines that are too long for cells of a table. */
function isProse<T>(lines: readonly Placed<T>[]): boolean {
	const lettersOf = (some: readonly Placed<T>[]) => some.reduce((sum, { letters }) => sum + letters, 0);
	const long = lines.filter(({ letters }) => letters >= proseLetters);
	return long.length >= 2 && lettersOf(long) >= 0.6 * lettersOf(lines);
}
