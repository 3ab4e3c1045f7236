import assert from 'node:assert/strict';
import { findAlignedTables } from '../../../../../../src/core/ocr/local/structure/tables/alignedTables.ts';
import type { Line } from '../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { type FoundTables, findRuledTables } from '../../../../../../src/core/ocr/local/structure/tables/ruledTables.ts';
import type { Table } from '../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { withTitles } from '../../../../../../src/core/ocr/local/structure/tables/tableTitles.ts';
import type { Rule } from '../../../../../../src/core/pdf/pageLayout.ts';
import { horizontal, line, textsOf, vertical } from './make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

/** Every line is once in a cell, a title or the rest. */
const assertNothingLost = (all: readonly Line[], { tables, rest }: FoundTables) => {
	const found = [...tables.flatMap(({ rows, titles }) => [...rows.flat(2), ...titles]), ...rest];
	assert.deepEqual(textsOf(found).sort(), textsOf(all).sort());
};

/** Rules around `columns` x `rows` cells, 100 points wide and 20 high, from 50, 100. */
const grid = (columns: number, rows: number) => [
	...Array.from({ length: rows + 1 }, (_, i) => horizontal(50, 50 + 100 * columns, 100 + 20 * i)),
	...Array.from({ length: columns + 1 }, (_, i) => vertical(50 + 100 * i, 100, 100 + 20 * rows)),
];

/** Text in the cells of `grid`. */
const cells = (rows: readonly (readonly string[])[]) =>
	rows.flatMap((row, y) => row.flatMap((text, x) => (text ? [line(text, 55 + 100 * x, 114 + 20 * y)] : [])));

suite('findRuledTables', () => {
	test('reads cells between lines', () => {
		const content = [
			['Name', 'Age'],
			['Ada', '36'],
			['Alan', ''],
		];
		const found = findRuledTables(cells(content), grid(2, 3));

		assert.deepEqual(cellsOf(found.tables[0]), content);
	});

	test('leaves text outside alone and loses none', () => {
		const all = [
			...cells([
				['a', 'b'],
				['c', 'd'],
			]),
			line('Above the table', 50, 80),
			line('Below it', 50, 200),
		];
		const found = findRuledTables(all, grid(2, 2));

		assert.deepEqual(textsOf(found.rest), ['Above the table', 'Below it']);
		assertNothingLost(all, found);
	});

	test('joins the lines of a cell', () => {
		const all = [
			...cells([['Name', 'Description']]),
			line('Ada', 55, 134),
			line('wrote the first', 155, 130, { right: 245 }),
			line('program', 155, 138),
		];
		const found = findRuledTables(all, [
			...grid(2, 1),
			horizontal(50, 250, 160),
			vertical(50, 100, 160),
			vertical(150, 100, 160),
			vertical(250, 100, 160),
		]);

		assert.deepEqual(cellsOf(found.tables[0]), [
			['Name', 'Description'],
			['Ada', 'wrote the first program'],
		]);
	});

	test('finds rows that no line divides', () => {
		const rows = [
			['Name', 'Age', 'Town'],
			['Ada', '36', 'London'],
			['Alan', '41', 'Wilmslow'],
			['Grace', '85', 'Arlington'],
		];
		const outer = [horizontal(50, 350, 100), horizontal(50, 350, 120), horizontal(50, 350, 180)];
		const walls = [50, 150, 250, 350].map((x) => vertical(x, 100, 180));

		assert.deepEqual(cellsOf(findRuledTables(cells(rows), [...outer, ...walls]).tables[0]), rows);
	});

	test('reads tables without lines at their sides', () => {
		const rows = [
			['Name', 'Age'],
			['Ada', '36'],
		];
		const rules = [horizontal(50, 250, 100), horizontal(50, 250, 120), horizontal(50, 250, 140), vertical(150, 100, 140)];

		assert.deepEqual(cellsOf(findRuledTables(cells(rows), rules).tables[0]), rows);
	});

	test('puts text across all columns above the table', () => {
		const all = [line('A title across both columns', 90, 114), ...cells([[], ['a', 'b'], ['c', 'd']])];
		const rules = [
			...grid(2, 3).filter(({ vertical: isVertical }) => !isVertical),
			vertical(50, 100, 160),
			vertical(150, 120, 160),
			vertical(250, 100, 160),
		];
		const found = findRuledTables(all, rules);

		assert.deepEqual(textsOf(found.tables[0]!.titles), ['A title across both columns']);
		assertNothingLost(all, found);
	});

	test('takes in a row that is filled with a colour', () => {
		const all = cells([
			['Name', 'Age'],
			['Ada', '36'],
			['Alan', '41'],
		]);
		const rules = grid(2, 3)
			.filter(({ top }) => top > 110)
			.map((rule) => (rule.vertical ? { ...rule, top: 120 } : rule));
		const rest = [vertical(50, 120, 160), vertical(150, 120, 160), vertical(250, 120, 160)];
		const areas = [0, 1].map((i) => ({ left: 50 + 100 * i, right: 150 + 100 * i, top: 100, bottom: 120 }));
		const found = findRuledTables(all, [...rules, ...rest], areas);

		assert.equal(cellsOf(found.tables[0])?.[0]?.join(), 'Name,Age');
	});

	test('a box around text is no table', () => {
		const frame = [horizontal(50, 250, 100), horizontal(50, 250, 160), vertical(50, 100, 160), vertical(250, 100, 160)];

		assert.deepEqual(findRuledTables(cells([['A note'], ['in a box']]), frame).tables, []);
	});

	test('a line under a heading is no table', () => {
		assert.deepEqual(findRuledTables([line('Heading', 50, 100)], [horizontal(50, 500, 104)]).tables, []);
	});

	test('lines with texts side by side in a cell are no table', () => {
		const rows = [0, 1, 2].flatMap((y) => [line('one', 55, 114 + 20 * y), line('two', 105, 114 + 20 * y), line('six', 155, 114 + 20 * y)]);

		assert.deepEqual(findRuledTables(rows, grid(2, 3)).tables, []);
	});

	test('columns of text with a line between them are no table', () => {
		const text = (x: number) =>
			Array.from({ length: 12 }, (_, i) => line('words that fill the column', x, 110 + 12 * i, { right: x + 95 }));
		const rules = [horizontal(50, 250, 100), horizontal(50, 250, 260), vertical(150, 100, 260), vertical(250, 100, 260)];

		assert.deepEqual(findRuledTables([...text(52), ...text(152)], rules).tables, []);
	});
});

suite('findAlignedTables', () => {
	const place = (rows: readonly (readonly string[])[]) => cells(rows);
	const people = [
		['Name', 'Role', 'Since'],
		['Ada', 'Analyst', '2019'],
		['Grace', 'Compilers', '2020'],
		['Alan', 'Research', '2021'],
	];

	test('reads rows that stand in columns', () => {
		assert.deepEqual(cellsOf(findAlignedTables(place(people)).tables[0]), people);
	});

	test('keeps empty cells', () => {
		const rows = people.map((row, i) => (i === 2 ? [row[0]!, '', row[2]!] : row));

		assert.deepEqual(cellsOf(findAlignedTables(place(rows)).tables[0]), rows);
	});

	test('leaves text above and below alone and loses none', () => {
		const all = [
			line('A line of text above that is wider than columns', 50, 90),
			...place(people),
			line('And a line of text below the table as well', 50, 220),
		];
		const found = findAlignedTables(all);

		assert.equal(found.rest.length, 2);
		assertNothingLost(all, found);
	});

	test('continues a cell on the next line', () => {
		const all = [...place(people), line('and proofs', 155, 185)];

		assert.equal(cellsOf(findAlignedTables(all).tables[0])?.[3]?.[1], 'Research and proofs');
	});

	for (const [what, rows] of [
		['two rows', people.slice(0, 2)],
		[
			'a table of contents',
			[
				['One', '1'],
				['Two', '5'],
				['Three', '9'],
				['Four', '12'],
				['Five', '20'],
			],
		],
		[
			'dots that lead to numbers',
			[
				['One . . . . . . .', '1'],
				['Two . . . . . . .', '2'],
				['Six . . . . . . .', '1'],
				['Ten . . . . . . .', '3'],
			],
		],
		[
			'bullets and their texts',
			[
				['»', 'one'],
				['»', 'two'],
				['»', 'three'],
				['»', 'four'],
			],
		],
	] as const) {
		test(`${what} is no table`, () => assert.deepEqual(findAlignedTables(place(rows)).tables, []));
	}

	test('two columns of prose are no table', () => {
		const prose = Array.from({ length: 6 }, () => [
			'words of a sentence that go on and on up to the edge',
			'and others that stand beside them in another column',
		]);
		const all = prose.flatMap(([a, b], y) => [line(a!, 50, 100 + 12 * y), line(b!, 350, 100 + 12 * y)]);

		assert.deepEqual(findAlignedTables(all).tables, []);
	});
});

suite('withTitles', () => {
	const table = () =>
		findRuledTables(
			cells([
				['a', 'b'],
				['c', 'd'],
			]),
			grid(2, 2),
		).tables[0]!;

	test('gives a table the line centred above it', () => {
		const title = line('Costs', 137.5, 92);
		const other = line('A line of the text before', 50, 60);
		const { tables, rest } = withTitles({ tables: [table()], rest: [other, title] });

		assert.deepEqual([textsOf(tables[0]!.titles), textsOf(rest)], [['Costs'], ['A line of the text before']]);
		assert.equal(tables[0]!.top, title.top);
	});

	test('takes no line of a column for a title', () => {
		const columns = [line('left', 60, 92), line('mid', 142, 92), line('right', 215, 92)];

		assert.deepEqual(withTitles({ tables: [table()], rest: columns }).tables[0]!.titles, []);
	});
});

suite('merged cells', () => {
	const mergedOf = (table: Table | undefined) => table?.merged.map(({ row, column, rows, columns }) => [row, column, rows, columns]);
	/** The rules of `grid` without the pieces that would lie within a merged cell. */
	const without = (rules: readonly Rule[], pieces: readonly Rule[]) =>
		rules.flatMap((rule) => {
			const cut = pieces.find(
				(piece) => piece.vertical === rule.vertical && (rule.vertical ? piece.left === rule.left : piece.top === rule.top),
			);
			return !cut
				? [rule]
				: rule.vertical
					? [vertical(rule.left, rule.top, cut.top), vertical(rule.left, cut.bottom, rule.bottom)].filter(({ top, bottom }) => bottom > top)
					: [horizontal(rule.left, cut.left, rule.top), horizontal(cut.right, rule.right, rule.top)].filter(
							({ left, right }) => right > left,
						);
		});

	test('a name over two columns goes over both, and the row below it names them', () => {
		const rules = without(grid(3, 3), [vertical(250, 100, 120)]);
		const all = [line('Boat', 55, 114), line('Crew by sex', 220, 114), ...cells([[], ['', 'women', 'men'], ['Ada', '3', '4']])];
		const { tables } = findRuledTables(all, rules);

		assert.deepEqual(mergedOf(tables[0]), [[0, 1, 1, 2]]);
		assert.equal(tables[0]?.headerRows, 2);
	});

	test('a name over several columns is no title beside names that are as high as it and what is below it', () => {
		const all = [
			line('Name', 60, 125),
			line('Type', 160, 125),
			line('Optional in', 270, 114),
			...cells([[], ['', '', 'Create', 'Update'], ['id', 'URI', 'M', 'NP']]),
		];
		const rules = [
			...[100, 140, 160].map((y) => horizontal(50, 450, y)),
			horizontal(250, 450, 120),
			...[50, 150, 250, 450].map((x) => vertical(x, 100, 160)),
			vertical(350, 120, 160),
		];
		const [table] = findRuledTables(all, rules).tables;

		assert.deepEqual(
			[table?.titles, mergedOf(table)],
			[
				[],
				[
					[0, 0, 2, 1],
					[0, 1, 2, 1],
					[0, 2, 1, 2],
				],
			],
		);
		assert.deepEqual(cellsOf(table)?.slice(0, 2), [
			['Name', 'Type', 'Optional in', ''],
			['', '', 'Create', 'Update'],
		]);
	});

	test('a cell over three rows has all of its lines, whichever row they stand beside', () => {
		const rules = without(grid(2, 4), [horizontal(50, 150, 140), horizontal(50, 150, 160)]);
		const all = [
			...cells([
				['Harbour', 'Month'],
				['', 'May'],
				['', 'June'],
				['', 'July'],
			]),
			line('Old', 55, 136),
			line('harbour of', 55, 148),
			line('the town', 55, 160),
		];
		const { tables } = findRuledTables(all, rules);

		assert.deepEqual(mergedOf(tables[0]), [[1, 0, 3, 1]]);
		assert.deepEqual(cellsOf(tables[0]), [
			['Harbour', 'Month'],
			['Old harbour of the town', 'May'],
			['', 'June'],
			['', 'July'],
		]);
	});

	test('texts a row each stay in their rows although no line divides them', () => {
		const rules = without(grid(2, 4), [horizontal(50, 150, 140), horizontal(50, 150, 160)]);
		const rows = [
			['Harbour', 'Month'],
			['Old', 'May'],
			['New', 'June'],
			['East', 'July'],
		];
		const { tables } = findRuledTables(cells(rows), rules);

		assert.deepEqual(mergedOf(tables[0]), []);
		assert.deepEqual(cellsOf(tables[0]), rows);
	});

	test('numbers side by side in a column that no line divides are two columns', () => {
		const rows = [
			['Boats', '', ''],
			['May', '12', '13'],
			['June', '14', '15'],
			['July', '16', '17'],
		];
		const rules = grid(3, 4).filter((rule) => rule.left !== 250 || !rule.vertical);
		const { tables } = findRuledTables(cells(rows), rules);

		assert.deepEqual(cellsOf(tables[0]), rows);
	});

	test('a drawn part with its labels is no table', () => {
		const labels = [
			['', '', '2'],
			['', '+5V', ''],
			['3', '', ''],
		];

		assert.deepEqual(findRuledTables(cells(labels), grid(3, 3)).tables, []);
	});

	test('edges of coloured cells divide columns where texts stand on both sides, the colour behind a name alone does not', () => {
		const rows = [
			['Boat', 'Crew'],
			['Ada', '3'],
			['Bea', '4'],
			['Cid', '5'],
		];
		const outline = grid(2, 4).filter((rule) => !rule.vertical || rule.left !== 150);
		const area = (left: number, right: number, y: number) => ({ left, right, top: 100 + 20 * y, bottom: 120 + 20 * y });
		const behindName = { left: 165, right: 240, top: 102, bottom: 118 };

		assert.deepEqual(cellsOf(findRuledTables(cells(rows), outline, [area(50, 150, 2), area(150, 250, 2)]).tables[0]), rows);
		assert.deepEqual(cellsOf(findRuledTables(cells(rows), grid(2, 4), [behindName]).tables[0]), rows);
	});
});
