import type { Box } from '../../../../pdf/pageLayout.ts';
import { type Line, around, height, overlapX, overlapY, width } from '../lines/line.ts';

/** Points that such a row is high and wide. */
const heights = { least: 7, most: 42 };
const shortest = 80;

/** Points between two filled cells of one row, and by which their edges differ, at most. */
const apart = 4;
const sameEdge = 1.5;

/** Rows of text that are filled with a colour, cell by cell or as a whole, from top to bottom. `most`: the points that one is high, at most. */
export function shadedRows(areas: readonly Box[], lines: readonly Line[], most = heights.most): Box[] {
	const rows: Box[] = [];
	const cells = areas.filter((area) => height(area) >= heights.least && height(area) <= most).sort((a, b) => a.left - b.left);
	for (const cell of cells) {
		const index = rows.findIndex(
			(row) => Math.abs(row.top - cell.top) < sameEdge && Math.abs(row.bottom - cell.bottom) < sameEdge && overlapX(row, cell) > -apart,
		);
		if (index < 0) {
			rows.push(cell);
		} else {
			rows[index] = around([rows[index]!, cell]);
		}
	}
	const holdsText = (row: Box) => lines.some((line) => overlapX(line, row) > 0.9 * width(line) && overlapY(line, row) > 0.5 * line.size);
	return rows.filter((row) => width(row) >= shortest && holdsText(row)).sort((a, b) => a.top - b.top);
}
