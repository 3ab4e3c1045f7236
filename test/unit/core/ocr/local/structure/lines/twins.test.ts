import assert from 'node:assert/strict';
import type { TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { withoutTwins } from '../../../../../../../src/core/ocr/local/structure/lines/twins.ts';

suite('text that is printed twice', () => {
	const run = (text: string, left: number, baseline: number, width = 6 * text.length): TextRun => ({
		...{ text, left, right: left + width, top: baseline - 10, bottom: baseline + 2, baseline, size: 10 },
		...{ font: 'Times', bold: false, italic: false, mono: false, invisible: false, turn: 0, line: 0, spaced: true, spaceAfter: false },
	});
	const textsOf = (runs: readonly TextRun[]) => withoutTwins(runs).map(({ text }) => text);

	test('slightly apart, as a whole', () => {
		assert.deepEqual(textsOf([run('shadow', 100, 100), run('shadow', 100.4, 100.4)]), ['shadow']);
	});

	test('in pieces, anywhere along a wide run', () => {
		const whole = run('a heading across the whole of the page', 10, 96, 580);
		assert.deepEqual(textsOf([run('head', 40, 96, 60), whole, run('page', 530, 95.9, 58), run('page', 530, 140)]), [whole.text, 'page']);
	});

	test('pieces at places without end are left as they are', () => {
		const far = run('far', 1e300, 1e300);
		assert.deepEqual(textsOf([run('near', 100, 100), far, run('fa', -1e300, 1e300)]), ['near', 'far', 'fa']);
	});
});
