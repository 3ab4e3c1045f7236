import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type PageText, goesOn } from './acrossPages.ts';
import { findAlignedTables } from '../tables/alignedTables.ts';
import { joinDividedTables } from '../tables/dividedTables.ts';
import { isRightToLeft } from '../lines/bidi.ts';
import { type Block, blockOf } from './blocks.ts';
import type { Figure } from './figures.ts';
import {
	type Line,
	around,
	isSameSize,
	levelled,
	lettersOf,
	median,
	overlapX,
	shareWithin,
	signsIn,
	width,
	withText,
} from '../lines/line.ts';
import { withLabelsAbove } from './labelledValues.ts';
import { withLetteredItems } from './lists.ts';
import { withMarginNotes } from './marginNotes.ts';
import { splitMarker, tocEntry } from './markers.ts';
import { paragraphsOf } from './paragraphs.ts';
import { type Placed, regionsOf } from './readingOrder.ts';
import { isContentsName, isSectionName } from './sectionTitles.ts';
import { withSideBlocks } from './sideBlocks.ts';
import { type Table, rowsOf } from '../tables/table.ts';
import { type Typography, footnoteRatio, headingLevel, typographyOf } from '../lines/typography.ts';
import { withWholeCode } from '../lines/wholeCode.ts';

/** The content of a page, before it is put in order. */
export interface PageContent {
	/** Text outside of tables and figures. */
	readonly lines: readonly Line[];
	/** Sideways text outside of tables and figures. */
	readonly turned: readonly Line[];
	readonly tables: readonly Table[];
	readonly figures: readonly Figure[];
	/** Lines drawn across the page or a column. */
	readonly rules: readonly Rule[];
}

type Item = { readonly line: Line } | { readonly table: Table } | { readonly figure: Figure };

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

/** The fewest letters over a picture that make it a background. */
const behindText = 200;

/** The most letters of a footer below footnotes. */
const footerLetters = 150;

/** The page's blocks in reading order. */
export function pageBlocks(content: PageContent, document: Typography): Block[] {
	const { body, notes } = pageText(content, document);
	return [...body, ...notes];
}

/** As `pageBlocks`, with footnotes separate. */
export function pageText({ lines, turned, tables, figures, rules }: PageContent, document: Typography): PageText {
	const typography = typographyOf(lines, document);
	const rtl = isRightToLeft(lines.map(({ text }) => text).join(''));
	// A picture behind text does not divide it.
	const lettersOn = (figure: Figure) => lines.reduce((sum, line) => sum + (shareWithin(line, figure) > 0.5 ? line.text.length : 0), 0);
	const isBehind = (figure: Figure) => lettersOn(figure) > behindText;
	const placed: Placed<Item>[] = [
		...lines.map(placedLine),
		...tables.map((table) => ({ box: table, letters: 0, size: 0, item: { table } })),
		...figures.filter((figure) => !isBehind(figure)).map((figure) => ({ box: figure, letters: 0, size: 0, item: { figure } })),
		...rules.filter(({ vertical }) => !vertical).map((rule) => ({ box: rule, letters: 0, size: 0 })),
	];
	const notes: Block[] = [];
	const blocks: Block[] = figures.filter(isBehind).map((figure) => ({ kind: 'figure', figure }));
	for (const region of regionsOf(placed, rtl)) {
		const split = splitFootnotes(region, rules, typography);
		const { text, footnotes } = isAbove(split.footnotes, lines, typography) ? { text: region, footnotes: [] } : split;
		append(blocks, regionBlocks(text, rtl, typography));
		append(notes, regionBlocks(footnotes, rtl, typography));
	}
	const aside = sideways(turned, typography);
	// If most of a page's text slopes, it is the page's text, not notes at its edge.
	return signsIn(turned) > signsIn(lines)
		? { body: [...joinCode(blocks), ...aside], notes: joinCode(notes) }
		: { body: joinCode(blocks), notes: [...joinCode(notes), ...aside.map(asParagraph)] };
}

/** The blocks of sideways or sloped text; each direction is read as a page of its own. */
function sideways(turned: readonly Line[], typography: Typography): Block[] {
	const pages = new Map<number, Line[]>();
	for (const line of turned) {
		const degrees = line.level?.degrees ?? 0;
		pages.set(degrees, [...(pages.get(degrees) ?? []), levelled(line)]);
	}
	return [...pages.values()].flatMap((lines) => {
		const rtl = isRightToLeft(lines.map(({ text }) => text).join(''));
		const blocks: Block[] = [];
		for (const region of regionsOf(lines.map(placedLine), rtl)) {
			append(blocks, regionBlocks(region, rtl, typography));
		}
		return joinCode(blocks);
	});
}

function asParagraph(block: Block): Block {
	return block.kind === 'heading' ? { kind: 'paragraph', lines: block.lines } : block;
}

function placedLine(line: Line): Placed<Item> {
	return {
		box: line,
		letters: lettersOf(line.text),
		size: line.size,
		bullet: splitMarker(line.text)?.kind === 'bullet',
		item: { line },
	};
}

function regionBlocks(region: readonly Item[], rtl: boolean, typography: Typography): Block[] {
	const lines = region.flatMap((item) => ('line' in item ? [item.line] : []));
	const { tables, rest: text } = findAlignedTables(lines.filter(({ formula }) => formula === undefined));
	const rest = [...text, ...lines.filter(({ formula }) => formula !== undefined)];
	const edges = around(lines);
	const solid: { box: Box; block: Block }[] = [
		...tables.map((table) => ({ box: table, block: { kind: 'table', table } as const })),
		...region.flatMap((item) => ('table' in item ? [{ box: item.table, block: { kind: 'table', table: item.table } as const }] : [])),
		...region.flatMap((item) => ('figure' in item ? [{ box: item.figure, block: { kind: 'figure', figure: item.figure } as const }] : [])),
	].sort((a, b) => a.box.top - b.box.top);

	const blocks: { box: Box; block: Block }[] = [];
	let pending: Line[] = [];
	const flush = () => {
		const paragraphs = paragraphsOf(withWholeCode(pending), edges, typography).filter((one) => !isTypedRule(one.lines));
		const found = paragraphs.map((paragraph) => ({
			box: around(paragraph.lines),
			block: blockOf(paragraph, edges, typography),
		}));
		blocks.push(...found);
		pending = [];
	};
	const rows = withMarginNotes(withSideBlocks(withLabelsAbove(rowsOf(rest)), rtl));
	const entries = rtl ? [] : rows.map((row) => row.at(-1)!).filter((line) => isPageNumber(line) || tocEntry.test(line.text));
	// Below their title, a few entries make a table of contents, and however close to them their numbers are.
	const titled = lines.some(({ text }) => isContentsName(text.trim()));
	const numbered = entries.length >= leastEntries || (titled && entries.length > 0);
	const numbersEnd = entries.length >= leastEntries ? contentsEnd(entries) : undefined;
	const joined = rows.flatMap((row) => joinRow(row, rtl, { numbered, titled }));
	for (const line of numbersEnd === undefined
		? joined
		: withWholeEntries(
				joined.map((one) => withLeader(one, numbersEnd)),
				numbersEnd,
			)) {
		// Blocks between two lines divide them; blocks beside them come before the next paragraph.
		if (solid.some(({ box }) => overlapX(box, line) > 0 && box.top < line.top)) {
			flush();
			while (solid.length > 0 && solid[0]!.box.top < (line.top + line.bottom) / 2) {
				blocks.push(solid.shift()!);
			}
		}
		if (line.formula === undefined) {
			pending.push(line);
		} else {
			flush();
			blocks.push({ box: line, block: { kind: 'formula', latex: line.formula, lines: [line] } });
		}
	}
	flush();
	for (const one of solid) {
		const next = blocks.findIndex(({ box }) => box.top > one.box.top - 2);
		blocks.splice(next < 0 ? blocks.length : next, 0, one);
	}
	const found = withLetteredItems(withWholeTables(blocks.map(({ block }) => block)), edges);
	return withoutTrailingHeading(withoutBoldLists(found, typography), typography);
}

/** Whether a paragraph is a line of dashes that divides text, as around a pull quote. */
function isTypedRule([line, ...others]: readonly Line[]): boolean {
	return others.length === 0 && !line!.mono && /^(?:[-–—]\s?){8,}$/.test(line!.text);
}

/** Joins tables that follow one another with nothing between them and are one. */
function withWholeTables(blocks: readonly Block[]): Block[] {
	const whole: Block[] = [];
	for (const block of blocks) {
		const last = whole.at(-1);
		const joined = last?.kind === 'table' && block.kind === 'table' ? joinDividedTables(last.table, block.table) : undefined;
		if (joined) {
			whole[whole.length - 1] = { kind: 'table', table: joined };
		} else {
			whole.push(block);
		}
	}
	return whole;
}

/** Turns four or more bold lines in a row into text, because they are headings of nothing. */
function withoutBoldLists(blocks: readonly Block[], typography: Typography): Block[] {
	const isBold = (block: Block | undefined) =>
		block?.kind === 'heading' &&
		headingLevel(block.lines[0]!.size, typography) === undefined &&
		!isSectionName(block.lines[0]!.text.trim());
	return blocks.map((block, i) => {
		const near = [-3, -2, -1, 0, 1, 2, 3].map((step) => isBold(blocks[i + step]));
		const inRow = [0, 1, 2, 3].some((start) => near.slice(start, start + 4).every(Boolean));
		return block.kind === 'heading' && isBold(block) && inRow ? { kind: 'paragraph', lines: block.lines } : block;
	});
}

/** Turns a bold last line into text, because there is nothing below that it could be the heading of. */
function withoutTrailingHeading(blocks: readonly Block[], typography: Typography): Block[] {
	const last = blocks.at(-1);
	return last?.kind === 'heading' && blocks.length > 1 && headingLevel(last.lines[0]!.size, typography) === undefined
		? [...blocks.slice(0, -1), { kind: 'paragraph', lines: last.lines }]
		: [...blocks];
}

/** Appends the blocks of the next column, and joins a paragraph that continues there. */
function append(blocks: Block[], more: readonly Block[]): void {
	const last = blocks.at(-1);
	const [first, ...others] = more;
	if ((last?.kind === 'paragraph' || last?.kind === 'item') && first?.kind === 'paragraph' && goesOn(last.lines.at(-1)!, first.lines[0]!)) {
		blocks[blocks.length - 1] = { ...last, lines: [...last.lines, ...first.lines] };
		blocks.push(...others);
	} else {
		blocks.push(...more);
	}
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

/** Separates footnotes, small text at the foot of a column below a short line or with a mark, from text that continues in the next column. */
function splitFootnotes(region: readonly Item[], rules: readonly Rule[], { bodySize }: Typography): { text: Item[]; footnotes: Item[] } {
	const lines = region.flatMap((item) => ('line' in item ? [item.line] : [])).sort((a, b) => a.baseline - b.baseline);
	const small = ({ size }: Line) => size < bodySize * footnoteRatio;
	const lastBody = lines.findLastIndex((line) => !small(line));
	const notes = lines.slice(lastBody + 1);
	const box = around(lines);
	const first = notes[0];
	const isMarked = (line: Line) => line.spans[0]!.script === 'super' || /^(?:\d{1,3}[).]?|[*†‡])\s*\S/.test(line.text);
	const under = (line: Line) =>
		rules.some(
			(rule) =>
				!rule.vertical &&
				rule.bottom < line.top + 2 &&
				line.top - rule.bottom < 2.5 * line.size &&
				overlapX(rule, line) > 0 &&
				width(rule) < 1.1 * width(box),
		);
	if (!first || lastBody < 0 || !(under(first) || first.spans[0]!.script === 'super') || !(isMarked(first) || under(first))) {
		return { text: [...region], footnotes: [] };
	}
	const isNote = (item: Item) => 'line' in item && notes.includes(item.line);
	return { text: region.filter((item) => !isNote(item)), footnotes: region.filter(isNote) };
}

/** Whether these footnotes have running text below them: then they are none, but small text within the page, such as an abstract. */
function isAbove(footnotes: readonly Item[], lines: readonly Line[], { bodySize }: Typography): boolean {
	const box = around(footnotes.flatMap((item) => ('line' in item ? [item.line] : [])));
	const below = lines.filter((line) => line.top > box.bottom && line.size >= bodySize * footnoteRatio && overlapX(line, box) > 0);
	return signsIn(below) > footerLetters;
}

/** Joins code that a column or a wide gap has divided; single lines between its parts are code, too. */
function joinCode(blocks: readonly Block[]): Block[] {
	const joined: Block[] = [];
	const isMono = (block: Block) => block.kind === 'code' || (block.kind === 'paragraph' && block.lines.every(({ mono }) => mono));
	blocks.forEach((block, i) => {
		const last = joined.at(-1);
		const next = blocks[i + 1];
		const code = block.kind === 'code' ? block : undefined;
		const within = block.kind === 'paragraph' && isMono(block) && (last?.kind === 'code' || next?.kind === 'code') ? block : undefined;
		const lines = (code ?? within)?.lines;
		const gap = last?.kind === 'code' && lines ? lines[0]!.baseline - last.lines.at(-1)!.baseline : 0;
		if (last?.kind === 'code' && lines && gap > 0 && gap < 4 * lines[0]!.size) {
			joined[joined.length - 1] = { kind: 'code', lines: [...last.lines, ...lines] };
		} else if (within && next?.kind === 'code' && next.lines[0]!.baseline - within.lines.at(-1)!.baseline < 4 * within.lines[0]!.size) {
			joined.push({ kind: 'code', lines: within.lines });
		} else {
			joined.push(block);
		}
	});
	return joined;
}
