import type { PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import { byFont, isPlausible } from './plausibility.ts';
import { height, width } from '../structure/lines/line.ts';

/**
 * What to make of the text that a page carries: `good` text is used as it is but for what is repaired in it, `none` and `junk` are no help; where a
 * picture covers the page and there is `little` text beside it, the picture is to be read too, and the longer text wins.
 */
export type TextLayer = 'good' | 'little' | 'junk' | 'none';

/** The part of the letters that are guesses and read as no text, from which on a page is better read from its picture. */
const mostImplausible = 0.6;

/** The part of a page that a scan covers at least. */
const scanCover = 0.7;

/** Letters of a stamp, a page number or a short note on a scan. */
const fewLetters = 250;

/** The part of the signs of any language's text that are letters and digits. */
const leastLetters = 0.55;

/** Judges the text of a page by the share that lies behind pictures, and by whether it reads like text. */
export function judgeTextLayer(page: PageLayout): TextLayer {
	const letters = lettersOf(page.runs);
	if (letters === 0) {
		return 'none';
	}
	const covered = isCovered(page);
	const guesses = byFont(page.runs.filter(({ unmapped }) => unmapped)).filter((runs) => !isPlausible(runs.map(({ text }) => text)));
	if (lettersOf(guesses.flat()) > letters * mostImplausible || (covered && looksGarbled(page.runs))) {
		return 'junk';
	}
	return covered && letters < fewLetters ? 'little' : 'good';
}

/** Whether a picture covers the page, as a scan does. */
export function isCovered(page: PageLayout): boolean {
	return page.images.some((image) => width(image) * height(image) > scanCover * page.width * page.height);
}

/** The number of UTF-16 code units in all runs. */
export function lettersOf(runs: readonly TextRun[]): number {
	return runs.reduce((sum, { text }) => sum + text.length, 0);
}

/** Text behind a scan that another program read badly: signs without letters, scraps of words. */
function looksGarbled(runs: readonly TextRun[]): boolean {
	const text = runs.map((run) => run.text).join(' ');
	const signs = text.replace(/\s/g, '');
	const letters = signs.replace(/[^\p{L}\p{N}\p{M}]/gu, '').length;
	const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
	const scraps = words.filter((word) => word.replace(/[^\p{L}\p{N}]/gu, '').length === 1).length;
	return letters < signs.length * leastLetters || (words.length > 20 && scraps > words.length * 0.5);
}
