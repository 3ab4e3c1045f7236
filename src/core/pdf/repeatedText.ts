import type { Character, Setting } from './character.ts';
import type { UserBox } from './pageSpace.ts';

/** A text object and the box around its letters. */
export interface TextObject extends UserBox {
	readonly object: number;
}

/** How many text objects before one PDFium compares it with. */
const compared = 5;

/** The most points by which the boxes of equal texts differ in size. */
const slack = 0.02;

/** The least distance of equal texts, in em: nearer ones are one text that is printed twice. */
const apart = 0.25;

/** The widest gap within a word, in em. */
const noSpace = 0.1;

/**
 * Adds the text that PDFium leaves out: it takes an object for a second print of an equal one before it if their boxes touch, also on the next of
 * tightly set lines.
 *
 * @param objects the page's text objects in the order of painting
 * @param settingOf the setting of such an object, which is set like the one before it
 */
export function withRepeatedText(
	characters: Character[],
	objects: readonly TextObject[],
	settingOf: (object: number, alike: Setting) => Setting,
): Character[] {
	const byObject = new Map<number, Character[]>();
	for (const character of characters) {
		const { object } = character.setting;
		const known = byObject.get(object);
		if (known) {
			known.push(character);
		} else {
			byObject.set(object, [character]);
		}
	}
	const added = new Map<Character, Character[]>();
	let before: Character | undefined;
	objects.forEach((text, i) => {
		const known = byObject.get(text.object);
		if (!known) {
			const equal = objects.slice(Math.max(0, i - compared), i).findLast((one) => byObject.has(one.object) && isEqual(one, text));
			const letters = equal ? byObject.get(equal.object)! : [];
			const [first] = letters;
			if (equal && first && before && isApart(equal, text, first.setting) && letters.some(isWritten)) {
				const setting = settingOf(text.object, first.setting);
				const moved = letters.map((letter) => movedBy(letter, text.left - equal.left, text.bottom - equal.bottom, setting));
				byObject.set(text.object, moved);
				added.set(before, [...(added.get(before) ?? []), ...moved]);
			}
		}
		before = known?.at(-1) ?? before;
	});
	return added.size > 0 ? inLines(characters, added) : characters;
}

function isEqual(one: TextObject, other: TextObject): boolean {
	return (
		one.left < other.right &&
		one.right > other.left &&
		one.bottom < other.top &&
		one.top > other.bottom &&
		Math.abs(one.right - one.left - other.right + other.left) < slack &&
		Math.abs(one.top - one.bottom - other.top + other.bottom) < slack
	);
}

function isApart(one: TextObject, other: TextObject, { size }: Setting): boolean {
	return Math.hypot(one.left - other.left, one.bottom - other.bottom) > apart * size;
}

/** Whether it is a letter or digit, unlike the pieces of which tall brackets are put together. */
function isWritten({ text }: Character): boolean {
	return /[\p{L}\p{N}]/u.test(text);
}

function movedBy(letter: Character, x: number, y: number, setting: Setting): Character {
	const { left, top, right, bottom, ink } = letter;
	return {
		...letter,
		setting,
		left: left + x,
		top: top + y,
		right: right + x,
		bottom: bottom + y,
		x: letter.x + x,
		y: letter.y + y,
		ink: ink && { left: ink.left + x, top: ink.top + y, right: ink.right + x, bottom: ink.bottom + y },
	};
}

/** Puts added letters behind those they follow, on the line of their neighbours or on one of their own. */
export function inLines(characters: readonly Character[], added: ReadonlyMap<Character, readonly Character[]>): Character[] {
	let line = characters.reduce((most, one) => Math.max(most, one.line), 0);
	return characters.flatMap((character, i) => {
		const letters = added.get(character);
		if (!letters) {
			return [character];
		}
		const neighbours = [character, characters[i + 1]];
		let last: Character | undefined;
		const placed = letters.map((letter) => {
			const same = [last, ...neighbours].find((one) => one !== undefined && isLevel(one, letter));
			last = { ...letter, line: same?.line ?? ++line };
			return last;
		});
		// PDFium has taken the place of the text that it left out for a space.
		const next = characters[i + 1];
		if (next?.spaced && last && !character.spaceAfter && next.line === last.line && next.left - last.right < noSpace * next.setting.size) {
			next.spaced = last.spaceAfter;
		}
		return [character, ...placed];
	});
}

function isLevel(one: Character, { y, setting }: Character): boolean {
	return Math.abs(one.y - y) < 0.1 * setting.size;
}
