import { readFontStyle } from './fontStyle.ts';
import type { PageSpace } from './pageSpace.ts';
import type { TextRun } from './pageLayout.ts';
import type { Pdfium } from './pdfium.ts';
import { signOf, unknownSign } from './signs.ts';
import { type Character, type Setting, joinRuns } from './joinRuns.ts';
import type { Monospace } from './monospace.ts';

/** A page's text and the way it is turned. */
export interface PageText {
	readonly rotation: number;
	readonly runs: readonly TextRun[];
	readonly unmapped: number;
}

/** `FPDF_TEXTRENDERMODE_*` of fpdf_edit.h. */
const fillAndStroke = 2;
const invisible = 3;

const blank = /[\s\u200b\ufeff]/;

/** Text that PDFium reads from a loaded page; `monospace` learns of the document's fonts. */
export function readText(pdfium: Pdfium, page: number, space: PageSpace, monospace: Monospace): PageText {
	const { module } = pdfium;
	const text = module.FPDFText_LoadPage(page);
	if (!text) {
		return { rotation: 0, runs: [], unmapped: 0 };
	}
	try {
		const { characters, unmapped } = readCharacters(pdfium, text);
		for (const { text: letter, setting, left, right } of characters) {
			if (setting.across > 0 && setting.up === 0) {
				monospace.add(setting.font, letter, (right - left) / setting.width);
			}
		}
		const rotation = commonTurn(characters, space);
		return { rotation, unmapped, runs: joinRuns(characters, space.turned(rotation), monospace) };
	} finally {
		module.FPDFText_ClosePage(text);
	}
}

type Fonts = Map<number, ReturnType<typeof readFontStyle>>;

function readCharacters(pdfium: Pdfium, text: number): { characters: Character[]; unmapped: number } {
	const { module } = pdfium;
	const characters: Character[] = [];
	const settings = new Map<number, Setting>();
	const fonts: Fonts = new Map();
	let unmapped = 0;
	let line = 0;
	let spaced = false;
	pdfium.withMemory(32, (memory) => {
		const count = module.FPDFText_CountChars(text);
		for (let i = 0; i < count; i++) {
			const code = module.FPDFText_GetUnicode(text, i);
			if (code === 0x0a) {
				line++;
			}
			const object = module.FPDFText_GetTextObject(text, i);
			let setting = settings.get(object);
			if (!setting && object) {
				setting = readSetting(pdfium, text, i, object, fonts);
				settings.set(object, setting);
			}
			const sign = signOf(code, setting?.font ?? '');
			if (!setting || blank.test(sign)) {
				spaced = true;
				const before = characters.at(-1);
				if (before && module.FPDFText_IsGenerated(text, i) === 0) {
					before.spaceAfter = true;
				}
				continue;
			}
			if (sign === unknownSign || module.FPDFText_HasUnicodeMapError(text, i) === 1) {
				unmapped++;
			}
			module.FPDFText_GetLooseCharBox(text, i, memory);
			const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats(memory, 4);
			module.FPDFText_GetCharOrigin(text, i, memory + 16, memory + 24);
			const [x = 0, y = 0] = pdfium.doubles(memory + 16, 2);
			characters.push({
				text: sign,
				setting,
				line,
				spaced,
				spaceAfter: false,
				left,
				top,
				right,
				bottom,
				x,
				y,
			});
			spaced = false;
		}
	});
	return { characters, unmapped };
}

function readSetting(pdfium: Pdfium, text: number, index: number, object: number, fonts: Fonts): Setting {
	const { module } = pdfium;
	const font = module.FPDFTextObj_GetFont(object);
	const known = fonts.get(font) ?? readFontStyle(pdfium, font);
	fonts.set(font, known);
	const { name, ...style } = known;
	const mode = module.FPDFTextObj_GetTextRenderMode(object);
	return pdfium.withMemory(24, (matrix) => {
		module.FPDFText_GetMatrix(text, index, matrix);
		const [a = 1, b = 0, c = 0, d = 1] = pdfium.floats(matrix, 4);
		const em = module.FPDFText_GetFontSize(text, index);
		return {
			...style,
			font: name,
			bold: style.bold || mode === fillAndStroke,
			size: em * Math.hypot(c, d),
			width: em * Math.hypot(a, b),
			invisible: mode === invisible,
			across: a,
			up: b,
		};
	});
}

/** The turn that brings most characters upright. */
function commonTurn(characters: readonly Character[], space: PageSpace): number {
	const counts = [0, 0, 0, 0];
	for (const { setting } of characters) {
		counts[space.turnsOf(setting.across, setting.up)]!++;
	}
	return counts.indexOf(Math.max(...counts));
}
