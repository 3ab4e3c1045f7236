import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, around, height, overlapX, width } from '../lines/line.ts';
import { slack } from './mergeRules.ts';
import { isNumber, rowsOf } from './table.ts';

/** The least width of a column and height of a row, in points. */
export const narrowest = 5;

/** The borders of a table and of its columns and rows. */
export interface Grid {
	readonly box: Box;
	/** The borders of columns and rows, one more than there are columns and rows. */
	readonly xs: readonly number[];
	readonly ys: readonly number[];
}

/** The grid of lines that touch; undefined when they divide nothing. */
export function gridOf(group: readonly Rule[]): Grid | undefined {
	const box = around(group);
	const vertical = group.filter((rule) => rule.vertical && height(rule) > slack * 2);
	const horizontal = group.filter((rule) => !rule.vertical && width(rule) > slack * 2);
	// A frame around text has no line inside; a cross or a single line is no table either.
	if (vertical.length < 1 || horizontal.length < 2) {
		return undefined;
	}
	const xs = positions([box.left, ...vertical.map(({ left, right }) => (left + right) / 2), box.right]);
	const ys = positions([box.top, ...horizontal.map(({ top, bottom }) => (top + bottom) / 2), box.bottom]);
	return xs.length > 2 ? { box, xs, ys } : undefined;
}

function positions(values: readonly number[]): number[] {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted.filter((value, i) => i === 0 || value - sorted[i - 1]! > narrowest);
}

/** The fewest rows, and the least share of rows, with two texts side by side that make a column two columns. */
const fewestPairs = 3;
const leastPairs = 0.5;

/** The least share when not all of the texts are numbers. */
const leastTextPairs = 0.7;

/** Adds the columns that no line divides although their texts are side by side. */
export function withUnruledColumns(grid: Grid, lines: readonly Line[]): Grid {
	const added = grid.xs.slice(1).flatMap((right, i) => gutterBetween(lines, grid.xs[i]!, right) ?? []);
	return added.length === 0 ? grid : { ...grid, xs: [...grid.xs, ...added].sort((a, b) => a - b) };
}

/** The gap between two texts in most rows of a column; undefined when there is none. */
function gutterBetween(lines: readonly Line[], left: number, right: number): number | undefined {
	const rows = rowsOf(lines.filter((line) => line.left > left - slack && line.right < right + slack));
	const pairs = rows.filter((row) => row.length === 2 && overlapX(row[0]!, row[1]!) < 0);
	const numbers = pairs.filter((row) => row.every(({ text }) => isNumber(text)));
	const areNumbers = numbers.length >= fewestPairs && pairs.length >= leastPairs * rows.length;
	const areTexts = pairs.length > fewestPairs && pairs.length >= leastTextPairs * rows.length;
	if (!areNumbers && !areTexts) {
		return undefined;
	}
	const [from, to] = [Math.max(...pairs.map(([first]) => first!.right)), Math.min(...pairs.map(([, second]) => second!.left))];
	return to > from && from - left > narrowest && right - to > narrowest ? (from + to) / 2 : undefined;
}
