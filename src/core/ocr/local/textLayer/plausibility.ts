import { editDistance } from '../editDistance.ts';
import type { TextRun } from '../../../pdf/pageLayout.ts';
import { isUnknown } from '../../../pdf/glyphs.ts';

/** The part of the signs of any language's text that are letters, digits and mathematical signs. */
const leastLetters = 0.5;

/** The part of the signs that nobody knows, from which on the others are not to be believed. */
const mostUnknown = 0.1;

/** The part of the letters of words that are vowels, in languages that are written in Latin letters. */
const vowels = { least: 0.2, most: 0.7 };

/** Letters and words from which on there is something to count. */
const enoughLetters = 24;
const enoughWords = 5;

/** The part of the words that have digits or capitals inside. */
const mostMixed = 0.4;

/** The part of the letters that are of one script, or of scripts that are written together. */
const leastOfOneScript = 0.75;

const scripts = [
	/\p{Script=Latin}/u,
	/\p{Script=Greek}/u,
	/\p{Script=Cyrillic}/u,
	/\p{Script=Arabic}/u,
	/\p{Script=Hebrew}/u,
	/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Bopomofo}|[ー]/u,
	/\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Tamil}|\p{Script=Telugu}|\p{Script=Kannada}|\p{Script=Malayalam}|\p{Script=Gujarati}|\p{Script=Gurmukhi}/u,
	/\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}/u,
];

/** Text that follows from a guess at what letters mean, and reads as a text for all that. */
export function isPlausible(words: readonly string[]): boolean {
	const signs = Array.from(words.join(''));
	const letters = signs.filter((sign) => /[\p{L}\p{M}]/u.test(sign));
	const known = letters.length + signs.filter((sign) => /[\p{N}\p{Sm}]/u.test(sign)).length;
	if (known < signs.length * leastLetters || signs.filter(isUnknown).length > signs.length * mostUnknown) {
		return false;
	}
	const ofScript = scripts.map((script) => letters.filter((letter) => script.test(letter)).length);
	if (letters.length > 4 && Math.max(...ofScript) < letters.length * leastOfOneScript) {
		return false;
	}
	return ofScript[0]! < letters.length / 2 || readsAsLatin(words);
}

function readsAsLatin(words: readonly string[]): boolean {
	const plain = words.map((word) => folded(word)).filter((word) => word.length > 2);
	const letters = plain.join('').replace(/[^a-z]/g, '');
	const share = letters.replace(/[^aeiouy]/g, '').length / letters.length;
	const mixed = words.filter((word) => /\p{Ll}\p{Lu}|\p{L}\p{N}+\p{L}/u.test(word)).length;
	const hasVowels = letters.length < enoughLetters || (share > vowels.least && share < vowels.most);
	return hasVowels && (words.length < enoughWords || mixed < words.length * mostMixed);
}

/** Letters and digits, without case and accents. */
export function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toLowerCase();
}

/**
 * How much two readings of one place agree, 0 to 1: by the letters and digits that would have to be changed, without case and accents, which
 * recognition in another language does not know.
 */
export function agreement(one: string, other: string): number {
	const [a, b] = [folded(one), folded(other)];
	const longer = Math.max(a.length, b.length);
	return longer === 0 ? 0 : 1 - editDistance(a, b) / longer;
}

/** Runs by the font whose letters they share, what the font says the meaning of and what is a guess apart. */
export function byFont(runs: readonly TextRun[]): TextRun[][] {
	const groups = new Map<string, TextRun[]>();
	for (const run of runs) {
		const key = `${run.font}\n${run.unmapped ?? false}`;
		const group = groups.get(key);
		if (group) {
			group.push(run);
		} else {
			groups.set(key, [run]);
		}
	}
	return [...groups.values()];
}
