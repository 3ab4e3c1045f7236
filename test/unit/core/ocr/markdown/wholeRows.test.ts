import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { withWholeRows } from '../../../../../src/core/ocr/markdown/wholeRows.ts';

const cells = (markdown: string) =>
	[...new MarkdownIt().render(markdown).matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row = '']) =>
		[...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => cell),
	);

suite('Rows of a service with bars in their cells', () => {
	test('bars without a space on one side belong to their cell', () => {
		const table =
			'|  Unit | Area | Rent  |\n| --- | --- | --- |\n|  A01 |2001| | 398.08 | EUR 13,877.07  |\n|  A02 |2002| | 398.08 | EUR 7,938.49  |';

		assert.deepEqual(cells(withWholeRows(table)), [
			['Unit', 'Area', 'Rent'],
			['A01 |2001|', '398.08', 'EUR 13,877.07'],
			['A02 |2002|', '398.08', 'EUR 7,938.49'],
		]);
	});

	test('so do those of a header, without which there is no table, and those of formulas', () => {
		const table = 'Norms:\n\n| $|x|$ | P(A|B) |\n| --- | --- |\n| $a | b$ | 1 |\n| 2 |';

		assert.deepEqual(cells(withWholeRows(table)), [
			['$|x|$', 'P(A|B)'],
			['$a | b$', '1'],
			['2', ''],
		]);
	});

	test('where that does not make a row fit, the table gets more columns, and nothing is lost', () => {
		assert.deepEqual(cells(withWholeRows('| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 5 | 6 |')), [
			['a', 'b', '', ''],
			['1', '2', '3', '4'],
			['5', '6', '', ''],
		]);
		assert.deepEqual(cells(withWholeRows('a | b | c\n--- | ---\n1 | 2 | 3')), [
			['a', 'b', 'c'],
			['1', '2', '3'],
		]);
	});

	for (const [what, text] of [
		['a table that fits', '| a | b |\n| --- | --- |\n| 1 | 2 |'],
		['escaped bars', '| a \\| b | c |\n| --- | --- |\n| 1 | \\|2\\| |'],
		['rows with fewer cells', '| a | b |\n| --- | --- |\n| 1 |'],
		['code', '```\n| a |\n| --- |\n| 1 | 2 |\n```\n\n    | a |\n    | --- |\n    | 1 | 2 |'],
		['text', 'P(A|B) and |x|\n\n---\n\na | b'],
	] as const) {
		test(`${what} stay as they are`, () => assert.equal(withWholeRows(text), text));
	}

	test('takes linear time', () => {
		const row = `|${' a|b |'.repeat(20_000)}`;
		const started = process.cpuUsage();
		withWholeRows(`| a |\n| --- |\n${`${row}\n`.repeat(10)}${'| $'.repeat(100_000)}`);
		assert.ok(process.cpuUsage(started).user < 20_000_000);
	});
});
