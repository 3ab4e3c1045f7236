import assert from 'node:assert/strict';
import type { Rule, TextRun } from '../../../../src/core/pdf/pageLayout.ts';
import { withStruckText } from '../../../../src/core/pdf/struckText.ts';

suite('text that a line is drawn through', () => {
	const word = (text: string, baseline: number, size = 10): TextRun => ({
		...{ text, left: 100, right: 100 + 5 * text.length, top: baseline - size, bottom: baseline + 2, baseline, size },
		...{ font: 'Times', bold: false, italic: false, mono: false, invisible: false, turn: 0, line: 0, spaced: true, spaceAfter: false },
	});
	const line = (y: number, right: number): Rule => ({ left: 100, right, top: y, bottom: y + 0.5, vertical: false });
	const marksOf = (runs: readonly TextRun[], rules: readonly Rule[]) =>
		withStruckText({ runs, rules }).runs.map(({ struck, inserted }) => (struck ? 'struck' : inserted ? 'inserted' : ''));

	test('deleted and inserted words, each on its own line', () => {
		const runs = [word('deleted', 100), word('kept', 140), word('inserted', 180)];
		assert.deepEqual(marksOf(runs, [line(97, 135), line(182, 140)]), ['struck', '', 'inserted']);
	});

	test('a large word', () => {
		assert.deepEqual(marksOf([word('small', 100), word('LARGE', 400, 90)], [line(375, 125)]), ['', 'struck']);
	});

	test('beside a word of a size without end', () => {
		const endless = { ...word('endless', 300), size: Infinity };
		assert.deepEqual(marksOf([word('deleted', 100), endless], [line(97, 135)]), ['struck', '']);
	});

	test('the border of a table below a word underlines nothing', () => {
		const wall: Rule = { left: 99, right: 99.5, top: 150, bottom: 190, vertical: true };
		const runs = [word('deleted', 100), word('cell', 180)];
		assert.deepEqual(marksOf(runs, [line(97, 135), line(182, 120), wall]), ['struck', '']);
	});
});
