import { median } from '../structure/lines/line.ts';
import type { TesseractLine, TesseractSymbol } from './tesseractThread.ts';

/** The fewest steps between letters for a judgement, and the share that may be irregular, because letters are misread or cut. */
const fewestSteps = 7;
const oddSteps = 0.2;

/** The largest relative difference of steps in a monospaced font, whose letters are centered in their cells. */
const even = 0.14;

/** The largest relative difference of steps between lines of one font, and the least share of a page's letters in such lines. */
const alike = 0.08;
const mostly = 0.6;

/** The widest gap between words that tells, in cells, and how far off a whole number of cells it may be, for at least this share of a few gaps. */
const widestGap = 4;
const offCells = 0.2;
const wholeGaps = 0.6;
const fewestGaps = 4;

/**
 * The cell width in pixels of a page that is mostly monospaced, such as code and terminals; 0 for other pages. Lines that are too short to tell are
 * assumed to be like most others.
 */
export function pagePitch(lines: readonly TesseractLine[]): number {
	const pitches = lines.flatMap((line) => linePitch(line) ?? []);
	const usual = median(pitches.flatMap(({ pitch, steps }) => (pitch > 0 ? new Array<number>(steps).fill(pitch) : [])));
	const stepsOf = (some: typeof pitches) => some.reduce((sum, { steps }) => sum + steps, 0);
	const same = pitches.filter(({ pitch }) => Math.abs(pitch - usual) < alike * usual);
	return usual > 0 && stepsOf(same) > mostly * stepsOf(pitches) && !hasNarrowSpaces(lines, usual) ? usual : 0;
}

/** Whether words are not whole cells apart: capitals have about the same width in many fonts, but the space between words does not. */
function hasNarrowSpaces(lines: readonly TesseractLine[], pitch: number): boolean {
	const gaps = lines
		.filter((line) => isSetIn(line, pitch))
		.flatMap(({ words }) => words.slice(1).map((word, i) => (centre(word.symbols[0]) - centre(words[i]!.symbols.at(-1))) / pitch))
		.filter((gap) => gap < widestGap);
	const whole = gaps.filter((gap) => Math.abs(gap - Math.round(gap)) < offCells).length;
	return gaps.length >= fewestGaps && whole < wholeGaps * gaps.length;
}

function centre(symbol: TesseractSymbol | undefined): number {
	return symbol ? (symbol.bbox.x0 + symbol.bbox.x1) / 2 : Number.NaN;
}

/** Whether a line may have this pitch: it has it, or is too short to tell. */
export function hasPitch(line: TesseractLine, pitch: number): boolean {
	return pitch > 0 && (linePitch(line) === undefined || isSetIn(line, pitch));
}

/** Whether a line is long enough to tell and has this pitch. */
export function isSetIn(line: TesseractLine, pitch: number): boolean {
	const own = linePitch(line);
	return pitch > 0 && own !== undefined && Math.abs(own.pitch - pitch) < alike * pitch;
}

/** The step between letters in pixels, 0 if it is irregular; undefined for a line that is too short. */
function linePitch({ words }: TesseractLine): { readonly pitch: number; readonly steps: number } | undefined {
	const steps = words.flatMap(({ symbols }) =>
		symbols.slice(1).map(({ bbox }, i) => (bbox.x0 + bbox.x1 - symbols[i]!.bbox.x0 - symbols[i]!.bbox.x1) / 2),
	);
	if (steps.length < fewestSteps) {
		return undefined;
	}
	const pitch = median(steps);
	const odd = steps.filter((step) => Math.abs(step - pitch) > even * pitch).length;
	return { pitch: odd <= oddSteps * steps.length ? pitch : 0, steps: steps.length };
}
