import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { nothingSent } from '../../../../src/core/net/transportError.ts';
import { type Handlers, serve } from '../../../../src/core/rpc.ts';
import { type Host, createHost } from '../../../../src/core/worker/host.ts';
import type { HostApi } from '../../../../src/core/worker/hostApi.ts';

suite('The editor’s thread as the worker sees it', () => {
	const channels: MessageChannel[] = [];
	teardown(() => channels.splice(0).forEach(({ port1 }) => port1.close()));

	const hostWith = (handlers: Partial<Handlers<HostApi>>): Host => {
		const channel = new MessageChannel();
		channels.push(channel);
		const fails = () => assert.fail('not asked');
		serve<HostApi>(channel.port1, { editorFetch: fails, log: () => undefined, proxyCredentials: fails, signInToken: fails, ...handlers });
		return createHost(channel.port2, ['https://known.test']);
	};
	const { signal } = new AbortController();
	const request = { url: 'https://h.test/', method: 'POST', headers: { a: 'b' }, body: Uint8Array.of(1, 2, 3) };
	const bytes = (text: string) => new TextEncoder().encode(text);

	test('fetches, with the answer’s head before its body', async () => {
		let more = (): void => undefined;
		const host = hostWith({
			async editorFetch(asked, { emit }) {
				assert.deepEqual(asked, request);
				emit({ type: 'head', head: { status: 201, headers: { c: 'd' } } });
				await new Promise<void>((resolve) => (more = resolve));
				emit({ type: 'data', bytes: bytes('he') });
				emit({ type: 'data', bytes: bytes('llo') });
				return undefined;
			},
		});

		const { status, headers, body } = await host.network.editorFetch(request, signal);
		more();
		const chunks: Uint8Array[] = [];
		for await (const chunk of body) {
			chunks.push(chunk);
		}

		assert.deepEqual([status, headers, Buffer.concat(chunks).toString()], [201, { c: 'd' }, 'hello']);
		assert.deepEqual([...host.network.editorOnly], ['https://known.test']);
	});

	test('says whether a request that failed may have been sent', async () => {
		const failure = (handlers: Partial<Handlers<HostApi>>) =>
			hostWith(handlers)
				.network.editorFetch(request, signal)
				.catch((error: unknown) => nothingSent(error));

		assert.equal(await failure({ editorFetch: () => ({ nothingSent: 'ENOTFOUND' }) }), true);
		assert.equal(await failure({ editorFetch: () => Promise.reject(new TypeError('fetch failed')) }), false);
	});

	test('a body that breaks off is a failure of the body', async () => {
		const host = hostWith({
			editorFetch(_, { emit }) {
				emit({ type: 'head', head: { status: 200, headers: {} } });
				emit({ type: 'data', bytes: bytes('half') });
				return Promise.reject(new TypeError('terminated'));
			},
		});
		const { body } = await host.network.editorFetch(request, signal);

		await assert.rejects(async () => {
			for await (const chunk of body) {
				assert.ok(chunk);
			}
		}, /terminated/);
	});

	test('hands over tokens, and says when nobody is signed in', async () => {
		const host = hostWith({
			signInToken: ({ origin, refused }) =>
				origin === 'https://in.test' ? { token: refused === undefined ? 'one' : 'two', account: 'me' } : undefined,
		});

		assert.deepEqual(
			[await host.tokens('https://in.test').current(), await host.tokens('https://in.test').renewed('one')],
			[
				{ token: 'one', account: 'me' },
				{ token: 'two', account: 'me' },
			],
		);
		await assert.rejects(host.tokens('https://out.test').current(), { code: 'signedOut', facts: { host: 'out.test' } });
	});
});
