import type { Box, PageLayout, TextRun } from '../pdf/pageLayout.ts';
import type { OcrPage } from './engine.ts';
import { judgeTextLayer } from './local/textLayer/textLayer.ts';
import { around, shareWithin } from './local/structure/lines/line.ts';

/** The length of the n-grams by which texts are compared: long enough to be rare by chance, short enough to survive a misread letter. */
const gram = 4;

/** The share of a word's n-grams that must be in the answer for the word to count as present, even if it is spelled differently. */
const similar = 0.6;

/** If a smaller share of a line's letters is in words of the answer, the line is left out. */
const there = 0.5;

/** The fewest letters of all lines together that are reported, and the fewest lines unless one alone has that many letters. */
const fewestLetters = 40;
const fewestLines = 2;

/** If the answer has a smaller share of the page's letters, the two are not the same text. An answer with fewer letters than `noText` has no text. */
const leastAgreement = 0.3;
const noText = 20;

/** The share of a page's height at either end in which a short line can be running text, which services may leave out. */
const margin = 0.08;

/** If a larger share of a line is within a figure, the figure shows it. A line with `proseWords` words is not a label of a drawing. */
const inFigure = 0.7;
const proseWords = 6;

/** The longest answer about a page, in characters, that is compared. */
const longestAnswer = 200_000;

/** If a larger share of a page's letters is within figures, the page came as a picture, and its text counts as left out. */
const pictured = 0.6;

/** The visible text of a PDF page. */
export interface PageText {
	/** In points. */
	readonly width: number;
	readonly height: number;
	readonly lines: readonly TextLine[];
}

interface TextLine {
	readonly text: string;
	readonly box: Box;
}

/** The upright lines of a page with reliable characters; undefined if the page's text is not reliable. */
export function pageText(layout: PageLayout): PageText | undefined {
	const { width, height, runs } = layout;
	return judgeTextLayer(layout) === 'good' ? { width, height, lines: linesOf(runs) } : undefined;
}

/**
 * The lines of a PDF page that are missing from a service's answer, in the document's order. Services sometimes leave out whole regions of a page
 * without notice (https://github.com/mistralai/client-python/issues/581). Formulas, labels of figures and running text do not count. Takes linear
 * time.
 */
export function leftOutLines(text: PageText, page: OcrPage): readonly string[] {
	const answered = answeredText(page);
	if (answered.length > longestAnswer) {
		return [];
	}
	const answer = new ComparedText(answered);
	const lines = text.lines.map((line) => ({ ...line, ...answer.compare(line.text) }));
	const all = lines.reduce((sum, { letters }) => sum + letters, 0);
	const found = lines.reduce((sum, { shared }) => sum + shared, 0);
	if (answer.letters >= noText && found < all * leastAgreement) {
		return [];
	}
	const figures = page.images.flatMap(({ box }) => (box ? [onPage(box, text)] : []));
	const isPictured = ({ box }: TextLine) => figures.some((figure) => shareWithin(box, figure) > inFigure);
	const cameAsPicture = lines.reduce((sum, line) => sum + (isPictured(line) ? line.letters : 0), 0) > all * pictured;
	const unplaced = page.images.some(({ box }) => !box);
	const absent = lines.filter((line) => {
		const mayBeAbsent = line.words < proseWords && (unplaced || isInMargin(line.box, text));
		return line.letters > 0 && line.shared < line.letters * there && !mayBeAbsent && (cameAsPicture || !isPictured(line));
	});
	const letters = absent.reduce((sum, line) => sum + line.letters, 0);
	const isWorth = letters >= fewestLetters && (absent.length >= fewestLines || absent.some((line) => line.letters >= fewestLetters));
	return isWorth ? absent.map((line) => line.text) : [];
}

/** All text of a page in the service's answer. */
function answeredText({ markdown, header = '', footer = '', tables, images }: OcrPage): string {
	return [markdown, header, footer, ...tables.map(({ content }) => content), ...images.map(({ annotation = '' }) => annotation)].join('\n');
}

function linesOf(runs: readonly TextRun[]): TextLine[] {
	const lines: TextRun[][] = [];
	for (const run of runs) {
		if (run.invisible || run.unmapped === true || run.turn !== 0 || run.angle !== undefined) {
			continue;
		}
		const last = lines.at(-1);
		if (last?.[0]?.line === run.line) {
			last.push(run);
		} else {
			lines.push([run]);
		}
	}
	return lines.map((line) => ({
		text: line
			.map(({ text, spaced }, i) => (spaced && i > 0 ? ` ${text}` : text))
			.join('')
			.trim(),
		// One by one, because a line can have any number of runs.
		box: line.reduce<Box>((box, run) => around([box, run]), line[0]!),
	}));
}

/** A text as its words and as the n-grams of all its letters in a row, so that spaces and divided words make no difference. */
class ComparedText {
	/** The number of letters and digits. */
	readonly letters: number;
	private readonly words: ReadonlySet<string>;
	private readonly grams: ReadonlySet<string>;

	constructor(text: string) {
		const words = wordsOf(text);
		const whole = words.join('');
		this.letters = whole.length;
		this.words = new Set(words);
		this.grams = new Set(gramsOf(whole));
	}

	/** Counts the letters of a line's longer words, and how many of them are in this text. */
	compare(line: string): { readonly words: number; readonly letters: number; readonly shared: number } {
		const words = wordsOf(line).filter(({ length }) => length >= gram);
		const shared = words.filter((word) => this.has(word));
		return { words: words.length, letters: lengthOf(words), shared: lengthOf(shared) };
	}

	private has(word: string): boolean {
		if (this.words.has(word)) {
			return true;
		}
		const grams = gramsOf(word);
		return grams.filter((each) => this.grams.has(each)).length >= grams.length * similar;
	}
}

/** Letters and digits without case, accents and ligatures. */
function wordsOf(text: string): readonly string[] {
	return (
		text
			.normalize('NFKD')
			.replace(/\p{M}/gu, '')
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu) ?? []
	);
}

function gramsOf(text: string): string[] {
	return Array.from({ length: Math.max(text.length - gram + 1, 0) }, (_, at) => text.slice(at, at + gram));
}

function lengthOf(words: readonly string[]): number {
	return words.reduce((sum, { length }) => sum + length, 0);
}

function isInMargin({ top, bottom }: Box, { height }: PageText): boolean {
	return bottom < height * margin || top > height * (1 - margin);
}

/** Converts a box from fractions of the page to points. */
function onPage({ left, top, right, bottom }: Box, { width, height }: PageText): Box {
	return { left: left * width, top: top * height, right: right * width, bottom: bottom * height };
}
