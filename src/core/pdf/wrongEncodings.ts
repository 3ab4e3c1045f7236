import type { Character } from './joinRuns.ts';

/** Undoes mistakes of programs that wrote the meaning of a font's letters in a wrong encoding; each shows only in all letters of a font together. */
export function withMeaning(characters: Character[]): Character[] {
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

/** Letters of a font from which on their codes are no accident: of Hangul syllables one in four could be two bytes of UTF-8. */
const enoughLetters = 8;

/** Each sign's two bytes of UTF-8 taken for one code of UTF-16: U+D09C, a Hangul syllable, is the Cyrillic М. */
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

/** Latin-1's upper half, and what Mac OS Roman has in its places; what is in both is not needed. */
const latin = 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûü';
const macRoman = '¿¡¬√ƒ≈∆«»… ÀÃÕŒœ—“”‘’÷ÿŸ⁄€‹ﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ¯˘˙˚¸';

/** Of those the ones that stand in no word, and how many of them in words are no accident. */
const inNoWord = /^[‰‡÷ƒ√≈∆ˆ¸˚⁄‹]$/;
const enoughSigns = 2;

/** The letters of Latin-1 taken for Mac OS Roman: "für" becomes "f¸r", "Mädchen" "M‰dchen". */
function latinAsMacRoman(same: readonly Character[], all: readonly Character[]): ((sign: string) => string) | undefined {
	const suspects = new Set(same.filter(({ text }) => inNoWord.test(text)));
	if (suspects.size < enoughSigns) {
		return undefined;
	}
	let inWords = 0;
	for (let i = 1; i < all.length - 1; i++) {
		const [before, sign, after] = [all[i - 1]!, all[i]!, all[i + 1]!];
		const isBetween = isAsciiLetter(before.text) && isAsciiLetter(after.text) && !sign.spaced && !after.spaced;
		// Printed over a letter it is an accent.
		const isBeside = (sign.left + sign.right) / 2 > before.right && (sign.left + sign.right) / 2 < after.left;
		inWords += suspects.has(sign) && isBetween && isBeside ? 1 : 0;
	}
	return inWords < enoughSigns ? undefined : (sign) => latin[macRoman.indexOf(sign)] ?? sign;
}

function isAsciiLetter(text: string): boolean {
	return /^[A-Za-z]$/.test(text);
}
