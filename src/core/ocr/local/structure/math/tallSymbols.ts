import { around } from '../lines/line.ts';
import { type Item, changed } from './item.ts';

/** The brackets that pieces of tall brackets form, by their end pieces; middle pieces belong to several. */
const wholes: readonly { readonly ends: RegExp; readonly text: string }[] = [
	{ ends: /[⎛⎝]/, text: '(' },
	{ ends: /[⎞⎠]/, text: ')' },
	{ ends: /[⎨]/, text: '{' },
	{ ends: /[⎬]/, text: '}' },
	{ ends: /[⎡].*[⎣]|[⎣].*[⎡]/, text: '[' },
	{ ends: /[⎤].*[⎦]|[⎦].*[⎤]/, text: ']' },
	{ ends: /[⎧⎩]/, text: '{' },
	{ ends: /[⎫⎭]/, text: '}' },
	{ ends: /[⎣]/, text: '⌊' },
	{ ends: /[⎡]/, text: '⌈' },
	{ ends: /[⎦]/, text: '⌋' },
	{ ends: /[⎤]/, text: '⌉' },
	{ ends: /⎷/, text: '√' },
	{ ends: /[‖]/, text: '‖' },
	{ ends: /[|⎜⎟⎢⎥⎪]/, text: '|' },
];

const pieces = /^[⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⏐⎷⌜|‖]$/;

const latexOf: Readonly<Record<string, readonly [latex: string, kind: Item['kind']] | undefined>> = {
	'(': ['(', 'open'],
	')': [')', 'close'],
	'[': ['[', 'open'],
	']': [']', 'close'],
	'{': ['\\{', 'open'],
	'}': ['\\}', 'close'],
	'⌊': ['\\lfloor', 'open'],
	'⌈': ['\\lceil', 'open'],
	'⌋': ['\\rfloor', 'close'],
	'⌉': ['\\rceil', 'close'],
	'√': ['\\surd', 'ordinary'],
	'‖': ['\\Vert', 'ordinary'],
	'|': ['\\vert', 'ordinary'],
};

/** The largest horizontal offset and the largest gap between the pieces of a symbol, in em. */
const tolerance = { x: 0.1, gap: 0.2 };

/** Joins the pieces of tall brackets. */
export function withWholeBrackets(items: readonly Item[]): Item[] {
	// Some fonts call the piece between the ends of a brace a brace.
	const hooks = new Set(items.filter(({ text }) => hook.test(text)).map(({ left }) => Math.round(left)));
	const some = items
		.filter((item) => (item.grows && pieces.test(item.text)) || (isBrace(item) && hooks.has(Math.round(item.left))))
		.sort((a, b) => a.left - b.left || a.top - b.top);
	if (some.length === 0) {
		return [...items];
	}
	const stacks: Item[][] = [];
	let column: Item[][] = [];
	for (const item of some) {
		if (column.length > 0 && item.left - column[0]![0]!.left > tolerance.x * item.size) {
			column = [];
		}
		const under = column.find((stack) => Math.abs(item.top - Math.max(...stack.map(({ bottom }) => bottom))) < tolerance.gap * item.size);
		if (under) {
			under.push(item);
		} else {
			const stack = [item];
			column.push(stack);
			stacks.push(stack);
		}
	}
	const used = new Set(some);
	return [...items.filter((item) => !used.has(item)), ...stacks.flatMap((stack) => (stack.every(isBrace) ? stack : whole(stack)))];
}

const hook = /^[⎧⎨⎩⎫⎬⎭]$/;

function isBrace({ text }: Item): boolean {
	return text === '{' || text === '}';
}

function whole(stack: readonly Item[]): Item {
	const [first] = stack;
	const text = stack.map((item) => item.text).join('');
	if (stack.length === 1 && /[|‖]/.test(text)) {
		return first!;
	}
	const symbol = wholes.find(({ ends }) => ends.test(text))?.text;
	const [latex, kind] = latexOf[symbol ?? ''] ?? [undefined, 'ordinary' as const];
	const box = around(stack);
	return changed(first!, { ...box, text: symbol ?? text, latex, kind, axis: (box.top + box.bottom) / 2, symbols: stack.length });
}
