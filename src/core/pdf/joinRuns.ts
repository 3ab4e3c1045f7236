import type { FontStyle } from './fontStyle.ts';
import { isSymbolFont } from './fontStyle.ts';
import type { MathEncoding } from './mathFonts.ts';
import type { Monospace } from './monospace.ts';
import type { Box, Glyph, TextRun } from './pageLayout.ts';
import type { PageSpace, UserBox } from './pageSpace.ts';
import { isClustered } from './glyphs.ts';

/** What the characters of one text object have in common. */
export interface Setting extends FontStyle {
	/** The font's name. */
	readonly font: string;
	/** Its letters and digits are other signs. */
	readonly special: boolean;
	/** The encoding of its font if that is one of formulas. */
	readonly math?: MathEncoding | undefined;
	/** Points that one em takes along and across the line's height. */
	readonly size: number;
	readonly width: number;
	readonly invisible: boolean;
	/** As of `TextRun`. */
	readonly unmapped: boolean;
	/** The text object, and whether it may be one that does not show. */
	readonly object: number;
	readonly doubtful: boolean;
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
	/** Where it is printed, of a font of formulas. */
	readonly ink?: UserBox;
}

const compatibilityForm = /^[\ufb00-\ufdff\ufe70-\ufefc]$/;

/** Accents that some fonts have as letters of their own, printed over another letter, and the signs that combine with it. */
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

/** Points below which nobody can read it. */
const smallest = 1;

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const lam = 'ل';
const oneLetter = /^\p{L}$/u;
const rtlMarks = /[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/;

/** A run and what its characters have in common. */
export interface JoinedRun {
	readonly run: TextRun;
	readonly setting: Setting;
}

type Open<T> = { -readonly [Key in keyof T]: T[Key] };

/** Runs of characters in the document's order; what is outside of the page or too small to be read is left out. */
export function joinRuns(characters: readonly Character[], space: PageSpace, monospace: Monospace): JoinedRun[] {
	const joined: JoinedRun[] = [];
	const settings = new Settings(space, monospace);
	// Long documents have millions of characters: what changes with each of them stays in variables until its run is whole.
	let run: Open<TextRun> | undefined;
	let previous: Character | undefined;
	let [left, top, right, bottom, size, baseline, text] = [0, 0, 0, 0, 0, 0, ''];
	const hasMath = characters.some(({ ink }) => ink !== undefined);
	let glyphs: Glyph[] = [];
	const finish = () => {
		if (run) {
			if (hasMath && (previous!.setting.math !== undefined || !isWord(text))) {
				run.glyphs = glyphs;
			}
			run.text = text;
			run.left = left;
			run.top = top;
			run.right = right;
			run.bottom = bottom;
			run.spaceAfter = previous!.spaceAfter;
		}
	};
	for (const character of withoutPitchGaps(withStrayAccents(withAccents(withoutTwinLetters(inLogicalOrder(characters)))))) {
		const { setting } = character;
		const { turn, mono, angle } = settings.of(setting);
		const [x0, x1] = [space.x(character.left, character.bottom), space.x(character.right, character.top)];
		const [y0, y1] = [space.y(character.left, character.bottom), space.y(character.right, character.top)];
		const [from, to] = x0 < x1 ? [x0, x1] : [x1, x0];
		let [over, under] = y0 < y1 ? [y0, y1] : [y1, y0];
		const own = turn % 2 ? sizeOf(setting, to - from, under - over) : sizeOf(setting, under - over, to - from);
		if (own < smallest || to <= 0 || under <= 0 || from >= space.width || over >= space.height) {
			continue;
		}
		const stands = space.y(character.x, character.y);
		if (turn % 2 === 0 && under - over > tallest * own) {
			[over, under] = [stands - own, stands + own];
		}
		// The next character stands on either side, as the direction of writing has it.
		const gap = turn % 2 ? Math.max(over - bottom, top - under) : Math.max(from - right, left - to);
		if (
			run &&
			previous &&
			!character.spaced &&
			character.line === previous.line &&
			turn === run.turn &&
			angle === undefined &&
			isSetAlike(previous.setting, setting) &&
			Math.abs(size - own) < size * 0.02 &&
			(turn % 2 === 1 || Math.abs(baseline - stands) < size * 0.05) &&
			isRightToLeft(previous.text) === isRightToLeft(character.text) &&
			gap < size * (isClustered(previous.text) && isClustered(character.text) ? 1 : 0.3)
		) {
			text += plain(character.text);
			left = Math.min(left, from);
			top = Math.min(top, over);
			right = Math.max(right, to);
			bottom = Math.max(bottom, under);
			if (setting.unmapped) {
				run.unmapped = true;
			}
		} else {
			finish();
			glyphs = [];
			[left, top, right, bottom, size, baseline, text] = [from, over, to, under, own, stands, plain(character.text)];
			const { font, bold, italic, invisible, unmapped } = setting;
			const { line, spaced, spaceAfter } = character;
			run = { left, top, right, bottom, text, font, bold, italic, mono, invisible, turn, line, spaced, spaceAfter, size, baseline };
			if (unmapped) {
				run.unmapped = true;
			}
			if (setting.math) {
				run.math = setting.math;
			}
			if (angle !== undefined) {
				// Its box says little, where it begins on its line does; letters may be wider than they are high.
				left = space.x(character.x, character.y);
				right = left + 0.5 * (isPlausible(setting.width, own) ? setting.width : own);
				run.angle = angle;
			}
			joined.push({ run, setting });
		}
		if (hasMath && turn === 0) {
			glyphs.push(glyphOf(character, space, { left: from, top: over, right: to, bottom: under }));
		}
		previous = character;
	}
	finish();
	return withoutLetterSpacing(withoutTwinMarks(joined));
}

/** Words of text need no glyphs: they are in no formula, or in it as a whole. */
function isWord(text: string): boolean {
	return /^\p{L}[\p{L}\p{M}'’-]+$/u.test(text);
}

function glyphOf({ text, ink }: Character, space: PageSpace, box: Box): Glyph {
	const printed = ink ? space.box(ink) : box;
	return { text: plain(text), left: box.left, right: box.right, top: printed.top, bottom: printed.bottom };
}

/**
 * Some programs say a letter with its mark for the glyph of the letter and once more for that of the mark, which is printed over it: told once.
 */
function withoutTwinMarks(runs: readonly JoinedRun[]): JoinedRun[] {
	return runs.filter(({ run }, i) => {
		const before = runs[i - 1]?.run;
		const middle = (run.left + run.right) / 2;
		const isTwin =
			before?.line === run.line && isClustered(run.text) && before.text.includes(run.text) && middle > before.left && middle < before.right;
		return !isTwin;
	});
}

/** Letters of a word that is set wide, from which on it is one, and em between two of them. */
const wideLetters = 4;
const wideGap = { least: 0.12, most: 1.2 };

/** Words whose letters stand apart, as in headings, with the document's own spaces between them. */
function withoutLetterSpacing(runs: readonly JoinedRun[]): JoinedRun[] {
	const joined: JoinedRun[] = [];
	for (let i = 0; i < runs.length; i++) {
		const word = [runs[i]!];
		for (let next = runs[i + 1]; next && areWide(word, next); next = runs[i + word.length]) {
			word.push(next);
		}
		if (word.length < wideLetters) {
			joined.push(runs[i]!);
			continue;
		}
		const [first, last] = [word[0]!, word.at(-1)!];
		joined.push({
			...first,
			run: {
				...first.run,
				text: word.map(({ run }) => run.text).join(''),
				left: Math.min(...word.map(({ run }) => run.left)),
				right: Math.max(...word.map(({ run }) => run.right)),
				top: Math.min(...word.map(({ run }) => run.top)),
				bottom: Math.max(...word.map(({ run }) => run.bottom)),
				spaceAfter: last.run.spaceAfter,
			},
		});
		i += word.length - 1;
	}
	return joined;
}

function areWide(word: readonly JoinedRun[], { run: next, setting }: JoinedRun): boolean {
	const { run, setting: same } = word.at(-1)!;
	const gap = next.left - run.right;
	const before = word.length > 1 ? run.left - word.at(-2)!.run.right : gap;
	return (
		run.turn === 0 &&
		next.turn === 0 &&
		/^\p{L}\p{M}*$/u.test(run.text) &&
		/^\p{L}\p{M}*\p{P}?$/u.test(next.text) &&
		!next.spaced &&
		next.line === run.line &&
		isSetAlike(same, setting) &&
		Math.abs(next.baseline - run.baseline) < 0.05 * run.size &&
		gap > wideGap.least * run.size &&
		gap < wideGap.most * run.size &&
		Math.abs(gap - before) < 0.15 * run.size
	);
}

/** Degrees by which a line that is meant to be straight may slope. */
const straight = 2;

/** Degrees clockwise that a line slopes on the page as it is read; undefined where that is a quarter turn or none. */
function angleOf({ across, up }: Setting, space: PageSpace): number | undefined {
	const [dx, dy] = [space.x(across, up) - space.x(0, 0), space.y(across, up) - space.y(0, 0)];
	const degrees = (Math.atan2(dy, dx) * 180) / Math.PI;
	return Math.abs(degrees - 90 * Math.round(degrees / 90)) < straight ? undefined : Math.round(degrees * 10) / 10;
}

interface KnownSetting {
	readonly turn: number;
	readonly mono: boolean;
	/** As of `TextRun`. */
	readonly angle: number | undefined;
}

/** What follows from a setting on a page. */
class Settings {
	private readonly known = new Map<Setting, KnownSetting>();
	private last: Setting | undefined;
	private lastKnown: KnownSetting | undefined;

	constructor(
		private readonly space: PageSpace,
		private readonly monospace: Monospace,
	) {}

	of(setting: Setting): KnownSetting {
		let known = setting === this.last ? this.lastKnown : this.known.get(setting);
		if (!known) {
			known = {
				turn: this.space.turnsOf(setting.across, setting.up),
				// The text behind scans is often in a font without shapes whose letters all have one width.
				mono: !setting.invisible && (setting.mono || (this.monospace.has(setting.font) && !isSymbolFont(setting.font))),
				angle: angleOf(setting, this.space),
			};
			this.known.set(setting, known);
		}
		this.last = setting;
		this.lastKnown = known;
		return known;
	}
}

/** Asked of every character: most are below. */
function isRightToLeft(text: string): boolean {
	return text >= '\u0590' && rightToLeft.test(text);
}

function isSetAlike(a: Setting, b: Setting): boolean {
	return a === b || (a.font === b.font && a.bold === b.bold && a.invisible === b.invisible && a.doubtful === b.doubtful);
}

/** A nominal size against the height of a letter's box at most, and the advance of a letter against it. */
const mostAgainstBox = 4;
const advances = { least: 0.15, most: 1.5 };

/** Em that the box of a letter is high at most; some fonts say so of all their letters because of a single large sign, as Cambria does. */
const tallest = 3;

function isPlausible(nominal: number, thickness: number): boolean {
	return nominal > thickness / mostAgainstBox && nominal < thickness * mostAgainstBox;
}

/** Fonts whose glyphs are drawings (Type 3) may have any nominal size; of others it is right, whatever the height of their boxes, and so are advances. */
function sizeOf({ size, width }: Setting, thickness: number, advance: number): number {
	return isPlausible(size, thickness) || (advance > advances.least * width && advance < advances.most * width) ? size : thickness;
}

/** NFKC takes ligatures and positional forms apart; of other signs it would change the meaning. */
function plain(text: string): string {
	return text < '\u00ad' ? text : compatibilityForm.test(text) ? text.normalize('NFKC') : text === '\u00ad' ? '-' : text;
}

/**
 * PDFium turns right-to-left text around character by character. Letters of one ligature, which share a box, are in order before and turn back;
 * a vowel sign comes before the letter that it stands on and goes behind it.
 */
function inLogicalOrder(characters: readonly Character[]): readonly Character[] {
	if (!characters.some(({ text }) => isRightToLeft(text))) {
		return characters;
	}
	const ordered = [...characters];
	const isTurned = areLigaturesTurned(characters);
	for (let i = 1; i < ordered.length; i++) {
		const [first, second] = [ordered[i - 1]!, ordered[i]!];
		if (
			first.line === second.line &&
			isRightToLeft(second.text) &&
			((isTurned && isLigature(first, second)) || standsOn(first, second, ordered[i - 2]))
		) {
			ordered[i - 1] = { ...second, spaced: first.spaced };
			ordered[i] = { ...first, spaced: false };
			i++;
		}
	}
	return ordered;
}

/** The part of a letter that its twin covers. */
const twinCover = 0.65;

/** Letters that are printed twice at one place, filled and drawn around or a hair apart, told once. */
function withoutTwinLetters(characters: readonly Character[]): readonly Character[] {
	return characters.filter((character, i) => {
		const before = characters[i - 1];
		if (before?.text !== character.text || before.line !== character.line) {
			return true;
		}
		// The letters of a ligature share a place and an object.
		if (before.setting.object === character.setting.object && Math.abs(before.x - character.x) < 0.01 * character.setting.size) {
			return true;
		}
		const shared = Math.min(before.right, character.right) - Math.max(before.left, character.left);
		const least = Math.min(before.right - before.left, character.right - character.left);
		return shared < twinCover * least || Math.abs(before.y - character.y) > 0.2 * character.setting.size || isRightToLeft(character.text);
	});
}

/** Letters from which on one distance between them is no chance, and em that this is. */
const pitchedLetters = 4;
const pitch = { least: 0.4, most: 0.75, differs: 0.02 };

/**
 * Some programs place each letter by itself at one distance from the last, however narrow that is: gaps between letters of such a word are none, and it
 * ends where the distance changes.
 */
function withoutPitchGaps(characters: readonly Character[]): readonly Character[] {
	let joined: Character[] | undefined;
	for (let from = 0; from < characters.length - 1;) {
		const advance = advanceBetween(characters[from]!, characters[from + 1]!);
		let to = from + 1;
		while (
			to + 1 < characters.length &&
			Math.abs(advanceBetween(characters[to]!, characters[to + 1]!) - advance) < pitch.differs * characters[to]!.setting.size
		) {
			to++;
		}
		const em = characters[from]!.setting.size;
		if (to - from + 1 >= pitchedLetters && advance > pitch.least * em && advance < pitch.most * em) {
			joined ??= [...characters];
			for (let i = from; i <= to; i++) {
				const character = characters[i]!;
				joined[i] = {
					...character,
					spaced: i > from ? false : character.spaced,
					right: i < to ? Math.max(character.right, characters[i + 1]!.x) : character.right,
				};
			}
		}
		from = to;
	}
	return joined ?? characters;
}

/** Points between two letters that are placed each by itself on one level line; `NaN` where they are not, or a space of the document is between them. */
function advanceBetween(first: Character, second: Character): number {
	const { setting } = second;
	const isPlaced =
		setting.object !== first.setting.object &&
		setting.up === 0 &&
		setting.across > 0 &&
		second.line === first.line &&
		!first.spaceAfter &&
		first.setting.font === setting.font &&
		Math.abs(first.y - second.y) < 0.01 * setting.size &&
		oneLetter.test(first.text) &&
		oneLetter.test(second.text);
	return isPlaced ? second.x - first.x : Number.NaN;
}

/** Em that an accent is raised above its letter's line, and that it stands beside a letter which comes behind it. */
const raised = 0.75;
const besideLetter = 0.08;

/** Puts accents on the letters that they are printed over. */
function withAccents(characters: readonly Character[]): Character[] {
	const joined: Character[] = [];
	for (const character of characters) {
		const last = joined.at(-1);
		const letter = last && (accents.has(last.text) || accents.has(character.text)) ? accented(last, character) : circled(last, character);
		if (letter) {
			joined[joined.length - 1] = letter;
		} else {
			joined.push(character);
		}
	}
	return joined;
}

/** TeX prints its copyright sign as a letter in a circle. */
function circled(circle: Character | undefined, letter: Character): Character | undefined {
	const middle = (letter.left + letter.right) / 2;
	const isWithin = circle?.text === '◯' && letter.text === 'c' && middle > circle.left && middle < circle.right;
	return isWithin ? { ...letter, text: '©', spaced: circle.spaced, left: circle.left, right: circle.right } : undefined;
}

/** Characters before and behind an accent among which its letter is looked for. */
const accentReach = 300;

/** Puts accents on the letters that they are printed over where these stand elsewhere in the text's order: TeX prints some behind their line. */
function withStrayAccents(characters: readonly Character[]): readonly Character[] {
	let result: (Character | undefined)[] | undefined;
	characters.forEach((accent, i) => {
		if (!accents.has(accent.text)) {
			return;
		}
		const all = (result ??= [...characters]);
		const middle = (accent.left + accent.right) / 2;
		for (let j = Math.max(0, i - accentReach); j < Math.min(all.length, i + accentReach); j++) {
			const letter = all[j];
			const isUnder =
				letter !== undefined &&
				middle > letter.left &&
				middle < letter.right &&
				Math.abs(letter.y - accent.y) < 0.1 * letter.setting.size &&
				oneLetter.test(letter.text);
			const whole = isUnder ? accented(accent, { ...letter, line: accent.line }) : undefined;
			if (whole?.text.length === 1) {
				all[j] = { ...letter!, text: whole.text };
				all[i] = undefined;
				return;
			}
		}
	});
	return result?.filter((character) => character !== undefined) ?? characters;
}

function accented(first: Character, second: Character): Character | undefined {
	const [sign, letter] = accents.has(second.text) ? [second, first] : [first, second];
	const combining = accents.get(sign.text);
	const middle = (sign.left + sign.right) / 2;
	const slack = sign === second ? 0 : besideLetter * letter.setting.size;
	if (
		combining === undefined ||
		(first.line !== second.line && Math.abs(first.y - second.y) > raised * letter.setting.size) ||
		!/^[\p{L}\p{Sm}]$/u.test(letter.text) ||
		middle <= letter.left - slack ||
		middle >= letter.right + slack
	) {
		return undefined;
	}
	const whole = `${letter.text === 'ı' ? 'i' : letter.text}${combining}`.normalize('NFC');
	// Letters without a sign of their own for it keep the accent as one that combines.
	const isPlain = letter.text.normalize('NFD').length === 1;
	return whole.length === 1 || (isPlain && whole.length === 2)
		? { ...letter, text: whole, spaced: first.spaced, spaceAfter: second.spaceAfter }
		: undefined;
}

/** Whether PDFium has turned letters around that share a box: of the letters of a ligature with lam, that is the first. */
function areLigaturesTurned(characters: readonly Character[]): boolean {
	let turned = 0;
	let right = 0;
	for (let i = 1; i < characters.length; i++) {
		const [first, second] = [characters[i - 1]!, characters[i]!];
		if (first.text !== second.text && isLigature(first, second)) {
			turned += second.text === lam ? 1 : 0;
			right += first.text === lam ? 1 : 0;
		}
	}
	return turned >= right;
}

function isLigature(first: Character, second: Character): boolean {
	const oneBox = Math.abs(first.left - second.left) < 0.1 && Math.abs(first.right - second.right) < 0.1;
	return oneBox && !second.spaced && isRightToLeft(first.text);
}

function standsOn(mark: Character, letter: Character, before: Character | undefined): boolean {
	const middle = (mark.left + mark.right) / 2;
	const within = (box: Character | undefined) => box !== undefined && middle > box.left && middle < box.right;
	return rtlMarks.test(mark.text) && within(letter) && !within(before);
}
