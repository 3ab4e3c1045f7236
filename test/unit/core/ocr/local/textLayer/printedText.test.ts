import assert from 'node:assert/strict';
import { withPrintedText } from '../../../../../../src/core/ocr/local/textLayer/printedText.ts';
import { run, words } from '../structure/make.ts';

suite('withPrintedText', () => {
	const textsOf = (runs: ReturnType<typeof withPrintedText>) => runs.map(({ text }) => text);

	test('adds printed words that recognition missed, and corrects those that it misread', () => {
		const recognized = words('A page oi paper', 50, 100);
		const own = [{ ...recognized[2]!, text: 'of' }, ...words('MENU', 50, 40)];

		assert.deepEqual(textsOf(withPrintedText(recognized, own)), ['A', 'page', 'paper', 'of', 'MENU']);
	});

	test('leaves out what is no text that is seen', () => {
		const own = [run('hidden', 50, 40, { invisible: true }), run('\ue001', 50, 60), run('•', 50, 80), run('aside', 50, 90, { turn: 1 })];

		assert.deepEqual(textsOf(withPrintedText(words('A page', 50, 100), own)), ['A', 'page']);
	});

	test('keeps the lines of both apart', () => {
		const lines = withPrintedText([run('one', 50, 100, { line: 4 })], [run('two', 50, 40, { line: 4 })]).map(({ line }) => line);

		assert.notEqual(lines[0], lines[1]);
	});
});
