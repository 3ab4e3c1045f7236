import assert from 'node:assert/strict';
import { joinAcrossPages } from '../../../../../../../src/core/ocr/local/structure/blocks/acrossPages.ts';
import type { Block } from '../../../../../../../src/core/ocr/local/structure/blocks/blocks.ts';
import { lines } from '../make.ts';

const paragraph = (...texts: readonly string[]): Block => ({ kind: 'paragraph', lines: lines(texts) });
const code = (...texts: readonly string[]): Block => ({ kind: 'code', lines: lines(texts, 50, 100, { mono: true }) });
const textsOf = (pages: readonly (readonly Block[])[]) =>
	pages.map((page) => page.map((block) => ('lines' in block ? block.lines.map(({ text }) => text).join('|') : block.kind)));

suite('joinAcrossPages', () => {
	const begun = paragraph('A builder took over, and the struc-');
	const rest = paragraph('ture was completed.');

	test('a paragraph is whole where it began, before the notes of that page', () => {
		const pages = [
			{ body: [begun], notes: [paragraph('1 A note')] },
			{ body: [rest, paragraph('Another one.')], notes: [] },
		];

		assert.deepEqual(textsOf(joinAcrossPages(pages)), [
			['A builder took over, and the struc-|ture was completed.', '1 A note'],
			['Another one.'],
		]);
	});

	test('so is one of which the rest is all that a page has', () => {
		assert.deepEqual(
			textsOf(
				joinAcrossPages([
					{ body: [begun], notes: [] },
					{ body: [rest], notes: [] },
				]),
			)[1],
			[],
		);
	});

	test('so is one whose last line had no room for a long word', () => {
		const long = paragraph('A line of a text that reaches its right edge', 'where it lists what it has of longer');
		const pages = [
			{ body: [long], notes: [] },
			{ body: [paragraph('representations.')], notes: [] },
		];

		assert.deepEqual(textsOf(joinAcrossPages(pages))[1], []);
	});

	test('a listing is one', () => {
		assert.deepEqual(
			textsOf(
				joinAcrossPages([
					{ body: [code('if (a) {')], notes: [] },
					{ body: [code('}'), rest], notes: [] },
				]),
			),
			[['if (a) {|}'], ['ture was completed.']],
		);
	});

	for (const [what, before, after] of [
		['a sentence that ended', paragraph('It was completed.'), paragraph('the next one')],
		['an item', paragraph('the first of them, and'), paragraph('(b) the second')],
		['a new sentence', paragraph('A line that ends early'), paragraph('Another one begins')],
	] as const) {
		test(`${what} is not continued`, () => {
			assert.equal(
				joinAcrossPages([
					{ body: [before], notes: [] },
					{ body: [after, rest], notes: [] },
				])[1]!.length,
				2,
			);
		});
	}
});
