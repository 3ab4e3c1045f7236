import { editDistance } from '../editDistance.ts';
import type { TextRun } from '../../../pdf/pageLayout.ts';
import { isUnknown } from '../../../pdf/glyphs.ts';

/** The least share of letters, digits and mathematical symbols in text of any language. */
const leastLetters = 0.5;

/** The share of unknown characters above which the others are not believed either. */
const mostUnknown = 0.1;

/** The range of the share of vowels in words of Latin letters. */
const vowels = { least: 0.2, most: 0.7 };

/** The fewest letters and words for a judgement. */
const enoughLetters = 24;
const enoughWords = 5;

/** The largest share of words with digits or capitals inside. */
const mostMixed = 0.4;

/** The least share of letters of one script, or of scripts that are used together. */
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

/**
 * Scripts whose letters the numbers of glyphs look like, so that they count only where the font says what its letters mean: the others that living
 * languages are written in (Unicode Standard Annex 31, tables 5 and 7), and a few of those that scholars print.
 */
const furtherScripts = (
	'Armenian Georgian Ethiopic Sinhala Oriya Thaana Tibetan Mongolian Adlam Balinese Bamum Batak Buginese Canadian_Aboriginal Chakma Cham Cherokee ' +
	'Hanifi_Rohingya Javanese Kayah_Li Lepcha Limbu Lisu Mandaic Meetei_Mayek Miao New_Tai_Lue Newa Nko Nyiakeng_Puachue_Hmong Ol_Chiki Osage ' +
	'Saurashtra Sundanese Syloti_Nagri Syriac Tagalog Tai_Le Tai_Tham Tai_Viet Tifinagh Vai Wancho Yi Coptic Gothic Runic Ogham Samaritan'
).split(' ');

/** Letters of one script, one after the other, or a single letter of a script that is not listed. */
const ofOneScript = new RegExp(
	[...scripts.map(({ source }) => `(?:${source})+`), ...furtherScripts.map((script) => `\\p{Script=${script}}+`), '.'].join('|'),
	'gu',
);

/** The fewest letters of a word in which scripts are compared: shorter ones are units (`MΩ`), and the largest share of neighbours of two scripts. */
const shortestOfOneScript = 3;
const mostChanges = 0.25;

/** Leaders, lines to write on and lines of punctuation: they say nothing about a font whose letters have a meaning. */
const leaders = /([^\p{L}\p{M}\p{N}])\1{2,}/gu;

/** Letters of Coptic and variants of Greek ones: they are the numbers of glyphs and no characters, as in a font without a mapping. */
const inNoText = /[\u03cf-\u03ff]/;

/**
 * Whether text reads like text.
 *
 * @param all its words
 * @param isGuess whether its characters are a guess; if the font says what they are, it may show many scripts, each in words of its own
 */
export function isPlausible(all: readonly string[], isGuess: boolean): boolean {
	const words = isGuess ? all : all.map((word) => word.replace(leaders, '')).filter((word) => word !== '');
	const characters = Array.from(words.join(''));
	const letters = characters.filter((character) => /[\p{L}\p{M}]/u.test(character) && !inNoText.test(character));
	const known = letters.length + characters.filter((character) => /[\p{N}\p{Sm}]/u.test(character)).length;
	if (known < characters.length * leastLetters || characters.filter(isUnknown).length > characters.length * mostUnknown) {
		return false;
	}
	const ofScript = scripts.map((script) => letters.filter((letter) => script.test(letter)).length);
	if (!isGuess && changesScriptOften(words)) {
		return false;
	}
	if (isGuess && letters.length > 4 && Math.max(...ofScript) < letters.length * leastOfOneScript) {
		return false;
	}
	return ofScript[0]! < letters.length / 2 || readsAsLatin(words);
}

/** Whether many neighbouring letters within words are of two scripts. */
function changesScriptOften(words: readonly string[]): boolean {
	let neighbours = 0;
	let changes = 0;
	for (const letters of words.flatMap((word) => word.match(/[\p{L}\p{M}]+/gu) ?? [])) {
		// Marks, and letters of no script such as the Japanese sign for a long vowel, belong to the letter before.
		const own = letters.replace(/[\p{Script=Common}\p{Script=Inherited}]/gu, '');
		const count = Array.from(own).length;
		if (count >= shortestOfOneScript) {
			neighbours += count - 1;
			changes += own.match(ofOneScript)!.length - 1;
		}
	}
	return changes > neighbours * mostChanges;
}

function readsAsLatin(words: readonly string[]): boolean {
	const plain = words.map((word) => folded(word)).filter((word) => word.length > 2);
	const letters = plain.join('').replace(/[^a-z]/g, '');
	const share = letters.replace(/[^aeiouy]/g, '').length / letters.length;
	const mixed = words.filter((word) => /\p{Ll}\p{Lu}|\p{L}\p{N}+\p{L}/u.test(word)).length;
	const hasVowels = letters.length < enoughLetters || (share > vowels.least && share < vowels.most);
	return hasVowels && (words.length < enoughWords || mixed < words.length * mostMixed);
}

/** The letters and digits of a text, without case and accents. */
export function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toLowerCase();
}

/**
 * How much two readings of one place agree, 0 to 1: the share of letters and digits that need no change. Case and accents do not count, because
 * recognition in another language does not know them.
 */
export function agreement(one: string, other: string): number {
	const [a, b] = [folded(one), folded(other)];
	const longer = Math.max(a.length, b.length);
	return longer === 0 ? 0 : 1 - editDistance(a, b) / longer;
}

/** Groups runs by font, with known and guessed text separate. */
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
