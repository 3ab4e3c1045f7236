import type { Character } from './character.ts';
import { isRightToLeft } from './rightToLeft.ts';

/** Corrects fonts whose mapping to characters was written in a wrong encoding. Each mistake is only detected from all letters of a font together. */
export function withMeaning(characters: Character[]): Character[] {
	forgetNumbersOfGlyphs(characters);
	const fonts = new Map<string, Character[]>();
	for (const character of characters) {
		if (character.text >= '\x80') {
			const same = fonts.get(character.setting.font);
			if (same) {
				same.push(character);
			} else {
				fonts.set(character.setting.font, [character]);
			}
		}
	}
	for (const same of fonts.values()) {
		const decode = utf8InPairs(same) ?? latinAsMacRoman(same, characters);
		if (decode) {
			same.forEach((character) => (character.text = decode(character.text)));
		}
	}
	return characters;
}

/** The most letters without a mapping in a font that says what most of its letters are. */
const mostUnmapped = 0.3;

/** The first of the private-use characters that stand for glyphs without a meaning; further ones follow by their number. */
const glyphZero = 0x100000;

/**
 * Where a font says what most of its letters are, PDFium gives the numbers of the glyphs of the others, which are letters of some other script. It
 * says that they have no mapping, but not of those that it takes for right-to-left.
 */
function forgetNumbersOfGlyphs(characters: readonly Character[]): void {
	const isNumber = ({ text, unmapped }: Character) => unmapped && text >= '\u0100' && text.length === 1;
	for (const font of new Set(characters.filter(isNumber).map(({ setting }) => setting.font))) {
		const ofFont = characters.filter(({ setting }) => setting.font === font);
		const numbers = ofFont.filter((character) => isNumber(character) || isRightToLeft(character.text));
		if (numbers.length < mostUnmapped * ofFont.length) {
			numbers.forEach((character) => {
				character.text = String.fromCodePoint(glyphZero + character.text.charCodeAt(0));
				// What such a character is, its word tells; the other letters of the word are certain.
				character.unmapped = false;
			});
		}
	}
}

/** The fewest letters of a font that rule out coincidence: one in four Hangul syllables could be two bytes of UTF-8. */
const enoughLetters = 8;

/** Two bytes of UTF-8 were taken for one UTF-16 code: U+D09C, a Hangul syllable, is the Cyrillic М. */
function utf8InPairs(characters: readonly Character[]): ((sign: string) => string) | undefined {
	const pairs = characters.filter(({ text }) => text >= '\uc280' && text <= '\udfbf');
	if (pairs.length < enoughLetters || !pairs.every(({ text }) => isPair(text.charCodeAt(0)))) {
		return undefined;
	}
	return (sign) => {
		const code = sign.charCodeAt(0);
		return sign.length === 1 && isPair(code) ? String.fromCharCode(((code >> 8) & 0x1f) * 64 + (code & 0x3f)) : sign;
	};
}

function isPair(code: number): boolean {
	return code >= 0xc280 && code <= 0xdfbf && (code & 0xc0) === 0x80;
}

/** Latin-1's upper half, and the characters of Mac OS Roman with the same codes; codes that mean the same in both are left out. */
const latin = 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûü';
const macRoman = '¿¡¬√ƒ≈∆«»… ÀÃÕŒœ—“”‘’÷ÿŸ⁄€‹ﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ¯˘˙˚¸';

/** Those that never occur in words, and how many of them in words rule out coincidence. */
const inNoWord = /^[‰‡÷ƒ√≈∆ˆ¸˚˙⁄‹]$/;
const enoughSigns = 2;

/** Beside them it counts as one of them; alone it may be that of "col·lecció" or of "étudiant·e". */
const dot = '·';

/** The letters of Latin-1 taken for Mac OS Roman: "für" becomes "f¸r", "Mädchen" "M‰dchen". */
function latinAsMacRoman(same: readonly Character[], all: readonly Character[]): ((sign: string) => string) | undefined {
	const suspects = new Set(same.filter(({ text }) => inNoWord.test(text) || text === dot));
	if (suspects.size < enoughSigns) {
		return undefined;
	}
	let inWords = 0;
	let dotsInWords = 0;
	for (let i = 1; i < all.length - 1; i++) {
		const [before, sign, after] = [all[i - 1]!, all[i]!, all[i + 1]!];
		const isBetween = isOfWord(before) && isOfWord(after) && !sign.spaced && !after.spaced;
		// Printed over a letter it is an accent.
		const isBeside = (sign.left + sign.right) / 2 > before.right && (sign.left + sign.right) / 2 < after.left;
		if (suspects.has(sign) && isBetween && isBeside) {
			inWords++;
			dotsInWords += sign.text === dot ? 1 : 0;
		}
	}
	return inWords < enoughSigns || inWords === dotsInWords ? undefined : (sign) => latin[macRoman.indexOf(sign)] ?? sign;
}

/** Whether it is an ASCII letter, and no variable. */
function isOfWord({ text, setting }: Character): boolean {
	return /^[A-Za-z]$/.test(text) && setting.math === undefined;
}
