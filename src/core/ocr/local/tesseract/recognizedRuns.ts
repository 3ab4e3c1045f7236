import type { TextRun } from '../../../pdf/pageLayout.ts';
import { withCapitalI } from './capitalI.ts';
import type { Strokes } from './strokes.ts';
import { hasPitch, isSetIn, pagePitch } from './pitch.ts';
import { withoutGuides, withoutGutter } from './gutter.ts';
import { isListing } from './listing.ts';
import { lineSizes } from './lineSizes.ts';
import { median } from '../structure/lines/line.ts';
import { type TextGrid, cellAt, textGrids } from './textGrid.ts';
import { columnOf, isOn } from './shortLines.ts';
import { withoutIcons } from './withoutIcons.ts';
import type { TesseractLine, TesseractPage, TesseractWord } from './tesseractThread.ts';

/** Lines with a lower average confidence, of 100, are not text. */
const leastConfidence = 45;

/** The number of letters below which a line is short, and the least confidence of such a line. */
const fewLetters = 4;
const sureAlone = 75;

/** The fewest known words that make a line text, whatever Tesseract's confidence in its names and paths. */
const certain = 90;
const certainWords = 2;

/** How much the heights of rows of running text differ, by chance and by their letters. */
const sameHeight = 0.22;

/** The same for a screenshot, where symbols and frames make rows higher than their letters. */
const sameOnScreen = 0.45;

/** The fewest letters of a bold line on a screenshot: a few letters on a button cannot be measured well. */
const boldOnScreen = 8;

/** The thickness of bold letters, relative to most others. */
const boldRatio = 1.3;

/** A line of code with only brackets, and its least confidence. */
const brackets = /^[;,]*[{}()[\]][{}()[\];,]*$/;
const sureBrackets = 50;

/** Characters of scripts without spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303f\u30fb\u30fc\uff00-\uffef]/u;

/** The largest gap between such a character and a letter or digit of another script that is not a space, in row heights. */
const tightGap = 0.28;

/** The largest gap between two letters that is not an empty cell, in cells. */
const noCell = 0.4;

/**
 * The most cells of an underscore, the margin of a cell that is not looked at, and where its bar is looked for, in row heights around the baseline. A bar
 * farther below the baseline underlines its letters.
 */
const underscore = { most: 2, margin: 0.1, above: 0.04, below: 0.28, under: 0.08 };

/**
 * What Tesseract read, as runs in points, `scale` points per pixel, one for each word. `strokes` measures the picture that it read; `drawn` says that it is a
 * screenshot, whose icons are not words.
 */
export function recognizedRuns(
	page: TesseractPage,
	scale: number,
	strokes: Pick<Strokes, 'thickness' | 'isBar'>,
	{ drawn = false } = {},
): TextRun[] {
	const all = everyLine(page);
	const text = new Set(textIn(all));
	const pitch = pagePitch([...text]);
	const rows = withRowsOfListings(
		all.filter((line) => text.has(line) || (pitch > 0 && mayBeCode(line, pitch))),
		pitch,
	);
	const { gridOf } = rows;
	const lines = drawn ? rows.lines.flatMap((line) => (gridOf.has(line) ? line : (withoutIcons(line) ?? []))) : rows.lines;
	const sizes = lineSizes(lines, drawn ? sameOnScreen : sameHeight);
	const thickness = lines.map((line) => thicknessOf(line, strokes));
	const usual = median(thickness.filter((one) => one > 0));
	return lines.flatMap((line, index) => {
		const size = sizes(line) * scale;
		const { x0, y0, x1, y1 } = line.baseline;
		// One height for all words of a line, so that a slight slope does not divide it.
		const baseline = ((y0 + y1) / 2) * scale;
		const grid = gridOf.get(line);
		const mono = grid !== undefined || hasPitch(line, pitch);
		const read = joinedUnspaced(
			grid ? line.words : bulletFirst(line, lines, mono ? line.words : withCapitalI(line)),
			line.rowAttributes.rowHeight,
		);
		const joined = mono ? joinedInCells({ ...line, words: read }, pitch, strokes) : read;
		const words = grid ? inCellsOf(joined, grid) : mono ? inCells(joined, pitch) : joined;
		return words.map(({ text, bbox }, i): TextRun => ({
			text: withBothSlashes(mono ? withTypewriterQuotes(text) : text),
			left: bbox.x0 * scale,
			right: bbox.x1 * scale,
			top: bbox.y0 * scale,
			bottom: bbox.y1 * scale,
			baseline,
			size: Math.max(size, 1),
			font: '',
			bold: thickness[index]! > boldRatio * usual && (!drawn || textOf(line).length >= boldOnScreen),
			italic: false,
			mono,
			invisible: false,
			turn: 0,
			line: index,
			spaced: i > 0 || x1 < x0,
			spaceAfter: i < words.length - 1,
			...(grid ? { listing: true, ...(i > 0 ? { follows: true } : {}) } : {}),
		}));
	});
}

/** How thick a line's letters are, in row heights; 0 for punctuation only, because a dash or a bullet is thick in any weight. */
function thicknessOf({ words, rowAttributes }: TesseractLine, strokes: Pick<Strokes, 'thickness'>): number {
	const lettered = words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
	return median(lettered.map(({ bbox }) => strokes.thickness(bbox))) / rowAttributes.rowHeight;
}

/** The lines, where those of one row of a listing or a screen become one, and the grids of these rows. */
function withRowsOfListings(
	lines: readonly TesseractLine[],
	pitch: number,
): { readonly lines: readonly TesseractLine[]; readonly gridOf: ReadonlyMap<TesseractLine, TextGrid> } {
	const gridOf = new Map<TesseractLine, TextGrid>();
	const taken = new Set<TesseractLine>();
	for (const { grid, rows } of pitch > 0 ? textGrids(lines, pitch) : []) {
		const row = median(rows.flat().map(({ rowAttributes }) => rowAttributes.rowHeight));
		const { rows: kept, numbered } = withoutGutter(rows, grid);
		const found = withoutGuides(kept).map((parts) => asOneLine(parts, row));
		if (numbered || isListing(found.map((line) => textInCells(line, grid)))) {
			rows.flat().forEach((line) => taken.add(line));
			found.forEach((line) => gridOf.set(line, grid));
		}
	}
	return { lines: [...lines.filter((line) => !taken.has(line)), ...gridOf.keys()], gridOf };
}

function asOneLine(parts: readonly TesseractLine[], rowHeight: number): TesseractLine {
	const [first, last] = [parts[0]!, parts.at(-1)!];
	return {
		words: parts.flatMap(({ words }) => words),
		bbox: {
			...{ x0: first.bbox.x0, x1: last.bbox.x1 },
			...{ y0: Math.min(...parts.map(({ bbox }) => bbox.y0)), y1: Math.max(...parts.map(({ bbox }) => bbox.y1)) },
		},
		baseline: { ...first.baseline, x1: last.baseline.x1, y1: last.baseline.y1 },
		rowAttributes: { rowHeight },
	};
}

/** A row with spaces for empty cells. */
function textInCells({ words }: TesseractLine, grid: TextGrid): string {
	return inCellsOf(words, grid).reduce((text, word) => text.padEnd(cellAt(word.bbox.x0 + grid.pitch / 2, grid)) + word.text, '');
}

/** The lines of text, without lines that look like dirt or drawings. */
export function linesOf(page: TesseractPage): TesseractLine[] {
	return textIn(everyLine(page));
}

function textIn(all: readonly TesseractLine[]): TesseractLine[] {
	const sure = all.filter(isText);
	const kept = new Set(sure);
	for (const line of all.filter((one) => !kept.has(one) && isShort(one)).sort((a, b) => sureness(b) - sureness(a))) {
		const column = columnOf(line, sure);
		const isKnown =
			column.length > 0 &&
			(line.words.every(({ confidence }) => confidence >= leastConfidence) || column.some((other) => textOf(other) === textOf(line)));
		if (isKnown && ![...kept].some(({ bbox }) => isOn(line.bbox, bbox))) {
			kept.add(line);
		}
	}
	return all.filter((line) => kept.has(line));
}

/** Whether a line has only a few letters: they are a scratch unless their confidence is high or they are in a column with others. */
export function isShort(line: TesseractLine): boolean {
	const letters = lettersIn(line);
	return letters > 1 && letters < fewLetters;
}

/** How many letters and digits a line has. */
function lettersIn(line: TesseractLine): number {
	return textOf(line).replace(/[^\p{L}\p{N}]/gu, '').length;
}

/** Lines of text, also lines of brackets only, which are code or dirt, and monospaced lines that are not words and therefore never confident. */
export function likelyLines(page: TesseractPage): TesseractLine[] {
	const pitch = pagePitch(linesOf(page));
	return everyLine(page).filter((line) => isText(line) || mayBeCode(line, pitch));
}

function mayBeCode(line: TesseractLine, pitch: number): boolean {
	return isBrackets(line) || isSetIn(line, pitch);
}

/** All lines with all of their words, including dirt and drawings. */
export function everyLine(page: TesseractPage): TesseractLine[] {
	return (page.blocks ?? [])
		.flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines))
		.map((line) => ({ ...line, words: line.words.filter(({ text }) => text.trim() !== '') }));
}

function isText(line: TesseractLine): boolean {
	// Alone on a line, a punctuation mark is a speck, and a few letters are a scratch unless the confidence is high.
	const known = lettersIn(line);
	return (
		known > 0 &&
		(sureness(line) >= (known < fewLetters ? sureAlone : leastConfidence) || line.words.filter(isCertain).length >= certainWords)
	);
}

function isCertain({ text, confidence }: TesseractWord): boolean {
	return confidence >= certain && text.replace(/[^\p{L}\p{N}]/gu, '').length >= 2;
}

/** A line that ends or begins a block of code. */
export function isBrackets(line: TesseractLine): boolean {
	return brackets.test(textOf(line)) && sureness(line) >= sureBrackets;
}

function textOf({ words }: TesseractLine): string {
	return words.map(({ text }) => text).join('');
}

function sureness(line: TesseractLine): number {
	return line.words.reduce((sum, { confidence, text }) => sum + confidence * text.length, 0) / Math.max(textOf(line).length, 1);
}

/** Joins Chinese and Japanese words, because Tesseract returns each character as a word. */
function joinedUnspaced(words: readonly TesseractWord[], row: number): readonly TesseractWord[] {
	const joined: TesseractWord[] = [];
	for (const word of words) {
		const last = joined.at(-1);
		const [before, after] = [unspaced.test(last?.text.at(-1) ?? ''), unspaced.test(word.text[0]!)];
		if (last && (before || after) && ((before && after) || word.bbox.x0 - last.bbox.x1 < tightGap * row)) {
			const bbox = {
				...{ x0: last.bbox.x0, x1: word.bbox.x1 },
				...{ y0: Math.min(last.bbox.y0, word.bbox.y0), y1: Math.max(last.bbox.y1, word.bbox.y1) },
			};
			joined[joined.length - 1] = { ...last, text: last.text + word.text, symbols: [...last.symbols, ...word.symbols], bbox };
		} else {
			joined.push(word);
		}
	}
	return joined;
}

/** The words with boxes as wide as the cells of their letters, so that there is a whole number of cells between two words. */
function inCells(words: readonly TesseractWord[], pitch: number): readonly TesseractWord[] {
	return words.map((word) => ({
		...word,
		bbox: { ...word.bbox, x0: middleOfFirst(word, pitch) - pitch / 2, x1: middleOfLast(word, pitch) + pitch / 2 },
	}));
}

/** The same when the cells are known. */
function inCellsOf(words: readonly TesseractWord[], grid: TextGrid): readonly TesseractWord[] {
	return words.map((word) => {
		const x0 = grid.offset + cellAt(middleOfFirst(word, grid.pitch), grid) * grid.pitch;
		return { ...word, bbox: { ...word.bbox, x0, x1: x0 + Array.from(word.text).length * grid.pitch } };
	});
}

/** The center of a word's first letter. A box wider than a cell contains more than the letter, such as an underscore before it. */
function middleOfFirst({ symbols, bbox }: TesseractWord, pitch: number): number {
	const { x0, x1 } = symbols[0]?.bbox ?? bbox;
	return x1 - Math.min(x1 - x0, pitch) / 2;
}

/** The center of a word's last letter. */
function middleOfLast({ symbols, bbox }: TesseractWord, pitch: number): number {
	const { x0, x1 } = symbols.at(-1)?.bbox ?? bbox;
	return x0 + Math.min(x1 - x0, pitch) / 2;
}

/**
 * Joins words of code that Tesseract separated: there is no empty cell between them, only the space around a character, or the bar of an underscore, which
 * it does not read.
 */
function joinedInCells(line: TesseractLine, pitch: number, strokes: Pick<Strokes, 'isBar'>): readonly TesseractWord[] {
	const { x0, x1, y0, y1 } = line.baseline;
	const row = line.rowAttributes.rowHeight;
	const joined: TesseractWord[] = [];
	for (const word of line.words) {
		const last = joined.at(-1);
		const [from, to] = [middleOfLast(last ?? word, pitch), middleOfFirst(word, pitch)];
		const cells = (to - from) / pitch - 1;
		const baseline = y0 + (((from + to) / 2 - x0) * (y1 - y0)) / Math.max(x1 - x0, 1);
		const gap = {
			...{ x0: from + (0.5 + underscore.margin) * pitch, x1: to - (0.5 + underscore.margin) * pitch },
			...{ y0: baseline - underscore.above * row, y1: baseline + underscore.below * row },
		};
		const besides = { ...gap, y0: baseline + underscore.under * row, x0: gap.x0 - pitch, x1: gap.x0 - 2 * underscore.margin * pitch };
		const isUnderscore = cells > noCell && Math.round(cells) <= underscore.most && strokes.isBar(gap) && !strokes.isBar(besides);
		if (last && (isUnderscore || (cells < noCell && cells > -noCell))) {
			const bbox = { ...last.bbox, x1: word.bbox.x1, y0: Math.min(last.bbox.y0, word.bbox.y0), y1: Math.max(last.bbox.y1, word.bbox.y1) };
			const text = last.text + (isUnderscore ? '_'.repeat(Math.round(cells)) : '') + word.text;
			joined[joined.length - 1] = { ...last, text, symbols: [...last.symbols, ...word.symbols], bbox };
		} else {
			joined.push(word);
		}
	}
	return joined;
}

/** Code contains no typographic quotes. */
function withTypewriterQuotes(text: string): string {
	return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
}

/** The address with its second slash, which Tesseract may take for a letter or leave out: no host follows a single one. */
function withBothSlashes(text: string): string {
	return text.replace(/^(\W*https?:)\/[lI|]?(?=[a-z\d-]+(?:\.[a-z\d-]+)+)/, '$1//');
}

/** The mean confidence of the letters, 0 to 100, and how many there are. */
export function confidenceOf(page: TesseractPage): { readonly mean: number; readonly letters: number } {
	const words = linesOf(page).flatMap((line) => line.words);
	const letters = words.reduce((sum, { text }) => sum + text.length, 0);
	const mean = words.reduce((sum, { confidence, text }) => sum + confidence * text.length, 0) / Math.max(letters, 1);
	return { mean, letters };
}

/** The height in pixels of most of the text. */
export function usualHeight(page: TesseractPage): number {
	return median(linesOf(page).flatMap((line) => line.words.map(() => line.rowAttributes.rowHeight)));
}

/** Tesseract reads bullets as letters and symbols that look like them. In a column, these are bullets. */
function bulletFirst(line: TesseractLine, lines: readonly TesseractLine[], words: readonly TesseractWord[]): readonly TesseractWord[] {
	const [first, ...rest] = words;
	const isLike = (word: TesseractWord | undefined) => word !== undefined && /^[®©¢°»·•*+eo0O°¥§]$/.test(word.text);
	if (!first || rest.length === 0 || !isLike(first)) {
		return words;
	}
	const near = (other: TesseractLine) => Math.abs(other.words[0]!.bbox.x0 - first.bbox.x0) < line.rowAttributes.rowHeight * 0.5;
	const others = lines.filter((other) => other.words.length > 1 && isLike(other.words[0]) && near(other));
	return others.length >= 2 || /^[•·®©¢]$/.test(first.text) ? [{ ...first, text: '•' }, ...rest] : words;
}
