import { joinLines } from '../lines/joinLines.ts';
import type { Typography } from '../lines/typography.ts';
import { type Cell, type Table, isNumber } from '../tables/table.ts';
import { cellItems } from './cellItems.ts';
import { inlineMarkdown } from './inline.ts';

/** Writes a table in markdown, which has no merged cells: their text is in the first one. `continued`: the header is on the page before. */
export function pipeTable({ rows }: Table, typography: Typography, continued = false): string {
	const texts = rows.map((row, i) =>
		row.map((cell) => cellText(cell, i === 0 && !continued ? { ...typography, boldIsRare: false } : typography)),
	);
	const [first = [], ...others] = texts;
	// Markdown has no table without a header.
	const [header, body] = continued ? [first.map(() => ''), texts] : [first, others];
	const rule = header.map((_, column) => (body.length > 0 && isNumeric(body.map((row) => row[column]!)) ? '---:' : '---'));
	return [header, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Writes a cell on one line, with line breaks between its list items. */
function cellText(cell: Cell, typography: Typography): string {
	return cellItems(cell)
		.map((lines) => inlineMarkdown(joinLines(lines, typography), typography, true).replace(/\|/g, '\\|'))
		.join('<br>');
}

function isNumeric(cells: readonly string[]): boolean {
	const filled = cells.filter((cell) => cell !== '');
	return filled.length > 0 && filled.filter((cell) => isNumber(cell.replace(/[\\*]/g, ''))).length >= filled.length * 0.8;
}
