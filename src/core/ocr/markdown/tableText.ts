/** A row of a table, as written and as compared. */
export interface TableRow {
	readonly source: string;
	/** What the cells say, without markup. */
	readonly cells: readonly string[];
	/** Whether it is part of the table's header. */
	readonly heads: boolean;
}

/** A table in a page's text, markdown or HTML. */
export interface TextTable {
	readonly kind: 'markdown' | 'html';
	/** The page's text around it, and itself. */
	readonly before: string;
	readonly source: string;
	readonly after: string;
	readonly columns: number;
	/** Without markdown's line of dashes, and without a header that says nothing. */
	readonly rows: readonly TableRow[];
	/** How many rows the first one spans. */
	readonly firstSpan: number;
	/** Whether a cell spans more rows than there are. */
	readonly overhangs: boolean;
}

/** Lines that may stand between a table and the edge of its page: running text, of which there is not more. */
const edgeLines = 2;
const edgeLineLength = 200;

/** The table at the bottom of a page, with nothing but a few short lines below it. */
export function tableAtEnd(text: string): TextTable | undefined {
	const lines = text.split('\n');
	const end = lines.length - skipEdge([...lines].reverse());
	const last = lines[end - 1] ?? '';
	if (/<\/table>\s*$/i.test(last)) {
		const before = lines.slice(0, end).join('\n');
		return htmlTable(before, before.toLowerCase().lastIndexOf('<table'), before.length, lines.slice(end).join('\n'));
	}
	let start = end;
	while (start > 0 && isRow(lines[start - 1]!)) {
		start--;
	}
	return markdownTable(lines, start, end);
}

/** The table at the top of a page, with nothing but a few short lines above it. Its header may be missing. */
export function tableAtStart(text: string): TextTable | undefined {
	const lines = text.split('\n');
	const start = skipEdge(lines);
	if (/^\s*<table\b/i.test(lines[start] ?? '')) {
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

/** The first or last lines of a page that say something. */
export function linesAtEdge(text: string, edge: 'top' | 'bottom'): string[] {
	const lines = text.split('\n').filter((line) => line.trim());
	return edge === 'top' ? lines.slice(0, edgeLines) : lines.slice(-edgeLines);
}

/** Whether a text is so little that it may be all that stands between a table and the edge of its page. */
export function fitsEdge(text: string): boolean {
	const lines = text.split('\n');
	return skipEdge(lines) === lines.length;
}

/** How many lines come before what may be a table. */
function skipEdge(lines: readonly string[]): number {
	let said = 0;
	const found = lines.findIndex(
		(line) => isRow(line) || /<\/?table\b/i.test(line) || !(isShort(line) && (!line.trim() || ++said <= edgeLines)),
	);
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
	if (
		start < 0 ||
		count(before, '<table') !== count(before, '</table') ||
		count(source, '<table') !== 1 ||
		/<(?:tfoot|caption)\b/i.test(source)
	) {
		return undefined;
	}
	const headerRows = count(source.slice(0, source.toLowerCase().indexOf('</thead') + 1), '<tr');
	const parsed = source
		.split(/(?=<tr\b)/i)
		.slice(1)
		.map((row, i, all) => {
			const tags = row.split(/(?=<t[dh]\b)/i).slice(1);
			const heads = i < headerRows || (tags.length > 0 && tags.every((tag) => /^<th/i.test(tag)));
			return {
				source: row.replace(/<\/?(?:table|thead|tbody)\b[^<>]*>/gi, '').trim(),
				cells: tags.map((tag) => plain(tag.replace(/<[^<>]*>/g, ' '))),
				heads,
				columns: tags.reduce((sum, tag) => sum + span(tag, 'colspan'), 0),
				span: Math.max(1, ...tags.map((tag) => span(tag, 'rowspan'))),
				left: all.length - i,
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

function span(tag: string, name: 'colspan' | 'rowspan'): number {
	return Number(new RegExp(`^<t[dh]\\b[^<>]{0,500}\\b${name}\\s*=\\s*["']?(\\d{1,4})`, 'i').exec(tag)?.[1] ?? 1);
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
