import { type Line, around, isSameSize, median, withText } from '../lines/line.ts';
import { tocEntry } from './markers.ts';
import { isContentsName } from './sectionTitles.ts';

/** The largest gap between words of one line, in em. */
const sameLine = 2.5;

/** The largest gap between a label with a colon and its value, in em. */
const farthestValue = 15;

const leader = /(?:\.\s?){2,}|…/;

/** The fewest entries of a table of contents. */
const leastEntries = 4;

/** The largest distance between the two lines of an entry, in em. */
const entryLeading = 1.6;

/** The least share of entries that are aligned, and whose page does not come before that of the entry above. */
const leastInOrder = 0.8;

/** Joins the lines of each row that belong together, and the entries of contents with their page numbers. `lines`: all of the region. */
export function joinedRows(rows: readonly (readonly Line[])[], lines: readonly Line[], rtl: boolean): Line[] {
	const entries = rtl ? [] : rows.map((row) => row.at(-1)!).filter((line) => isPageNumber(line) || tocEntry.test(line.text));
	// Below their title, a few entries make a table of contents, and however close to them their numbers are.
	const titled = lines.some(({ text }) => isContentsName(text.trim()));
	const numbered = entries.length >= leastEntries || (titled && entries.length > 0);
	const numbersEnd = entries.length >= leastEntries ? contentsEnd(entries) : undefined;
	const joined = rows.flatMap((row) => joinRow(row, rtl, { numbered, titled }));
	return numbersEnd === undefined
		? joined
		: withWholeEntries(
				joined.map((one) => withLeader(one, numbersEnd)),
				numbersEnd,
			);
}

/** Joins lines of one row that belong together. `numbered`: the page has entries with page numbers; `titled`: it is called a table of contents. */
function joinRow(row: readonly Line[], rtl: boolean, { numbered, titled }: { numbered: boolean; titled: boolean }): Line[] {
	const ordered = rtl ? [...row].reverse() : row;
	const joined: Line[] = [];
	for (const line of ordered) {
		const last = joined.at(-1);
		const gap = last ? Math.max(line.left - last.right, last.left - line.right) : 0;
		const ends = numbered && line === ordered.at(-1) && isPageNumber(line);
		const value = last !== undefined && /\p{L}:$/u.test(last.text) && !/:$/.test(line.text) && gap < farthestValue * line.size;
		if (last?.formula === undefined && last && line.formula === undefined && (gap < sameLine * line.size || ends || value)) {
			const isClose = gap < sameLine * line.size || value;
			joined[joined.length - 1] = beside(last, line, isClose && (!ends || !titled || leader.test(last.text)) ? ' ' : ' … ');
		} else {
			joined.push(line);
		}
	}
	return joined;
}

/** The right edge of the page numbers of contents: they end alike and rise, which amounts and the numbers of a form's fields do not. */
function contentsEnd(entries: readonly Line[]): number | undefined {
	const end = median(entries.map(({ right }) => right));
	const aligned = entries.filter(({ right, size }) => Math.abs(right - end) < 0.5 * size);
	const numbers = aligned.flatMap(({ text }) => /(?<!\d)\d{1,4}$/.exec(text.trim())?.map(Number) ?? []);
	const falling = numbers.filter((number, i) => i > 0 && number < numbers[i - 1]!);
	const isContents = numbers.length >= leastEntries && numbers.length >= leastInOrder * entries.length;
	return isContents && falling.length <= (1 - leastInOrder) * numbers.length ? end : undefined;
}

/** The room of page numbers in a table of contents, in em, into which no entry reaches. */
const roomOfNumbers = 4;

/** Joins entries of contents that take two lines, of which only the second has the page number: the first has no room for the next word. */
function withWholeEntries(lines: readonly Line[], numbersEnd: number): Line[] {
	const whole: Line[] = [];
	for (const line of lines) {
		const last = whole.at(-1);
		const isPart =
			last !== undefined &&
			isSameSize(last, line) &&
			tocEntry.test(line.text) &&
			!tocEntry.test(last.text) &&
			!/^[\d.]+\s/.test(line.text) &&
			line.left > last.left - 1 &&
			line.baseline - last.baseline < entryLeading * line.size &&
			last.right + line.firstWidth > numbersEnd - roomOfNumbers * line.size;
		if (isPart) {
			whole[whole.length - 1] = { ...beside(last, line, ' '), firstWidth: last.firstWidth, left: last.left, baseline: last.baseline };
		} else {
			whole.push(line);
		}
	}
	return whole;
}

/** Parts the page number from an entry that is so long that no leader is between them. */
function withLeader(line: Line, numbersEnd: number): Line {
	const [found, title, number] = /^(.*\S)\s+(\d{1,4})$/.exec(line.text) ?? [];
	const last = line.spans.at(-1)!;
	const isTitle = title !== undefined && /\p{L}{2}/u.test(title) && !leader.test(title);
	if (found === undefined || !isTitle || !last.text.endsWith(number!) || Math.abs(line.right - numbersEnd) > 0.3 * line.size) {
		return line;
	}
	const spans = [...line.spans.slice(0, -1), withText(last, `${last.text.slice(0, -number!.length).trimEnd()} … ${number}`)];
	return { ...line, spans, text: spans.map(({ text }) => text).join('') };
}

function isPageNumber({ text }: Line): boolean {
	return /^(?:\d{1,4}|[ivxlc]{1,6})$/i.test(text);
}

function beside(a: Line, b: Line, between: string): Line {
	const main = b.text.length > a.text.length ? b : a;
	const last = a.spans.at(-1)!;
	return {
		...main,
		...around([a, b]),
		spans: [...a.spans.slice(0, -1), withText(last, last.text + between), ...b.spans],
		text: a.text + between + b.text,
		bold: a.bold && b.bold,
		italic: a.italic && b.italic,
		mono: a.mono && b.mono,
		sizes: [...a.sizes, ...b.sizes],
		firstWidth: a.firstWidth,
		spaceAfter: b.spaceAfter,
		endsWithValue: b.endsWithValue ?? false,
	};
}
