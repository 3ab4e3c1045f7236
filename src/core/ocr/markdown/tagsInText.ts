import { type HtmlTag, judgeTag, longestTag } from './htmlTags.ts';

/** Judged tags by their source, because a table has few different ones. */
export type JudgedTags = Map<string, HtmlTag | undefined>;

/** Whether HTML may begin at a `<`. */
export function isMarkupStart(text: string, at: number): boolean {
	return text[at] === '<' && /[A-Za-z/!?]/.test(text[at + 1] ?? '');
}

/** The tag that begins at a `<`, if it may stay in some form, and where it ends. */
export function tagAt(text: string, at: number, known: JudgedTags): { readonly tag: HtmlTag; readonly to: number } | undefined {
	if (!/[A-Za-z/]/.test(text[at + 1] ?? '')) {
		return undefined;
	}
	const next = text.indexOf('<', at + 1);
	const window = text.slice(at, Math.min(next < 0 ? text.length : next, at + longestTag));
	// An attribute can contain a `>`.
	for (let end = window.indexOf('>'), tries = 0; end >= 0 && tries < 4; end = window.indexOf('>', end + 1), tries++) {
		const tag = judged(window.slice(0, end + 1), known);
		if (tag) {
			return { tag, to: at + end + 1 };
		}
	}
	return undefined;
}

/** The allowed form of a tag, if it may stay; tags judged before are in `known`. */
export function judged(source: string, known: JudgedTags): HtmlTag | undefined {
	if (!known.has(source)) {
		known.set(source, judgeTag(source));
	}
	return known.get(source);
}
