/**
 * The encoding of a font of formulas; `unicode` for fonts whose characters mean what they say, `text` for a font of texts whose slanted letters are
 * variables where they stand.
 */
export type MathEncoding =
	| 'letters'
	| 'symbols'
	| 'extension'
	| 'eulerExtension'
	| 'newtxSymbols'
	| 'newtxExtension'
	| 'newtxExtensionA'
	| 'symbolsA'
	| 'symbolsB'
	| 'symbolsC'
	| 'stmary'
	| 'esint'
	| 'blackboard'
	| 'fraktur'
	| 'script'
	| 'unicode'
	| 'text';

const encodings: readonly { readonly font: RegExp; readonly encoding: MathEncoding }[] = [
	{ font: /^[tp]xmiab?(?![a-z])/i, encoding: 'fraktur' },
	{
		font: /^(?:cmmib?\d|ccmib?\d|(?:cm|hf)brm[ib]\d|eur[mb]\d|lmmathitalic|lmmi\d|(?:r?[tp]x|new[tp]x|n[tp]x|zpl|fp|mt)m[ib]|fourier-math-letters|kp-\w*-m-(?:\w*italic|regular))/i,
		encoding: 'letters',
	},
	{ font: /^[tp]xb?sys/i, encoding: 'newtxSymbols' },
	{ font: /^[tp]xb?exs/i, encoding: 'newtxExtension' },
	{ font: /^[tp]xb?exas/i, encoding: 'newtxExtensionA' },
	{
		font: /^(?:cmb?sy\d|ccsy\d|(?:cm|hf)brsy\d|lmmathsymbols|lmsy\d|(?:tx|px|n(?:tx|px)|mt)sy(?![abc])|fourier-math-(?:symbols|cal)|kp-\w*-m-sy(?![abcd]))/i,
		encoding: 'symbols',
	},
	{ font: /^(?:cmex\d|lmmathextension|lmex\d|(?:tx|px|n(?:tx|px)|mt)ex|fourier-math-extension|kp-\w*-m-ex)/i, encoding: 'extension' },
	{ font: /^euex\d/i, encoding: 'eulerExtension' },
	{ font: /^(?:(?:tx|px|n(?:tx|px))|kp-\w*-m-)syc/i, encoding: 'symbolsC' },
	{ font: /^stmary\d/i, encoding: 'stmary' },
	{ font: /^esint\d/i, encoding: 'esint' },
	{ font: /^(?:msam\d|(?:(?:tx|px|n(?:tx|px))|kp-\w*-m-)sya)/i, encoding: 'symbolsA' },
	{ font: /^(?:msbm\d|(?:(?:tx|px|n(?:tx|px))|kp-\w*-m-)syb)/i, encoding: 'symbolsB' },
	{
		font: /^(?:bbm?(?:ss|tt)?\d|bbold|dsrom|dsss|pazomathblackboard|(?:tx|px|ntx|npx)bb|boondoxdoublestruck|fourier-math-blackboard)/i,
		encoding: 'blackboard',
	},
	{ font: /^(?:eufm|eufb|boondoxfraktur)/i, encoding: 'fraktur' },
	{ font: /^(?:rsfs|eus[mb]\d|boondox(?:calligraphic|upr))/i, encoding: 'script' },
	{ font: /^(?:katex|mathjax)_caligraphic/i, encoding: 'symbols' },
	{ font: /^(?:katex|mathjax)_script/i, encoding: 'script' },
	{ font: /^(?:katex|mathjax)_fraktur/i, encoding: 'fraktur' },
	{ font: /^(?:katex|mathjax)_ams/i, encoding: 'symbolsB' },
	{ font: /math(?!ematica)|^katex_|^m[nd]symbol|^stix(?:size|int|nonuni|variants|general)/i, encoding: 'unicode' },
];

/** The encoding of a font by its name, with or without a subset's prefix; undefined if it is no font of formulas. */
export function mathEncoding(font: string): MathEncoding | undefined {
	const plain = font.replace(/^[A-Z]{6}\+/, '');
	return encodings.find((one) => one.font.test(plain))?.encoding;
}

/** Characters of codes 0 to 127 in TeX's math encodings OML, OMS and OMX (The TeXbook, appendix F); a space is a code without a character. */
const letters = Array.from(
	'ΓΔΘΛΞΠΣΥΦΨΩαβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ↼↽⇀⇁↪↩▷◁0123456789.,</>⋆∂ABCDEFGHIJKLMNOPQRSTUVWXYZ♭♮♯⌣⌢ℓabcdefghijklmnopqrstuvwxyzıȷ℘\u20d7⁀',
);
const symbols = Array.from(
	'−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•≍≡⊆⊇≤≥⪯⪰∼≈⊂⊃≪≫≺≻←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋△▽\u0338↦∀∃¬∅ℜℑ⊤⊥ℵ                          ∪∩⊎∧∨⊢⊣⌊⌋⌈⌉{}⟨⟩|‖↕⇕\\≀√∐∇∫⊔⊓⊑⊒§†‡¶♣♢♡♠',
);
const extension = Array.from(
	'()[]⌊⌋⌈⌉{}⟨⟩|‖/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\()[]⌊⌋⌈⌉{}⟨⟩/\\/\\⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐⎝⎠⎜⎟⟨⟩⨆⨆∮∮⨀⨀⨁⨁⨂⨂∑∏∫⋃⋂⨄⋀⋁∑∏∫⋃⋂⨄⋀⋁∐∐\u0302\u0302\u0302\u0303\u0303\u0303[]⌊⌋⌈⌉{}√√√√⎷⏐⌜‖↑↓⏞⏞⏞⏞⇑⇓',
);

/** The same of AMS's Euler fonts (euex10): it has braces instead of angle brackets, and arrows. */
const eulerExtension = Object.assign([...extension], at({ 0x0a: '{}{}{}', 0x20: '←→↑↓↔↗↘', 0x28: '⇐⇒⇑⇓⇔↖↙', 0x31: '∞' }));

/** The same of AMS's fonts A and B (amssymb.sty), as far as they are used. */
const symbolsA = at({
	0x00: '⊡⊞⊠□■',
	0x06: '◊⧫↻↺⇌⇋⊟⊩⊪⊨↠↞⇇⇉⇈⇊↾⇂↿⇃↣↢⇆⇄↰↱⇝↭↫↬≗≿≳⪆⊸∴∵≑≜≾≲⪅⪕⪖⋞⋟≼≦⩽≶‵ ≓≒≽≧⩾≷⊏⊐⊳⊲⊵⊴★≬▼▶◀',
	0x4d: '△▲▽≖⋚⋛⪋⪌',
	0x56: '⇛⇚',
	0x58: '✓⊻⊼⩞∠∡∢∝',
	0x62: '⋐⋑⋓⋒⋏⋎⋋⋌⫅⫆≏≎⋘⋙',
	0x74: '⋔∔∽⋍',
	0x7b: '∁⊺⊚⊛⊝',
});
const symbolsB = at({
	0x02: '≰≱≮≯⊀⊁≨≩',
	0x0c: '⪇⪈⋠⋡⋨⋩⋦⋧',
	0x16: '⪵⪶⪹⪺⪉⪊≁≇╱╲',
	0x24: '⫋⫌',
	0x28: '⊊⊋⊈⊉∦∤',
	0x30: '⊬⊮⊭⊯⋭⋬⋪⋫↚↛⇍⇏⇎↮⋇∅∄',
	0x66: '℧ð≂ℶℷℸ⋖⋗⋉⋊',
	0x72: '∖∼≈≊⪸⪷↶↷ϝϰ',
	0x7c: '𝕜ℏℏ϶',
});

/** The same of the third font of symbols of Times and Palatino (txfonts, pxfonts), of St Mary's Road, and of esint, as far as they are used. */
const symbolsC = at({ 0x09: '∥∥', 0x11: '≐', 0x2c: '≠', 0x3c: '∉', 0x42: '≔≕', 0x7b: '⇝', 0x7e: '⟦⟧' });
const stmary = at({ 0x4a: '⟦⟧', 0x71: '⟦⟦⟦⟦', 0x79: '⟧⟧⟧⟧' });
/** Those of newtx and newpx go on behind the 128 codes with accents, integrals and a second size of large operators. */
const newtxSymbols = Object.assign([...symbols], at({ 0x9a: '∄∅∅', 0x9e: '`´ˆ˜¯˘˙¨', 0xa7: 'ˇ', 0xae: '\u20d7', 0xb1: '··∘••• ′' }));
const newtxExtension = Object.assign(
	[...extension],
	at({ 0x80: '()[]⌊⌋⌈⌉{}⟨⟩|‖↕⇕', 0x9a: '\u0302\u0302\u0302\u0303\u0303\u0303', 0xaf: '∫∬∭∮∯∫∬∭∮∯∫∬∭∮∯∫∬∭∮∯⨆⨆' }),
	at({ 0xc7: '⨀⨀⨁⨁⨂⨂∑∏ ⋃⋂⨄⋀⋁∑∏ ⋃⋂⨄⋀⋁∐∐' }),
);
const newtxExtensionA = at({ 0x12: '⟦⟧⟦⟧⟦⟧⟦⟧' });
const esint = at({ 0x01: '∫∫∬∬∭∭', 0x0b: '∮∮∯∯' });

/** Letters that Unicode had before the others of their alphabet. */
const blackboard: Readonly<Record<string, string>> = { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' };
const fraktur: Readonly<Record<string, string>> = { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' };
const script: Readonly<Record<string, string>> = { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ' };

/** Type 1 fonts have the first codes once more from 161 on, because some programs could not print control characters. */
const twins = [
	{ from: 0xa1, to: 0x00, count: 10 },
	{ from: 0xad, to: 0x0a, count: 23 },
] as const;

/**
 * The character that a font of formulas shows for a code; undefined if the code is the character, or has no known meaning.
 *
 * @param raw whether the code is the font's own, and no character
 */
export function mathSign(encoding: MathEncoding, code: number, raw: boolean): string | undefined {
	const letter = code < 0x80 ? String.fromCharCode(code) : '';
	const sign = raw ? rawSign(encoding, code) : undefined;
	switch (encoding) {
		case 'symbolsB':
			return capital(letter, blackboard, 0x1d538) ?? sign;
		case 'blackboard':
			return capital(letter, blackboard, 0x1d538) ?? small(letter, 0x1d552) ?? (letter === '1' ? '𝟙' : undefined);
		case 'fraktur':
			return capital(letter, fraktur, 0x1d504) ?? small(letter, 0x1d51e);
		case 'script':
			return capital(letter, script, 0x1d49c);
		case 'symbols':
		case 'newtxSymbols':
			return capital(letter, script, 0x1d49c) ?? sign;
		case 'stmary':
		case 'esint':
			// Their names are no characters; readers take the code for one.
			return tables[encoding]?.[code];
		case 'extension':
		case 'eulerExtension':
		case 'newtxExtension':
			// It has no letters.
			return sign ?? (/^[A-Za-z]$/.test(letter) ? rawSign(encoding, code) : undefined);
		case 'letters':
			// Their names for the two forms of phi are the other way round than Unicode's.
			return sign ?? { φ: 'ϕ', ϕ: 'φ' }[String.fromCodePoint(Math.min(code, 0x10ffff))];
		default:
			return sign;
	}
}

const namedSymbols = /[−·×∗÷±⊕⊗≡⊆⊇≤≥∼≈⊂⊃←→↑↓↔⇐⇒⇑⇓⇔∝∞∈∀∃¬∅ℜℑ⊥ℵ∪∩∧∨{}|\\√∇∫§†‡¶♣♢♡♠]/u;

/**
 * Characters of these encodings whose names every reader of a font knows (Adobe Glyph List): a code without a character is none of them, or the font has
 * other codes than its encoding.
 */
const named: Readonly<Partial<Record<MathEncoding, RegExp>>> = {
	letters: /[ΓΔΘΛΞΠΣΥΦΨΩαβγδζηθικλμνξπρστυχψωεϑϖςφ\d.,<>/∂A-Za-z]/u,
	symbols: namedSymbols,
	newtxSymbols: namedSymbols,
};

const tables: Readonly<Partial<Record<MathEncoding, readonly string[]>>> = {
	letters,
	symbols,
	extension,
	eulerExtension,
	newtxSymbols,
	newtxExtension,
	newtxExtensionA,
	symbolsA,
	symbolsB,
	symbolsC,
	stmary,
	esint,
};

function rawSign(encoding: MathEncoding, code: number): string | undefined {
	const twin = encoding.startsWith('newtx') ? undefined : twins.find(({ from, count }) => code >= from && code < from + count);
	const first = twin ? code - twin.from + twin.to : code;
	const sign = tables[encoding]?.[first];
	return sign === undefined || sign === ' ' || named[encoding]?.test(sign) === true ? undefined : sign;
}

function at(stretches: Readonly<Record<number, string>>): string[] {
	const signs: string[] = [];
	for (const [from, stretch] of Object.entries(stretches)) {
		Array.from(stretch).forEach((sign, i) => (signs[Number(from) + i] = sign));
	}
	return signs;
}

function capital(letter: string, exceptions: Readonly<Record<string, string>>, first: number): string | undefined {
	return /^[A-Z]$/.test(letter) ? (exceptions[letter] ?? String.fromCodePoint(first + letter.charCodeAt(0) - 0x41)) : undefined;
}

function small(letter: string, first: number): string | undefined {
	return /^[a-z]$/.test(letter) ? String.fromCodePoint(first + letter.charCodeAt(0) - 0x61) : undefined;
}
