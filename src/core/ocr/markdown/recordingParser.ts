import MarkdownIt, { type Env, type MarkdownIt as Parser, type StateBlock, type StateInline, type Token } from 'markdown-it';
import { longestTag } from './htmlTags.ts';
import { useMath } from './mathRules.ts';
import { type Found, TooDeep } from './sourceMap.ts';
import { type JudgedTags, isMarkupStart, judged } from './tagsInText.ts';

/** Records what the parser finds in an inline text. */
export class Recorder {
	/** Offsets in the inline text. */
	found: Found[] = [];
	private muted = 0;

	/** Records a finding, unless another text is being parsed. */
	add(found: Found): void {
		if (this.muted === 0) {
			this.found.push(found);
		}
	}

	/** Runs `work` without recording, because its offsets belong to another text. */
	aside<T>(work: () => T): T {
		this.muted++;
		try {
			return work();
		} finally {
			this.muted--;
		}
	}
}

/** What the rules share while a source is parsed. */
export interface ParseEnv extends Env {
	readonly recorder: Recorder;
	readonly judged: JudgedTags;
	/** The position of the last `>` in the text that is being parsed. */
	lastEnd?: { readonly src: string; readonly at: number };
	/** Where table rows begin in the source, by line. */
	readonly rowStarts: Map<number, number>;
}

type InlineRule = (state: StateInline, silent: boolean) => boolean;

type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;

/** How a viewer differs in reading markdown. */
export interface Reading {
	/** Math between dollar signs. */
	readonly math: boolean;
	/** Bare addresses as links, with all characters that can be part of one. */
	readonly bareLinks: boolean;
}

/** The deepest nesting; viewers differ in what they do with more. */
export const mostLevels = 60;

/**
 * Creates a markdown-it parser that records its findings in the `recorder` of its environment, a `ParseEnv`. `definitions`: whether link definitions
 * have an effect.
 */
export function createParser({ math, bareLinks }: Reading, { definitions = false } = {}): Parser {
	const md = new MarkdownIt({ html: true, linkify: bareLinks });
	md.validateLink = () => true;
	md.core.ruler.enableOnly(['normalize', 'block']);
	// Emphasis makes no difference here.
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

/** Finds link definitions, but without an effect on links. */
function withoutEffect(original: BlockRule): BlockRule {
	return (state, startLine, endLine, silent) => {
		const is = original(state, startLine, endLine, silent);
		delete state.env.references;
		return is;
	};
}

/** Records where each table row begins, after the markers of lists and quotes. */
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
function addressOf(pushed: readonly Token[], type: string, attribute: string): string {
	return String(
		pushed
			.slice(0, 2)
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
		recorderOf(state).add({ kind: 'link', from, to: state.pos, labelTo, url: addressOf(state.tokens.slice(before), 'link_open', 'href') });
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
		recorder.add({ kind: 'image', from, to: state.pos, labelTo, url: addressOf(state.tokens.slice(before), 'image', 'src') });
		return true;
	};
}

/** A rule that records what `note` returns for the tokens that the original rule has pushed. */
function noting(original: InlineRule, note: (state: StateInline, from: number, pushed: readonly Token[]) => Found | undefined): InlineRule {
	return (state, silent) => {
		const { pos: from } = state;
		const before = state.tokens.length;
		if (!original(state, silent)) {
			return false;
		}
		const found = silent ? undefined : note(state, from, state.tokens.slice(before));
		if (found) {
			recorderOf(state).add(found);
		}
		return true;
	};
}

function noteAutolink(original: InlineRule): InlineRule {
	return noting(original, ({ pos: to }, from, pushed) => ({ kind: 'autolink', from, to, url: addressOf(pushed, 'link_open', 'href') }));
}

/** Parses HTML that is not allowed as the text that it becomes. */
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
		const tag = isTag ? judged(content, envOf(state).judged) : undefined;
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
 * Where the tag that begins here ends, if markdown sees one. A longer tag is not allowed anyway and is not read further, so that it takes linear
 * time.
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
	return noting(original, ({ pos: to }, from, pushed) => (pushed.at(-1)?.type === 'code_inline' ? { kind: 'code', from, to } : undefined));
}

const escapesOfInterest = new Set(['(', ')', '[', ']', '/', ':']);

function noteEscape(original: InlineRule): InlineRule {
	return noting(original, ({ pos: to }, from, pushed) => {
		const sign = pushed.at(-1)?.content ?? '';
		return escapesOfInterest.has(sign) ? { kind: 'escape', sign, from, to } : undefined;
	});
}
