import assert from 'node:assert/strict';
import { documentBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/documentBlocks.ts';
import { pageContent, pageParts } from '../../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { withoutTypedGrids } from '../../../../../../../src/core/ocr/local/structure/lines/typedGrids.ts';
import { textsOf, typed } from '../make.ts';

function pageOf(rows: readonly string[]) {
	return { width: 600, height: 800, rotation: 0, images: [], rules: [], shapes: [], links: [], runs: typed(rows) };
}

/** The tables of a page of typed rows, and its other text. */
function read(rows: readonly string[]) {
	const { tables, lines } = pageContent(pageParts(pageOf(rows)), { logos: new Set(), without: new Set(), bodySize: 10 });
	return { tables: tables.map((table) => table.rows.map((row) => row.map((cell) => textsOf(cell).join(' ')))), lines: textsOf(lines) };
}

suite('tables whose lines are made of signs', () => {
	test('a grid of bars and dashes is a table', () => {
		const { tables, lines } = read([
			'Stock at the end of the year',
			'+----------------+-------+-------+',
			'|Article         |  Sold |  Left |',
			'+----------------+-------+-------+',
			'|Wooden chairs   |   120 |    31 |',
			'|----------------+-------+-------|',
			'|Round tables    |    44 |     7 |',
			'|----------------+-------+-------|',
			'|Lamps           |     9 |   210 |',
			'+----------------+-------+-------+',
			'Counted twice',
		]);

		assert.deepEqual(tables, [
			[
				['Article', 'Sold', 'Left'],
				['Wooden chairs', '120', '31'],
				['Round tables', '44', '7'],
				['Lamps', '9', '210'],
			],
		]);
		assert.deepEqual(lines, ['Stock at the end of the year', 'Counted twice']);
	});

	test('a line below the first column alone divides rows', () => {
		const { tables } = read([
			'----------------------------------',
			'|KIND            | Sold  | Left  |',
			'|----------------+-------+-------|',
			'|KIND OF ARTICLE |       |       |',
			'|----------------|       |       |',
			'|Chairs          |   120 |    31 |',
			'|----------------+-------+-------|',
			'|Tables          |    44 |     7 |',
			'----------------------------------',
		]);

		assert.deepEqual(tables, [
			[
				['KIND', 'Sold', 'Left'],
				['KIND OF ARTICLE', '', ''],
				['Chairs', '120', '31'],
				['Tables', '44', '7'],
			],
		]);
	});

	test('so is one with a single line, below its names', () => {
		const expected = [
			['name', 'town', 'left'],
			['chair', 'Delhi', '31'],
			['table', 'Pune', '7'],
			['lamp', 'Surat', '210'],
		];

		assert.deepEqual(
			read([' name  | town  | left', '-------+-------+------', ' chair | Delhi |   31', ' table | Pune  |    7', ' lamp  | Surat |  210'])
				.tables,
			[expected],
		);
		assert.deepEqual(
			read([
				'+-------+-------+------+',
				'| name  | town  | left |',
				'+-------+-------+------+',
				'| chair | Delhi |   31 |',
				'| table | Pune  |    7 |',
				'| lamp  | Surat |  210 |',
				'+-------+-------+------+',
			]).tables,
			[expected],
		);
		assert.deepEqual(
			read([
				'┌───────┬───────┬──────┐',
				'│ name  │ town  │ left │',
				'╞═══════╪═══════╪══════╡',
				'│ chair │ Delhi │   31 │',
				'├───────┼───────┼──────┤',
				'│ table │ Pune  │    7 │',
				'├───────┼───────┼──────┤',
				'│ lamp  │ Surat │  210 │',
				'└───────┴───────┴──────┘',
			]).tables,
			[expected],
		);
	});

	test('names of columns that repeat on each page are none of its header, and begin a table', () => {
		const pages = ['Chairs', 'Tables', 'Lamps'].map((name, i) =>
			pageOf([
				'              Stock at the end of the year',
				'+----------------+-------+-------+',
				`|${name.padEnd(16)}|  Sold |  Left |`,
				...[1, 2, 3].flatMap((k) => ['|----------------+-------+-------|', `|Colour ${i} ${k}      |   1${k}${i} |    2${i} |`]),
				'+----------------+-------+-------+',
			]),
		);
		const { blocks } = documentBlocks(pages.map(pageParts), false);
		const tables = blocks.flat().flatMap((block) => (block.kind === 'table' ? [block] : []));

		assert.deepEqual(
			tables.map(({ table }) => table.rows[0]!.map((cell) => textsOf(cell).join(' '))),
			[
				['Chairs', 'Sold', 'Left'],
				['Tables', 'Sold', 'Left'],
				['Lamps', 'Sold', 'Left'],
			],
		);
		assert.ok(tables.every(({ continued }) => !continued));
	});

	test('boxes of a drawing, and bars without lines across, stay text', () => {
		const drawing = [
			'+------+      +------+',
			'| one  |      | two  |',
			'| box  |----->| box  |',
			'| here |      | here |',
			'+------+      +------+',
		];
		const bars = ['let a = match b with', '  | One   | 1', '  | Two   | 2', '  | Three | 3'];

		for (const rows of [drawing, bars]) {
			const runs = typed(rows);
			assert.deepEqual(withoutTypedGrids(runs), { runs, rules: [], grids: [] });
		}
	});

	test('a grid in a listing among other text stays as it is', () => {
		const grid = typed(['+-----+-----+', '| one | two |', '| 1   | 2   |', '| 3   | 4   |', '+-----+-----+']);
		const other = typed(['Some text in a proportional font that is longer than the listing.']).map((run) => ({
			...run,
			mono: false,
			baseline: 400,
		}));

		assert.deepEqual(withoutTypedGrids([...grid, ...other]).rules, []);
	});
});
