import type { Box, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { axisHeight } from './item.ts';
import { isFunction, isGreekSymbol, symbolOf } from './symbols.ts';

/** Runs on one baseline, from left to right, without a wide gap. */
export interface Stretch {
	readonly runs: readonly TextRun[];
	readonly left: number;
	readonly right: number;
	readonly baseline: number;
	readonly size: number;
	/** The number of letters in words that are not function names, and the share of the width that they take. */
	readonly prose: number;
	/** The number of letters in words that are names in formulas, as an index or a bracket behind them tells. */
	readonly named: number;
	/** How many letters of words are letters of Chinese, Japanese or Korean. */
	readonly ideographs: number;
	readonly proseShare: number;
	readonly hasMath: boolean;
}

/** The least gap between words, in em, that divides a line. */
const wideGap = 1.05;

/** The largest difference in em between baselines of a line. */
const sameLine = 0.06;

/** The least relative size of letters on one line. */
const sameSize = 0.8;

/** Whether a run is in a math font, or has letters that only occur in formulas. */
export function isMath({ math, glyphs, text }: TextRun): boolean {
	return math !== undefined || (glyphs !== undefined && (/[\u{1d400}-\u{1d7ff}]/u.test(text) || isGreekSymbol(text)));
}

/** Whether the boxes of a run's glyphs are those of their ink; in text fonts, they are as high as the font. */
export function hasInk({ math, glyphs }: TextRun): boolean {
	return math !== undefined && math !== 'text' && glyphs !== undefined && glyphs.length > 0;
}

/** Whether a run is a word of text and not a name in a formula. */
function isProse(run: TextRun): boolean {
	const word = run.text.replace(/\P{L}/gu, '');
	return word.length > (run.glyphs === undefined ? 1 : 2) && !isMath(run) && !isFunction(word) && !/^[([]*\p{L}+[([]$/u.test(run.text);
}

/**
 * Groups upright runs by lines; scripts are on lines of their own.
 * @param enclosed boxes of what is on the lines, but higher, such as matrices
 */
export function stretchesOf(runs: readonly TextRun[], enclosed: readonly Box[] = []): Stretch[] {
	const lines: TextRun[][] = [];
	for (const run of [...runs].sort((a, b) => a.baseline - b.baseline)) {
		const line = lines.at(-1);
		if (line && run.baseline - line[0]!.baseline < sameLine * run.size) {
			line.push(run);
		} else {
			lines.push([run]);
		}
	}
	return lines.flatMap((line, i) => {
		const parts: TextRun[][] = [];
		for (const run of line.sort((a, b) => a.left - b.left)) {
			const last = parts.at(-1)?.at(-1);
			const isNear = last && (isNextTo(last, run) || isBridged(last, run, lines, i, enclosed));
			if (isNear && Math.min(run.size, last.size) > sameSize * Math.max(run.size, last.size)) {
				parts.at(-1)!.push(run);
			} else {
				parts.push([run]);
			}
		}
		return parts.map((runs) => stretchOf(runs, (run, next) => isApplied(run, next) || hasIndex(run, lines, i)));
	});
}

/** The largest distance in em between a name and its bracket or index. */
const touching = 0.12;

/** Whether the bracket of an argument is right behind a word. */
function isApplied(word: TextRun, next: TextRun | undefined): boolean {
	return next !== undefined && /^[([]/.test(next.text) && next.left - word.right < touching * word.size;
}

/** Whether a word has an index; what is small above it can be the mark of a footnote. */
function hasIndex(word: TextRun, lines: readonly (readonly TextRun[])[], line: number): boolean {
	for (let i = line + 1; lines[i] && lines[i]![0]!.baseline - word.baseline < script.offset * word.size; i++) {
		if (lines[i]!.some((one) => one.size < script.largest * word.size && Math.abs(one.left - word.right) < touching * word.size)) {
			return true;
		}
	}
	return false;
}

function isNextTo(last: Pick<TextRun, 'right' | 'size'>, run: Pick<TextRun, 'left' | 'size'>): boolean {
	return run.left - last.right < wideGap * Math.max(run.size, last.size);
}

/** The largest distance in em of scripts from a baseline, and their largest relative size. */
const script = { offset: 0.75, largest: 0.87 };

/** The largest distance in em from a baseline to that of a symbol that is taller than its line, such as a sum. */
const tallOffset = 1.2;

/** The least vertical offset in em of a symbol that hangs from its baseline, as TeX's roots and sums do. */
const hanging = 0.3;

/** The largest distance in em between the middle of a line and that of a matrix on it. */
const middleOff = 0.3;

/** Whether a run has a symbol that is taller than a line or hangs from its baseline, such as a sum. */
export function isTall(run: TextRun): boolean {
	return (
		hasInk(run) &&
		run.glyphs?.some(
			({ top, bottom }) => bottom - top > run.size || (top + bottom) / 2 - run.baseline + axisHeight * run.size > hanging * run.size,
		) === true
	);
}

/** Whether a box such as that of a matrix is on a line: their middles are at one height. */
export function isOnLine({ top, bottom }: Pick<Box, 'top' | 'bottom'>, { baseline, size }: Pick<TextRun, 'baseline' | 'size'>): boolean {
	return Math.abs((top + bottom) / 2 - baseline + axisHeight * size) < middleOff * size;
}

/** Whether scripts, a large symbol or a matrix are in a gap. */
function isBridged(last: TextRun, run: TextRun, lines: readonly (readonly TextRun[])[], line: number, enclosed: readonly Box[]): boolean {
	const size = Math.min(last.size, run.size);
	const within: Pick<TextRun, 'left' | 'right' | 'size'>[] = enclosed
		.filter((box) => box.left > last.right - 0.2 * size && box.right < run.left + 0.2 * size && isOnLine(box, run))
		.map(({ left, right }) => ({ left, right, size }));
	const isScript = (one: TextRun) => one.size < script.largest * size && Math.abs(one.baseline - run.baseline) < script.offset * size;
	const isLarge = (one: TextRun) =>
		isTall(one) && one.glyphs!.every(({ top, bottom }) => top < run.baseline - 0.5 * size && bottom > run.baseline - 0.2 * size);
	for (const step of [-1, 1]) {
		for (let i = line + step; lines[i] && Math.abs(lines[i]![0]!.baseline - run.baseline) < tallOffset * size; i += step) {
			within.push(
				...lines[i]!.filter(
					(one) => one.left > last.right - 0.2 * size && one.right < run.left + 0.2 * size && (isScript(one) || isLarge(one)),
				),
			);
		}
	}
	let edge: Pick<TextRun, 'right' | 'size'> = last;
	for (const one of within.sort((a, b) => a.left - b.left)) {
		if (!isNextTo(edge, one)) {
			return false;
		}
		edge = one.right > edge.right ? one : edge;
	}
	return within.length > 0 && isNextTo(edge, run);
}

/** Letters that are words or halves of one. */
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

function stretchOf(runs: readonly TextRun[], isName: (run: TextRun, next: TextRun | undefined) => boolean): Stretch {
	const hasMath = runs.some(isMath);
	const names = new Set(hasMath ? runs.filter((run, i) => isProse(run) && isName(run, runs[i + 1])) : []);
	const words = runs.filter((run) => isProse(run) && !names.has(run));
	const [left, right] = [runs[0]!.left, Math.max(...runs.map((run) => run.right))];
	const sizes = runs.map(({ size }) => size).sort((a, b) => a - b);
	return {
		runs,
		left,
		right,
		baseline: runs[0]!.baseline,
		size: sizes[sizes.length >> 1]!,
		prose: words.reduce((sum, { text }) => sum + text.length, 0),
		named: [...names].reduce((sum, { text }) => sum + text.length, 0),
		ideographs: words.reduce((sum, { text }) => sum + (text.match(ideograph)?.length ?? 0), 0),
		proseShare: words.reduce((sum, run) => sum + run.right - run.left, 0) / Math.max(right - left, 1),
		hasMath,
	};
}

/** The fewest letters of words on a line of text, and the least share of its width that they take unless it begins where other lines do. */
const least = { letters: 4, share: 0.3 };

/** The most letters of a remark beside a formula, and the largest distance to it in em. */
const remark = { letters: 30, gap: 5 };

/** The largest difference in points between lines that begin at the same margin. */
const sameMargin = 1;

/** The most runs of a script, and the largest distances in em to its symbol. */
const wordScript = { runs: 3, gap: 0.2, offset: 0.75 };

/** How much wider and narrower than its bar a part of a fraction can be, and the largest distance between them, in em. */
const fraction = { wider: 0.3, narrower: 3, gap: 0.9 };

/** The step in points of the heights by which symbols and bars are looked up. */
const step = 8;

/** Looks up what is at a height or one step beside it. */
function byHeight<T>(all: readonly T[], heightOf: (one: T) => number): (height: number) => T[] {
	const found = new Map<number, T[]>();
	for (const one of all) {
		const key = Math.round(heightOf(one) / step);
		const some = found.get(key) ?? [];
		some.push(one);
		found.set(key, some);
	}
	return (height) => [-2, -1, 0, 1, 2].flatMap((offset) => found.get(Math.round(height / step) + offset) ?? []);
}

/** Finds words that belong to a formula: small ones that touch a symbol, such as the index "max" of an N, and those over and under a bar. */
function partsOfFormulas(stretches: readonly Stretch[], bars: readonly Rule[]): (one: Stretch) => boolean {
	const symbolsAt = byHeight(
		stretches.flatMap(({ runs }) => runs.filter(isMath)),
		({ baseline }) => baseline,
	);
	const barsAt = byHeight(bars, ({ top }) => top);
	return ({ runs, left, right, baseline, size }) => {
		const isScript = () =>
			runs.length <= wordScript.runs &&
			symbolsAt(baseline).some(
				(symbol) =>
					size < script.largest * symbol.size &&
					Math.abs(left - symbol.right) < wordScript.gap * symbol.size &&
					Math.abs(baseline - symbol.baseline) > 0.1 * symbol.size &&
					Math.abs(baseline - symbol.baseline) < wordScript.offset * symbol.size,
			);
		const isPart = () =>
			barsAt(baseline).some(
				(bar) =>
					left > bar.left - fraction.wider * size &&
					right < bar.right + fraction.wider * size &&
					bar.right - bar.left < right - left + fraction.narrower * size &&
					(bar.top > baseline ? bar.top - baseline : baseline - 0.7 * size - bar.bottom) < fraction.gap * size,
			);
		return isScript() || isPart();
	};
}

/**
 * Separates lines of text from the rest: formulas, the remarks beside them, numbers, scripts.
 * @param bars horizontal lines
 */
export function textLinesOf(
	stretches: readonly Stretch[],
	bars: readonly Rule[],
): { readonly text: Stretch[]; readonly others: Stretch[] } {
	const worded = stretches.filter(({ prose, named }) => prose + named >= least.letters);
	const marginAt = countOf(worded.map(({ left }) => left));
	const isAtMargin = ({ left }: Stretch) => marginAt(left) > 1;
	const formulas = stretches.filter(({ prose, named, hasMath }) => hasMath && prose + named < least.letters);
	const barsAt = byHeight(bars, ({ top }) => top);
	const isPartOfFormula = partsOfFormulas(stretches, bars);
	// Two Chinese letters at the margin say as much as four Latin ones.
	const isWorded = (one: Stretch) => one.prose + (isAtMargin(one) ? one.ideographs + one.named : 0) >= least.letters;
	const isText = (one: Stretch) =>
		isWorded(one) &&
		!isPartOfFormula(one) &&
		(one.proseShare >= least.share || isAtMargin(one)) &&
		(one.prose > remark.letters || isAtMargin(one) || !formulas.some((formula) => isRemark(one, formula, barsAt)));
	const lines = stretches.filter((one) => isText(one) || (isItem(one) && !isPartOfFormula(one)));
	const isCentred = centredIn(lines.filter(isAtMargin));
	const text = withContinued(new Set(lines.filter((one) => isAtMargin(one) || !saysFormula(one) || !isCentred(one))), {
		stretches,
		isPartOfFormula,
		isAtMargin,
	});
	return { text: [...text], others: stretches.filter((one) => !text.has(one)) };
}

/** What an item of a list begins with, and the least distance in em to what follows. */
const marker = /^(?:[•◦▪–]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$/;
const markerGap = 0.3;

/** Whether a line is an item of a list that is a formula. */
function isItem({ runs: [first, second], hasMath }: Stretch): boolean {
	return hasMath && second !== undefined && marker.test(first!.text) && second.left - first!.right > markerGap * first!.size;
}

/** The largest distances in em from a displayed formula to the text around it, and from its middle to that of the text; and the least indent of one. */
const display = { gap: 3, middle: 1.25, indent: 1.5 };

/** Whether a line with words begins with a symbol and states a relation, as a displayed formula does. */
function saysFormula({ runs, hasMath }: Stretch): boolean {
	const [first] = runs;
	const isRelation = (letter: string) => letter !== ':' && symbolOf(letter)?.kind === 'relation';
	return hasMath && (isMath(first!) || isFunction(first!.text)) && runs.some((run) => Array.from(run.text).some(isRelation));
}

/** Tells whether a line is centred below or above a whole line of the text around it. */
function centredIn(lines: readonly Stretch[]): (one: Stretch) => boolean {
	const near = byHeight(lines, ({ baseline }) => baseline);
	return ({ baseline, left, right, size }) =>
		[-2, 0, 2]
			.flatMap((leading) => near(baseline + leading * size))
			.some(
				(line) =>
					Math.abs(line.baseline - baseline) < display.gap * size &&
					Math.abs(line.size - size) < 0.05 * size &&
					left - line.left > display.indent * size &&
					line.right > right &&
					Math.abs((left + right - line.left - line.right) / 2) < display.middle * size,
			);
}

/** Counts coordinates: how many are about as large as a given one. */
function countOf(all: readonly number[]): (one: number) => number {
	const counts = new Map<number, number>();
	const keys = (one: number) => [0, 1].map((half) => Math.floor(one / (2 * sameMargin) + half / 2) * 2 + half);
	all.flatMap(keys).forEach((key) => counts.set(key, (counts.get(key) ?? 0) + 1));
	return (one) => Math.max(...keys(one).map((key) => counts.get(key) ?? 0));
}

/** The largest distances in em between the baselines of a paragraph's lines and between their beginnings, and the fewest lines that end at a margin. */
const paragraph = { leading: 1.5, indent: 3, lines: 3 };

/** The largest distance in em between the baseline of a formula and the middle of a horizontal brace over or under it. */
const toBrace = 1.5;

/**
 * Adds the lines of a paragraph that are only symbols: each is right below a line that goes to the margin, alone on its line, and without a horizontal brace,
 * whose label is below it.
 */
function withContinued(
	text: Set<Stretch>,
	{
		stretches,
		isPartOfFormula,
		isAtMargin,
	}: {
		readonly stretches: readonly Stretch[];
		readonly isPartOfFormula: (one: Stretch) => boolean;
		readonly isAtMargin: (one: Stretch) => boolean;
	},
): Set<Stretch> {
	const endAt = countOf([...text].map(({ right }) => right));
	const nearby = byHeight(stretches, ({ baseline }) => baseline);
	const bracesAt = byHeight(
		stretches.flatMap(({ runs }) => runs).filter((run) => run.text.includes('⏞')),
		({ top, bottom }) => (top + bottom) / 2,
	);
	const hasBrace = ({ left, right, baseline, size }: Stretch) =>
		bracesAt(baseline).some(
			(brace) => brace.left < right && brace.right > left && Math.abs((brace.top + brace.bottom) / 2 - baseline) < toBrace * size,
		);
	const continues = (one: Stretch, above: Stretch) => {
		const { size, left, right } = one;
		const leading = one.baseline - above.baseline;
		return (
			text.has(above) &&
			endAt(above.right) >= paragraph.lines &&
			leading > 0.8 * size &&
			leading < paragraph.leading * size &&
			Math.min(size, above.size) > 0.9 * Math.max(size, above.size) &&
			Math.abs(above.left - left) < paragraph.indent * size &&
			right < above.right + sameMargin &&
			!nearby(one.baseline).some(
				(other) => other !== one && Math.abs(other.baseline - one.baseline) < 0.3 * size && other.left >= right && other.left < above.right,
			)
		);
	};
	for (const one of stretches.filter((some) => !text.has(some) && some.hasMath).sort((a, b) => a.baseline - b.baseline)) {
		if (isAtMargin(one) && !isPartOfFormula(one) && !hasBrace(one) && nearby(one.baseline).some((above) => continues(one, above))) {
			text.add(one);
		}
	}
	return text;
}

/** Whether words are a remark after a formula: on its line, but apart from it. A fraction at the formula's end is not on its line, but its bar is. */
function isRemark(words: Stretch, formula: Stretch, barsAt: (height: number) => Rule[]): boolean {
	const { size, baseline } = words;
	if (Math.abs(baseline - formula.baseline) >= sameLine * size || words.left < formula.right) {
		return false;
	}
	const axis = baseline - axisHeight * size;
	const after = barsAt(axis).filter(
		({ top, left }) => Math.abs(top - axis) < 0.1 * size && left > formula.right - size && left < words.left,
	);
	const right = after
		.sort((a, b) => a.left - b.left)
		.reduce((edge, bar) => (bar.left - edge < remark.gap * size ? Math.max(edge, bar.right) : edge), formula.right);
	return words.left - right > 0 && words.left - right < remark.gap * size;
}
