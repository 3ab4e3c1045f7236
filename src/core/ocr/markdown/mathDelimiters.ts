import type { Found } from './sourceMap.ts';
import { longestPage, tryFindInSource } from './sourceParser.ts';

/** The longest formula in characters. */
const longestInline = 2000;
const longestDisplay = 4000;

/**
 * Puts math between dollar signs, as markdown viewers expect it, instead of `\(…\)` and `\[…\]`. A bracket without math, as in `\[1\]`, is an escaped
 * bracket and stays; so does code.
 */
export function mathDelimiters(text: string): string {
	if ((!text.includes('\\(') && !text.includes('\\[')) || text.length > longestPage) {
		return text;
	}
	const pieces: string[] = [];
	let end = 0;
	for (const { from, to } of formulas(text)) {
		const formula = text.slice(from + 2, to - 2).trim();
		const isInline = text[from + 1] === '(';
		const isAlone = (from === 0 || text[from - 1] === '\n') && (to === text.length || text[to] === '\n');
		pieces.push(text.slice(end, from), isInline ? `$${formula}$` : isAlone ? `$$\n${formula}\n$$` : `$$${formula}$$`);
		end = to;
	}
	return [...pieces, text.slice(end)].join('');
}

function formulas(text: string): { readonly from: number; readonly to: number }[] {
	const formulas: { from: number; to: number }[] = [];
	let open: (Found & { readonly kind: 'escape' }) | undefined;
	for (const found of tryFindInSource(text, { math: false, bareLinks: false }).found) {
		if (found.kind === 'code') {
			open = undefined;
		} else if (found.kind === 'escape' && (found.sign === '(' || found.sign === '[')) {
			open = found;
		} else if (found.kind === 'escape' && open && found.sign === (open.sign === '(' ? ')' : ']')) {
			const inside = text.slice(open.to, found.from);
			if (open.sign === '(' ? isInline(inside) : isDisplay(inside)) {
				formulas.push({ from: open.from, to: found.to });
			}
			open = undefined;
		}
	}
	return formulas;
}

function isInline(inside: string): boolean {
	return inside !== '' && inside.length <= longestInline && !inside.includes('\n');
}

function isDisplay(inside: string): boolean {
	return inside.length <= longestDisplay && /[\\^_={}<>+]/.test(inside);
}
