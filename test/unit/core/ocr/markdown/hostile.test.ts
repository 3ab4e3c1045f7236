import assert from 'node:assert/strict';
import { markdownLink } from '../../../../../src/core/names.ts';
import type { OcrPage } from '../../../../../src/core/ocr/engine.ts';
import { DocumentDraft, draftMarkdown } from '../../../../../src/core/ocr/markdown/documentDraft.ts';
import { type PageMarks, renderMarkdown } from '../../../../../src/core/ocr/markdown/draft.ts';
import { activeIn } from '../../../../support/markdownPreview.ts';
import { page, png } from './makePage.ts';
import { payloads } from './payloads.ts';

/** The whole document, as the preview is given it. */
async function convert(
	pages: readonly OcrPage[],
	{ pageMarks = 'none', fromService = true }: { readonly pageMarks?: PageMarks; readonly fromService?: boolean } = {},
): Promise<string> {
	const draft = await draftMarkdown(pages, { pageMarks, fromService });
	return renderMarkdown(draft, (asset) => markdownLink('a', draft.assets[asset]!.name));
}

/** The places in which a service may give a text. */
const places: Readonly<Record<string, (payload: string) => readonly OcrPage[]>> = {
	'a page': (payload) => [page(0, payload)],
	'a page between others': (payload) => [page(0, 'one'), page(1, payload), page(2, 'three')],
	'a paragraph': (payload) => [page(0, `before ${payload} after`)],
	'a list': (payload) => [page(0, `- item\n- ${payload.replaceAll('\n', '\n  ')}`)],
	'a quote': (payload) => [page(0, `> ${payload.replaceAll('\n', '\n> ')}`)],
	'a cell': (payload) => [page(0, `| a | b |\n| --- | --- |\n| ${payload.replaceAll('\n', ' ')} | c |`)],
	'a table of HTML': (payload) => [page(0, '[t](t)', { tables: [{ id: 't', content: `<table><tr><td>${payload}</td></tr></table>` }] })],
	'a table without a place': (payload) => [page(0, 'text', { tables: [{ id: 'x', content: payload }] })],
	'header and footer': (payload) => [page(0, 'text', { header: payload, footer: payload })],
	'a description': (payload) => [page(0, '![i](i.png) ` $', { images: [{ id: 'i.png', bytes: png, annotation: payload }] })],
	'the name of a figure': (payload) => [page(0, `![i](${payload})`, { images: [{ id: payload, bytes: png }] })],
	'the page after an open listing': (payload) => [page(0, '```\nopen'), page(1, payload), page(2, '```'), page(3, payload)],
	'a listing after an open one': (payload) => [page(0, '```\nopen'), page(1, `\`\`\`\n${payload}\n\`\`\``)],
	'the page after an open formula': (payload) => [page(0, '$$\nopen'), page(1, payload), page(2, '$$')],
	'a listing after an open formula': (payload) => [page(0, '- $$\nopen'), page(1, `\`\`\`\n$$\n${payload}\n$$\n\`\`\``)],
	'the page after an open list': (payload) => [page(0, '- open'), page(1, `      ${payload}`), page(2, `    ${payload}`)],
	'the page after open HTML': (payload) => [page(0, '<table><tr><td>\n<!--'), page(1, payload), page(2, '-->')],
	'the page after a definition': (payload) => [
		page(0, '[a]: https://x.test/p.png\n[b]: command:b'),
		page(1, `![a] [b] ![b][a] ${payload}`),
	],
};

for (const [place, pagesWith] of Object.entries(places)) {
	suite(`in ${place}, nothing is active`, () => {
		for (const [kind, all] of Object.entries(payloads)) {
			test(kind, async () => {
				for (const payload of all) {
					for (const pageMarks of ['none', 'rule', 'comment'] as const) {
						const text = await convert(pagesWith(payload), { pageMarks });
						assert.deepEqual(activeIn(text), [], `${JSON.stringify(payload)} became ${JSON.stringify(text)}`);
					}
					const own = await convert(pagesWith(payload), { fromService: false });
					assert.deepEqual(activeIn(own), [], `our own ${JSON.stringify(payload)} became ${JSON.stringify(own)}`);
				}
			});
		}
	});
}

test('all payloads after one another, as a document that grows, are never active', async () => {
	const pages = Object.values(payloads)
		.flat()
		.map((payload, index) => page(index, payload));
	const draft = new DocumentDraft({ pageMarks: 'none', fromService: true });
	let text = '';
	for (const each of pages) {
		const piece = await draft.add({ pages: [each], failed: [], wanted: pages.map(({ index }) => index) });
		text += piece ? renderMarkdown(piece, String) : '';
	}

	assert.ok(pages.length >= 200);
	assert.deepEqual(activeIn(text), []);
	assert.deepEqual(activeIn(await convert(pages)), []);
});
