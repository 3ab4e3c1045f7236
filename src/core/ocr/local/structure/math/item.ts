import type { Box, TextRun } from '../../../../pdf/pageLayout.ts';
import { functionLatex, isFunction, signOf } from './symbols.ts';
import { letterLatex, textLatex } from './letters.ts';

/** What an item is to its neighbours. `word` is text, `block` what was put together of several items. */
export type ItemKind =
	'ordinary' | 'number' | 'large' | 'binary' | 'relation' | 'open' | 'close' | 'punctuation' | 'function' | 'word' | 'block';

/** A sign of a formula, or what was put together of several. `top` and `bottom` are of what is printed. */
export interface Item extends Box {
	/** Its characters; empty for a `block`. */
	readonly text: string;
	/** Undefined if it has none. */
	readonly latex: string | undefined;
	readonly kind: ItemKind;
	/** Points of its letters. */
	readonly size: number;
	/** Of signs that hang below it, as TeX's large ones do, it says nothing. */
	readonly baseline: number;
	/** The height of its middle, where its fraction bar or its minus sign would be. */
	readonly axis: number;
	/** How many signs of the page it contains. */
	readonly signs: number;
	/** Whether it is in a font of formulas. */
	readonly math: boolean;
	/** Whether it is a sign that grows, from a font of such signs. */
	readonly grows: boolean;
	/** The run that it is from, and the first of its characters there and the one behind it. */
	readonly run?: TextRun;
	readonly at?: number;
	readonly end?: number;
}

/** Height of a formula's middle above its baseline, in em: that of a minus sign in Computer Modern and its like. */
export const axisHeight = 0.25;

const descenders = /[gjpqy,;()[\]{}|/Qβγζημξρφχψ]/;
const small = /^[acegmnopqrsuvwxyz.,:;αγεικμνοπρστυω]$/;

/** The items of a run: each sign is one, but for words and numbers. */
export function itemsOf(run: TextRun): Item[] {
	const glyphs = run.glyphs ?? [{ text: run.text, left: run.left, right: run.right, top: 0, bottom: 0 }];
	const encoding = run.math;
	const items: Item[] = [];
	for (let at = 0; at < glyphs.length; at++) {
		let end = at + 1;
		const kind =
			mayBeWord(run) && /^\p{L}/u.test(glyphs[at]!.text) ? (encoding === undefined ? /^[\p{L}\p{M}'’-]+$/u : /^[A-Za-z]$/) : undefined;
		while (kind && end < glyphs.length && kind.test(glyphs[end]!.text)) {
			end++;
		}
		const text = glyphs
			.slice(at, end)
			.map((glyph) => glyph.text)
			.join('');
		const [first, last] = [glyphs[at]!, glyphs[end - 1]!];
		items.push({ ...leaf(text, run, first), left: first.left, right: last.right, run, at, end });
		at = end - 1;
	}
	return items;
}

/** Whether letters of a run that stand side by side are a word: variables are slanted, or in a font of their own. */
function mayBeWord({ math, mono, font }: TextRun): boolean {
	return math === undefined ? !mono : math === 'unicode' && !/ital|obli/i.test(font);
}

function leaf(text: string, run: TextRun, box: Box): Omit<Item, 'left' | 'right'> {
	const { size, baseline, math: encoding } = run;
	const isWord = mayBeWord(run) && /^\p{L}{2}/u.test(text.normalize('NFC'));
	const sign = signOf(text);
	const isPrinted = encoding !== undefined && box.bottom > box.top;
	const height = /[\p{Lu}\p{N}bdfhklt()[\]{}|/]/u.test(text) || !small.test(text) ? 0.7 : 0.45;
	const top = isPrinted ? box.top : baseline - height * size;
	const bottom = isPrinted ? box.bottom : baseline + (descenders.test(text) ? 0.2 : 0) * size;
	const grows = encoding === 'extension' || (encoding !== undefined && bottom - top > 1.15 * size);
	return {
		text,
		...(isWord
			? isFunction(text)
				? ({ latex: functionLatex(text), kind: 'function' } as const)
				: ({ latex: textLatex(text), kind: 'word' } as const)
			: {
					latex: letterLatex(isPrinted ? phiOf(text, (bottom - top) / size) : text, run),
					kind: sign?.kind ?? (/^\d$/.test(text) ? 'number' : 'ordinary'),
				}),
		...{ size, baseline, top, bottom, grows },
		axis: grows ? (top + bottom) / 2 : baseline - axisHeight * size,
		signs: 1,
		math: encoding !== undefined && (!isWord || isFunction(text)),
	};
}

/** Em that a phi with a straight stroke is high at least, which goes over the height of small letters as well as below the line. */
const straightPhi = 0.77;

/** The phi that is printed: fonts and programs do not agree on which of the two forms has which code. */
function phiOf(text: string, height: number): string {
	return /^[φϕ]$/.test(text) ? (height > straightPhi ? 'ϕ' : 'φ') : text;
}

/** The box around items. */
export function boxOf(items: readonly Item[]): Box {
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const item of items) {
		left = Math.min(left, item.left);
		top = Math.min(top, item.top);
		right = Math.max(right, item.right);
		bottom = Math.max(bottom, item.bottom);
	}
	return { left, top, right, bottom };
}

/** What items are together, once they are written as `latex`. */
export function blockOf(
	items: readonly Item[],
	latex: string,
	{ axis, box = boxOf(items), size }: { readonly axis: number; readonly box?: Box; readonly size?: number },
): Item {
	const own = size ?? Math.max(...items.map((item) => item.size));
	return {
		...box,
		text: '',
		latex,
		kind: 'block',
		size: own,
		baseline: axis + axisHeight * own,
		axis,
		signs: items.reduce((sum, { signs }) => sum + signs, 0),
		math: true,
		grows: false,
	};
}

/** The middle of a box along x. */
export function middle({ left, right }: Box): number {
	return (left + right) / 2;
}
