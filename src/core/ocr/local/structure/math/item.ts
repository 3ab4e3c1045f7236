import type { Box, Glyph, TextRun } from '../../../../pdf/pageLayout.ts';
import { around } from '../lines/line.ts';
import { functionLatex, isFunction, isGreekSymbol, symbolOf } from './symbols.ts';
import { letterLatex, textLatex } from './letters.ts';

/** The role of an item. `word` is text, `block` is composed of several items. */
export type ItemKind =
	| 'ordinary'
	| 'number'
	| 'large'
	| 'binary'
	| 'relation'
	| 'open'
	| 'close'
	| 'punctuation'
	| 'function'
	| 'word'
	| 'block';

/** A symbol of a formula, or several composed to one. `top` and `bottom` are those of the ink. */
export interface Item extends Box {
	/** Its characters; empty for a `block`. */
	readonly text: string;
	/** Undefined if it has none. */
	readonly latex: string | undefined;
	readonly kind: ItemKind;
	/** The size of its letters in points. */
	readonly size: number;
	/** The baseline, which is not meaningful for symbols that hang below it, as TeX's large ones do. */
	readonly baseline: number;
	/** The height at which its fraction bar or minus sign would be. */
	readonly axis: number;
	/** How many symbols of the page it contains. */
	readonly symbols: number;
	/** Whether it is in a math font. */
	readonly math: boolean;
	/** Whether it is a symbol of variable height, from a font of such symbols. */
	readonly grows: boolean;
	/** Its run, and the range of its characters there; undefined for a `block`. */
	readonly run: TextRun | undefined;
	readonly at: number | undefined;
	readonly end: number | undefined;
}

/** Height of a formula's middle above its baseline, in em: that of a minus sign in Computer Modern and its like. */
export const axisHeight = 0.25;

const descenders = /[gjpqy,;()[\]{}|/Qβγζημξρφχψ]/;
const small = /^[acegmnopqrsuvwxyz.,:;αγεικμνοπρστυω]$/;

/** Symbols of a font of variable symbols that have one size. */
const fixed = /^[∞\u2190-\u21ff]$/;

/** Pieces of tall brackets, each of which is lower than a letter in some fonts. */
const piece = /^[\u239b-\u23b0]$/;

/** The end of a name that selects a symbol's printed form and says nothing about its meaning; fonts name their large sums so. */
const variant = /[\ufe00-\ufe0f]$/;

/** The items of a run: each symbol, and each word and number as a whole. */
export function itemsOf(run: TextRun): Item[] {
	const glyphs = run.glyphs ?? [{ text: run.text, left: run.left, right: run.right, top: 0, bottom: 0 }];
	const inWord = mayBeWord(run) ? (run.math === undefined ? /^(?:(?!ℏ)[\p{L}\p{M}'’-])+$/u : /^[A-Za-z]$/) : undefined;
	const items: Item[] = [];
	for (let at = 0; at < glyphs.length;) {
		let { text } = glyphs[at]!;
		let end = at + 1;
		if (inWord && /^\p{L}/u.test(text)) {
			for (; end < glyphs.length && inWord.test(glyphs[end]!.text); end++) {
				text += glyphs[end]!.text;
			}
		}
		while (end < glyphs.length && variant.test(glyphs[end]!.text)) {
			end++;
		}
		items.push(leaf(text.replace(variant, ''), run, glyphs, at, end));
		at = end;
	}
	return items;
}

/** Whether adjacent letters of a run are a word; variables are slanted, or in a font of their own. */
function mayBeWord({ math, mono, font }: TextRun): boolean {
	return math === undefined ? !mono : math === 'unicode' && !/ital|obli/i.test(font);
}

function leaf(text: string, run: TextRun, glyphs: readonly Glyph[], at: number, end: number): Item {
	const { size, baseline, math: encoding } = run;
	const box = glyphs[at]!;
	// A letter can consist of several characters.
	const isWord = text.length > 1 && mayBeWord(run) && /^\p{L}{2}/u.test(text.normalize('NFC'));
	const isName = isWord && isFunction(text) && run.sans !== true;
	const isPrinted = encoding !== undefined && encoding !== 'text' && box.bottom > box.top;
	const top = isPrinted ? box.top : baseline - (small.test(text) ? 0.45 : 0.7) * size;
	const bottom = isPrinted ? box.bottom : baseline + (descenders.test(text) ? 0.2 : 0) * size;
	const isVariable =
		encoding === 'extension' || encoding?.startsWith('newtxExtension') || (encoding === 'eulerExtension' && !fixed.test(text));
	const grows = isVariable || (encoding !== undefined && (bottom - top > 1.15 * size || (isPrinted && piece.test(text))));
	return {
		left: box.left,
		top,
		right: glyphs[end - 1]!.right,
		bottom,
		text,
		latex: isName
			? functionLatex(text)
			: isWord
				? textLatex(text)
				: letterLatex(isPrinted ? phiOf(text, (bottom - top) / size) : text, run),
		kind: isName ? 'function' : isWord ? 'word' : (symbolOf(text)?.kind ?? (/^\d$/.test(text) ? 'number' : 'ordinary')),
		size,
		baseline,
		axis: grows || (isPrinted && text === '√') ? (top + bottom) / 2 : baseline - axisHeight * size,
		symbols: 1,
		math: encoding !== undefined ? !isWord || isName : isGreekSymbol(text) && isGreekSymbol(run.text),
		grows,
		run,
		at,
		end,
	};
}

/** The least height in em of a phi with a straight stroke, which reaches above small letters and below the line. */
const straightPhi = 0.77;

/** The phi by its printed form, because fonts and programs disagree about the codes of the two forms. */
function phiOf(text: string, height: number): string {
	return /^[φϕ]\p{M}?$/u.test(text) ? (height > straightPhi ? 'ϕ' : 'φ') + text.slice(1) : text;
}

/** An item with other properties. All items have one shape, so that V8 compiles what reads them only once. */
export function changed(item: Item, changes: Partial<Item>): Item {
	const { left, top, right, bottom, text, latex, kind, size, baseline, axis, symbols, math, grows, run, at, end } = item;
	const whole = { left, top, right, bottom, text, latex, kind, size, baseline, axis, symbols, math, grows, run, at, end };
	return Object.assign(whole satisfies Record<keyof Item, unknown>, changes);
}

/** Composes items, written as `latex`, to a block. */
export function blockOf(
	items: readonly Item[],
	latex: string,
	{ axis, box = around(items), size }: { readonly axis: number; readonly box?: Box; readonly size?: number },
): Item {
	const own = size ?? Math.max(...items.map((item) => item.size));
	return {
		left: box.left,
		top: box.top,
		right: box.right,
		bottom: box.bottom,
		text: '',
		latex,
		kind: 'block',
		size: own,
		baseline: axis + axisHeight * own,
		axis,
		symbols: items.reduce((sum, { symbols }) => sum + symbols, 0),
		math: true,
		grows: false,
		run: undefined,
		at: undefined,
		end: undefined,
	};
}

/** The middle of a box along x. */
export function middle({ left, right }: Pick<Box, 'left' | 'right'>): number {
	return (left + right) / 2;
}
