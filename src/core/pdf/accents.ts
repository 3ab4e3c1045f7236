import { type Character, isLetter } from './character.ts';

/** Accents that some fonts have as separate characters, printed over a letter, and the combining characters for them. */
const accents = new Map([
	['\u0338', '\u0338'],
	['\u20d7', '\u20d7'],
	['`', '\u0300'],
	['´', '\u0301'],
	['ˆ', '\u0302'],
	['^', '\u0302'],
	['˜', '\u0303'],
	['¯', '\u0304'],
	['˘', '\u0306'],
	['˙', '\u0307'],
	['¨', '\u0308'],
	['˚', '\u030a'],
	['˝', '\u030b'],
	['ˇ', '\u030c'],
	['¸', '\u0327'],
	['˛', '\u0328'],
]);

/** Accents that some fonts of formulas name as combining characters. */
const combiningAccents = /^[\u0300-\u030c]$/;

/** What an accent can be on. Variables of Unicode's alphabets are two characters at one place. */
const bearer = /^[\p{L}\p{Sm}\udc00-\udfff]$/u;

/** How far an accent can be above its letter's baseline, and beside a letter that follows it, in em. */
const raised = 0.75;
const besideLetter = 0.08;

/** TeX prints the reduced Planck constant as an h with a macron through its stem; over an h, a macron is raised. */
const reducedPlanck = 'ℏ';
const macron = '\u0304';
const sameHeight = 0.05;

/** The circle that TeX prints around a letter or a digit, which comes first; its fonts name it in one way or the other. */
const isCircle = ({ text }: Character) => text === '◯' || text === '\u20dd';

/** The largest difference in em between the baselines of a circle and the sign in it. */
const inCircle = 0.2;

/** The number of characters before and after an accent among which its letter is searched. */
const accentReach = 300;

/** Combines accents with the letters that they are printed over. */
export function withAccents(characters: readonly Character[]): readonly Character[] {
	const whole = characters.some(isCircle) ? withCircledSigns(characters) : characters;
	return whole.some(isAccent) ? withStrayAccents(withNextAccents(whole)) : whole;
}

/** TeX prints the signs © and ®, and digits and capitals in a circle, as a sign in a circle. */
function withCircledSigns(characters: readonly Character[]): readonly Character[] {
	return characters.filter((sign, i) => {
		const around = characters[i - 1];
		const whole = around && isCircle(around) ? circled(sign.text) : undefined;
		const middle = (sign.left + sign.right) / 2;
		const isWithin =
			around && middle > around.left && middle < around.right && Math.abs(sign.y - around.y) < inCircle * around.setting.size;
		if (!isWithin || whole === undefined) {
			return true;
		}
		around.text = whole;
		around.spaceAfter = sign.spaceAfter;
		return false;
	});
}

const signs: Readonly<Record<string, string>> = { c: '©', R: '®' };

/** The character for a letter or a digit in a circle; undefined if there is none. */
function circled(sign: string): string | undefined {
	const [first, from] = /^[1-9]$/.test(sign) ? ['①', '1'] : /^[A-Z]$/.test(sign) ? ['Ⓐ', 'A'] : [];
	return signs[sign] ?? (first && from ? String.fromCharCode(first.charCodeAt(0) + sign.charCodeAt(0) - from.charCodeAt(0)) : undefined);
}

/** Puts accents on the letters right before or behind them. */
function withNextAccents(characters: readonly Character[]): readonly Character[] {
	const joined: Character[] = [];
	for (const character of characters) {
		const last = joined.at(-1);
		const whole = last && (isAccent(last) || isAccent(character)) ? accented(last, character, last.line === character.line) : undefined;
		if (!last || whole === undefined) {
			joined.push(character);
			continue;
		}
		const letter = isAccent(character) ? last : character;
		letter.text = whole;
		letter.spaced = last.spaced;
		letter.spaceAfter = character.spaceAfter;
		joined[joined.length - 1] = letter;
	}
	return joined;
}

/** Puts accents on letters that stand elsewhere in the text's order: TeX prints some accents behind their line. */
function withStrayAccents(characters: readonly Character[]): readonly Character[] {
	let result: (Character | undefined)[] | undefined;
	characters.forEach((accent, i) => {
		if (!isAccent(accent) || (combiningAccents.test(accent.text) && accent.setting.math === undefined)) {
			return;
		}
		const all = (result ??= [...characters]);
		const middle = (accent.left + accent.right) / 2;
		for (let j = Math.max(0, i - accentReach); j < Math.min(all.length, i + accentReach); j++) {
			const letter = all[j];
			const isUnder =
				letter !== undefined && middle > letter.left && middle < letter.right && isLetter(letter) && isAtHeight(accent, letter);
			const whole = isUnder ? accented(accent, letter, true) : undefined;
			if (whole?.length === 1 || (whole !== undefined && letter?.setting.math !== undefined)) {
				letter!.text = whole;
				all[i] = undefined;
				return;
			}
		}
	});
	return result?.filter((character) => character !== undefined) ?? characters;
}

/** The largest distance in em by which an accent is raised over a capital of a formula. */
const overCapital = 0.35;

/** Whether an accent is at its letter's height, or raised over a capital of a formula. */
function isAtHeight(accent: Character, { y, text, setting }: Character): boolean {
	const off = (accent.y - y) / setting.size;
	return Math.abs(off) < 0.1 || (setting.math !== undefined && /^[A-ZΓΔΘΛΞΠΣΥΦΨΩ]$/.test(text) && off > 0 && off < overCapital);
}

/** Called for every character; most are below. */
function isAccent({ text }: Character): boolean {
	return (text > '~' || text === '`' || text === '^') && (accents.has(text) || combiningAccents.test(text));
}

/** The letter with its accent, of which one comes first; undefined where they do not belong together. */
function accented(first: Character, second: Character, onOneLine: boolean): string | undefined {
	const [sign, letter] = isAccent(second) ? [second, first] : [first, second];
	// Texts, unlike formulas, have combining characters behind their letter, in its font.
	const isOfText = sign.setting.math === undefined && sign.setting.font === letter.setting.font;
	const combining = accents.get(sign.text) ?? (isOfText ? undefined : sign.text);
	const middle = (sign.left + sign.right) / 2;
	const slack = sign === second ? 0 : besideLetter * letter.setting.size;
	if (
		combining === undefined ||
		(!onOneLine && Math.abs(first.y - second.y) > raised * letter.setting.size) ||
		!bearer.test(letter.text) ||
		middle <= letter.left - slack ||
		middle >= letter.right + slack
	) {
		return undefined;
	}
	if (combining === macron && /^[hℎ𝒉]$/u.test(letter.text) && Math.abs(sign.y - letter.y) < sameHeight * letter.setting.size) {
		return reducedPlanck;
	}
	const whole = `${letter.text === 'ı' ? 'i' : letter.text}${combining}`.normalize('NFC');
	// Letters without a precomposed character keep the accent as a combining character.
	const isPlain = letter.text.normalize('NFD').length === 1;
	return whole.length === 1 || (isPlain && whole.length === 2) ? whole : undefined;
}
