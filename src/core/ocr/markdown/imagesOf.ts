import MarkdownIt from 'markdown-it';
import { useMath } from './mathRules.ts';
import { tryFindInSource } from './sourceParser.ts';

/** A place in a text, 0-based, as editors count. */
export interface Place {
	readonly line: number;
	readonly character: number;
}

/** An image that a markdown document shows. */
export interface ShownImage {
	/** Its address, with the escapes of markdown undone. */
	readonly url: string;
	/** The alternative text as it is written, and where; undefined for an image in HTML. */
	readonly alt: { readonly text: string; readonly at: Place } | undefined;
	/** The line behind the block at the top level that the image stands in. */
	readonly lineAfter: number;
}

const parser = new MarkdownIt({ html: true });
useMath(parser, () => undefined);

/** The images of a markdown document in their order, as VS Code's preview finds them; not those in code, nor those whose address stands elsewhere in it. None where the document is nested deeper than any is. */
export function imagesOf(markdown: string): ShownImage[] {
	const source = markdown.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\0', '\ufffd');
	const lines = source.split('\n');
	const starts: number[] = [];
	let offset = 0;
	for (const line of lines) {
		starts.push(offset);
		offset += line.length + 1;
	}
	const placeOf = (at: number): Place => {
		const line = starts.findLastIndex((start) => start <= at);
		return { line, character: at - starts[line]! };
	};
	const ends = parser.parse(source, {}).flatMap(({ level, map }) => (level === 0 && map ? [map[1]] : []));
	const lineAfter = (line: number) => {
		let after = ends.find((end) => end > line) ?? lines.length;
		while (after > line + 1 && lines[after - 1]?.trim() === '') {
			after--;
		}
		return after;
	};
	return tryFindInSource(source, { math: true, bareLinks: false }).found.flatMap((each): ShownImage[] => {
		const { line } = placeOf(each.from);
		if (each.kind === 'image') {
			const at = each.from + '!['.length;
			return [{ url: each.url, alt: { text: source.slice(at, each.labelTo), at: placeOf(at) }, lineAfter: lineAfter(line) }];
		}
		return each.kind === 'tag' && each.tag.kind === 'picture' ? [{ url: each.tag.src, alt: undefined, lineAfter: lineAfter(line) }] : [];
	});
}
