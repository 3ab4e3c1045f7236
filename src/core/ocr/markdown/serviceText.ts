import type { Stretch } from './sourceMap.ts';
import { longestPage, tryFindInSource } from './sourceParser.ts';

/**
 * Characters that no page shows and that make a text read otherwise than it looks: control characters, the overrides, embeddings and isolates of
 * writing direction (marks of direction stay), and the invisible letters of the block of tags. What joins or parts letters stays: scripts need it.
 */
const invisible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;

/** A text with uniform line ends and without invisible characters. */
export function cleanText(text: string): string {
	return text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replace(invisible, '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

/**
 * Undoes the HTML escaping of a whole page, if it was escaped as a whole: it has entities and no bare ampersand. What would open a tag stays visible
 * text, and HTML keeps its escapes.
 */
export function unescapeHtml(text: string): string {
	if (!text.includes('&') || text.length > longestPage || /&(?!(?:[a-z]+|#\d+|#x[\da-f]+);)/i.test(text)) {
		return text;
	}
	const { code, html } = unlikeText(text);
	const [isCode, isHtml] = [within(code), within(html)];
	let inMath = false;
	return text.replace(/\\[^]|\$+|\n\n|&(amp|lt|gt|quot|#39|#x27);/gi, (whole, name: string | undefined, offset: number) => {
		if (name === undefined) {
			inMath = whole === '\n\n' ? false : whole.startsWith('$') ? !inMath : inMath;
			return whole;
		}
		if (isHtml(offset)) {
			return whole;
		}
		const character = entities[name.toLowerCase()]!;
		const opens = character === '<' && /[/!?a-z]/i.test(text.charAt(offset + whole.length));
		return opens && !inMath && !isCode(offset) ? '\\<' : character;
	});
}

function unlikeText(text: string): { readonly code: readonly Stretch[]; readonly html: readonly Stretch[] } {
	const { found, html } = tryFindInSource(text, { math: false, bareLinks: false });
	return { code: found.filter(({ kind }) => kind === 'code'), html };
}

/** Whether a place is in one of the stretches; must be called with ascending places. */
function within(stretches: readonly Stretch[]): (at: number) => boolean {
	let next = 0;
	return (at) => {
		while (next < stretches.length && stretches[next]!.to <= at) {
			next++;
		}
		return next < stretches.length && stretches[next]!.from <= at;
	};
}
