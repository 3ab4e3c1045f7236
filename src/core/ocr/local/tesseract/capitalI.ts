import type { TesseractLine, TesseractWord } from './tesseractThread.ts';

/** The furthest that a letter reaches below the baseline, in row heights; a bar reaches as far down as a `p`. */
const foot = 0.1;

/** The fewest lower-case words in a line of running text. */
const fewWords = 2;

/** The pronoun, alone or with a contracted verb. */
const alone = /^\|(?=$|['’](?:m|d|ll|ve)$)/;

/** Corrects the English word "I" in a line where Tesseract read a bar; unlike a bar, the letter ends at the baseline. */
export function withCapitalI({ words, baseline, rowAttributes: { rowHeight } }: TesseractLine): readonly TesseractWord[] {
	const isProse = words.filter(({ text }) => /^\p{Ll}{2,}/u.test(text)).length >= fewWords;
	return words.map((word) => {
		const { bbox } = word.symbols[0] ?? word;
		const slope = (baseline.y1 - baseline.y0) / Math.max(baseline.x1 - baseline.x0, 1);
		const depth = bbox.y1 - (baseline.y0 + slope * (bbox.x0 - baseline.x0));
		return isProse && alone.test(word.text) && depth < foot * rowHeight ? { ...word, text: word.text.replace('|', 'I') } : word;
	});
}
