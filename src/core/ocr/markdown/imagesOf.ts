import MarkdownIt from 'markdown-it';
import { placeOfAttribute } from './htmlTags.ts';
import { useMath } from './mathRules.ts';
import { TooDeep } from './sourceMap.ts';
import { findInDocument } from './sourceParser.ts';

/** A position in a text, 0-based, as editors count. */
export interface Place {
	readonly line: number;
	readonly character: number;
}

/** The alternative text of an image, and the range that a new one replaces. */
export interface AlternativeText {
	readonly text: string;
	readonly from: Place;
	readonly to: Place;
	/** `attribute`: the range of the whole attribute of an HTML tag, empty if the tag has none. */
	readonly syntax: 'markdown' | 'attribute';
}

/** An image that a markdown document shows. */
export interface ShownImage {
	/** Its address, with markdown's escapes resolved. */
	readonly url: string;
	readonly alt: AlternativeText;
	/** The line after the top-level block that contains the image. */
	readonly lineAfter: number;
}

const parser = new MarkdownIt({ html: true });
useMath(parser, () => undefined);

/** The images of a markdown document in order, as VS Code's preview finds them, without those in code. None if the document is nested too deep. */
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
	return found(source).flatMap((each): ShownImage[] => {
		const after = () => lineAfter(placeOf(each.from).line);
		if (each.kind === 'image') {
			const from = each.from + '!['.length;
			const text = source.slice(from, each.labelTo);
			return [{ url: each.url, alt: { text, from: placeOf(from), to: placeOf(each.labelTo), syntax: 'markdown' }, lineAfter: after() }];
		}
		if (each.kind === 'tag' && each.tag.kind === 'picture') {
			const { src, alt } = each.tag;
			const behindName = { from: '<img'.length, to: '<img'.length };
			const { from, to } = placeOfAttribute(source.slice(each.from, each.to), 'alt') ?? behindName;
			const place = { from: placeOf(each.from + from), to: placeOf(each.from + to) };
			return [{ url: src, alt: { text: alt, ...place, syntax: 'attribute' }, lineAfter: after() }];
		}
		return [];
	});
}

function found(source: string) {
	try {
		return findInDocument(source).found;
	} catch (error) {
		if (error instanceof TooDeep) {
			return [];
		}
		throw error;
	}
}
