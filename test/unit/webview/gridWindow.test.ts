import assert from 'node:assert/strict';
import { cellPosition, layOut, nextCell, visibleRange } from '../../../src/webview/gridWindow.ts';

suite('history grid', () => {
	test('cells and gaps never exceed the width, whatever it is', () => {
		for (let width = 1; width < 2000; width += 7) {
			const { columns, cell, gap } = layOut(width, 100);
			assert.ok(columns >= 2 && (width < 30 || columns * cell + (columns - 1) * gap <= width), `${width}`);
		}
	});

	test('the height counts every image, loaded or not', () => {
		const { columns, cell, gap, height } = layOut(740, 1000);
		assert.equal(height, Math.ceil(1000 / columns) * (cell + gap) - gap);
		assert.equal(layOut(740, 0).height, 0);
	});

	test('as many cells are in the document with a million images as with a thousand', () => {
		const inView = (count: number) => {
			const { from, to } = visibleRange(layOut(740, count), count, 10_000, 10_800);
			return to - from;
		};
		assert.equal(inView(1_000_000), inView(1_000));
		assert.ok(inView(1_000) < 100);
	});

	test('all that can be seen is in the range', () => {
		const grid = layOut(740, 1000);
		for (const top of [-500, 0, 1, 777, 5000]) {
			const { from, to } = visibleRange(grid, 1000, top, top + 800);
			for (let index = 0; index < 1000; index += 1) {
				const { y } = cellPosition(grid, index);
				if (y + grid.cell >= top && y <= top + 800) {
					assert.ok(index >= from && index < to, `${index} at ${top}`);
				}
			}
		}
	});

	test('a view above or below the grid has a valid range', () => {
		const grid = layOut(740, 10);
		for (const [top, bottom] of [
			[-9000, -8000],
			[9000, 9800],
		] as const) {
			const { from, to } = visibleRange(grid, 10, top, bottom);
			assert.ok(from >= 0 && from <= to && to <= 10, `${from} ${to}`);
		}
	});

	const moves: readonly (readonly [key: string, from: number, to: number | undefined])[] = [
		['ArrowRight', 4, 5],
		['ArrowRight', 9, 9],
		['ArrowLeft', 0, 0],
		['ArrowDown', 0, 4],
		['ArrowDown', 7, 9],
		['ArrowDown', 8, 8],
		['ArrowUp', 6, 2],
		['ArrowUp', 2, 2],
		['PageDown', 1, 9],
		['PageUp', 9, 1],
		['Home', 7, 0],
		['End', 0, 9],
		['a', 3, undefined],
	];
	for (const [key, from, to] of moves) {
		test(`${key} leads from ${from} to ${to ?? 'nowhere'} in ten cells in rows of four`, () => {
			assert.equal(nextCell(key, from, 10, 4, 2), to);
		});
	}
});
