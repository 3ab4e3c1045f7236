import { type HtmlTag, judgeTag, longestTag } from './htmlTags.ts';

/** Tags by their source, as they were judged: a table has few that differ. */
export type JudgedTags = Map<string, HtmlTag | undefined>;

/** Whether HTML may begin at a `<`. */
export function isMarkupStart(text: string, at: number): boolean {
	return text[at] === '<' && /[A-Za-z/!?]/.test(text[at + 1] ?? '');
}

/** The tag that begins at a `<`, if it may stay in one way or another, and where it ends. */
export function tagAt(text: string, at: number, known: JudgedTags): { readonly tag: HtmlTag; readonly to: number } | undefined {
	if (!/[A-Za-z/]/.test(text[at + 1] ?? '')) {
		return undefined;
	}
	const next = text.indexOf('<', at + 1);
	const window = text.slice(at, Math.min(next < 0 ? text.length : next, at + longestTag));
	// A `>` may stand in an attribute.
	for (let end = window.indexOf('>'), tries = 0; end >= 0 && tries < 4; end = window.indexOf('>', end + 1), tries++) {
		const tag = judged(window.slice(0, end + 1), known);
		if (tag) {
			return { tag, to: at + end + 1 };
		}
	}
	return undefined;
}

/** What a tag is, if it may stay; tags judged before are looked up in `known`. */
export function judged(source: string, known: JudgedTags): HtmlTag | undefined {
	if (!known.has(source)) {
		known.set(source, judgeTag(source));
	}
	return known.get(source);
}
