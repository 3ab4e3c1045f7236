import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countAnswered, placePages } from '../../../../src/core/ocr/placePages.ts';

const numbered = (...indexes: (number | undefined)[]) => indexes.map((index, place) => ({ index, place }));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
/** Which places of the list are which pages, as `page:place`. */
const placed = (indexes: readonly (number | undefined)[], expected: readonly number[], from?: 0 | 1): string =>
	[...placePages(numbered(...indexes), expected, from).placed]
		.sort(([a], [b]) => a - b)
		.map(([page, { place }]) => `${page}:${place}`)
		.join(' ');

suite('Pages of an answer are told by their numbers', () => {
	const document = range(0, 4);
	const part = range(50, 54);
	for (const [what, answered, expected, pages] of [
		['from 0', [0, 1, 2, 3], document, '0:0 1:1 2:2 3:3'],
		['from 1', [1, 2, 3, 4], document, '0:0 1:1 2:2 3:3'],
		['in another order', [3, 1, 0, 2], document, '0:2 1:1 2:3 3:0'],
		['from 1, one left out', [1, 2, 4], document, '0:0 1:1 3:2'],
		['one left out in the middle', [0, 1, 3], document, '0:0 1:1 3:2'],
		['the first left out', [1, 2, 3], document, '1:0 2:1 3:2'],
		['one twice', [0, 1, 1, 2, 3], document, '0:0 1:1 2:3 3:4'],
		['one with the number of another', [0, 1, 1, 3], document, '0:0 1:1 3:3'],
		['more than asked', [0, 1, 2, 3, 4, 5], document, '0:0 1:1 2:2 3:3'],
		['one below zero', [-5, 1, 2, 3], document, '0:0 1:1 2:2 3:3'],
		['one far off', [0, 1, 1e6, 3], document, '0:0 1:1 2:2 3:3'],
		['one far off, another left out', [0, 1e6, 3], document, '0:0 3:2'],
		['one without a number', [0, undefined, 2, 3], document, '0:0 1:1 2:2 3:3'],
		['none with a number', [undefined, undefined, undefined, undefined], document, '0:0 1:1 2:2 3:3'],
		['all far off, in order', [70, 71, 72, 73], document, '0:0 1:1 2:2 3:3'],
		['all far off, in no order', [72, 70, 71, 73], document, ''],
		['of a range, in the document', [50, 51, 52, 53], part, '50:0 51:1 52:2 53:3'],
		['of a range, in the document from 1', [51, 52, 53, 54], part, '50:0 51:1 52:2 53:3'],
		['of a range, in the range', [0, 1, 2, 3], part, '50:0 51:1 52:2 53:3'],
		['of a range, in the range from 1', [1, 2, 3, 4], part, '50:0 51:1 52:2 53:3'],
		['of a range, in the range, one left out', [0, 1, 3], part, '50:0 51:1 53:2'],
		[
			'of a range that overlaps its own places',
			range(0, 50),
			range(2, 52),
			range(0, 50)
				.map((i) => `${i + 2}:${i}`)
				.join(' '),
		],
		['of chosen pages, in their list', [0, 1], [1, 3], '1:0 3:1'],
		['of one page, whatever it is called', [17], [5], '5:0'],
		['of none', [], document, ''],
	] as const) {
		test(what, () => assert.equal(placed(answered, expected), pages));
	}

	test('where either way fits, what other answers have shown decides', () => {
		assert.deepEqual([placed([1, 2, 3], document), placed([1, 2, 3], document, 1)], ['1:0 2:1 3:2', '0:0 1:1 2:2']);
		assert.deepEqual(
			[numbered(1, 2, 3, 4), numbered(0, 1, 2, 3), numbered(1, 2, 3)].map((answer) => placePages(answer, document).countsFrom),
			[1, 0, undefined],
		);
	});

	test('whatever comes, no page is given that was not asked for, and nothing of the answer twice', () => {
		const index = fc.oneof(fc.integer({ min: -10, max: 70 }), fc.integer(), fc.constant(undefined));
		const ascending = fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 40 }).map((pages) => pages.sort((a, b) => a - b));
		fc.assert(
			fc.property(fc.array(index, { maxLength: 60 }), ascending, (indexes, expected) => {
				const pages = [...placePages(numbered(...indexes), expected).placed];
				assert.ok(pages.every(([page]) => expected.includes(page)));
				assert.equal(new Set(pages.map(([, { place }]) => place)).size, pages.length);
			}),
			{ seed: 10, numRuns: 500 },
		);
	});

	test('a part of a sound answer, in any order and from 0, is placed as the sound one is', () => {
		const left = fc.shuffledSubarray(range(0, 30), { minLength: 1 });
		fc.assert(
			fc.property(left, (indexes) => {
				for (const [page, { index }] of placePages(numbered(...indexes), range(0, 30)).placed) {
					assert.equal(page, index);
				}
			}),
			{ seed: 10, numRuns: 300 },
		);
	});
});

suite('Pages that nobody has counted', () => {
	for (const [what, answered, processed, pages] of [
		['are as many as came', [0, 1, 2], undefined, 3],
		['are as many as the service says', [0, 1], 3, 3],
		['are no fewer than came', [0, 1, 2], 2, 3],
		['are shown by a gap', [0, 1, 3], undefined, 4],
		['are not shown by a number that is far off', [0, 1, 1e6], undefined, 3],
		['are not more for coming twice', [0, 1, 1], undefined, 2],
		['have a limit', [0], 1e9, 1000],
		['may have no numbers', [undefined, undefined], undefined, 2],
	] as const) {
		test(what, () => assert.equal(countAnswered(numbered(...answered), processed, 1000), pages));
	}
});
