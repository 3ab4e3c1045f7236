import type { Block } from './blocks.ts';
import { type Line, isSameSize } from '../lines/line.ts';
import { splitMarker } from './markers.ts';

/** The blocks of a page in reading order. */
export interface PageText {
	readonly body: readonly Block[];
	/** Footnotes and sideways text, which do not come between the last line of the body and the next page's first. */
	readonly notes: readonly Block[];
}

/**
 * Moves the continuation of a paragraph or a listing at the top of a page to the page on which it began, so that both it and a divided word are whole. A
 * page that consists of nothing else stays as it is.
 */
export function joinAcrossPages(pages: readonly PageText[]): Block[][] {
	const bodies = pages.map(({ body }) => [...body]);
	const grown = new Set<Block>();
	for (let i = pages.length - 1; i > 0; i--) {
		const [before, page] = [bodies[i - 1]!, bodies[i]!];
		const last = before.findLastIndex(isText);
		const first = page.findIndex(isText);
		const whole = page.length === 1 && grown.has(page[0]!);
		const joined = !whole && last >= 0 && first >= 0 ? join(before[last]!, page[first]!) : undefined;
		if (joined) {
			grown.add(joined);
			before[last] = joined;
			page.splice(first, 1);
		}
	}
	return bodies.map((body, i) => [...body, ...pages[i]!.notes]);
}

/** Whether a block is text; figures and tables may be between the parts of a paragraph. */
function isText({ kind }: Block): boolean {
	return kind !== 'figure' && kind !== 'table';
}

function join(before: Block, after: Block): Block | undefined {
	if (before.kind === 'code' && after.kind === 'code') {
		return { kind: 'code', lines: [...before.lines, ...after.lines] };
	}
	const text = before.kind === 'paragraph' || before.kind === 'item' ? before : undefined;
	return text && after.kind === 'paragraph' && isFull(text.lines, after.lines[0]!) && goesOn(text.lines.at(-1)!, after.lines[0]!)
		? { ...text, lines: [...text.lines, ...after.lines] }
		: undefined;
}

/** Whether the last line reaches as far as the others, or so far that the first word of the next line had no room. */
function isFull(lines: readonly Line[], next: Line): boolean {
	const last = lines.at(-1)!;
	const room = last.rtl
		? last.left - Math.min(...lines.map(({ left }) => left))
		: Math.max(...lines.map(({ right }) => right)) - last.right;
	return room < Math.max(3 * last.size, next.firstWidth + 0.3 * last.size);
}

/** Whether the last line of a column or a page breaks off within a sentence that the next one's first line continues. */
export function goesOn(last: Line, first: Line): boolean {
	const end = last.text.trimEnd();
	const open = !/[.:;!?。！？]["'”’»)\]]?$/.test(end) && /[\p{L}\p{N},\-–‐]$/u.test(end);
	const sameStyle = isSameSize(last, first, 0.06) && last.bold === first.bold;
	return open && sameStyle && !splitMarker(first.text) && (/^[\p{Ll}(\p{Lo}]/u.test(first.text) || /[-‐,]$/.test(end));
}
