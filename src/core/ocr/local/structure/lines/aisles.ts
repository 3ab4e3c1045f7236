import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { isNumber } from '../tables/table.ts';

/** The least gap that is looked at, in em, and how much wider than the spaces of its row it is. */
const leastGap = 0.3;
const widerThanSpaces = 1.25;

/** Rows on either side that are compared, em between two rows of one table at most, and the fewest rows that have an aisle there. */
const nearRows = 4;
const farthest = 2.6;
const fewestRows = 2;

/** The part of a gap that is within an aisle, at least. */
const leastShared = 0.6;

/** An item's marker, which stays with its text. */
const marker = /^(?:[\p{L}\p{N}]{1,4}[.):]|\([\p{L}\p{N}]{1,3}\)|[^\p{L}\p{N}]{1,2})$/u;

type Interval = readonly [left: number, right: number];

/** A row of text, in the parts that wide gaps divide it into. */
interface Row {
	readonly parts: readonly TextRun[][];
	readonly baseline: number;
	readonly size: number;
	/** The wide gaps. */
	readonly aisles: readonly Interval[];
	/** Points of its spaces. */
	readonly space: number;
}

/**
 * Divides rows of text also at narrower gaps that continue the wide gaps of the rows above and below them, as between the columns of a table with
 * little room.
 */
export function splitAtAisles(rows: readonly (readonly TextRun[][])[]): TextRun[][][] {
	const sorted = rows.map(rowOf).sort((a, b) => a.baseline - b.baseline);
	const divided = new Map(sorted.map((row, i) => [row.parts, row.parts.flatMap((part) => splitPart(part, row, near(sorted, i)))]));
	return rows.map((parts) => divided.get(parts)!);
}

function rowOf(parts: readonly TextRun[][]): Row {
	const { baseline, size } = parts[0]![0]!;
	const aisles = parts.slice(1).map((part, i): Interval => [Math.max(...parts[i]!.map(({ right }) => right)), part[0]!.left]);
	const gaps = parts
		.flatMap((part) => gapsOf(part))
		.filter((gap) => gap > 0.1 * size)
		.sort((a, b) => a - b);
	return { parts, baseline, size, aisles, space: gaps[gaps.length >> 2] ?? 0 };
}

function gapsOf(part: readonly TextRun[]): number[] {
	return part.slice(1).map((run, i) => run.left - part[i]!.right);
}

/** The rows close above and below that have several parts. */
function near(rows: readonly Row[], index: number): Row[] {
	const found: Row[] = [];
	for (const step of [-1, 1]) {
		let last = rows[index]!;
		for (let i = index + step; i >= 0 && i < rows.length && Math.abs(i - index) <= nearRows; i += step) {
			const row = rows[i]!;
			if (Math.abs(row.baseline - last.baseline) > farthest * Math.max(row.size, last.size)) {
				break;
			}
			found.push(row);
			last = row;
		}
	}
	return found;
}

function splitPart(part: TextRun[], row: Row, neighbours: readonly Row[]): TextRun[][] {
	const split: TextRun[][] = [];
	part.forEach((run, i) => {
		const last = part[i - 1];
		if (!last || !(isGap(last, run, row, i === 1) && isAisle([last.right, run.left], neighbours))) {
			(last ? split.at(-1)! : (split[split.length] = [])).push(run);
		} else {
			split.push([run]);
		}
	});
	return split;
}

/** Whether a gap is wider than a space. */
function isGap(last: TextRun, run: TextRun, { space }: Row, isFirst: boolean): boolean {
	const gap = run.left - last.right;
	const em = Math.max(last.size, run.size);
	const numbers = isNumber(last.text) && isNumber(run.text);
	return (
		gap > leastGap * em &&
		(numbers || gap > widerThanSpaces * Math.min(space, leastGap * em)) &&
		!(last.mono && run.mono) &&
		run.follows !== true &&
		!(isFirst && marker.test(last.text))
	);
}

/** Whether most of the rows with text on both sides of a gap have a wide gap there. */
function isAisle([left, right]: Interval, neighbours: readonly Row[]): boolean {
	const goOn = neighbours.filter(({ aisles }) =>
		aisles.some(([from, to]) => Math.min(to, right) - Math.max(from, left) > leastShared * (right - left)),
	);
	const middle = (left + right) / 2;
	const crossing = neighbours.filter(
		(row) => !goOn.includes(row) && row.parts.some((part) => part[0]!.left < middle && part.at(-1)!.right > middle),
	);
	return goOn.length >= fewestRows && goOn.length > crossing.length;
}
