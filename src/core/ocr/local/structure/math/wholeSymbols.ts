import { withComposedSymbols } from './composedSymbols.ts';
import { type Item, blockOf, changed } from './item.ts';
import { functionLatex, isFunction } from './symbols.ts';

/** The largest distance in em between the dots of an ellipsis. */
const dotGap = 0.75;

/** The commands of ellipses by direction. */
const ellipses: readonly { readonly command: string; readonly dot: RegExp; readonly goes: (dx: number, dy: number) => boolean }[] = [
	{ command: '\\ldots', dot: /^\.$/, goes: (dx, dy) => dx > 0.15 && Math.abs(dy) < 0.05 },
	{ command: '\\cdots', dot: /^[·⋅]$/, goes: (dx, dy) => dx > 0.15 && Math.abs(dy) < 0.05 },
	{ command: '\\vdots', dot: /^\.$/, goes: (dx, dy) => Math.abs(dx) < 0.05 && dy > 0.15 },
	{ command: '\\ddots', dot: /^\.$/, goes: (dx, dy) => dx > 0.15 && dy > 0.15 },
];

/** Joins what is several symbols in a file and one in LaTeX: ellipses, long arrows, functions of two words. */
export function withWholeSymbols(items: readonly Item[]): Item[] {
	return withFunctions(withComposedSymbols(withEllipses(items)));
}

function withEllipses(items: readonly Item[]): Item[] {
	const dots = items.filter(({ text }) => /^[.·⋅]$/.test(text)).sort((a, b) => a.left - b.left || a.baseline - b.baseline);
	const whole = new Map<Item, Item>();
	const gone = new Set<Item>();
	for (const first of dots) {
		if (gone.has(first)) {
			continue;
		}
		for (const { command, dot, goes } of ellipses.filter(({ dot: symbol }) => symbol.test(first.text))) {
			const next = (from: Item) =>
				dots.find((one) => {
					const [dx, dy] = [(one.left - from.left) / from.size, (one.baseline - from.baseline) / from.size];
					return one !== from && !gone.has(one) && dot.test(one.text) && Math.max(dx, dy) < dotGap && goes(dx, dy);
				});
			const second = next(first);
			const third = second && next(second);
			if (third) {
				const block = blockOf([first, second, third], command, { axis: second.axis, size: first.size });
				whole.set(first, command === '\\ldots' ? changed(block, { baseline: first.baseline, axis: first.axis }) : block);
				[first, second, third].forEach((one) => gone.add(one));
				break;
			}
		}
	}
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}

/** The largest distance in em between the words of a function's name. */
const wordGap = 0.5;

function withFunctions(items: readonly Item[]): Item[] {
	const names = items.filter(({ kind }) => kind === 'function').sort((a, b) => a.left - b.left);
	const whole = new Map<Item, Item>();
	const gone = new Set<Item>();
	names.forEach((first, i) => {
		const second = names.slice(i + 1).find((one) => Math.abs(one.baseline - first.baseline) < 0.05 * first.size);
		const text = `${first.text} ${second?.text}`;
		if (second && isFunction(text) && second.left - first.right < wordGap * first.size) {
			whole.set(first, changed(first, { text, latex: functionLatex(text), right: second.right, symbols: first.symbols + second.symbols }));
			gone.add(second);
		}
	});
	return items.flatMap((item) => whole.get(item) ?? (gone.has(item) ? [] : item));
}
