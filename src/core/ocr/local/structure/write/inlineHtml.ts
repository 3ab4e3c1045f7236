import { escapeAttribute } from '../../../markdown/escapeAttribute.ts';
import type { Span } from '../lines/line.ts';
import { type Emphasis, links, mergeSpans, withoutLeaders } from './inline.ts';

/** Writes a text as HTML on one line, with its styles and links. */
export function inlineHtml(spans: readonly Span[], emphasis: Emphasis): string {
	const html = links(spans).map(({ url, spans: linked }) => {
		const text = mergeSpans(linked, emphasis).map(marked).join('');
		return url === undefined ? text : `<a href="${escapeAttribute(url)}">${text}</a>`;
	});
	return withoutLeaders(html.join(''), true).replace(/\s+/g, ' ').trim();
}

function marked({ text, bold, italic, mono, struck, inserted, script, latex }: Span): string {
	const [, lead = '', core = '', trail = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text)!;
	if (latex !== undefined) {
		return `${lead}$${escaped(latex)}$${trail}`;
	}
	const isWord = /[\p{L}\p{N}]/u.test(core);
	const names = [
		...(struck ? ['del'] : []),
		...(inserted ? ['ins'] : []),
		...(bold ? ['strong'] : []),
		...(italic ? ['em'] : []),
		...(mono ? ['code'] : []),
		...(script === undefined ? [] : [script === 'super' ? 'sup' : 'sub']),
	];
	const tags = isWord ? names : [];
	const open = tags.map((name) => `<${name}>`).join('');
	const close = tags
		.toReversed()
		.map((name) => `</${name}>`)
		.join('');
	return lead + open + escaped(core) + close + trail;
}

function escaped(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
