import type { PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import { byFont, isPlausible } from './plausibility.ts';
import { height, width } from '../structure/lines/line.ts';

/**
 * The quality of a page's text layer: `good` text is used, apart from repairs; `none` and `junk` are not. When a picture covers the page and there is
 * `little` text, the picture is recognised, too, and the longer text wins.
 */
export type TextLayer = 'good' | 'little' | 'junk' | 'none';

/** The share of guessed letters that do not read like text, above which a page is recognised instead. */
const mostImplausible = 0.6;

/** The least share of a page that a scan covers. */
const scanCover = 0.7;

/** The most letters of a stamp, a page number or a short note on a scan. */
const fewLetters = 250;

/** The least share of letters and digits in text of any language. */
const leastLetters = 0.55;

/** Judges the text of a page by the share that lies behind pictures, and by whether it reads like text. */
export function judgeTextLayer(page: PageLayout): TextLayer {
	const letters = lettersOf(page.runs);
	if (letters === 0) {
		return 'none';
	}
	const covered = isCovered(page);
	const guesses = byFont(page.runs.filter(({ unmapped }) => unmapped)).filter(
		(runs) =>
			!isPlausible(
				runs.map(({ text }) => text),
				true,
			),
	);
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

/** Whether text behind a scan was badly recognised by another program: few letters, scraps of words. */
function looksGarbled(runs: readonly TextRun[]): boolean {
	// The letters of a sloped word are runs of their own.
	const text = runs.map(({ text: part, spaced, line }, i) => (spaced || line !== runs[i - 1]?.line ? ` ${part}` : part)).join('');
	const characters = text.replace(/\s/g, '');
	const letters = characters.replace(/[^\p{L}\p{N}\p{M}]/gu, '').length;
	const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
	const scraps = words.filter((word) => word.replace(/[^\p{L}\p{N}]/gu, '').length === 1).length;
	return letters < characters.length * leastLetters || (words.length > 20 && scraps > words.length * 0.5);
}
