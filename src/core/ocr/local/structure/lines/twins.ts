import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { overlapX, shareWithin, width } from './line.ts';

/** The least share of a run that the same text in other runs covers. */
const covered = 0.6;

/** The height of the bands in which twins are searched, in points. */
const bandHeight = 8;

/** The most bands of text that is not very tall. */
const mostBands = 20;

/** Removes text that is printed twice, slightly apart for boldness or as a shadow, in whole words or in pieces. */
export function withoutTwins(runs: readonly TextRun[]): TextRun[] {
	const kept = new Map<string, TextRun[]>();
	const single = runs.filter((run) => {
		// What covers most of a run covers its middle.
		const near = [...(kept.get(`${bandOf((run.top + run.bottom) / 2)} ${run.text}`) ?? []), ...(kept.get(`tall ${run.text}`) ?? [])];
		if (near.some((other) => shareWithin(run, other) > 0.8)) {
			return false;
		}
		for (const key of placesOf(run)) {
			const there = kept.get(key);
			if (there) {
				there.push(run);
			} else {
				kept.set(key, [run]);
			}
		}
		return true;
	});
	const bands = new Map<number, TextRun[]>();
	for (const run of single) {
		const band = bandOf(run.baseline);
		const there = bands.get(band);
		if (there) {
			there.push(run);
		} else {
			bands.set(band, [run]);
		}
	}
	return single.filter((run) => {
		const band = bandOf(run.baseline);
		return ![band - 1, band, band + 1].some((near) => bands.get(near)?.some((other) => other !== run && isPieceOf(run, other)));
	});
}

/** The bands that a run reaches into, each with its text; or a place of all bands if it is very tall. */
function placesOf({ top, bottom, text }: TextRun): string[] {
	const [first, last] = [bandOf(top), bandOf(bottom)];
	return last - first < mostBands ? Array.from({ length: last - first + 1 }, (_, i) => `${first + i} ${text}`) : [`tall ${text}`];
}

function bandOf(baseline: number): number {
	return Math.floor(baseline / bandHeight);
}

/** Whether a run repeats letters of another run at the same place. */
function isPieceOf(run: TextRun, whole: TextRun): boolean {
	return (
		run.text.length < whole.text.length &&
		Math.abs(run.size - whole.size) < 0.1 * whole.size &&
		Math.abs(run.baseline - whole.baseline) < 0.15 * whole.size &&
		overlapX(run, whole) > covered * width(run) &&
		isSubsequence(run.text, whole.text)
	);
}

function isSubsequence(part: string, whole: string): boolean {
	let found = -1;
	return Array.from(part).every((letter) => (found = whole.indexOf(letter, found + 1)) >= 0);
}
