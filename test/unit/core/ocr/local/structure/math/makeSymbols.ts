import type { MathEncoding } from '../../../../../../../src/core/pdf/mathFonts.ts';
import type { TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { run } from '../make.ts';

/** How a symbol is set. */
interface SymbolOptions {
	/** Points; 10 unless it says otherwise. */
	readonly size?: number;
	readonly math?: MathEncoding | undefined;
	/** Points from the baseline up to its top and down to its bottom. */
	readonly up?: number;
	readonly down?: number;
	/** Points of each of its characters. */
	readonly wide?: number;
	readonly spaced?: boolean;
}

/** Symbols of a font of formulas (variables unless `math` says otherwise), 5 points wide each of those that are 10 points large. */
export function symbol(text: string, left: number, baseline: number, options: SymbolOptions = {}): TextRun {
	const { size = 10, wide = size / 2, up = 0.7 * size, down = 0, spaced = false } = options;
	const math = 'math' in options ? options.math : 'letters';
	const letters = Array.from(text);
	const glyphs = letters.map((letter, i) => ({
		text: letter,
		left: left + i * wide,
		right: left + (i + 1) * wide,
		top: baseline - up,
		bottom: baseline + down,
	}));
	const plain = run(text, left, baseline, { size, spaced, font: math === undefined ? 'CMR10' : 'CMMI10', glyphs });
	return { ...plain, right: left + letters.length * wide, ...(math === undefined ? {} : { math }) };
}

/** Digits, brackets and symbols in the font of the text. */
export function upright(text: string, left: number, baseline: number, options: SymbolOptions = {}): TextRun {
	return { ...symbol(text, left, baseline, { ...options, math: undefined }) };
}

/** A large symbol that hangs between two heights. */
export function tall(text: string, left: number, top: number, bottom: number, wide = 7): TextRun {
	return symbol(text, left, top, { math: 'extension', up: 0, down: bottom - top, wide });
}
