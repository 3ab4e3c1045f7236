import { joinedFormulas } from '../math/joinedFormulas.ts';
import { type Line, type Span, isAlike, withText } from './line.ts';
import type { Typography } from './typography.ts';

/** Scripts that break lines anywhere and have no spaces between words. */
export const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u;
const hangul = /\p{Script=Hangul}/u;

/** What a document's own words tell about its line breaks. */
export type Words = Pick<Typography, 'vocabulary' | 'linesEndWithSpaces' | 'hangul'>;

/** Joins consecutive lines to one text, and divided words to whole ones. */
export function joinLines(lines: readonly Line[], words: Words): Span[] {
	const spans: Span[] = [];
	lines.forEach((line, i) => {
		const before = lines[i - 1];
		if (before) {
			const { drop, add } = seam(before, line, words);
			const last = spans.pop()!;
			const kept = last.text.trimEnd();
			spans.push(withText(last, (drop ? kept.slice(0, -1) : kept) + add));
		}
		for (const span of line.spans) {
			const last = spans.at(-1);
			if (last && isAlike(last, span)) {
				spans[spans.length - 1] = withText(last, last.text + span.text);
			} else {
				spans.push(span);
			}
		}
	});
	return joinedFormulas(spans);
}

/** How two lines are joined: whether the last character of the first is dropped, and what is inserted. */
function seam(before: Line, line: Line, words: Words) {
	const { vocabulary } = words;
	const end = before.text.trimEnd();
	const start = line.text.trimStart();
	const first = end.slice(-1);
	const next = start.slice(0, 1);
	const keep = { drop: false, add: '' };

	const ofAddress = seamOfLink(before, line) ?? (isDividedAddress(end, start) ? keep : undefined);
	if (ofAddress) {
		return ofAddress;
	}
	const head = /([\p{L}\p{M}]+)[-‐]$/u.exec(end)?.[1];
	const tail = /^[\p{L}\p{M}]+/u.exec(start)?.[0];
	if (head && tail) {
		if (isSuspended(head, start, vocabulary)) {
			return { drop: false, add: ' ' };
		}
		// A compound that already has a hyphen keeps the next one, and so does one that goes on with a short word: "state-of-the-art".
		const compound = /[\p{L}\p{M}][-‐][\p{L}\p{M}]+[-‐]$/u.test(end) || shortPart.test(start);
		return !compound && isDivided(head, tail, vocabulary) ? { drop: true, add: '' } : keep;
	}
	// Number ranges, codes and addresses that were broken after a dash or a slash.
	if (/[\p{L}\p{N}][-‐‑–/]$/u.test(end) && /^[\p{L}\p{N}]/u.test(start) && /\d|:\/\/|\/$/.test(end.slice(end.lastIndexOf(' ') + 1))) {
		return keep;
	}
	// Dashes without a space before them have none after them either.
	if (/[\p{L}\p{N}][–—]$/u.test(end)) {
		return keep;
	}
	if (/:\/\/$|@$/.test(end)) {
		return keep;
	}
	if (unspaced.test(first) && unspaced.test(next)) {
		return keep;
	}
	if (hangul.test(first) && hangul.test(next)) {
		return isBrokenWord(end, start, before, words) ? keep : { drop: false, add: ' ' };
	}
	return { drop: false, add: ' ' };
}

/** How a divided address goes on, as the link over both of its parts says; undefined where there is none. */
function seamOfLink(before: Line, line: Line): { readonly drop: boolean; readonly add: '' } | undefined {
	const { url, text } = before.spans.at(-1)!;
	const next = line.spans[0]!;
	const head = url !== undefined && next.url === url ? /[\p{L}\p{N}/]\S*$/u.exec(text.trimEnd())?.[0] : undefined;
	const tail = /^[^\s()[\]<>,;]+/.exec(next.text.trimStart())?.[0].replace(/[.:]$/, '');
	if (!url || !head || !tail || !/[./:?=&_%#]/.test(head + tail)) {
		return undefined;
	}
	const drop = head.endsWith('-') && url.includes(head.slice(0, -1) + tail);
	return drop || url.includes(head + tail) ? { drop, add: '' } : undefined;
}

/** Whether an address was broken behind one of its characters, to which nothing is added there: a hyphen is its own. */
function isDividedAddress(end: string, start: string): boolean {
	const word = end.slice(end.lastIndexOf(' ') + 1);
	return /:\/\/|^www\./i.test(word) && /[-‐_/&=?%~+#]$/.test(word) && /^[\p{L}\p{N}]/u.test(start);
}

/** A short word within a compound, English or French, with its hyphens: "state-of-the-art", "Châlons-en-Champagne". */
const shortPart = /^(?:of|in|to|the|and|on|at|by|up|off|out|for|or|as|en|de|la|le|les|sur|sous)[-‐]\p{L}/u;

/** Words between two compounds that share their last part: "Vor- und Nachteile", "pre- and post-war". */
const conjunction = /^(and|or|und|oder|bzw|sowie|och|eller|og|of|en|to)(?![\p{L}\p{M}\p{N}'’-])/u;

/** Whether a hyphen stands for the part of a compound that the next one says: before a conjunction of the document's language. */
function isSuspended(head: string, start: string, vocabulary: ReadonlySet<string>): boolean {
	const word = conjunction.exec(start)?.[1];
	if (!word || vocabulary.has(head.toLowerCase() + word)) {
		return false;
	}
	// Ends of divided words, too: only in Dutch, and only before another compound.
	return word === 'en' ? vocabulary.has('het') : word === 'to' ? /^to \p{L}+-\p{L}/u.test(start) : vocabulary.has(word);
}

/** Whether a hyphen at a line's end is there only because the line ended. */
function isDivided(head: string, tail: string, vocabulary: ReadonlySet<string>): boolean {
	const [whole, compound] = [`${head}${tail}`.toLowerCase(), `${head}-${tail}`.toLowerCase()];
	if (vocabulary.has(compound) !== vocabulary.has(whole)) {
		return vocabulary.has(whole);
	}
	if (/^(?:self|quasi)$/i.test(head)) {
		return false;
	}
	// "Soekarno-Hatta", but not "PRODUC-TION".
	const capital = /^\p{Lu}/u.test(tail);
	return !capital || head === head.toUpperCase();
}

/** Whether a Korean line was broken within a word. */
function isBrokenWord(
	end: string,
	start: string,
	{ spaceAfter }: Line,
	{ vocabulary, linesEndWithSpaces, hangul: spacing }: Words,
): boolean {
	if (linesEndWithSpaces) {
		return !spaceAfter;
	}
	const head = /[\p{L}\p{M}]+$/u.exec(end)?.[0] ?? '';
	const tail = /^[\p{L}\p{M}]+/u.exec(start)?.[0] ?? '';
	return vocabulary.has(head + tail) || !spacing.isSpaced(head.slice(-1), tail.slice(0, 1));
}
