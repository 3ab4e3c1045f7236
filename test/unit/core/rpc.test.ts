import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { FoveaError } from '../../../src/core/errors.ts';
import { type Method, RpcClient, alone, moved, serve } from '../../../src/core/rpc.ts';

type TestApi = {
	readonly double: Method<number, number, never>;
	readonly count: Method<number, string, number>;
	readonly fail: Method<'fovea' | 'bug' | 'value' | 'abort', undefined, never>;
	readonly bill: Method<undefined, undefined, string>;
	readonly wait: Method<undefined, undefined, never>;
	readonly buffer: Method<Uint8Array, Uint8Array, never>;
};

const until = async (condition: () => boolean) => {
	while (!condition()) {
		await sleep(1);
	}
};

suite('calls between threads', () => {
	let near: MessagePort;
	let far: MessagePort;
	let client: RpcClient<TestApi>;
	let aborted = false;
	let kept: Uint8Array;

	setup(() => {
		({ port1: near, port2: far } = new MessageChannel());
		aborted = false;
		client = new RpcClient<TestApi>(near);
		serve<TestApi>(far, {
			double: (value) => value * 2,
			async count(to, { emit }) {
				for (let i = 1; i <= to; i++) {
					emit(i);
				}
				return 'done';
			},
			fail(how) {
				// oxlint-disable-next-line typescript/only-throw-error -- code that is not ours may throw anything
				throw how === 'fovea'
					? new FoveaError('rateLimited', { host: 'h', seconds: 3 }, 'words')
					: how === 'bug'
						? new RangeError('bug')
						: how === 'abort'
							? new DOMException('aborted by a library', 'AbortError')
							: 'text';
			},
			async bill(_, { signal, emit }) {
				emit('asked');
				await new Promise((resolve) => signal.addEventListener('abort', resolve));
				emit('paid');
				return undefined;
			},
			wait: (_, { signal }) =>
				new Promise((_resolve, reject) => {
					signal.addEventListener('abort', () => {
						aborted = true;
						reject(signal.reason as Error);
					});
				}),
			buffer(bytes) {
				kept = bytes.map((byte) => byte + 1);
				return moved(kept, [kept.buffer, kept.buffer]);
			},
		});
	});
	teardown(() => near.close());

	test('answers come to the call that asked, also at once', async () => {
		assert.deepEqual(await Promise.all([1, 2, 3].map((value) => client.call('double', value))), [2, 4, 6]);
	});

	test('events arrive in order before the result', async () => {
		const events: number[] = [];

		assert.equal(await client.call('count', 3, { onEvent: (event) => events.push(event) }), 'done');
		assert.deepEqual(events, [1, 2, 3]);
	});

	test('an expected failure keeps its code and facts', async () => {
		await assert.rejects(client.call('fail', 'fovea'), {
			name: 'FoveaError',
			code: 'rateLimited',
			facts: { host: 'h', seconds: 3 },
			message: 'words',
		});
	});

	test('a bug keeps its name and the stack of where it was', async () => {
		await assert.rejects(client.call('fail', 'bug'), (error: Error) => error.name === 'RangeError' && (error.stack ?? '').includes('fail'));
		await assert.rejects(client.call('fail', 'value'), { message: 'text' });
	});

	test('an abort ends the call at once and reaches the handler', async () => {
		const controller = new AbortController();
		const call = client.call('wait', undefined, { signal: controller.signal });
		await sleep(10);
		controller.abort();

		await assert.rejects(call, { name: 'AbortError' });
		assert.equal(aborted, false);
		await until(() => aborted);
	});

	test('what comes after an abort is still told, until the handler has settled', async () => {
		const controller = new AbortController();
		const told: string[] = [];
		const call = client.call('bill', undefined, { signal: controller.signal, onEvent: (event) => told.push(event) });
		await until(() => told.length === 1);
		controller.abort();

		await assert.rejects(call, { name: 'AbortError' });
		assert.deepEqual([told, client.isBusy], [['asked'], true]);
		await until(() => !client.isBusy);
		assert.deepEqual(told, ['asked', 'paid']);
	});

	test('an abort that this side has not asked for is a failure like any other', async () => {
		await assert.rejects(
			client.call('fail', 'abort'),
			(error: Error) => error.name === 'Error' && /Aborted by the other thread/.test(error.message),
		);
	});

	test('an aborted signal calls nothing', async () => {
		await assert.rejects(client.call('double', 1, { signal: AbortSignal.abort() }), { name: 'AbortError' });
	});

	test('buffers move both ways', async () => {
		const bytes = Uint8Array.of(1, 2, 3);

		assert.deepEqual(await client.call('buffer', bytes, { transfer: [bytes.buffer] }), Uint8Array.of(2, 3, 4));
		assert.deepEqual([bytes.length, kept.length], [0, 0]);
	});

	test('when the other thread is gone, every call fails with the reason', async () => {
		const call = client.call('wait', undefined);
		client.close(new Error('gone'));

		await assert.rejects(call, { message: 'gone' });
		await assert.rejects(client.call('double', 1), { message: 'gone' });
	});
});

test('alone copies a view and keeps a whole buffer', () => {
	const whole = new Uint8Array(8);
	const pooled = Buffer.from('abc');

	assert.equal(alone(whole), whole);
	assert.equal(alone(pooled).buffer.byteLength, 3);
	assert.deepEqual([...alone(pooled)], [97, 98, 99]);
});
