import type { MarkdownIt as Parser, Token } from 'markdown-it';
import type { ParseEnv } from './recordingParser.ts';
import type { Found, Stretch } from './sourceMap.ts';
import { coverage, lineStarts, shifted, trimmed } from './stretches.ts';
import { isMarkupStart, tagAt } from './tagsInText.ts';

/** Reads the tokens of blocks and their inline text. */
export class TokenReader {
	/** The findings in the order of the tokens, with offsets in the source. */
	readonly found: Found[] = [];
	/** Stretches that are parsed as HTML. */
	readonly html: Stretch[] = [];
	/** The remaining cells of the table row that is being read. */
	private cells: Iterator<Stretch> | undefined;

	constructor(
		private readonly source: string,
		private readonly lines: readonly number[],
		private readonly parser: Parser,
		private readonly env: ParseEnv,
	) {}

	/** Adds the content of a token to `found` and `html`. */
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
			const tag = tagAt(content, at, this.env.judged);
			if (tag) {
				this.found.push({ kind: 'tag', tag: tag.tag, inBlock: true, from: toSource(at), to: toSource(tag.to - 1) + 1 });
			} else if (isMarkupStart(content, at)) {
				this.found.push({ kind: 'markup', from: toSource(at), to: toSource(at) + 1 });
			}
			at = content.indexOf('<', tag?.to ?? at + 1);
		}
		for (let at = content.indexOf('!['); at >= 0; at = content.indexOf('![', at + 2)) {
			// Bounded, so that it takes linear time.
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
	 * Maps offsets of a block's text to the source. Each of its lines is the end of a source line, after the markers of lists and quotes; blanks and
	 * the closing `#` of a heading are missing at the end of the last line.
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

	/** The same for a cell of a markdown table, whose text has no backslash before a pipe. */
	private mapCell(cell: Stretch): (offset: number) => number {
		const { from, to } = trimmed(this.source, cell);
		const shifts = [{ at: 0, shift: from }];
		for (let at = this.source.indexOf('\\|', from); at >= 0 && at < to; at = this.source.indexOf('\\|', at + 2)) {
			shifts.push({ at: at - from - (shifts.length - 1), shift: from + shifts.length });
		}
		return shifted(shifts);
	}
}

/** The length of a block's last line without the blanks that are missing in its text; a block of HTML has all of them. */
function trimmedLength(line: string, content: string): number {
	return line.endsWith(content.slice(content.lastIndexOf('\n') + 1)) ? line.length : trimmed(line, { from: 0, to: line.length }).to;
}

/** The cells of a table row, split as markdown-it does. */
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

/** The stretches that are not plain text: listings, formulas, tags, and link targets. */
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

/**
 * Beginnings of lines that some viewers may take for HTML: viewers agree on what a whole tag is, but less on which incomplete ones make a line HTML.
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

/** Addresses that the preview turns into links by itself and that do not lead to the web: `ftp://host`, `//host.name`. */
function addresses(content: string, covered: readonly Stretch[]): Found[] {
	const isCovered = coverage(covered);
	const found: Found[] = [];
	const isPart = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
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
