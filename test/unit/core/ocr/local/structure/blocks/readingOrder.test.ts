import assert from 'node:assert/strict';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { type Placed, regionsOf } from '../../../../../../../src/core/ocr/local/structure/blocks/readingOrder.ts';
import { line, lines } from '../make.ts';

const prose = 'prose that fills the column x';

/** Lines of a column 12 points apart, named by a letter and a number. */
const column = (name: string, left: number, count: number, top = 100, text = prose) =>
	Array.from({ length: count }, (_, i) => ({ ...line(text, left, top + 12 * i), text: `${name}${i}` }));

const place = (one: Line, letters = prose.length, bullet = false): Placed<string> => ({
	box: one,
	letters,
	size: one.size,
	bullet,
	item: one.text,
});

const order = (placed: readonly Placed<string>[], rtl = false) => regionsOf(placed, rtl).map((region) => `${region[0]}-${region.at(-1)}`);

suite('regionsOf', () => {
	test('leaves one column alone', () => {
		assert.deepEqual(order(column('a', 50, 5).map((one) => place(one))), ['a0-a4']);
	});

	test('reads columns one after another', () => {
		const columns = [...column('a', 50, 5), ...column('b', 220, 5), ...column('c', 390, 5)];

		assert.deepEqual(order(columns.map((one) => place(one))), ['a0-a4', 'b0-b4', 'c0-c4']);
	});

	test('a letterhead at the right is read before the address below it at the left', () => {
		const all = [...column('head', 300, 5, 40), ...column('address', 50, 5, 95)];

		assert.deepEqual(order(all.map((one) => place(one))), ['head0-address4']);
	});

	test('a letterhead at the right that has a line at its left is still read before the address', () => {
		const all = [
			...[line('phone (+82) 10-9030-1843', 50, 64), line('Company Recruitment Team', 50, 130), line('Google Inc.', 50, 144)],
			...[
				line('1600 Amphitheatre Parkway', 50, 156),
				line('Mountain View', 50, 168),
				...lines(['Claud Park', 'Site Reliability Engineer, Software Architect', 'World Cup buk-ro, Seoul', 'homepage'], 300, 40),
			],
			line('December 29, 2025', 300, 130),
		];

		assert.deepEqual(order(all.map((one) => place(one, one.text.length))).length, 1);
	});

	test('what stands below an address is read after the column beside the address', () => {
		const all = [...column('a', 50, 4, 106, 'short'), ...column('below', 50, 6, 220, 'short'), ...column('b', 220, 9, 100, 'short')];

		assert.deepEqual(order(all.map((one) => place(one, 5))), ['a0-a3', 'b0-b8', 'below0-below5']);
	});

	for (const rtl of [false, true]) {
		test(`the dates beside the posts of a résumé stay with them, ${rtl ? 'also at the left' : 'at the right'}`, () => {
			const posts = [100, 180, 260].flatMap((top, i) => column(`post${i}-`, rtl ? 220 : 50, 4, top));
			const dates = [100, 180, 260].map((top) => line('September 2019 – May 2021', rtl ? 50 : 220, top));
			const wide = line('Wide text below, across both of them, that goes further than the posts do', 50, 330);

			assert.equal(
				order(
					[...posts, ...dates, wide].map((one) => place(one)),
					rtl,
				).length,
				1,
			);
		});
	}

	test('a column of paragraphs of one line each is one beside such paragraphs, and so are lists', () => {
		const tops = [100, 140, 180, 220];
		const single = (name: string, left: number) => tops.map((top, i) => ({ ...line(prose, left, top), text: `${name}${i}` }));

		assert.deepEqual(order([...single('a', 50), ...single('b', 220)].map((one) => place(one))), ['a0-a3', 'b0-b3']);
		assert.deepEqual(
			order([...tops.flatMap((top, i) => column(`a${i}`, 50, 2, top)), ...single('b', 220)].map((one) => place(one, prose.length, true))),
			['a00-a31', 'b0-b3'],
		);
	});

	test('reads them from the right where text is written from the right', () => {
		assert.deepEqual(
			order(
				[...column('a', 50, 5), ...column('b', 220, 5)].map((one) => place(one)),
				true,
			),
			['b0-b4', 'a0-a4'],
		);
	});

	test('reads what spans columns before or behind them', () => {
		const title = { ...line('A title that spans the whole width of the page, as titles do, and then some', 50, 80), text: 'title' };
		const figure = { box: { left: 50, top: 165, right: 360, bottom: 250 }, letters: 0, size: 0, item: 'figure' };
		const placed = [title, ...column('a', 50, 5), ...column('b', 220, 5), ...column('c', 50, 5, 270), ...column('d', 220, 5, 270)];

		assert.deepEqual(order([...placed.map((one) => place(one)), figure]), [
			'title-title',
			'a0-a4',
			'b0-b4',
			'figure-figure',
			'c0-c4',
			'd0-d4',
		]);
	});

	test('ends columns at a line drawn across them', () => {
		const rule = { box: { left: 50, top: 165, right: 360, bottom: 165 }, letters: 0, size: 0 };
		const placed = [...column('a', 50, 5), ...column('b', 220, 5), ...column('c', 50, 5, 180), ...column('d', 220, 5, 180)];

		assert.deepEqual(order([...placed.map((one) => place(one)), rule]), ['a0-a4', 'b0-b4', 'c0-c4', 'd0-d4']);
	});

	test('gives a heading below columns to the text that it stands over', () => {
		const wide = { ...line('A line of text that spans the whole width of the page, as its neighbours do, too', 50, 210), text: 'text' };
		const heading = { ...line('Heading', 50, 196), text: 'heading' };

		assert.deepEqual(
			order([...column('a', 50, 5), ...column('b', 220, 5), heading, wide].map((one) => place(one, one === heading ? 7 : 60))),
			['a0-a4', 'b0-b4', 'heading-text'],
		);
	});

	test('keeps the cells of a table together', () => {
		const cells = [...column('a', 50, 5, 100, 'short'), ...column('b', 220, 5, 100, 'short')];

		assert.equal(order(cells.map((one) => place(one, 5))).length, 1);
	});

	test('takes short lines for columns that do not stand side by side as rows do', () => {
		const columns = [...column('a', 50, 5, 100, 'short'), ...column('b', 220, 5, 106, 'short')];

		assert.deepEqual(order(columns.map((one) => place(one, 5))), ['a0-a4', 'b0-b4']);
	});

	test('takes two lists side by side for columns', () => {
		const lists = [...column('a', 50, 3, 100, 'short'), ...column('b', 220, 3, 100, 'short')];

		assert.deepEqual(order(lists.map((one) => place(one, 5, true))), ['a0-a2', 'b0-b2']);
	});

	test('takes a line or two at the top beside running text for its last column', () => {
		const columns = [...column('a', 50, 6), ...column('b', 220, 1)];

		assert.deepEqual(order(columns.map((one) => place(one))), ['a0-a5', 'b0-b0']);
	});

	test('takes short lines in another size beside running text for a note in its margin', () => {
		const note = Array.from({ length: 5 }, (_, i) => ({ ...line('short', 50, 100 + 9 * i), size: 8, text: `n${i}` }));
		const text = column('t', 120, 8);

		assert.deepEqual(order([...note.map((one) => place(one, 12)), ...text.map((one) => place(one))]), ['n0-n4', 't0-t7']);
	});
});
