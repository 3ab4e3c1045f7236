import type { MarkdownIt as Parser, Token } from 'markdown-it';
import { createParser, mostLevels, type ParseEnv, type Reading, Recorder } from './recordingParser.ts';
import { type SourceMap, TooDeep } from './sourceMap.ts';
import { lineStarts } from './stretches.ts';
import { TokenReader } from './tokenReader.ts';

/** The most characters of a page that is parsed as markdown. The densest pages that people read have tens of thousands. */
export const longestPage = 100_000;

const parsers = [false, true].map((math) => [false, true].map((bareLinks) => createParser({ math, bareLinks })));

const documentParser = createParser({ math: true, bareLinks: false }, { definitions: true });

/**
 * Finds what is more than text in a page's markdown, with its place in the source. Read by markdown-it, as the preview of VS Code reads it. Links
 * count as links wherever they lead. Definitions of links are found and have no effect: in a document they may stand on another page.
 * @param source without `\r` and NUL
 * @throws {TooDeep}
 */
export function findInSource(source: string, { math, bareLinks }: Reading): SourceMap {
	return find(source, parsers[Number(math)]![Number(bareLinks)]!);
}

/**
 * The same for a whole document, parsed with math; its link definitions have an effect.
 * @param source without `\r` and NUL
 * @throws {TooDeep}
 */
export function findInDocument(source: string): SourceMap {
	return find(source, documentParser);
}

function find(source: string, parser: Parser): SourceMap {
	const env: ParseEnv = { recorder: new Recorder(), judged: new Map(), rowStarts: new Map() };
	const tokens = parser.parse(`${source}\n\n${sentinel}`, env);
	const lines = lineStarts(source);
	const reader = new TokenReader(source, lines, parser, env);
	for (const token of tokens) {
		if (token.level > mostLevels) {
			throw new TooDeep();
		}
		reader.read(token);
	}
	const found = reader.found.sort((a, b) => a.from - b.from);
	const unclosed = tokens.at(-2)?.content === sentinel && tokens.at(-3)?.level === 0 ? undefined : closing(tokens);
	return { found, html: reader.html, ...(unclosed === undefined ? {} : { unclosed }) };
}

/** Like `findInSource`, but finds nothing in a text that is nested too deep. */
export function tryFindInSource(source: string, reading: Reading): SourceMap {
	try {
		return findInSource(source, reading);
	} catch (error) {
		if (error instanceof TooDeep) {
			return { found: [], html: [] };
		}
		throw error;
	}
}

/** Text behind the page; it becomes a paragraph unless the page leaves a block open. */
const sentinel = 'x';

/** The closing marker of the block that contains the sentinel. HTML cannot contain it, because open HTML is not allowed. */
function closing(tokens: readonly Token[]): string | undefined {
	const last = tokens.findLast(({ type }) => type === 'fence' || type === 'math_block' || type === 'html_block');
	return last?.type === 'html_block' ? undefined : last?.markup;
}

/** An address as the parser returns it. */
export function normalizedUrl(url: string): string {
	return parsers[0]![0]!.normalizeLink(url);
}
