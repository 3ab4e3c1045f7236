import type { Character } from './character.ts';
import { type TextObject, inLines } from './repeatedText.ts';

/** TeX's fonts of large symbols, whose third size of an opening bracket has the code of a space (The TeXbook, appendix F). */
const encodings: ReadonlySet<string | undefined> = new Set(['extension', 'newtxExtension']);

/** How tall and wide such a bracket is, in em. */
const leastHeight = 1.5;
const mostWidth = 1.5;

/** How far its top is above the baseline from which it hangs, in em. */
const aboveBaseline = 0.04;

/**
 * Adds the large opening brackets that PDFium leaves out, because it takes them for spaces.
 *
 * @param objects the page's text objects in the order of painting
 * @param fontOf the font that PDFium has loaded for an object
 */
export function withLeftOutBrackets(
	characters: Character[],
	objects: readonly TextObject[],
	fontOf: (object: number) => number,
): Character[] {
	const alike = new Map<number, Character>();
	const lastOf = new Map<number, Character>();
	for (const character of characters) {
		const { math, fontHandle, object } = character.setting;
		lastOf.set(object, character);
		if (encodings.has(math) && !alike.has(fontHandle)) {
			alike.set(fontHandle, character);
		}
	}
	if (alike.size === 0) {
		return characters;
	}
	const added = new Map<Character, Character[]>();
	let before = characters[0]!;
	for (const { object, left, top, right, bottom } of objects) {
		const last = lastOf.get(object);
		if (last) {
			before = last;
			continue;
		}
		const model = alike.get(fontOf(object));
		const size = model?.setting.size ?? 0;
		if (model && top - bottom > leastHeight * size && right > left && right - left < mostWidth * size) {
			const bracket: Character = {
				...model,
				setting: { ...model.setting, object },
				...{ text: '(', unmapped: false, spaced: false, spaceAfter: false },
				...{ left, top, right, bottom, x: left, y: top - aboveBaseline * size },
				ink: { left, top, right, bottom },
			};
			const behind = added.get(before) ?? [];
			behind.push(bracket);
			added.set(before, behind);
		}
	}
	return added.size > 0 ? inLines(characters, added) : characters;
}
