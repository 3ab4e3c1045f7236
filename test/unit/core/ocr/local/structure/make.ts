import type { Rule, TextRun } from '../../../../../../src/core/pdf/pageLayout.ts';
import type { Line } from '../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { type Typography, surveyTypography } from '../../../../../../src/core/ocr/local/structure/lines/typography.ts';

/** Points that a letter is wide, of those that it is large. */
const letterWidth = 0.5;

/** A word as a page has it: letters half as wide as they are large, 10 points unless `change` says otherwise. */
export function run(text: string, left: number, baseline: number, change: Partial<TextRun> = {}): TextRun {
	const { size = 10 } = change;
	return {
		...{ text, left, baseline, size, font: 'Serif', bold: false, italic: false, mono: false, invisible: false },
		...{ turn: 0, line: Math.round(baseline), spaced: true, spaceAfter: false },
		...{ right: left + text.length * size * letterWidth, top: baseline - 0.8 * size, bottom: baseline + 0.2 * size },
		...change,
	};
}

/** The words of a text side by side, with usual spaces. */
export function words(text: string, left: number, baseline: number, change: Partial<TextRun> = {}): TextRun[] {
	const { size = 10 } = change;
	let x = left;
	return text.split(' ').map((word) => {
		const placed = run(word, x, baseline, change);
		x = placed.right + 0.25 * size;
		return placed;
	});
}

/** The words of monospaced rows, 12 points apart, each where its row has it. */
export function typed(rows: readonly string[], left = 50, top = 100): TextRun[] {
	return rows.flatMap((row, i) =>
		[...row.matchAll(/\S+/g)].map(({ 0: word, index }) => run(word, left + 5 * index, top + 12 * i, { font: 'Mono', mono: true })),
	);
}

/** A line of text; its width follows from its letters. */
export function line(text: string, left: number, baseline: number, change: Partial<Line> = {}): Line {
	const { size = 10, bold = false, italic = false, mono = false, font = 'Serif' } = change;
	const em = (count: number) => count * size * letterWidth;
	return {
		...{ text, left, baseline, size, sizes: [size], bold, italic, mono, font, rtl: false },
		...{ right: left + em(text.length), top: baseline - 0.8 * size, bottom: baseline + 0.22 * size },
		firstWidth: em(text.split(' ')[0]!.length),
		spans: [{ text, font, bold, italic, mono }],
		...change,
	};
}

/** Lines below one another, 12 points apart; leading spaces set a line in by 5 points each. */
export function lines(texts: readonly string[], left = 50, top = 100, change: Partial<Line> = {}): Line[] {
	return texts.map((text, i) => {
		const trimmed = text.trimStart();
		return line(trimmed, left + 5 * (text.length - trimmed.length), top + 12 * i, change);
	});
}

export function horizontal(left: number, right: number, y: number): Rule {
	return { left, right, top: y, bottom: y, vertical: false };
}

export function vertical(x: number, top: number, bottom: number): Rule {
	return { left: x, right: x, top, bottom, vertical: true };
}

/** That of a document with much text in 10 points, besides the lines given. */
export function typography(...others: readonly Line[]): Typography {
	return surveyTypography([[...lines(new Array<string>(60).fill('Some running text that makes up most of a document')), ...others]]);
}

export function textsOf(some: readonly { readonly text: string }[]): string[] {
	return some.map(({ text }) => text);
}
