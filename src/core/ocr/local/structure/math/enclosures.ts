import type { Box, TextRun } from '../../../../pdf/pageLayout.ts';
import { around } from '../lines/line.ts';
import { type Item, axisHeight, blockOf, itemsOf, middle } from './item.ts';
import { itemRows } from './itemRows.ts';
import { withWholeBrackets } from './tallSymbols.ts';
import { hasInk } from './textLines.ts';

/** Tall brackets with several rows between them, as of a matrix, or a brace with the cases behind it. */
export interface Enclosure extends Box {
	/** The runs of the brackets and of what is between them. */
	readonly runs: readonly TextRun[];
}

/** The least height in em of brackets around two rows, which can be small. */
const leastHeight = 1.1;

/** The least height of such brackets relative to the size of the letters between them. */
const tall = 1.6;

/** The most brackets and enclosures of a page: each is compared with each. */
const most = { brackets: 300, enclosures: 100 };

/** The largest width in em of a gap between the parts of a case. */
const caseGap = 4.5;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '|': '|', '‖': '‖' };

/** The outermost enclosures of a page. */
export function enclosuresOf(runs: readonly TextRun[]): Enclosure[] {
	const inked = runs.filter(hasInk);
	const brackets = withWholeBrackets(
		inked.flatMap(itemsOf).filter(({ grows, kind, text }) => (grows && kind !== 'large') || /^[{}]$/.test(text)),
	)
		.filter(({ top, bottom, size, text }) => bottom - top > leastHeight * size && /^[()[\]{}|‖]$/.test(text))
		.sort((a, b) => a.left - b.left);
	if (brackets.length > most.brackets) {
		return [];
	}
	const boxes = brackets.length > 0 ? runs.filter(({ turn }) => turn === 0).map(boxOf) : [];
	const used = new Set<Item>();
	const found: Enclosure[] = [];
	for (const open of brackets.filter(({ text }) => text in closing)) {
		if (used.has(open)) {
			continue;
		}
		const close = partnerOf(open, brackets, used);
		const enclosure = close || open.text === '{' ? enclosureOf(open, close, boxes) : undefined;
		if (enclosure) {
			[open, close].forEach((one) => one && used.add(one));
			found.push(enclosure);
		}
	}
	const outer = found.filter((one) => !found.some((other) => other !== one && isWithin(one, other)));
	return outer.length > most.enclosures ? [] : outer;
}

function isWithin(one: Box, other: Box): boolean {
	return one.left >= other.left && one.right <= other.right && one.top >= other.top - 1 && one.bottom <= other.bottom + 1;
}

/** The next bracket as tall that closes another one, with as many of the same kind between them open as closed. */
function partnerOf(open: Item, brackets: readonly Item[], used: ReadonlySet<Item>): Item | undefined {
	let depth = 0;
	for (const one of brackets) {
		const isAsTall = Math.abs(one.top - open.top) < 0.3 * open.size && Math.abs(one.bottom - open.bottom) < 0.3 * open.size;
		if (one === open || used.has(one) || one.left < open.right || !isAsTall) {
			continue;
		}
		if (one.text === closing[open.text]) {
			if (depth === 0) {
				return one;
			}
			depth--;
		} else if (one.text === open.text) {
			depth++;
		}
	}
	return undefined;
}

interface RunBox extends Box {
	readonly run: TextRun;
}

/** Where a run is printed; the boxes of text fonts are higher than their letters. */
function boxOf(run: TextRun): RunBox {
	const { left, right, baseline, size } = run;
	return hasInk(run) ? { ...around(run.glyphs!), run } : { left, right, top: baseline - 0.5 * size, bottom: baseline, run };
}

function enclosureOf(open: Item, close: Item | undefined, all: readonly RunBox[]): Enclosure | undefined {
	const { top, bottom, left, size } = open;
	const isBetween = (box: Box) => {
		const height = (box.top + box.bottom) / 2;
		return (
			height > top - 0.1 * size &&
			height < bottom + 0.1 * size &&
			box.left > left - 0.1 * size &&
			(!close || box.right < close.right + 0.1 * size)
		);
	};
	const between = all.filter(isBetween).sort((a, b) => a.left - b.left);
	const boxes = close ? between : withoutGap(between, caseGap * size);
	const within = boxes
		.flatMap(({ run }) => itemsOf(run))
		.filter((item) => !item.grows && middle(item) > open.right && (!close || middle(item) < close.left));
	const own = Math.max(0, ...within.map((item) => item.size));
	return within.length > 1 && itemRows(within).length > 1 && bottom - top > tall * own
		? { ...around([open, ...(close ? [close] : []), ...boxes]), top, bottom, runs: boxes.map(({ run }) => run) }
		: undefined;
}

/** The boxes before the first wide gap, from left to right. */
function withoutGap(boxes: readonly RunBox[], gap: number): readonly RunBox[] {
	let right = Infinity;
	const end = boxes.findIndex((box) => {
		const isApart = box.left - right > gap;
		right = right === Infinity ? box.right : Math.max(right, box.right);
		return isApart;
	});
	return end < 0 ? boxes : boxes.slice(0, end);
}

/** The items of a line from left to right, with one item for each matrix or the like, and the parts of these. */
export function withEnclosures(
	all: readonly Item[],
	enclosures: readonly Enclosure[],
	{ baseline, size }: { readonly baseline: number; readonly size: number },
): { readonly items: readonly Item[]; readonly partsOf: ReadonlyMap<Item, readonly Item[]> } {
	const partsOf = new Map<Item, readonly Item[]>();
	let rest = all;
	for (const { runs } of enclosures) {
		const own = new Set(runs);
		const parts = rest.filter(({ run }) => own.has(run!)).sort((a, b) => a.left - b.left);
		if (parts.length > 0) {
			partsOf.set(blockOf(parts, '', { axis: baseline - axisHeight * size, size }), parts);
			rest = rest.filter((item) => !parts.includes(item));
		}
	}
	return { items: [...rest, ...partsOf.keys()].sort((a, b) => a.left - b.left || a.right - b.right), partsOf };
}
