/**
 * Checks in the format of olmOCR-bench, judged by its published rules (https://github.com/allenai/olmocr, olmocr/bench/tests.py). Formulas are
 * the same if they are drawn from the same signs in the same places, as KaTeX's MathML says; olmOCR-bench compares their pictures.
 */
import katex from 'katex';

/** One line of a `tests.jsonl`. */
export interface Check {
	readonly pdf: string;
	/** 1-based. */
	readonly page: number;
	readonly id: string;
	readonly type: 'present' | 'absent' | 'order' | 'table' | 'math';
	/** Edits by which the text may differ; 0 when absent. */
	readonly max_diffs?: number;
	/** Of `present` and `absent`. */
	readonly text?: string;
	readonly case_sensitive?: boolean;
	/** Only this many characters at the start and at the end are looked at. */
	readonly first_n?: number;
	readonly last_n?: number;
	/** Of `order`. */
	readonly before?: string;
	readonly after?: string;
	/** Of `table`: a cell, and what its neighbours and headings are. */
	readonly cell?: string;
	readonly up?: string;
	readonly down?: string;
	readonly left?: string;
	readonly right?: string;
	readonly top_heading?: string;
	readonly left_heading?: string;
	/** Of `math`: LaTeX. */
	readonly math?: string;
}

/** Whether the markdown of the check's page passes. */
export function passes(check: Check, markdown: string): boolean {
	switch (check.type) {
		case 'present':
			return hasText(check, markdown);
		case 'absent':
			return !hasText(check, markdown);
		case 'order':
			return isInOrder(check, markdown);
		case 'table':
			return [...markdownTables(markdown), ...htmlTables(markdown)].some((table) => hasCell(check, table));
		case 'math':
			return formulas(markdown)
				.map(drawn)
				.includes(drawn(check.math ?? ''));
	}
}

/** Text without markdown's emphasis, with single spaces and with plain quotes and dashes. */
function normalized(text: string): string {
	return text
		.replace(/<br\/?>/g, ' ')
		.replace(/(\*\*|__)(.*?)\1/g, '$2')
		.replace(/<\/?[bi]>/g, '')
		.replace(/([*_])(.*?)\1/g, '$2')
		.replace(/\s+/g, ' ')
		.normalize('NFC')
		.replace(/[‘’‚]/g, "'")
		.replace(/[“”„]/g, '"')
		.replace(/[–—‑‒−]/g, '-')
		.replace(/＿/g, '_')
		.replace(/µ/g, 'μ');
}

function hasText(
	{ text = '', case_sensitive: sensitive = true, first_n: first, last_n: last, max_diffs: diffs = 0 }: Check,
	markdown: string,
) {
	const fold = (some: string) => (sensitive ? normalized(some) : normalized(some).toLowerCase());
	const [query, whole] = [fold(text), fold(markdown)];
	const ends = [...(first ? [whole.slice(0, first)] : []), ...(last ? [whole.slice(-last)] : [])];
	const searched = ends.length > 0 ? ends.join('') : whole;
	if (searched.length < query.length - diffs) {
		return false;
	}
	return diffs === 0 ? searched.includes(query) : bestRatio(query, searched) >= 1 - diffs / query.length;
}

/** The similarity of the part of a text that is most alike a query, as RapidFuzz's `partial_ratio` has it, 0 to 1. */
function bestRatio(query: string, text: string): number {
	let best = 0;
	for (let start = 0; start <= Math.max(0, text.length - query.length); start++) {
		best = Math.max(best, ratio(query, text.slice(start, start + query.length)));
	}
	return best;
}

/** Twice the longest common subsequence over both lengths: RapidFuzz's `ratio`, 0 to 1. */
function ratio(a: string, b: string): number {
	let row = new Array<number>(b.length + 1).fill(0);
	for (const letter of a) {
		const next = [0];
		for (let j = 0; j < b.length; j++) {
			next.push(letter === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
		}
		row = next;
	}
	return a.length + b.length === 0 ? 1 : (2 * row[b.length]!) / (a.length + b.length);
}

function isInOrder({ before = '', after = '', max_diffs: diffs = 0 }: Check, markdown: string): boolean {
	const text = normalized(markdown);
	const [first] = ends(normalized(before), text, diffs);
	const last = ends(normalized(after), text, diffs).at(-1);
	// Both have about the length of their query, so that their starts are in the order of their ends less that.
	return first !== undefined && last !== undefined && first - normalized(before).length < last - normalized(after).length;
}

/** Where parts of a text end that are at most some edits away from a query. */
function ends(query: string, text: string, edits: number): number[] {
	const found: number[] = [];
	let column = Array.from({ length: query.length + 1 }, (_, i) => i);
	for (let j = 0; j < text.length; j++) {
		const next = [0];
		for (let i = 0; i < query.length; i++) {
			next.push(Math.min(column[i]! + (query[i] === text[j] ? 0 : 1), column[i + 1]! + 1, next[i]! + 1));
		}
		column = next;
		if (column[query.length]! <= edits) {
			found.push(j + 1);
		}
	}
	return found;
}

interface TableCell {
	readonly text: string;
	readonly header: boolean;
}

/** Cells by row and column; one that spans several is the same object in all of them. */
type Grid = (TableCell | undefined)[][];

function hasCell(check: Check, grid: Grid): boolean {
	const isLike = (expected: string, found: string) =>
		ratio(normalized(expected), normalized(found)) >= Math.max(0.5, 1 - (check.max_diffs ?? 0) / Math.max(1, normalized(expected).length));
	const satisfies = (expected: string | undefined, cells: readonly (TableCell | undefined)[]) =>
		!expected || cells.some((cell) => cell !== undefined && isLike(expected, cell.text));
	return grid.some((row, y) =>
		row.some((cell, x) => {
			if (!cell || !isLike(check.cell ?? '', cell.text)) {
				return false;
			}
			const next = (dx: number, dy: number) => {
				let [column, line] = [x + dx, y + dy];
				while (grid[line]?.[column] === cell) {
					[column, line] = [column + dx, line + dy];
				}
				return [grid[line]?.[column]];
			};
			const above = grid.slice(0, y).map((other) => other[x]);
			const before = row.slice(0, x);
			const headings = (cells: readonly (TableCell | undefined)[]) => [
				cells.find((other) => other?.text.trim()),
				...cells.filter((other) => other?.header),
			];
			return (
				satisfies(check.up, next(0, -1)) &&
				satisfies(check.down, next(0, 1)) &&
				satisfies(check.left, next(-1, 0)) &&
				satisfies(check.right, next(1, 0)) &&
				satisfies(check.top_heading, headings(above)) &&
				satisfies(check.left_heading, headings(before))
			);
		}),
	);
}

function markdownTables(markdown: string): Grid[] {
	const blocks = markdown.split('\n').reduce<string[][]>(
		(groups, line) => {
			if (/^\s*\|.*\|\s*$/.test(line)) {
				groups.at(-1)!.push(line.trim());
			} else if (groups.at(-1)!.length > 0) {
				groups.push([]);
			}
			return groups;
		},
		[[]],
	);
	return blocks
		.filter((lines) => lines.length > 1)
		.map((lines) =>
			lines
				.filter((line) => !/^\|(?:\s*:?-+:?\s*\|)+$/.test(line))
				.map((line, i) =>
					line
						.slice(1, -1)
						.split(/(?<!\\)\|/)
						.map((text) => ({ text: unescaped(text).trim(), header: i === 0 })),
				),
		);
}

function htmlTables(markdown: string): Grid[] {
	return [...markdown.matchAll(/<table[^>]*>(.*?)<\/table>/gis)].map(([, table = '']) => {
		const grid: Grid = [];
		[...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gis)].forEach(([, row = ''], y) => {
			grid[y] ??= [];
			let x = 0;
			for (const [, kind = '', attributes = '', content = ''] of row.matchAll(/<(t[dh])([^>]*)>(.*?)<\/\1>/gis)) {
				const span = (name: string) => Number(new RegExp(`${name}="?(\\d+)`, 'i').exec(attributes)?.[1] ?? 1);
				while (grid[y][x]) {
					x++;
				}
				const cell = {
					text: unescaped(content.replace(/<br\/?>/g, ' ').replace(/<[^>]+>/g, '')).trim(),
					header: kind.toLowerCase() === 'th',
				};
				for (let dy = 0; dy < span('rowspan'); dy++) {
					for (let dx = 0; dx < span('colspan'); dx++) {
						(grid[y + dy] ??= [])[x + dx] = cell;
					}
				}
			}
		});
		return grid;
	});
}

function unescaped(text: string): string {
	return text
		.replace(/\\([\\`*_$|<~[&])/g, '$1')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&');
}

function formulas(markdown: string): string[] {
	return [...markdown.matchAll(/\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]/gs)].map((match) => match.slice(1).join(''));
}

/** The MathML of LaTeX without the LaTeX in it; LaTeX that does not render is itself, without spaces. */
function drawn(latex: string): string {
	try {
		return katex.renderToString(latex.trim(), { output: 'mathml', strict: 'ignore' }).replace(/<annotation .*?<\/annotation>/s, '');
	} catch {
		return latex.replace(/\s+/g, '');
	}
}
