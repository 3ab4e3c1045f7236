import assert from 'node:assert/strict';
import { findAlignedTables } from '../../../../../../../src/core/ocr/local/structure/tables/alignedTables.ts';
import { findBandedTables } from '../../../../../../../src/core/ocr/local/structure/tables/bandedTables.ts';
import { withHeadersAbove } from '../../../../../../../src/core/ocr/local/structure/tables/headerAbove.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import type { Table } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, textsOf } from '../make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

/** A name at 50, a text at 150 with one line below the other, and a number that ends at 350. */
const row = (top: number, name: string, texts: readonly string[], number: string): Line[] => [
	line(name, 50, top),
	...texts.map((text, i) => line(text, 150, top + 14 * i)),
	line(number, 350 - 5 * number.length, top),
];

const commands = [
	...row(100, 'Command', ['Meaning'], 'Since'),
	...row(119, 'open', ['Opens the file that is', 'named and shows its', 'first page'], '1.0'),
	...row(166, 'close', ['Closes it and asks first'], '1.0'),
	...row(185, 'print', ['Prints the pages that', 'are selected'], '1.2'),
	...row(218, 'mail', ['Sends it'], '2.0'),
];

const read = [
	['Command', 'Meaning', 'Since'],
	['open', 'Opens the file that is named and shows its first page', '1.0'],
	['close', 'Closes it and asks first', '1.0'],
	['print', 'Prints the pages that are selected', '1.2'],
	['mail', 'Sends it', '2.0'],
];

/** Texts that end at 200, 300 and so on. */
const toTheRight = (baseline: number, ...texts: readonly string[]): Line[] =>
	texts.flatMap((text, i) => (text ? [line(text, 200 + 100 * i - 5 * text.length, baseline)] : []));

suite('tables with cells of several lines', () => {
	test('lines that are closer together than rows are of one row, without lines and between lines', () => {
		const rules = [85, 105, 226].map((y) => horizontal(45, 355, y));

		assert.deepEqual(cellsOf(findAlignedTables(commands).tables[0]), read);
		assert.deepEqual(cellsOf(findBandedTables(commands, rules).tables[0]), read);
	});

	test('a value beside the middle of its row’s text is in that row', () => {
		const all = [
			...row(100, 'Measure', ['Where'], 'Spent'),
			...[0, 1, 2].flatMap((i) => [
				line('Repair', 50, 126 + 40 * i),
				...[line('the bridge at the river', 150, 119 + 40 * i), line('north of the town', 150, 133 + 40 * i)],
				line(`${i}12`, 335, 126 + 40 * i),
			]),
		];

		assert.deepEqual(
			cellsOf(findAlignedTables(all).tables[0])?.slice(1),
			['012', '112', '212'].map((value) => ['Repair', 'the bridge at the river north of the town', value]),
		);
	});

	test('rows in groups with gaps between them stay rows', () => {
		const all = [0, 1, 2].flatMap((group) =>
			[0, 1, 2].flatMap((i) => row(100 + 60 * group + 14 * i, `Item ${group}${i}`, ['some of these'], `1${group}${i}`)),
		);

		assert.equal(cellsOf(findAlignedTables(all).tables[0])?.length, 9);
	});

	test('a name in small letters goes on with the name above where rows are as close as lines', () => {
		const all = [
			...row(100, 'The bridge over the', ['north'], '120'),
			line('river', 50, 112),
			...row(124, 'School', ['east'], '45'),
			...row(136, 'Library', ['west'], '78'),
			...row(148, 'Total', ['all'], '243'),
		];

		assert.deepEqual(
			cellsOf(findAlignedTables(all).tables[0])?.map(([name]) => name),
			['The bridge over the river', 'School', 'Library', 'Total'],
		);
	});
});

suite('names of columns above a table', () => {
	const values = [0, 1, 2, 3].flatMap((i) => [
		line(`Region ${i}`, 50, 130 + 14 * i),
		...toTheRight(130 + 14 * i, `1,20${i}`, `33.${i}`, `1,10${i}`, `30.${i}`),
	]);
	const names = [line('Region', 50, 114), ...toTheRight(114, 'Units', 'Revenue', 'Units', 'Revenue')];
	const years = [line('Fiscal 2023', 212, 98), line('Fiscal 2022', 412, 98)];

	test('go over several columns where they are centred over them', () => {
		const [table] = findAlignedTables([...years, ...names, ...values]).tables;

		assert.deepEqual(cellsOf(table)?.slice(0, 2), [
			['', 'Fiscal 2023', '', 'Fiscal 2022', ''],
			['Region', 'Units', 'Revenue', 'Units', 'Revenue'],
		]);
		assert.deepEqual(
			table?.merged.map(({ column, columns }) => [column, columns]),
			[
				[1, 2],
				[3, 2],
			],
		);
	});

	test('a title and a caption are no names', () => {
		const [table] = findAlignedTables([line('Table 1 Sales of the regions', 50, 98), ...names, ...values]).tables;

		assert.equal(cellsOf(table)?.length, 5);
	});

	test('of several lines are one row each, and stand over numbers at the other edge of their column', () => {
		const all = [
			line('Mean yearly', 120, 90),
			...[line('temperature', 120, 102), line('Number of days', 220, 102)],
			...[line('Station', 50, 114), line('(C)', 120, 114), line('with rain', 220, 114)],
			...[0, 1, 2, 3].flatMap((i) => [line(`Station ${i}`, 50, 126 + 12 * i), ...toTheRight(126 + 12 * i, `3.${i}`, `20${i}`)]),
		];

		assert.deepEqual(cellsOf(findAlignedTables(all).tables[0])?.slice(0, 2), [
			['Station', 'Mean yearly temperature (C)', 'Number of days with rain'],
			['Station 0', '3.0', '200'],
		]);
	});

	test('of several lines stand above the first drawn line', () => {
		const all = [
			...[line('The measure that was', 50, 100), line('taken', 50, 112), ...toTheRight(100, 'Budget', 'Spent')],
			...[0, 1, 2, 3].flatMap((i) => [line(`Measure ${i}`, 50, 132 + 16 * i), ...toTheRight(132 + 16 * i, `120${i}`, `98${i}`)]),
		];
		const rules = [118, 136, 152, 168, 184].map((y) => horizontal(45, 305, y));

		assert.deepEqual(cellsOf(withHeadersAbove(findBandedTables(all, rules)).tables[0])?.slice(0, 2), [
			['The measure that was taken', 'Budget', 'Spent'],
			['Measure 0', '1200', '980'],
		]);
	});
});

suite('tables with labels and last rows', () => {
	test('a label in the middle of its rows is in the first of them', () => {
		const all = [
			...row(100, 'Class', ['Name'], 'Legs'),
			...['Ant', 'Bee', 'Fly', 'Robin', 'Ostrich'].flatMap((name, i) => row(112 + 12 * i, '', [name], `${i + 1}2`).slice(1)),
			...[line('Insects', 50, 124), line('Birds', 50, 154)],
		];

		assert.deepEqual(cellsOf(findAlignedTables(all).tables[0])?.slice(1), [
			['Insects', 'Ant', '12'],
			['', 'Bee', '22'],
			['', 'Fly', '32'],
			['Birds', 'Robin', '42'],
			['', 'Ostrich', '52'],
		]);
	});

	test('a last row without a line below it is of the table, without numbers too', () => {
		const texts = [
			['Country', 'Capital'],
			['Norway', 'Oslo'],
			['Peru', 'Lima'],
			['Kenya', 'Nairobi'],
			['Japan', 'Tokyo'],
			['Canada', 'Ottawa'],
		];
		const all = texts.flatMap(([name, other], i) => [line(name!, 50, 100 + 16 * i), line(other!, 150, 100 + 16 * i)]);
		const rules = [0, 1, 2, 3, 4, 5].map((i) => horizontal(45, 205, 88 + 16 * i));

		assert.deepEqual(cellsOf(findBandedTables(all, rules).tables[0]), texts);
	});

	test('names over one row of values between lines are a table', () => {
		const texts = [
			['Trait', 'Count', 'Mean', 'Least'],
			['Height', '1058', '0.38', '0.12'],
		];
		const all = texts.flatMap((cells, i) => cells.map((text, column) => line(text, 50 + 100 * column, 100 + 16 * i)));
		const rules = [88, 104, 120].map((y) => horizontal(45, 405, y));

		assert.deepEqual(cellsOf(findBandedTables(all, rules).tables[0]), texts);
		assert.equal(findBandedTables(all, rules.slice(1)).tables.length, 0);
	});

	test('two values close below each other are of two rows', () => {
		const texts = [
			['Method', 'Recall', 'Precision', 'Score'],
			['First', '79', '88', '83'],
			['Second', '82', '', ''],
			['Third', '83', '84', '84'],
			['Fourth', '79', '91', '85'],
		];
		const all = texts.flatMap((cells, i) => cells.flatMap((text, column) => (text ? [line(text, 50 + 100 * column, 100 + 8.5 * i)] : [])));
		const rules = [90, 103, 140].map((y) => horizontal(45, 405, y));

		assert.deepEqual(cellsOf(findBandedTables(all, rules).tables[0]), texts);
	});
});
