import { type Line, overlapX, width } from '../lines/line.ts';
import { columnOf } from './table.ts';
import type { Box } from '../../../../pdf/pageLayout.ts';

/** How much the distances of the lines of one cell differ at most, and the least distance of two rows, in distances of lines. */
const sameDistance = 1.12;
const leastApart = 1.16;

/** The largest distance between lines of one cell, in em. */
const farthest = 1.75;

/** The fewest rows that wrapped rows are compared with, and the least share of lines that end where the next word has no room. */
const fewestRows = 3;
const leastWrapped = 0.8;

/** The width below which a column has no wrapped text, in em. */
const narrowest = 3;

/** The share of columns that two rows of text fill when they are two rows of the table. */
const leastRepeated = 0.6;

/** A value, such as a number with its deviation: two below each other are of two rows. */
export const value = /^(?:[^\p{L}]*\d[^\p{L}]*|[-–—])$/u;

/** The end of a line that continues on the next line. */
export const openEnd =
	/(?:[-–/&,(=]|\([^)]*|\b(?:and|or|of|the|for|in|to|by|with|per|from|on|und|oder|der|des|et|ou|de|du|la|le|y|e|del))$/i;

/** Whether the words of a line say that it goes on in the next one. */
export function saysOn(line: Line, next: Line): boolean {
	return /^(?:\p{Ll}{3}|\p{Ll}{1,2}\s|\()/u.test(next.text) || openEnd.test(line.text.trim());
}

/** Whether a line has no room for the first word of the next one. `room`: the width of its column, in points. */
export function isFilled(line: Line, next: Line, room: number): boolean {
	return width(line) + 0.25 * line.size + next.firstWidth > room;
}

/**
 * The rows of a table of which lines of text are closer together within a cell than from row to row: the lines of each. `rows` are the rows of text from
 * top to bottom. Undefined when their distances do not tell the rows.
 */
export function rowsByDistance(rows: readonly (readonly Line[])[], columns: readonly Box[]): Line[][] | undefined {
	const heights = rows.map((row) => row.reduce((sum, { baseline }) => sum + baseline, 0) / row.length);
	const distances = inColumns(rows.flat(), columns).flatMap((lines) => lines.slice(1).map((line, i) => line.baseline - lines[i]!.baseline));
	const size = rows[0]?.[0]?.size ?? 0;
	const within = distances.reduce(
		(least, distance) => (distance > 0.5 * size ? Math.min(least, distance) : least),
		Number.POSITIVE_INFINITY,
	);
	const gaps = heights.slice(1).map((height, i) => height - heights[i]!);
	const isClose = (gap: number) => gap <= sameDistance * within;
	if (within > farthest * size || gaps.every(isClose) || gaps.some((gap) => !isClose(gap) && gap < leastApart * within)) {
		return undefined;
	}
	const groups: (readonly Line[])[][] = [];
	rows.forEach((row, i) => {
		if (i > 0 && isClose(gaps[i - 1]!)) {
			groups.at(-1)!.push(row);
		} else {
			groups.push([row]);
		}
	});
	return groups.length >= fewestRows && areWrapped(groups, columns) ? groups.map((group) => group.flat()) : undefined;
}

/** The lines in each column, in their order. */
function inColumns(lines: readonly Line[], columns: readonly Box[]): Line[][] {
	const found = columns.map((): Line[] => []);
	for (const line of lines) {
		found[columnOf(line, columns)]?.push(line);
	}
	return found;
}

/** Whether the rows of text in each group are the lines of wrapped cells. */
function areWrapped(groups: readonly (readonly (readonly Line[])[])[], columns: readonly Box[]): boolean {
	const cells = groups.map((group) => inColumns(group.flat(), columns));
	const rooms = columns.map((_, column) =>
		cells.slice(1).reduce((widest, row) => row[column]!.reduce((most, line) => Math.max(most, width(line)), widest), 0),
	);
	const breaks = cells.slice(1).flatMap((row) =>
		row.flatMap((cell, column) =>
			cell.slice(1).map((next, i) => ({
				filled: (rooms[column]! > narrowest * next.size && isFilled(cell[i]!, next, rooms[column]!)) || saysOn(cell[i]!, next),
				values: value.test(cell[i]!.text) && value.test(next.text),
				beside: overlapX(cell[i]!, next) <= 0,
			})),
		),
	);
	// Rows that have most cells again are rows of their own, unless their words go on.
	const areRepeated = groups.slice(1).some((group) =>
		group.slice(1).some((row, i) => {
			const pairs = row.flatMap((line) => {
				const above = group[i]!.find((other) => columnOf(other, columns) === columnOf(line, columns));
				return above ? [[above, line] as const] : [];
			});
			return pairs.length >= Math.max(2, leastRepeated * columns.length) && !pairs.some(([line, next]) => saysOn(line, next));
		}),
	);
	// A name alone, close above a row with a name and values, is that of a group, unless its words go on.
	const above = groups.slice(1).flatMap(([first, second]) => {
		const next = second && second.length > 1 ? second.find((line) => columnOf(line, columns) === 0) : undefined;
		const [line] = first!.length === 1 && columnOf(first![0]!, columns) === 0 ? first! : [];
		return line && next ? [saysOn(line, next)] : [];
	});
	return (
		breaks.length > 0 &&
		!areRepeated &&
		above.filter((goesOn) => !goesOn).length <= 0.5 * above.length &&
		!breaks.some(({ values, beside }) => values || beside) &&
		breaks.filter(({ filled }) => filled).length >= leastWrapped * breaks.length
	);
}
