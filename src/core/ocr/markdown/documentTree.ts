import MarkdownIt from 'markdown-it';
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { escapeAttribute } from './escapeAttribute.ts';
import { useMath } from './mathRules.ts';

type Node = DefaultTreeAdapterMap['childNode'];

/** A piece of a document: its text, or an element of HTML with what is in it. Formulas are elements `math`, their text the source with its dollar signs. */
export type Piece = { readonly text: string } | Element;

/** An element of a document. */
export interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly Piece[];
}

/** Deeper nesting than any document has: what is further down comes as text. */
const mostLevels = 100;

const parser = new MarkdownIt({ html: true });
useMath(parser, (state, from, to) => {
	state.tokens.at(-1)!.content = state.src.slice(from, to);
});
parser.renderer.rules['math_inline'] = (tokens, index) => mathElement(tokens[index]!.content);
parser.renderer.rules['math_block'] = (tokens, index) => mathElement(tokens[index]!.content);

/** Markdown as a tree of elements, its HTML among them, so that it can be written in another syntax. */
export function documentTree(markdown: string): readonly Piece[] {
	const env = {};
	const lines = markdown.split('\n');
	const tokens = parser.parse(markdown, env);
	for (const token of tokens) {
		if (token.type === 'math_block' && token.map) {
			token.content = lines
				.slice(...token.map)
				.join('\n')
				.trim();
		}
	}
	return parseFragment(parser.renderer.render(tokens, parser.options, env)).childNodes.flatMap((node) => pieceOf(node, 0));
}

/** The text of pieces, without any element. */
export function textOf(pieces: readonly Piece[]): string {
	return pieces.map((piece) => ('text' in piece ? piece.text : textOf(piece.children))).join('');
}

function mathElement(source: string): string {
	return `<math data-source="${escapeAttribute(source)}"></math>`;
}

function pieceOf(node: Node, level: number): Piece[] {
	if ('value' in node) {
		return [{ text: node.value }];
	}
	if (!('tagName' in node)) {
		return [];
	}
	const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
	const { 'data-source': source } = attributes;
	if (node.tagName === 'math' && source !== undefined) {
		return [{ name: 'math', attributes: {}, children: [{ text: source }] }];
	}
	return level < mostLevels
		? [{ name: node.tagName, attributes, children: node.childNodes.flatMap((child) => pieceOf(child, level + 1)) }]
		: [{ text: textBelow(node) }];
}

/** Without recursion: HTML may be nested as deep as it is long. */
function textBelow(node: Node): string {
	const text: string[] = [];
	const waiting = [node];
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		if ('value' in next) {
			text.push(next.value);
		} else if ('childNodes' in next) {
			waiting.push(...next.childNodes.toReversed());
		}
	}
	return text.join('');
}
