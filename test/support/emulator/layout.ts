import type { PdfPage, TextPiece } from './pdf.ts';
import { type Block, type Box, type RecognizedPage, dpi } from './recognized.ts';

interface Cell {
	readonly text: string;
	readonly left: number;
	readonly right: number;
}

interface Line {
	readonly cells: readonly Cell[];
	readonly text: string;
	readonly baseline: number;
	readonly size: number;
	readonly box: Box;
}

const pixelsPerPoint = dpi / 72;

/** Share of the page's height at its top and bottom where running headers and footers stand. */
const margin = 0.07;

/** A picture narrower or lower than this, in points, is a rule or a bullet. */
const smallestFigure = 20;

/** Turns what a PDF page contains into blocks: titles by size, tables by aligned columns, figures where images are painted, else paragraphs. */
export function recognizePage(index: number, page: PdfPage): RecognizedPage {
	const { tables, rest } = findTables(page.pieces);
	const text = toBlocks(toLines(rest), bodySize(toLines(page.pieces)), page.height);
	const blocks = [...tables, ...figures(page)].reduce(withBlock, text);
	return {
		index,
		width: Math.round(page.width * pixelsPerPoint),
		height: Math.round(page.height * pixelsPerPoint),
		blocks: blocks.map((block) => ({ ...block, box: toPixels(block.box) })),
		hyperlinks: page.links,
	};
}

/** Lines in the order of the page's content, which keeps columns of text apart. */
function toLines(pieces: readonly TextPiece[]): Line[] {
	return rowsOf(pieces).map(toLine);
}

/** Runs of pieces with one baseline. */
function rowsOf(pieces: readonly TextPiece[]): TextPiece[][] {
	const rows: TextPiece[][] = [];
	for (const piece of pieces) {
		const last = rows.at(-1)?.at(-1);
		if (last && Math.abs(piece.baseline - last.baseline) < Math.max(piece.size, last.size) / 2) {
			rows.at(-1)!.push(piece);
		} else {
			rows.push([piece]);
		}
	}
	return rows;
}

/** Tables by where their text stands, as its order in the content may be anything, and the pieces that are in none. */
function findTables(pieces: readonly TextPiece[]): { readonly tables: readonly Block[]; readonly rest: readonly TextPiece[] } {
	const rows = rowsOf(pieces.toSorted((a, b) => a.baseline - b.baseline)).map((row) => row.toSorted((a, b) => a.left - b.left));
	const lines = rows.map(toLine);
	const tables: Block[] = [];
	const used = new Set<TextPiece>();
	for (let start = 0; start < lines.length;) {
		const count = tableRows(lines, start);
		if (count >= 3) {
			const table = lines.slice(start, start + count);
			const cells = table.map((line) => line.cells.map(({ text }) => text.trim()));
			tables.push({ type: 'table', box: around(table.map(({ box }) => box)), rows: cells });
			rows.slice(start, start + count).forEach((row) => row.forEach((piece) => used.add(piece)));
		}
		start += Math.max(count, 1);
	}
	return { tables, rest: pieces.filter((piece) => !used.has(piece)) };
}

function toLine(pieces: readonly TextPiece[]): Line {
	const cells: Cell[] = [];
	for (const { text, left, right, size } of pieces) {
		const cell = cells.at(-1);
		const gap = cell ? Math.max(left - cell.right, cell.left - right) : Infinity;
		if (!cell || gap > 1.2 * size) {
			cells.push({ text, left, right });
		} else {
			const space = gap > 0.15 * size && !/\s$/.test(cell.text) ? ' ' : '';
			cells[cells.length - 1] = {
				text: cell.text + space + text,
				left: Math.min(cell.left, left),
				right: Math.max(cell.right, right),
			};
		}
	}
	const size = Math.max(...pieces.map((piece) => piece.size));
	const baseline = pieces[0]!.baseline;
	const box = {
		left: Math.min(...cells.map((cell) => cell.left)),
		top: baseline - size * 0.8,
		right: Math.max(...cells.map((cell) => cell.right)),
		bottom: baseline + size * 0.2,
	};
	return { cells, text: cells.map((cell) => cell.text.trim()).join(' '), baseline, size, box };
}

/** The size that half of the characters are at most set in. */
function bodySize(lines: readonly Line[]): number {
	const bySize = lines.map(({ size, text }) => ({ size, length: text.length })).sort((a, b) => a.size - b.size);
	const half = bySize.reduce((sum, { length }) => sum + length, 0) / 2;
	let sum = 0;
	return bySize.find(({ length }) => (sum += length) >= half)?.size ?? 0;
}

function toBlocks(lines: readonly Line[], body: number, height: number): Block[] {
	const blocks: Block[] = [];
	for (let start = 0; start < lines.length;) {
		const line = lines[start]!;
		const end = paragraphEnd(lines, start, height);
		const paragraph = lines.slice(start, end);
		const box = around(paragraph.map((each) => each.box));
		const text = paragraph.map((each) => each.text).join('\n');
		const zone = zoneOf(line, height);
		const relative = line.size / body;
		if (zone !== 'text') {
			blocks.push({ type: zone, box, text });
		} else if (relative >= 1.2 && text.length < 200 && /\p{L}/u.test(text)) {
			blocks.push({ type: 'title', box, text: text.replaceAll('\n', ' '), level: relative >= 1.6 ? 1 : 2 });
		} else {
			blocks.push({ type: 'text', box, text });
		}
		start = end;
	}
	return blocks;
}

/** How many lines from `start` on make up a table: at least three columns of short cells, one under the other. */
function tableRows(lines: readonly Line[], start: number): number {
	const isRow = ({ cells, text }: Line) => cells.length >= 3 && text.length / cells.length <= 24;
	let rows = isRow(lines[start]!) ? 1 : 0;
	while (rows > 0 && start + rows < lines.length) {
		const [line, above] = [lines[start + rows]!, lines[start + rows - 1]!];
		if (
			!isRow(line) ||
			line.cells.length !== above.cells.length ||
			!line.cells.every((cell, i) => aligned(cell, above.cells[i]!, line.size))
		) {
			break;
		}
		rows++;
	}
	return rows;
}

/** By their left edges, right edges or middles. */
function aligned(a: Cell, b: Cell, tolerance: number): boolean {
	return [a.left - b.left, a.right - b.right, (a.left + a.right - b.left - b.right) / 2].some((offset) => Math.abs(offset) < tolerance);
}

function paragraphEnd(lines: readonly Line[], start: number, height: number): number {
	let end = start + 1;
	for (; end < lines.length; end++) {
		const [above, line] = [lines[end - 1]!, lines[end]!];
		const step = line.baseline - above.baseline;
		const sameSize = Math.abs(line.size - above.size) < 0.1 * above.size;
		if (step <= 0 || step > 1.6 * line.size || !sameSize || zoneOf(line, height) !== zoneOf(above, height)) {
			break;
		}
	}
	return end;
}

function zoneOf({ box }: Line, height: number): 'header' | 'text' | 'footer' {
	return box.bottom < margin * height ? 'header' : box.top > (1 - margin) * height ? 'footer' : 'text';
}

/** Images that are content: an image behind a whole page of text is a scan with a text layer. */
function figures({ images, pieces, width, height }: PdfPage): Block[] {
	return images
		.filter((box) => box.right - box.left >= smallestFigure && box.bottom - box.top >= smallestFigure)
		.filter((box) => pieces.length === 0 || (box.right - box.left) * (box.bottom - box.top) < 0.9 * width * height)
		.map((box) => ({ type: 'image', box }));
}

/** Puts a table or figure before the first text below it. */
function withBlock(blocks: readonly Block[], added: Block): Block[] {
	const below = blocks.findIndex(({ type, box }) => /text|title|footer/.test(type) && box.top >= added.box.bottom - 1);
	return blocks.toSpliced(below < 0 ? blocks.length : below, 0, added);
}

function around(boxes: readonly Box[]): Box {
	return {
		left: Math.min(...boxes.map(({ left }) => left)),
		top: Math.min(...boxes.map(({ top }) => top)),
		right: Math.max(...boxes.map(({ right }) => right)),
		bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
	};
}

function toPixels({ left, top, right, bottom }: Box): Box {
	const pixels = (points: number) => Math.max(0, Math.round(points * pixelsPerPoint));
	return { left: pixels(left), top: pixels(top), right: pixels(right), bottom: pixels(bottom) };
}
