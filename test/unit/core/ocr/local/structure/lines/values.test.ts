import assert from 'node:assert/strict';
import { buildLines } from '../../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { findAlignedTables } from '../../../../../../../src/core/ocr/local/structure/tables/alignedTables.ts';
import { isNumber } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import type { TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { run, textsOf, words } from '../make.ts';

/** Texts with `gap` points between them. */
const apart = (gap: number, ...texts: readonly string[]): TextRun[] => {
	let left = 50;
	return texts.flatMap((text) => {
		const placed = words(text, left, 100);
		left = placed.at(-1)!.right + gap;
		return placed;
	});
};

suite('values of a table close beside each other', () => {
	test('are apart, whatever signs they have', () => {
		const rows = [
			['0.287*', '0.210', '<0.001'],
			['12.3 (4.5)', '9 (18)', '54.2 ± 9.1'],
			['45 %', '50 %', 'n/a', '12'],
			['−0.31', '≥ 25', '3.2†'],
		];
		for (const row of rows) {
			assert.deepEqual(textsOf(buildLines(apart(6.2, ...row))), row);
		}
	});

	test('are apart where a sign is a text of its own or the letter of a footnote is raised', () => {
		const sign = [run('0.92', 50, 100), run('<', 76.2, 100, { spaced: false }), run('0.001', 81.2, 100, { spaced: false })];
		const marked = [run('0.41', 50, 100), run('a', 70, 96, { size: 6, spaced: false }), run('0.30', 79.2, 100)];

		assert.deepEqual(textsOf(buildLines(sign)), ['0.92', '<0.001']);
		assert.deepEqual(textsOf(buildLines(marked)), ['0.41a', '0.30']);
	});

	test('numbers that are certainly complete are so at a narrower gap', () => {
		assert.deepEqual(textsOf(buildLines(apart(4.5, '0.287*', '0.210', '<0.001'))), ['0.287*', '0.210', '<0.001']);
		assert.deepEqual(textsOf(buildLines(apart(4.5, '12*', '15'))), ['12* 15']);
	});

	test('an amount is apart from the dots that lead to it, a page number is not', () => {
		const [amounts, page] = [apart(5, 'Expenditures .......', '(5,958,159)', '12.5'), apart(5, 'Contents .......', '12')];

		assert.deepEqual(textsOf(buildLines(amounts)), ['Expenditures .......', '(5,958,159)', '12.5']);
		assert.deepEqual(textsOf(buildLines(page)), ['Contents ....... 12']);
	});

	test('numbers of a text stay in their line, however its spaces are stretched', () => {
		const texts = ['p < 0.05 and 12 (3) of 45 cases', 'in 2 5 and', 'of 5 ± 2 (n = 12) cells', 'by 10 000 to 12 000 of'];
		for (const text of texts) {
			for (const gap of [2.5, 5.5]) {
				assert.deepEqual(textsOf(buildLines(apart(gap, ...text.split(' ')))), [text]);
			}
		}
	});

	test('rows with such values are in their table', () => {
		const row = (baseline: number, name: string, ...values: readonly string[]) => {
			let right = 140;
			return [
				...words(name, 50, baseline),
				...values.map((value) => {
					right += 36.2;
					return run(value, right - 5 * value.length, baseline);
				}),
			];
		};
		const runs = [
			...row(100, 'Model', 'RMSE', 'MAE', 'p'),
			...row(112, 'Linear', '0.4122', '0.3013', '0.003'),
			...row(124, 'Forest', '0.287*', '0.210*', '<0.001'),
			...row(136, 'Boosting', '0.281*', '0.205*', '<0.001'),
			...row(148, 'Trees', '0.291*', '0.215*', '<0.001'),
		];
		const [table] = findAlignedTables(buildLines(runs)).tables;

		assert.deepEqual(
			table?.rows.map((cells) => cells.map((cell) => textsOf(cell).join(' '))),
			[
				['Model', 'RMSE', 'MAE', 'p'],
				['Linear', '0.4122', '0.3013', '0.003'],
				['Forest', '0.287*', '0.210*', '<0.001'],
				['Boosting', '0.281*', '0.205*', '<0.001'],
				['Trees', '0.291*', '0.215*', '<0.001'],
			],
		);
	});

	test('a number may have a sign, a mark or its spread, but is no range, date or item', () => {
		const numbers = [
			'12',
			'-3.1',
			'(45)',
			'$ 5',
			'<0.001',
			'≥ 25',
			'0.287*',
			'3.1**',
			'12.3 (4.5)',
			'54.2 ± 9.1',
			'30 [12]',
			'7 %',
			'(3%)',
			'−2',
		];
		const others = ['', '*', '<', 'n', '2019–2020', '1.', '12a', '3 of 4', '± 3', '5 (n)', '(1) 2'];

		assert.deepEqual([...numbers, ...others].filter(isNumber), numbers);
	});
});
