import { type FontStyle, readFontStyle } from './fontStyle.ts';
import type { Character, JoinedRun, Setting } from './character.ts';
import { joinRuns } from './joinRuns.ts';
import { Monospace } from './monospace.ts';
import type { PageSpace, UserBox } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { type MathEncoding, mathEncoding } from './mathFonts.ts';
import { isClustered, isSpecialFont, isUnknown, shapesLetters, signOf } from './glyphs.ts';
import { withLeftOutBrackets } from './leftOutBrackets.ts';
import { type TextObject, withRepeatedText } from './repeatedText.ts';
import { markBoldFonts } from './unnamedWeights.ts';
import { withMeaning } from './wrongEncodings.ts';

/** A page's text and the way it is turned. */
export interface PageText {
	readonly rotation: number;
	readonly runs: readonly JoinedRun[];
}

/** The text objects of a page, and whether they are visible. */
export interface Doubts {
	/** In the order of painting. */
	objects(): readonly TextObject[];
	/** Whether a painted object may be invisible. */
	isDoubtful(textObject: number): boolean;
	/** Whether an object that is not painted, but clips, is visible by later content. */
	isPaintedThrough(textObject: number): boolean;
}

/** `FPDF_TEXTRENDERMODE_*` of fpdf_edit.h. */
const fillAndStroke = 2;
const invisible = 3;
const clip = 7;

const lineFeed = 0x0a;
const blank = /\s/;

/** Invisible characters, except the soft hyphen, which is at the ends of lines. */
const unseen = /[^\P{Cf}\u00ad]/u;

/** Text that PDFium reads from a loaded page. */
export function readText(pdfium: Pdfium, page: number, space: PageSpace, doubts: Doubts): PageText {
	const read = () => charactersOf(pdfium, page, doubts);
	const asShown = read();
	const rotation = commonTurn(asShown, space);
	// PDFium tells words and lines apart by how the page is shown: text that is upside down there loses spaces.
	const characters = withoutFalseWeights(rotation === 0 ? asShown : whileTurned(pdfium, page, rotation, read));
	markBoldFonts(characters);
	const monospace = new Monospace();
	for (const { text: letter, setting, left, right } of characters) {
		if (setting.across > 0 && setting.up === 0) {
			monospace.add(setting.font, letter, (right - left) / setting.width);
		}
	}
	return { rotation, runs: joinRuns(characters, space.turned(rotation), monospace) };
}

function charactersOf(pdfium: Pdfium, page: number, doubts: Doubts): readonly Character[] {
	const { raw } = pdfium;
	const text = raw.FPDFText_LoadPage(page);
	if (!text) {
		return [];
	}
	try {
		return withMeaning(new TextReader(pdfium, text, doubts).allCharacters());
	} finally {
		raw.FPDFText_ClosePage(text);
	}
}

/** The share of a page's letters that may be bold by their font's stems; if more are, the stems say nothing. */
const mostBoldByStems = 0.5;

/** Takes letters for bold by their font's name alone where stems would make most letters bold. */
function withoutFalseWeights(characters: readonly Character[]): readonly Character[] {
	let heavy = 0;
	for (const { setting } of characters) {
		heavy += setting.boldByStems ? 1 : 0;
	}
	if (heavy > mostBoldByStems * characters.length) {
		characters.filter(({ setting }) => setting.boldByStems).forEach(({ setting }) => (setting.bold = false));
	}
	return characters;
}

/** What `read` reads while a page is turned clockwise by some more quarters. */
function whileTurned<T>({ raw }: Pdfium, page: number, quarters: number, read: () => T): T {
	const own = raw.FPDFPage_GetRotation(page);
	raw.FPDFPage_SetRotation(page, (own + quarters) % 4);
	try {
		return read();
	} finally {
		raw.FPDFPage_SetRotation(page, own);
	}
}

/** Facts that are read once per font, because it has many letters. */
interface KnownFont {
	readonly style: FontStyle;
	readonly name: string;
	readonly special: boolean;
	readonly math: MathEncoding | undefined;
}

/** Reads the characters of a page one by one. Long pages have tens of thousands, so no call is made twice. */
class TextReader {
	private readonly settings = new Map<number, Setting>();
	private readonly fonts = new Map<number, KnownFont>();
	/** By font and code. */
	private readonly signs = new Map<string, Map<number, string>>();

	constructor(
		private readonly pdfium: Pdfium,
		private readonly text: number,
		private readonly doubts: Doubts,
	) {}

	/** With the text that PDFium leaves out. */
	allCharacters(): Character[] {
		const characters = this.characters();
		const objects = this.doubts.objects();
		// As most often, there is none.
		if (objects.every(({ object }) => this.settings.has(object))) {
			return characters;
		}
		const whole = withLeftOutBrackets(characters, objects, (object) => this.pdfium.raw.FPDFTextObj_GetFont(object));
		return withRepeatedText(whole, objects, (object, alike) => ({
			...alike,
			object,
			doubtful: !alike.invisible && this.doubts.isDoubtful(object),
		}));
	}

	private characters(): Character[] {
		const { raw } = this.pdfium;
		const characters: Character[] = [];
		let line = 0;
		let spaced = false;
		let torn = false;
		const { scratch } = this.pdfium;
		const count = raw.FPDFText_CountChars(this.text);
		for (let i = 0; i < count; i++) {
			const code = raw.FPDFText_GetUnicode(this.text, i) >>> 0;
			const object = raw.FPDFText_GetTextObject(this.text, i);
			const setting = object ? this.settingOf(object, i) : undefined;
			const isUnmapped = setting !== undefined && raw.FPDFText_HasUnicodeMapError(this.text, i) === 1;
			const isOwnCode = setting?.math !== undefined && (isUnmapped || code === 0);
			if (code === lineFeed && !isOwnCode) {
				line++;
			}
			const sign =
				code > 0x20 && code < 0x7f && !setting?.special ? String.fromCharCode(code) : this.signOf(code, setting?.font ?? '', isOwnCode);
			const before = characters.at(-1);
			if (sign > '~' && unseen.test(sign) && !(before && shapesLetters(before.text, sign))) {
				continue;
			}
			if (!setting || blank.test(sign)) {
				const isGenerated = raw.FPDFText_IsGenerated(this.text, i) !== 0;
				// PDFium takes the gaps around combining characters for spaces, in scripts where they are beside their letter.
				if (isGenerated && code === 0x20 && before && isClustered(before.text)) {
					torn = true;
					continue;
				}
				spaced = true;
				if (before && !isGenerated) {
					before.spaceAfter = true;
				}
				continue;
			}
			spaced ||= torn && !isClustered(sign);
			raw.FPDFText_GetLooseCharBox(this.text, i, scratch);
			raw.FPDFText_GetCharOrigin(this.text, i, scratch + 16, scratch + 24);
			characters.push({
				text: sign,
				setting,
				unmapped: isUnmapped && !(isOwnCode && !isUnknown(sign)),
				line,
				spaced,
				spaceAfter: false,
				left: this.pdfium.float(scratch),
				top: this.pdfium.float(scratch + 4),
				right: this.pdfium.float(scratch + 8),
				bottom: this.pdfium.float(scratch + 12),
				x: this.pdfium.double(scratch + 16),
				y: this.pdfium.double(scratch + 24),
				ink: setting.math ? this.inkOf(i) : undefined,
			});
			spaced = false;
			torn = false;
		}
		return characters;
	}

	/** Where a letter is printed, in the page's own coordinates. */
	private inkOf(index: number): UserBox {
		const { raw, scratch } = this.pdfium;
		raw.FPDFText_GetCharBox(this.text, index, scratch, scratch + 8, scratch + 16, scratch + 24);
		return {
			left: this.pdfium.double(scratch),
			top: this.pdfium.double(scratch + 24),
			right: this.pdfium.double(scratch + 8),
			bottom: this.pdfium.double(scratch + 16),
		};
	}

	private settingOf(object: number, index: number): Setting {
		let setting = this.settings.get(object);
		if (!setting) {
			setting = this.readSetting(object, index);
			this.settings.set(object, setting);
		}
		return setting;
	}

	private readSetting(object: number, index: number): Setting {
		const { raw, scratch } = this.pdfium;
		const fontHandle = raw.FPDFTextObj_GetFont(object);
		const { name, special, math, style } = this.fontOf(fontHandle);
		const mode = raw.FPDFTextObj_GetTextRenderMode(object);
		const isInvisible = mode === invisible || (mode === clip && !this.doubts.isPaintedThrough(object));
		// A negative size turns the letters by half a turn.
		const em = raw.FPDFText_GetFontSize(this.text, index);
		const turn = em < 0 ? -1 : 1;
		const hasMatrix = raw.FPDFText_GetMatrix(this.text, index, scratch) !== 0;
		const a = hasMatrix ? this.pdfium.float(scratch) : 1;
		const b = hasMatrix ? this.pdfium.float(scratch + 4) : 0;
		const c = hasMatrix ? this.pdfium.float(scratch + 8) : 0;
		const d = hasMatrix ? this.pdfium.float(scratch + 12) : 1;
		return {
			bold: style.bold || mode === fillAndStroke,
			boldByStems: style.boldByStems && mode !== fillAndStroke,
			italic: style.italic,
			mono: style.mono,
			font: name,
			fontHandle,
			special,
			math,
			size: turn * em * Math.hypot(c, d),
			width: turn * em * Math.hypot(a, b),
			invisible: isInvisible,
			object,
			doubtful: !isInvisible && mode !== clip && this.doubts.isDoubtful(object),
			across: turn * a,
			up: turn * b,
		};
	}

	private fontOf(font: number): KnownFont {
		let known = this.fonts.get(font);
		if (!known) {
			const { name, ...style } = readFontStyle(this.pdfium, font);
			known = { style, name, special: isSpecialFont(name), math: mathEncoding(name) };
			this.fonts.set(font, known);
		}
		return known;
	}

	/** The same letter of the same font is always the same character. */
	private signOf(code: number, font: string, isOwnCode: boolean): string {
		let signs = this.signs.get(font);
		if (!signs) {
			signs = new Map();
			this.signs.set(font, signs);
		}
		// Codes of a font are told from characters by their sign.
		const key = isOwnCode ? -1 - code : code;
		let sign = signs.get(key);
		if (sign === undefined) {
			sign = signOf(code, font, isOwnCode);
			signs.set(key, sign);
		}
		return sign;
	}
}

/** The turn that brings most words upright; a table's sideways headings may have more letters than the numbers below them. */
function commonTurn(characters: readonly Character[], space: PageSpace): number {
	const counts = [0, 0, 0, 0];
	let before: Character | undefined;
	let turn = 0;
	for (const character of characters) {
		const { setting, spaced, line } = character;
		const last = turn;
		turn = setting === before?.setting ? last : space.turnsOf(setting.across, setting.up);
		if (spaced || line !== before?.line || last !== turn) {
			counts[turn]!++;
		}
		before = character;
	}
	return counts.indexOf(Math.max(...counts));
}
