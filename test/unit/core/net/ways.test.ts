import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FoveaError } from '../../../../src/core/errors.ts';
import { editorFetch } from '../../../../src/core/net/editorFetch.ts';
import { type HttpClient, type NetworkHelp, type NetworkOptions, createHttpClient } from '../../../../src/core/net/http.ts';
import { jsonBody } from '../../../../src/core/net/requestBody.ts';
import type { ProxyCredentials } from '../../../../src/core/net/proxyCredentials.ts';
import { nothingSent } from '../../../../src/core/net/transportError.ts';
import { ForwardProxy, type ForwardProxyOptions } from '../../../support/forwardProxy.ts';

suite('The ways to a host', () => {
	let server: Server;
	let port: number;
	let bodies: string[];
	const proxies: ForwardProxy[] = [];
	const clients: HttpClient[] = [];

	setup(async () => {
		bodies = [];
		server = createServer((request, response) => {
			let body = '';
			request.on('data', (data) => (body += String(data)));
			request.on('end', () => {
				bodies.push(body);
				response.end(`{"by":"${[request.headers['x-way'] ?? 'us'].join(' ')}"}`);
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		port = (server.address() as AddressInfo).port;
	});
	teardown(async () => {
		await Promise.all([...clients.splice(0).map((client) => client.close()), ...proxies.splice(0).map((proxy) => proxy.close())]);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	const proxyWith = async (options: ForwardProxyOptions, host?: string) => {
		const proxy = await ForwardProxy.start({ hosts: { 'ocr.service.test': port }, ...options }, host);
		proxies.push(proxy);
		return proxy;
	};
	const clientOf = (options: Partial<NetworkOptions>, help?: Partial<NetworkHelp>) => {
		const whole: NetworkHelp = {
			editorFetch: () => assert.fail('the editor is not asked'),
			editorOnly: new Set(),
			proxyCredentials: () => assert.fail('nobody is asked'),
			...help,
		};
		const client = createHttpClient({ strictSsl: true, systemCertificates: false, ...options }, help ? { help: whole } : {});
		clients.push(client);
		return client;
	};
	const post = async (client: HttpClient, url = 'http://ocr.service.test/ocr') => {
		const request = { url: new URL(url), headers: {}, body: jsonBody({ a: 1 }), signal: new AbortController().signal, timeoutMs: 60_000 };
		return (await client.post(request)).body.toString();
	};

	for (const host of ['127.0.0.1', '::1']) {
		test(`a host that only a proxy knows is reached through it, at ${host}`, async () => {
			const proxy = await proxyWith({}, host);

			assert.equal(await post(clientOf({ proxy: proxy.address })), '{"by":"us"}');
			assert.deepEqual(proxy.asked, [{ target: 'ocr.service.test:80', authorization: undefined }]);
		});
	}

	test('a proxy that breaks in the middle is a lost connection, which may have arrived', async () => {
		const client = clientOf({ proxy: (await proxyWith({ breaksAfter: 10 })).address }, {});

		const failure = await post(client).catch((error: unknown) => error as FoveaError);

		assert.ok(failure instanceof FoveaError);
		assert.deepEqual([failure.code, nothingSent(failure)], ['connectionLost', false]);
	});

	suite('a proxy with a password', () => {
		const right: ProxyCredentials = { username: 'me', password: 'p@ss:1' };

		test('takes the one in its address', async () => {
			const proxy = await proxyWith({ password: 'me:p@ss:1' });

			assert.equal(await post(clientOf({ proxy: `http://me:p%40ss%3A1@${proxy.address}` }, {})), '{"by":"us"}');
		});

		test('takes what http.proxyAuthorization says', async () => {
			const proxy = await proxyWith({ password: 'me:p' });
			const proxyAuthorization = `Basic ${Buffer.from('me:p').toString('base64')}`;

			assert.equal(await post(clientOf({ proxy: proxy.address, proxyAuthorization }, {})), '{"by":"us"}');
		});

		test('is asked about until it takes one, is told what was refused, and the request goes out once', async () => {
			const proxy = await proxyWith({ password: 'me:p@ss:1' });
			const asked: unknown[] = [];
			const answers: ProxyCredentials[] = [{ username: 'me', password: 'wrong' }, right];
			const client = clientOf(
				{ proxy: proxy.address },
				{
					proxyCredentials: (origin, refused) => {
						asked.push([origin, refused]);
						return Promise.resolve(answers.shift());
					},
				},
			);

			assert.deepEqual([await post(client), await post(client)], ['{"by":"us"}', '{"by":"us"}']);
			assert.deepEqual(asked, [
				[`http://${proxy.address}`, undefined],
				[`http://${proxy.address}`, `Basic ${Buffer.from('me:wrong').toString('base64')}`],
			]);
			assert.deepEqual(bodies, ['{"a":1}', '{"a":1}']);
		});

		test('that nobody knows is a failure', async () => {
			const proxy = await proxyWith({ password: 'me:p' });
			const help = {
				proxyCredentials: () => Promise.resolve(undefined),
				editorFetch: editorFetch(() => Promise.reject(new TypeError('x'))),
			};

			await assert.rejects(post(clientOf({ proxy: proxy.address }, { ...help })), (error: Error) => {
				assert.equal((error as { code?: string }).code, 'connectionLost', 'what the editor may have sent counts');
				return true;
			});
			await assert.rejects(post(clientOf({ proxy: proxy.address })), { code: 'proxyAuthentication' });
		});
	});

	suite('the editor’s fetch', () => {
		const unreachable = 'http://ocr.service.test/ocr';
		const asEditor = (log: string[] = []) =>
			editorFetch((url, init) => {
				log.push(url as string);
				return fetch(`http://127.0.0.1:${port}/`, {
					...init,
					headers: { ...(init?.headers as Record<string, string>), 'x-way': 'the editor' },
				});
			});

		test('reaches what our own connections do not, and is remembered', async () => {
			const log: string[] = [];
			const editorOnly = new Set<string>();
			const client = clientOf({}, { editorFetch: asEditor(log), editorOnly });

			assert.deepEqual([await post(client), await post(client)], ['{"by":"the editor"}', '{"by":"the editor"}']);
			assert.deepEqual([bodies, log, [...editorOnly]], [['{"a":1}', '{"a":1}'], [unreachable, unreachable], ['http://ocr.service.test']]);
		});

		test('is asked where a proxy wants Kerberos, and nobody is asked for a password', async () => {
			const proxy = await proxyWith({ password: 'x:y', schemes: 'Negotiate, NTLM' });

			assert.equal(await post(clientOf({ proxy: proxy.address }, { editorFetch: asEditor() })), '{"by":"the editor"}');
		});

		for (const [what, cause, sent] of [
			['a proxy that says no to undici', new Error('Proxy response (407) !== 200 when HTTP Tunneling'), false],
			['a proxy that says no to VS Code', new Error('Proxy response (407) ?.== 200 when HTTP Tunneling'), false],
			['a host that takes no connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), false],
			['a certificate that has expired', Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), false],
			['one of two addresses that was not a connection', new AggregateError([Object.assign(new Error('x'), { code: 'ENOTFOUND' })]), false],
			['a connection that broke', Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }), true],
			['a reset', Object.assign(new Error('x'), { code: 'ECONNRESET' }), true],
			['anything else', new Error('x'), true],
		] as const) {
			test(`that fails by ${what} ${sent ? 'may have sent it' : 'has sent nothing'}`, async () => {
				const wrapped = new TypeError('fetch failed', { cause: new DOMException('Request was cancelled.', { cause } as never) });
				const shown = what.includes('proxy') ? wrapped : new TypeError('fetch failed', { cause });

				const failure = await editorFetch(() => Promise.reject(shown))(
					{ url: unreachable, method: 'GET', headers: {} },
					new AbortController().signal,
				).catch((error: unknown) => error);

				assert.equal(nothingSent(failure), !sent);
			});
		}

		test('that does not get through either leaves the first failure, and forgets what it was remembered for', async () => {
			const cause = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
			const fails = editorFetch(() => Promise.reject(new TypeError('fetch failed', { cause })));
			const editorOnly = new Set(['http://ocr.service.test']);
			const proxy = await proxyWith({});

			await assert.rejects(post(clientOf({}, { editorFetch: fails })), { code: 'hostNotFound' });
			assert.equal(await post(clientOf({ proxy: proxy.address }, { editorFetch: fails, editorOnly })), '{"by":"us"}');
			assert.deepEqual([...editorOnly], []);
		});

		test('is not asked once the request may have arrived, nor about this machine', async () => {
			server.removeAllListeners('request').on('request', (request) => request.socket.destroy());
			const proxy = await proxyWith({});

			await assert.rejects(post(clientOf({ proxy: proxy.address }, {})), { code: 'connectionLost' });
			await assert.rejects(post(clientOf({}, {}), 'http://127.0.0.1:1/'), { code: 'connectionRefused' });
		});

		test('keeps status and headers, drops what it has undone, and does not follow redirects', async () => {
			const answer = new Response('{"a":1}', {
				status: 429,
				headers: { 'retry-after': '7', 'content-encoding': 'gzip', 'content-length': '40' },
			});
			const asked: RequestInit[] = [];
			const fetched = await editorFetch((_, init) => {
				asked.push(init!);
				return Promise.resolve(answer);
			})(
				{ url: unreachable, method: 'POST', headers: { 'content-length': '7', authorization: 'k' }, body: Buffer.from('{"b":1}') },
				AbortSignal.any([]),
			);

			assert.deepEqual([fetched.status, fetched.headers], [429, { 'content-type': 'text/plain;charset=UTF-8', 'retry-after': '7' }]);
			assert.deepEqual([asked[0]?.headers, asked[0]?.redirect], [{ authorization: 'k' }, 'manual']);
		});
	});
});
