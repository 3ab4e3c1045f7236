import type { Character, Setting } from './character.ts';

/** How much wider the letters of a word in bold are than those of the usual font, on average: 6 to 10 % in most families, 2 % in italics. */
const wider = { from: 1.045, to: 1.2 };

/** The fewest letters of a word that tell its weight. */
const fewestLetters = 3;

/** The least share of a font's characters that are in bold words. */
const share = 0.7;

const letter = /^[A-Za-z]$/;

/**
 * Marks fonts without a name as bold whose words are wider than the same letters are in most of the page's text. Nothing else tells their
 * weight: a browser that lacks the file of a font draws its letters (Type 3), a dozen in each font, and leaves out names and descriptors.
 */
export function markBoldFonts(characters: readonly Character[]): void {
	const unnamed = characters.filter(({ setting }) => setting.font === '' && setting.up === 0);
	if (unnamed.length === 0) {
		return;
	}
	const letters = unnamed.filter(({ text }) => letter.test(text));
	const usual = usualAdvances(letters);
	const bold = new Votes();
	for (const word of wordsOf(letters)) {
		const ratio = word.reduce((sum, one) => sum + advance(one) / usual.get(one.text)!, 0) / word.length;
		word.forEach(({ setting }) => bold.add(setting, ratio >= wider.from && ratio < wider.to));
	}
	// Fonts of digits and punctuation are as bold as the letters before and after.
	const others = new Votes();
	unnamed.forEach(({ setting, line }, i) => {
		for (const near of bold.has(setting) ? [] : [unnamed[i - 1], unnamed[i + 1]]) {
			if (near?.line === line && bold.has(near.setting)) {
				others.add(setting, bold.agree(near.setting));
			}
		}
	});
	for (const setting of new Set(unnamed.map((one) => one.setting))) {
		setting.bold ||= bold.agree(setting) || others.agree(setting);
	}
}

/** For each font, how many of its characters say that it is bold. */
class Votes {
	private readonly fonts = new Map<number, { all: number; bold: number }>();

	add({ fontHandle }: Setting, isBold: boolean): void {
		const font = this.fonts.get(fontHandle) ?? { all: 0, bold: 0 };
		this.fonts.set(fontHandle, font);
		font.all++;
		font.bold += isBold ? 1 : 0;
	}

	has({ fontHandle }: Setting): boolean {
		return this.fonts.has(fontHandle);
	}

	agree({ fontHandle }: Setting): boolean {
		const font = this.fonts.get(fontHandle);
		return font !== undefined && font.bold >= share * font.all;
	}
}

function advance({ left, right, setting }: Character): number {
	return (right - left) / setting.width;
}

/** The median advance of each letter, in em. */
function usualAdvances(characters: readonly Character[]): Map<string, number> {
	const all = new Map<string, number[]>();
	for (const one of characters) {
		const known = all.get(one.text);
		if (known) {
			known.push(advance(one));
		} else {
			all.set(one.text, [advance(one)]);
		}
	}
	return new Map([...all].map(([text, advances]) => [text, advances.sort((a, b) => a - b)[advances.length >> 1]!]));
}

/** Words with enough letters. */
function wordsOf(characters: readonly Character[]): Character[][] {
	const words: Character[][] = [];
	for (const one of characters) {
		const last = words.at(-1)?.at(-1);
		const goesOn = last && !one.spaced && last.line === one.line && Math.abs(one.left - last.right) < 0.2 * one.setting.size;
		if (goesOn) {
			words.at(-1)!.push(one);
		} else {
			words.push([one]);
		}
	}
	return words.filter(({ length }) => length >= fewestLetters);
}
