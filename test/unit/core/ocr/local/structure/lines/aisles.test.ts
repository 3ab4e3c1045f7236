import assert from 'node:assert/strict';
import type { TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { buildLines } from '../../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { run, textsOf, words } from '../make.ts';

const linesOf = (...rows: readonly (readonly TextRun[])[]) => textsOf(buildLines(rows.flat())).sort();

/** A row with names at 50 and at 100 points, which leave more or less room between them. */
const names = (first: string, second: string, baseline: number) => [...words(first, 50, baseline), ...words(second, 100, baseline)];

suite('columns with little room between them', () => {
	test('a row whose first cell nearly fills its column is divided as the rows around it are', () => {
		const rows = [names('Abel', 'Gray', 100), names('Josephine', 'Park', 112), names('Lenna', 'Wieser', 124)];

		assert.deepEqual(linesOf(...rows), ['Abel', 'Gray', 'Josephine', 'Lenna', 'Park', 'Wieser']);
	});

	test('names of columns stand apart like the cells below them', () => {
		const row = (first: string, second: string, baseline: number) => [...words(first, 50, baseline), ...words(second, 103, baseline)];

		assert.deepEqual(linesOf(row('Paper code', 'Length', 100), row('CS404', '2 h', 112), row('CS918', '3 h', 124)), [
			'2 h',
			'3 h',
			'CS404',
			'CS918',
			'Length',
			'Paper code',
		]);
	});

	test('spaces of a paragraph below a table do not divide it, nor does one row above it', () => {
		const text = words('More words of a text here', 50, 124);

		assert.ok(linesOf(names('CS404', '2 h', 100), names('CS918', '3 h', 112), text).includes('More words of a text here'));
		assert.ok(linesOf(names('CS918', '3 h', 112), names('Josephine', 'Park', 124)).includes('Josephine Park'));
	});

	test('markers stay with their items', () => {
		const item = (baseline: number) => [run('(a)', 50, baseline), ...words('an item', 69.5, baseline), run('1995', 200, baseline)];
		const wide = (baseline: number) => [run('x', 50, baseline), ...words('other', 75, baseline), run('1996', 200, baseline)];

		assert.ok(linesOf(wide(100), wide(112), item(124)).includes('(a) an item'));
	});

	test('a text edge behind a narrow gap that several rows share divides them', () => {
		const row = (baseline: number) => [run('n/a', 50, baseline), ...words('2hr 0mins', 71.5, baseline), run('2019', 200, baseline)];

		assert.deepEqual(
			linesOf(row(100), row(112), row(124), row(136)).slice(4),
			new Array<string>(4).fill('2hr 0mins').concat(new Array<string>(4).fill('n/a')),
		);
	});

	test('a dash far before a number is an empty cell, not a marker', () => {
		assert.deepEqual(linesOf([run('-', 96, 100), run('4,000.00', 135, 100)]), ['-', '4,000.00']);
		assert.deepEqual(linesOf([run('-', 96, 100), run('4,000.00', 108, 100)]), ['- 4,000.00']);
	});

	test('a row all of whose columns are nearly full is divided at their gaps, numbers in figures too', () => {
		const row = (baseline: number, number: string, day: string, place: string, sex: string) => [
			run(number, 65 - 5 * number.length, baseline),
			run(day, 90 - 5 * day.length, baseline),
			run(place, 100, baseline),
			run(sex, 135, baseline),
			run('Heart disease', 175, baseline),
			run('242.7', 300, baseline),
		];
		const rows = [
			row(100, '1', '8', 'Urban', 'Male'),
			row(112, '2', '9', 'Rural', 'Male'),
			row(124, '3', '168', 'Urban', 'Female'),
			row(136, '4', '7', 'Town', 'Female'),
			row(148, '5', '6', 'Urban', 'Male'),
		];

		for (const text of ['3', '168', 'Urban', 'Female']) {
			assert.ok(textsOf(buildLines(rows.flat()).filter(({ baseline }) => baseline === 124)).includes(text), text);
		}
	});

	test('the only space of a name over two columns is none between them', () => {
		const year = [run('Fiscal', 105, 80), run('2023', 138.6, 80), run('Fiscal', 205, 80), run('2022', 238.6, 80)];
		const numbers = [0, 1, 2, 3].map((i) => [
			run(`Region${i}`, 30, 94 + 14 * i),
			...[run('1,204', 108, 94 + 14 * i), run('33.10', 142, 94 + 14 * i), run('1,100', 208, 94 + 14 * i), run('30.20', 242, 94 + 14 * i)],
		]);
		const text = [0, 1, 2].map((i) =>
			words('some running text with usual spaces', 30, 200 + 14 * i).map((word, j) => ({
				...word,
				left: word.left + j,
				right: word.right + j,
			})),
		);

		const found = linesOf(...text, year, ...numbers);
		assert.deepEqual(
			found.filter((one) => one.includes('Fiscal')),
			['Fiscal 2022', 'Fiscal 2023'],
		);
	});
});
