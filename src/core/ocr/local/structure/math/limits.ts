import { around } from '../lines/line.ts';
import { type Item, blockOf, changed, middle } from './item.ts';
import { takesLimits } from './symbols.ts';

/**
 * The largest distances in em between a large operator and its limits, between the rows and the symbols of a limit, and from one of them to its script
 * along y and x.
 */
const reach = { y: 0.45, row: 0.55, x: 0.75, script: 0.6, beside: 1.2 };

/** The largest size of limits relative to their operator. */
const smaller = 0.85;

/** How much further than a letter a limit below it reaches on either side, and the largest distance between their middles, in em. */
const underLetter = { beyond: 0.1, middle: 0.12 };

/** Joins large operators, functions such as `lim`, and letters and words that are used like these, with the limits above and below them. */
export function withLimits(items: readonly Item[], read: (items: readonly Item[]) => string): Item[] {
	let left = [...items];
	const most = Math.max(0, ...items.map(({ size }) => size));
	const isOperator = ({ kind, text }: Item) => kind === 'large' || (kind === 'function' && takesLimits(text));
	const isLetter = ({ kind, size, text }: Item) => /^(?:ordinary|word)$/.test(kind) && size > smaller * most && /^\p{L}/u.test(text);
	for (const operator of items.filter((item) => isOperator(item) || isLetter(item)).sort((a, b) => a.left - b.left)) {
		const others = left.filter((item) => item !== operator);
		const below = limit(operator, others, 1);
		const above = operator.kind === 'large' ? limit(operator, others, -1) : [];
		if (below.length + above.length === 0 || (!isOperator(operator) && !isUnderLetter(below, operator, others))) {
			continue;
		}
		const all = [operator, ...below, ...above];
		const gone = new Set(all);
		const latex = isOperator(operator)
			? `${withMarks(operator)}${below.length > 0 ? `_{${read(below)}}` : ''}${above.length > 0 ? `^{${read(above)}}` : ''}`
			: underLatex(operator, read(below));
		const block = blockOf(all, latex, { axis: operator.axis, size: operator.size });
		left = [
			...left.filter((item) => !gone.has(item)),
			isOperator(operator) ? changed(block, { kind: operator.kind, baseline: operator.baseline }) : block,
		];
	}
	return left;
}

/** The LaTeX of an operator to which limits are added. */
function withMarks({ kind, text, latex }: Item): string {
	return `${latex!}${kind === 'large' && /[∫∬∭∮]/.test(text) ? '\\limits' : ''}`;
}

function underLatex({ kind, latex }: Item, below: string): string {
	const name = kind === 'word' ? `\\text{${latex!}}` : latex!;
	return kind === 'word' || /^\\math/.test(name) ? `\\mathop{${name}}\\limits_{${below}}` : `\\underset{${below}}{${name}}`;
}

/** Whether small symbols are a limit below a letter, such as an E for expected values: they begin before it, as no index does, and nothing else is above them. */
function isUnderLetter(part: readonly Item[], letter: Item, others: readonly Item[]): boolean {
	const { left, right } = around(part);
	const em = letter.size;
	return (
		left < letter.left - underLetter.beyond * em &&
		right > letter.right + underLetter.beyond * em &&
		Math.abs((left + right) / 2 - middle(letter)) < underLetter.middle * em &&
		!others.some(
			(item) =>
				!part.includes(item) &&
				item.size > smaller * em &&
				middle(item) > left &&
				middle(item) < right &&
				item.top < letter.bottom + reach.y * em &&
				item.bottom > letter.top - reach.y * em,
		)
	);
}

/** The vertical extent of an item's line; symbols such as a minus are in its middle. */
function lineBox({ kind, grows, top, bottom, baseline, size, latex }: Item): Pick<Item, 'top' | 'bottom'> {
	if (latex === '\\ldots') {
		return { top: baseline - 0.7 * size, bottom: baseline };
	}
	return kind === 'block' || grows ? { top, bottom } : { top: Math.min(top, baseline - 0.5 * size), bottom: Math.max(bottom, baseline) };
}

/** The part of neighbouring symbols that is an operator's limit: it is centred below the operator. */
function underOperator(part: readonly Item[], operator: Item): readonly Item[] | undefined {
	const em = operator.size;
	const box = around(part);
	// An integral has indices beside it, a sum has its limit below.
	const isUnder = box.left < operator.right - 0.1 * em && box.right > operator.left + 0.1 * em;
	if (isUnder && Math.abs(middle(box) - middle(operator)) < 0.35 * em) {
		return part;
	}
	const right = 2 * middle(operator) - box.left;
	const own = part.filter((item) => middle(item) < right);
	const isWhole = own.length > 0 && own.length < part.length && Math.abs(around(own).right - right) < 0.35 * em;
	return isUnder && isWhole ? own : undefined;
}

/** The scripts of a limit's symbols, which can be further from its operator: they count for its middle. */
function scriptsOf(line: readonly Item[], items: readonly Item[]): Item[] {
	const isScriptOf = (item: Item, base: Item) =>
		item.size < smaller * base.size &&
		Math.abs(item.baseline - base.baseline) < reach.script * base.size &&
		item.left > base.left &&
		item.left - base.right < reach.beside * base.size;
	return items.filter((item) => !line.includes(item) && line.some((base) => isScriptOf(item, base)));
}

/** Symbols side by side. */
function partsOf(items: readonly Item[]): Item[][] {
	const parts: Item[][] = [];
	for (const item of [...items].sort((a, b) => a.left - b.left)) {
		const part = parts.at(-1);
		if (part && item.left - Math.max(...part.map(({ right }) => right)) < reach.x * item.size) {
			part.push(item);
		} else {
			parts.push([item]);
		}
	}
	return parts;
}

/** The most rows of a limit. */
const mostRows = 5;

/** A limit's first row with the ones further away from the operator, which are centred like it and can be wider. */
function withRows(
	first: readonly Item[],
	{
		operator,
		items,
		all,
		side,
	}: { readonly operator: Item; readonly items: readonly Item[]; readonly all: readonly Item[]; readonly side: 1 | -1 },
): Item[] {
	const em = operator.size;
	const found = [...first];
	for (let row = 1; row < mostRows; row++) {
		const { top, bottom } = around(found);
		const next = items.filter((item) => {
			const box = lineBox(item);
			const gap = side > 0 ? box.top - bottom : top - box.bottom;
			return !found.includes(item) && gap > -0.15 * em && gap < reach.row * em;
		});
		const part = partsOf([...next, ...scriptsOf(next, items)]).find(
			(some) => Math.abs(middle(around(some)) - middle(operator)) < 0.35 * em,
		);
		if (!part || isOfOther(part, operator, all)) {
			break;
		}
		found.push(...part.filter((item) => !found.includes(item)));
	}
	return found;
}

/** Whether small symbols are a limit of another operator or the script of a letter in the next line of the formula. */
function isOfOther(part: readonly Item[], operator: Item, all: readonly Item[]): boolean {
	const { left, right, top, bottom } = around(part);
	const em = operator.size;
	return all.some(
		(item) =>
			item.size > 0.9 * em &&
			(item.kind === 'large'
				? item.left < right && item.right > left && Math.max(item.top - bottom, top - item.bottom) < reach.y * em
				: item.right < left + 0.1 * em && left - item.right < 0.2 * em && item.top < bottom + 0.2 * em && item.bottom > top - 0.2 * em),
	);
}

/** The symbols of the limit above (-1) or below (1) an operator, side by side and centred on it. */
function limit(operator: Item, all: readonly Item[], side: 1 | -1): Item[] {
	const items = all.filter((item) => item.size < smaller * operator.size);
	const em = operator.size;
	const gapOf = (item: Item) => {
		const { top, bottom } = lineBox(item);
		return side > 0 ? top - operator.bottom : operator.top - bottom;
	};
	const line = items.filter((item) => gapOf(item) > -0.12 * em && gapOf(item) < reach.y * em);
	const first = partsOf([...line, ...scriptsOf(line, items)])
		.map((part) => underOperator(part, operator))
		.find((part) => part !== undefined);
	if (!first) {
		return [];
	}
	const found = withRows(first, { operator, items, all, side });
	// A limit can have several lines, and its symbols can have indices.
	const box = around(found);
	const smallest = Math.min(...found.map(({ size }) => size));
	return items.filter(
		(item) =>
			found.includes(item) ||
			(middle(item) > box.left - 0.1 * em &&
				(middle(item) < box.right + 0.1 * em || (item.size < smaller * smallest && item.left < box.right + 0.15 * em)) &&
				(side > 0
					? item.top > operator.bottom - 0.12 * em && item.top < box.bottom + 0.2 * em
					: item.bottom < operator.top + 0.12 * em && item.bottom > box.top - 0.2 * em)),
	);
}
