import { type Line, isSameSize } from '../lines/line.ts';
import { continuesSentence } from './betweenLines.ts';
import { splitMarker } from './markers.ts';

/** The most letters in a line of a side block. */
const longestSideLine = 30;

/** The most lines of a side block; more lines are a column. */
const mostSideLines = 5;

/** The smallest gap between a side block and the title beside it, and between it and other text, in em. Words of justified lines may be further apart than usual. */
const leastGapToTitle = 2.5;
const leastGap = 0.8;

/** The largest distance between the baselines of a side block, in em. */
const widestLeading = 1.6;

/** The largest difference between the outer edges of a side block's lines, in em. */
const sameEdge = 0.3;

/** A number with a currency or a unit, such as a price at the end of a row. */
const amount = /^\D{0,3}\d[\d.,' ]*\D{0,4}$/u;

/** A line of a side block, and the index of its row. */
interface SideLine {
	readonly line: Line;
	readonly row: number;
}

/**
 * Keeps side blocks together. A side block has short lines at the outer edge of a column, and its first line is in the row of a title: for example, the place, the dates
 * and the duration of a job in a résumé. If it were read row by row, its lines would separate the items and sentences beside it.
 * `rows` are from top to bottom, their lines from left to right. `rtl`: the outer edge is the left one.
 */
export function withSideBlocks(rows: readonly (readonly Line[])[], rtl: boolean): (readonly Line[])[] {
	const ordered: (readonly Line[])[] = [];
	for (let i = 0; i < rows.length;) {
		const block = sideBlockAt(rows, i, rtl);
		const end = block.at(-1)?.row ?? i;
		const beside = rows.slice(i + 1, end + 1).map((row) => row.filter((line) => !block.some((side) => side.line === line)));
		if (
			block.length > 1 &&
			separates(
				firstOf(rows[i]!, rtl)!,
				[...beside, rows[end + 1] ?? []].map((row) => firstOf(row, rtl)),
			)
		) {
			const [start, ...others] = block.map(({ line }) => ({ ...line, endsWithValue: true }));
			const title = rows[i]!.map((line) => (line === block[0]!.line ? start! : line));
			ordered.push(title, ...others.map((line) => [line]), ...beside.filter((row) => row.length > 0));
		} else {
			ordered.push(...rows.slice(i, end + 1));
		}
		i = end + 1;
	}
	return ordered;
}

/** The line of a row that is read first; undefined for an empty row. */
function firstOf(row: readonly Line[], rtl: boolean): Line | undefined {
	return rtl ? row.at(-1) : row[0];
}

/** The block whose first line ends row `first`; empty if there is none. */
function sideBlockAt(rows: readonly (readonly Line[])[], first: number, rtl: boolean): SideLine[] {
	const lastOf = (row: readonly Line[]) => firstOf(row, !rtl)!;
	const edgeOf = (line: Line) => (rtl ? line.left : line.right);
	const row = rows[first]!;
	const start = lastOf(row);
	if (row.length === 1 || !isSideLine(start, row, leastGapToTitle) || splitMarker(firstOf(row, rtl)!.text) !== undefined) {
		return [];
	}
	const block: SideLine[] = [{ line: start, row: first }];
	for (let i = first + 1; i < rows.length && block.length <= mostSideLines; i++) {
		const line = lastOf(rows[i]!);
		const { size, baseline } = block.at(-1)!.line;
		if (line.baseline - baseline > widestLeading * size) {
			break;
		}
		if (isSideLine(line, rows[i]!) && isSameSize(line, start) && Math.abs(edgeOf(line) - edgeOf(start)) < sameEdge * size) {
			block.push({ line, row: i });
		}
	}
	return block.length <= mostSideLines ? block : [];
}

/** Whether a line is short, is no item and no amount, and has a gap, in em, between itself and the rest of its row. */
function isSideLine(line: Line, row: readonly Line[], gap = leastGap): boolean {
	const isApart = row.every((other) => other === line || Math.max(line.left - other.right, other.left - line.right) > gap * line.size);
	return line.text.length <= longestSideLine && splitMarker(line.text) === undefined && !amount.test(line.text.trim()) && isApart;
}

/**
 * Whether the lines of a side block would separate the text below a title: it has items, or sentences that continue in the next line. If the title itself
 * continues there, it is none, but a justified line with wide gaps between its words.
 */
function separates(title: Line, lines: readonly (Line | undefined)[]): boolean {
	const continues = (before: Line | undefined, line: Line | undefined) =>
		before !== undefined && line !== undefined && continuesSentence(before, line);
	const isItem = (line: Line | undefined) => line !== undefined && splitMarker(line.text) !== undefined;
	return !continues(title, lines.find(Boolean)) && lines.some((line, i) => isItem(line) || continues(lines[i - 1], line));
}
