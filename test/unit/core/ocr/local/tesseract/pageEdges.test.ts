import assert from 'node:assert/strict';
import { pageEdges, withinEdges } from '../../../../../../src/core/ocr/local/tesseract/pageEdges.ts';
import type { TesseractBox } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

const width = 1000;
const [row, letter] = [20, 10];

/** Rows of letters side by side, from one place to another. */
const rows = (from: number, to: number, count = 30): TesseractBox[] =>
	Array.from({ length: count }, (_, y) =>
		Array.from({ length: Math.floor((to - from) / letter) }, (__, x) => ({
			...{ x0: from + x * letter, x1: from + x * letter + 8 },
			...{ y0: 40 + y * row, y1: 52 + y * row },
		})),
	).flat();

suite('pageEdges', () => {
	test('leaves out what is cut off of the page to the left', () => {
		const { left, right } = pageEdges([...rows(0, 60), ...rows(200, 900)], row, width);

		assert.ok(left > 0.058 && left < 0.2, String(left));
		assert.equal(right, 1);
	});

	test('leaves out what is cut off of the page to the right', () => {
		const { left, right } = pageEdges([...rows(100, 700), ...rows(860, 1000)], row, width);

		assert.equal(left, 0);
		assert.ok(right > 0.7 && right < 0.86, String(right));
	});

	test('leaves out single specks at an edge', () => {
		assert.ok(pageEdges([...rows(100, 900), ...rows(985, 995, 12)], row, width).right < 0.985);
	});

	for (const [what, letters] of [
		['a column that the edge does not cut off', [...rows(20, 100), ...rows(200, 900)]],
		['a wide column that the edge cuts off', [...rows(0, 400), ...rows(460, 900)]],
		['a narrow column beside another one', [...rows(0, 200), ...rows(260, 500)]],
		['a page number at the edge', [...rows(100, 900), ...rows(980, 1000, 1)]],
		['text up to both edges', rows(0, 1000)],
	] as const) {
		test(`keeps ${what}`, () => {
			assert.deepEqual(pageEdges(letters, row, width), { left: 0, right: 1 });
		});
	}

	test('are made white outside', () => {
		const image = { width: 4, height: 2, grey: new Uint8Array(8) };

		assert.deepEqual([...withinEdges(image, { left: 0.25, right: 0.75 }).grey], [255, 0, 0, 255, 255, 0, 0, 255]);
	});
});
