import type { Line } from '../lines/line.ts';
import type { Cell } from './table.ts';

/** How far the middle of a label is from that of its rows at most, in rows. */
const sameMiddle = 0.25;

/**
 * Puts labels of several rows, each centred beside its rows, into the first of them. They are in the first column; `from` is the first row below the
 * column names. Nothing changes unless the labels divide all rows into such groups.
 */
export function withLabelsFirst(rows: readonly (readonly Cell[])[], from: number): (readonly Cell[])[] {
	const body = rows.slice(from);
	const kept = body.filter((row) => row.slice(1).some((cell) => cell.length > 0));
	const heights = kept.map((row) => middleOf(row.slice(1).flat()));
	const labels = body.map(([cell]) => cell!).filter((cell) => cell.length > 0);
	// A label at the top of its rows begins the first row.
	const areApart = kept.length > 0 && body[0]![0]!.length === 0 && kept.every((row) => row[1]!.length > 0);
	if (!areApart || labels.length < 2) {
		return [...rows];
	}
	const starts = new Map<number, Cell>();
	let start = 0;
	for (const label of labels) {
		const count = 2 * (placeOf(middleOf(label), heights) - start) + 1;
		if (!(count > 0.5) || Math.abs(count - Math.round(count)) > 2 * sameMiddle) {
			return [...rows];
		}
		starts.set(start, label);
		start += Math.round(count);
	}
	return start === kept.length ? [...rows.slice(0, from), ...kept.map((row, i) => [starts.get(i) ?? [], ...row.slice(1)])] : [...rows];
}

function middleOf(lines: readonly Line[]): number {
	const heights = lines.map(({ baseline }) => baseline);
	return (Math.min(...heights) + Math.max(...heights)) / 2;
}

/** Where a height is among those of the rows: 0 on the first, 0.5 between it and the second. */
function placeOf(height: number, heights: readonly number[]): number {
	const next = heights.findIndex((one) => one > height);
	const [before, after] = [heights[next - 1], heights[next]];
	if (before === undefined || after === undefined) {
		return next === 0 ? -1 : heights.length - 1;
	}
	return next - 1 + (height - before) / (after - before);
}
