import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type PageText, goesOn } from './acrossPages.ts';
import { findAlignedTables } from '../tables/alignedTables.ts';
import { joinDividedTables } from '../tables/dividedTables.ts';
import { isRightToLeft } from '../lines/bidi.ts';
import { type Block, blockOf } from './blocks.ts';
import type { Figure } from './figures.ts';
import { type Framed, regionsInFrames } from './textFrames.ts';
import { type Line, around, levelled, lettersOf, overlapX, overlapY, shareWithin, signsIn, width } from '../lines/line.ts';
import { joinedRows } from './joinedRows.ts';
import { withLabelsAbove } from './labelledValues.ts';
import { withLetteredItems } from './lists.ts';
import { withMarginNotes } from './marginNotes.ts';
import { splitMarker } from './markers.ts';
import { paragraphsOf } from './paragraphs.ts';
import { type Placed, regionsOf } from './readingOrder.ts';
import { isSectionName } from './sectionTitles.ts';
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
	/** Rectangles that may be frames around text. */
	readonly frames?: readonly Box[];
}

type Item = { readonly line: Line } | { readonly table: Table } | { readonly figure: Figure } | Framed<Item>;

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
export function pageText({ lines, turned, tables, figures, rules, frames = [] }: PageContent, document: Typography): PageText {
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
	let above: Item | undefined;
	for (const region of regionsInFrames(placed, frames, rtl)) {
		const split = splitFootnotes(region, rules, typography);
		const { text, footnotes } = isAbove(split.footnotes, lines, typography) ? { text: region, footnotes: [] } : split;
		const [first, last] = endsOf(text);
		append(
			blocks,
			regionBlocks(text, rtl, typography),
			[above, first].some((item) => item && 'framed' in item),
		);
		append(notes, regionBlocks(footnotes, rtl, typography));
		above = last;
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

/** `room`: where the lines of the region may begin and end. */
function regionBlocks(region: readonly Item[], rtl: boolean, typography: Typography, room?: Box): Block[] {
	const lines = region.flatMap((item) => ('line' in item ? [item.line] : []));
	const { tables, rest: text } = findAlignedTables(lines.filter(({ formula }) => formula === undefined));
	const rest = [...text, ...lines.filter(({ formula }) => formula !== undefined)];
	const edges = room ? { ...around(lines), left: room.left, right: room.right } : around(lines);
	const solid = [
		...tables.map((table): Solid => ({ box: table, blocks: [{ kind: 'table', table }] })),
		...region.flatMap((item) => ('line' in item ? [] : [solidOf(item, rtl, typography)])),
	].sort((a, b) => a.box.top - b.box.top);

	const blocks: Solid[] = [];
	let pending: Line[] = [];
	const flush = () => {
		const paragraphs = paragraphsOf(withWholeCode(pending), edges, typography).filter((one) => !isTypedRule(one.lines));
		const found = paragraphs.map((paragraph) => ({
			box: around(paragraph.lines),
			blocks: [blockOf(paragraph, edges, typography)],
		}));
		blocks.push(...found);
		pending = [];
	};
	const rows = withMarginNotes(withSideBlocks(withLabelsAbove(rowsOf(rest)), rtl));
	for (const line of joinedRows(rows, lines, rtl)) {
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
			blocks.push({ box: line, blocks: [{ kind: 'formula', latex: line.formula, lines: [line] }] });
		}
	}
	flush();
	for (const one of solid) {
		const before = one.framed ? blocks.findLastIndex(({ box }) => box.right < one.box.left && overlapY(box, one.box) > 0) : -1;
		const next = blocks.findIndex(({ box }, i) => box.top > one.box.top - 2 && i > before);
		blocks.splice(next < 0 ? blocks.length : next, 0, one);
	}
	const found = withLetteredItems(withWholeTables(blocks.flatMap((one) => one.blocks)), edges);
	return withoutTrailingHeading(withoutBoldLists(found, typography), typography);
}

/** What is not divided by text beside it. */
interface Solid {
	readonly box: Box;
	readonly blocks: readonly Block[];
	readonly framed?: boolean;
}

function solidOf(item: Exclude<Item, { readonly line: Line }>, rtl: boolean, typography: Typography): Solid {
	if ('table' in item) {
		return { box: item.table, blocks: [{ kind: 'table', table: item.table }] };
	}
	if ('figure' in item) {
		return { box: item.figure, blocks: [{ kind: 'figure', figure: item.figure }] };
	}
	const regions = regionsOf(item.framed, rtl);
	const room = regions.length === 1 ? roomIn(item.box, around(item.framed.map(({ box }) => box))) : undefined;
	return { box: item.box, framed: true, blocks: regions.flatMap((region) => regionBlocks(region, rtl, typography, room)) };
}

/** The width of text in a frame: its margins are equal. */
function roomIn(frame: Box, text: Box): Box {
	const margin = Math.min(text.left - frame.left, frame.right - text.right);
	return { ...text, left: frame.left + margin, right: frame.right - margin };
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

/** The uppermost and the lowest item of a region. */
function endsOf(region: readonly Item[]): [Item | undefined, Item | undefined] {
	const boxOf = (item: Item): Box =>
		'line' in item ? item.line : 'table' in item ? item.table : 'figure' in item ? item.figure : item.box;
	return [region.toSorted((a, b) => boxOf(a).top - boxOf(b).top)[0], region.toSorted((a, b) => boxOf(b).bottom - boxOf(a).bottom)[0]];
}

/** Appends the blocks of the next column, and joins a paragraph that continues there, unless it is `apart` in a frame. */
function append(blocks: Block[], more: readonly Block[], apart = false): void {
	const last = blocks.at(-1);
	const [first, ...others] = more;
	if (
		!apart &&
		(last?.kind === 'paragraph' || last?.kind === 'item') &&
		first?.kind === 'paragraph' &&
		goesOn(last.lines.at(-1)!, first.lines[0]!)
	) {
		blocks[blocks.length - 1] = { ...last, lines: [...last.lines, ...first.lines] };
		blocks.push(...others);
	} else {
		blocks.push(...more);
	}
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
