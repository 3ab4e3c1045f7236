import type { Character } from './character.ts';

const letters = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const lam = 'ل';
const marks = /[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/;

/** Whether a character belongs to a script that is written from right to left. It is asked of every character: most are below. */
export function isRightToLeft(text: string): boolean {
	return text >= '\u0590' && letters.test(text);
}

/**
 * Characters in the order in which they are read. PDFium turns right-to-left text around character by character. Letters of one ligature, which share a
 * box, are in order before and turn back; a vowel sign comes before the letter that it stands on and goes behind it.
 */
export function inLogicalOrder(characters: readonly Character[]): readonly Character[] {
	if (!characters.some(({ text }) => isRightToLeft(text))) {
		return characters;
	}
	const ordered = [...characters];
	const isTurned = areLigaturesTurned(characters);
	for (let i = 1; i < ordered.length; i++) {
		const [first, second] = [ordered[i - 1]!, ordered[i]!];
		if (
			first.line === second.line &&
			isRightToLeft(second.text) &&
			((isTurned && isLigature(first, second)) || standsOn(first, second, ordered[i - 2]))
		) {
			second.spaced = first.spaced;
			first.spaced = false;
			ordered[i - 1] = second;
			ordered[i] = first;
			i++;
		}
	}
	return ordered;
}

/** Whether PDFium has reversed letters that share a box: in a ligature with lam, lam is the first. */
function areLigaturesTurned(characters: readonly Character[]): boolean {
	let turned = 0;
	let right = 0;
	for (let i = 1; i < characters.length; i++) {
		const [first, second] = [characters[i - 1]!, characters[i]!];
		if (first.text !== second.text && isLigature(first, second)) {
			turned += second.text === lam ? 1 : 0;
			right += first.text === lam ? 1 : 0;
		}
	}
	return turned >= right;
}

function isLigature(first: Character, second: Character): boolean {
	const oneBox = Math.abs(first.left - second.left) < 0.1 && Math.abs(first.right - second.right) < 0.1;
	return oneBox && !second.spaced && isRightToLeft(first.text);
}

function standsOn(mark: Character, letter: Character, before: Character | undefined): boolean {
	const middle = (mark.left + mark.right) / 2;
	const within = (box: Character | undefined) => box !== undefined && middle > box.left && middle < box.right;
	return marks.test(mark.text) && within(letter) && !within(before);
}
