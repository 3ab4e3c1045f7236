import assert from 'node:assert/strict';
import { type IncomingMessage, type RequestListener, type Server, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { jsonBody, jsonBodyWithBase64 } from '../../../../src/core/net/requestBody.ts';
import { requestLimitMs } from '../../../support/run/limits.ts';

suite('HttpClient', () => {
	let client: HttpClient;
	let server: Server;

	const listen = async (listener: RequestListener): Promise<URL> => {
		server = createServer(listener);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ocr`);
	};
	const post = (url: URL, options: { signal?: AbortSignal; timeoutMs?: number; body?: ReturnType<typeof jsonBody> } = {}) =>
		client.post({
			url,
			headers: { 'x-test': 'yes' },
			body: jsonBody({ a: 1 }),
			signal: new AbortController().signal,
			timeoutMs: requestLimitMs,
			...options,
		});

	setup(() => {
		client = createHttpClient({ strictSsl: true, systemCertificates: false });
	});
	teardown(async () => {
		await client.close();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	test('sends headers and a body of known length, and reads the whole answer', async () => {
		const url = await listen((request, response) => {
			void text(request).then((body) => response.end(JSON.stringify({ body, headers: request.headers })));
		});

		const { status, body } = await post(url);

		const { body: sent, headers } = JSON.parse(body.toString()) as { body: string; headers: Record<string, string> };
		assert.deepEqual(
			[status, sent, headers['x-test'], headers['content-length'], headers['transfer-encoding']],
			[200, '{"a":1}', 'yes', '7', undefined],
		);
	});

	test('sends a document as base64 inside JSON, byte for byte, again on every attempt', async () => {
		const document = Uint8Array.from({ length: 500_001 }, (_, i) => (i * 31) % 256);
		const url = await listen((request, response) => void text(request).then((body) => response.end(body)));
		const body = jsonBodyWithBase64(document, (base64) => ({ before: '"é', document: `data:application/pdf;base64,${base64}`, after: 1 }));

		for (const attempt of [1, 2]) {
			const answer = JSON.parse((await post(url, { body })).body.toString()) as { before: string; document: string; after: number };

			assert.ok(Buffer.from(answer.document.slice(28), 'base64').equals(document), `attempt ${attempt}`);
			assert.deepEqual([answer.before, answer.after], ['"é', 1]);
		}
	});

	test('a body whose end waits for its turn lets the next one go', async () => {
		const answered: unknown[] = [];
		const url = await listen((request, response) => {
			void text(request).then((body) => {
				answered.push((JSON.parse(body) as { name: string }).name);
				response.end();
			});
		});
		const send = (name: string, beforeEnd: () => Promise<void>) =>
			client.post({
				url,
				headers: {},
				body: jsonBodyWithBase64(new Uint8Array(1_000_000), (base64) => ({ name, base64 })),
				beforeEnd,
				signal: new AbortController().signal,
				timeoutMs: requestLimitMs,
			});
		let turn = (): void => undefined;
		const first = send('first', () => new Promise((resolve) => (turn = resolve)));

		await send('second', () => Promise.resolve());
		turn();
		await first;

		assert.deepEqual(answered, ['second', 'first']);
	});

	test('does not follow a redirect', async () => {
		const url = await listen((_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());

		assert.equal((await post(url)).status, 307);
	});

	test('a cut connection is connectionLost', async () => {
		const url = await listen((_, response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('half', () => response.destroy());
		});

		await assert.rejects(post(url), { name: 'FoveaError', code: 'connectionLost' });
	});

	test('a refusal whose body is cut is one by its status, and keeps what came', async () => {
		const url = await listen((_, response) => {
			response.writeHead(401, { 'content-length': '100' });
			response.write('half', () => response.destroy());
		});

		const { status, body } = await post(url);

		assert.deepEqual([status, body.toString()], [401, 'half']);
	});

	test('no listener is connectionRefused', async () => {
		const url = await listen(() => undefined);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));

		await assert.rejects(post(url), { code: 'connectionRefused', facts: { host: url.host } });
	});

	test('an unknown host is hostNotFound', async () => {
		await listen(() => undefined);

		await assert.rejects(post(new URL('http://nowhere.invalid/')), { code: 'hostNotFound' });
	});

	test('a server without TLS is a tls failure', async () => {
		const url = await listen(() => undefined);

		await assert.rejects(post(new URL(`https://${url.host}/`)), { code: 'tls', facts: { host: url.host, fault: 'notTls' } });
	});

	test('a slow answer is a timeout, told in seconds', async () => {
		const url = await listen(() => undefined);

		await assert.rejects(post(url, { timeoutMs: 60 }), { code: 'timeout', facts: { host: url.host, seconds: 0, limit: 'total' } });
	});

	suite('an answer with a content-encoding', () => {
		const text = JSON.stringify({ pages: 'é'.repeat(50_000) });
		const cases: readonly (readonly [what: string, header: string, body: Buffer, read: string])[] = [
			['gzip', 'gzip', gzipSync(text), text],
			['x-gzip, in capitals', 'X-GZIP', gzipSync(text), text],
			['deflate', 'deflate', deflateSync(text), text],
			['deflate without its header', 'deflate', deflateRawSync(text), text],
			['br', 'br', brotliCompressSync(text), text],
			['one on top of the other', 'gzip, br', brotliCompressSync(gzipSync(text)), text],
			['identity', 'identity', Buffer.from(text), text],
			['gzip that a gateway has undone', 'gzip', Buffer.from(text), text],
			['br that a gateway has undone', 'br', Buffer.from(text), text],
			['gzip of nothing at all', 'gzip', Buffer.alloc(0), ''],
		];
		for (const [what, header, body, read] of cases) {
			test(`${what} is understood, read at once or as a stream`, async () => {
				const url = await listen((_, response) => response.writeHead(200, { 'content-encoding': header }).end(body));
				const streamed: Uint8Array[] = [];
				for await (const chunk of (await client.get({ url, signal: new AbortController().signal, timeoutMs: requestLimitMs })).body) {
					streamed.push(chunk);
				}

				assert.equal((await post(url)).body.toString(), read);
				assert.equal(Buffer.concat(streamed).toString(), read);
			});
		}

		for (const [what, header, body] of [
			['is not known', 'compress', Buffer.from('x')],
			['is damaged', 'gzip', Buffer.concat([gzipSync(text).subarray(0, 40), Buffer.alloc(40, 7)])],
			['ends too early', 'br', brotliCompressSync(text).subarray(0, 20)],
			['is piled up', 'gzip, gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(gzipSync(text))))],
		] as const) {
			test(`that ${what} is malformed`, async () => {
				const url = await listen((_, response) => response.writeHead(200, { 'content-encoding': header }).end(body));

				await assert.rejects(post(url), { code: 'malformedAnswer' });
			});
		}

		for (const [header, encode] of [
			['gzip', gzipSync],
			['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
			['gzip, gzip', (bytes: Buffer) => gzipSync(gzipSync(bytes))],
		] as const) {
			test(`${header} that grows without measure is given up, before it is read whole`, async () => {
				const bomb = encode(Buffer.alloc(100 * 2 ** 20));
				const url = await listen((_, response) => response.writeHead(200, { 'content-encoding': header }).end(bomb));
				let read = 0;

				await assert.rejects(
					async () => {
						for await (const chunk of (await client.get({ url, signal: new AbortController().signal, timeoutMs: requestLimitMs })).body) {
							read += chunk.length;
						}
					},
					{ code: 'malformedAnswer' },
				);
				assert.ok(read < 80 * 2 ** 20, `${read} bytes`);
			});
		}
	});

	test('an abort ends the request at once and is no failure', async () => {
		const controller = new AbortController();
		let closed: Promise<unknown> | undefined;
		const url = await listen((request) => {
			closed = new Promise((resolve) => request.socket.once('close', resolve));
			controller.abort();
		});

		await assert.rejects(post(url, { signal: controller.signal }), { name: 'AbortError' });
		await closed;
	});
});

suite('A proxy', () => {
	/** A proxy that answers every CONNECT with these bytes and ends; without bytes it hangs up. */
	const withProxy = async (answer: string | undefined, run: (client: HttpClient, proxy: string) => Promise<void>) => {
		const server = createTcpServer((socket) => {
			socket.on('error', () => undefined).once('data', () => (answer === undefined ? socket.destroy() : socket.end(answer)));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const proxy = `127.0.0.1:${(server.address() as AddressInfo).port}`;
		const client = createHttpClient({ proxy: `http://${proxy}`, strictSsl: true, systemCertificates: false });
		try {
			await run(client, proxy);
		} finally {
			await client.close();
			server.close();
		}
	};
	const get = (client: HttpClient, url: string) =>
		client.post({ url: new URL(url), headers: {}, body: jsonBody({}), signal: new AbortController().signal, timeoutMs: requestLimitMs });

	for (const url of ['https://api.service.test/v1/ocr', 'http://api.service.test:8080/v1']) {
		const host = new URL(url).host;
		const target = new URL(url).protocol === 'https:' ? host : 'api.service.test:8080';
		for (const [what, answer, code, facts] of [
			[
				'that wants a password',
				'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
				'proxyAuthentication',
				{ schemes: ['basic'] },
			],
			['that forbids the host', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nsorry', 'proxyRefused', { status: 403 }],
			['that does not find the host', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n', 'proxyRefused', { status: 502 }],
			['that is too slow for the host', 'HTTP/1.1 504 Gateway Timeout\r\n\r\n', 'proxyRefused', { status: 504 }],
			['that hangs up', undefined, 'proxyUnreachable', {}],
			['that is none', 'SSH-2.0-OpenSSH_9.2\r\n', 'proxyUnreachable', {}],
		] as const) {
			test(`${what} is a failure that names it, and no abort: ${url}`, async () =>
				withProxy(answer, async (client, proxy) => {
					await assert.rejects(get(client, url), { name: 'FoveaError', code, facts: { host: target, proxy, ...facts } });
				}));
		}
	}

	test('that is not there, or has no such name, is told apart from the host', async () => {
		const taken = createTcpServer();
		await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
		const { port } = taken.address() as AddressInfo;
		await new Promise((resolve) => taken.close(resolve));
		for (const proxy of [`127.0.0.1:${port}`, 'proxy.invalid:8080']) {
			const client = createHttpClient({ proxy, strictSsl: true, systemCertificates: false });

			await assert.rejects(get(client, 'https://api.service.test/'), {
				code: 'proxyUnreachable',
				facts: { host: 'api.service.test', proxy },
			});
			await client.close();
		}
	});

	for (const [written, shown] of [
		['http://', 'http://'],
		['ftp://proxy.test', 'ftp://proxy.test'],
		['http://user:secret@proxy test:80', 'http://proxy test:80'],
		['proxy.test:port', 'proxy.test:port'],
	] as const) {
		test(`that is none is said so, without a password: ${shown}`, () => {
			assert.throws(() => createHttpClient({ proxy: written, strictSsl: true, systemCertificates: false }), {
				code: 'invalidProxy',
				facts: { proxy: shown },
			});
		});
	}
});

async function text(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) {
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks).toString();
}
