import type { Box, PlacedLink, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { splitAtAisles } from './aisles.ts';
import { hasRightToLeft, isRightToLeft, readingOrder } from './bidi.ts';
import { withDropCaps } from './dropCaps.ts';
import { type Line, type Span, around, height, isAlike, median, shareWithin, width, withText } from './line.ts';
import { unspaced } from './joinLines.ts';
import { markerKind } from '../blocks/markers.ts';
import { withMirroredBrackets } from './mirroredBrackets.ts';
import { rowsOfRuns } from './rows.ts';
import { withoutReadings } from './ruby.ts';
import { withNumberSigns } from './numberSigns.ts';
import { isNumber } from '../tables/table.ts';
import { withoutTwins } from './twins.ts';
import { areValues, isAmount } from './values.ts';

/** The gap that always divides a line, and the gap that does if it is much wider than the line's other gaps, in em. */
const wideGap = 1.05;
const oddGap = 0.65;

/** The gap that divides a line where the style changes or the document's own order continues elsewhere, in em. */
const jumpGap = 0.55;

/** The gap that divides an item of a receipt in monospaced text from its amount, in em. */
const receiptGap = 2;

/** The gap that divides monospaced text of two columns, in em, where the document's own order continues elsewhere. */
const columnGap = 1.5;

/** The share of monospaced words above which a page is typewritten. */
const mostlyMono = 0.5;

/** The gap that divides two numbers in monospaced text beside a line of a table, in em. */
const typewriterGap = 1.1;

const muchWider = 2.2;

/** The greatest height of a picture within a line, in em. */
const highestPicture = 1.8;

/** The least gap that is a space, in em. */
const spaceGap = 0.2;

/** In a cursive script, the share of the font's usual gap between words that counts as a space, because letters may have gaps, too. */
const cursiveGap = 0.6;

/** The gap that means something in languages without spaces, in em. */
const unspacedGap = 0.6;

/** A bullet in a font without a mapping to characters. */
const unknownBullet = /^\S?\ufffd$/;

/** The upright lines of a page, in no particular order. */
export function buildLines(
	runs: readonly TextRun[],
	rules: readonly Rule[] = [],
	links: readonly PlacedLink[] = [],
	images: readonly Box[] = [],
): Line[] {
	const walls = rules.filter(({ vertical }) => vertical);
	const upright = withDropCaps(
		withoutReadings(withMirroredBrackets(withoutTwins(runs.filter(({ turn, angle }) => turn === 0 && angle === undefined)))),
	);
	const rtl = isRightToLeft(upright.map(({ text }) => text).join(''));
	const cursiveGaps = cursiveGapsOf(upright);
	const onlyMono = upright.filter(({ mono }) => mono).length > mostlyMono * upright.length;
	const lines = splitAtAisles(
		rowsOfRuns(upright).map((row) => splitAtGaps(row, walls, images, onlyMono)),
		(last, run) => filledBetween(last, run, images) > 0,
	)
		.flat()
		.map((row) => toLine(row, rtl, links, cursiveGaps));
	return withNumberSigns(lines, walls);
}

/** `onlyMono`: the page has no other text; then its rows may be in any order. */
function splitAtGaps(row: readonly TextRun[], walls: readonly Rule[], images: readonly Box[], onlyMono: boolean): TextRun[][] {
	const gaps = row.slice(1).map((run, i) => run.left - row[i]!.right - filledBetween(row[i]!, run, images));
	const usual = median(gaps.filter((gap) => gap > spaceGap * row[0]!.size));
	const parts: TextRun[][] = [];
	row.forEach((run, i) => {
		const last = row[i - 1];
		const gap = gaps[i - 1] ?? 0;
		const em = Math.max(run.size, last?.size ?? 0);
		const goesElsewhere = last !== undefined && run.line !== last.line && run.line !== last.line + 1;
		const jumps = last !== undefined && (run.bold !== last.bold || goesElsewhere);
		const values = areValues(row, i);
		const wide =
			values || gap > wideGap * em || (jumps && gap > jumpGap * em) || (gap > oddGap * em && row.length > 2 && gap > muchWider * usual);
		// A list marker may be far from its text; in monospaced text wide gaps are spaces, except before the amounts of a receipt.
		const typewritten =
			last?.mono === true &&
			run.mono &&
			!(goesElsewhere && gap > columnGap * em && !onlyMono) &&
			!(isLastAmount(row, i) && gap > receiptGap * em) &&
			!(values && gap > typewriterGap * em && walls.some((wall) => wall.top < run.baseline && wall.bottom > run.baseline));
		// A dash behind other text is a value that a table has not, a sign before another such sign one of its ticks, and `(209)` among values one of them.
		const marks =
			parts.at(-1)?.length === 1 &&
			run.text !== last!.text &&
			!(emptyValue.test(last!.text) && (i > 1 || (isNumber(run.text) && gap > emptyCellGap * em))) &&
			!((values || emptyValue.test(run.text)) && gap > emptyCellGap * em && (i > 1 || row.every(({ text }) => isNumber(text)))) &&
			(isMarker(last!.text) || unknownBullet.test(last!.text));
		const kept = marks || typewritten;
		if (!last || (wide && !kept && !run.follows) || walls.some((wall) => divides(wall, last, run))) {
			parts.push([run]);
		} else {
			parts.at(-1)!.push(run);
		}
	});
	return parts;
}

/** Whether a row ends with this amount, as on a receipt, or with its tax code. */
function isLastAmount(row: readonly TextRun[], index: number): boolean {
	const isCoded = index === row.length - 2 && /[.,]\d\d$/.test(row[index]!.text) && taxCode.test(row[index + 1]!.text);
	return isAmount(row[index]!.text) && (index === row.length - 1 || isCoded);
}

/** A sign behind the amounts of a receipt. */
const taxCode = /^[A-Z*\d]$/;

const emptyValue = /^[-–—]$/;

/** The gap between a dash or a number in brackets and a number that makes it a value of its own, in em. */
const emptyCellGap = 2;

function isMarker(word: string): boolean {
	return markerKind(word) !== undefined;
}

/** The points between two words that are filled by small pictures in the line, such as keys. */
function filledBetween(last: TextRun, run: TextRun, images: readonly Box[]): number {
	const em = Math.max(last.size, run.size);
	const gap = run.left - last.right;
	if (gap < wideGap * em) {
		return 0;
	}
	const pictures = images.filter(
		(image) =>
			height(image) < highestPicture * em &&
			image.left > last.right - 0.3 * em &&
			image.right < run.left + 0.3 * em &&
			image.top < run.baseline &&
			image.bottom > run.baseline - 0.7 * em,
	);
	const left = pictures.reduce((sum, image) => sum - width(image), gap);
	return pictures.length > 0 && left < wideGap * em ? gap - spaceGap * em : 0;
}

function divides(wall: Rule, last: TextRun, run: TextRun): boolean {
	const x = (wall.left + wall.right) / 2;
	const middle = run.baseline - run.size * 0.3;
	return wall.top < middle && wall.bottom > middle && x > last.right - last.size * 0.2 && x < run.left + run.size * 0.2;
}

/** `pageRtl`: the page is written from right to left, and so is the line, even if most of its words are Latin. */
function toLine(row: readonly TextRun[], pageRtl: boolean, links: readonly PlacedLink[], cursiveGaps: CursiveGaps): Line {
	const whole = row.map((run) => run.text).join('');
	const rtl = pageRtl ? hasRightToLeft(whole) : isRightToLeft(whole);
	const main = heaviest(row);
	const ordered = readingOrder(row, rtl);
	const spans: Span[] = [];
	ordered.forEach((run, i) => {
		const previous = ordered[i - 1];
		const url = links.find((link) => shareWithin(run, link) > 0.5)?.url;
		const { font, bold, italic, mono, struck, inserted, latex } = run;
		const span = { text: withQuotes(run.text), font, bold, italic, mono, struck, inserted, script: scriptOf(run, main), url, latex };
		const last = spans.at(-1);
		const space = previous ? spaceBetween(previous, run, cursiveGaps) : '';
		if (last && sameStyle(last, span)) {
			spans[spans.length - 1] = withText(last, last.text + space + span.text);
		} else if (last) {
			// The space belongs to the span before it, because emphasis ends with a word.
			spans[spans.length - 1] = withText(last, last.text + space);
			spans.push(span);
		} else {
			spans.push(span);
		}
	});
	if (ordered.length > 1 && unknownBullet.test(ordered[0]!.text) && hasSpace(ordered[0]!, ordered[1]!, cursiveGaps)) {
		// A single unknown character before a text is a bullet.
		spans[0] = withText(spans[0]!, spans[0]!.text.replace(/^\S?\ufffd/, '•'));
	}
	const text = spans.map((span) => span.text).join('');
	const firstWord = ordered.slice(0, 1 + ordered.slice(1).findIndex((run, i) => hasSpace(ordered[i]!, run, cursiveGaps)));
	const letters = spans.filter((span) => /[\p{L}\p{N}]/u.test(span.text));
	const all = (is: (span: Span) => boolean) => (letters.length > 0 ? letters : spans).every(is);
	const second = ordered[firstWord.length];
	return {
		secondLeft: firstWord.length > 0 ? (rtl ? second?.right : second?.left) : undefined,
		// From the baseline, because the boxes of letters depend on the font and on the letters.
		top: main.baseline - 0.8 * main.size,
		bottom: main.baseline + 0.22 * main.size,
		left: Math.min(...row.map(({ left }) => left)),
		right: Math.max(...row.map(({ right }) => right)),
		spans,
		text,
		rtl,
		font: main.font,
		baseline: main.baseline,
		size: main.size,
		sizes: [...new Set(row.filter((run) => run.size === main.size || scriptOf(run, main) === undefined).map(({ size }) => size))],
		bold: all(({ bold }) => bold),
		italic: all(({ italic }) => italic),
		mono: all(({ mono }) => mono),
		listing: row.every((run) => run.listing),
		// A text without spaces may be broken after any character.
		firstWidth: unspaced.test(text.slice(0, 1)) ? 1.2 * main.size : width(around(firstWord.length > 0 ? firstWord : ordered)),
		spaceAfter: ordered.at(-1)!.spaceAfter,
		endsWithValue: ordered.findLast((run) => run.follows)?.line === ordered.at(-1)!.line,
		filled: row.some((run) => run.filled),
	};
}

/** Replaces quotes made of two characters, as in older typesetting, by the quotes that they look like. */
function withQuotes(text: string): string {
	return text.replace(/(?<!‘)‘‘(?!‘)/g, '“').replace(/(?<!’)’’(?!’)/g, '”');
}

/** The first of the runs that have the size and baseline of most of the row. */
function heaviest(row: readonly TextRun[]): TextRun {
	let [main, most] = [row[0]!, Number.NEGATIVE_INFINITY];
	// Neighbours mostly have the same size and baseline, so the result is reused.
	let last: { readonly size: number; readonly baseline: number; readonly weight: number } | undefined;
	for (const run of row) {
		const { size, baseline } = run;
		last = last?.size === size && last.baseline === baseline ? last : { size, baseline, weight: weight(run, row) };
		if (last.weight > most) {
			[main, most] = [run, last.weight];
		}
	}
	return main;
}

/** How much of the row has the run's size and baseline. */
function weight({ size, baseline }: TextRun, row: readonly TextRun[]): number {
	return row.reduce(
		(sum, run) => sum + (Math.abs(run.size - size) < 0.05 * size && Math.abs(run.baseline - baseline) < 0.1 * size ? run.text.length : 0),
		// Of two with the same length, the larger is the text and the smaller its footnote mark.
		size / 1000,
	);
}

function scriptOf(run: TextRun, main: TextRun): Span['script'] {
	if (run.size > 0.86 * main.size) {
		return undefined;
	}
	const raised = main.baseline - run.baseline;
	return raised > 0.15 * main.size ? 'super' : raised < -0.08 * main.size ? 'sub' : undefined;
}

function spaceBetween(previous: TextRun, run: TextRun, cursiveGaps: CursiveGaps): string {
	if (previous.mono && run.mono) {
		// As many spaces as fit, because all letters have one width.
		const letter = width(previous) / Math.max(previous.text.length, 1);
		return ' '.repeat(Math.max(previous.spaceAfter && run.spaced ? 1 : 0, Math.round((run.left - previous.right) / letter)));
	}
	return hasSpace(previous, run, cursiveGaps) ? ' ' : '';
}

/** The usual gap between words of cursive scripts, by font, in em. */
type CursiveGaps = ReadonlyMap<string, number>;

function cursiveGapsOf(runs: readonly TextRun[]): CursiveGaps {
	const gaps = new Map<string, number[]>();
	runs.forEach((run, i) => {
		const previous = runs[i - 1];
		const gap = previous ? (previous.left - run.right) / Math.max(previous.size, run.size) : 0;
		if (previous?.line === run.line && run.spaced && gap > 0.02 && gap < jumpGap && hasRightToLeft(run.text)) {
			const ofFont = gaps.get(run.font) ?? [];
			ofFont.push(gap);
			gaps.set(run.font, ofFont);
		}
	});
	return new Map([...gaps].map(([font, some]) => [font, median(some)]));
}

function hasSpace(previous: TextRun, run: TextRun, cursiveGaps: CursiveGaps): boolean {
	const gap = Math.max(run.left - previous.right, previous.left - run.right);
	const em = Math.min(previous.size, run.size);
	const [before, after] = [previous.text.slice(-1), run.text.slice(0, 1)];
	if (unspaced.test(before) && unspaced.test(after)) {
		// As wide as a missing character; beside punctuation, whose ink takes half of its width, there is always such a gap.
		return gap > unspacedGap * em && !/\p{P}/u.test(before + after);
	}
	if (hasRightToLeft(before + after) && run.line === previous.line && run.spaced) {
		return gap > Math.max(0.02, cursiveGap * (cursiveGaps.get(run.font) ?? 0)) * Math.max(previous.size, run.size);
	}
	if (run.line === previous.line) {
		if (run.spaced && previous.spaceAfter && !/f[fil]$/.test(previous.text)) {
			return gap > -0.5 * em;
		}
		return run.spaced ? gap > 0.02 * em : gap > 1.5 * spaceGap * em;
	}
	return gap > spaceGap * em;
}

function sameStyle(a: Span, b: Span): boolean {
	return a.font === b.font && isAlike(a, b);
}
