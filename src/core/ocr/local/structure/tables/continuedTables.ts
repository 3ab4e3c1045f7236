import type { Block } from '../blocks/blocks.ts';
import { type Table, isNumber } from './table.ts';

/** The largest difference between the edges of one table on two pages, in points. */
const sameEdge = 8;

/** Marks a table at the top of a page that continues the last table of the page before without repeating its header. */
export function markContinued(before: readonly Block[], page: readonly Block[]): Block[] {
	const last = before.at(-1);
	const [first, ...others] = page;
	return last?.kind === 'table' && first?.kind === 'table' && continues(last.table, first.table)
		? [{ ...first, continued: true }, ...others]
		: [...page];
}

function continues(before: Table, table: Table): boolean {
	const columns = ({ rows }: Table) => rows[0]!.length;
	const header = ({ rows }: Table) => rows[0]!.map((cell) => cell.map(({ text }) => text).join(' ')).join('|');
	return (
		columns(before) === columns(table) &&
		table.titles.length === 0 &&
		Math.abs(before.left - table.left) < sameEdge &&
		Math.abs(before.right - table.right) < sameEdge &&
		header(before) !== header(table) &&
		!(namesNumbers(before) && namesNumbers(table))
	);
}

/** Whether the first row has words over most columns of numbers. */
function namesNumbers({ rows: [first = [], ...others] }: Table): boolean {
	const numbers = first.filter((_, column) => {
		const cells = others.flatMap((row) => row[column]!);
		return cells.filter(({ text }) => isNumber(text)).length > 0.5 * others.length;
	});
	return numbers.length > 0 && numbers.filter((cell) => cell.some(({ text }) => /\p{L}{3}/u.test(text))).length >= 0.5 * numbers.length;
}
