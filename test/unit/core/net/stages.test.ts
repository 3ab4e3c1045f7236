import assert from 'node:assert/strict';
import { type Server, type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { FoveaError } from '../../../../src/core/errors.ts';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { jsonBody, jsonBodyWithBase64 } from '../../../../src/core/net/requestBody.ts';
import type { StageLimits } from '../../../../src/core/net/stageLimits.ts';
import { nothingSent } from '../../../../src/core/net/transportError.ts';

const none: StageLimits = { connectMs: 0, uploadStalledMs: 0, firstByteMs: 0 };

suite('The stages of a request', () => {
	let server: Server;
	let client: HttpClient;
	const sockets = new Set<Socket>();

	const start = async (limits: Partial<StageLimits>, onConnection: (socket: Socket) => void): Promise<URL> => {
		server = createServer((socket) => {
			sockets.add(socket.on('error', () => undefined));
			onConnection(socket);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		client = createHttpClient({ strictSsl: true, systemCertificates: false, stageLimits: { ...none, ...limits } });
		return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	};
	const post = (url: URL, { timeoutMs = 60_000, body = jsonBody({}), beforeEnd = undefined as (() => Promise<void>) | undefined } = {}) =>
		client.post({ url, headers: {}, body, beforeEnd, signal: new AbortController().signal, timeoutMs }).then(
			({ status }) => status,
			(error: unknown) => error as { readonly code: string; readonly facts: { readonly limit: string } },
		);
	const large = jsonBodyWithBase64(new Uint8Array(20_000_000), (base64) => ({ base64 }));
	const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

	teardown(async () => {
		await client.close();
		sockets.forEach((socket) => socket.destroy());
		sockets.clear();
		await new Promise((resolve) => server.close(resolve));
	});

	test('a handshake that nobody answers is a connection that was not accepted, and nothing was sent', async () => {
		const url = await start({ connectMs: 100 }, () => undefined);
		url.protocol = 'https:';

		const failure = await post(url);

		assert.ok(typeof failure === 'object');
		assert.deepEqual([failure.code, failure.facts.limit, nothingSent(failure)], ['timeout', 'connect', true]);
	});

	test('a proxy that takes the connection and says nothing is named beside the host', async () => {
		const proxy = await start({}, (socket) => socket.resume());
		const throughProxy = createHttpClient({
			strictSsl: true,
			systemCertificates: false,
			proxy: proxy.host,
			stageLimits: { ...none, connectMs: 200 },
		});
		for (const protocol of ['http', 'https']) {
			await assert.rejects(
				throughProxy.get({ url: new URL(`${protocol}://ocr.service.test/`), signal: new AbortController().signal, timeoutMs: 60_000 }),
				(error: FoveaError) => {
					assert.deepEqual(
						[error.code, error.facts, nothingSent(error)],
						['timeout', { host: 'ocr.service.test', seconds: 0, limit: 'connect', proxy: proxy.host }, true],
					);
					return true;
				},
			);
		}
		await throughProxy.close();
	});

	test('a cancel while it connects ends it at once', async () => {
		const cancel = new AbortController();
		const url = await start({}, () => cancel.abort());
		url.protocol = 'https:';

		await assert.rejects(client.get({ url, signal: cancel.signal, timeoutMs: 60_000 }), { name: 'AbortError' });
	});

	test('a body that nobody takes is an upload that stands still, and may have arrived', async () => {
		const url = await start({ uploadStalledMs: 200 }, (socket) => socket.pause());

		const failure = await post(url, { body: large });

		assert.ok(typeof failure === 'object');
		assert.deepEqual([failure.code, failure.facts.limit, nothingSent(failure)], ['timeout', 'uploadStalled', false]);
	});

	test('an upload that is slow, and never stands still, goes on', async () => {
		const url = await start({ uploadStalledMs: 5000 }, (socket) => {
			let received = 0;
			socket.on('data', (data: Buffer) => {
				received += data.length;
				socket.pause();
				setImmediate(() => socket.resume());
				if (received > 26_000_000) {
					socket.write(ok);
				}
			});
		});

		assert.equal(await post(url, { body: large }), 200);
	});

	test('a request that nobody answers is an answer that did not begin', async () => {
		const url = await start({ firstByteMs: 100 }, (socket) => socket.resume());

		const failure = await post(url);

		assert.ok(typeof failure === 'object');
		assert.deepEqual([failure.code, failure.facts.limit, nothingSent(failure)], ['timeout', 'firstByte', false]);
	});

	test('an answer that has begun may take as long as the whole may', async () => {
		const url = await start({ firstByteMs: 10_000, connectMs: 10_000 }, (socket) => {
			socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{'));
		});

		const failure = await post(url, { timeoutMs: 300 });

		assert.ok(typeof failure === 'object');
		assert.deepEqual([failure.code, failure.facts.limit], ['timeout', 'total']);
	});

	test('what waits for its own turn is not counted', async () => {
		const url = await start({ uploadStalledMs: 5000, firstByteMs: 60_000 }, (socket) => socket.once('data', () => socket.write(ok)));
		const waits = () => new Promise<void>((resolve) => setTimeout(resolve, 6000));

		assert.equal(await post(url, { timeoutMs: 5000, beforeEnd: waits }), 200);
	});
});
