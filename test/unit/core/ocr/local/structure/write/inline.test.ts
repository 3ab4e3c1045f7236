import assert from 'node:assert/strict';
import { escapeBlockStart, inlineMarkdown, noEmphasis } from '../../../../../../../src/core/ocr/local/structure/write/inline.ts';
import { draftMarkdown } from '../../../../../../../src/core/ocr/markdown/documentDraft.ts';
import { renderMarkdown } from '../../../../../../../src/core/ocr/markdown/draft.ts';
import { shownIn } from '../../../../../../support/markdownPreview.ts';
import { payloads } from '../../../markdown/payloads.ts';
import type { Span } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';

const all = { boldIsRare: true, italicIsRare: true, monoIsRare: true };
const span = (text: string, change: Partial<Span> = {}): Span => ({ text, font: '', bold: false, italic: false, mono: false, ...change });

suite('inlineMarkdown', () => {
	const cases: readonly (readonly [rule: string, spans: readonly Span[], markdown: string])[] = [
		[
			'marks bold, italic and both',
			[span('a '), span('b ', { bold: true }), span('c ', { italic: true }), span('d', { bold: true, italic: true })],
			'a **b** *c* ***d***',
		],
		['marks code', [span('see '), span('a_b*c', { mono: true })], 'see `a_b*c`'],
		['leaves marks out that would touch letters', [span('un'), span('believ', { bold: true }), span('able')], 'unbelievable'],
		['leaves marks out around mere punctuation', [span('a'), span(' – ', { bold: true }), span('b')], 'a – b'],
		[
			'writes footnote marks and indices in small digits',
			[span('word'), span('12', { script: 'super' }), span(' H'), span('2', { script: 'sub' }), span('O')],
			'word¹² H₂O',
		],
		['writes other small letters in HTML', [span('x'), span('max', { script: 'sub' })], 'x<sub>max</sub>'],
		[
			'links words',
			[span('see '), span('the notes.', { url: 'https://example.org/a (b)' })],
			'see [the notes](https://example.org/a%20%28b%29).',
		],
		[
			'leaves brackets around a link outside of it',
			[
				span('(see '),
				span('the notes).', { url: 'https://example.org/' }),
				span(' and '),
				span('(notes) b', { url: 'https://example.org/b' }),
			],
			'(see [the notes](https://example.org/)). and [(notes) b](https://example.org/b)',
		],
		['marks what is new', [span('a fee of '), span('nine', { inserted: true }), span(' euros')], 'a fee of <ins>nine</ins> euros'],
		['leaves an address alone that links to itself', [span('https://example.org', { url: 'https://example.org/' })], 'https://example.org'],
		['links to nothing but the web and mailboxes', [span('run', { url: 'javascript:alert(1)' })], 'run'],
		['keeps three dots at the end', [span('Tools such as awk, sed, ...')], 'Tools such as awk, sed, ...'],
		['shortens dots that lead to a number', [span('One . . . . . . . . 7')], 'One … 7'],
		['drops dots that lead nowhere', [span('A cell ........')], 'A cell'],
		['escapes a pair of dollars, which would be a formula', [span('from $5 to $10')], 'from \\$5 to \\$10'],
	];
	for (const [rule, spans, markdown] of cases) {
		test(rule, () => assert.equal(inlineMarkdown(spans, all), markdown));
	}

	test('marks nothing where it is asked not to', () => assert.equal(inlineMarkdown([span('Bold', { bold: true })], noEmphasis), 'Bold'));
});

suite('what markdown would take for marks is escaped', () => {
	for (const [text, escaped] of [
		['*a*', '\\*a\\*'],
		['snake_case_name', 'snake_case_name'],
		['_a_', '\\_a\\_'],
		['`a`', '\\`a\\`'],
		['C:\\a', 'C:\\\\a'],
		['<b>', '\\<b>'],
		['a < b', 'a < b'],
		['&amp; & a', '\\&amp; & a'],
		['[a](b)', '\\[a](b)'],
		['[a [b]](c)', '\\[a [b]](c)'],
		['[a](b)](c)', '\\[a](b)\\](c)'],
		['[click](command:x)', '\\[click](command:x)'],
		['[a]: b', '\\[a]: b'],
		['see [12]', 'see [12]'],
		['~~a~~', '\\~~a\\~~'],
		['__________', '\\_\\_\\_\\_'],
	] as const) {
		test(text, () => assert.equal(inlineMarkdown([span(text)], all), escaped));
	}
});

test('a link in two styles is none', () => {
	assert.equal(inlineMarkdown([span('[a', { bold: true }), span('](b)')], all), '**[a**\\](b)');
});

suite('what looks like markdown on a page of ours is shown with every letter', () => {
	const shown = async (text: string) => {
		const markdown = escapeBlockStart(inlineMarkdown([span(text)], all));
		const draft = await draftMarkdown([{ index: 0, markdown, images: [], tables: [] }], { pageMarks: 'none', fromService: false });
		return shownIn(renderMarkdown(draft, String)).text.trim();
	};
	for (const [kind, texts] of Object.entries(payloads)) {
		test(kind, async () => {
			for (const text of texts.map((each) => each.replace(/[\s\p{Cc}\u200b\u202e]+/gu, ' ').trim())) {
				// The preview takes the backslash of an escape for a part of the bare address that it stands in.
				const letters = (all: string) => all.replaceAll('\\', '');
				assert.equal(letters(await shown(text)), letters(text));
			}
		});
	}
});

suite('escapeBlockStart', () => {
	for (const [text, escaped] of [
		['# no heading', '\\# no heading'],
		['#hash', '#hash'],
		['- no item', '\\- no item'],
		['1. no item', '1\\. no item'],
		['1986 was great', '1986 was great'],
		['> no quote', '\\> no quote'],
		['---', '\\---'],
	] as const) {
		test(text, () => assert.equal(escapeBlockStart(text), escaped));
	}
});
