import type { FontStyle } from './fontStyle.ts';
import type { Monospace } from './monospace.ts';
import type { TextRun } from './pageLayout.ts';
import type { PageSpace, UserBox } from './pageSpace.ts';

/** What the characters of one text object have in common. */
export interface Setting extends FontStyle {
	/** The font's name. */
	readonly font: string;
	/** Points that one em takes along and across the line's height. */
	readonly size: number;
	readonly width: number;
	readonly invisible: boolean;
	/** Direction of writing in the page's own coordinates. */
	readonly across: number;
	readonly up: number;
}

/** A character in the page's own coordinates. */
export interface Character extends UserBox {
	text: string;
	readonly setting: Setting;
	/** Where it stands on its line. */
	readonly x: number;
	readonly y: number;
	/** As of `TextRun`. */
	readonly line: number;
	readonly spaced: boolean;
	spaceAfter: boolean;
}

const compatibilityForm = /^[\ufb00-\ufdff\ufe70-\ufefc]$/;

/** Accents that some fonts have as letters of their own, printed over another letter, and the signs that combine with it. */
const accents = new Map([
	['\u0338', '\u0338'],
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

/** Points below which nobody can read it. */
const smallest = 0.5;

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const rtlMarks = /[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/;

/** Runs of characters in the document's order; what does not show on the page is left out. */
export function joinRuns(characters: readonly Character[], space: PageSpace, monospace: Monospace): TextRun[] {
	const runs: TextRun[] = [];
	let previous: Character | undefined;
	for (const character of withAccents(inLogicalOrder(characters))) {
		const single = toRun(character, space, monospace);
		if (single.size < smallest || !space.shows(single)) {
			continue;
		}
		const run = runs.at(-1);
		if (run && previous && continues(run, previous, character, single)) {
			runs[runs.length - 1] = {
				...run,
				text: run.text + single.text,
				left: Math.min(run.left, single.left),
				top: Math.min(run.top, single.top),
				right: Math.max(run.right, single.right),
				bottom: Math.max(run.bottom, single.bottom),
				spaceAfter: single.spaceAfter,
			};
		} else {
			runs.push(single);
		}
		previous = character;
	}
	return runs;
}

/**
 * PDFium turns right-to-left text around character by character. Letters of one ligature, which share a box, are in order before and turn back;
 * a vowel sign comes before the letter that it stands on and goes behind it.
 */
function inLogicalOrder(characters: readonly Character[]): Character[] {
	const ordered = [...characters];
	for (let i = 1; i < ordered.length; i++) {
		const [first, second] = [ordered[i - 1]!, ordered[i]!];
		if (
			first.line === second.line &&
			rightToLeft.test(second.text) &&
			(isLigature(first, second) || standsOn(first, second, ordered[i - 2]))
		) {
			ordered[i - 1] = { ...second, spaced: first.spaced };
			ordered[i] = { ...first, spaced: false };
			i++;
		}
	}
	return ordered;
}

/** Puts accents on the letters that they are printed over. */
function withAccents(characters: readonly Character[]): Character[] {
	const joined: Character[] = [];
	for (const character of characters) {
		const last = joined.at(-1);
		const letter = last && accented(last, character);
		if (letter) {
			joined[joined.length - 1] = letter;
		} else {
			joined.push(character);
		}
	}
	return joined;
}

function accented(first: Character, second: Character): Character | undefined {
	const [sign, letter] = accents.has(second.text) ? [second, first] : [first, second];
	const combining = accents.get(sign.text);
	const middle = (sign.left + sign.right) / 2;
	if (
		combining === undefined ||
		first.line !== second.line ||
		!/^[\p{L}\p{Sm}]$/u.test(letter.text) ||
		middle <= letter.left ||
		middle >= letter.right
	) {
		return undefined;
	}
	const whole = `${letter.text === 'ı' ? 'i' : letter.text}${combining}`.normalize('NFC');
	return whole.length === 1 ? { ...letter, text: whole, spaced: first.spaced, spaceAfter: second.spaceAfter } : undefined;
}

function isLigature(first: Character, second: Character): boolean {
	const oneBox = Math.abs(first.left - second.left) < 0.1 && Math.abs(first.right - second.right) < 0.1;
	return oneBox && !second.spaced && rightToLeft.test(first.text);
}

function standsOn(mark: Character, letter: Character, before: Character | undefined): boolean {
	const middle = (mark.left + mark.right) / 2;
	const within = (box: Character | undefined) => box !== undefined && middle > box.left && middle < box.right;
	return rtlMarks.test(mark.text) && within(letter) && !within(before);
}

function toRun({ text, setting, line, spaced, spaceAfter, x, y, ...user }: Character, space: PageSpace, monospace: Monospace): TextRun {
	const { across, up, size, bold, italic, mono, font } = setting;
	const box = space.box(user);
	const turn = space.turnsOf(across, up);
	const thickness = turn % 2 ? box.right - box.left : box.bottom - box.top;
	// Fonts whose glyphs are drawings (Type 3) may have any nominal size.
	const plausible = size > thickness / 4 && size < thickness * 4;
	// NFKC takes ligatures and positional forms apart; of other signs it would change the meaning.
	const plain = compatibilityForm.test(text) ? text.normalize('NFKC') : text === '\u00ad' ? '-' : text;
	return {
		...box,
		text: plain,
		font,
		bold,
		italic,
		// The text behind scans is often in a font without shapes whose letters all have one width.
		mono: !setting.invisible && (mono || monospace.has(font)),
		invisible: setting.invisible,
		turn,
		line,
		spaced,
		spaceAfter,
		size: plausible ? size : thickness,
		baseline: space.point(x, y)[1],
	};
}

/** Whether a character belongs to the run of the one before it. */
function continues(run: TextRun, previous: Character, character: Character, single: TextRun): boolean {
	const { size, turn } = run;
	const [start, end] = turn % 2 ? ([single.top, single.bottom] as const) : ([single.left, single.right] as const);
	const [runStart, runEnd] = turn % 2 ? ([run.top, run.bottom] as const) : ([run.left, run.right] as const);
	return (
		!character.spaced &&
		character.line === previous.line &&
		turn === single.turn &&
		run.font === single.font &&
		run.bold === single.bold &&
		run.invisible === single.invisible &&
		Math.abs(size - single.size) < size * 0.02 &&
		(turn % 2 === 1 || Math.abs(run.baseline - single.baseline) < size * 0.05) &&
		rightToLeft.test(previous.text) === rightToLeft.test(character.text) &&
		// The next character stands on either side, as the direction of writing has it.
		Math.max(start - runEnd, runStart - end) < size * 0.3
	);
}
