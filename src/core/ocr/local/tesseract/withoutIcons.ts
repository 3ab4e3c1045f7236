import type { TesseractLine, TesseractWord } from './tesseractThread.ts';

/** The gap between unrelated parts of a line, such as an icon and a field's label, in row heights. */
const partGap = 1;

/** The length of a word that may be a misread icon, and the confidence, of 100, below which it is one. */
const short = 2;
const doubtful = 60;

/** The length of a word that shows that a part of a line is text, and least confidences: of such a word, of two letters, of a part without such words. */
const long = 3;
const sure = 60;
const certain = 90;
const allSure = 75;

/** The confidence below which words of up to this length are misread icons. */
const hopeless = { confidence: 25, letters: 4 };

/** Punctuation at a line's end that is not an icon, and its least confidence; characters between words that may be icons, and the confidence of all others. */
const plainSign = /^[-–—+•·*#>›»(]$/;
const sureSign = 80;
const symbol = /[®©™¢§°¥]/;
const leastBetween = 40;

/** The least confidence of a single letter, and of two letters, that are alone. */
const alone = [93, 80] as const;

/** A letter of a script in which a word may be one character. */
const foreign = /[^\p{Script=Latin}\p{N}\p{P}\p{S}]/u;

/** Dots in place of a password. */
const hidden = /^[eco0s*•.]{5,}$/i;

/**
 * A line of a screenshot without misread icons: punctuation and short words of low confidence, at the ends of a line and of its parts. Undefined if nothing
 * is left.
 */
export function withoutIcons(line: TesseractLine): TesseractLine | undefined {
	const parts: TesseractWord[][] = [];
	for (const word of line.words) {
		const last = parts.at(-1)?.at(-1);
		if (last && word.bbox.x0 - last.bbox.x1 < partGap * line.rowAttributes.rowHeight) {
			parts.at(-1)!.push(word);
		} else {
			parts.push([word]);
		}
	}
	const words = parts.map(trimmed).filter(isText).flat();
	return words.length === line.words.length ? line : words.length > 0 ? { ...line, words } : undefined;
}

function trimmed(part: readonly TesseractWord[]): readonly TesseractWord[] {
	const first = part.findIndex((word) => !isIcon(word, 'end'));
	const last = part.findLastIndex((word) => !isIcon(word, 'end'));
	return part.slice(first < 0 ? part.length : first, last + 1).filter((word) => !isIcon(word, 'between'));
}

function isIcon({ text, confidence }: TesseractWord, place: 'end' | 'between'): boolean {
	const letters = lettersOf(text);
	if (foreign.test(text)) {
		return false;
	}
	if (letters === 0) {
		return place === 'end' ? !plainSign.test(text) || confidence < sureSign : confidence < (symbol.test(text) ? sureSign : leastBetween);
	}
	if (hidden.test(text) && confidence < doubtful) {
		return true;
	}
	return (
		place === 'end' && ((letters <= short && confidence < doubtful) || (letters <= hopeless.letters && confidence < hopeless.confidence))
	);
}

function isText(part: readonly TesseractWord[]): boolean {
	const letters = part.reduce((sum, { text }) => sum + lettersOf(text), 0);
	const mean = part.reduce((sum, { text, confidence }) => sum + lettersOf(text) * confidence, 0) / Math.max(letters, 1);
	const [word] = part;
	if (part.length === 1 && letters <= alone.length && /\p{L}/u.test(word!.text)) {
		return foreign.test(word!.text) || word!.confidence >= alone[letters - 1]!;
	}
	const tells = ({ text, confidence }: TesseractWord) =>
		confidence >= (lettersOf(text) >= long ? sure : lettersOf(text) > 1 ? certain : 101);
	return part.some(tells) || (letters > 0 && mean >= allSure);
}

function lettersOf(text: string): number {
	return text.replace(/[^\p{L}\p{N}]/gu, '').length;
}
