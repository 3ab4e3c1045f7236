import assert from 'node:assert/strict';
import { Prefix } from '../../../../../src/core/ocr/local/prefix.ts';

suite('Prefix', () => {
	/** Adds items, each done so many milliseconds after the one before; what was told, and what of it for the first time. */
	const run = (order: readonly number[], done: readonly (readonly [key: number, afterMs: number])[], tellMs = 0) => {
		let now = 0;
		const told: [soFar: string, news: string][] = [];
		const tell = (soFar: readonly string[], before: number) => {
			told.push([soFar.join(''), soFar.slice(before).join('')]);
			now += tellMs;
		};
		const prefix = new Prefix<string>(order, tell, () => now);
		for (const [key, afterMs] of done) {
			now += afterMs;
			prefix.add(key, String.fromCharCode(97 + key));
		}
		return told;
	};

	test('tells what is done from the start on, not what lies behind a gap, and not the whole', () => {
		const told = run(
			[0, 1, 2, 3],
			[0, 2, 1, 3].map((key) => [key, 1000]),
		);

		assert.deepEqual(told, [
			['a', 'a'],
			['abc', 'bc'],
		]);
	});

	test('goes by the order of the list, whatever its numbers', () => {
		const told = run(
			[4, 7, 9],
			[4, 7, 9].map((key) => [key, 1000]),
		);

		assert.deepEqual(told, [
			['e', 'e'],
			['eh', 'h'],
		]);
	});

	test('tells nothing of what is done within a second', () => {
		const told = run(
			[0, 1, 2, 3, 4],
			[0, 1, 2, 3].map((key) => [key, 240]),
		);

		assert.deepEqual(told, []);
	});

	test('tells the first items of a long list at once', () => {
		const pages = Array.from({ length: 60 }, (_, i) => i);
		const told = run(
			pages,
			pages.map((key) => [key, 50]),
		);

		assert.deepEqual(
			told.slice(0, 2).map(([soFar]) => soFar.length),
			[3, 23],
		);
	});

	test('takes no more than a small share of the time', () => {
		const pages = Array.from({ length: 60 }, (_, i) => i);
		const told = run(
			pages,
			pages.map((key) => [key, 500]),
			500,
		);

		assert.ok(told.length <= 6, `${told.length} times`);
		assert.equal(told.map(([, news]) => news).join(''), told.at(-1)![0]);
	});
});
