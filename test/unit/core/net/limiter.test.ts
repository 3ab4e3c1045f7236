import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FoveaError } from '../../../../src/core/errors.ts';
import { createHttpClient } from '../../../../src/core/net/http.ts';
import { jsonBodyWithBase64 } from '../../../../src/core/net/requestBody.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import { requestLimitMs } from '../../../support/run/limits.ts';

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

	/** How many may run at once after each of so many good answers, while there is always more to ask. */
	async function widths(limiter: Limiter, answers: number): Promise<number[]> {
		const { started, settled } = tasks(limiter, answers + 20);
		const seen: number[] = [];
		for (let i = 0; i < answers; i++) {
			await sleep(0);
			started[i]!.end();
			await sleep(0);
			seen.push(limiter.current);
		}
		for (let i = answers; i < answers + 20; i++) {
			started[i]!.end();
			await sleep(0);
		}
		await settled;
		return seen;
	}

	test('widens by one for each good answer while all places are used, up to its maximum', async () => {
		assert.deepEqual(await widths(new Limiter({ start: 2, max: 5 }), 5), [3, 4, 5, 5, 5]);
	});

	test('does not widen while there is not more to ask', async () => {
		const limiter = new Limiter({ start: 2, max: 5 });
		for (let i = 0; i < 5; i++) {
			await limiter.run(async () => undefined, signal);
		}

		assert.equal(limiter.current, 2);
	});

	test('knows how many the endpoint takes from what was not refused, and soon asks for so many again', async () => {
		const limiter = new Limiter({ start: 8, max: 32 });
		const { started, settled } = tasks(limiter, 8);
		await sleep(0);

		started[7]!.end(limited());
		await sleep(0);
		started[6]!.end(limited());
		await sleep(0);
		assert.deepEqual([limiter.current, limiter.known], [4, 6]);
		started.slice(0, 6).forEach(({ end }) => end());
		await settled;

		assert.deepEqual([limiter.current, limiter.known], [6, 6]);
	});

	test('tries one more than is known after ten full rounds of good answers', async () => {
		const seen = await widths(new Limiter({ start: 4, max: 32, known: 2 }), 21);

		assert.deepEqual([seen[0], seen[18], seen[20]], [2, 2, 3]);
	});

	test('is proven by a good answer, or by what was known before', async () => {
		const limiter = new Limiter({ start: 1, max: 2 });
		assert.deepEqual([limiter.proven, new Limiter({ start: 1, max: 2, known: 2 }).proven], [false, true]);

		await limiter.run(async () => undefined, signal);

		assert.equal(limiter.proven, true);
	});

	suite('ahead of their turn', () => {
		const begin = (limiter: Limiter, log: string[], name: string) => {
			let end = (): void => undefined;
			const ended = new Promise<void>((resolve) => (end = resolve));
			const settled = limiter
				.run(async (turn) => {
					log.push(`${name} begins`);
					await turn();
					log.push(`${name} has its turn`);
					await ended;
				}, signal)
				.catch(() => undefined);
			return { end, settled };
		};

		test('tasks begin, and wait for it in their order', async () => {
			const limiter = new Limiter({ start: 1, max: 1, ahead: 1 });
			const log: string[] = [];
			const [a, b, c] = ['a', 'b', 'c'].map((name) => begin(limiter, log, name));
			await sleep(0);
			assert.deepEqual(log, ['a begins', 'b begins', 'a has its turn']);

			a!.end();
			await sleep(0);
			assert.deepEqual(log.slice(3).sort(), ['b has its turn', 'c begins']);
			b!.end();
			c!.end();
			await Promise.all([a!.settled, b!.settled, c!.settled]);
			assert.equal(log.at(-1), 'c has its turn');
		});

		test('whoever is ready later lets those behind have their turn, too', async () => {
			const limiter = new Limiter({ start: 2, max: 2, ahead: 2 });
			const log: string[] = [];
			const [a, b] = [begin(limiter, log, 'a'), begin(limiter, log, 'b')];
			let ready = (): void => undefined;
			const isReady = new Promise<void>((resolve) => (ready = resolve));
			const late = limiter.run(async (turn) => {
				await isReady;
				await turn();
				await new Promise<void>((resolve) => (ready = resolve));
			}, signal);
			const last = begin(limiter, log, 'd');
			await sleep(0);
			a.end();
			b.end();
			await sleep(0);
			assert.ok(!log.includes('d has its turn'));

			ready();
			await sleep(0);

			assert.ok(log.includes('d has its turn'));
			ready();
			last.end();
			await Promise.all([a.settled, b.settled, late, last.settled]);
		});

		test('a request that was begun ahead is not whole before its turn', async () => {
			const log: string[] = [];
			const server = createServer((request, response) => {
				log.push(`${request.url} begins`);
				request.resume().on('end', () => {
					log.push(`${request.url} is whole`);
					response.end();
				});
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const http = createHttpClient({ strictSsl: true, systemCertificates: false });
			const limiter = new Limiter({ start: 1, max: 1, ahead: 1 });
			const post = (path: string, beforeEnd: () => Promise<void>) =>
				http.post({
					url: new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
					headers: {},
					body: jsonBodyWithBase64(Buffer.alloc(300_000), (base64) => base64),
					beforeEnd,
					signal,
					timeoutMs: requestLimitMs,
				});

			let end = (): void => undefined;
			const first = limiter.run(() => new Promise<void>((resolve) => (end = resolve)), signal);
			const second = limiter.run((turn) => post('/second', turn), signal);
			while (log.length === 0) {
				await sleep(5);
			}
			await post('/other', async () => undefined);
			assert.deepEqual(log, ['/second begins', '/other begins', '/other is whole']);

			end();
			await Promise.all([first, second]);
			assert.equal(log.at(-1), '/second is whole');
			await http.close();
			server.close();
		});

		test('a task that is refused before it has its turn ends that: the service counts what is still being sent', async () => {
			const limiter = new Limiter({ start: 1, max: 1, ahead: 1 });
			const log: string[] = [];
			const first = begin(limiter, log, 'a');
			await assert.rejects(limiter.run(() => Promise.reject(limited()), signal));
			const last = begin(limiter, log, 'c');
			await sleep(0);
			assert.deepEqual([log, limiter.current], [['a begins', 'a has its turn'], 1]);

			first.end();
			last.end();
			await Promise.all([first.settled, last.settled]);
			assert.deepEqual(log.slice(2), ['c begins', 'c has its turn']);
		});
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
		const refused = performance.now();
		await assert.rejects(limiter.run(() => Promise.reject(limited(0.08)), signal));
		const begun = await limiter.run(async () => performance.now(), signal);

		// Timers may be a millisecond early.
		assert.ok(begun - refused >= 79, `${begun - refused} ms`);
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
