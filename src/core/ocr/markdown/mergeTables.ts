import { type TableRow, type TextTable, fitsEdge, linesAtEdge, tableAtEnd, tableAtStart } from './tableText.ts';

/** The text of one page. */
export interface PageMarkdown {
	/** 0-based, in the document. */
	readonly index: number;
	/** Markdown with its tables in place. */
	readonly text: string;
}

/** A page that waits for the beginning of the next one. */
interface Waiting<P> {
	readonly page: P;
	/** The table at its end. */
	readonly table: TextTable | undefined;
	/** Rows of that table from later pages. */
	readonly rows: string[];
	/** Later pages that contained nothing but that table between their edges. */
	readonly behind: P[];
	/** The last page as it came, and its part of the table. */
	last: P;
	lastTable: TextTable | undefined;
}

/**
 * Joins tables that are split by a page break. Rows at the top of a page are moved to the table at the bottom of the page before it if both have the
 * same number of columns, and the header is repeated or there is none; if in doubt, the tables stay separate. Everything else stays on its page, so a
 * page's mark comes after a table that began before it.
 */
export class TableMerger<P extends PageMarkdown> {
	private waiting: Waiting<P> | undefined;

	/** Adds the next page, in order. Returns the pages that can no longer change. */
	push(page: P): P[] {
		const { waiting } = this;
		const table = waiting?.table && waiting.last.index + 1 === page.index ? tableAtStart(page.text) : undefined;
		const rows = waiting && table ? continuation(waiting, page, table) : undefined;
		if (!waiting?.table || !table || !rows) {
			const done = this.finish();
			this.waiting = wait(page);
			return done;
		}
		waiting.rows.push(...rows);
		const rest = {
			...page,
			text: [table.before, table.after]
				.map((text) => text.trim())
				.filter(Boolean)
				.join('\n\n'),
		};
		if (fitsEdge(table.after)) {
			waiting.behind.push(rest);
			waiting.last = page;
			waiting.lastTable = table;
			return [];
		}
		const done = this.finish();
		this.waiting = wait(rest);
		return done;
	}

	/** Returns the remaining pages. */
	finish(): P[] {
		const { waiting } = this;
		this.waiting = undefined;
		return waiting ? [merged(waiting), ...waiting.behind] : [];
	}
}

function wait<P extends PageMarkdown>(page: P): Waiting<P> {
	const table = tableAtEnd(page.text);
	return { page, table, rows: [], behind: [], last: page, lastTable: table };
}

function merged<P extends PageMarkdown>({ page, table, rows }: Waiting<P>): P {
	if (!table || rows.length === 0) {
		return page;
	}
	const { before, source, after } = table;
	const end = table.kind === 'markdown' ? source.length : endOfRows(source.toLowerCase());
	const joint = table.kind === 'markdown' ? '\n' : '';
	const whole = source.slice(0, end) + joint + rows.join(joint) + source.slice(end);
	return { ...page, text: [before, before && '\n', whole, after && '\n', after].join('') };
}

/** @param html a table in lower case */
function endOfRows(html: string): number {
	const [row, body] = ['</tr>', '</tbody>'].map((tag) => html.lastIndexOf(tag));
	return body! > row! ? body! : html.lastIndexOf('</table>');
}

/** The rows that continue a table; undefined if it is another table. */
function continuation<P extends PageMarkdown>(
	{ table: whole, last, lastTable }: Waiting<P>,
	page: P,
	next: TextTable,
): string[] | undefined {
	if (!whole || !lastTable || lastTable.overhangs || whole.kind !== next.kind || whole.columns !== next.columns) {
		return undefined;
	}
	const below = lines(lastTable.after);
	const above = lines(next.before);
	const isApart =
		below.some((line) => !isRunningText(line, linesAtEdge(page.text, 'bottom')) && !isContinuedBelow(line)) ||
		above.some((line) => !isRunningText(line, linesAtEdge(last.text, 'top')) && !isContinuedTitle(line));
	const rows = isApart ? undefined : next.rows.slice(repeatedRows(whole, next));
	// A figure's name is only valid on its own page.
	return rows && rows.length > 0 && rows.every(({ source }) => !source.includes('![')) ? rows.map(({ source }) => source) : undefined;
}

/** How many rows at the top of the next table repeat the header of the one before; more than it has if it is another table. */
function repeatedRows(whole: TextTable, next: TextTable): number {
	const heads = (rows: readonly TableRow[]) => rows.filter((row) => row.heads).length;
	const [before, now] = [heads(whole.rows), heads(next.rows)];
	const same = (rows: number) => rows > 0 && Array.from({ length: rows }).every((_, i) => sameCells(whole.rows[i], next.rows[i]));
	if (same(1) && sameCells(whole.rows[0], whole.rows[1])) {
		// Rows that are alike are no headers.
		return 0;
	}
	if (now !== 0 && before === now && same(now)) {
		return now;
	}
	const noHeaderSaid = now === 0 && (next.kind === 'markdown' || before > 0);
	if (noHeaderSaid) {
		return 0;
	}
	// Services write HTML without header cells, so only the text shows what is a header.
	if (now === 0 && same(whole.firstSpan)) {
		return whole.firstSpan;
	}
	return now <= 1 && isData(next.rows[0], whole) ? 0 : Infinity;
}

function sameCells(one: TableRow | undefined, other: TableRow | undefined): boolean {
	return one !== undefined && other !== undefined && one.cells.join('|') === other.cells.join('|');
}

/** How many rows are used to find out what a column contains. */
const sampleRows = 20;

/** Whether a row in the place of a header is a data row: it has a number in a column with numbers below a header of words. */
function isData(row: TableRow | undefined, whole: TextTable): boolean {
	const [header, ...body] = whole.rows;
	const columns = Array.from({ length: whole.columns }, (_, column) => column).filter((column) => {
		const values = body
			.slice(-sampleRows)
			.map(({ cells }) => cells[column] ?? '')
			.filter(Boolean);
		return values.length >= 2 && values.every(isNumber) && !isNumber(header?.cells[column] ?? '');
	});
	const values = columns.map((column) => row?.cells[column] ?? '').filter(Boolean);
	const isWhole = header?.cells.length === whole.columns && row?.cells.length === whole.columns;
	return isWhole && values.length > 0 && values.every(isNumber);
}

/**
 * Whether the text of a cell is of figures: numbers, amounts, shares and dates. It compares the cells of one column, also of a service's tables; the
 * local engine's `isNumber` in `structure/tables/table.ts` tells columns apart on a page, and takes no dates, which stand in texts, too.
 */
function isNumber(text: string): boolean {
	return /\d/.test(text) && /^[\d\s.,:/'’%‰+\-−–()$€£¥]+$/.test(text);
}

const pageNumber = /^\W*(?:(?:page|pg?|seite|s|blatt|p[aá]gina|pag)\W+)?\d{1,5}(?:\W+(?:(?:of|von|de|di|sur)\W+)?\d{1,5})?\W*$/i;

/** Titles that only differ in their number from page to page. */
const numberedTitle =
	/^\W*(?:(?:tab(?:le|leau|elle?|ella|ela|la)?|fig(?:ure|ura)?|abb(?:ildung)?|annexe?|appendix|anhang|anlage|exhibit|schedule|form|part|section|chapter)\b|[表図图])/i;

/** Whether a line at a page's edge is a page number, or also occurs on a neighbouring page, apart from numbers. */
function isRunningText(line: string, neighbours: readonly string[]): boolean {
	return pageNumber.test(line) || (!numberedTitle.test(line) && neighbours.some((other) => key(other) === key(line)));
}

const continued = "continued|cont['’]?d|cont\\.|fortsetzung|forts\\.|suite|continuaci[oó]n|continuazione|vervolg";

/** What may stand behind it: the page from which or on which it goes on. */
const whichPage = '(?:[\\s(]+(?:from|on|to|von|auf|de la|da|di|van|op)\\b[\\s\\p{L}\\d]{1,40})?[\\s).:…*_]{0,20}$';

const continuedTitle = new RegExp(`^.{0,100}\\b(?:${continued})${whichPage}`, 'iu');

const continuedBelow = new RegExp(
	`^[(*_\\s]{0,5}(?:table\\s)?(?:is\\s)?(?:${continued}|continues|see)[\\s(]+(?:on|auf|op|next|overleaf)\\b[\\s\\p{L}\\d]{0,40}[\\s).:…*_]{0,20}$`,
	'iu',
);

/** `Table 3 (continued)`, `Table 3 – continued from previous page` */
function isContinuedTitle(line: string): boolean {
	return continuedTitle.test(line);
}

/** `Continued on next page` */
function isContinuedBelow(line: string): boolean {
	return continuedBelow.test(line);
}

function key(line: string): string {
	return line.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim().toLowerCase();
}

function lines(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
}
