import { lastPlace } from '../../lastPlace.ts';
import type { Stretch } from './sourceMap.ts';

/** A mapping of offsets with a shift from each place on; the places must ascend. */
export function shifted(shifts: readonly { readonly at: number; readonly shift: number }[]): (offset: number) => number {
	return (offset) => {
		return offset + (shifts[lastPlace(shifts.length, (index) => shifts[index]!.at, offset)]?.shift ?? 0);
	};
}

/** The offsets at which the lines of a text begin. */
export function lineStarts(text: string): number[] {
	const starts = [0];
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
		starts.push(at + 1);
	}
	return starts;
}

/** A stretch of a text without blanks at its ends. */
export function trimmed(text: string, { from, to }: Stretch): Stretch {
	while (from < to && /\s/.test(text[from]!)) {
		from++;
	}
	while (to > from && /\s/.test(text[to - 1]!)) {
		to--;
	}
	return { from, to };
}

/** Whether a place is covered; must be called with ascending places. */
export function coverage(covered: readonly Stretch[]): (at: number) => boolean {
	let next = 0;
	let until = 0;
	return (at) => {
		while (next < covered.length && covered[next]!.from <= at) {
			until = Math.max(until, covered[next]!.to);
			next++;
		}
		return at < until;
	};
}
