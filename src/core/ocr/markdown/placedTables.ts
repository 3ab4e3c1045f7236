import type { OcrTable } from '../engine.ts';

/**
 * A page's markdown with its tables in place of their placeholders, `[tbl-3.html](tbl-3.html)`. Tables without a placeholder are appended;
 * placeholders without a table are removed.
 */
export function withTables(markdown: string, tables: readonly OcrTable[], note: (what: 'tableMissing' | 'tableAppended') => void): string {
	const waiting = new Map(tables.map(({ id, content }) => [id, content.trim()]));
	const used = new Set<string>();
	const pieces: string[] = [];
	let end = 0;
	// No nested brackets, and bounded, so that it takes linear time.
	for (const match of markdown.matchAll(/(?<!!)\[([^[\]\n]{1,200})\]\(\1\)/g)) {
		const { 0: whole, 1: id = '', index } = match;
		const table = waiting.get(id);
		if (table === undefined && !/^tbl-\d+\.\w+$/.test(id)) {
			continue;
		}
		if (table === undefined) {
			note('tableMissing');
		} else {
			used.add(id);
		}
		pieces.push(markdown.slice(end, index).trimEnd(), table ?? '');
		end = index + whole.length;
		while (/\s/.test(markdown.charAt(end))) {
			end++;
		}
	}
	const rest = markdown.slice(end);
	const unplaced = [...waiting].filter(([id, table]) => !used.has(id) && table);
	unplaced.forEach(() => note('tableAppended'));
	return [...pieces, rest, ...unplaced.map(([, table]) => table)].filter(Boolean).join('\n\n');
}
