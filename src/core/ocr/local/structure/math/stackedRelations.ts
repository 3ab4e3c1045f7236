import { around } from '../lines/line.ts';
import { type Item, blockOf, changed, middle } from './item.ts';

/** A relation with what is set over and under it, as in "equals by definition". */
interface StackedRelation {
	readonly relation: Item;
	readonly above: readonly Item[];
	readonly below: readonly Item[];
}

/** The largest size of a label relative to its relation. */
const smaller = 0.85;

/**
 * The largest distances in em: between a relation and its label along y, by how much they overlap there, between symbols of a label, and between the
 * middles of both; and the least width that both have in common.
 */
const reach = { above: 0.35, below: 0.45, into: 0.15, beside: 0.35, middle: 0.12, common: 0.05 };

/** Half the height in em of an equals sign whose ink is not known. */
const halfHeight = 0.12;

/** The most symbols on either side of a label's middle. */
const mostOnSide = 40;

/** The commands of arrows that are as long as their labels. */
const longArrows: Readonly<Record<string, string>> = {
	'\\longrightarrow': '\\xrightarrow',
	'\\longleftarrow': '\\xleftarrow',
	'\\longleftrightarrow': '\\xleftrightarrow',
	'\\Longrightarrow': '\\xRightarrow',
	'\\Longleftarrow': '\\xLeftarrow',
	'\\Longleftrightarrow': '\\xLeftrightarrow',
	'\\longmapsto': '\\xmapsto',
};

/** Finds relations with smaller symbols that are centred over or under them; indices are beside them. */
function stackedRelations(items: readonly Item[]): StackedRelation[] {
	const used = new Set<Item>();
	return items
		.filter(({ kind, grows, symbols, text }) => kind === 'relation' && !grows && symbols > 0 && text !== ':' && text !== '|')
		.flatMap((relation) => {
			const [above, below] = [-1, 1].map((side) => labelOf(relation, items, side)) as [Item[], Item[]];
			const label = [...above, ...below];
			if (label.length === 0 || label.some((item) => used.has(item)) || used.has(relation)) {
				return [];
			}
			[relation, ...label].forEach((item) => used.add(item));
			return [{ relation, above, below }];
		});
}

/** The items of a line from left to right, with one item for each such relation, and the parts of these. */
export function stackedAsOne(items: readonly Item[]): {
	readonly items: readonly Item[];
	readonly partsOf: ReadonlyMap<Item, readonly Item[]>;
} {
	const partsOf = new Map<Item, readonly Item[]>();
	for (const { relation, above, below } of stackedRelations(items)) {
		const parts = [relation, ...above, ...below];
		partsOf.set(blockAround(relation, parts, ''), parts);
	}
	const gone = new Set([...partsOf.values()].flat());
	return {
		items: [...items.filter((item) => !gone.has(item)), ...partsOf.keys()].sort((a, b) => a.left - b.left || a.right - b.right),
		partsOf,
	};
}

function blockAround(relation: Item, parts: readonly Item[], latex: string): Item {
	const block = blockOf(parts, latex, { axis: relation.axis, size: relation.size });
	return changed(block, { kind: 'relation', baseline: relation.baseline });
}

/** Joins relations with what is set over and under them. */
export function withStackedRelations(items: readonly Item[], read: (items: readonly Item[]) => string): Item[] {
	const whole = new Map<Item, Item>();
	const gone = new Set<Item>();
	for (const { relation, above, below } of stackedRelations(items)) {
		const latex = latexOf(relation.latex ?? '', above, below, read);
		whole.set(relation, blockAround(relation, [relation, ...above, ...below], latex));
		[...above, ...below].forEach((item) => gone.add(item));
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}

function latexOf(relation: string, above: readonly Item[], below: readonly Item[], read: (items: readonly Item[]) => string): string {
	const long = longArrows[relation];
	if (long !== undefined) {
		return `${long}${below.length > 0 ? `[${read(below)}]` : ''}{${above.length > 0 ? read(above) : ''}}`;
	}
	const under = below.length > 0 ? `\\underset{${read(below)}}{${relation}}` : relation;
	return above.length > 0 ? `\\overset{${read(above)}}{${under}}` : under;
}

/** The label over (-1) or under (1) a relation. */
function labelOf(relation: Item, items: readonly Item[], side: number): Item[] {
	const em = relation.size;
	const isPrinted = relation.run?.math !== undefined && relation.run.math !== 'text';
	const top = isPrinted ? relation.top : relation.axis - halfHeight * em;
	const bottom = isPrinted ? relation.bottom : relation.axis + halfHeight * em;
	const near = items.filter((item) => {
		const gap = side > 0 ? Math.min(item.top, item.baseline - 0.5 * item.size) - bottom : top - Math.max(item.bottom, item.baseline);
		return item.size < smaller * em && gap > -reach.into * em && gap < (side > 0 ? reach.below : reach.above) * em;
	});
	const isOver = ({ left, right }: Item) => Math.min(right, relation.right) - Math.max(left, relation.left) > reach.common * em;
	const core = near.filter(isOver);
	return core.length > 0 ? centred(core, near, middle(relation), em) : [];
}

/** The widest row of neighbouring symbols around some of them that has its middle at `x`. */
function centred(core: readonly Item[], near: readonly Item[], x: number, em: number): Item[] {
	const ends = (side: number) => {
		let box = around(core);
		const found = [box];
		for (const item of near
			.filter((one) => !core.includes(one) && (middle(one) - x) * side > 0)
			.sort((a, b) => (a.left - b.left) * side)
			.slice(0, mostOnSide)) {
			if (Math.max(item.left - box.right, box.left - item.right) > reach.beside * em) {
				break;
			}
			box = around([box, item]);
			found.push(box);
		}
		return found;
	};
	const [lefts, rights] = [ends(-1).map(({ left }) => left), ends(1).map(({ right }) => right)];
	const fits = lefts
		.flatMap((left) => rights.map((right) => ({ left, right })))
		.filter(({ left, right }) => Math.abs((left + right) / 2 - x) < reach.middle * em)
		.sort((a, b) => b.right - b.left - (a.right - a.left));
	const [widest] = fits;
	return widest ? near.filter(({ left, right }) => left >= widest.left && right <= widest.right) : [];
}
