import assert from 'node:assert/strict';
import { type Check, passes } from '../../bench/olmocrChecks.ts';

suite('checks of olmOCR-bench', () => {
	const check = (change: Partial<Check>): Check => ({ pdf: 'a.pdf', page: 1, id: 'one', type: 'present', ...change });

	test('present and absent text is compared without emphasis, line ends and kinds of quotes', () => {
		const markdown = 'The **whole**\nof “it” — here';

		assert.ok(passes(check({ text: 'The whole of "it" - here' }), markdown));
		assert.ok(!passes(check({ type: 'absent', text: 'whole of' }), markdown));
		assert.ok(!passes(check({ text: 'the whole' }), markdown));
		assert.ok(passes(check({ text: 'the whole', case_sensitive: false }), markdown));
	});

	test('text may differ by as many signs as the check allows', () => {
		assert.ok(!passes(check({ text: 'a bouy of the harbour' }), 'There is a buoy of the harbour.'));
		assert.ok(passes(check({ text: 'a buoi of the harbour', max_diffs: 1 }), 'There is a buoy of the harbour.'));
	});

	test('looks at the ends only, where the check says so', () => {
		const markdown = `199 ${'and some text '.repeat(10)}`;

		assert.ok(passes(check({ type: 'absent', text: '199', last_n: 20 }), markdown));
		assert.ok(!passes(check({ type: 'absent', text: '199', first_n: 20 }), markdown));
	});

	test('order means that one text stands somewhere before another', () => {
		assert.ok(passes(check({ type: 'order', before: 'first', after: 'second' }), 'the first and the second'));
		assert.ok(!passes(check({ type: 'order', before: 'second', after: 'first' }), 'the first and the second'));
		assert.ok(!passes(check({ type: 'order', before: 'first', after: 'third' }), 'the first and the second'));
	});

	const inTable = (change: Partial<Check>, table: string) => passes(check({ type: 'table', ...change }), table);

	test('a cell of a markdown table has neighbours and headings', () => {
		const table = 'Text\n\n| Name | Low | High |\n| --- | ---: | ---: |\n| North | 1 | 200 |\n| South | 3 | 400 |\n';

		assert.ok(inTable({ cell: '400', up: '200', left: '3', top_heading: 'High', left_heading: 'South' }, table));
		assert.ok(!inTable({ cell: '400', up: '3' }, table));
		assert.ok(!inTable({ cell: '400', top_heading: 'Low' }, table));
		assert.ok(!inTable({ cell: '400', right: '3' }, table));
	});

	test('a cell of an HTML table spans rows and columns', () => {
		const table =
			'<table><tr><th rowspan="2">Site</th><th colspan="2">Level</th></tr><tr><th>Low</th><th>High</th></tr><tr><td>North</td><td>1</td><td>2</td></tr></table>';

		assert.ok(inTable({ cell: '2', up: 'High', top_heading: 'Level', left_heading: 'North' }, table));
		assert.ok(inTable({ cell: 'North', up: 'Site' }, table));
		assert.ok(inTable({ cell: 'Low', left: 'Site', up: 'Level' }, table));
	});

	test('formulas are alike without spaces', () => {
		assert.ok(passes(check({ type: 'math', math: 'a^{2} + b' }), 'as $a^{2}+b$ says'));
		assert.ok(!passes(check({ type: 'math', math: 'a^{2} + b' }), 'as a^{2}+b says'));
		assert.ok(passes(check({ type: 'math', math: '\\int_{a}^{b} f(x) d x' }), '$$\n\\int_a^bf(x)dx\n$$'));
		assert.ok(!passes(check({ type: 'math', math: '\\int_{a}^{b} f(x) d x' }), '$$\n\\int_b^af(x)dx\n$$'));
	});
});
