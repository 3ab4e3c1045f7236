import { type Line, around, isSameSize, overlapX, overlapY, width } from '../lines/line.ts';
import type { FoundTables } from './ruledTables.ts';
import { type Table, withoutFirstRows } from './table.ts';

/** The largest distance between a title and its table, in em. */
const near = 2.6;

/** The most lines in a title. */
const mostTitles = 2;

/** Gives each table its title: centred lines above it, and first rows with one text across all columns. */
export function withTitles({ tables, rest }: FoundTables): FoundTables {
	let lines = rest;
	const titled = tables.map((table) => {
		const within = fullRows(table);
		const above = titlesAbove(table, lines);
		lines = lines.filter((line) => !above.includes(line));
		return {
			...withoutFirstRows(table, within.length),
			...around([table, ...above]),
			titles: [...above, ...table.titles, ...within.flat(2)],
		};
	});
	return { tables: titled, rest: lines };
}

function titlesAbove(table: Table, lines: readonly Line[]): Line[] {
	const titles: Line[] = [];
	for (let top = table.top; titles.length < mostTitles; top = titles[0]!.top) {
		const above = lines.filter((line) => line.baseline < top + 0.3 * line.size && overlapX(line, table) > 0);
		const nearest = above.reduce<Line | undefined>((a, b) => (a && a.baseline > b.baseline ? a : b), undefined);
		if (!nearest || !isTitle(nearest, table, top) || lines.some((line) => line !== nearest && overlapY(line, nearest) > 0)) {
			break;
		}
		titles.unshift(nearest);
	}
	return titles;
}

function isTitle(line: Line, table: Table, top: number): boolean {
	const offCentre = Math.abs(line.left + line.right - table.left - table.right) / 2;
	const cells = table.rows.flat(2);
	return (
		top - line.baseline < near * line.size &&
		offCentre < line.size &&
		width(line) < 0.8 * width(table) &&
		cells.some((cell) => isSameSize(cell, line, 0.3))
	);
}

/** First rows with a single text that is wider than a column or does not fit one column. */
function fullRows({ rows, left, right }: Table): (readonly (readonly Line[])[])[] {
	const isFull = (row: readonly (readonly Line[])[]) => {
		const filled = row.filter((cell) => cell.length > 0);
		const [line] = filled[0] ?? [];
		return filled.length === 1 && line !== undefined && Math.abs(line.left + line.right - left - right) / 2 < 2 * line.size;
	};
	const count = rows.findIndex((row) => !isFull(row));
	// At least a header and a row are left.
	return rows.slice(0, Math.max(0, Math.min(count, rows.length - 2)));
}
