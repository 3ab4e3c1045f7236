import type { Box, PageLayout, Rule } from '../../../../pdf/pageLayout.ts';
import { around, height, overlapX, overlapY, shareWithin, width } from '../lines/line.ts';
import { type Placed, regionsOf } from './readingOrder.ts';

/** What stands in a frame: it is read together. */
export interface Framed<T> {
	/** The frame. */
	readonly box: Box;
	readonly framed: readonly Placed<T | Framed<T>>[];
}

/** The largest distance between lines that meet at a corner, in points. */
const cornerSlack = 1.5;

/** The largest distance between a frame's edge and a rule that is drawn as a part of it, in points. */
const edgeSlack = 3;

/** More frames than a page of text has; a plan or a map may have very many. */
const mostFrames = 200;

/** The fewest lines that fill a frame of text, and their fewest letters, each and in all: less is a label, a field or the cell of a table. */
const least = { lines: 2, letters: 10, sum: 60 };

/** The smallest share of a frame's width that such a line takes. */
const leastFilled = 0.6;

/** The smallest share of lines that have no other line beside them; in a table, most have. */
const leastAlone = 0.6;

/** The smallest share of a page's letters in a frame that is drawn around the page. */
const wholePage = 0.9;

/** A frame of a text is at least as wide as some words and as high as two lines, in points. */
const leastSize = { width: 60, height: 18 };

/** The rectangles of a page that may be frames around text: drawn by four lines, or filled. */
export function findFrames({ rules, shapes }: Pick<PageLayout, 'rules' | 'shapes'>): Box[] {
	const filled = shapes.filter(({ curved, simple }) => !curved || simple);
	const boxes = [...outlined(rules), ...filled].filter((box) => width(box) > leastSize.width && height(box) > leastSize.height);
	const largest = boxes.sort((a, b) => width(b) * height(b) - width(a) * height(a)).slice(0, mostFrames);
	return largest.filter((one) => !largest.some((other) => adjoins(one, other)));
}

/** The rectangles whose four sides are lines that meet at its corners. */
function outlined(rules: readonly Rule[]): Box[] {
	const found: Box[] = [];
	const tops = rules.filter(({ vertical }) => !vertical).sort((a, b) => a.top - b.top);
	const sides = rules.filter(({ vertical }) => vertical);
	for (const left of sides.slice(0, 10 * mostFrames)) {
		const meets = (one: Rule, y: number) => Math.abs(one.top - y) < cornerSlack && Math.abs(one.left - left.left) < cornerSlack;
		const top = tops.find((one) => meets(one, left.top));
		const bottom = tops.find((one) => meets(one, left.bottom) && top && Math.abs(one.right - top.right) < cornerSlack);
		const right = sides.find(
			(one) =>
				top &&
				Math.abs(one.left - top.right) < cornerSlack &&
				Math.abs(one.top - left.top) < cornerSlack &&
				Math.abs(one.bottom - left.bottom) < cornerSlack,
		);
		if (top && bottom && right && right !== left) {
			found.push(around([left, right, top, bottom]));
		}
	}
	return found;
}

/** Whether two rectangles have a part of an edge in common, as the cells of a grid. */
function adjoins(a: Box, b: Box): boolean {
	const beside = Math.min(Math.abs(a.right - b.left), Math.abs(b.right - a.left)) < 1 && overlapY(a, b) > 1;
	const over = Math.min(Math.abs(a.bottom - b.top), Math.abs(b.bottom - a.top)) < 1 && overlapX(a, b) > 1;
	return beside || over;
}

/** As `regionsOf`, but a text in a frame is one thing where its lines and those beside it would be read in turns. */
export function regionsInFrames<T>(placed: readonly Placed<T>[], frames: readonly Box[], rtl: boolean): (T | Framed<T>)[][] {
	const content = placed.filter(({ item }) => item !== undefined);
	const ofText = frames.filter((frame) => isAroundText(content, frame));
	const regions = regionsOf<Placed<T>>(
		placed.map((one) => (one.item === undefined ? { box: one.box, letters: 0, size: 0 } : { ...one, item: one })),
		rtl,
	);
	const torn = ofText.filter((frame) => isTorn(regions, frame));
	return torn.length > 0
		? regionsOf(inFrames(placed, torn), rtl)
		: regions.map((region) => region.flatMap(({ item }) => (item === undefined ? [] : [item])));
}

/** Whether something outside of a frame is read between the lines inside. */
function isTorn(regions: readonly (readonly Placed<unknown>[])[], frame: Box): boolean {
	const hasInside = (region: readonly Placed<unknown>[]) => region.some(({ box, letters }) => letters > 0 && isIn(box, frame));
	const [first, last] = [regions.findIndex(hasInside), regions.findLastIndex(hasInside)];
	if (first === last) {
		return regions.some((region) => isMixed(region, frame));
	}
	return regions.slice(first, last + 1).some((region, i) =>
		region.some(({ box, letters }) => {
			const isBefore = i === 0 && box.bottom < frame.top + edgeSlack;
			const isBehind = i === last - first && box.top > frame.bottom - edgeSlack;
			return letters > 0 && !isIn(box, frame) && !isBefore && !isBehind;
		}),
	);
}

/** Whether a region has lines inside and outside of a frame beside one another. */
function isMixed(region: readonly Placed<unknown>[], frame: Box): boolean {
	const lines = region.flatMap(({ box, letters }) => (letters > 0 ? [box] : [])).sort((a, b) => a.bottom - b.bottom);
	const outside = lines.filter((box) => !isIn(box, frame) && overlapY(box, frame) > height(box) / 2);
	let next = 0;
	return lines
		.filter((box) => isIn(box, frame))
		.some((box) => {
			while (next < outside.length && outside[next]!.bottom <= box.top + height(box) / 4) {
				next++;
			}
			return next < outside.length && outside[next]!.top < box.bottom - height(box) / 4;
		});
}

/** Whether a frame is around running text, crosses nothing, and is not drawn around the page. */
function isAroundText(content: readonly Placed<unknown>[], frame: Box): boolean {
	const inside = content.filter(({ box }) => isIn(box, frame));
	const isCrossed = content.some(({ box }) => !isIn(box, frame) && !isIn(frame, box) && shareWithin(box, frame) > 0.05);
	return !isCrossed && isText(inside, frame) && sumOf(inside) < wholePage * sumOf(content);
}

/** Whether these are lines of text below one another, of which some fill the frame, not the cells of a table or labels. */
function isText(inside: readonly Placed<unknown>[], frame: Box): boolean {
	const lines = inside.filter(({ letters }) => letters > 0).sort((a, b) => a.box.top - b.box.top);
	const alone = lines.filter(({ box }, i) =>
		[lines[i - 1], lines[i + 1]].every((other) => !other || overlapY(other.box, box) < height(box) / 2),
	);
	const full = alone.filter(({ box, letters }) => letters >= least.letters && width(box) > leastFilled * width(frame));
	return full.length >= least.lines && sumOf(full) >= least.sum && alone.length >= leastAlone * lines.length;
}

/** Puts together what stands in a frame. */
function inFrames<T>(placed: readonly Placed<T>[], frames: readonly Box[]): readonly Placed<T | Framed<T>>[] {
	const accepted: Box[] = [];
	for (const frame of frames) {
		const isFree = accepted.every((other) => isIn(frame, other) || !meets(frame, other));
		const isNew = !accepted.some((other) => isIn(frame, other) && isIn(other, frame));
		if (isFree && isNew) {
			accepted.push(frame);
		}
	}
	return grouped(placed, accepted);
}

/** `frames` are sorted by size, the largest first. */
function grouped<T>(placed: readonly Placed<T | Framed<T>>[], frames: readonly Box[]): readonly Placed<T | Framed<T>>[] {
	const [frame, ...others] = frames;
	if (!frame) {
		return placed;
	}
	const nested = others.filter((other) => isIn(other, frame));
	const inside = placed.filter(({ box, item }) => (item === undefined ? isEdge(box, frame) || isIn(box, frame) : isIn(box, frame)));
	const framed = grouped(
		inside.filter(({ item, box }) => item !== undefined || !isEdge(box, frame)),
		nested,
	);
	const one = { box: frame, letters: sumOf(inside), size: 0, item: { box: frame, framed } };
	return grouped(
		[...placed.filter((other) => !inside.includes(other)), one],
		others.filter((other) => !nested.includes(other)),
	);
}

function sumOf(placed: readonly Placed<unknown>[]): number {
	return placed.reduce((sum, { letters }) => sum + letters, 0);
}

function isIn(box: Box, frame: Box): boolean {
	return (
		box.left > frame.left - edgeSlack &&
		box.right < frame.right + edgeSlack &&
		box.top > frame.top - edgeSlack &&
		box.bottom < frame.bottom + edgeSlack
	);
}

function meets(a: Box, b: Box): boolean {
	return overlapX(a, b) > edgeSlack && overlapY(a, b) > edgeSlack;
}

/** Whether a rule is drawn as a frame's upper or lower edge, perhaps together with those of the frames beside it. */
function isEdge(rule: Box, frame: Box): boolean {
	return overlapX(rule, frame) > 0 && [frame.top, frame.bottom].some((y) => Math.abs((rule.top + rule.bottom) / 2 - y) < edgeSlack);
}
