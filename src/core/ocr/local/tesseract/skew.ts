import type { TesseractBox } from './tesseractThread.ts';

/** Radians, about 3 degrees, up to which Tesseract levels well by itself. */
export const leastSkew = 0.052;

/** The largest skew in degrees that is searched, and the steps of the search. */
const most = 15;
const coarse = 0.5;
const fine = 0.1;

/** The height of a histogram bin for the bottoms of letters, in row heights. */
const bin = 0.12;

/** The fewest and the most letters that are used. */
const fewest = 25;
const enough = 4000;

/** How much more concentrated the bottoms of letters must be in the found direction than without turning. */
const clearly = 1.25;

/**
 * The radians by which a picture must be turned clockwise so that its lines are level: the direction in which the bottoms of letters are in the fewest rows.
 * 0 when it is level, or the letters do not tell.
 * @param letters their boxes in pixels; `row` is the height of a row of text
 */
export function skewOf(letters: readonly TesseractBox[], row: number): number {
	if (letters.length < fewest || row === 0) {
		return 0;
	}
	const step = Math.ceil(letters.length / enough);
	const feet = letters.filter((_, i) => i % step === 0).map(({ x0, x1, y1 }) => [(x0 + x1) / 2, y1] as const);
	const order = (degrees: number) => {
		const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
		const rows = new Map<number, number>();
		for (const [x, y] of feet) {
			const at = Math.floor((x * sin + y * cos) / (bin * row));
			rows.set(at, (rows.get(at) ?? 0) + 1);
		}
		// Neighbouring bins count together, as a row may lie on their border.
		return [...rows].reduce((sum, [at, count]) => sum + count * (count + (rows.get(at + 1) ?? 0)), 0);
	};
	const bestOf = (from: number, to: number, by: number) => {
		let [best, score] = [0, -1];
		for (let degrees = from; degrees <= to; degrees += by) {
			const one = order(degrees);
			if (one > score) {
				[best, score] = [degrees, one];
			}
		}
		return best;
	};
	const near = bestOf(-most, most, coarse);
	const best = bestOf(near - coarse, near + coarse, fine);
	return order(best) > clearly * order(0) ? (best * Math.PI) / 180 : 0;
}
