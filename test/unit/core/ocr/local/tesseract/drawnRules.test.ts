import assert from 'node:assert/strict';
import { drawnRules, withoutRules } from '../../../../../../src/core/ocr/local/tesseract/drawnRules.ts';

const [width, height] = [600, 400];
const row = 24;

/** White paper with black bars, each from its left and upper edge to its right and lower one. */
function sheet(...bars: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[]) {
	const grey = new Uint8Array(width * height).fill(255);
	for (const [x0, y0, x1, y1] of bars) {
		for (let y = y0; y < y1; y++) {
			grey.fill(20, y * width + x0, y * width + x1);
		}
	}
	return { width, height, grey };
}

suite('drawnRules', () => {
	test('are the lines of a table where they are drawn', () => {
		const rules = drawnRules(sheet([50, 100, 500, 102], [50, 300, 500, 302], [200, 100, 203, 302]), row, []);

		assert.deepEqual(
			rules.map(({ vertical, left, top }) => [vertical, vertical ? left : top]),
			[
				[false, 100],
				[false, 300],
				[true, 200],
			],
		);
		assert.ok(Math.abs(rules[0]!.left - 50) < 10 && Math.abs(rules[0]!.right - 500) < 10);
		assert.ok(Math.abs(rules[2]!.top - 100) < 10 && Math.abs(rules[2]!.bottom - 302) < 10);
	});

	test('slope a little on a scan', () => {
		const steps = Array.from({ length: 9 }, (_, i) => [50 + 50 * i, 100 + i, 100 + 50 * i, 102 + i] as const);
		const [rule, ...others] = drawnRules(sheet(...steps), row, []);

		assert.deepEqual([rule?.top, rule?.bottom, others.length], [101, 109, 0]);
	});

	test('are pale or thin, and have small gaps', () => {
		const image = sheet([50, 100, 250, 101], [255, 100, 500, 101]);

		assert.equal(drawnRules({ ...image, grey: image.grey.map((level) => (level === 20 ? 190 : level)) }, row, []).length, 1);
	});

	test('are not the edges of dark areas, letters, or dots', () => {
		const dots = Array.from({ length: 60 }, (_, i) => [20 + 9 * i, 350, 22 + 9 * i, 352] as const);

		assert.deepEqual(drawnRules(sheet([50, 50, 400, 150], [300, 200, 304, 240], ...dots), row, []), []);
	});

	test('are not strokes of large letters, but rules under them', () => {
		const bbox = { x0: 80, y0: 90, x1: 400, y1: 200 };
		const line = { words: [], bbox, baseline: bbox, rowAttributes: { rowHeight: 110 } };
		const rules = drawnRules(sheet([100, 100, 104, 195], [100, 196, 380, 199]), row, [line]);

		assert.deepEqual(
			rules.map(({ vertical }) => vertical),
			[false],
		);
	});

	test('are none on a picture without text', () => assert.deepEqual(drawnRules(sheet([50, 100, 500, 102]), 0, []), []));
});

suite('withoutRules', () => {
	const word = (text: string, left: number, top: number, right: number, bottom: number) => ({ text, left, top, right, bottom, size: 12 });
	const down = { left: 200, right: 202, top: 50, bottom: 700, vertical: true };
	const across = { left: 100, right: 400, top: 300, bottom: 301, vertical: false };

	test('leaves out what rules were taken for', () => {
		const words = [word('|', 199, 100, 202, 112), word('I', 200, 120, 203, 132), word('—', 150, 299, 180, 302)];

		assert.deepEqual(withoutRules([...words, word('behalf', 150, 100, 190, 112)], [down, across]).length, 1);
	});

	test('keeps the same signs away from rules, and words on them', () => {
		const words = [
			word('I', 150, 100, 154, 112),
			word('—', 150, 200, 162, 202),
			word('tall', 190, 100, 204, 112),
			word('I', 200, 800, 203, 812),
		];

		assert.deepEqual(withoutRules(words, [down, across]), words);
	});
});
