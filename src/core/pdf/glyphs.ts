import { mathEncoding, mathSign } from './mathFonts.ts';

/** Stands for an unknown character. */
export const unknownSign = '\ufffd';

/** PDFium's codes for a hyphen at the end of a line. */
const lineEndHyphens = new Set([0x02, 0xfffe]);

/** Codes of symbol fonts, to which PDFium adds 0xF000 when the font has no other mapping: bullets and a few other symbols. */
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
	[0xfd, '☒'],
	[0xfe, '☑'],
]);

/** Wingdings 2 has its boxes and ticks elsewhere (Microsoft's character set of the font). */
const symbols2 = new Map<number, string>([
	[0x4f, '✗'],
	[0x50, '✓'],
	[0x52, '☑'],
	...[0x51, 0x53, 0x54].map((code) => [code, '☒'] as const),
	[0xa3, '☐'],
]);

/** Ticks and crosses of Zapf Dingbats (PDF 32000-1, D.6), where it gives its codes. */
const zapf = new Map<number, string>([
	...[0x33, 0x34].map((code) => [code, '✓'] as const),
	...[0x35, 0x36, 0x37, 0x38].map((code) => [code, '✗'] as const),
	...[0x6f, 0x70, 0x71, 0x72].map((code) => [code, '□'] as const),
]);

/**
 * Adobe's private-use codes for letters in another form (Adobe Glyph List: `zerooldstyle` and on from U+F730, `Asmall` and on from U+F761) and
 * Microsoft's early ones for ligatures (WGL 4: `fi`, `fl`). All other private-use codes depend on their font.
 */
function privateUse(code: number): string | undefined {
	if (code >= 0xf730 && code <= 0xf739) {
		return String.fromCharCode(code - 0xf730 + 0x30);
	}
	if (code >= 0xf761 && code <= 0xf77a) {
		return String.fromCharCode(code - 0xf761 + 0x61);
	}
	return code === 0xf8e6 ? '⏐' : bracketPieces.charAt(code - 0xf8eb) || hancom.get(code);
}

/** Private-use codes of Hancom's word processor for the brackets around titles in Korean. */
const hancom = new Map([
	[0xf0854, '『'],
	[0xf0855, '』'],
]);

/** Adobe's private-use codes for pieces of tall brackets (`parenlefttp`, U+F8EB, and on; `arrowvertex`, U+F8E6), as Unicode has had them since. */
const bracketPieces = '⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭';

/**
 * The character for an unsigned character code of PDFium in a font. A code without a known meaning becomes a private-use character, so that
 * the same letter is always the same character: U+10F800 and on for the first 256 codes.
 *
 * @param raw whether the code is the font's own, because the font does not say what it means
 */
export function signOf(code: number, font: string, raw = false): string {
	const plain = font.replace(/^[A-Z]{6}\+/, '');
	const letter = code <= 0x10ffff ? String.fromCodePoint(code) : (fromUtf8(code) ?? unknownSign);
	const encoding = mathEncoding(font);
	const math = encoding && mathSign(encoding, code, raw || code < 0x20);
	if (math !== undefined) {
		return math;
	}
	if (lineEndHyphens.has(code)) {
		return '-';
	}
	if (pictures.test(plain) && ((code > 0x20 && code < 0x100) || (code > 0xf020 && code < 0xf100))) {
		return symbolsOf(plain).get(code & 0xff) ?? '•';
	}
	// Other control characters come from fonts without a mapping to characters.
	if ((code < 0x20 && !/\s/.test(letter)) || (code > 0x7e && code < 0xa0)) {
		return String.fromCodePoint(withoutMeaning + code);
	}
	return isPrivateUse(letter) ? (privateUse(code) ?? symbols.get(code - 0xf000) ?? letter) : letter;
}

function symbolsOf(font: string): ReadonlyMap<number, string> {
	return /wingdings[-\s]?2/i.test(font) ? symbols2 : /zapf/i.test(font) ? zapf : symbols;
}

/** Fonts of pictures. */
const pictures = /dingbat|wingding|webding/i;

/** Fonts of arrows and lines for diagrams in TeX (Xy-pic). */
const arrows = /^xy(?:[ab]tip|bsql|circ|cmat|cmbt|dash|luat|lubt)/i;

/** Whether a font shows other characters for letters and digits. */
export function isSpecialFont(font: string): boolean {
	const plain = font.replace(/^[A-Z]{6}\+/, '');
	return pictures.test(plain) || arrows.test(plain) || mathEncoding(font) !== undefined;
}

/** The first of the private-use characters that stand for codes without a meaning. */
const withoutMeaning = 0x10f800;

/** Whether a character stands for an unknown letter. */
export function isUnknown(sign: string): boolean {
	return sign === unknownSign || isPrivateUse(sign);
}

function isPrivateUse(sign: string): boolean {
	return /^\p{Co}$/u.test(sign);
}

/** The character whose UTF-8 bytes make up the code, as some programs write it into a font's table; undefined when there is none. */
function fromUtf8(code: number): string | undefined {
	const bytes = [code >>> 24, (code >>> 16) & 0xff, (code >>> 8) & 0xff, code & 0xff];
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes.slice(bytes[0] === 0 ? 1 : 0)));
		return /^.$/su.test(text) ? text : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Whether text is in a script that writes vowels and tones around their letter, so that gaps do not separate words: Indic scripts, Thai, Lao, Tibetan,
 * Myanmar, Khmer.
 */
export function isClustered(text: string): boolean {
	const code = text.charCodeAt(0);
	return (code >= 0x0900 && code < 0x1100) || (code >= 0x1780 && code < 0x1800);
}

/** Whether a joiner after a letter changes the letter's shape, as in Arabic and Indic scripts. */
export function shapesLetters(letter: string, joiner: string): boolean {
	return /^[\u200c\u200d]$/.test(joiner) && (isClustered(letter) || /\p{Script=Arabic}/u.test(letter));
}
