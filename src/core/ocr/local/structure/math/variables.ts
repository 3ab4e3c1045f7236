import type { Glyph, TextRun } from '../../../../pdf/pageLayout.ts';
import { median } from '../lines/line.ts';
import { signOf } from './symbols.ts';

/** Letters of variables beside each other that are told from a word by a sign of a formula beside them. */
const mostLetters = 3;

/** Em from letters to a sign of a formula, to a word beside them, and to their index at most. */
const reach = { sign: 0.45, word: 0.6, index: 0.1 };

/** How small a script is beside the letters of its page at most. */
const smaller = 0.85;

/** Bullets and marks of footnotes, which are in fonts of formulas on pages without formulas too. */
const mark = /^[•∗*†‡§¶·|~∼−–—.,⋆◦∘□■✓]+$/;

/**
 * The runs of a page with fonts of formulas, of which those are marked whose letters are variables in the text's own italic font, as many styles of journals
 * and slides have them: a letter that is slanted while the words beside it are not, or letters beside a sign of a formula.
 */
export function withVariables(runs: readonly TextRun[]): readonly TextRun[] {
	if (!runs.some(({ math, text }) => math !== undefined && !mark.test(text))) {
		return runs;
	}
	const textSize = median(runs.map(({ size }) => size));
	const proseFonts = new Set(runs.filter(({ italic, text }) => italic && /\p{L}{4}/u.test(text)).map(({ font }) => font));
	const variables = new Map<TextRun, TextRun>();
	for (const line of linesOf(runs)) {
		line.forEach((run, i) => {
			if (isVariable(run, line[i - 1], line[i + 1], { textSize, isProse: proseFonts.has(run.font) })) {
				variables.set(run, { ...run, math: 'text', glyphs: run.glyphs ?? glyphsOf(run) });
			}
		});
	}
	return variables.size === 0 ? runs : runs.map((run) => variables.get(run) ?? run);
}

/** The letters of a run, of which words have none; their widths are a guess. */
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
	const isWord = text.length > 1 ? !italic || isProse : isProse && words.test(text);
	if (!(italic || bold) || math !== undefined || mono || !letters.test(text)) {
		return false;
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
	return isSign(before, run, /[=+−<>[(,]$/) || isSign(next, run, /^[=+−<>)\]]/) || (italic && (text.length === 1 || isSmall));
}

/** Words of one letter in English, French, Italian, Spanish, Portuguese and Slavic languages. */
const words = /^[aeioyAEIOY]$/;

const letters = new RegExp(`^[A-Za-zα-ωΑ-Ω]{1,${mostLetters}}$`);

function gapBetween(a: TextRun, b: TextRun): number {
	return Math.max(a.left - b.right, b.left - a.right) / b.size;
}

/** Whether a run is a word of a text that is slanted or bold as a whole. */
function isWordLike(run: TextRun | undefined, beside: TextRun): boolean {
	return (
		run !== undefined &&
		run.math === undefined &&
		((run.italic && beside.italic) || (run.bold && beside.bold)) &&
		/\p{L}{2}/u.test(run.text) &&
		gapBetween(run, beside) < reach.word
	);
}

/** Whether a run is upright letters that touch others, as those around the small A of a logo do. */
function isLetterOf(run: TextRun | undefined, beside: TextRun): boolean {
	return run !== undefined && run.math === undefined && !run.italic && /^\p{L}+$/u.test(run.text) && gapBetween(run, beside) < reach.index;
}

/** Whether letters are the start of a word that goes on after a hyphen, as in the names of chemistry, or that of a unit. */
function isPrefix(run: TextRun, next: TextRun | undefined): boolean {
	const following = /^[μµ]$/.test(run.text) ? /^\p{L}/u : /^[-‐‑]\p{L}{2}/u;
	return next !== undefined && following.test(next.text) && gapBetween(next, run) < reach.index;
}

/** Whether a run is a sign of a formula close beside letters. */
function isSign(run: TextRun | undefined, beside: TextRun, sign: RegExp): boolean {
	return (
		run !== undefined &&
		gapBetween(run, beside) < reach.sign &&
		(run.math === undefined ? !run.bold && sign.test(run.text) : /^(?:relation|binary|open|close)$/.test(signOf(run.text)?.kind ?? ''))
	);
}

/** Whether a small run touches letters, below their line as only indices are. */
function isIndex(run: TextRun | undefined, beside: TextRun): boolean {
	return (
		run !== undefined &&
		run.size < smaller * beside.size &&
		run.baseline > beside.baseline &&
		Math.abs(gapBetween(run, beside)) < reach.index
	);
}
