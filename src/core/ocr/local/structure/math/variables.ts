import type { Glyph, TextRun } from '../../../../pdf/pageLayout.ts';
import { median } from '../lines/line.ts';
import { symbolOf } from './symbols.ts';
import { changedRun } from '../lines/run.ts';

/** The most adjacent letters that count as variables because of a formula's symbol beside them. */
const mostLetters = 3;

/** The largest distances in em from letters to a formula's symbol, to a word beside them, and to their index. */
const reach = { symbol: 0.45, word: 0.6, index: 0.1 };

/** The largest size of a script relative to the letters of its page. */
const smaller = 0.85;

/** Bullets and footnote marks, which can be in math fonts on pages without formulas. */
const marks = /^[•∗*†‡§¶·|~∼−–—.,⋆◦∘□■✓]+$/;

/**
 * Marks runs of a page with math fonts whose letters are variables in the text's own italic font, as in many journals and slides: a slanted letter
 * among upright words, or letters beside a formula's symbol.
 */
export function withVariables(runs: readonly TextRun[]): readonly TextRun[] {
	if (!runs.some(({ math, text }) => math !== undefined && !marks.test(text))) {
		return runs;
	}
	const textSize = median(runs.map(({ size }) => size));
	const proseFonts = new Set(runs.filter(({ italic, text }) => italic && /\p{L}{4}/u.test(text)).map(({ font }) => font));
	const variables = new Map<TextRun, TextRun>();
	const lines = linesOf(runs);
	const mark = (is: (run: TextRun, before: TextRun | undefined, next: TextRun | undefined) => boolean) =>
		lines.forEach((line) =>
			line.forEach((run, i) => {
				if (is(run, line[i - 1], line[i + 1])) {
					variables.set(run, changedRun(run, { math: 'text', glyphs: run.glyphs ?? glyphsOf(run) }));
				}
			}),
		);
	mark((run, before, next) => isVariable(run, before, next, { textSize, isProse: proseFonts.has(run.font) }));
	// A bold capital that is a variable in one place is one in others, where words are on both of its sides.
	const known = new Set([...variables.keys()].filter(isBoldCapital).map(({ font, text }) => `${font} ${text}`));
	if (known.size > 0) {
		mark(
			(run, before, next) =>
				isBoldCapital(run) && known.has(`${run.font} ${run.text}`) && !isWordLike(before, run) && !isWordLike(next, run),
		);
	}
	return variables.size === 0 ? runs : runs.map((run) => variables.get(run) ?? run);
}

/** Fonts without serifs that papers with formulas use for names. */
const sansFonts = /^(?:[A-Z]{6}\+)?(?:cmss|sfss|lmsans|helvet|nimbussan|arial|t1-?xss|libertinussans|sourcesans|fira ?sans)/i;

/** Marks runs in fonts without serifs on a page whose text has serifs: there, such letters in a formula mean something else than others. */
export function withSans(runs: readonly TextRun[]): readonly TextRun[] {
	const isSans = new Map([...new Set(runs.map(({ font }) => font))].map((font) => [font, sansFonts.test(font)] as const));
	const serifs = (some: RegExp) =>
		runs
			.filter(({ text, math }) => math === undefined && some.test(text))
			.reduce((sum, { font, text }) => sum + (isSans.get(font)! ? -1 : 1) * text.length, 0);
	// Where digits have no serifs, formulas have none.
	return [...isSans.values()].includes(true) && serifs(/\p{L}/u) > 0 && serifs(/^\d+$/) >= 0
		? runs.map((run) => (isSans.get(run.font)! ? changedRun(run, { sans: true }) : run))
		: runs;
}

function isBoldCapital({ bold, italic, mono, math, text }: TextRun): boolean {
	return bold && !italic && !mono && math === undefined && /^[A-Z]$/.test(text);
}

/** The glyphs of a run of words, which has none; their widths are estimated. */
function glyphsOf({ text, left, right, top, bottom }: TextRun): Glyph[] {
	const wide = (right - left) / text.length;
	return Array.from(text, (letter, i) => ({ text: letter, left: left + i * wide, right: left + (i + 1) * wide, top, bottom }));
}

/** Runs by their baselines, each from left to right. */
function linesOf(runs: readonly TextRun[]): TextRun[][] {
	const lines: TextRun[][] = [];
	for (const run of runs.filter(({ turn, angle }) => turn === 0 && angle === undefined).sort((a, b) => a.baseline - b.baseline)) {
		const line = lines.at(-1);
		if (line && run.baseline - line[0]!.baseline < 0.5) {
			line.push(run);
		} else {
			lines.push([run]);
		}
	}
	return lines.map((line) => line.sort((a, b) => a.left - b.left));
}

function isVariable(
	run: TextRun,
	before: TextRun | undefined,
	next: TextRun | undefined,
	{ textSize, isProse }: { readonly textSize: number; readonly isProse: boolean },
): boolean {
	const { text, italic, bold, math, mono, size } = run;
	if (omega.test(text) && math === undefined) {
		return !bold && (before === undefined || gapBetween(before, run) > reach.word || !/[\dkMGmµμ]$/.test(before.text));
	}
	const isWord = text.length > 1 ? !italic || isProse : isProse && words.test(text);
	if (!(italic || bold) || math !== undefined || mono || !letters.test(text.normalize('NFD'))) {
		return false;
	}
	if (text.includes('ℏ')) {
		return true;
	}
	if (
		isWordLike(before, run) ||
		isWordLike(next, run) ||
		(before?.text === '(' && next?.text.startsWith(')') === true) ||
		isPrefix(run, next) ||
		(isLetterOf(before, run) && isLetterOf(next, run))
	) {
		return false;
	}
	const isSmall = size < smaller * textSize;
	if (isIndex(next, run) || (isWord && !isSmall)) {
		return isIndex(next, run);
	}
	return isSymbol(before, run, /[=+−<>[(,]$/) || isSymbol(next, run, /^[=+−<>)\]]/) || (italic && (text.length === 1 || isSmall));
}

/** An omega, which TeX takes from its text fonts; behind a number it is a unit. */
const omega = /^[([]*[\u03a9\u2126][)\],.;:]*$/;

/** One-letter words in English, French, Italian, Spanish, Portuguese and Slavic languages. */
const words = /^[aeioyAEIOY]$/;

const letters = new RegExp(`^(?:[A-Za-zα-ωΑ-Ωℏ]\\p{M}?){1,${mostLetters}}$`, 'u');

function gapBetween(a: TextRun, b: TextRun): number {
	return Math.max(a.left - b.right, b.left - a.right) / b.size;
}

/** Whether a run is a word in a text that is slanted or bold as a whole. */
function isWordLike(run: TextRun | undefined, beside: TextRun): boolean {
	return (
		run !== undefined &&
		run.math === undefined &&
		((run.italic && beside.italic) || (run.bold && beside.bold)) &&
		/\p{L}{2}/u.test(run.text) &&
		gapBetween(run, beside) < reach.word
	);
}

/** Whether a run is upright letters that touch others, as around the small A of the LaTeX logo. */
function isLetterOf(run: TextRun | undefined, beside: TextRun): boolean {
	return run !== undefined && run.math === undefined && !run.italic && /^\p{L}+$/u.test(run.text) && gapBetween(run, beside) < reach.index;
}

/** Whether letters begin a word that continues after a hyphen, as in chemical names, or the name of a unit. */
function isPrefix(run: TextRun, next: TextRun | undefined): boolean {
	const following = /^[μµ]$/.test(run.text) ? /^\p{L}/u : /^[NOSDLompnt]$/.test(run.text) ? /^[-‐‑]\p{L}{2}/u : undefined;
	return next !== undefined && following !== undefined && following.test(next.text) && gapBetween(next, run) < reach.index;
}

/** Whether a run is a formula's symbol close beside letters. */
function isSymbol(run: TextRun | undefined, beside: TextRun, symbol: RegExp): boolean {
	return (
		run !== undefined &&
		gapBetween(run, beside) < reach.symbol &&
		(run.math === undefined ? !run.bold && symbol.test(run.text) : /^(?:relation|binary|open|close)$/.test(symbolOf(run.text)?.kind ?? ''))
	);
}

/** Whether a small run touches letters and is below their baseline, as only indices are. */
function isIndex(run: TextRun | undefined, beside: TextRun): boolean {
	return (
		run !== undefined &&
		run.size < smaller * beside.size &&
		run.baseline > beside.baseline &&
		Math.abs(gapBetween(run, beside)) < reach.index
	);
}
