import type { Character, JoinedRun } from './character.ts';
import { isClustered } from './glyphs.ts';
import { isRightToLeft } from './rightToLeft.ts';

/** The least share of a letter that its twin covers. */
const twinCover = 0.65;

/** The distance in em between the beginnings of twins; narrow letters advance by 0.18 em or more. */
const samePlace = 0.1;

/** Removes letters that are printed twice at one place, filled and outlined or slightly apart. */
export function withoutTwinLetters(characters: readonly Character[]): readonly Character[] {
	return characters.filter((character, i) => {
		const before = characters[i - 1];
		if (before?.text !== character.text || before.line !== character.line) {
			return true;
		}
		// The letters of a ligature share a position and an object.
		const distance = Math.hypot(before.x - character.x, before.y - character.y);
		if (before.setting.object === character.setting.object && distance < 0.01 * character.setting.size) {
			return true;
		}
		// The boxes of letters overlap on a line that is not level, even where they stand side by side.
		const isTwin = character.setting.up === 0 ? isOver(before, character) : distance <= samePlace * character.setting.size;
		return !isTwin || isRightToLeft(character.text);
	});
}

/** Whether a letter covers the same letter before it on a level line. */
function isOver(before: Character, character: Character): boolean {
	const shared = Math.min(before.right, character.right) - Math.max(before.left, character.left);
	const least = Math.min(before.right - before.left, character.right - character.left);
	return shared >= twinCover * least && Math.abs(before.y - character.y) <= 0.2 * character.setting.size;
}

/** Letters with their marks, for which some programs print the letter's glyph and the mark's over it, and give both for each, told once. */
export function withoutTwinMarks(runs: readonly JoinedRun[]): JoinedRun[] {
	return runs.filter(({ run }, i) => {
		const before = runs[i - 1]?.run;
		const middle = (run.left + run.right) / 2;
		const isTwin =
			before?.line === run.line && isClustered(run.text) && before.text.includes(run.text) && middle > before.left && middle < before.right;
		return !isTwin;
	});
}
