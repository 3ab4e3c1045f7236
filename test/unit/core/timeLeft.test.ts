import assert from 'node:assert/strict';
import { TimeLeft } from '../../../src/core/timeLeft.ts';

/** The forecasts while 100 pages are done as `done` says at each second. */
function forecasts(seconds: number, done: (second: number) => number): (number | undefined)[] {
	const timeLeft = new TimeLeft();
	return Array.from({ length: seconds + 1 }, (_, second) => timeLeft.update(done(second), 100 - done(second), second * 1000));
}

suite('the time left', () => {
	test('is not told before there is something to go by', () => {
		assert.deepEqual(
			forecasts(10, () => 0).filter((seconds) => seconds !== undefined),
			[],
		);
		assert.equal(forecasts(1, (second) => second * 50).at(-1), undefined);
	});

	test('of a steady pace is what remains at that pace', () => {
		for (const [second, seconds] of forecasts(90, (second) => second).entries()) {
			assert.ok(seconds === undefined || Math.abs(seconds - (100 - second)) < 2, `${seconds} s left after ${second} s`);
		}
	});

	test('follows a service that slows down', () => {
		const pace = (second: number) => (second < 20 ? 2 * second : 40 + (second - 20) / 4);

		assert.ok(forecasts(140, pace).at(-1)! > 100);
		assert.ok(forecasts(140, pace).at(-1)! < 200);
	});

	test('of parts that come in bursts never doubles from one second to the next', () => {
		const told = forecasts(60, (second) => 15 * Math.floor(second / 10)).flatMap((seconds) => seconds ?? []);

		assert.ok(told.length > 40);
		assert.deepEqual(
			told.slice(1).filter((seconds, i) => seconds > 1.5 * told[i]!),
			[],
		);
	});

	test('does not count what needed no work', () => {
		const timeLeft = new TimeLeft();
		timeLeft.update(0, 100, 0);
		timeLeft.update(0, 20, 100);

		assert.ok(Math.abs(timeLeft.update(4, 16, 4000)! - 16) < 2);
	});
});
