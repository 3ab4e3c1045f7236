import assert from 'node:assert/strict';
import type { PageLayout, TextRun } from '../../../../../../src/core/pdf/pageLayout.ts';
import { documentBlocks } from '../../../../../../src/core/ocr/local/structure/blocks/documentBlocks.ts';
import { pageParts } from '../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { inPrintedSize } from '../../../../../../src/core/ocr/local/tesseract/printedSize.ts';

const run = (text: string, left: number, baseline: number, size: number): TextRun => ({
	...{ text, left, right: left + 0.5 * size * text.length, top: baseline - size, bottom: baseline, baseline, size },
	...{ font: '', bold: false, italic: false, mono: false, invisible: false, turn: 0, spaced: false, spaceAfter: false },
	line: 1000 * baseline + left,
});

const layout = (width: number, height: number, runs: readonly TextRun[]): PageLayout => ({
	...{ width, height, rotation: 0, runs, rules: [], shapes: [], images: [], links: [] },
});

suite('inPrintedSize', () => {
	test('makes a scanned sheet as large as its paper', () => {
		const { width, height, runs } = inPrintedSize(layout(1785, 2400, [run('harbour', 300, 600, 36)]));

		assert.deepEqual([width, height], [595, 800]);
		assert.deepEqual([runs[0]?.left, runs[0]?.baseline, runs[0]?.size], [100, 200, 12]);
	});

	test('keeps rules where they are on the sheet', () => {
		const rule = { left: 300, right: 1500, top: 600, bottom: 603, vertical: false };
		const { rules } = inPrintedSize({ ...layout(1785, 2400, [run('harbour', 300, 570, 36)]), rules: [rule] });

		assert.deepEqual(rules, [{ left: 100, right: 500, top: 200, bottom: 201, vertical: false }]);
	});

	test('gives other pictures letters of the usual size', () => {
		const { width, runs } = inPrintedSize(layout(900, 2700, [run('TOTAL', 300, 600, 33), run('9', 300, 700, 66)]));

		assert.deepEqual([width, ...runs.map(({ size }) => size)], [300, 11, 22]);
	});

	test('enlarges nothing', () => {
		const screenshot = layout(800, 600, [run('File', 10, 20, 9)]);

		assert.equal(inPrintedSize(screenshot), screenshot);
	});

	test('leaves a table a table whose columns are slightly oblique, as on a scan of any resolution', () => {
		for (const dpi of [72, 300]) {
			const cells = Array.from({ length: 40 }, (_, row) =>
				[0, 1, 2].map((column) => [String(17 * row + column), column, row] as const),
			).flat();
			const runs = cells.map(([text, column, row]) =>
				run(text, ((100 + 150 * column - 0.2 * row) * dpi) / 72, ((60 + 15 * row) * dpi) / 72, (10 * dpi) / 72),
			);
			const sheet = inPrintedSize(layout((595 * dpi) / 72, (842 * dpi) / 72, runs));
			const { blocks } = documentBlocks([pageParts(sheet)], false);

			assert.deepEqual(
				blocks[0]!.map(({ kind }) => kind),
				['table'],
				`at ${dpi} dpi`,
			);
		}
	});
});
