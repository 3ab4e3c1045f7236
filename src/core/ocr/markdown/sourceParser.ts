import MarkdownIt, { type Env, type MarkdownIt as Parser, type StateBlock, type StateInline, type Token } from 'markdown-it';
import { lastPlace } from '../../lastPlace.ts';
import { type HtmlTag, judgeTag, longestTag } from './htmlTags.ts';
import { useMath } from './mathRules.ts';

/** A stretch of the source: the offsets of its first character and of the one behind its last. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** Something in a page's source that a viewer does not show as it is written. */
export type Found = Stretch &
	(
		| { readonly kind: 'link'; readonly labelTo: number; readonly url: string }
		| { readonly kind: 'autolink'; readonly url: string }
		| { readonly kind: 'image'; readonly labelTo: number; readonly url: string }
		/** HTML that may stay in one way or another. `inBlock`: where markdown is not read. */
		| { readonly kind: 'tag'; readonly tag: HtmlTag; readonly inBlock: boolean }
		/** The `<` of HTML that may not stay. */
		| { readonly kind: 'markup' }
		/** Markdown of an image where markdown is not read. */
		| { readonly kind: 'imageInHtml'; readonly url: string }
		/** The `[` of what a viewer reads as the definition of a link. */
		| { readonly kind: 'definition' }
		/** Text that some viewers make a link of: `//host`, `ftp://host`. */
		| { readonly kind: 'address' }
		/** A backslash and the sign that it escapes, or a character reference. */
		| { readonly kind: 'escape'; readonly sign: string }
		| { readonly kind: 'code' }
		| { readonly kind: 'math' }
		/** Where the language of a listing is that viewers draw as a diagram, or a container that is one. */
		| { readonly kind: 'diagram'; readonly insert: string }
	);

/** What a page's source holds, in its order. */
export interface SourceMap {
	readonly found: readonly Found[];
	/** Stretches that are read as HTML. */
	readonly html: readonly Stretch[];
	/** What closes a block that the page leaves open, so that it would go on over the next page. */
	readonly unclosed?: string;
}

/** More levels than any page has; viewers differ in what they do with more. */
const mostLevels = 60;

/** Characters of a page up to which it is read as markdown. No page that people read has as many: they are tens of thousands on the densest. */
export const longestPage = 100_000;

/** Thrown where a text is nested deeper than any page is. */
export class TooDeep extends Error {}

/** The parser's notes, while it reads one inline text. */
class Recorder {
	/** Offsets in the inline text. */
	found: Found[] = [];
	private muted = 0;

	add(found: Found): void {
		if (this.muted === 0) {
			this.found.push(found);
		}
	}

	/** Does `work`, in which offsets mean another text. */
	aside<T>(work: () => T): T {
		this.muted++;
		try {
			return work();
		} finally {
			this.muted--;
		}
	}
}

interface ParseEnv extends Env {
	readonly recorder: Recorder;
	/** Tags that were judged before, by their source: a table has few that differ. */
	readonly judged: Map<string, HtmlTag | undefined>;
	/** Where the last `>` of the text is that is being read. */
	lastEnd?: { readonly src: string; readonly at: number };
	/** Where the rows of tables begin in the source, by line. */
	readonly rowStarts: Map<number, number>;
}

type InlineRule = (state: StateInline, silent: boolean) => boolean;
type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;

/** How a viewer reads markdown beyond what all do. */
export interface Reading {
	/** Math between dollar signs. */
	readonly math: boolean;
	/** Bare addresses as links, with all signs that may be part of one. */
	readonly bareLinks: boolean;
}

const parsers = [false, true].map((math) => [false, true].map((bareLinks) => createParser({ math, bareLinks })));
const documentParser = createParser({ math: true, bareLinks: false }, { definitions: true });

/**
 * Finds what is more than text in a page's markdown, with its place in the source. Read by markdown-it, as the preview of VS Code reads it.
 * Links count as links wherever they lead. Definitions of links are found and have no effect: in a document
 * they may stand on another page.
 * @param source without `\r` and NUL
 * @throws {TooDeep}
 */
export function findInSource(source: string, { math, bareLinks }: Reading): SourceMap {
	return find(source, parsers[Number(math)]![Number(bareLinks)]!);
}

/**
 * The same for a whole document, read with math: its definitions of links have their effect.
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

/** As `findInSource`; finds nothing in a text that is nested too deep. */
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

/** A paragraph behind the page: where the page does not leave a block open, it is one. */
const sentinel = 'x';

/** The mark of the block that took the sentinel in; HTML that would is not let stay. */
function closing(tokens: readonly Token[]): string | undefined {
	const last = tokens.findLast(({ type }) => type === 'fence' || type === 'math_block' || type === 'html_block');
	return last?.type === 'html_block' ? undefined : last?.markup;
}

/** Reads the tokens of blocks, and the inline text in them. */
class TokenReader {
	readonly found: Found[] = [];
	readonly html: Stretch[] = [];
	/** The cells of the table's row that is being read, the next of which are to come. */
	private cells: Iterator<Stretch> | undefined;

	constructor(
		private readonly source: string,
		private readonly lines: readonly number[],
		private readonly parser: Parser,
		private readonly env: ParseEnv,
	) {}

	read(token: Token): void {
		const [first, end] = token.map ?? [0, 0];
		if (first >= this.lines.length) {
			return;
		}
		switch (token.type) {
			case 'tr_open':
				this.cells = splitRow(this.source, this.env.rowStarts.get(first) ?? this.lines[first]!, this.lineEnd(first)).values();
				break;
			case 'reference_definition': {
				const from = this.source.indexOf('[', this.lines[first]);
				this.found.push({ kind: 'definition', from, to: from + 1 });
				break;
			}
			case 'fence':
				this.listing(token, first);
				this.found.push({ kind: 'code', ...this.stretch(first, end) });
				break;
			case 'code_block':
				this.found.push({ kind: 'code', ...this.stretch(first, end) });
				break;
			case 'math_block':
				this.found.push({ kind: 'math', ...this.stretch(first, end) });
				break;
			case 'html_block':
				this.html.push(this.stretch(first, end));
				this.htmlBlock(token, first);
				break;
			case 'inline':
				this.inline(token, first);
				break;
		}
	}

	private stretch(first: number, end: number): Stretch {
		return { from: this.lines[first]!, to: end < this.lines.length ? this.lines[end]! : this.source.length };
	}

	private lineEnd(line: number): number {
		return line + 1 < this.lines.length ? this.lines[line + 1]! - 1 : this.source.length;
	}

	private listing({ info, markup }: Token, line: number): void {
		const [language = ''] = info.trim().split(/\s/, 1);
		if (language.toLowerCase().includes('mermaid')) {
			const from = this.source.indexOf(markup, this.lines[line]) + markup.length;
			this.found.push({ kind: 'diagram', from, to: from, insert: 'text ' });
		}
	}

	private htmlBlock(token: Token, first: number): void {
		const content = token.content.split('\n', this.lines.length - first).join('\n');
		const toSource = this.mapLines(content, first);
		for (let at = content.indexOf('<'); at >= 0;) {
			const tag = tagAt(content, at, this.env);
			if (tag) {
				this.found.push({ kind: 'tag', tag: tag.tag, inBlock: true, from: toSource(at), to: toSource(tag.to - 1) + 1 });
			} else if (isMarkupStart(content, at)) {
				this.found.push({ kind: 'markup', from: toSource(at), to: toSource(at) + 1 });
			}
			at = content.indexOf('<', tag?.to ?? at + 1);
		}
		for (let at = content.indexOf('!['); at >= 0; at = content.indexOf('![', at + 2)) {
			// Bounded, so that the time is linear.
			const image = /^!\[[^[\]\n]{0,500}\]\(([^()\s]{1,500})\)/.exec(content.slice(at, at + 1100));
			if (image) {
				this.found.push({ kind: 'imageInHtml', url: image[1]!, from: toSource(at), to: toSource(at + image[0].length - 1) + 1 });
			}
		}
	}

	private inline({ content, map }: Token, first: number): void {
		const cell = map ? undefined : (this.cells?.next().value as Stretch | undefined);
		if (content === '' || (!map && !cell)) {
			return;
		}
		const toSource = cell ? this.mapCell(cell) : this.mapLines(content, first);
		const { recorder } = this.env;
		recorder.found = [];
		this.parser.inline.parse(content, this.parser, this.env, []);
		const covered = coveredStretches(recorder.found);
		const found = [...recorder.found, ...lineBeginnings(content, covered), ...addresses(content, covered)];
		for (const each of found) {
			const from = toSource(each.from);
			const to = each.to > each.from ? toSource(each.to - 1) + 1 : from;
			this.found.push('labelTo' in each ? { ...each, from, to, labelTo: toSource(each.labelTo) } : { ...each, from, to });
		}
	}

	/**
	 * Where the characters of a block's text are in the source. Each of its lines is the end of a line there, behind what makes a list or a quote of
	 * it; blanks, and the signs that may close a heading, are left out at the end of the last.
	 */
	private mapLines(content: string, first: number): (offset: number) => number {
		const starts = lineStarts(content);
		return shifted(
			starts.map((start, i) => {
				const isLast = i === starts.length - 1;
				const line = this.lines[first + i]!;
				const whole = this.source.slice(line, this.lineEnd(first + i));
				if (isLast && starts.length === 1) {
					return { at: start, shift: line + Math.max(0, whole.lastIndexOf(content)) };
				}
				const end = line + (isLast && !content.endsWith('\n') ? trimmedLength(whole, content) : whole.length);
				const length = (isLast ? content.length : starts[i + 1]! - 1) - start;
				return { at: start, shift: end - length - start };
			}),
		);
	}

	/** The same for a cell of a markdown table, in which a backslash before a pipe is left out. */
	private mapCell(cell: Stretch): (offset: number) => number {
		const { from, to } = trimmed(this.source, cell);
		const shifts = [{ at: 0, shift: from }];
		for (let at = this.source.indexOf('\\|', from); at >= 0 && at < to; at = this.source.indexOf('\\|', at + 2)) {
			shifts.push({ at: at - from - (shifts.length - 1), shift: from + shifts.length });
		}
		return shifted(shifts);
	}
}

/** A mapping of offsets that is a shift from each place on; the places ascend. */
function shifted(shifts: readonly { readonly at: number; readonly shift: number }[]): (offset: number) => number {
	return (offset) => {
		return offset + (shifts[lastPlace(shifts.length, (index) => shifts[index]!.at, offset)]?.shift ?? 0);
	};
}

function lineStarts(text: string): number[] {
	const starts = [0];
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
		starts.push(at + 1);
	}
	return starts;
}

/** The length of a block's last line without the blanks that its text has lost; a block of HTML has lost none. */
function trimmedLength(line: string, content: string): number {
	return line.endsWith(content.slice(content.lastIndexOf('\n') + 1)) ? line.length : trimmed(line, { from: 0, to: line.length }).to;
}

function trimmed(text: string, { from, to }: Stretch): Stretch {
	while (from < to && /\s/.test(text[from]!)) {
		from++;
	}
	while (to > from && /\s/.test(text[to - 1]!)) {
		to--;
	}
	return { from, to };
}

/** The cells of a table's row, as markdown-it splits it. */
function splitRow(source: string, from: number, to: number): Stretch[] {
	const row = trimmed(source, { from, to });
	const cells: Stretch[] = [];
	let start = row.from;
	for (let at = source.indexOf('|', row.from); at >= 0 && at < row.to; at = source.indexOf('|', at + 1)) {
		if (at === row.from || source[at - 1] !== '\\') {
			cells.push({ from: start, to: at });
			start = at + 1;
		}
	}
	cells.push({ from: start, to: row.to });
	const isEmpty = (cell: Stretch | undefined) => cell?.from === cell?.to;
	return cells.slice(isEmpty(cells[0]) ? 1 : 0, cells.length > 1 && isEmpty(cells.at(-1)) ? -1 : undefined);
}

/** Where text is not read as text: listings, formulas, tags, and where links lead. */
function coveredStretches(found: readonly Found[]): Stretch[] {
	return found
		.flatMap((each): Stretch[] => {
			switch (each.kind) {
				case 'link':
				case 'image':
					return [{ from: each.labelTo, to: each.to }];
				case 'code':
				case 'math':
				case 'tag':
				case 'autolink':
					return [each];
				default:
					return [];
			}
		})
		.sort((a, b) => a.from - b.from);
}

/** Whether a place is covered; the places that are asked for ascend. */
function coverage(covered: readonly Stretch[]): (at: number) => boolean {
	let next = 0;
	let until = 0;
	return (at) => {
		while (next < covered.length && covered[next]!.from <= at) {
			until = Math.max(until, covered[next]!.to);
			next++;
		}
		return at < until;
	};
}

/**
 * What an older or another viewer may take for the beginning of a block: viewers agree on what a whole tag is, and less on which beginnings of one
 * make a line HTML.
 */
function lineBeginnings(content: string, covered: readonly Stretch[]): Found[] {
	const isCovered = coverage(covered);
	return lineStarts(content).flatMap((start): Found[] => {
		let at = start;
		while (content[at] === ' ' || content[at] === '\t') {
			at++;
		}
		if (isCovered(at)) {
			return [];
		}
		if (isMarkupStart(content, at)) {
			return [{ kind: 'markup', from: at, to: at + 1 }];
		}
		return content.startsWith(':::', at) && /^:+\s*mermaid/i.test(content.slice(at, at + 200))
			? [{ kind: 'diagram', from: at, to: at, insert: '\\' }]
			: [];
	});
}

/** Addresses that the preview makes links of by itself and that do not lead to the web: `ftp://host`, `//host.name`. */
function addresses(content: string, covered: readonly Stretch[]): Found[] {
	const isCovered = coverage(covered);
	const found: Found[] = [];
	const isPart = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
	for (let at = content.indexOf('//'); at >= 0; at = content.indexOf('//', at + 2)) {
		const before = content.slice(Math.max(0, at - 32), at);
		const [scheme = ''] = /[A-Za-z\d+.-]*ftp:$/i.exec(before) ?? [];
		const isFtp = scheme !== '';
		if (isCovered(at) || (!isFtp && (isPart(before.at(-1)) || before.endsWith(':')))) {
			continue;
		}
		const [rest = ''] = /^\S*/.exec(content.slice(at + 2, at + 2002)) ?? [];
		if (isFtp || rest.includes('.') || /localhost/i.test(rest)) {
			const [host = ''] = /^[^<>|`*_~[\]()"'\\$!]*/.exec(rest) ?? [];
			found.push({ kind: 'address', from: at - scheme.length, to: at + 2 + host.length });
		}
	}
	return found;
}

/** Whether HTML may begin at a `<`. */
function isMarkupStart(text: string, at: number): boolean {
	return text[at] === '<' && /[A-Za-z/!?]/.test(text[at + 1] ?? '');
}

/** The tag that begins at a `<`, if it may stay in one way or another, and where it ends. */
function tagAt(text: string, at: number, env: ParseEnv): { readonly tag: HtmlTag; readonly to: number } | undefined {
	if (!/[A-Za-z/]/.test(text[at + 1] ?? '')) {
		return undefined;
	}
	const next = text.indexOf('<', at + 1);
	const window = text.slice(at, Math.min(next < 0 ? text.length : next, at + longestTag));
	// A `>` may stand in an attribute.
	for (let end = window.indexOf('>'), tries = 0; end >= 0 && tries < 4; end = window.indexOf('>', end + 1), tries++) {
		const tag = judged(window.slice(0, end + 1), env);
		if (tag) {
			return { tag, to: at + end + 1 };
		}
	}
	return undefined;
}

function judged(source: string, { judged: known }: ParseEnv): HtmlTag | undefined {
	if (!known.has(source)) {
		known.set(source, judgeTag(source));
	}
	return known.get(source);
}

function createParser({ math, bareLinks }: Reading, { definitions = false } = {}): Parser {
	const md = new MarkdownIt({ html: true, linkify: bareLinks });
	md.validateLink = () => true;
	md.core.ruler.enableOnly(['normalize', 'block']);
	// What is set in bold and the like makes no difference here.
	md.inline.ruler.disable(['emphasis', 'strikethrough']);
	md.inline.ruler2.disable(['balance_pairs', 'emphasis', 'strikethrough', 'fragments_join']);
	if (math) {
		useMath(md, (state, from, to) => recorderOf(state).add({ kind: 'math', from, to }));
	}
	if (!definitions) {
		wrapBlock(md, 'reference', withoutEffect);
	}
	wrapBlock(md, 'table', noteRows);
	wrapInline(md, 'link', noteLink);
	wrapInline(md, 'image', noteImage);
	wrapInline(md, 'autolink', noteAutolink);
	wrapInline(md, 'html_inline', noteHtml);
	wrapInline(md, 'backticks', noteCode);
	wrapInline(md, 'escape', noteEscape);
	wrapInline(md, 'entity', noteEscape);
	return md;
}

function wrapInline(md: Parser, name: string, wrap: (original: InlineRule) => InlineRule): void {
	md.inline.ruler.at(name, wrap(md.inline.ruler.__rules__[md.inline.ruler.__find__(name)]!.fn));
}

function wrapBlock(md: Parser, name: string, wrap: (original: BlockRule) => BlockRule): void {
	const rule = md.block.ruler.__rules__[md.block.ruler.__find__(name)]!;
	md.block.ruler.at(name, wrap(rule.fn), { alt: rule.alt });
}

function envOf(state: { readonly env: Env }): ParseEnv {
	return state.env as ParseEnv;
}

function recorderOf(state: { readonly env: Env }): Recorder {
	return envOf(state).recorder;
}

/** Definitions of links are found, and no link has one. */
function withoutEffect(original: BlockRule): BlockRule {
	return (state, startLine, endLine, silent) => {
		const is = original(state, startLine, endLine, silent);
		delete state.env.references;
		return is;
	};
}

/** Keeps where each row of a table begins, behind what makes a list or a quote of it. */
function noteRows(original: BlockRule): BlockRule {
	return (state, startLine, endLine, silent) => {
		if (!original(state, startLine, endLine, silent)) {
			return false;
		}
		for (let line = startLine; !silent && line < state.line; line++) {
			envOf(state).rowStarts.set(line, state.bMarks[line]! + state.tShift[line]!);
		}
		return true;
	};
}

/** The address of the link or image that a rule has just pushed. */
function addressOf(tokens: readonly Token[], before: number, type: string, attribute: string): string {
	return String(
		tokens
			.slice(before, before + 2)
			.find((token) => token.type === type)
			?.attrGet(attribute) ?? '',
	);
}

function noteLink(original: InlineRule): InlineRule {
	return (state, silent) => {
		const { pos: from } = state;
		if (state.src[from] !== '[') {
			return false;
		}
		if (state.level > mostLevels) {
			throw new TooDeep();
		}
		if (silent) {
			return original(state, true);
		}
		const labelTo = state.md.helpers.parseLinkLabel(state, from, true);
		const before = state.tokens.length;
		if (labelTo < 0 || !original(state, false)) {
			return false;
		}
		recorderOf(state).add({ kind: 'link', from, to: state.pos, labelTo, url: addressOf(state.tokens, before, 'link_open', 'href') });
		return true;
	};
}

function noteImage(original: InlineRule): InlineRule {
	return (state, silent) => {
		const { pos: from } = state;
		if (!state.src.startsWith('![', from)) {
			return false;
		}
		if (state.level > mostLevels) {
			throw new TooDeep();
		}
		if (silent) {
			return original(state, true);
		}
		const recorder = recorderOf(state);
		const labelTo = state.md.helpers.parseLinkLabel(state, from + 1, false);
		const before = state.tokens.length;
		if (labelTo < 0 || !recorder.aside(() => original(state, false))) {
			return false;
		}
		recorder.add({ kind: 'image', from, to: state.pos, labelTo, url: addressOf(state.tokens, before, 'image', 'src') });
		return true;
	};
}

function noteAutolink(original: InlineRule): InlineRule {
	return (state, silent) => {
		const { pos: from } = state;
		const before = state.tokens.length;
		if (!original(state, silent)) {
			return false;
		}
		if (!silent) {
			recorderOf(state).add({ kind: 'autolink', from, to: state.pos, url: addressOf(state.tokens, before, 'link_open', 'href') });
		}
		return true;
	};
}

/** HTML that may not stay is read as the text that it becomes. */
function noteHtml(original: InlineRule): InlineRule {
	return (state, silent) => {
		const { pos: from, src } = state;
		if (!isMarkupStart(src, from)) {
			return false;
		}
		const isTag = /[A-Za-z/]/.test(src[from + 1]!);
		const to = isTag ? endOfTag(original, state) : from + 1;
		if (to === undefined) {
			return false;
		}
		const content = src.slice(from, to);
		const tag = isTag ? judged(content, envOf(state)) : undefined;
		if (!tag) {
			if (!silent) {
				recorderOf(state).add({ kind: 'markup', from, to: from + 1 });
			}
			return false;
		}
		if (!silent) {
			state.push('html_inline', '', 0).content = content;
			if (tag.kind === 'element' && tag.name === 'a') {
				state.linkLevel += tag.end ? -1 : 1;
			}
			recorderOf(state).add({ kind: 'tag', tag, inBlock: false, from, to });
		}
		state.pos = to;
		return true;
	};
}

/**
 * Where the tag ends that begins here, if it is one for markdown. A longer one is none that may stay, and is looked at no further, so that the time
 * is linear.
 */
function endOfTag(original: InlineRule, state: StateInline): number | undefined {
	const { pos, src } = state;
	if (envOf(state).lastEnd?.src !== src) {
		envOf(state).lastEnd = { src, at: src.lastIndexOf('>') };
	}
	const longer = envOf(state).lastEnd!.at >= pos + longestTag ? pos + 1 : undefined;
	if (!src.slice(pos, pos + longestTag).includes('>')) {
		return longer;
	}
	state.src = src.slice(0, pos + longestTag);
	const isTag = original(state, true);
	const { pos: end } = state;
	state.src = src;
	state.pos = pos;
	return isTag ? end : longer;
}

function noteCode(original: InlineRule): InlineRule {
	return (state, silent) => {
		const { pos: from } = state;
		const before = state.tokens.length;
		if (!original(state, silent)) {
			return false;
		}
		if (!silent && state.tokens.length > before && state.tokens.at(-1)!.type === 'code_inline') {
			recorderOf(state).add({ kind: 'code', from, to: state.pos });
		}
		return true;
	};
}

const escapesOfInterest = new Set(['(', ')', '[', ']', '/', ':']);

function noteEscape(original: InlineRule): InlineRule {
	return (state, silent) => {
		const { pos: from } = state;
		const before = state.tokens.length;
		if (!original(state, silent)) {
			return false;
		}
		const sign = state.tokens.at(-1)?.content ?? '';
		if (!silent && state.tokens.length > before && escapesOfInterest.has(sign)) {
			recorderOf(state).add({ kind: 'escape', sign, from, to: state.pos });
		}
		return true;
	};
}

/** An address as the parser hands it out. */
export function normalizedUrl(url: string): string {
	return parsers[0]![0]!.normalizeLink(url);
}
