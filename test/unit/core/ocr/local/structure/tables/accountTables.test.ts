import assert from 'node:assert/strict';
import { findAlignedTables } from '../../../../../../../src/core/ocr/local/structure/tables/alignedTables.ts';
import { findBandedTables } from '../../../../../../../src/core/ocr/local/structure/tables/bandedTables.ts';
import { joinDividedTables } from '../../../../../../../src/core/ocr/local/structure/tables/dividedTables.ts';
import { withHeadersAbove } from '../../../../../../../src/core/ocr/local/structure/tables/headerAbove.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { buildLines } from '../../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { findRuledTables } from '../../../../../../../src/core/ocr/local/structure/tables/ruledTables.ts';
import type { Table } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, run, textsOf, vertical, words } from '../make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

/** A row of a statement: a name, and numbers that end at 300 and at 400. */
const row = (name: string, left: number, baseline: number, ...numbers: readonly string[]): Line[] => [
	line(name, left, baseline),
	...numbers.map((text, i) => line(text, 300 + 100 * i - 5 * text.length, baseline)),
];

suite('tables of accounts', () => {
	test('signs of currencies, brackets and percent signs that stand apart are of their number', () => {
		const runs = [
			...words('Net income', 50, 100),
			...[run('$', 200, 100), run('58,321', 270, 100), run('$', 320, 100), run('18,775', 370, 100)],
			...words('Interest expense', 50, 112),
			...[run('(102', 280, 112), run(')', 312, 112), run('12', 390, 112), run('%', 413, 112)],
		];

		assert.deepEqual(textsOf(buildLines(runs)), ['Net income', 'Interest expense', '(102)', '12%', '$ 58,321', '$ 18,775']);
	});

	test('signs of a table of characters stay in their column', () => {
		const runs = ['#', '$', '%'].flatMap((sign, i) => [
			run(`${35 + i}`, 50, 100 + 12 * i),
			run(sign, 75, 100 + 12 * i),
			run(`${67 + i}`, 100, 100 + 12 * i),
		]);

		assert.deepEqual(textsOf(buildLines(runs)), ['35', '#', '67', '36', '$', '68', '37', '%', '69']);
	});

	test('a sign in a cell of its own stays there', () => {
		const lines = buildLines([run('$', 200, 100), run('58,321', 270, 100)], [vertical(240, 80, 120)]);

		assert.deepEqual(textsOf(lines), ['$', '58,321']);
	});

	test('names that are set in, dots that lead to numbers, and names of groups are of the table', () => {
		const all = [
			...[line('April 2026', 250, 100), line('April 2025', 350, 100)],
			line('Income', 50, 112),
			...row('Revenue ........', 50, 124, '81,615', '44,062'),
			...row('Cost of revenue ....', 65, 136, '20,458', '17,394'),
			...row('Gross profit .......', 50, 148, '61,157', '26,668'),
			...row('Research ........', 65, 160, '6,321', '3,989'),
			...row('Sales ........', 65, 172, '1,300', '1,041'),
			...row('Total ..........', 80, 184, '7,621', '5,030'),
			...row('Expenses ........', 80, 196, '7,621', '5,030'),
		];
		const { tables, rest } = findAlignedTables(all);

		assert.deepEqual(textsOf(rest), []);
		assert.deepEqual(cellsOf(tables[0])?.slice(0, 3), [
			['', 'April 2026', 'April 2025'],
			['Income', '', ''],
			['Revenue ........', '81,615', '44,062'],
		]);
	});

	test('names of columns with colons, over their columns, are no labels of a form', () => {
		const texts = [
			['Bill to:', 'Ship to:', 'Service at:'],
			['Finance', 'Delivery', 'Services'],
			['1 Bill St', '2 Ship St', '3 Service St'],
			['Redmond', 'Seattle', 'Tacoma'],
		];
		const all = texts.flatMap((cells, y) => cells.map((text, x) => line(text, 50 + 120 * x, 100 + 12 * y)));

		assert.deepEqual(cellsOf(findAlignedTables(all).tables[0]), texts);
	});

	test('the names of columns above a grid are its first row', () => {
		const rules = [100, 120, 140, 160].map((y) => horizontal(50, 350, y));
		const walls = [50, 150, 250, 350].map((x) => vertical(x, 100, 160));
		const cells = ['Kabul', '4601789', '11.5%', 'Tirana', '557422', '19.5%', 'Algiers', '3915811', '8.9%'].map((text, i) =>
			line(text, 55 + 100 * (i % 3), 114 + 20 * Math.floor(i / 3)),
		);
		const names = ['Capital', 'Population', 'Share'].map((text, i) => line(text, 55 + 100 * i, 95, { bold: true }));
		const found = withHeadersAbove(findRuledTables([...names, ...cells, line('Capitals of the world', 50, 70)], [...rules, ...walls]));

		assert.deepEqual(cellsOf(found.tables[0])?.slice(0, 2), [
			['Capital', 'Population', 'Share'],
			['Kabul', '4601789', '11.5%'],
		]);
		assert.deepEqual(textsOf(found.rest), ['Capitals of the world']);
	});

	test('a row of numbers, or one that names other columns than the grid’s, stays above it', () => {
		const rules = [100, 120, 140].map((y) => horizontal(50, 350, y));
		const walls = [50, 150, 250, 350].map((x) => vertical(x, 100, 140));
		const cells = ['Kabul', '4601789', '11.5%', 'Tirana', '557422', '19.5%'].map((text, i) =>
			line(text, 55 + 100 * (i % 3), 114 + 20 * Math.floor(i / 3)),
		);
		const above = [line('Cities', 55, 95), line('3915811', 155, 95), line('8.9%', 255, 95)];
		const other = [line('Cities', 55, 95), line('and their people', 155, 95)];

		for (const some of [above, other]) {
			const found = withHeadersAbove(findRuledTables([...some, ...cells], [...rules, ...walls]));
			assert.equal(found.tables[0]?.rows.length, 2);
		}
	});

	test('rows under a line that divides a table go on with it', () => {
		const table = (top: number, first: string) =>
			findAlignedTables(
				['Food', 'Drinks', 'Rooms', first].flatMap((name, i) => row(name, 50, top + 12 * i, `${i + 1}2,000.00`, `${i + 1}0.0%`)),
			).tables[0]!;
		const [above, below] = [table(100, 'Total'), table(160, 'Sum')];

		assert.equal(joinDividedTables(above, below)?.rows.length, 8);
		assert.equal(joinDividedTables(above, table(190, 'Sum')), undefined);
	});

	test('totals beside open cells have a row each', () => {
		const names = ['Number', 'Thing', 'Price', 'Total'];
		const labels = ['Subtotal', 'Tax', 'Due'];
		const all = [
			...names.map((text, i) => line(text, 55 + 80 * i, 114)),
			...['1', 'Boat', '$90', '$90'].map((text, i) => line(text, 55 + 80 * i, 134)),
			...labels.map((text, i) => line(text, 280 - 5 * text.length, 154 + 15 * i)),
			...['$90', '$10', '$100'].map((text, i) => line(text, 295, 154 + 15 * i)),
		];
		const rules = [
			...[100, 120, 140].map((y) => horizontal(50, 370, y)),
			...[155.5, 170.5, 185.5].map((y) => horizontal(290, 370, y)),
			...[50, 130, 210].map((x) => vertical(x, 100, 140)),
			...[290, 370].map((x) => vertical(x, 100, 185.5)),
		];
		const { tables } = findRuledTables(all, rules);

		assert.deepEqual(cellsOf(tables[0])?.slice(2), [
			['', '', 'Subtotal', '$90'],
			['', '', 'Tax', '$10'],
			['', '', 'Due', '$100'],
		]);
	});

	test('a number beside the middle of two rows with values goes over both', () => {
		const all = [
			...['No.', 'Item', 'Value', 'Unit'].map((text, i) => line(text, 55 + 80 * i, 114)),
			...['2.1'].map((text) => line(text, 55, 139)),
			...['Capacity', '2500', 'mAh'].map((text, i) => line(text, 135 + 80 * i, 132)),
			...['Minimum', '2450', 'mAh'].map((text, i) => line(text, 135 + 80 * i, 146)),
		];
		const rules = [...[100, 120, 152].map((y) => horizontal(50, 370, y)), ...[50, 130, 210, 290, 370].map((x) => vertical(x, 100, 152))];
		const [table] = findRuledTables(all, rules).tables;

		assert.deepEqual(cellsOf(table)?.slice(1), [
			['2.1', 'Capacity', '2500', 'mAh'],
			['', 'Minimum', '2450', 'mAh'],
		]);
		assert.deepEqual(table?.merged, [{ row: 1, column: 0, rows: 2, columns: 1 }]);
	});

	test('texts side by side in a column that no line divides are two columns', () => {
		const content = [
			['Nominal', '3.70', 'V'],
			['Internal', '60', 'mΩ'],
			['Charge', '4.20', 'V'],
			['Weight', '50', 'g'],
		];
		const all = content.flatMap(([name = '', value = '', unit = ''], i) => [
			line(name, 55, 114 + 20 * i),
			line(value, 155, 114 + 20 * i),
			line(unit, 210, 114 + 20 * i),
		]);
		const rules = [...[100, 120, 140, 160, 180].map((y) => horizontal(50, 250, y)), ...[50, 150, 250].map((x) => vertical(x, 100, 180))];

		assert.deepEqual(cellsOf(findRuledTables(all, rules).tables[0]), content);
	});

	test('a heading between two lines of a table’s width is not of it', () => {
		const content = ['Source', 'Tokens', 'Words', 'Web pages', '3.71T', '3.32T', 'Code', '83.0B', '70.0B', 'Papers', '58.6B', '51.1B'];
		const cells = content.map((text, i) => line(text, 50 + 90 * (i % 3), 150 + 12 * Math.floor(i / 3)));
		const heading = line('2. Data', 50, 70, { size: 14, sizes: [14], bold: true });
		const { tables, rest } = findBandedTables(
			[heading, ...cells],
			[horizontal(45, 300, 40), horizontal(45, 300, 140), horizontal(45, 300, 154), horizontal(45, 300, 192)],
		);

		assert.deepEqual(cellsOf(tables[0])?.[0], ['Source', 'Tokens', 'Words']);
		assert.deepEqual(textsOf(rest), ['2. Data']);
	});
});
