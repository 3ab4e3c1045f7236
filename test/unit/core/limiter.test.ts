import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { FoveaError } from '../../../src/core/errors.ts';
import { Limiter } from '../../../src/core/limiter.ts';

suite('Limiter', () => {
	const { signal } = new AbortController();
	const limited = (seconds?: number) => new FoveaError('rateLimited', { host: 'h', ...(seconds === undefined ? {} : { seconds }) });

	/** Tasks that end when they are told. */
	function tasks(limiter: Limiter, count: number) {
		const started: { end: (error?: Error) => void }[] = [];
		const settled = Promise.allSettled(
			Array.from({ length: count }, () =>
				limiter.run(
					() => new Promise<void>((resolve, reject) => started.push({ end: (error) => (error ? reject(error) : resolve()) })),
					signal,
				),
			),
		);
		return { started, settled };
	}

	test('starts no more at once than it may', async () => {
		const { started, settled } = tasks(new Limiter({ start: 2, max: 8 }), 3);
		await sleep(0);
		assert.equal(started.length, 2);

		started[0]!.end();
		await sleep(0);

		assert.equal(started.length, 3);
		started.forEach(({ end }) => end());
		await settled;
	});

	test('widens by one after each full round of good answers, up to its maximum', async () => {
		const limiter = new Limiter({ start: 1, max: 3 });
		const widths: number[] = [];
		for (let i = 0; i < 8; i++) {
			await limiter.run(async () => undefined, signal);
			widths.push(limiter.current);
		}

		assert.deepEqual(widths, [2, 2, 3, 3, 3, 3, 3, 3]);
	});

	test('halves once for refusals of requests that were under way together', async () => {
		const limiter = new Limiter({ start: 8, max: 8 });
		const { started, settled } = tasks(limiter, 8);
		await sleep(0);

		started.forEach(({ end }) => end(limited()));
		await settled;

		assert.equal(limiter.current, 4);
	});

	test('never goes below one', async () => {
		const limiter = new Limiter({ start: 1, max: 8 });
		for (let i = 0; i < 3; i++) {
			await assert.rejects(
				limiter.run(() => Promise.reject(limited()), signal),
				{ code: 'rateLimited' },
			);
		}

		assert.equal(limiter.current, 1);
	});

	test('nobody starts before the wait is over that the service asked for', async () => {
		const limiter = new Limiter({ start: 4, max: 4 });
		await assert.rejects(limiter.run(() => Promise.reject(limited(0.08)), signal));
		let started = false;
		const run = limiter.run(async () => void (started = true), signal);

		await sleep(20);
		assert.equal(started, false);
		await run;
		assert.equal(started, true);
	});

	test('another failure changes nothing', async () => {
		const limiter = new Limiter({ start: 4, max: 8 });
		await assert.rejects(
			limiter.run(() => Promise.reject(new FoveaError('forbidden', { host: 'h' })), signal),
			{ code: 'forbidden' },
		);

		assert.equal(limiter.current, 4);
	});

	test('an abort ends the wait for room, and the wait for the service', async () => {
		const limiter = new Limiter({ start: 1, max: 1 });
		const { started, settled } = tasks(limiter, 1);
		await sleep(0);
		await assert.rejects(
			limiter.run(async () => undefined, AbortSignal.timeout(10)),
			{ name: 'TimeoutError' },
		);
		started[0]!.end(limited(30));
		await settled;

		await assert.rejects(
			limiter.run(async () => undefined, AbortSignal.timeout(10)),
			{ name: 'AbortError' },
		);
	});
});
