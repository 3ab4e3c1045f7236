import type { Item } from './item.ts';

/**
 * The largest distances in em between symbols of a formula: between symbols that are certainly math, to numbers and names beside an operator, to the
 * bracket around an argument, and between touching ones.
 */
export const reach = { math: 1, weak: 0.45, argument: 0.24, touching: 0.2, word: 0.08 };

/** What tells whether items of a line belong to one formula. */
export interface LineOfItems {
	/** Whether an item is off the line's baseline. */
	readonly isOff: (item: Item) => boolean;
	/** The largest distance in em between a relation or an operation and what is beside it: `reach.weak`, or more in a stretched line. */
	readonly weak: number;
}

/** TeX's spaces between words and around relations in em, how much faster the latter stretch, and what is left between formulas. */
const spaces = { word: 0.33, relation: 0.4, stretch: 1.7, most: 0.95 };

/** `LineOfItems.weak` of a line with that space in em between its words: a justified line also stretches the spaces around operators. */
export function weakReach(space: number): number {
	return Math.min(spaces.most, Math.max(reach.weak, spaces.relation + spaces.stretch * (space - spaces.word)));
}

/** Whether an item is an italic letter, like a variable in a formula set in the text's own fonts. */
export function isItalicLetter({ kind, text, run }: Item): boolean {
	return kind === 'ordinary' && run?.italic === true && /^\p{L}$/u.test(text);
}

function isOperator(item: Item | undefined): boolean {
	return item !== undefined && /^(?:binary|relation|open|close|large|punctuation)$/.test(item.kind);
}

/** Whether a justified line stretches the space beside an item. */
function isStretched({ kind }: Item): boolean {
	return kind === 'binary' || kind === 'relation';
}

/** Whether a space of the text is before an item. */
export function isSpaced({ at, run }: Item): boolean {
	return at === 0 && run?.spaced === true;
}

/** Quotation marks and the apostrophe of "n's". */
const quote = /^[’‘“”]$/;

/** Whether an item is a hyphen between a word and a formula, as in "n-fold": it touches both. */
function isHyphen({ text, math, left, right, size }: Item, word: Item | undefined, formula: Item): boolean {
	const isTouching = (one: Item) => Math.max(left - one.right, one.left - right) < reach.word * size;
	return text === '-' && !math && word?.kind === 'word' && isTouching(word) && isTouching(formula);
}

/** Whether an item in front of a formula belongs to it. */
export function joins(item: Item, next: Item, before: Item | undefined, { isOff, weak }: LineOfItems): boolean {
	const gap = (next.left - item.right) / next.size;
	if (item.math) {
		return gap < reach.math;
	}
	if (quote.test(item.text)) {
		return false;
	}
	if (item.text === ':') {
		return gap < reach.weak && (before === undefined || item.left - before.right > reach.touching * item.size || before.math);
	}
	if (isOff(item)) {
		return (
			gap < (isOperator(next) && !isOff(next) ? reach.weak : reach.touching) &&
			(before === undefined || item.left - before.right < reach.touching * item.size)
		);
	}
	if (isHyphen(item, before, next)) {
		return false;
	}
	switch (item.kind) {
		case 'number':
		case 'block':
			return gap < (isStretched(next) ? weak : isOperator(next) ? reach.weak : reach.touching);
		case 'binary':
		case 'relation':
			return gap < weak;
		case 'open':
		case 'close':
			return gap < (isStretched(next) ? weak : reach.weak);
		case 'punctuation':
			return gap < reach.touching && before?.kind === 'number';
		case 'function':
			return gap < reach.weak;
		case 'ordinary':
			return gap < (isItalicLetter(item) && isOperator(next) ? reach.weak : reach.touching);
		default:
			// The letters of a slanted text reach into the space behind them.
			return next.math && gap < reach.word && (isOff(next) || !isSpaced(next)) && !item.text.endsWith('-');
	}
}

/** Whether an item behind a formula belongs to it. `right` is where the formula ends. */
export function joinsBehind(item: Item, last: Item, next: Item | undefined, right: number, { isOff, weak }: LineOfItems): boolean {
	const gap = (item.left - right) / item.size;
	if (item.math) {
		return gap < reach.math;
	}
	if (quote.test(item.text)) {
		return false;
	}
	if (isOff(item) || item.run?.mono) {
		return gap < reach.touching;
	}
	const behind = next && next.left - item.right;
	if (isHyphen(item, next, last)) {
		return false;
	}
	switch (item.kind) {
		case 'number':
			return gap < (isStretched(last) ? weak : isOperator(last) ? reach.weak : reach.touching);
		case 'open':
			return (
				gap <
				(isStretched(last)
					? weak
					: isOperator(last) || last.kind === 'function'
						? reach.weak
						: next?.math
							? reach.argument
							: reach.touching)
			);
		case 'relation':
			// A colon of the text touches the word before it.
			return gap < weak && (item.text !== ':' || gap > reach.touching || next?.math === true || /^(?:open|punctuation)$/.test(last.kind));
		case 'binary':
			return gap < weak;
		case 'close':
			return gap < reach.weak;
		case 'punctuation':
			return gap < reach.touching;
		case 'function':
			return gap < reach.weak && next !== undefined && next.kind !== 'word';
		case 'ordinary':
			return gap < reach.touching || (isOperator(last) && last.kind !== 'punctuation' && gap < (isStretched(last) ? weak : reach.weak));
		case 'word':
			return (last.math && gap < reach.word) || (isOperator(last) && gap < reach.weak && isName(item, last, next, behind));
		default:
			return last.math && gap < reach.word;
	}
}

/** The longest name without brackets after it, in letters. */
const longestName = 4;

/** The most symbols between the colon of a map and its arrow. */
const mostOfDomain = 30;

/** Whether an item is the colon of a map such as "f: (0, 1] → R", which touches its name: an arrow follows, without words before it. */
export function isOfMap(items: readonly Item[], at: number): boolean {
	const { text, left, size } = items[at]!;
	if (text !== ':' || left - items[at - 1]!.right > reach.touching * size || items[at - 1]!.kind === 'word') {
		return false;
	}
	for (let i = at + 1; i < Math.min(items.length, at + mostOfDomain); i++) {
		const item = items[i]!;
		if (item.kind === 'relation') {
			return /^[→↦⟶⟼↪↠]$|^[−-]+→$|^↦[−-]*→$/.test(item.text);
		}
		if (item.kind === 'word' || item.text === '.' || item.left - items[i - 1]!.right > reach.math * size) {
			return false;
		}
	}
	return false;
}

/** Whether a word after an operator is the name of a function or a set: brackets follow, or it is between a relation and punctuation. */
function isName({ text, size, run }: Item, last: Item, next: Item | undefined, behind: number | undefined): boolean {
	const isApplied = next?.kind === 'open' && behind !== undefined && behind < reach.touching * size;
	// A product of bold capitals is read as a word.
	const isProduct = last.math && run?.bold === true && /^\p{Lu}{2,3}$/u.test(text);
	// At a line's end, only what is written like a name can be one.
	const isBeforeNoWord = next === undefined ? /^\p{Lu}/u.test(text) : next.kind !== 'word';
	return isApplied || isProduct || (last.kind === 'relation' && text.length <= longestName && isBeforeNoWord);
}
