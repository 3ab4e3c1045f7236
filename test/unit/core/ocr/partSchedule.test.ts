import assert from 'node:assert/strict';
import { type Part, PartSchedule, halve, nextSize } from '../../../../src/core/ocr/partSchedule.ts';

const pages = (count: number) => Array.from({ length: count }, (_, i) => i);
const limits = { pages: 30, bytes: 30_000_000 };

suite('Schedule', () => {
	/** Answers every part in the time that a service takes which works on so many at once; the sizes of the parts, and when all is done. */
	function run(count: number, places: number, { bytesPerPage = 1000, seconds = (part: Part) => 0.6 + 0.12 * part.length } = {}) {
		const schedule = new PartSchedule(pages(count), bytesPerPage, limits);
		const parts: Part[] = [];
		const ends: { part: Part; at: number }[] = [];
		let now = 0;
		for (;;) {
			while (ends.length < places) {
				const part = schedule.take(places, now);
				if (!part) {
					break;
				}
				parts.push(part);
				ends.push({ part, at: now + seconds(part) * 1000 });
			}
			const next = ends.sort((a, b) => a.at - b.at).shift();
			if (!next) {
				return { parts, sizes: parts.map(({ length }) => length), seconds: now / 1000 };
			}
			now = next.at;
			schedule.done(next.part, places, now, true);
		}
	}

	test('every page is in exactly one part, in order, and none is over the limits', () => {
		for (const count of [1, 31, 59, 500, 1000]) {
			const { parts } = run(count, 6);

			assert.deepEqual(parts.flat(), pages(count));
			assert.ok(parts.every(({ length }) => length > 0 && length <= 30));
		}
	});

	test('the first part is small, and each of the first is larger than the one before', () => {
		const { sizes } = run(500, 4);

		assert.deepEqual(sizes.slice(0, 4), [2, 4, 6, 8]);
	});

	test('then parts are nearly full, then full, until the last ones make all places end at once', () => {
		const { sizes, seconds } = run(500, 6);
		const least = (sizes.length * 0.6 + 500 * 0.12) / 6;

		assert.deepEqual([...new Set(sizes.slice(6, 12))], [24]);
		assert.deepEqual([...new Set(sizes.slice(12, 14))], [30]);
		assert.ok(seconds < least * 1.02, `${seconds} s where ${least} s is the least`);
	});

	test('places that the endpoint is found to have meanwhile are used', () => {
		const schedule = new PartSchedule(pages(60), 1000, limits);
		const first = schedule.take(1, 0)!;
		schedule.done(first, 4, 840, true);

		const sizes = [0, 1, 2, 3].map(() => schedule.take(4, 840)!.length);

		assert.ok(Math.max(...sizes) < 30, String(sizes));
	});

	test('heavy pages make smaller parts, and a page that is too heavy by itself still has its part', () => {
		assert.ok(Math.max(...run(50, 2, { bytesPerPage: 6_000_000 }).sizes) <= 4);
		assert.deepEqual(run(2, 2, { bytesPerPage: 90_000_000 }).sizes, [1, 1]);
	});

	test('chosen pages keep their numbers', () => {
		const schedule = new PartSchedule([2, 5], 1000, { pages: 1, bytes: 1000 });

		assert.deepEqual([schedule.take(2, 0), schedule.take(2, 0), schedule.take(2, 0)], [[2], [5], undefined]);
	});
});

suite('nextSize', () => {
	test('what is left is shared out among places that are free', () => assert.equal(nextSize(60, [0, 0, 0], 30), 20));

	test('a place that is free early gets more', () => assert.equal(nextSize(40, [0, 20], 30), 30));

	test('one page goes in one part, whatever the places', () => assert.equal(nextSize(1, [0, 0, 0, 0, 0, 0], 30), 1));
});

test('halve parts in the middle, the first half the longer', () => assert.deepEqual(halve([1, 2, 3]), [[1, 2], [3]]));
