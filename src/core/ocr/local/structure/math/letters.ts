import type { MathEncoding } from '../../../../pdf/mathFonts.ts';
import { accents, symbolOf } from './symbols.ts';

/** Fonts of symbols whose capitals are calligraphic, whatever their characters say. */
const calligraphicFonts = /^(?:[A-Z]{6}\+)?m[nd]symbol/i;

/** The style of a letter in a formula. */
export interface LetterStyle {
	readonly font: string;
	readonly bold: boolean;
	readonly italic: boolean;
	/** Whether it has no serifs, unlike the text around it. */
	readonly sans?: boolean | undefined;
	/** The encoding of its font, if it is a math font. */
	readonly math?: MathEncoding | undefined;
}

/** The commands of Unicode's alphabets from U+1D400 on, innermost last. Each has 26 capital and 26 small letters. */
const alphabets: readonly (readonly string[])[] = [
	['mathbf'],
	[],
	['boldsymbol'],
	['mathcal'],
	['boldsymbol', 'mathcal'],
	['mathfrak'],
	['mathbb'],
	['boldsymbol', 'mathfrak'],
	['mathsf'],
	['mathbf', 'mathsf'],
	['mathsf'],
	['mathbf', 'mathsf'],
	['mathtt'],
];

/** The letters of the Greek alphabets from U+1D6A8 on, and the commands of these alphabets. */
const greek = Array.from('ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΘΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ');
const greekAlphabets: readonly (readonly string[])[] = [['mathbf'], [], ['boldsymbol'], ['mathbf'], ['boldsymbol']];

/** The commands of the alphabets of digits from U+1D7CE on. */
const digitAlphabets: readonly (readonly string[])[] = [['mathbf'], ['mathbb'], ['mathsf'], ['mathbf', 'mathsf'], ['mathtt']];

/** Letters that Unicode had before the rest of their alphabet. */
const early = new Map<string, readonly [letter: string, command: string]>([
	...Array.from('ℂℍℕℙℚℝℤ', (symbol, i) => [symbol, ['CHNPQRZ'[i]!, 'mathbb']] as const),
	...Array.from('ℬℰℱℋℐℒℳℛ', (symbol, i) => [symbol, ['BEFHILMR'[i]!, 'mathcal']] as const),
	...Array.from('ℭℌℨ', (symbol, i) => [symbol, ['CHZ'[i]!, 'mathfrak']] as const),
]);

/** Greek capitals without a LaTeX command, which look like Latin ones. */
const latinLookalikes = new Map(Array.from('ΑΒΕΖΗΙΚΜΝΟΡΤΧο', (symbol, i) => [symbol, 'ABEZHIKMNOPTXo'[i]!] as const));

/** A letter, also where a font names its capital delta after the increment. */
const mayBeBold = /[\p{L}∆]/u;

/** Math fonts with bold letters. */
const boldFonts = /bold|(?:^|\+)(?:cmmib|cmbsy|ccmib|(?:cm|hf)brmb|eurb)\d/i;

/** The LaTeX of a single letter, digit or symbol of a formula, with the accents on it; undefined if it is unknown. */
export function letterLatex(text: string, style: LetterStyle): string | undefined {
	const { font, bold } = style;
	const set = { ...style, bold: style.math && style.math !== 'text' ? boldFonts.test(font) : bold };
	if (mistaken.test(text) && style.math !== 'symbolsB') {
		return undefined;
	}
	const whole = symbolOf(text);
	if (whole && !mayBeBold.test(text)) {
		return whole.latex;
	}
	const [letter = '', ...marks] = Array.from(text.replace('µ', 'μ').normalize('NFD'));
	let latex = plainLetter(letter, set);
	for (const mark of marks) {
		const command = mark === '\u0338' ? 'not' : accents.get(mark);
		if (latex === undefined || command === undefined) {
			return undefined;
		}
		latex = command === 'not' && /^\\[a-z]+$/i.test(latex) ? `\\not${latex}` : `\\${command}{${latex}}`;
	}
	return latex;
}

/** Pieces of tall brackets and braces, and accents by themselves, which are not symbols. */
const pieces = /^[√\u239b-\u23b3\u23d0\u23dc-\u23e1\u02c6-\u02dd¨¯´`^~]$/;

/** Whether a character is a symbol or a letter of formulas. Letters of rare scripts are pieces of brackets in fonts with wrong codes. */
function isWritten(letter: string): boolean {
	return /^[\p{S}\p{P}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u.test(
		letter,
	);
}

/** Characters that stand for brackets in fonts with their own codes, if a file does not map them. */
const mistaken = /^[ðÞ]$/;

function plainLetter(letter: string, { font, bold, italic, sans, math }: LetterStyle): string | undefined {
	const ofAlphabet = letterOfAlphabet(letter, math);
	if (ofAlphabet) {
		return ofAlphabet;
	}
	const symbol = symbolOf(letter)?.latex ?? latinLookalikes.get(letter);
	if (symbol !== undefined) {
		return bold && mayBeBold.test(letter) ? `\\boldsymbol{${symbol}}` : symbol;
	}
	if (/^[①-⑨Ⓐ-Ⓩ]$/.test(letter)) {
		return `\\text{\\textcircled{${letter.normalize('NFKD')}}}`;
	}
	const plain = letter === 'ℎ' ? 'h' : letter;
	if (/^\d$/.test(plain)) {
		return bold ? `\\mathbf{${plain}}` : sans ? `\\mathsf{${plain}}` : plain;
	}
	if (!/^[A-Za-z]$/.test(plain)) {
		return isWritten(plain) && !pieces.test(plain) ? `\\text{${textLatex(plain)}}` : undefined;
	}
	if (calligraphicFonts.test(font) && /[A-Z]/.test(plain)) {
		return within(bold ? ['boldsymbol', 'mathcal'] : ['mathcal'], plain);
	}
	const isItalic = italic || math === 'letters' || letter === 'ℎ' || (math === 'unicode' && /ital|obli/i.test(font));
	if (sans) {
		return within(bold ? ['mathbf', 'mathsf'] : ['mathsf'], plain);
	}
	return isItalic ? (bold ? `\\boldsymbol{${plain}}` : plain) : `\\${bold ? 'mathbf' : 'mathrm'}{${plain}}`;
}

function letterOfAlphabet(letter: string, math: MathEncoding | undefined): string | undefined {
	const script = math === 'script' ? 'mathscr' : 'mathcal';
	const known = early.get(letter);
	if (known) {
		return within([known[1] === 'mathcal' ? script : known[1]], known[0]);
	}
	const code = letter.codePointAt(0) ?? 0;
	if (code >= 0x1d400 && code < 0x1d6a4) {
		const index = code - 0x1d400;
		const commands = alphabets[Math.floor(index / 52)]!.map((command) => (command === 'mathcal' ? script : command));
		return within(commands, String.fromCharCode((index % 52 < 26 ? 0x41 : 0x61) + (index % 26)));
	}
	if (code === 0x1d6a4 || code === 0x1d6a5) {
		return code === 0x1d6a4 ? '\\imath' : '\\jmath';
	}
	if (code >= 0x1d6a8 && code < 0x1d7ca) {
		const index = code - 0x1d6a8;
		const symbol = greek[index % 58]!;
		return within(
			greekAlphabets[Math.floor(index / 58)]!.map((command) => (command === 'mathbf' ? 'boldsymbol' : command)),
			symbolOf(symbol)?.latex ?? latinLookalikes.get(symbol)!,
		);
	}
	if (code >= 0x1d7ce && code < 0x1d800) {
		const index = code - 0x1d7ce;
		return within(digitAlphabets[Math.floor(index / 10)]!, String(index % 10));
	}
	return undefined;
}

function within(commands: readonly string[], latex: string): string {
	return commands.reduceRight((inner, command) => `\\${command}{${inner}}`, latex);
}

/** Text in a formula as LaTeX. */
export function textLatex(text: string): string {
	return text.replace(
		/[\\{}$&#%_^~]/g,
		(symbol) => ({ '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}' })[symbol] ?? `\\${symbol}`,
	);
}
