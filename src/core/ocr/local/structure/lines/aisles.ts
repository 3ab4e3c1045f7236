import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { isNumber } from '../tables/table.ts';

/** The narrowest gap that counts, in em, and how much wider than the spaces of its row it must be. */
const leastGap = 0.34;
const widerThanSpaces = 1.25;
const smallestSpace = 0.1;
const fewestGaps = 3;

/** How much the baselines of one row differ at most, in em. */
const sameHeight = 0.2;

/** How much the sizes of one table's letters differ at most. */
const sameSize = 0.08;

/**
 * How many rows on either side are compared, the largest distance between two rows of a table in em, and the fewest rows that must have an aisle
 * there.
 */
const nearRows = 4;
const farthest = 2.6;
const fewestRows = 2;

/** The least gap of rows none of which has a wide one there, in em; the rows that have it, and points by which the texts behind it differ, at most. */
const laneGap = 0.5;
const fewestLanes = 3;
const muchWider = 1.5;
const sameEdge = 0.8;

/** A gap nearly as wide as those that always divide a row, in em: what the row's other gaps are, which may all be columns', does not matter. */
const nearlyWide = 0.9;

/** The least share of a gap that is within an aisle. */
const leastShared = 0.6;

/** Em of a gap at most that tells where another one is; behind a title in a table of contents there is more. */
const widestAisle = 4;

/** An item's marker, which stays with its text. */
const marker = /^(?:[\p{L}\p{N}]{1,4}[.):]|\d{1,2}(?:\.\d{1,2}){1,3}|\([\p{L}\p{N}]{1,3}\)|[^\p{L}\p{N}]{1,2})$/u;

type Interval = readonly [left: number, right: number];

/** Whether a small picture fills the gap between two words. */
type Filled = (last: TextRun, run: TextRun) => boolean;

/** A row of text, in the parts that wide gaps divide it into. */
interface Row {
	/** What stands far apart on its height. */
	readonly sources: readonly (readonly TextRun[][])[];
	readonly parts: readonly TextRun[][];
	readonly baseline: number;
	readonly size: number;
	/** The wide gaps. */
	readonly aisles: readonly Interval[];
	/** Other gaps that are wider than spaces. */
	readonly lanes: readonly Interval[];
	/** The width of its spaces in points, and the number of gaps that tell it. */
	readonly space: number;
	readonly gaps: number;
}

/** Divides rows of text also at narrower gaps that continue wide gaps of the rows above and below, as between the narrow columns of a table. */
export function splitAtAisles(rows: readonly (readonly TextRun[][])[], isFilled: Filled): TextRun[][][] {
	const sorted = rowsAcross(rows);
	const spaces = sorted.filter(({ gaps }) => gaps >= fewestGaps).map(({ space, size }) => space / size);
	const usual = spaces.sort((a, b) => a - b)[spaces.length >> 1] ?? 0;
	const divided = new Map(
		sorted.flatMap((row, i) => {
			const neighbours = near(sorted, i);
			return row.sources.map((parts) => [parts, parts.flatMap((part) => splitPart(part, row, neighbours, { isFilled, usual }))] as const);
		}),
	);
	return rows.map((parts) => divided.get(parts)!);
}

/** The rows with what stands far apart on one height together, from top to bottom. */
function rowsAcross(rows: readonly (readonly TextRun[][])[]): Row[] {
	const groups: (readonly TextRun[][])[][] = [];
	for (const row of [...rows].sort((a, b) => firstOf(a).baseline - firstOf(b).baseline)) {
		const last = groups.at(-1);
		if (last && firstOf(row).baseline - firstOf(last[0]!).baseline < sameHeight * firstOf(row).size) {
			last.push(row);
		} else {
			groups.push([row]);
		}
	}
	return groups.map(rowOf);
}

function firstOf(row: readonly TextRun[][]): TextRun {
	return row[0]![0]!;
}

function rowOf(sources: readonly (readonly TextRun[][])[]): Row {
	const parts = sources.flat().sort((a, b) => a[0]!.left - b[0]!.left);
	const { baseline, size } = firstOf(parts);
	const aisles = parts.slice(1).map((part, i): Interval => [Math.max(...parts[i]!.map(({ right }) => right)), part[0]!.left]);
	const gaps = parts
		.flatMap((part) => part.slice(1).map((run, i) => run.left - part[i]!.right))
		.filter((gap) => gap > smallestSpace * size)
		.sort((x, y) => x - y);
	// The only gap of a short row tells nothing of its spaces.
	const space = gaps.length < fewestGaps ? Math.min(gaps[0] ?? 0, leastGap * size) : gaps[gaps.length >> 2]!;
	const lanes = parts.flatMap((part) =>
		part.slice(1).flatMap((run, i): Interval[] => (run.left - part[i]!.right > laneGap * size ? [[part[i]!.right, run.left]] : [])),
	);
	return { sources, parts, baseline, size, aisles, lanes, space, gaps: gaps.length };
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
			if (Math.abs(row.size - rows[index]!.size) < sameSize * row.size) {
				found.push(row);
			}
			last = row;
		}
	}
	return found;
}

/** A gap between two words of a part. */
interface Gap {
	readonly interval: Interval;
	/** Whether it is clearly wider than the row's spaces. */
	readonly wider: boolean;
	/** Whether the rows around it have a gap there, too. */
	readonly shared: boolean;
	/** Whether these are wide ones but no room at the end of a row's text, or it is between two numbers. */
	readonly certain: boolean;
}

/** What is known of the page. */
interface Page {
	readonly isFilled: Filled;
	/** The usual width of a space, in em. */
	readonly usual: number;
}

function splitPart(part: TextRun[], row: Row, neighbours: readonly Row[], { isFilled, usual }: Page): TextRun[][] {
	const gaps = part.slice(1).map((run, i): Gap => {
		const last = part[i]!;
		const interval: Interval = [last.right, run.left];
		const aisle = isAisle(interval, neighbours);
		const shared = isDivisible(last, run, i === 0) && !isFilled(last, run) && (aisle || isLane(interval, row, neighbours));
		const areNumbers = isNumber(last.text) && isNumber(run.text);
		const isSpace = run.left - last.right < widerThanSpaces * usual * row.size;
		const certain = shared && (areNumbers || (!isSpace && isAisle(interval, neighbours, widestAisle * row.size)));
		const width = run.left - last.right;
		return { interval, shared, certain, wider: width > nearlyWide * row.size || width > (aisle ? widerThanSpaces : muchWider) * row.space };
	});
	const words = gaps.filter(({ interval: [left, right] }) => right - left > smallestSpace * row.size);
	// Where most gaps of a row are shared, as in the names of columns and in rows of numbers, there are no spaces to compare them with.
	const isRow = 2 * gaps.filter(({ certain }) => certain).length >= words.length;
	const split: TextRun[][] = [];
	part.forEach((run, i) => {
		const gap = gaps[i - 1];
		if (!gap || (gap.shared && (gap.wider || (gap.certain && isRow)))) {
			split.push([run]);
		} else {
			split.at(-1)!.push(run);
		}
	});
	return split;
}

/** Whether two words can be in two columns. */
function isDivisible(last: TextRun, run: TextRun, isFirst: boolean): boolean {
	const gap = (run.left - last.right) / Math.max(last.size, run.size);
	const isGrouped = gap < nearlyWide && /^\d{1,3}$/.test(last.text) && /^\d{2,3}$/.test(run.text);
	return gap > leastGap && !(last.mono && run.mono) && run.follows !== true && !isGrouped && !(isFirst && marker.test(last.text));
}

/** Whether most of the rows with text on both sides of a gap have a wide gap there, of `widest` points at most. */
function isAisle([left, right]: Interval, neighbours: readonly Row[], widest = Number.POSITIVE_INFINITY): boolean {
	const goOn = neighbours.filter(({ aisles }) =>
		aisles.some(([from, to]) => to - from < widest && Math.min(to, right) - Math.max(from, left) > leastShared * (right - left)),
	);
	const middle = (left + right) / 2;
	const crossing = neighbours.filter(
		(row) => !goOn.includes(row) && row.parts.some((part) => part[0]!.left < middle && part.at(-1)!.right > middle),
	);
	return goOn.length >= fewestRows && goOn.length > crossing.length;
}

/** Whether several rows of a table have the same text edge behind a gap of the same kind. */
function isLane([left, right]: Interval, { parts, size }: Row, neighbours: readonly Row[]): boolean {
	const isAlike = ([from, to]: Interval) => Math.abs(to - right) < sameEdge && from < right;
	return (
		parts.length > 1 &&
		right - left > laneGap * size &&
		neighbours.filter(({ lanes, aisles }) => [...lanes, ...aisles].some(isAlike)).length >= fewestLanes
	);
}
