import { around } from '../lines/line.ts';
import { type Item, changed, middle } from './item.ts';

/** The LaTeX of symbols that TeX composes of several overlapping ones, from left to right. */
const composed: readonly { readonly symbols: string; readonly latex: string }[] = [
	{ symbols: '↦−→', latex: '\\longmapsto' },
	{ symbols: '↦→', latex: '\\mapsto' },
	{ symbols: '⇐⇒', latex: '\\Longleftrightarrow' },
	{ symbols: '←→', latex: '\\longleftrightarrow' },
	{ symbols: '=⇒', latex: '\\Longrightarrow' },
	{ symbols: '⇐=', latex: '\\Longleftarrow' },
	{ symbols: '↪→', latex: '\\hookrightarrow' },
	{ symbols: '←↩', latex: '\\hookleftarrow' },
	{ symbols: '|=', latex: '\\models' },
	{ symbols: '▷◁', latex: '\\bowtie' },
	{ symbols: '∫∫∫', latex: '\\iiint' },
	{ symbols: '∫∫', latex: '\\iint' },
];

/** Arrows that are extended by minus signs or equals signs before or after them. */
const arrows: readonly { readonly symbols: RegExp; readonly latex: string }[] = [
	{ symbols: /^[−-]+→$/, latex: '\\longrightarrow' },
	{ symbols: /^←[−-]+$/, latex: '\\longleftarrow' },
	{ symbols: /^←[−-]*→$/, latex: '\\longleftrightarrow' },
	{ symbols: /^=+⇒$/, latex: '\\Longrightarrow' },
	{ symbols: /^⇐=+$/, latex: '\\Longleftarrow' },
];

/** The largest distance in em between two parts of a symbol, which overlap or touch. Integrals are slanted, so their boxes are further apart. */
const reach = { part: 0.02, integral: 0.25 };

/** The largest difference in em between the baselines of a symbol's parts. */
const sameLine = 0.05;

/** The most parts of a symbol. */
const mostParts = 40;

/** Joins symbols that TeX composes: long arrows, negated relations, double integrals. */
export function withComposedSymbols(items: readonly Item[]): Item[] {
	return withStacked(withStruck(withRows(items)));
}

function withRows(items: readonly Item[]): Item[] {
	const parts = items
		.filter(({ text }) => /^[−\-=→←⇒⇐↦↪↩|▷◁∫]$/.test(text))
		.sort((a, b) => a.baseline - b.baseline || a.left - b.left || b.right - a.right);
	const whole = new Map<Item, Item>();
	const gone = new Set<Item>();
	for (const line of linesOf(parts)) {
		for (let i = 0; i < line.length; i++) {
			let length = 1;
			while (length < mostParts && i + length < line.length && touches(line[i + length - 1]!, line[i + length]!)) {
				length++;
			}
			for (; length > 1; length--) {
				const some = line.slice(i, i + length);
				const latex = latexOf(some);
				if (latex !== undefined) {
					whole.set(some[0]!, joined(some, latex));
					some.forEach((part) => gone.add(part));
					i += length - 1;
					break;
				}
			}
		}
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}

/** Items by their baselines, each from left to right. */
function linesOf(items: readonly Item[]): Item[][] {
	const lines: Item[][] = [];
	for (const item of items) {
		const line = lines.at(-1);
		if (line && item.baseline - line[0]!.baseline < sameLine * item.size) {
			line.push(item);
		} else {
			lines.push([item]);
		}
	}
	return lines.map((line) =>
		line.sort((a, b) => (Math.abs(a.left - b.left) < 0.1 * a.size ? rankOf(a) - rankOf(b) : 0) || a.left - b.left),
	);
}

/** The order of parts that begin at one place: a bar without a width, heads to the left, the strokes that make arrows longer, heads to the right. */
function rankOf({ text }: Item): number {
	return text === '↦' ? 0 : /^[←⇐]$/.test(text) ? 1 : /^[−=-]$/.test(text) ? 2 : 3;
}

function latexOf(parts: readonly Item[]): string | undefined {
	const text = parts.map((part) => part.text).join('');
	return composed.find(({ symbols }) => symbols === text)?.latex ?? arrows.find(({ symbols }) => symbols.test(text))?.latex;
}

function touches(a: Item, b: Item): boolean {
	const em = Math.min(a.size, b.size);
	const limit = a.text === '∫' ? reach.integral : reach.part;
	return b.left - a.right < limit * em;
}

function joined(parts: readonly Item[], latex: string): Item {
	const [first] = parts;
	return changed(first!, {
		...around(parts),
		latex,
		text: parts.map(({ text }) => text).join(''),
		kind: first!.kind === 'large' ? 'large' : 'relation',
		symbols: parts.reduce((sum, { symbols }) => sum + symbols, 0),
	});
}

/** Relations whose negation by a slash has its own command. */
const struck: Readonly<Record<string, string>> = { '∈': '\\notin', '=': '\\ne', '∋': '\\not\\ni' };

/** The largest vertical offset in em of a negating slash from its relation. */
const struckOff = 0.15;

/** Joins relations with the slash that negates them. */
function withStruck(items: readonly Item[]): Item[] {
	const slashes = items.filter(({ text, size, bottom, top }) => text === '/' && bottom - top < 1.3 * size);
	const whole = new Map<Item, Item>();
	const gone = new Set<Item>();
	for (const slash of slashes) {
		const relation = items.find(
			(item) =>
				item.kind === 'relation' &&
				!whole.has(item) &&
				Math.abs(middle(item) - middle(slash)) < 0.25 * item.size &&
				middle(slash) > item.left &&
				middle(slash) < item.right &&
				Math.abs(item.baseline - slash.baseline) < struckOff * item.size,
		);
		if (relation?.latex !== undefined) {
			whole.set(
				relation,
				changed(relation, { latex: struck[relation.text] ?? `\\not${relation.latex}`, symbols: relation.symbols + slash.symbols }),
			);
			gone.add(slash);
		}
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}

/** Stacked symbols that form one. */
const stacked: readonly { readonly over: string; readonly under: string; readonly latex: string }[] = [
	{ over: '∼', under: '=', latex: '\\cong' },
	{ over: '.', under: '=', latex: '\\doteq' },
	{ over: '˙', under: '=', latex: '\\doteq' },
	{ over: '△', under: '=', latex: '\\triangleq' },
];

function withStacked(items: readonly Item[]): Item[] {
	const whole = new Map<Item, Item>();
	const gone = new Set<Item>();
	for (const under of items.filter(({ text }) => text === '=')) {
		const over = items.find(
			(item) =>
				stacked.some((one) => one.over === item.text) &&
				!gone.has(item) &&
				Math.abs(middle(item) - middle(under)) < 0.1 * under.size &&
				item.baseline < under.baseline - 0.1 * under.size &&
				item.baseline > under.baseline - 0.7 * under.size,
		);
		const latex = over && stacked.find((one) => one.over === over.text)?.latex;
		if (latex !== undefined) {
			whole.set(under, changed(under, { latex, symbols: under.symbols + over!.symbols }));
			gone.add(over!);
		}
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}
