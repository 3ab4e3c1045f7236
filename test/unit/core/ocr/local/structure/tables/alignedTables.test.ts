import assert from 'node:assert/strict';
import { findAlignedTables } from '../../../../../../../src/core/ocr/local/structure/tables/alignedTables.ts';
import { withNamesBeside } from '../../../../../../../src/core/ocr/local/structure/tables/namesBeside.ts';
import { findRuledTables } from '../../../../../../../src/core/ocr/local/structure/tables/ruledTables.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import type { Table } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, textsOf, vertical } from '../make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

/** Cells centred on 75, 200, 300 and so on, and a height for each row. */
const centred = (baseline: number, ...texts: readonly string[]): Line[] =>
	texts.flatMap((text, i) => (text ? [line(text, (i === 0 ? 75 : 100 + 100 * i) - 2.5 * text.length, baseline)] : []));

/** A name, and numbers that end at 300 and at 400. */
const row = (name: string, left: number, baseline: number, ...numbers: readonly string[]): Line[] => [
	line(name, left, baseline),
	...numbers.map((text, i) => line(text, 300 + 100 * i - 5 * text.length, baseline)),
];

suite('aligned tables', () => {
	test('a receipt is one table, whose totals are in another place than its amounts with their tax codes', () => {
		const items = ['Lamp with a paper shade', 'Chair', 'Desk', 'Rug'].flatMap((name, i) => [
			line(name, 50, 100 + 14 * i),
			line(`$${i + 1}9.99 A`, 250, 100 + 14 * i),
		]);
		const totals = ['SUBTOTAL', 'TAX', 'TOTAL', 'TENDER'].flatMap((name, i) => [
			...[line(name, 130, 164 + 14 * i), line('$129.96', 225, 164 + 14 * i)],
		]);
		const { tables } = findAlignedTables([...items, ...totals]);

		assert.equal(tables.length, 1);
		assert.deepEqual(cellsOf(tables[0])?.slice(0, 5).at(-1), ['SUBTOTAL', '$129.96']);
	});

	test('numbered lines of an algorithm are no table', () => {
		const steps = ['Take the first row', 'Divide it at its gaps', 'Join what is close', 'Go on with the next row'];
		const numbered = (sign: string) =>
			findAlignedTables(steps.flatMap((text, i) => [line(`${i + 1}${sign}`, 50, 100 + 14 * i), line(text, 90, 100 + 14 * i)])).tables
				.length;

		assert.deepEqual([numbered(':'), numbered('')], [0, 1]);
	});

	test('text in other columns farther below is not of the table', () => {
		const receipt = ['Number', 'Date', 'Paid', 'By'].flatMap((text, i) => [
			line(text, 50, 100 + 13 * i),
			line(`7${i}-A`, 120, 100 + 13 * i),
		]);
		const addresses = [...[line('Harbour shop', 50, 166), line('Sold to', 300, 166)], ...[line('2 Quay', 50, 179), line('Anna', 300, 179)]];

		assert.deepEqual(cellsOf(findAlignedTables([...receipt, ...addresses]).tables[0]), [
			['Number', '70-A'],
			['Date', '71-A'],
			['Paid', '72-A'],
			['By', '73-A'],
		]);
	});

	test('a name over a single value names its column, wherever both stand', () => {
		const all = [
			...[line('Present', 120, 100), line('Excused', 200, 100), line('Sum', 290, 100), line('Share', 350, 100)],
			...[line('Members', 50, 114), line('217', 130, 114), line('0', 205, 114), line('217', 290, 114), line('84', 360, 114)],
			...[line('Guests', 50, 128), line('40', 290, 128), line('16', 360, 128)],
		];

		assert.deepEqual(cellsOf(findAlignedTables(all).tables[0])?.[0], ['', 'Present', 'Excused', 'Sum', 'Share']);
	});

	test('negative numbers whose brackets stand out are in the column of the others', () => {
		const numbers = ['3,773', '2,755', '(574)', '(586)', '(83)', '(178)', '1,431'];
		const lines = numbers.flatMap((text, i) => {
			const right = text.endsWith(')') ? 303.3 : 300;
			return [line('Another name', 50, 100 + 14 * i), line('12', 200, 100 + 14 * i), line(text, right - 5 * text.length, 100 + 14 * i)];
		});

		assert.deepEqual(
			cellsOf(findAlignedTables(lines).tables[0])?.map((cells) => cells.at(-1)),
			numbers,
		);
	});

	test('contents in columns are no table, an account with dots before its amounts is one', () => {
		const led = (numbers: readonly [string, string][]) =>
			numbers.flatMap(([first, second], i) => [
				line(`2.${i + 1}`, 50, 100 + 14 * i),
				...[line('Names . . . . . .', 80, 100 + 14 * i), line(first, 180, 100 + 14 * i)],
				...[line('Places . . . . . .', 220, 100 + 14 * i), line(second, 330, 100 + 14 * i)],
			]);

		assert.equal(
			findAlignedTables(
				led([
					['3', '12'],
					['4', '12'],
					['4', '14'],
					['7', '15'],
				]),
			).tables.length,
			0,
		);
		assert.equal(
			findAlignedTables(
				led([
					['310', '12'],
					['42', '125'],
					['80', '14'],
					['7', '15'],
				]),
			).tables.length,
			1,
		);
	});

	test('a second line in the middle of its cell, or at its right edge, goes on with the cell', () => {
		const middle = [
			...centred(100, 'State', 'Dates', 'Stops', 'Days'),
			...centred(116, 'Delhi', '1.12.2009', '8', '17'),
			...centred(132, 'Gujarat', '20.12.2009 to', '6', '13'),
			...centred(144, '', '3.1.2010'),
			...centred(160, 'Kerala', '23.2.2010 to', '9', '17'),
			...centred(172, '', '11.3.2010'),
		];
		const right = ['Delhi', 'Gujarat', 'Kerala'].flatMap((name, i) => [
			...[line(name, 50, 100 + 30 * i), line('from north to', 150, 100 + 30 * i), line('17', 300, 100 + 30 * i)],
			line('south', 190, 112 + 30 * i),
		]);

		assert.deepEqual(cellsOf(findAlignedTables(middle).tables[0]), [
			['State', 'Dates', 'Stops', 'Days'],
			['Delhi', '1.12.2009', '8', '17'],
			['Gujarat', '20.12.2009 to 3.1.2010', '6', '13'],
			['Kerala', '23.2.2010 to 11.3.2010', '9', '17'],
		]);
		assert.deepEqual(
			cellsOf(findAlignedTables(right).tables[0])?.map(([, cell]) => cell),
			['from north to south', 'from north to south', 'from north to south'],
		);
	});

	test('rows that are far apart are one table, groups with a name and a larger gap between them too', () => {
		const all = [
			...row('Net assets', 50, 100, '5,111'),
			...row('Number of units', 50, 124, '49'),
			...row('Assets per unit', 50, 148, '104'),
			line('Class B', 50, 184),
			...row('Net assets', 50, 208, '49,144'),
			...row('Number of units', 50, 232, '471'),
		];
		const { tables, rest } = findAlignedTables(all);

		assert.deepEqual(cellsOf(tables[0])?.slice(2, 5), [
			['Assets per unit', '104'],
			['Class B', ''],
			['Net assets', '49,144'],
		]);
		assert.deepEqual(textsOf(rest), []);
	});

	test('what is much farther below than rows are apart is not of the table', () => {
		const all = [...['a', 'b', 'c', 'd'].flatMap((name, i) => row(name, 50, 100 + 12 * i, '5', '6')), ...row('end', 50, 190, '7', '8')];

		assert.deepEqual(textsOf(findAlignedTables(all).rest), ['end', '7', '8']);
	});

	test('the names of groups stand out from those of their rows, and the unit under the years is a title', () => {
		const all = [
			...[line('2013', 280, 100), line('2012', 380, 100), line('2011', 480, 100)],
			line('(in thousands)', 345, 111),
			line('Revenues:', 50, 123),
			...row('Real estate', 60, 135, '18,969', '18,157', '17,086'),
			...row('Sales', 60, 147, '7,032', '6,512', '6,190'),
			line('Federal and', 60, 159),
			...row('other aid', 70, 171, '21,159', '19,868', '20,745'),
			line('Expenditures:', 50, 183),
			...row('Education', 60, 195, '21,046', '21,089', '20,928'),
		];
		const { tables, rest } = findAlignedTables(all);

		assert.deepEqual(cellsOf(tables[0]), [
			['', '2013', '2012', '2011'],
			['Revenues:', '', '', ''],
			['Real estate', '18,969', '18,157', '17,086'],
			['Sales', '7,032', '6,512', '6,190'],
			['Federal and other aid', '21,159', '19,868', '20,745'],
			['Expenditures:', '', '', ''],
			['Education', '21,046', '21,089', '20,928'],
		]);
		assert.deepEqual([textsOf(tables[0]!.titles), textsOf(rest)], [['(in thousands)'], []]);
	});

	test('a name goes on in the row below it only where its column has no room for the next word', () => {
		const names = (first: string, second: string) => {
			const all = [
				...['Sales', 'Services', 'Interest', 'Other income and fees'].flatMap((name, i) => row(name, 50, 100 + 12 * i, '5', '6')),
				line(first, 50, 148),
				...row(second, 60, 160, '7', '8'),
			];
			return cellsOf(findAlignedTables(all).tables[0])?.slice(4);
		};

		assert.deepEqual(names('Losses of all other', 'securities'), [['Losses of all other securities', '7', '8']]);
		assert.deepEqual(names('Transfers from and', 'Federal aid'), [['Transfers from and Federal aid', '7', '8']]);
		assert.deepEqual(names('Losses', 'securities'), [
			['Losses', '', ''],
			['securities', '7', '8'],
		]);
		assert.deepEqual(names('Losses of all kinds', 'Securities'), [
			['Losses of all kinds', '', ''],
			['Securities', '7', '8'],
		]);
	});

	test('the line of a paragraph that begins left of a table is not of it', () => {
		const all = [
			...['a', 'b', 'c', 'd'].flatMap((name, i) => row(name, 60, 100 + 12 * i, '5', '6')),
			line('What these rows say, others said before them and at more length.', 50, 148),
		];

		assert.equal(textsOf(findAlignedTables(all).rest)[0], 'What these rows say, others said before them and at more length.');
	});
});

suite('names beside a grid', () => {
	const rules = [...[100, 120, 140, 160, 180].map((y) => horizontal(150, 350, y)), ...[150, 250, 350].map((x) => vertical(x, 100, 180))];
	const cells = ['Yes', 'No', '321', '84', '257', '118', '228', '105'].map((text, i) =>
		line(text, 160 + 100 * (i % 2), 114 + 20 * Math.floor(i / 2)),
	);
	const names = ['Alcona', 'Caledonia', 'Curtis'].map((text, i) => line(text, 80, 134 + 20 * i));
	const found = (...others: readonly Line[]) => withNamesBeside(findRuledTables([...cells, ...others], rules));

	test('are its first column', () => {
		const { tables, rest } = found(...names, line('Election', 150, 80));

		assert.deepEqual(cellsOf(tables[0]), [
			['', 'Yes', 'No'],
			['Alcona', '321', '84'],
			['Caledonia', '257', '118'],
			['Curtis', '228', '105'],
		]);
		assert.deepEqual(textsOf(rest), ['Election']);
	});

	test('stay where they are if there is other text between them, or fewer than rows', () => {
		assert.equal(cellsOf(found(...names, line('and so on', 80, 144)).tables[0])?.[0]?.length, 2);
		assert.equal(cellsOf(found(...names.slice(1)).tables[0])?.[0]?.length, 2);
	});
});
