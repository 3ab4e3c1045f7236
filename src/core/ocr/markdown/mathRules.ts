import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/**
 * Makes markdown-it find math between dollar signs as VS Code's preview does (`@vscode/markdown-it-katex`, without its options for bare blocks and
 * for math in HTML). Both must agree on what is math and what is text. `onMath` gets the place of each formula in the inline text.
 */
export function useMath(md: MarkdownIt, onMath: (state: StateInline, from: number, to: number) => void): void {
	md.inline.ruler.after('escape', 'math_inline', (state, silent) => inlineMath(state, silent, onMath));
	md.inline.ruler.after('escape', 'math_inline_block', (state, silent) => displayMath(state, silent, onMath));
	md.block.ruler.after('blockquote', 'math_block', mathBlock, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
}

type OnMath = Parameters<typeof useMath>[1];

function inlineMath(state: StateInline, silent: boolean, onMath: OnMath): boolean {
	const { src, pos } = state;
	if (src[pos] !== '$') {
		return false;
	}
	const last = state.tokens.at(-1);
	if (last?.type === 'html_inline' && isTagWithAttributes(last.content)) {
		return false;
	}
	const literal = (end: number, text: string) => takeLiteral(state, silent, end, text);
	const before = src[pos - 1];
	if (before === '$' || before === '\\' || (before !== undefined && !/^\s$/u.test(before) && isWord(before))) {
		return literal(pos + 1, '$');
	}
	const close = findClosing(src, '$', pos + 1);
	if (close < 0) {
		return literal(pos + 1, '$');
	}
	if (close === pos + 1) {
		return literal(pos + 2, '$$');
	}
	const after = src[close + 1];
	if (after === '$' || (after !== undefined && isWord(after))) {
		return literal(pos + 1, '$');
	}
	if (!silent) {
		state.push('math_inline', 'math', 0);
		onMath(state, pos, close + 1);
	}
	state.pos = close + 1;
	return true;
}

function displayMath(state: StateInline, silent: boolean, onMath: OnMath): boolean {
	const { src, pos } = state;
	if (!src.startsWith('$$', pos)) {
		return false;
	}
	const literal = (end: number, text: string) => takeLiteral(state, silent, end, text);
	const isDelimiter = (at: number) => src[at - 1] !== '$' && src[at - 1] !== '\\' && src[at + 2] !== '$';
	if (!isDelimiter(pos)) {
		return literal(pos + 2, '$$');
	}
	const close = findClosing(src, '$$', pos + 2);
	if (close < 0) {
		return literal(pos + 2, '$$');
	}
	if (close === pos + 2) {
		return literal(pos + 4, '$$$$');
	}
	if (!isDelimiter(close)) {
		return literal(pos + 2, '$$');
	}
	if (!silent) {
		state.push('math_block', 'math', 0);
		onMath(state, pos, close + 2);
	}
	state.pos = close + 2;
	return true;
}

/** Adds the characters up to `end` as plain text. */
function takeLiteral(state: StateInline, silent: boolean, end: number, text: string): true {
	if (!silent) {
		state.pending += text;
	}
	state.pos = end;
	return true;
}

/** The next `mark` that is not escaped by a backslash, or -1. */
function findClosing(src: string, mark: string, from: number): number {
	for (let at = src.indexOf(mark, from); at >= 0; at = src.indexOf(mark, at + mark.length)) {
		let backslashes = 0;
		while (src[at - 1 - backslashes] === '\\') {
			backslashes++;
		}
		if (backslashes % 2 === 0) {
			return at;
		}
	}
	return -1;
}

function mathBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const startOf = (line: number) => state.bMarks[line]! + state.tShift[line]!;
	const first = state.src.slice(startOf(startLine), state.eMarks[startLine]);
	if (!first.startsWith('$$')) {
		return false;
	}
	const rest = first.slice(2);
	const marks = rest.split('$$').length - 1;
	const isWhole = marks === 1 && rest.endsWith('$$');
	if (marks > 1) {
		return false;
	}
	if (silent) {
		return true;
	}
	let line = startLine;
	for (let closed = isWhole; !closed;) {
		line++;
		if (line >= endLine || (startOf(line) < state.eMarks[line]! && state.tShift[line]! < state.blkIndent)) {
			break;
		}
		closed = state.src.slice(startOf(line), state.eMarks[line]).trim().includes('$$');
	}
	state.line = line + 1;
	const token = state.push('math_block', 'math', 0);
	token.block = true;
	token.map = [startLine, Math.min(state.line, endLine)];
	token.markup = '$$';
	return true;
}

function isWord(character: string): boolean {
	return /^\w$/.test(character);
}

/** Whether a tag has attributes; the preview does not find math right behind such a tag. */
function isTagWithAttributes(tag: string): boolean {
	return tag.length >= 5 && isWord(tag[1]!) && tag.at(-2) !== '/' && !tag.slice(2, -2).includes('\n');
}
