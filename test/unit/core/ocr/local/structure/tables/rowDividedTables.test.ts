import assert from 'node:assert/strict';
import { findRowDividedTables } from '../../../../../../../src/core/ocr/local/structure/tables/rowDividedTables.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import type { Table } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, lines, textsOf } from '../make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

/** Rows of two cells, at 50 and 150, from `top`; the lines of a cell are 12 points apart. */
const pairs = (rows: readonly (readonly (readonly string[])[])[], tops: readonly number[]): Line[] =>
	rows.flatMap((cells, y) => cells.flatMap((texts, x) => lines(texts, 50 + 100 * x, tops[y]! + 12)));

const kinds = [
	[['Kind'], ['Where it is found']],
	[['Grey heron'], ['On the banks of the slow', 'rivers, and in the reeds', 'of every shallow lake']],
	[
		['Common sandpiper', 'or summer snipe'],
		['On stones in the middle', 'of mountain streams'],
	],
];
const whole = [
	['Kind', 'Where it is found'],
	['Grey heron', 'On the banks of the slow rivers, and in the reeds of every shallow lake'],
	['Common sandpiper or summer snipe', 'On stones in the middle of mountain streams'],
];

suite('findRowDividedTables', () => {
	test('keeps cells of several lines whole where only lines between the rows are drawn', () => {
		const rules = [90, 110, 152, 182].map((y) => horizontal(45, 300, y));
		const { tables, rest } = findRowDividedTables([...pairs(kinds, [92, 112, 154]), line('Text below the table', 50, 220)], rules, []);

		assert.deepEqual(cellsOf(tables[0]), whole);
		assert.deepEqual(textsOf(rest), ['Text below the table']);
	});

	test('a last row without a line below it is of the table, the note below it is not', () => {
		const rules = [90, 110, 152, 182].map((y) => horizontal(45, 300, y));
		const last = pairs([[['Dipper'], ['On stones, and below the', 'water of the same streams']]], [184]);
		const note = line('Seen between spring and autumn', 50, 222);
		const { tables, rest } = findRowDividedTables([...pairs(kinds, [92, 112, 154]), ...last, note], rules, []);

		assert.deepEqual(cellsOf(tables[0]), [...whole, ['Dipper', 'On stones, and below the water of the same streams']]);
		assert.deepEqual(textsOf(rest), ['Seen between spring and autumn']);
	});

	test('names of several lines above the first line are of the table, its caption is not', () => {
		const rules = [110, 152, 182].map((y) => horizontal(45, 300, y));
		const names = [line('Kind', 50, 94), line('Where', 150, 94), line('it is found', 150, 106)];
		const all = [line('Table 3: Birds', 50, 70), ...names, ...pairs(kinds.slice(1), [112, 154])];
		const { tables, rest } = findRowDividedTables(all, rules, []);

		assert.deepEqual(cellsOf(tables[0]), whole);
		assert.deepEqual(textsOf(rest), ['Table 3: Birds']);
	});

	test('rows can be divided by the fill of every other one', () => {
		const filled = [
			{ left: 45, right: 300, top: 90, bottom: 110 },
			{ left: 45, right: 300, top: 152, bottom: 182 },
		];
		const { tables } = findRowDividedTables(pairs(kinds, [92, 112, 154]), [], filled);

		assert.deepEqual(cellsOf(tables[0]), whole);
	});

	test('two tables with the same edges are divided by the text between them', () => {
		const first = [90, 110, 152, 182].map((y) => horizontal(45, 300, y));
		const second = [290, 310, 352, 382].map((y) => horizontal(45, 300, y));
		const between = lines(
			['The kinds that follow were seen in the other valley', 'between the first and the last day of the year.'],
			50,
			210,
		);
		const all = [...pairs(kinds, [92, 112, 154]), ...between, ...pairs(kinds, [292, 312, 354])];
		const { tables, rest } = findRowDividedTables(all, [...first, ...second], []);

		assert.deepEqual(tables.map(cellsOf), [whole, whole]);
		assert.deepEqual(textsOf(rest), textsOf(between));
	});

	test('lines around groups of rows divide no rows', () => {
		const groups = [
			[
				['River', 'Lake', 'Stream'],
				['12', '14', '3'],
			],
			[
				['Heron', 'Snipe', 'Rail'],
				['4', '15', '9'],
			],
			[
				['Spring', 'Summer', 'Autumn'],
				['7', '1', '22'],
			],
		];
		const rules = [90, 132, 172, 212].map((y) => horizontal(45, 300, y));

		assert.deepEqual(findRowDividedTables(pairs(groups, [92, 134, 174]), rules, []).tables, []);
	});

	test('columns of a page between lines across it are no table', () => {
		const column = Array.from({ length: 9 }, (_, i) => `${i % 2 ? 'which goes' : 'and it goes'} on and on`);
		const rules = [0, 1, 2, 3].map((i) => horizontal(45, 300, 90 + 120 * i));

		assert.deepEqual(
			findRowDividedTables(
				pairs(
					[
						[column, column],
						[column, column],
						[column, column],
					],
					[92, 212, 332],
				),
				rules,
				[],
			).tables,
			[],
		);
	});

	test('more text than tables have is left as it is', () => {
		const rules = Array.from({ length: 1700 }, (_, i) => horizontal(45, 300, 90 + 14 * i));
		const all = rules.slice(1).flatMap(({ top }) => [line('left', 50, top - 2), line('right', 150, top - 2)]);

		assert.deepEqual(findRowDividedTables(all, rules, []), { tables: [], rest: all });
	});
});
