import assert from 'node:assert/strict';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { withMarginNotes } from '../../../../../../../src/core/ocr/local/structure/blocks/marginNotes.ts';
import { line, textsOf } from '../make.ts';

const texts = [
	'A paragraph of running text with a note beside it that',
	'stands at one of its lines in the margin of the page and',
	'would divide its sentence if it were read row by row.',
];

/** The rows of a paragraph, with something beside some of its lines. */
const paragraph = (left: number, top: number, beside: Readonly<Record<number, Line>> = {}) =>
	texts.map((text, i) => [line(text, left, top + 12 * i), ...(beside[i] ? [beside[i]] : [])].sort((a, b) => a.left - b.left));

const order = (rows: readonly (readonly Line[])[]) => withMarginNotes(rows).map((row) => textsOf(row).join(' | '));

suite('withMarginNotes', () => {
	test('a note at the left comes before its paragraph', () => {
		assert.deepEqual(order(paragraph(150, 100, { 1: line('Duties', 100, 112) })), ['Duties', ...texts]);
	});

	test('so does one of two lines', () => {
		const note = { 0: line('Duties of', 90, 100), 1: line('members', 90, 112) };

		assert.deepEqual(order(paragraph(150, 100, note)), ['Duties of', 'members', ...texts]);
	});

	test('a note at the right comes after its paragraph', () => {
		assert.deepEqual(order([...paragraph(50, 100, { 1: line('Duties', 360, 112) }), ...paragraph(50, 160)]), [
			...texts,
			'Duties',
			...texts,
		]);
	});

	test('a note beside a paragraph that goes on from the page before comes after it', () => {
		const rows = [
			[line('that went on from the page before, as many paragraphs do', 150, 100)],
			...paragraph(150, 100, { 1: line('Duties', 100, 112) }).slice(1),
		];

		assert.deepEqual(order(rows), [textsOf(rows[0]!)[0], ...texts.slice(1), 'Duties']);
	});

	for (const [what, rows] of [
		['the number of a source', paragraph(150, 100, { 1: line('[32]', 100, 112) })],
		['the number of an item', paragraph(150, 100, { 1: line('(b)', 100, 112) })],
		['the number of a section', paragraph(150, 100, { 1: line('3.1', 100, 112) })],
		['an amount', paragraph(50, 100, { 1: line('1,200.00', 360, 112) })],
		['a term before its definition', paragraph(150, 100, { 0: line('Duties', 100, 100) })],
		[
			'the last words of a justified line with a wide gap',
			[
				...paragraph(50, 100).slice(0, 1),
				[line('stands at one of its lines in the margin', 50, 112), line('of the page and', 260, 112)],
				...paragraph(50, 100).slice(2),
			],
		],
	] as const) {
		test(`${what} is none`, () =>
			assert.deepEqual(
				order(rows),
				rows.map((row) => textsOf(row).join(' | ')),
			));
	}
});
