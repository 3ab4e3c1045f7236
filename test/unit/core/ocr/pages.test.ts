import assert from 'node:assert/strict';
import { parsePages } from '../../../../src/core/ocr/pages.ts';

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
