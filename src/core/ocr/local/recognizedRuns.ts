import type { TextRun } from '../../pdf/pageLayout.ts';
import type { Strokes } from './strokes.ts';
import { median } from './structure/line.ts';
import type { TesseractLine, TesseractPage, TesseractWord } from './tesseractThread.ts';

/** A line below this on average, of 100, is a guess at something that is no text. */
const leastConfidence = 45;

/** How much rows of running text differ in height, by chance and by the letters in them. */
const sameHeight = 0.22;

/** How much thicker than most letters bold ones are. */
const boldRatio = 1.3;

/** Letters of a line of running text, and how many such lines a page has that has headings. */
const proseLetters = 25;
const proseLines = 3;

/** What Tesseract read, as runs in points, `scale` points a pixel: one for each word. `strokes` measures the picture that it read. */
export function recognizedRuns(page: TesseractPage, scale: number, strokes: Pick<Strokes, 'thickness'>): TextRun[] {
	const lines = linesOf(page);
	const sizes = commonSizes(lines);
	const thickness = lines.map((line) => median(line.words.map(({ bbox }) => strokes.thickness(bbox))) / line.rowAttributes.rowHeight);
	const usual = median(thickness);
	return lines.flatMap((line, index) => {
		const size = sizes(line) * scale;
		const { x0, y0, x1, y1 } = line.baseline;
		// One height for all words of a line, so that what is left of a slope does not divide it.
		const baseline = ((y0 + y1) / 2) * scale;
		const words = bulletFirst(line, lines);
		return words.map(({ text, bbox }, i): TextRun => ({
			text,
			left: bbox.x0 * scale,
			right: bbox.x1 * scale,
			top: bbox.y0 * scale,
			bottom: bbox.y1 * scale,
			baseline,
			size: Math.max(size, 1),
			font: '',
			bold: thickness[index]! > boldRatio * usual,
			italic: false,
			mono: false,
			invisible: false,
			turn: 0,
			line: index,
			spaced: i > 0 || x1 < x0,
			spaceAfter: i < words.length - 1,
		}));
	});
}

/** Lines of text, what looks like dirt and drawings left out. */
export function linesOf(page: TesseractPage): TesseractLine[] {
	return (page.blocks ?? [])
		.flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines))
		.map((line) => ({ ...line, words: line.words.filter(({ text }) => text.trim() !== '') }))
		.filter(({ words }) => {
			const letters = words.map(({ text }) => text).join('');
			const mean = words.reduce((sum, { confidence, text }) => sum + confidence * text.length, 0) / Math.max(letters.length, 1);
			// Alone in its line a sign that is no letter is a speck, a few letters a scratch unless they are quite sure.
			const known = letters.replace(/[^\p{L}\p{N}]/gu, '').length;
			return known > 0 && mean >= (known < 4 ? 75 : leastConfidence);
		});
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

/** Heights near that of most letters are running text; of the others those that differ little are one. */
function commonSizes(lines: readonly TesseractLine[]): (line: TesseractLine) => number {
	const lettersOf = (line: TesseractLine) => line.words.reduce((sum, { text }) => sum + text.length, 0);
	const heightOf = (line: TesseractLine) => line.rowAttributes.rowHeight;
	const body = median(lines.flatMap((line) => new Array<number>(lettersOf(line)).fill(heightOf(line))));
	const isBody = (height: number) => height < body * (1 + sameHeight) && height > body * (1 - sameHeight);
	if (lines.filter((line) => lettersOf(line) >= proseLetters).length < proseLines) {
		return () => body;
	}
	const groups: number[][] = [];
	for (const height of lines
		.map(heightOf)
		.filter((one) => !isBody(one))
		.sort((a, b) => a - b)) {
		const group = groups.at(-1);
		if (group && height < median(group) * (1 + sameHeight)) {
			group.push(height);
		} else {
			groups.push([height]);
		}
	}
	// The height of a single short word is a poor guess.
	const isWord = (line: TesseractLine) => line.words.length === 1 && lettersOf(line) < 8 && heightOf(line) < 1.6 * body;
	return (line) =>
		isBody(heightOf(line)) || isWord(line) ? body : median(groups.find((group) => group.includes(heightOf(line))) ?? [heightOf(line)]);
}

/** Bullets are read as the letters and signs that look like them. Where they stand below one another, they are bullets. */
function bulletFirst(line: TesseractLine, lines: readonly TesseractLine[]): readonly TesseractWord[] {
	const [first, ...rest] = line.words;
	const isLike = (word: TesseractWord | undefined) => word !== undefined && /^[®©¢°»·•*+eo0O°¥§]$/.test(word.text);
	if (!first || rest.length === 0 || !isLike(first)) {
		return line.words;
	}
	const near = (other: TesseractLine) => Math.abs(other.words[0]!.bbox.x0 - first.bbox.x0) < line.rowAttributes.rowHeight * 0.5;
	const others = lines.filter((other) => other.words.length > 1 && isLike(other.words[0]) && near(other));
	return others.length >= 2 || /^[•·®©¢]$/.test(first.text) ? [{ ...first, text: '•' }, ...rest] : line.words;
}
