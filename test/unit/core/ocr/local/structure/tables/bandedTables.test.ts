import assert from 'node:assert/strict';
import { findAlignedTables } from '../../../../../../../src/core/ocr/local/structure/tables/alignedTables.ts';
import { findBandedTables } from '../../../../../../../src/core/ocr/local/structure/tables/bandedTables.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { findRuledTables } from '../../../../../../../src/core/ocr/local/structure/tables/ruledTables.ts';
import { shadedRows } from '../../../../../../../src/core/ocr/local/structure/tables/shadedRows.ts';
import type { Table } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, lines, textsOf, vertical } from '../make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

/** Cells of columns 90 points wide, from 50; rows 12 points apart. */
const cells = (rows: readonly (readonly string[])[], top = 100): Line[] =>
	rows.flatMap((row, y) => row.flatMap((text, x) => (text ? [line(text, 50 + 90 * x, top + 12 * y)] : [])));

const content = [
	['Source', 'Tokens', 'Words'],
	['Web pages', '3.71T', '3.32T'],
	['Code', '83.0B', '70.0B'],
	['Papers', '58.6B', '51.1B'],
	['Total', '3.90T', '3.48T'],
];
const rules = [horizontal(45, 300, 90), horizontal(45, 300, 104), horizontal(45, 300, 152)];

suite('findBandedTables', () => {
	test('reads tables with lines above, below and under their header only', () => {
		const { tables, rest } = findBandedTables([...cells(content), line('Text below the table', 50, 180)], rules);

		assert.deepEqual(cellsOf(tables[0]), content);
		assert.deepEqual(textsOf(rest), ['Text below the table']);
	});

	test('a column with few values is one, such as the credits of a statement', () => {
		const days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((day) => [
			`${day} May`,
			day === 4 ? '80.00' : '',
			day === 4 ? '' : `${day}3.10`,
			`9${day}.70`,
		]);
		const statement = [['Date', 'Credit', 'Debit', 'Balance'], ...days];
		const edges = [horizontal(45, 400, 90), horizontal(45, 400, 104), horizontal(45, 400, 236)];

		assert.deepEqual(cellsOf(findBandedTables(cells(statement), edges).tables[0]), statement);
	});

	test('a name of two lines is whole if only its end has dots to the values, a group’s name stays apart', () => {
		const row = (baseline: number, name: string, ...values: readonly string[]) => [
			line(name, 50, baseline),
			...values.map((text, i) => line(text, 230 + 60 * i, baseline)),
		];
		const all = [
			...row(100, 'Kind of shop', '2023', '2024'),
			...row(114, 'Stores for books . . . . . . . .', '31', '42'),
			...row(126, 'Garden tools and'),
			...row(138, 'supplies . . . . . . . . . . . .', '23', '25'),
			...row(150, 'Repairs'),
			...row(162, 'Bicycles . . . . . . . . . . . .', '12', '10'),
			...row(174, 'Watches . . . . . . . . . . . . ', '11', '19'),
		];
		const edges = [90, 104, 180].map((y) => horizontal(45, 340, y));

		assert.deepEqual(
			cellsOf(findBandedTables(all, edges).tables[0])?.map(([name]) => name?.replace(/[ .]+$/, '')),
			['Kind of shop', 'Stores for books', 'Garden tools and supplies', 'Repairs', 'Bicycles', 'Watches'],
		);
	});

	test('texts that end a little beside the lines are of it, and what is above an empty band is not', () => {
		const all = [
			...cells([['Paid on 5 July', '', '29.99']], 60),
			...cells(content),
			line('3,480,000,000', 242, 160),
			line('4.11T', 140, 160),
			line('Sum', 50, 160),
		];
		const drawn = [50, 66, 90, 154].map((y) => horizontal(45, 295, y));

		assert.deepEqual(cellsOf(findBandedTables(all, drawn).tables[0]), [...content, ['Sum', '4.11T', '3,480,000,000']]);
	});

	test('a row that spans columns, and one below the last line, are of it', () => {
		const group = line('A group of sources in the middle', 70, 112);
		const all = [...cells(content.slice(0, 1)), group, ...cells(content.slice(1, 4), 124), ...cells(content.slice(4), 160)];
		const { tables } = findBandedTables(all, rules);

		assert.deepEqual(cellsOf(tables[0])?.slice(1, 3), [
			['A group of sources in the middle', '', ''],
			['Web pages', '3.71T', '3.32T'],
		]);
		assert.deepEqual(cellsOf(tables[0])?.at(-1), content[4]);
	});

	test('small lines under a name, and others beside the middle of a cell, are of one row', () => {
		const all = [
			...cells(content.slice(0, 2)),
			...[line('StarCoder', 50, 124), line('filtered version', 56, 132, { size: 7 }), line('83.0B', 140, 129), line('70.0B', 230, 129)],
			...cells(content.slice(3), 146),
		];
		const { tables } = findBandedTables(all, [horizontal(45, 300, 90), horizontal(45, 300, 104), horizontal(45, 300, 166)]);

		assert.deepEqual(cellsOf(tables[0])?.[2], ['StarCoder filtered version', '83.0B', '70.0B']);
	});

	test('the names of columns are one row, however many lines they have', () => {
		const names = [line('Source', 50, 100), line('Number of', 140, 100), line('Words', 230, 100), line('tokens', 140, 112)];
		const { tables } = findBandedTables(
			[...names, ...cells(content.slice(1), 126)],
			[horizontal(45, 300, 90), horizontal(45, 300, 116), horizontal(45, 300, 170)],
		);

		assert.deepEqual(cellsOf(tables[0])?.[0], ['Source', 'Number of tokens', 'Words']);
	});

	test('columns of running text between lines are no table', () => {
		const prose = Array.from({ length: 12 }, (_, i) => `${i % 2 ? 'which goes' : 'and goes'} on from line to line`);
		const columns = [...lines(prose, 50), ...lines(prose, 220)];

		assert.deepEqual(findBandedTables(columns, [horizontal(45, 400, 90), horizontal(45, 400, 160), horizontal(45, 400, 260)]).tables, []);
	});

	test('a shaded row of names between lines begins a table, and what is above it is none', () => {
		const addresses = [['Lanny Lane Ltd.', 'Same as recipient'], ['82 Gorby Lane'], ['39429']];
		const all = [...cells(addresses, 60), ...cells(content)];
		const lined = [48, 104, 116, 128, 140, 152].map((y) => horizontal(45, 300, y));
		const shaded = { left: 45, right: 300, top: 90, bottom: 104 };
		const { tables, rest } = findBandedTables(all, lined, shadedRows([shaded], all));

		assert.deepEqual(cellsOf(tables[0]), content);
		assert.deepEqual(textsOf(rest), addresses.flat());
	});

	test('a part of a wider table is none', () => {
		const wide = cells(content.map((row) => [...row, '12']));

		assert.deepEqual(findBandedTables(wide, rules).tables, []);
	});
});

suite('tables without lines', () => {
	test("rows under a group's label stay rows", () => {
		const rows = [
			['Site', 'Type', 'Low'],
			['North', 'gauge', '-0.31'],
			['', 'model', '-0.28'],
			['', 'survey', '-0.30'],
			['South', 'gauge', '0.02'],
			['', 'model', '0.05'],
		];

		assert.deepEqual(cellsOf(findAlignedTables(cells(rows)).tables[0]), rows);
	});

	test('labels and values are none', () => {
		const rows = ['Invoice:', 'Date:', 'Customer:', 'Terms:'].map((label, i) => [label, `value ${i}`, i < 2 ? 'Pay to:' : 'A bank']);

		assert.deepEqual(findAlignedTables(cells(rows)).tables, []);
	});

	test('names that are centred over narrow cells are those of their columns', () => {
		const names = ['Lower', 'Higher', 'Later'].map((text, i) => line(text, 100 + 120 * i, 100));
		const amounts = [1, 2, 3].flatMap((y) => [0, 1, 2].map((x) => line(`${x}.${y}`, 80 + 120 * x, 100 + 12 * y)));

		assert.deepEqual(cellsOf(findAlignedTables([...names, ...amounts]).tables[0])?.slice(0, 2), [
			['Lower', 'Higher', 'Later'],
			['0.1', '1.1', '2.1'],
		]);
	});

	test('pieces of a formula are none', () => {
		const rows = [
			['=', 'x', '(', 'a'],
			['=', 'y', ')', 'b'],
			['∑', 'z', '(', 'c'],
			['=', 'u', ')', 'd'],
		];

		assert.deepEqual(findAlignedTables(cells(rows)).tables, []);
	});
});

test('the frame of a drawing is no table', () => {
	const frame = [
		...Array.from({ length: 13 }, (_, i) => horizontal(50, 530, 100 + 20 * i)),
		...Array.from({ length: 13 }, (_, i) => vertical(50 + 40 * i, 100, 340)),
	];
	const labels = Array.from({ length: 12 }, (_, i) => [i, 11 - i].map((x) => line('A', 55 + 40 * x, 114 + 20 * i))).flat();

	assert.deepEqual(findRuledTables(labels, frame).tables, []);
});

suite('names of columns under names of groups', () => {
	const mergedOf = (table: Table | undefined) => table?.merged.map(({ row, column, rows, columns }) => [row, column, rows, columns]);
	const body = [
		['May', '1', '2', '3', '4'],
		['June', '5', '6', '7', '8'],
		['July', '9', '10', '11', '12'],
	];
	const names = [['', 'no.', 'rate', 'no.', 'rate'], ...body];

	test('go over the columns that the line under them goes over, one over all groups over all of them', () => {
		const all = [line('Month', 50, 108), line('Boats', 260, 76), line('Old', 180, 88), line('New', 360, 88), ...cells(names, 102)];
		const drawn = [
			...[horizontal(45, 460, 64), horizontal(135, 270, 91), horizontal(315, 455, 91), horizontal(45, 460, 113)],
			horizontal(45, 460, 145),
		];
		const [table] = findBandedTables(all, drawn).tables;

		assert.deepEqual(mergedOf(table)?.sort(), [
			[0, 0, 3, 1],
			[0, 1, 1, 4],
			[1, 1, 1, 2],
			[1, 3, 1, 2],
		]);
		assert.equal(table?.headerRows, 3);
		assert.deepEqual(cellsOf(table), [
			['Month', 'Boats', '', '', ''],
			['', 'Old', '', 'New', ''],
			['', 'no.', 'rate', 'no.', 'rate'],
			...body,
		]);
	});

	test('share the columns over which one line goes under several names', () => {
		const all = [line('Month', 50, 88), line('Old', 180, 88), line('New', 360, 88), ...cells(names, 102)];
		const drawn = [horizontal(45, 460, 76), horizontal(135, 455, 91), horizontal(45, 460, 113), horizontal(45, 460, 145)];
		const [table] = findBandedTables(all, drawn).tables;

		assert.deepEqual(mergedOf(table)?.sort(), [
			[0, 0, 2, 1],
			[0, 1, 1, 2],
			[0, 3, 1, 2],
		]);
	});

	test('the name of a group, as far below a total as rows are apart, is a row of its own', () => {
		const all = cells([...content.slice(0, 4), ['Total', '1T', '2T'], ['More'], ...content.slice(1, 4)]);
		const [table] = findBandedTables(all, [horizontal(45, 300, 90), horizontal(45, 300, 104), horizontal(45, 300, 200)]).tables;

		assert.deepEqual(cellsOf(table)?.slice(4, 6), [
			['Total', '1T', '2T'],
			['More', '', ''],
		]);
	});
});
