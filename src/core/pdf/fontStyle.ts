import type { Pdfium } from './pdfium.ts';

/** The style of a font, from its name and descriptor. */
export interface FontStyle {
	readonly bold: boolean;
	/** Whether it is bold by nothing but its stems. Ghostscript writes a width of stems that says so of nearly all fonts. */
	readonly boldByStems: boolean;
	readonly italic: boolean;
	readonly mono: boolean;
}

/** Bits of a font descriptor's `Flags` (ISO 32000-1, table 123). */
const fixedPitch = 1 << 0;
const italicFlag = 1 << 6;
const forceBold = 1 << 18;

/** PDFium computes weights of 600 to 800 for bold fonts from the width of their stems; symbol fonts get absurd ones. */
const boldWeights = { from: 600, to: 1000 };

/** The style of a font that PDFium has loaded, and the font's name. */
export function readFontStyle(pdfium: Pdfium, font: number): FontStyle & { readonly name: string } {
	const { module } = pdfium;
	const name = pdfium.text('utf8', (buffer, length) => module.FPDFFont_GetBaseFontName(font, buffer, length));
	return { name, ...fontStyle(name, module.FPDFFont_GetFlags(font), module.FPDFFont_GetWeight(font)) };
}

/** `name` with or without a subset's prefix; `flags` of the font descriptor, and `weight` as in CSS; both are below 0 when absent. */
function fontStyle(name: string, flags: number, weight: number): FontStyle {
	const plain = name.replace(/^[A-Z]{6}\+/, '');
	const has = (flag: number) => flags > 0 && (flags & flag) !== 0;
	const isNamedBold = boldNames.some((pattern) => pattern.test(plain)) || has(forceBold);
	const isHeavy = weight >= boldWeights.from && weight < boldWeights.to;
	return {
		bold: isNamedBold || isHeavy,
		boldByStems: isHeavy && !isNamedBold,
		italic: (italicNames.some((pattern) => pattern.test(plain)) || has(italicFlag)) && !mathNames.test(plain),
		mono: (monoNames.test(plain) || has(fixedPitch)) && !isSymbolFont(plain),
	};
}

const boldNames = [
	/bold|black|heavy|demi/i,
	/[-,]bd|Bd(?:It|Cn|Ex)*(?:MT)?$/,
	// TeX's Computer Modern and its relatives: CMBX10, SFBX1000, SFSX1440.
	/^(?:cm|sf|ec)(?:b|bx|bxti|bsr|ssbx|sx|so)\d/i,
	// Typesetters' fonts with a number for a name, e.g. AdvTTaf7f9f4f.B and AdvOT1ef757c0.BI.
	/^Adv\w+\.BI?$/,
	// The weight of URW's fonts, e.g. NimbusRomNo9L-Medi.
	/-medi(?!um)/i,
];

const italicNames = [/ital|obli|slant|kursiv/i, /^Adv\w+\.B?I$/, /[-,](?:it|bi|bdit)$/i, /^(?:cm|sf|ec)(?:ti|sl|bxti|it|ssi)\d/i];

const monoNames =
	/mono(?!type)|courier|consol|menlo|typewriter|inconsolata|^nimbusmon|^monaco|letter ?gothic|(?:source|fira|cascadia) ?code|^(?:cm|sf|ec)(?:tt|sltt|itt)\d|^lmtt/i;

/** Symbols can all have one width without being monospaced text. */
const symbolNames = /awesome|icons?\b|icon-|symbols?\b|dingbats|wingdings|webdings/i;

/** Whether a font has symbols instead of letters, by its name. */
export function isSymbolFont(name: string): boolean {
	return symbolNames.test(name);
}

/** Variables in formulas are italic without being emphasised. */
const mathNames = /^(?:cmmi|cmsy|cmex|cmbsy|cmmib|msam|msbm|eufm|rsfs)\d|math|mtmi|txmi|pxmi|txsy|^stix.*sym/i;
