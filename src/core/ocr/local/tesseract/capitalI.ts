import type { TesseractLine, TesseractWord } from './tesseractThread.ts';

/** How far below the baseline a letter stands at most, in heights of a row: a bar reaches down as far as a `p`. */
const foot = 0.1;

/** The fewest words in small letters of a line of running text. */
const fewWords = 2;

/** The word for oneself, alone and with what is left of a verb. */
const alone = /^\|(?=$|['’](?:m|d|ll|ve)$)/;

/** The words of a line with the English word "I" where Tesseract took it for a bar, which has no foot below the baseline. */
export function withCapitalI({ words, baseline, rowAttributes: { rowHeight } }: TesseractLine): readonly TesseractWord[] {
	const isProse = words.filter(({ text }) => /^\p{Ll}{2,}/u.test(text)).length >= fewWords;
	return words.map((word) => {
		const { bbox } = word.symbols[0] ?? word;
		const slope = (baseline.y1 - baseline.y0) / Math.max(baseline.x1 - baseline.x0, 1);
		const depth = bbox.y1 - (baseline.y0 + slope * (bbox.x0 - baseline.x0));
		return isProse && alone.test(word.text) && depth < foot * rowHeight ? { ...word, text: word.text.replace('|', 'I') } : word;
	});
}
