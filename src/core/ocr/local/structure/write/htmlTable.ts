import { joinLines } from '../lines/joinLines.ts';
import type { Typography } from '../lines/typography.ts';
import type { Table } from '../tables/table.ts';
import { cellItems } from './cellItems.ts';
import { inlineHtml } from './inlineHtml.ts';

/** Writes a table as HTML, one row per line, with merged cells. `continued`: the header is on the page before. */
export function htmlTable({ rows, merged, headerRows }: Table, typography: Typography, continued = false): string {
	const covered = new Set(
		merged.flatMap(({ row, column, rows: down, columns: across }) =>
			Array.from({ length: down * across }, (_, i) => `${row + Math.floor(i / across)} ${column + (i % across)}`).slice(1),
		),
	);
	const header = continued ? 0 : headerRows;
	const written = rows.map((cells, row) => {
		const name = row < header ? 'th' : 'td';
		const emphasis = row < header ? { ...typography, boldIsRare: false } : typography;
		const html = cells.map((cell, column) => {
			if (covered.has(`${row} ${column}`)) {
				return '';
			}
			const area = merged.find((one) => one.row === row && one.column === column);
			const spans = `${area && area.rows > 1 ? ` rowspan="${area.rows}"` : ''}${area && area.columns > 1 ? ` colspan="${area.columns}"` : ''}`;
			const text = cellItems(cell)
				.map((lines) => inlineHtml(joinLines(lines, typography), emphasis))
				.join('<br>');
			return `<${name}${spans}>${text}</${name}>`;
		});
		return `<tr>${html.join('')}</tr>`;
	});
	const part = (name: string, some: readonly string[]) => (some.length > 0 ? [`<${name}>`, ...some, `</${name}>`] : []);
	return ['<table>', ...part('thead', written.slice(0, header)), ...part('tbody', written.slice(header)), '</table>'].join('\n');
}
