import { type PlacedTag, tagsIn } from './htmlTags.ts';
import { longestPage } from './sourceParser.ts';

/** A row of a table, as written and as compared. */
export interface TableRow {
	readonly source: string;
	/** The text of the cells, without markup. */
	readonly cells: readonly string[];
	/** Whether it is part of the table's header. */
	readonly heads: boolean;
}

/** A table in a page's text, markdown or HTML. */
export interface TextTable {
	readonly kind: 'markdown' | 'html';
	/** The page's text around the table, and the table itself. */
	readonly before: string;
	readonly source: string;
	readonly after: string;
	readonly columns: number;
	/** The rows, without markdown's line of dashes and without an empty header. */
	readonly rows: readonly TableRow[];
	/** How many rows the first one spans. */
	readonly firstSpan: number;
	/** Whether a cell spans more rows than the table has. */
	readonly overhangs: boolean;
}

/** The most lines of running text between a table and the edge of its page. */
const edgeLines = 2;
const edgeLineLength = 200;

/** The table at the bottom of a page, with only a few short lines below it. */
export function tableAtEnd(text: string): TextTable | undefined {
	const lines = text.split('\n');
	const end = lines.length - skipEdge([...lines].reverse());
	const last = lines[end - 1] ?? '';
	if (last.trimEnd().toLowerCase().endsWith('</table>')) {
		const before = lines.slice(0, end).join('\n');
		return htmlTable(before, before.toLowerCase().lastIndexOf('<table'), before.length, lines.slice(end).join('\n'));
	}
	let start = end;
	while (start > 0 && isRow(lines[start - 1]!)) {
		start--;
	}
	return markdownTable(lines, start, end);
}

/** The table at the top of a page, with only a few short lines above it. Its header may be missing. */
export function tableAtStart(text: string): TextTable | undefined {
	const lines = text.split('\n');
	const start = skipEdge(lines);
	if (holdsTable((lines[start] ?? '').trimStart().slice(0, '<table '.length))) {
		const offset = lines.slice(0, start).join('\n').length + (start > 0 ? 1 : 0);
		const end = text.toLowerCase().indexOf('</table>', offset) + '</table>'.length;
		return end < '</table>'.length ? undefined : htmlTable(text.slice(0, end), offset, end, text.slice(end));
	}
	let end = start;
	while (end < lines.length && isRow(lines[end]!)) {
		end++;
	}
	return markdownTable(lines, start, end, true);
}

/** The first or last lines of a page that are not empty. */
export function linesAtEdge(text: string, edge: 'top' | 'bottom'): string[] {
	const lines = text.split('\n').filter((line) => line.trim());
	return edge === 'top' ? lines.slice(0, edgeLines) : lines.slice(-edgeLines);
}

/** Whether a text is short enough to be running text between a table and the edge of its page. */
export function fitsEdge(text: string): boolean {
	const lines = text.split('\n');
	return skipEdge(lines) === lines.length;
}

/** How many lines come before a possible table. */
function skipEdge(lines: readonly string[]): number {
	let said = 0;
	const found = lines.findIndex((line) => isRow(line) || holdsTable(line) || !(isShort(line) && (!line.trim() || ++said <= edgeLines)));
	return found < 0 ? lines.length : found;
}

function isShort(line: string): boolean {
	return line.length <= edgeLineLength;
}

function isRow(line: string): boolean {
	return /^ {0,3}\|.*\|\s*$/.test(line);
}

function markdownTable(lines: readonly string[], start: number, end: number, mayBeRowsOnly = false): TextTable | undefined {
	const before = lines.slice(0, start).join('\n');
	const block = lines.slice(start, end);
	const dashes = block.findIndex((line) => /^ {0,3}\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line));
	const hasHeader = dashes === 1;
	if (block.length === 0 || insideFence(before) || !(hasHeader || (dashes < 0 && mayBeRowsOnly))) {
		return undefined;
	}
	const rows = block
		.map((source, i) => ({ source, cells: cellsOf(source), heads: hasHeader && i === 0 }))
		.filter(({ heads, cells }, i) => !(hasHeader && i === 1) && !(heads && cells.every((cell) => cell === '')));
	const columns = cellsOf(block[hasHeader ? 1 : 0]!).length;
	if (!hasHeader && rows.some(({ cells }) => cells.length !== columns)) {
		return undefined;
	}
	return {
		kind: 'markdown',
		before,
		source: block.join('\n'),
		after: lines.slice(end).join('\n'),
		columns,
		rows,
		firstSpan: 1,
		overhangs: false,
	};
}

function cellsOf(line: string): string[] {
	return line
		.trim()
		.slice(1, -1)
		.split(/(?<!\\)\|/)
		.map(plain);
}

/** @param whole the text up to the table's end */
function htmlTable(whole: string, start: number, end: number, after: string): TextTable | undefined {
	const before = whole.slice(0, start);
	const source = whole.slice(start, end);
	// A larger page becomes a listing.
	if (start < 0 || whole.length > longestPage || count(before, '<table') !== count(before, '</table')) {
		return undefined;
	}
	const tags = tagsIn(source);
	const opening = (...names: readonly string[]) => tags.filter(({ name, end: closes }) => !closes && names.includes(name));
	if (opening('table').length !== 1 || opening('tfoot', 'caption').length > 0) {
		return undefined;
	}
	const headEnd = tags.find(({ name, end: closes }) => closes && name === 'thead')?.from ?? 0;
	const rowTags = opening('tr');
	const headerRows = rowTags.filter(({ from }) => from < headEnd).length;
	const tagsOfRow = inTurn(tags);
	const parsed = rowTags.map(({ from }, i) => {
		const to = rowTags[i + 1]?.from ?? source.length;
		const inRow = tagsOfRow(from, to);
		const cells = inRow.filter(({ name, end: closes }) => !closes && (name === 'td' || name === 'th'));
		const tagsOfCell = inTurn(inRow);
		const around = inRow.filter(({ name }) => name === 'table' || name === 'thead' || name === 'tbody');
		return {
			source: without(source, { from, to }, around, '').trim(),
			cells: cells.map((cell, c) => {
				const cellEnd = cells[c + 1]?.from ?? to;
				return plain(without(source, { from: cell.from, to: cellEnd }, tagsOfCell(cell.from, cellEnd), ' '));
			}),
			heads: i < headerRows || (cells.length > 0 && cells.every(({ name }) => name === 'th')),
			columns: cells.reduce((sum, cell) => sum + span(cell, 'colspan'), 0),
			span: Math.max(1, ...cells.map((cell) => span(cell, 'rowspan'))),
			left: rowTags.length - i,
		};
	});
	const [first] = parsed;
	if (!first || insideFence(before)) {
		return undefined;
	}
	const bodyAt = parsed.findIndex(({ heads }) => !heads);
	return {
		kind: 'html',
		before,
		source,
		after,
		columns: first.columns,
		rows: parsed.map((row, i) => ({ ...row, heads: row.heads && (bodyAt < 0 || i < bodyAt) })),
		firstSpan: first.span,
		overhangs: parsed.some((row) => row.span > row.left),
	};
}

function span({ attributes }: PlacedTag, name: 'colspan' | 'rowspan'): number {
	const value = attributes.find((attribute) => attribute.name === name)?.value ?? '';
	return /^\d{1,4}$/.test(value) ? Number(value) : 1;
}

/** Whether a line opens or closes a table of HTML. */
function holdsTable(line: string): boolean {
	return line.includes('<') && tagStarts.some((start) => line.toLowerCase().includes(start));
}

const tagStarts = ['<table>', '<table ', '<table\t', '<table/', '</table'];

/** The tags between two places; must be called with ascending places. */
function inTurn(tags: readonly PlacedTag[]): (from: number, to: number) => PlacedTag[] {
	let next = 0;
	return (from, to) => {
		const found: PlacedTag[] = [];
		for (; next < tags.length && tags[next]!.from < to; next++) {
			if (tags[next]!.from >= from) {
				found.push(tags[next]!);
			}
		}
		return found;
	};
}

/** A stretch of a text, with each tag replaced by `blank`. */
function without(
	text: string,
	{ from, to }: { readonly from: number; readonly to: number },
	tags: readonly PlacedTag[],
	blank: string,
): string {
	const pieces: string[] = [];
	let end = from;
	for (const tag of tags) {
		pieces.push(text.slice(end, tag.from), blank);
		end = tag.to;
	}
	return [...pieces, text.slice(end, to)].join('');
}

function plain(text: string): string {
	return text
		.replace(/[*_`\s]+/g, ' ')
		.trim()
		.toLowerCase();
}

function count(text: string, what: string): number {
	return text.toLowerCase().split(what).length - 1;
}

function insideFence(before: string): boolean {
	return (before.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
}
