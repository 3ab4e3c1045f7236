import { median } from '../structure/lines/line.ts';
import type { TesseractLine } from './tesseractThread.ts';

/** Steps from letter to letter that tell whether all are alike, and the part of them that may not be, as letters are misread or cut. */
const fewestSteps = 7;
const oddSteps = 0.2;

/** By how much steps differ, of their length, in typewriter letters: wide and narrow ones stand in the middle of theirs. */
const even = 0.14;

/** By how much the steps of lines differ that are set alike, and the part of a page's letters that such lines have. */
const alike = 0.08;
const mostly = 0.6;

/**
 * The width in pixels that every letter takes, for a page most of which is set in typewriter letters, as code and terminals are; 0 for others.
 * Lines too short to tell are taken for what most others are.
 */
export function pagePitch(lines: readonly TesseractLine[]): number {
	const pitches = lines.flatMap((line) => linePitch(line) ?? []);
	const usual = median(pitches.flatMap(({ pitch, steps }) => (pitch > 0 ? new Array<number>(steps).fill(pitch) : [])));
	const stepsOf = (some: typeof pitches) => some.reduce((sum, { steps }) => sum + steps, 0);
	const same = pitches.filter(({ pitch }) => Math.abs(pitch - usual) < alike * usual);
	return usual > 0 && stepsOf(same) > mostly * stepsOf(pitches) ? usual : 0;
}

/** Whether a line may be one of a page with this pitch: it has the pitch or is too short to tell. */
export function hasPitch(line: TesseractLine, pitch: number): boolean {
	return pitch > 0 && (linePitch(line) === undefined || isSetIn(line, pitch));
}

/** Whether a line is long enough to tell and has this pitch. */
export function isSetIn(line: TesseractLine, pitch: number): boolean {
	const own = linePitch(line);
	return pitch > 0 && own !== undefined && Math.abs(own.pitch - pitch) < alike * pitch;
}

/** The step from letter to letter in pixels, 0 where it changes; undefined for lines that are too short. */
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
