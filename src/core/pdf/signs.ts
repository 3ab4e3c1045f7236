/** Stands for a letter that nobody knows. */
export const unknownSign = '\ufffd';

/** PDFium's sign for a hyphen at the end of a line. */
const lineEndHyphens = new Set([0x02, 0xfffe]);

/** Codes of symbol fonts, to which PDFium adds 0xF000 where the font has no better name for them: bullets and a few other signs. */
const symbols = new Map<number, string>([
	...[0xb7, 0xa7, 0x6e, 0x6c, 0x75, 0x76, 0x71, 0x9f, 0xd8, 0xb2].map((code) => [code, '•'] as const),
	[0x20, ' '],
	[0x6f, '☐'],
	[0x78, '☒'],
	[0xa8, '☐'],
	[0xae, '→'],
	[0xe0, '→'],
	[0xfb, '✗'],
	[0xfc, '✓'],
	[0xfe, '☑'],
]);

/** Blackboard letters that Unicode had before the others. */
const blackboard: Readonly<Record<string, string>> = { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' };
const fraktur: Readonly<Record<string, string>> = { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' };
const script: Readonly<Record<string, string>> = { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ' };

/** TeX's math fonts give signs the codes of letters: what their encodings (The TeXbook, appendix F) mean by them. */
const mathFonts: readonly { readonly font: RegExp; readonly signOf: (letter: string) => string | undefined }[] = [
	{ font: /^MSBM/, signOf: (letter) => capital(letter, blackboard, 0x1d538) },
	{ font: /^EUFM/, signOf: (letter) => capital(letter, fraktur, 0x1d504) ?? small(letter, 0x1d51e) },
	// 6 is the stroke that negates the sign behind it.
	{ font: /^CMB?SY/, signOf: (letter) => (letter === '6' ? '\u0338' : capital(letter, script, 0x1d49c)) },
	{ font: /^CMEX/, signOf: (letter) => largeOperators.get(letter) ?? (/[z{|}]/.test(letter) ? ' ' : undefined) },
	{ font: /^MSAM/, signOf: (letter) => ({ '\u0003': '□', '\u0004': '■' })[letter] },
];

const largeOperators = new Map([
	['P', '∑'],
	['X', '∑'],
	['Q', '∏'],
	['Y', '∏'],
	['R', '∫'],
	['Z', '∫'],
	['S', '⋃'],
	['[', '⋃'],
	['T', '⋂'],
	['\\', '⋂'],
]);

/** The sign for a character code as PDFium has it and the font that it is set in. */
export function signOf(code: number, font: string): string {
	const plain = font.replace(/^[A-Z]{6}\+/, '');
	const letter = code <= 0x10ffff ? String.fromCodePoint(code) : unknownSign;
	const math = code < 0x80 ? mathFonts.find((one) => one.font.test(plain))?.signOf(letter) : undefined;
	if (math !== undefined) {
		return math;
	}
	if (lineEndHyphens.has(code)) {
		return '-';
	}
	if (code > 0x20 && code < 0x100 && /dingbat|wingding|webding/i.test(plain)) {
		return symbols.get(code) ?? '•';
	}
	// Other control characters are what is left of text whose font does not say what its letters mean.
	const isControl = (code < 0x20 && !/\s/.test(letter)) || (code > 0x7e && code < 0xa0);
	return isControl ? unknownSign : code >= 0xf000 && code <= 0xf0ff ? (symbols.get(code - 0xf000) ?? letter) : letter;
}

function capital(letter: string, exceptions: Readonly<Record<string, string>>, first: number): string | undefined {
	return /^[A-Z]$/.test(letter) ? (exceptions[letter] ?? String.fromCodePoint(first + letter.charCodeAt(0) - 0x41)) : undefined;
}

function small(letter: string, first: number): string | undefined {
	return /^[a-z]$/.test(letter) ? String.fromCodePoint(first + letter.charCodeAt(0) - 0x61) : undefined;
}
