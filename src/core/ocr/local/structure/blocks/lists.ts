import type { Box } from '../../../../pdf/pageLayout.ts';
import type { Block } from './blocks.ts';
import type { Line } from '../lines/line.ts';
import { markerValues, splitMarker } from './markers.ts';

/** The previous or next item is looked for within this many blocks. */
const reach = 15;

type Paragraph = Extract<Block, { kind: 'paragraph' }>;
type Item = Extract<Block, { kind: 'item' }>;

/** The largest difference of indentation in one list, in em: numbers may be aligned left or right. */
const sameIndent = 2;

/** A possible marker: its text, its possible values, and its position. */
interface Candidate {
	readonly marker: string;
	readonly values: readonly number[];
	readonly line: Line;
}

/**
 * Turns paragraphs into items if they begin with a letter or a Roman numeral and another one continues the count, or if they are a bare marker between items. Markdown
 * has no such lists, so the marker stays in the text. `column` is the box of the column.
 */
export function withLetteredItems(blocks: readonly Block[], column: Box): Block[] {
	const candidates = blocks.map(candidateOf);
	return blocks.map((block, i) => {
		const own = candidates[i];
		if (block.kind !== 'paragraph' || !own) {
			return block;
		}
		// Only items may be between two items; otherwise the markers number paragraphs or sections.
		const counted = [-1, 1].some((step) => {
			for (let j = i + step; j >= 0 && j < blocks.length && Math.abs(j - i) <= reach; j += step) {
				const other = candidates[j];
				if (!other && blocks[j]!.kind !== 'item') {
					return false;
				}
				if (other && isNext(own, other)) {
					return true;
				}
			}
			return false;
		});
		const opens =
			own.values.includes(1) &&
			isLetter(block) &&
			blocks[i - 1]?.kind === 'item' &&
			setIn(block.lines[0]!, column) > (blocks[i - 1] as Item).setIn;
		return counted || opens ? toItem(block, column) : block;
	});
}

/** The dash before the source of a quotation, or before an item of a list. */
const longDash = /^[–—](?=\s)/;

/**
 * Turns items that are alone into paragraphs: those with a number that no neighbour counts on from, a date or a sentence that begins with a number, and
 * those with a dash that none on these pages shares, the source of a quotation.
 */
export function withoutLoneMarkers(pages: readonly (readonly Block[])[]): Block[][] {
	const all = pages.map((page) => page.map((block) => (block.kind === 'item' ? candidateOf(block) : undefined)));
	const dashes = pages.map((page) => page.map((block) => (block.kind === 'item' ? longDash.exec(block.lines[0]!.text)?.[0] : undefined)));
	return pages.map((page, p) => {
		const near = [...(all[p - 1] ?? []), ...all[p]!, ...(all[p + 1] ?? [])];
		const nearDashes = [...(dashes[p - 1] ?? []), ...dashes[p]!, ...(dashes[p + 1] ?? [])];
		return page.map((block, i) => {
			if (block.kind !== 'item') {
				return block;
			}
			const [own, dash] = [all[p]![i], dashes[p]![i]];
			const lone =
				block.marker === '-'
					? dash !== undefined && nearDashes.filter((other) => other === dash).length === 1
					: own && !own.values.includes(1) && !near.some((other) => other && other !== own && isNext(own, { ...other, line: own.line }));
			return lone ? { kind: 'paragraph', lines: block.lines } : block;
		});
	});
}

function candidateOf(block: Block): Candidate | undefined {
	if (block.kind !== 'paragraph' && block.kind !== 'item') {
		return undefined;
	}
	const [line] = block.lines;
	const { text } = line!;
	const marker = splitMarker(text)?.marker ?? (block.lines.length === 1 && /^\d{1,3}[.)]$/.test(text.trim()) ? text.trim() : '');
	const values = markerValues(marker);
	return values.length > 0 ? { marker, values, line: line! } : undefined;
}

/** Whether two markers are of one kind and follow each other. */
function isNext(a: Candidate, b: Candidate): boolean {
	const start = ({ line }: Candidate) => (line.rtl ? line.right : line.left);
	const alike = shapeOf(a.marker) === shapeOf(b.marker);
	const aligned = Math.abs(start(a) - start(b)) < sameIndent * a.line.size;
	return alike && aligned && a.values.some((value) => b.values.some((other) => Math.abs(value - other) === 1));
}

/** The form of a marker: its brackets and dots, and whether it has capitals or a number. */
function shapeOf(marker: string): string {
	return marker
		.replace(/\d+/, '1')
		.replace(/[a-z]+/, 'a')
		.replace(/[A-Z]+/, 'A');
}

function isLetter({ lines }: Paragraph): boolean {
	return splitMarker(lines[0]!.text)?.kind === 'letter';
}

function toItem({ lines }: Paragraph, column: Box): Item {
	const [first] = lines;
	const bare = /^\d{1,3}[.)]$/.exec(first!.text.trim());
	return bare
		? { kind: 'item', marker: first!.text.trim(), skip: first!.text.length, setIn: setIn(first!, column), lines }
		: { kind: 'item', marker: '-', skip: 0, setIn: setIn(first!, column), lines };
}

function setIn(line: Line, column: Box): number {
	return line.rtl ? column.right - line.right : line.left - column.left;
}
