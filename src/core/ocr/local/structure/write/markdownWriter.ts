import { type Block, codeText, withoutMarker } from '../blocks/blocks.ts';
import type { Figure } from '../blocks/figures.ts';
import { escapeBlockStart, inlineMarkdown, noEmphasis } from './inline.ts';
import { joinLines } from '../lines/joinLines.ts';
import type { Line } from '../lines/line.ts';
import { type Cell, type Table, isNumber } from '../tables/table.ts';
import type { Typography } from '../lines/typography.ts';

/** Spaces that each level of a list is set in by. */
const listIndent = 4;

/** Points by which markers of one level may differ. */
const sameLevel = 4;

/** Markdown of a page's blocks. `figureId` names the file of a figure. */
export function writeMarkdown(blocks: readonly Block[], typography: Typography, figureId: (figure: Figure) => string): string {
	let levels: number[] = [];
	let text = '';
	blocks.forEach((block, i) => {
		const inList = block.kind === 'item' && blocks[i - 1]?.kind === 'item';
		levels = block.kind === 'item' ? levelsWith(inList ? levels : [], block.setIn) : [];
		const written = writeBlock(block, typography, figureId, levels.length - 1);
		if (written) {
			text += (text === '' ? '' : inList ? '\n' : '\n\n') + written;
		}
	});
	return text;
}

/** The left edges of the list levels that are open at an item that begins at `left`. */
function levelsWith(levels: readonly number[], left: number): number[] {
	return [...levels.filter((level) => level < left - sameLevel), left];
}

function writeBlock(block: Block, typography: Typography, figureId: (figure: Figure) => string, depth: number): string {
	switch (block.kind) {
		case 'heading':
			return `${'#'.repeat(block.level)} ${inlineMarkdown(joinLines(block.lines, typography), noEmphasis)}`;
		case 'paragraph':
			return escapeBlockStart(inlineMarkdown(joinLines(block.lines, typography), typography));
		case 'item': {
			const spans = withoutMarker(joinLines(block.lines, typography), block.skip);
			return `${' '.repeat(depth * listIndent)}${block.marker} ${escapeBlockStart(inlineMarkdown(spans, typography))}`.trimEnd();
		}
		case 'code':
			return fenced(codeText(block.lines));
		case 'table':
			return writeTable(block.table, typography, block.continued);
		case 'figure': {
			const id = figureId(block.figure);
			return `![${id}](${id})`;
		}
	}
}

function fenced(code: string): string {
	const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}\n${code}\n${fence}`;
}

function writeTable({ titles, rows }: Table, typography: Typography, continued = false): string {
	const above = titles.map((line) => `${escapeBlockStart(inlineMarkdown(line.spans, typography))}\n\n`).join('');
	const texts = rows.map((row, i) =>
		row.map((cell) => cellText(cell, i === 0 && !continued ? { ...typography, boldIsRare: false } : typography)),
	);
	const [first = [], ...others] = texts;
	// Markdown has no table without a header.
	const [header, body] = continued ? [first.map(() => ''), texts] : [first, others];
	const rule = header.map((_, column) => (body.length > 0 && isNumeric(body.map((row) => row[column]!)) ? '---:' : '---'));
	return above + [header, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** A cell is one line for markdown; items in it are lines of their own all the same. */
function cellText(cell: Cell, typography: Typography): string {
	const items: Line[][] = [];
	for (const line of cell) {
		const bullet = /^[•◦▪‣●○■►▶▸➢❑❍–-]\s/u.test(line.text);
		if (items.length === 0 || bullet) {
			items.push([line]);
		} else {
			items.at(-1)!.push(line);
		}
	}
	return items
		.map((lines) =>
			inlineMarkdown(joinLines(lines, typography), typography)
				.replace(/\|/g, '\\|')
				.replace(/(?<!\\)\$/g, '\\$$'),
		)
		.join('<br>');
}

function isNumeric(cells: readonly string[]): boolean {
	const filled = cells.filter((cell) => cell !== '');
	return filled.length > 0 && filled.filter((cell) => isNumber(cell.replace(/[\\*]/g, ''))).length >= filled.length * 0.8;
}
