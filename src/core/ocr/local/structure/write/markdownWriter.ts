import { type Block, codeText, withoutMarker } from '../blocks/blocks.ts';
import type { Figure } from '../blocks/figures.ts';
import { escapeBlockStart, inlineMarkdown, noEmphasis } from './inline.ts';
import { htmlTable } from './htmlTable.ts';
import { joinLines } from '../lines/joinLines.ts';
import type { Table } from '../tables/table.ts';
import { pipeTable } from './pipeTable.ts';
import type { Typography } from '../lines/typography.ts';

/** The indentation of a list level, in spaces. */
const listIndent = 4;

/** The largest difference between the markers of one level, in points. */
const sameLevel = 4;

/** Options for writing blocks. */
export interface WriteOptions {
	/** Returns the name of a figure's file. */
	readonly figureId: (figure: Figure) => string;
	/** Write tables with merged cells as HTML. */
	readonly htmlTables?: boolean | undefined;
}

/** Writes the blocks of a page as markdown. */
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

/** The left edges of the list levels that are open at an item with this left edge. */
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
