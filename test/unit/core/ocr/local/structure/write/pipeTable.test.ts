import assert from 'node:assert/strict';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { pipeTable } from '../../../../../../../src/core/ocr/local/structure/write/pipeTable.ts';
import { line, typography } from '../make.ts';

suite('pipeTable', () => {
	test('formulas keep their dollar signs in a cell, those of the text are escaped', () => {
		const formula = (latex: string): Line => {
			const text = line('x', 50, 100);
			return { ...text, spans: [{ ...text.spans[0]!, latex }] };
		};
		const rows = [
			[[line('Sign', 50, 80)], [line('Price', 90, 80)]],
			[[formula('\\omega')], [line('$5', 90, 100)]],
		];
		const table = { left: 0, top: 0, right: 100, bottom: 100, titles: [], merged: [], headerRows: 1, rows };

		assert.equal(pipeTable(table, typography(line('text', 50, 100))), '| Sign | Price |\n| --- | ---: |\n| $\\omega$ | \\$5 |');
	});
});
