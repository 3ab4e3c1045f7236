import assert from 'node:assert/strict';
import { halve, planParts } from '../../../../src/core/ocr/plan.ts';

const pages = (count: number) => Array.from({ length: count }, (_, i) => i);

suite('planParts', () => {
	const limits = { pages: 30, bytes: 30_000_000 };
	const sizes = (count: number, bytesPerPage = 1000) => planParts(pages(count), bytesPerPage, limits).map(({ length }) => length);

	test('what fits goes in one', () => assert.deepEqual([sizes(1), sizes(30)], [[1], [30]]));

	test('beyond that, a small first one and equal others', () => {
		assert.deepEqual(
			[sizes(31), sizes(64), sizes(117)],
			[
				[4, 27],
				[4, 30, 30],
				[4, 28, 29, 28, 28],
			],
		);
	});

	test('every page is in exactly one part, in order, and none is too long', () => {
		for (const count of [31, 59, 500, 1000]) {
			const parts = planParts(pages(count), 1000, limits);

			assert.deepEqual(parts.flat(), pages(count));
			assert.ok(parts.every(({ length }) => length > 0 && length <= 30));
		}
	});

	test('heavy pages make smaller parts', () => assert.deepEqual(sizes(12, 6_000_000), [4, 4, 4]));

	test('a page that is too heavy by itself still has its part', () => assert.deepEqual(sizes(2, 90_000_000), [1, 1]));

	test('chosen pages keep their numbers', () => assert.deepEqual(planParts([2, 5], 1000, { pages: 1, bytes: 1000 }), [[2], [5]]));
});

test('halve parts in the middle, the first half the longer', () => assert.deepEqual(halve([1, 2, 3]), [[1, 2], [3]]));
