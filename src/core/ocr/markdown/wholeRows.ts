/** The line of dashes below a table's header. */
const dashes = /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$/;

/** A bar that ends a cell, as readers of markdown see it. */
const bar = /(?<!\\)\|/g;

/**
 * Gives each row of a page's markdown tables the number of cells that its table has. Services do not escape the bars that a cell contains
 * (https://github.com/mistralai/client-python/issues/583), and viewers drop the cells that are too many, or show no table when they are in the
 * header. Bars between dollar signs and bars without a space on one side become part of their cell if that makes the row fit. Otherwise the table
 * gets more columns.
 */
export function withWholeRows(text: string): string {
	if (!text.includes('|')) {
		return text;
	}
	const lines = text.split('\n');
	let fence: string | undefined;
	for (let at = 0; at < lines.length; at++) {
		const mark = /^ {0,3}(`{3,}|~{3,})/.exec(lines[at]!)?.[1];
		if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
			fence = fence === undefined ? mark : undefined;
		} else if (fence === undefined && at > 0 && dashes.test(lines[at]!) && lines[at]!.includes('|') && isRow(lines[at - 1]!)) {
			at = fitTable(lines, at);
		}
	}
	return lines.join('\n');
}

/** @returns the index of the table's last line */
function fitTable(lines: string[], at: number): number {
	const columns = cellCount(lines[at]!);
	let end = at + 1;
	while (end < lines.length && isRow(lines[end]!)) {
		end++;
	}
	let widest = columns;
	for (let i = at - 1; i < end; i++) {
		if (i !== at) {
			lines[i] = fitRow(lines[i]!, columns);
			widest = Math.max(widest, cellCount(lines[i]!));
		}
	}
	for (const [i, cell] of [
		[at - 1, '  |'],
		[at, ' --- |'],
	] as const) {
		const missing = widest - cellCount(lines[i]!);
		if (missing > 0) {
			lines[i] = `${lines[i]!.trimEnd().replace(/(?<![\\|])$/, ' |')}${cell.repeat(missing)}`;
		}
	}
	return end - 1;
}

function isRow(line: string): boolean {
	return /^ {0,3}\S/.test(line) && line.includes('|');
}

function fitRow(row: string, columns: number): string {
	if (cellCount(row) <= columns) {
		return row;
	}
	const withMath = escapeBars(row, barsInMath(row));
	for (const fitted of [withMath, escapeBars(row, tightBars(row)), escapeBars(withMath, tightBars(withMath))]) {
		if (cellCount(fitted) === columns) {
			return fitted;
		}
	}
	return row;
}

function cellCount(row: string): number {
	return inner(row).split(bar).length;
}

/** A row without the bars at its ends. */
function inner(row: string): string {
	return row
		.trim()
		.replace(/^\|/, '')
		.replace(/(?<!\\)\|$/, '');
}

function barsInMath(row: string): Set<number> {
	return new Set(
		[...row.matchAll(/\$(?! )[^$]+(?<! )\$/g)].flatMap(({ 0: formula, index }) =>
			[...formula.matchAll(bar)].map((found) => index + found.index),
		),
	);
}

/** The bars within a row that have no space on one side. */
function tightBars(row: string): Set<number> {
	const first = row.length - row.trimStart().length;
	const last = row.trimEnd().length - 1;
	return new Set(
		[...row.matchAll(bar)]
			.map(({ index }) => index)
			.filter((at) => at > first && at < last && !(/\s/.test(row.charAt(at - 1)) && /\s/.test(row.charAt(at + 1)))),
	);
}

function escapeBars(row: string, bars: ReadonlySet<number>): string {
	return [...row.matchAll(/[^|]+|\|/g)].map(({ 0: piece, index }) => (bars.has(index) ? `\\${piece}` : piece)).join('');
}
