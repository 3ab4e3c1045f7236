import assert from 'node:assert/strict';
import { formatPages, parsePages } from '../../../../src/core/ocr/pages.ts';

suite('parsePages', () => {
	const cases: readonly (readonly [string, readonly number[]])[] = [
		['1', [0]],
		['1-3,7', [0, 1, 2, 6]],
		['8-', [7, 8, 9]],
		['-2', [0, 1]],
		[' 3 , 1 - 2 ,3', [0, 1, 2]],
	];
	for (const [text, indexes] of cases) {
		test(`"${text}" of 10 pages`, () => assert.deepEqual(parsePages(text, 10), indexes));
	}

	for (const text of ['', '0', '11', '3-2', '1-11', 'a', '1,,2', '-', '1-2-3']) {
		test(`"${text}" of 10 pages is invalid`, () =>
			assert.throws(() => parsePages(text, 10), { code: 'invalidPages', facts: { pages: text, pageCount: 10 } }));
	}
});

test('formatPages has one spelling for the same pages', () => {
	for (const [written, spelled] of [
		['1-3,7,12-', '1-3,7,12-20'],
		['3, 2,1', '1-3'],
		['9', '9'],
	] as const) {
		assert.equal(formatPages(parsePages(written, 20)), spelled);
	}
	assert.deepEqual(parsePages(formatPages([0, 1, 4, 6, 7, 8]), 20), [0, 1, 4, 6, 7, 8]);
});
