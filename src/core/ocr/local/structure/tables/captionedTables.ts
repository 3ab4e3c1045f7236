import { around } from '../lines/line.ts';
import { type Cell, type Table, compactTable, isNumber } from './table.ts';

/** How the caption of a table begins. */
const caption = /^(?:table|tab\.|tabelle|tableau|tabla|tabella|tabel)\s*(?:\d+|[IVX]+)(?:\.\d+)*\s*[.:–—-]/i;

/** Divides a table at the captions within it: what is below one is the next table, and the caption its title. */
export function dividedAtCaptions(table: Table): Table[] {
	const starts = table.rows.flatMap((row, i) => (i > 0 && isCaption(row) ? [i] : []));
	if (starts.length === 0) {
		return [table];
	}
	const parts = [0, ...starts].map((start, i) => partOf(table, start, starts[i] ?? table.rows.length));
	return parts.every((part) => part !== undefined) ? parts : [table];
}

function isCaption(row: readonly Cell[]): boolean {
	const lines = row.flat();
	return lines.length > 0 && caption.test(lines[0]!.text) && !lines.slice(1).some(({ text }) => isNumber(text));
}

/** Some rows of a table; those at their beginning that are a caption become the title. */
function partOf(table: Table, start: number, end: number): Table | undefined {
	const isTitled = start > 0;
	const from = isTitled ? start + 1 : start;
	const titles = isTitled ? table.rows[start]!.flat().sort((a, b) => a.baseline - b.baseline || a.left - b.left) : table.titles;
	const rows = table.rows.slice(from, end);
	const merged = table.merged
		.filter(({ row, rows: count }) => row >= from && row + count <= end)
		.map((cell) => ({ ...cell, row: cell.row - from }));
	const part =
		rows.length > 0 ? compactTable(around([...titles, ...rows.flat(2)]), rows, merged, isTitled ? 1 : table.headerRows) : undefined;
	return part && { ...part, titles };
}
