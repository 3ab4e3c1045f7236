import { median } from '../structure/lines/line.ts';
import type { TesseractLine } from './tesseractThread.ts';

/** The letters of a line of running text, and the fewest such lines on a page with headings. */
const proseLetters = 25;
const proseLines = 3;

/** How much larger than the same letters of running text those of a larger line are at least. */
const largerLetters = 1.15;

/**
 * Rounds the heights of rows: those that differ from the height of most letters by less than `sameHeight`, a share of it, are running text; other heights
 * that differ little become one. The result gives a line's size in pixels.
 */
export function lineSizes(lines: readonly TesseractLine[], sameHeight: number): (line: TesseractLine) => number {
	const body = median(lines.flatMap((line) => new Array<number>(signsOf(line)).fill(heightOf(line))));
	const hasBodyHeight = (line: TesseractLine) => heightOf(line) < body * (1 + sameHeight) && heightOf(line) > body * (1 - sameHeight);
	if (lines.filter((line) => signsOf(line) >= proseLetters).length < proseLines) {
		return () => body;
	}
	const enlarged = enlargement(lines.filter(hasBodyHeight));
	// The height of a single short word is unreliable.
	const isWord = (line: TesseractLine) => line.words.length === 1 && signsOf(line) < 8 && heightOf(line) < 1.6 * body;
	const isMismeasured = (line: TesseractLine) => heightOf(line) > body && !isInCapitals(line) && enlarged(line) < largerLetters;
	const isBody = (line: TesseractLine) => hasBodyHeight(line) || isMismeasured(line);
	const groups: number[][] = [];
	for (const height of lines
		.filter((line) => !isBody(line))
		.map(heightOf)
		.sort((a, b) => a - b)) {
		const group = groups.at(-1);
		if (group && height < median(group) * (1 + sameHeight)) {
			group.push(height);
		} else {
			groups.push([height]);
		}
	}
	return (line) =>
		isBody(line) || isWord(line) ? body : median(groups.find((group) => group.includes(heightOf(line))) ?? [heightOf(line)]);
}

function heightOf({ rowAttributes }: TesseractLine): number {
	return rowAttributes.rowHeight;
}

function signsOf({ words }: TesseractLine): number {
	return words.reduce((sum, { text }) => sum + text.length, 0);
}

/** Capitals in the size of the text may be a title, and Tesseract makes their row higher; whether it is one is not decided here. */
function isInCapitals({ words }: TesseractLine): boolean {
	const text = words.map((word) => word.text).join('');
	return /\p{Lu}/u.test(text) && text === text.toUpperCase();
}

/**
 * How many times as high a line's letters are as the same ones in running text; Infinity if it shares none with that. Tesseract guesses a row's height
 * where it has few low letters, and takes that of a neighbouring one.
 */
function enlargement(running: readonly TesseractLine[]): (line: TesseractLine) => number {
	const heights = new Map<string, number[]>();
	for (const { character, height } of running.flatMap(lettersOf)) {
		const known = heights.get(character);
		if (known) {
			known.push(height);
		} else {
			heights.set(character, [height]);
		}
	}
	const usual = new Map([...heights].map(([character, all]) => [character, median(all)]));
	return (line) => {
		const ratios = lettersOf(line).flatMap(({ character, height }) => {
			const known = usual.get(character) ?? 0;
			return known > 0 ? [height / known] : [];
		});
		return ratios.length === 0 ? Infinity : median(ratios);
	};
}

function lettersOf({ words }: TesseractLine): { readonly character: string; readonly height: number }[] {
	return words.flatMap(({ symbols }) =>
		symbols.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).map(({ text, bbox }) => ({ character: text, height: bbox.y1 - bbox.y0 })),
	);
}
