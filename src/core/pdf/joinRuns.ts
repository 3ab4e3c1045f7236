import { withAccents } from './accents.ts';
import { type Character, type JoinedRun, type Setting, isSetAlike } from './character.ts';
import { isSymbolFont } from './fontStyle.ts';
import { isClustered } from './glyphs.ts';
import { withoutLetterSpacing, withoutPitchGaps, withoutTrackedGaps } from './letterSpacing.ts';
import type { Monospace } from './monospace.ts';
import { letterOfRadical } from './radicals.ts';
import type { Box, Glyph } from './pageLayout.ts';
import type { PageSpace } from './pageSpace.ts';
import { inLogicalOrder, isRightToLeft } from './rightToLeft.ts';
import { withoutTwinLetters, withoutTwinMarks } from './twinLetters.ts';

/** The least readable size, in points. */
const smallest = 1;

/** Parts of the font size by which sizes and baselines of one run may differ, and how far apart its characters may stand. */
const otherSize = 0.02;
const otherBaseline = 0.05;
const widestGap = 0.3;
const widestClusterGap = 1;

/** A nominal size against the height of a letter's box at most, and the advance of a letter against it. */
const mostAgainstBox = 4;
const advances = { least: 0.15, most: 1.5 };

/** Characters that are much lower than letters, and the nominal size against the height of one at most. */
const lowSign = /^[.,:;'"·•*~‘’‚“”„…_=\-‐–—−]$/;
const mostAgainstSign = 25;

/** Em that the box of a letter is high at most; some fonts say so of all their letters because of a single large character, as Cambria does. */
const tallest = 3;

/** The largest slope of a line that is meant to be level, in degrees. */
const straight = 2;

const compatibilityForm = /^[\ufb00-\ufdff\ufe70-\ufefc]$/;

/** Runs of characters in the document's order; what is outside of the page or too small to be read is left out. Corrects the characters in place. */
export function joinRuns(characters: readonly Character[], space: PageSpace, monospace: Monospace): JoinedRun[] {
	const hasMath = characters.some(({ ink }) => ink !== undefined);
	const joiner = new RunJoiner(space, new Settings(space, monospace), hasMath);
	for (const character of withoutTrackedGaps(withoutPitchGaps(withAccents(withoutTwinLetters(inLogicalOrder(characters)))))) {
		joiner.add(character);
	}
	return withoutLetterSpacing(withoutTwinMarks(joiner.finish()));
}

/** A character's place on the page as it is read. */
interface Place extends Box {
	readonly size: number;
	readonly baseline: number;
}

/** Joins characters to runs. A run becomes an object when all of it is known, so that all runs have one shape. */
class RunJoiner {
	private readonly joined: JoinedRun[] = [];
	/** The first and the last character of the run that is not finished, and what follows from the first one's setting. */
	private first: Character | undefined;
	private last: Character | undefined;
	private known: KnownSetting | undefined;
	private text = '';
	private glyphs: Glyph[] = [];
	private unmapped = false;
	private left = Number.NaN;
	private top = Number.NaN;
	private right = Number.NaN;
	private bottom = Number.NaN;
	private size = Number.NaN;
	private baseline = Number.NaN;

	constructor(
		private readonly space: PageSpace,
		private readonly settings: Settings,
		private readonly hasMath: boolean,
	) {}

	add(character: Character): void {
		const { setting } = character;
		const known = this.settings.of(setting);
		const box = this.space.box(character);
		const [across, down] = [box.right - box.left, box.bottom - box.top];
		const [thickness, advance] = known.turn % 2 ? [across, down] : [down, across];
		const size = isInSmallBox(character, thickness) ? setting.size : sizeOf(setting, thickness, advance);
		if (size < smallest || !this.space.shows(box)) {
			return;
		}
		const baseline = this.space.y(character.x, character.y);
		const isTooHigh = known.turn % 2 === 0 && down > tallest * size;
		const [top, bottom] = isTooHigh ? [baseline - size, baseline + size] : [box.top, box.bottom];
		const place = { left: box.left, top, right: box.right, bottom, size, baseline };
		if (this.continues(character, known, place)) {
			this.extend(character, place);
		} else {
			this.close();
			this.open(character, known, place);
		}
		if (this.hasMath && known.turn === 0) {
			this.addGlyph(character, place);
		}
		this.last = character;
	}

	finish(): readonly JoinedRun[] {
		this.close();
		return this.joined;
	}

	private addGlyph(character: Character, place: Box): void {
		const glyph = glyphOf(character, this.space, place);
		const last = this.glyphs.at(-1);
		// PDFium has two characters at one place for a letter of two code units.
		if (last && /^[\ud800-\udbff]$/.test(last.text) && /^[\udc00-\udfff]/.test(glyph.text)) {
			this.glyphs[this.glyphs.length - 1] = { ...last, text: last.text + glyph.text };
		} else {
			this.glyphs.push(glyph);
		}
	}

	private continues({ setting, text, line, spaced }: Character, { turn, angle }: KnownSetting, place: Place): boolean {
		const { last, size } = this;
		return (
			last !== undefined &&
			!spaced &&
			line === last.line &&
			turn === this.known?.turn &&
			angle === undefined &&
			isSetAlike(last.setting, setting) &&
			Math.abs(size - place.size) < size * otherSize &&
			(turn % 2 === 1 || Math.abs(this.baseline - place.baseline) < size * otherBaseline) &&
			isRightToLeft(last.text) === isRightToLeft(text) &&
			this.gapTo(place, turn) < size * (isClustered(last.text) && isClustered(text) ? widestClusterGap : widestGap)
		);
	}

	/** The next character stands on either side, as the direction of writing has it. */
	private gapTo({ left, top, right, bottom }: Box, turn: number): number {
		return turn % 2 ? Math.max(top - this.bottom, this.top - bottom) : Math.max(left - this.right, this.left - right);
	}

	private open(character: Character, known: KnownSetting, place: Place): void {
		this.first = character;
		this.known = known;
		this.text = plain(character.text);
		this.glyphs = [];
		this.unmapped = character.unmapped;
		this.left = place.left;
		this.top = place.top;
		this.right = place.right;
		this.bottom = place.bottom;
		this.size = place.size;
		this.baseline = place.baseline;
		if (known.angle !== undefined) {
			// By its start on the line, because its box says little: letters may be wider than they are high.
			this.left = this.space.x(character.x, character.y);
			const { width } = character.setting;
			this.right = this.left + 0.5 * (isPlausible(width, place.size) ? width : place.size);
		}
	}

	private extend({ text, unmapped }: Character, { left, top, right, bottom }: Box): void {
		this.text += plain(text);
		this.unmapped ||= unmapped;
		this.left = Math.min(this.left, left);
		this.top = Math.min(this.top, top);
		this.right = Math.max(this.right, right);
		this.bottom = Math.max(this.bottom, bottom);
	}

	private close(): void {
		const { first, last, known } = this;
		if (!first || !last || !known) {
			return;
		}
		const { left, top, right, bottom, text, size, baseline, unmapped } = this;
		const { setting, line, spaced } = first;
		const { font, bold, italic, invisible, math } = setting;
		const { turn, mono, angle } = known;
		const { spaceAfter } = last;
		const glyphs = this.hasMath && (last.setting.math !== undefined || !isWord(text)) ? this.glyphs : undefined;
		this.joined.push({
			run: {
				left,
				top,
				right,
				bottom,
				text,
				font,
				bold,
				italic,
				mono,
				invisible,
				turn,
				line,
				spaced,
				spaceAfter,
				size,
				baseline,
				unmapped,
				angle,
				math,
				glyphs,
			},
			setting,
		});
	}
}

/** Words of text need no glyphs: they are in no formula, or in it as a whole. */
function isWord(text: string): boolean {
	return /^\p{L}[\p{L}\p{M}'’-]+$/u.test(text);
}

function glyphOf({ text, ink }: Character, space: PageSpace, box: Box): Glyph {
	const printed = ink ? space.box(ink) : box;
	return { text: plain(text), left: box.left, right: box.right, top: printed.top, bottom: printed.bottom };
}

/** The slope of a line on the page as it is read, in degrees clockwise; undefined for a quarter turn or none. */
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

/** The properties that follow from a setting on a page. */
class Settings {
	private readonly known = new Map<Setting, KnownSetting>();
	private last: Setting | undefined;
	private lastKnown: KnownSetting | undefined;

	constructor(
		private readonly space: PageSpace,
		private readonly monospace: Monospace,
	) {}

	of(setting: Setting): KnownSetting {
		if (setting === this.last) {
			return this.lastKnown!;
		}
		let known = this.known.get(setting);
		if (!known) {
			known = {
				turn: this.space.turnsOf(setting.across, setting.up),
				// Text behind scans is often in a font without shapes whose letters all have one width.
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

function isPlausible(nominal: number, thickness: number): boolean {
	return nominal > thickness / mostAgainstBox && nominal < thickness * mostAgainstBox;
}

/** Whether a low character has a box around its ink alone, as in a font that does not say how high its letters are; then the box says nothing of the size. */
function isInSmallBox({ text, setting }: Character, thickness: number): boolean {
	return lowSign.test(text) && setting.size > thickness && setting.size < mostAgainstSign * thickness;
}

/** Fonts whose glyphs are drawings (Type 3) may have any nominal size; of others it is right, whatever the height of their boxes, and so are advances. */
function sizeOf({ size, width }: Setting, thickness: number, advance: number): number {
	return isPlausible(size, thickness) || (advance > advances.least * width && advance < advances.most * width) ? size : thickness;
}

/** Decomposes ligatures and positional forms by NFKC, which would change the meaning of other characters. */
function plain(text: string): string {
	if (text < '\u00ad') {
		return text;
	}
	return compatibilityForm.test(text) ? text.normalize('NFKC') : text === '\u00ad' ? '-' : (letterOfRadical(text) ?? text);
}
