import type { Box, Rule, TextRun } from '../../../pdf/pageLayout.ts';
import type { GreyImage } from '../../../raster/pgm.ts';
import type { TesseractLine } from './tesseractThread.ts';

/** How much darker than the paper on both of its sides a rule is, of 255, and how far away that paper is, in row heights. */
const darker = 24;
const beside = 0.2;

/** In row heights: the least length of a rule, longer than most strokes of letters, its greatest thickness, and the largest gap in it. */
const shortest = 3;
const thickest = 0.18;
const largestGap = 0.25;

/** The least length of a rule in pixels: in a coarse picture, strokes of several letters run together. */
const fewestPixels = 60;

/** The least share of a rule's length that has ink, and the same where a long one, in row heights, is made of dots because it is grey. */
const leastInk = 0.8;
const long = { rows: 12, ink: 0.45 };

/** How much a rule of a picture with level lines may slope. */
const steepest = 0.02;

/** The most rules of a page; a picture with more is hatched. */
const mostRules = 1000;

/** The size of a bar that is a part of a line of text, as a share of the line's, at most; and the share of its height at its foot where rules are drawn. */
const largerThanLine = 1.1;
const atFoot = 0.2;

/** What Tesseract takes a rule across or down for. */
const readAcross = /^[-–—_=~]+$/;
const readDown = /^[|IlJ1!\\/[\](){}:;.,'’‘]{1,2}$/;

/** How far from a rule that which it was taken for may reach, in the size of its row. */
const near = 0.2;

/** A straight stretch of ink in one row of pixels of a picture that is looked at along its rules. */
interface Stretch {
	readonly from: number;
	readonly to: number;
	readonly ink: number;
}

/** Stretches in neighbouring rows of pixels. */
interface Bar {
	from: number;
	to: number;
	readonly first: number;
	last: number;
	ink: number;
	/** The latest stretch. */
	latest: Stretch;
}

/**
 * The straight lines that are drawn on a picture with level lines of text, in pixels: those of tables and forms, and those between columns. Edges of dark
 * areas, dotted lines and strokes of letters are none.
 * @param row the height of a row of text in pixels
 * @param lines its lines of text
 */
export function drawnRules(image: GreyImage, row: number, lines: readonly TesseractLine[]): Rule[] {
	if (row === 0) {
		return [];
	}
	const rules = [...barsOf(image, row, false), ...barsOf(image, row, true)];
	return rules.length > mostRules ? [] : rules.filter((rule) => !lines.some((line) => isStroke(rule, line)));
}

/** Whether a bar is a part of a line of text, such as a stroke of a letter in a headline, or letters that run together. */
function isStroke({ left, top, right, bottom, vertical }: Rule, { bbox: { x0, x1, y0, y1 } }: TesseractLine): boolean {
	const [x, y, most] = [(left + right) / 2, (top + bottom) / 2, largerThanLine];
	const isWithin = vertical ? bottom - top <= most * (y1 - y0) : right - left <= most * (x1 - x0);
	// A line below words is at the edge of their box.
	return isWithin && x > x0 && x < x1 && y > y0 && y < y1 - atFoot * (y1 - y0);
}

function barsOf({ width, height, grey }: GreyImage, row: number, vertical: boolean): Rule[] {
	// `along` runs in the direction of the rules, `across` from one to the next.
	const [along, across, step, next] = vertical ? [height, width, width, 1] : [width, height, 1, width];
	const side = Math.max(Math.round(beside * row), 2);
	const done: Bar[] = [];
	let open: Bar[] = [];
	for (let y = side; y < across - side; y++) {
		const isInk = (x: number) => {
			const at = y * next + x * step;
			return grey[at]! + darker < Math.min(grey[at - side * next]!, grey[at + side * next]!);
		};
		const stretches = stretchesIn(isInk, along, row);
		for (const stretch of stretches) {
			const bar = open.find(({ last, latest }) => last >= y - 2 && stretch.from <= latest.to && stretch.to >= latest.from);
			if (bar) {
				Object.assign(bar, {
					...{ from: Math.min(bar.from, stretch.from), to: Math.max(bar.to, stretch.to) },
					...{ last: y, ink: bar.ink + stretch.ink, latest: stretch },
				});
			} else {
				open.push({ from: stretch.from, to: stretch.to, first: y, last: y, ink: stretch.ink, latest: stretch });
			}
		}
		done.push(...open.filter(({ last }) => last < y - 2));
		open = open.filter(({ last }) => last >= y - 2);
	}
	return [...done, ...open].filter((bar) => isRule(bar, row)).map((bar) => ruleOf(bar, vertical));
}

/** The stretches of ink in a row of pixels that are long enough; small gaps do not end one. */
function stretchesIn(isInk: (x: number) => boolean, length: number, row: number): Stretch[] {
	const gap = largestGap * row;
	const least = Math.max(shortest * row, fewestPixels);
	const found: Stretch[] = [];
	let [from, to, ink] = [0, -gap - 1, 0];
	for (let x = 0; x <= length; x++) {
		const dark = x < length && isInk(x);
		if (x === length || (dark && x - to > gap)) {
			const share = to - from >= long.rows * row ? long.ink : leastInk;
			if (to - from >= least && ink >= share * (to - from)) {
				found.push({ from, to, ink });
			}
			[from, ink] = [x, 0];
		}
		if (dark) {
			to = x + 1;
			ink++;
		}
	}
	return found;
}

function isRule({ from, to, first, last, ink }: Bar, row: number): boolean {
	const length = to - from;
	return ink <= thickest * row * length && last - first <= thickest * row + steepest * length;
}

function ruleOf({ from, to, first, last }: Bar, vertical: boolean): Rule {
	return vertical
		? { left: first, right: last + 1, top: from, bottom: to, vertical }
		: { left: from, right: to, top: first, bottom: last + 1, vertical };
}

/** Without the words that are rules and no text. */
export function withoutRules<T extends Box & Pick<TextRun, 'text' | 'size'>>(words: readonly T[], rules: readonly Rule[]): T[] {
	return words.filter(({ text, ...box }) => {
		const across = readAcross.test(text);
		return !(across || readDown.test(text)) || !rules.some((rule) => rule.vertical !== across && covers(rule, box));
	});
}

/** Whether a rule goes along all of a word. */
function covers({ vertical, left, top, right, bottom }: Rule, word: Box & Pick<TextRun, 'size'>): boolean {
	const margin = near * word.size;
	return vertical
		? word.left > left - margin && word.right < right + margin && word.top > top - word.size && word.bottom < bottom + word.size
		: word.top > top - 2 * margin && word.bottom < bottom + 2 * margin && word.left > left - word.size && word.right < right + word.size;
}
