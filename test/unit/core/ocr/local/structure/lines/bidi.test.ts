import assert from 'node:assert/strict';
import { isRightToLeft, readingOrder } from '../../../../../../../src/core/ocr/local/structure/lines/bidi.ts';
import { textsOf } from '../make.ts';

const order = (texts: readonly string[], rtl: boolean) =>
	textsOf(
		readingOrder(
			texts.map((text) => ({ text })),
			rtl,
		),
	).join(' ');

suite('readingOrder', () => {
	test('is from left to right for Latin text', () => assert.equal(order(['one', 'two', '3.'], false), 'one two 3.'));

	test('is from right to left for Arabic text', () => assert.equal(order(['.', 'ثلاثة', 'اثنان', 'واحد'], true), 'واحد اثنان ثلاثة .'));

	test('turns words of the other direction around within a line', () => {
		assert.equal(order(['Visual', 'Studio', '2', 'مع', 'أعمل'], true), 'أعمل مع Visual Studio 2');
		assert.equal(order(['the', 'words', 'عالم', 'مرحبا', 'mean', 'hello'], false), 'the words مرحبا عالم mean hello');
	});

	test('leaves marks behind a stretch of the other direction outside of it', () => {
		assert.equal(order(['.', 'Python', 'لغة'], true), 'لغة Python .');
	});
});

test('the direction of a text is that of most of its letters', () => {
	assert.deepEqual([isRightToLeft('مرحبا a'), isRightToLeft('hello م'), isRightToLeft('2026')], [true, false, false]);
});
