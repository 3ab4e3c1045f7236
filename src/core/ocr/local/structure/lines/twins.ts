import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { overlapX, shareWithin, width } from './line.ts';

/** The least share of a run that the same text in other runs covers. */
const covered = 0.6;

/** The height and width of the cells in which twins are searched, in points, and how many there are; what is further away is in the last ones. */
const cell = { height: 8, width: 64 };
const mostAcross = 1000;
const mostDown = 100_000;

/** The most cells of text that is not very large. */
const mostCells = 200;

/** Removes text that is printed twice, slightly apart for boldness or as a shadow, in whole words or in pieces. */
export function withoutTwins(runs: readonly TextRun[]): TextRun[] {
	const kept = new Map<string, TextRun[]>();
	const single = runs.filter((run) => {
		// What covers most of a run covers its middle.
		const near = [cellAt((run.left + run.right) / 2, (run.top + run.bottom) / 2), 'any'].flatMap(
			(at) => kept.get(`${at} ${run.text}`) ?? [],
		);
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
	const cells = new Map<number, TextRun[]>();
	for (const run of single) {
		const last = cellAt(run.right, run.baseline);
		for (let at = cellAt(run.left, run.baseline); at <= last; at++) {
			const there = cells.get(at);
			if (there) {
				there.push(run);
			} else {
				cells.set(at, [run]);
			}
		}
	}
	return single.filter((run) => {
		// More than half of a piece is in the whole, so its middle is.
		const at = cellAt((run.left + run.right) / 2, run.baseline);
		return ![at - mostAcross, at, at + mostAcross].some((near) => cells.get(near)?.some((other) => other !== run && isPieceOf(run, other)));
	});
}

/** The cells that a run reaches into, each with its text; one that stands for all if it is very large. */
function placesOf({ left, top, right, bottom, text }: TextRun): string[] {
	const first = cellAt(left, top);
	const across = cellAt(right, top) - first + 1;
	const down = (cellAt(left, bottom) - first) / mostAcross + 1;
	return across * down > mostCells
		? [`any ${text}`]
		: Array.from({ length: across * down }, (_, i) => `${first + (i % across) + Math.floor(i / across) * mostAcross} ${text}`);
}

/** The number of a cell; the next one to the right has the next number, the one below it a number greater by `mostAcross`. */
function cellAt(x: number, y: number): number {
	const across = Math.min(Math.max(Math.floor(x / cell.width), 0), mostAcross - 1);
	const down = Math.min(Math.max(Math.floor(y / cell.height), -mostDown), mostDown);
	return down * mostAcross + across;
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
