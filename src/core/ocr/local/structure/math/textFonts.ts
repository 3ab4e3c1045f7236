import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { changedRun } from '../lines/run.ts';

/** The fewest letters in words, and their least share of a font's letters, where a page sets its text in a font of formulas. */
const least = { letters: 150, share: 0.55 };

/** A word, as of a text and not as the names of functions. */
const word = /\p{L}[\p{Ll}\p{M}’'-]{3,}/gu;

/**
 * Takes runs in fonts of formulas that a page sets its text in, such as STIX or Cambria Math, for text. Only fonts that have all letters of a text
 * can be such fonts.
 */
export function withTextFonts(runs: readonly TextRun[]): readonly TextRun[] {
	const counts = new Map<string, { words: number; letters: number }>();
	for (const { math, font, text } of runs) {
		if (math === 'unicode') {
			const count = counts.get(font) ?? { words: 0, letters: 0 };
			count.words += (text.match(word) ?? []).reduce((sum, one) => sum + one.length, 0);
			count.letters += text.match(/\p{L}/gu)?.length ?? 0;
			counts.set(font, count);
		}
	}
	const isText = ({ math, font }: TextRun) => {
		const { words, letters } = (math === 'unicode' ? counts.get(font) : undefined) ?? { words: 0, letters: 1 };
		return words >= least.letters && words > least.share * letters;
	};
	return runs.some(isText)
		? runs.map((run) => (isText(run) ? changedRun(run, { math: undefined, glyphs: isWord(run.text) ? undefined : run.glyphs }) : run))
		: runs;
}

/** As for the runs of other fonts of texts, whose words have no glyphs. */
function isWord(text: string): boolean {
	return /^\p{L}[\p{L}\p{M}'’-]+$/u.test(text);
}
