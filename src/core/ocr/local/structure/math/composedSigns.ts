import { around } from '../lines/line.ts';
import { type Item, changed, middle } from './item.ts';

/** The LaTeX of signs that TeX puts together of several, which overlap, from left to right. */
const composed: readonly { readonly signs: string; readonly latex: string }[] = [
	{ signs: '↦−→', latex: '\\longmapsto' },
	{ signs: '↦→', latex: '\\mapsto' },
	{ signs: '⇐⇒', latex: '\\Longleftrightarrow' },
	{ signs: '←→', latex: '\\longleftrightarrow' },
	{ signs: '=⇒', latex: '\\Longrightarrow' },
	{ signs: '⇐=', latex: '\\Longleftarrow' },
	{ signs: '↪→', latex: '\\hookrightarrow' },
	{ signs: '←↩', latex: '\\hookleftarrow' },
	{ signs: '|=', latex: '\\models' },
	{ signs: '▷◁', latex: '\\bowtie' },
	{ signs: '∫∫∫', latex: '\\iiint' },
	{ signs: '∫∫', latex: '\\iint' },
];

/** Arrows that grow with minus signs or with equals signs in front of or behind them. */
const arrows: readonly { readonly signs: RegExp; readonly latex: string }[] = [
	{ signs: /^[−-]+→$/, latex: '\\longrightarrow' },
	{ signs: /^←[−-]+$/, latex: '\\longleftarrow' },
	{ signs: /^←[−-]*→$/, latex: '\\longleftrightarrow' },
	{ signs: /^=+⇒$/, latex: '\\Longrightarrow' },
	{ signs: /^⇐=+$/, latex: '\\Longleftarrow' },
];

/** Em that two parts of a sign are apart at most: they overlap or touch. Integrals are slanted, so their boxes are further apart. */
const reach = { part: 0.02, integral: 0.25 };

/** Em by which baselines of one sign's parts differ at most. */
const sameLine = 0.05;

/** The parts of one sign at most. */
const mostParts = 40;

/** Puts signs together that TeX has only in parts: long arrows, struck out relations, double integrals. */
export function withComposedSigns(items: readonly Item[]): Item[] {
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

/** Items by their baselines, each from left to right; a part without a width comes before what it is drawn over. */
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
	const zeroWidth = ({ text }: Item) => (text === '↦' ? 0 : 1);
	return lines.map((line) =>
		line.sort((a, b) => (Math.abs(a.left - b.left) < 0.1 * a.size ? zeroWidth(a) - zeroWidth(b) : 0) || a.left - b.left),
	);
}

function latexOf(parts: readonly Item[]): string | undefined {
	const text = parts.map((part) => part.text).join('');
	return composed.find(({ signs }) => signs === text)?.latex ?? arrows.find(({ signs }) => signs.test(text))?.latex;
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
		signs: parts.reduce((sum, { signs }) => sum + signs, 0),
	});
}

/** Relations that have a command of their own where a slash strikes them out. */
const struck: Readonly<Record<string, string>> = { '∈': '\\notin', '=': '\\ne', '∋': '\\not\\ni' };

/** Em by which a slash that strikes out is lower or higher than its relation at most. */
const struckOff = 0.15;

/** Relations with a slash through them. */
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
				changed(relation, { latex: struck[relation.text] ?? `\\not${relation.latex}`, signs: relation.signs + slash.signs }),
			);
			gone.add(slash);
		}
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}

/** Signs one over the other that are one. */
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
			whole.set(under, changed(under, { latex, signs: under.signs + over!.signs }));
			gone.add(over!);
		}
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}
