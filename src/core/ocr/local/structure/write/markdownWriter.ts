import { type Block, codeText, withoutMarker } from '../blocks/blocks.ts';
import type { Figure } from '../blocks/figures.ts';
import { escapeBlockStart, inlineMarkdown, noEmphasis } from './inline.ts';
import { htmlTable } from './htmlTable.ts';
import { joinLines } from '../lines/joinLines.ts';
import type { Table } from '../tables/table.ts';
import { pipeTable } from './pipeTable.ts';
import type { Typography } from '../lines/typography.ts';

/** Spaces that each level of a list is set in by. */
const listIndent = 4;

/** Points by which markers of one level may differ. */
const sameLevel = 4;

/** How blocks are written. */
export interface WriteOptions {
	/** Names the file of a figure. */
	readonly figureId: (figure: Figure) => string;
	/** Tables as HTML, which can say that a cell goes over several rows or columns. */
	readonly htmlTables?: boolean | undefined;
}

/** Markdown of a page's blocks. */
export function writeMarkdown(blocks: readonly Block[], typography: Typography, options: WriteOptions): string {
	let levels: number[] = [];
	let text = '';
	blocks.forEach((block, i) => {
		const inList = block.kind === 'item' && blocks[i - 1]?.kind === 'item';
		levels = block.kind === 'item' ? levelsWith(inList ? levels : [], block.setIn) : [];
		const written = writeBlock(block, typography, options, levels.length - 1);
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

function writeBlock(block: Block, typography: Typography, { figureId, htmlTables }: WriteOptions, depth: number): string {
	switch (block.kind) {
		case 'heading':
			return `${'#'.repeat(block.level)} ${inlineMarkdown(joinLines(block.lines, typography), noEmphasis)}`;
		case 'paragraph':
			return block.breaks
				? block.lines.map((line) => escapeBlockStart(inlineMarkdown(line.spans, typography))).join('\\\n')
				: escapeBlockStart(inlineMarkdown(joinLines(block.lines, typography), typography));
		case 'item': {
			const spans = withoutMarker(joinLines(block.lines, typography), block.skip);
			return `${' '.repeat(depth * listIndent)}${block.marker} ${escapeBlockStart(inlineMarkdown(spans, typography))}`.trimEnd();
		}
		case 'formula':
			return `$$\n${block.latex}\n$$`;
		case 'code':
			return fenced(codeText(block.lines));
		case 'table':
			return titlesText(block.table, typography) + (htmlTables ? htmlTable : pipeTable)(block.table, typography, block.continued);
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

function titlesText({ titles }: Table, typography: Typography): string {
	return titles.map((line) => `${escapeBlockStart(inlineMarkdown(line.spans, typography))}\n\n`).join('');
}
