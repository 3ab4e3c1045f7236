import { type Span, withText } from '../lines/line.ts';
import type { Typography } from '../lines/typography.ts';

const superscripts: Readonly<Record<string, string>> = mapping('0123456789+-=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ');
const subscripts: Readonly<Record<string, string>> = mapping('0123456789+-=()', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎');

/** Which styles of a text are marked. */
export type Emphasis = Pick<Typography, 'boldIsRare' | 'italicIsRare' | 'monoIsRare'>;

/** For headings, where all of the text has one style. */
export const noEmphasis: Emphasis = { boldIsRare: false, italicIsRare: false, monoIsRare: false };

/**
 * Writes the text of a paragraph as markdown on one line. Characters with a meaning in markdown are escaped; styles and links are marked where
 * markdown can.
 *
 * @param inCell escapes each dollar sign of the text, as others may be in other cells
 */
export function inlineMarkdown(spans: readonly Span[], emphasis: Emphasis, inCell = false): string {
	const plain = spans.map(({ text }) => text).join('');
	const dollars = inCell || (plain.match(/\$/g) ?? []).length > (spans.some(({ latex }) => latex) ? 0 : 1);
	const parts = links(spans).map(({ url, spans: linked }) => {
		const text = styled(linked, emphasis, dollars, plain);
		return url === undefined ? text : linkMarkdown(text, linked.map((span) => span.text).join(''), url);
	});
	return withoutLeaders(parts.join(''), inCell).replace(/\s+/g, ' ').trim();
}

/** Escapes the start of a block's text that markdown would take for another kind of block. */
export function escapeBlockStart(markdown: string): string {
	return markdown
		.replace(/^(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|={2,}\s*$|-{2,}\s*$|~{3,}|:{3,})/, '\\$1')
		.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** Escapes what markdown would take for marks. `before` and `after` are the texts around it. */
function escapeText(text: string, dollars = false, before = '', after = ''): string {
	const whole = before + text + after;
	const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
	const escaped = text.replace(/[\\`*_]/g, (character, index: number) => {
		const place = before.length + index;
		return character === '_' && isLetter(whole[place - 1]) && isLetter(whole[place + 1]) ? character : `\\${character}`;
	});
	return escapeBrackets(escaped, after)
		.replace(/(?:\\_){5,}/g, '\\_\\_\\_\\_')
		.replace(/<(?=[a-z/!?])/gi, '\\<')
		.replace(/&(?=(?:[a-z]+|#\d+|#x[\da-f]+);)/gi, '\\&')
		.replace(/~(?=~)/g, '\\~')
		.replace(/\$/g, dollars ? '\\$' : '$$');
}

/**
 * Escapes brackets that markdown would take for a link, a link definition or a footnote, however nested, so that text in parentheses after them stays
 * visible.
 */
function escapeBrackets(text: string, after: string): string {
	const open: number[] = [];
	const escaped = new Set<number>();
	for (let at = 0; at < text.length; at++) {
		if (text[at] === '[') {
			open.push(at);
			if (text[at + 1] === '^') {
				escaped.add(at);
			}
		} else if (text[at] === ']') {
			const opening = open.pop();
			const next = at + 1 < text.length ? text[at + 1] : after[0];
			if (next === '(' || next === ':') {
				escaped.add(opening ?? at);
			}
		}
	}
	return escaped.size === 0
		? text
		: Array.from(text.split(''), (character, at) => (escaped.has(at) ? `\\${character}` : character)).join('');
}

/** The text without the dots that lead to a number at the right edge. Three dots at the end of a text are its own, but those of a cell may lead to the next one. */
export function withoutLeaders(text: string, inCell: boolean): string {
	const kept = text.endsWith(' ...') && !inCell ? text : text.replace(/\s+(?:\.\s?){2,}\s*$|\s*(?:\.\s?){5,}\s*$/, '');
	return kept.replace(/\s*(?:\.\s?){5,}\s*|(?:\s\.){2,}\s+(?=(?:\d{1,4}|[ivxlc]+)\W*$)|(?:\s\.){1,4}\s…\s/g, ' … ');
}

/** Groups neighbouring spans with the same link; only web and mail addresses are links. */
export function links(spans: readonly Span[]): { url: string | undefined; spans: Span[] }[] {
	const groups: { url: string | undefined; spans: Span[] }[] = [];
	for (const span of spans) {
		const url = span.url !== undefined && /^(?:https?:|mailto:)/i.test(span.url) ? span.url : undefined;
		const last = groups.at(-1);
		if (last && last.url === url) {
			last.spans.push(span);
		} else {
			groups.push({ url, spans: [span] });
		}
	}
	return groups;
}

function linkMarkdown(text: string, plain: string, url: string): string {
	const shown = plain.replace(/\s+/g, '').replace(/[.,;]$/, '');
	const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:)(?:www\.)?|\/$/gi, '').toLowerCase();
	if (bare(shown) === bare(url) || /[[\]`]/.test(text) || !text.trim()) {
		// Viewers make a link of a bare address.
		return text;
	}
	// Punctuation next to a link is not part of it, nor is a bracket whose partner is outside.
	const opening = text.includes(')') ? '' : '(';
	const closing = text.includes('(') ? '' : ')';
	const [, before = '', core = '', after = ''] = new RegExp(`^([\\s${opening}]*)(.*?)([.,;:!?${closing}]*\\s*)$`, 'su').exec(text)!;
	const target = url.replace(/[\s()<>]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
	return `${before}[${core}](${target})${after}`;
}

function styled(spans: readonly Span[], emphasis: Emphasis, dollars: boolean, plain: string): string {
	return mergeSpans(spans, emphasis)
		.map((span, i, all) => {
			const before = all[i - 1]?.text.slice(-1) ?? '';
			const after = all[i + 1]?.text.slice(0, 1) ?? '';
			return marked(span, before, after, dollars && plain.includes('$'));
		})
		.join('');
}

/** Merges neighbouring spans whose differences are not shown. */
export function mergeSpans(spans: readonly Span[], { boldIsRare, italicIsRare, monoIsRare }: Emphasis): Span[] {
	const merged: Span[] = [];
	for (const span of spans) {
		const { text, font, struck, inserted, script: scripted, url, latex } = span;
		const [bold, italic, mono] = [span.bold && boldIsRare, span.italic && italicIsRare, span.mono && monoIsRare];
		const shown = { text, font, bold, italic, mono, struck, inserted, script: scripted, url, latex };
		const last = merged.at(-1);
		const blank = !/\S/.test(span.text);
		if (
			last &&
			last.latex === undefined &&
			span.latex === undefined &&
			(blank ||
				(last.bold === shown.bold &&
					last.italic === shown.italic &&
					last.mono === shown.mono &&
					last.struck === shown.struck &&
					last.inserted === shown.inserted &&
					last.script === shown.script))
		) {
			merged[merged.length - 1] = withText(last, last.text + span.text);
		} else {
			merged.push(shown);
		}
	}
	return merged;
}

function marked(span: Span, before: string, after: string, dollars: boolean): string {
	const [, lead = '', core = '', trail = ''] = /^(\s*)(.*?)(\s*)$/su.exec(span.text)!;
	if (span.latex !== undefined) {
		return `${lead}$${span.latex}$${trail}`;
	}
	if (span.script) {
		return lead + script(core, span.script) + trail;
	}
	// Markdown does not take a mark next to a letter, or one with punctuation inside and a letter outside.
	const clean =
		/[\p{L}\p{N}]/u.test(core) &&
		(lead !== '' || !/[\p{L}\p{N}*_`\\]/u.test(before)) &&
		(trail !== '' || !/[\p{L}\p{N}*_`\\]/u.test(after));
	if (span.mono && clean && !core.includes('`')) {
		return `${lead}\`${core}\`${trail}`;
	}
	const text = escapeText(core, dollars, lead ? '' : before, trail ? '' : after);
	const mark = clean ? (span.struck ? '~~' : '') + (span.bold ? '**' : '') + (span.italic ? '*' : '') : '';
	const whole = mark + text + Array.from(mark).reverse().join('');
	// Markdown has no mark for inserted text.
	return lead + (span.inserted ? `<ins>${whole}</ins>` : whole) + trail;
}

function script(text: string, kind: 'super' | 'sub'): string {
	const table = kind === 'super' ? superscripts : subscripts;
	const characters = Array.from(text).map((character) => table[character] ?? (/\s/.test(character) ? character : undefined));
	if (characters.every((character) => character !== undefined)) {
		return characters.join('');
	}
	// Marks such as † and * are raised by their design.
	return /[\p{L}\p{N}]/u.test(text)
		? `<${kind === 'super' ? 'sup' : 'sub'}>${escapeText(text)}</${kind === 'super' ? 'sup' : 'sub'}>`
		: escapeText(text);
}

function mapping(from: string, to: string): Record<string, string> {
	const targets = Array.from(to);
	return Object.fromEntries(Array.from(from, (character, i) => [character, targets[i]!]));
}
