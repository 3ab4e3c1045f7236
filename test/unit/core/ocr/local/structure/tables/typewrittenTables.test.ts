import assert from 'node:assert/strict';
import { buildLines } from '../../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { findTypewrittenTables } from '../../../../../../../src/core/ocr/local/structure/tables/typewrittenTables.ts';
import { textsOf, typed } from '../make.ts';

/** The tables of typed rows, and what is in none. */
function read(rows: readonly string[]) {
	const { tables, rest } = findTypewrittenTables(buildLines(typed(rows)));
	return { tables: tables.map((table) => table.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')))), rest: textsOf(rest) };
}

suite('typewritten tables', () => {
	test('columns with spaces between them are a table, and rows of dashes its lines', () => {
		const { tables, rest } = read([
			'Shares of the regions in all sales of the year, by month',
			'Region         January  February  March',
			'---------------------------------------',
			'North .......      120       131  1,040',
			'South .......       44     1,200  1,310',
			'East ........        9       210     12',
			'West ........       12        21      8',
			'---------------------------------------',
			'The numbers are those of the regions themselves.',
		]);

		assert.deepEqual(tables, [
			[
				['Region', 'January', 'February', 'March'],
				['North .......', '120', '131', '1,040'],
				['South .......', '44', '1,200', '1,310'],
				['East ........', '9', '210', '12'],
				['West ........', '12', '21', '8'],
			],
		]);
		assert.deepEqual(rest, [
			'Shares of the regions in all sales of the year, by month',
			'The numbers are those of the regions themselves.',
		]);
	});

	test('numbers with a single space between them are in the columns of the rows around them', () => {
		const { tables } = read([
			'Size    1.0   1.1   1.2',
			'0.99    960 1,040 1,120',
			'0.95    192   208   224',
			'0.90    106   114   123',
			'0.85     64    69    75',
		]);

		assert.deepEqual(tables[0]?.[1], ['0.99', '960', '1,040', '1,120']);
	});

	test('signs between columns are no text of the cells', () => {
		const { tables } = read([
			'Name       *  Sold    Left  * Town',
			'Chairs     *    23      66  * Delhi',
			'Tables     *     3     200  * Pune',
			'Lamps      *   123       1  * Surat',
		]);

		assert.deepEqual(tables[0]?.[3], ['Lamps', '123', '1', 'Surat']);
	});

	test('justified text, columns of words, and code with comments stay as they are', () => {
		const justified = [
			'surveys,  and also for  comparisons across  other subgroups',
			'within the study  group.  It was decided  that for  all the',
			'between surveys,  the  counts of 1980  would be used as the',
			'the standard  in all  of 12 analyses  (McMillen and Sempos)',
			'memorandum, 1985).   Since the choice of  a standard can be',
		];
		const words = ['red       green     blue', 'one       two       three', 'north     south     east', 'up        down      left'];
		const code = ['a = 1;      // 10', 'bc = 2;     // 20', 'def = 3;    // 30', 'ghij = 4;   // 40', 'return bc;'];

		for (const rows of [justified, words, code]) {
			assert.deepEqual(read(rows).tables, []);
		}
	});
});
