import MarkdownIt from 'markdown-it';
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { escapeAttribute } from './escapeAttribute.ts';
import { useMath } from './mathRules.ts';

type Node = DefaultTreeAdapterMap['childNode'];

/**
 * A node of a document: a text, or an HTML element with its content. Formulas are elements `math` with their source, dollar signs included, as text.
 */
export type Piece = { readonly text: string } | Element;

/** An element of a document. */
export interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly Piece[];
}

/** The deepest nesting; what is further down becomes text. */
const mostLevels = 100;

const parser = new MarkdownIt({ html: true });
useMath(parser, (state, from, to) => {
	state.tokens.at(-1)!.content = state.src.slice(from, to);
});
parser.renderer.rules['math_inline'] = (tokens, index) => mathElement(tokens[index]!.content);
parser.renderer.rules['math_block'] = (tokens, index) => mathElement(tokens[index]!.content);

/** Parses markdown, with the HTML in it, to a tree of elements, so that it can be written in another syntax. */
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

/** The text of nodes, without elements. */
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

/** The text below a node, without recursion, because HTML can be nested arbitrarily deep. */
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
