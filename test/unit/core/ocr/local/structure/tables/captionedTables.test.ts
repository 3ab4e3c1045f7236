import assert from 'node:assert/strict';
import { dividedAtCaptions } from '../../../../../../../src/core/ocr/local/structure/tables/captionedTables.ts';
import { findBandedTables } from '../../../../../../../src/core/ocr/local/structure/tables/bandedTables.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import type { Table } from '../../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, textsOf } from '../make.ts';

const cellsOf = (table: Table | undefined) => table?.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')));

const rows = (top: number, texts: readonly (readonly string[])[]): Line[] =>
	texts.flatMap((cells, i) => cells.map((text, column) => line(text, 50 + 100 * column, top + 14 * i)));

const first = [
	['State', 'Read', 'Write'],
	['North', '12', '13'],
	['South', '14', '15'],
];
const second = [
	['State', 'Sing', 'Dance'],
	['North', '22', '23'],
	['South', '24', '25'],
];

suite('tables with captions between them', () => {
	test('are one each, the caption is the title', () => {
		const all = [...rows(100, first), line('Table 7: Songs', 50, 142), ...rows(156, second)];
		const [found] = findBandedTables(
			all,
			[90, 103, 187].map((y) => horizontal(45, 305, y)),
		).tables;
		const [above, below, ...others] = dividedAtCaptions(found!);

		assert.deepEqual([cellsOf(above), cellsOf(below), others.length], [first, second, 0]);
		assert.deepEqual(textsOf(below!.titles), ['Table 7: Songs']);
	});

	test('a row that speaks of a table is a row', () => {
		const all = rows(100, [...first, ['Table 7', '1', '2'], ['Tables', '3', '4']]);
		const [found] = findBandedTables(
			all,
			[90, 103, 159].map((y) => horizontal(45, 305, y)),
		).tables;

		assert.deepEqual(dividedAtCaptions(found!), [found]);
	});
});
