import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { type Server as HttpsServer, createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FoveaError } from '../../src/core/errors.ts';
import { type HttpClient, type NetworkOptions, createHttpClient } from '../../src/core/net/http.ts';
import { bytesOf } from '../../src/core/net/body.ts';
import { usualStageLimits } from '../../src/core/net/stageLimits.ts';
import { jsonBodyWithBase64 } from '../../src/core/net/requestBody.ts';
import { nothingSent } from '../../src/core/net/transportError.ts';
import { temporaryFolder } from '../support/host/temporary.ts';
import { Authority } from '../support/network/authority.ts';
import { freePort } from '../support/network/daemon.ts';
import { type Squid, startSquid } from '../support/network/squid.ts';
import { startTinyproxy } from '../support/network/tinyproxy.ts';

const user = { name: 'CORP\\me', password: 'p@ss:1%' };
const inAddress = `${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}`;

suite('Real proxies', () => {
	let plain: Server;
	let secure: HttpsServer;
	let secureSix: HttpsServer;
	let received: number[];
	let squid: Squid;
	let strict: Squid;
	const environment = process.env['NODE_EXTRA_CA_CERTS'];
	const clients: HttpClient[] = [];
	const ends: (() => Promise<unknown>)[] = [];

	suiteSetup(async () => {
		const folder = temporaryFolder();
		chmodSync(folder, 0o755);
		const authority = new Authority(folder);
		const names = ['ocr.service.test', 'six.service.test'];
		const ofService = authority.certificate({ names });
		const ofProxy = authority.certificate({ names: ['localhost', 'proxy.service.test'] });
		chmodSync(ofProxy.key, 0o644);
		process.env['NODE_EXTRA_CA_CERTS'] = authority.file;
		const tls = { cert: readFileSync(ofService.cert), key: readFileSync(ofService.key) };
		const listener: Parameters<typeof createServer>[1] = (request, response) => {
			let length = 0;
			request.on('data', (data: Buffer) => (length += data.length));
			request.on('end', () => {
				received.push(length);
				response.end(`{"length":${length}}`);
			});
		};
		const listen = (server: Server | HttpsServer, host: string) => {
			ends.push(() => {
				server.closeAllConnections();
				return new Promise((resolve) => server.close(resolve));
			});
			return new Promise<void>((resolve) => server.listen(0, host, resolve));
		};
		await listen((plain = createServer(listener)), '127.0.0.1');
		await listen((secure = createHttpsServer(tls, listener)), '127.0.0.1');
		await listen((secureSix = createHttpsServer(tls, listener)), '::1');
		// The targets' names are known to the proxy alone.
		const hosts = { 'ocr.service.test': '127.0.0.1', 'six.service.test': '::1', 'dead.service.test': '127.0.0.1' };
		squid = await startSquid({
			hosts,
			certificate: ofProxy,
			lines: ['acl banned dstdomain banned.service.test', 'http_access deny banned'],
		});
		strict = await startSquid({ hosts, user });
		ends.push(
			() => squid.stop(),
			() => strict.stop(),
		);
	});
	suiteTeardown(async () => {
		await Promise.all(ends.map((end) => end()));
		if (environment === undefined) {
			delete process.env['NODE_EXTRA_CA_CERTS'];
		} else {
			process.env['NODE_EXTRA_CA_CERTS'] = environment;
		}
	});
	setup(() => (received = []));
	teardown(() => Promise.all(clients.splice(0).map((client) => client.close())));

	const clientOf = (options: Partial<NetworkOptions>, help?: Parameters<typeof createHttpClient>[1]) => {
		const client = createHttpClient({ strictSsl: true, systemCertificates: false, ...options }, help);
		clients.push(client);
		return client;
	};
	const portOf = (server: Server | HttpsServer) => (server.address() as AddressInfo).port;
	const body = jsonBodyWithBase64(new Uint8Array(1_000_000), (base64) => ({ base64 }));
	const post = async (client: HttpClient, url: string) => {
		const answer = await client.post({ url: new URL(url), headers: {}, body, signal: new AbortController().signal, timeoutMs: 60_000 });
		return answer.body.toString();
	};
	const whole = `{"length":${body.length}}`;
	const targets = () =>
		({
			http: `http://ocr.service.test:${portOf(plain)}/`,
			https: `https://ocr.service.test:${portOf(secure)}/`,
			'https by IPv6': `https://six.service.test:${portOf(secureSix)}/`,
		}) as const;
	const kinds = ['http', 'https', 'https by IPv6'] as const;

	for (const kind of kinds) {
		test(`a host that only Squid knows is reached through it: ${kind}`, async () => {
			const url = targets()[kind];

			await assert.rejects(post(clientOf({}), url), { code: 'hostNotFound' });
			assert.equal(await post(clientOf({ proxy: `127.0.0.1:${squid.port}` }), url), whole);
			assert.equal(await post(clientOf({ proxy: `http://[::1]:${squid.port}` }), url), whole);
			assert.deepEqual(received, [body.length, body.length]);
		});

		test(`Squid that is spoken to by HTTPS: ${kind}`, async () => {
			assert.equal(await post(clientOf({ proxy: `https://localhost:${squid.httpsPort}` }), targets()[kind]), whole);
		});

		test(`Squid with a password in its address: ${kind}`, async () => {
			assert.equal(await post(clientOf({ proxy: `http://${inAddress}@127.0.0.1:${strict.port}` }), targets()[kind]), whole);
		});

		test(`Squid with a password that is asked for: ${kind}`, async () => {
			const asked: (string | undefined)[] = [];
			const help = {
				editorFetch: () => assert.fail('the editor is not asked'),
				editorOnly: new Set<string>(),
				proxyCredentials: (_: string, refused: string | undefined) => {
					asked.push(refused);
					return Promise.resolve({ username: user.name, password: asked.length > 1 ? user.password : 'wrong' });
				},
			};
			const client = clientOf({ proxy: `127.0.0.1:${strict.port}` }, { help });

			assert.deepEqual([await post(client, targets()[kind]), await post(client, targets()[kind])], [whole, whole]);
			assert.deepEqual([asked.length, received], [2, [body.length, body.length]]);
		});
	}

	test('Squid without the password says what it wants', async () => {
		for (const proxy of [`127.0.0.1:${strict.port}`, `http://me:wrong@127.0.0.1:${strict.port}`]) {
			await assert.rejects(post(clientOf({ proxy }), targets().https), {
				code: 'proxyAuthentication',
				facts: { host: new URL(targets().https).host, proxy: `127.0.0.1:${strict.port}`, schemes: ['basic'] },
			});
		}
	});

	test('Squid whose certificate is for another name is named, not the service', async () => {
		await assert.rejects(post(clientOf({ proxy: `https://127.0.0.1:${squid.httpsPort}` }), targets().https), {
			code: 'tls',
			facts: { host: `127.0.0.1:${squid.httpsPort}`, fault: 'wrongName' },
		});
	});

	test('Squid that is spoken to by HTTPS where it has HTTP is named', async () => {
		await assert.rejects(post(clientOf({ proxy: `https://localhost:${squid.port}` }), targets().https), (error: FoveaError) => {
			assert.deepEqual([error.code, error.facts, nothingSent(error)], ['tls', { host: `localhost:${squid.port}`, fault: 'notTls' }, true]);
			return true;
		});
	});

	for (const [what, url, statuses] of [
		['a host that it bans', 'https://banned.service.test/', [403]],
		['a host that it does not find', 'https://nowhere.invalid/', [500, 503]],
	] as const) {
		test(`Squid says no to ${what}`, async () => {
			await assert.rejects(post(clientOf({ proxy: `127.0.0.1:${squid.port}` }), url), (error: FoveaError<'proxyRefused'>) => {
				const { status, ...facts } = error.facts;
				assert.deepEqual([error.code, facts], ['proxyRefused', { host: new URL(url).host, proxy: `127.0.0.1:${squid.port}` }]);
				assert.ok(statuses.includes(status as never), `${status}`);
				return true;
			});
		});
	}

	test('Squid cannot reach a host that takes no connections', async () => {
		await assert.rejects(post(clientOf({ proxy: `127.0.0.1:${squid.port}` }), `https://dead.service.test:${await freePort()}/`), {
			code: 'proxyRefused',
		});
	});

	test('Squid that ends in the middle of an upload is a lost connection, and the next request says that it is gone', async () => {
		const mortal = await startSquid({ hosts: { 'ocr.service.test': '127.0.0.1' } });
		let first = true;
		const endless = {
			...body,
			length: 50_000_000,
			*chunks() {
				for (let sent = 0; sent < 50_000_000; sent += 50_000) {
					if (sent > 5_000_000 && first) {
						first = false;
						void mortal.kill();
					}
					yield new Uint8Array(50_000);
				}
			},
		};
		const client = clientOf({ proxy: `127.0.0.1:${mortal.port}` });
		const request = { url: new URL(targets().https), headers: {}, body: endless, signal: new AbortController().signal, timeoutMs: 60_000 };

		await assert.rejects(client.post(request), (error: FoveaError) => error.code === 'connectionLost' && !nothingSent(error));
		await mortal.stop();
		await assert.rejects(client.post({ ...request, body }), (error: FoveaError) => error.code === 'proxyUnreachable' && nothingSent(error));
	});

	test('Squid that is frozen takes connections and stays silent: it is named, nothing was sent, and once it goes on, requests do', async () => {
		const proxy = `127.0.0.1:${squid.port}`;
		const client = clientOf({ proxy, stageLimits: { ...usualStageLimits, connectMs: 1000 } });
		squid.freeze();
		try {
			for (const kind of kinds) {
				await assert.rejects(post(client, targets()[kind]), (error: FoveaError) => {
					const { limit, proxy: named } = error.facts as { limit?: string; proxy?: string };
					assert.deepEqual([error.code, limit, named, nothingSent(error)], ['timeout', 'connect', proxy, true]);
					return true;
				});
			}
		} finally {
			squid.thaw();
		}

		assert.equal(await post(clientOf({ proxy }), targets().https), whole);
		assert.deepEqual(received, [body.length]);
	});

	test('Squid that freezes in the middle of an upload or an answer is the limit of that stage, and the request may have arrived', async () => {
		const half = createServer((request, response) => {
			request.resume().on('end', () => {
				response.writeHead(200, { 'content-length': '100' });
				response.write('half');
			});
		});
		await new Promise<void>((resolve) => half.listen(0, '127.0.0.1', resolve));
		let freezeAfter = 0;
		const freezing = {
			...body,
			length: 50_000_000,
			*chunks() {
				for (let sent = 0; sent < 50_000_000; sent += 50_000) {
					if (sent === freezeAfter) {
						squid.freeze();
					}
					yield new Uint8Array(50_000);
				}
			},
		};
		const stageLimits = { ...usualStageLimits, uploadStalledMs: 1000 };
		const client = clientOf({ proxy: `127.0.0.1:${squid.port}`, stageLimits });
		const where = { headers: {}, signal: new AbortController().signal, timeoutMs: 60_000 };
		const reached = (limit: string) => (error: FoveaError) => {
			assert.deepEqual([error.code, (error.facts as { limit?: string }).limit, nothingSent(error)], ['timeout', limit, false]);
			return true;
		};
		try {
			freezeAfter = 5_000_000;
			await assert.rejects(client.post({ ...where, url: new URL(targets().https), body: freezing }), reached('uploadStalled'));
			squid.thaw();

			const url = new URL(`http://ocr.service.test:${portOf(half)}/`);
			const answer = await client.stream({ ...where, url, body, timeoutMs: 2000 });
			squid.freeze();
			await assert.rejects(bytesOf(answer.body, 1000, url.host), reached('total'));
		} finally {
			squid.thaw();
			half.closeAllConnections();
			half.close();
		}
	});

	test('http.noProxy and NO_PROXY lead past Squid', async () => {
		for (const noProxy of ['service.test', '*.service.test', `ocr.service.test:${portOf(secure)}`, '*']) {
			await assert.rejects(post(clientOf({ proxy: `127.0.0.1:${squid.port}`, noProxy }), targets().https), { code: 'hostNotFound' });
		}
	});

	for (const [name, value] of [
		['HTTPS_PROXY', 'http://'],
		['https_proxy', ''],
		['ALL_PROXY', 'http://'],
	] as const) {
		test(`${name}${value === '' ? ' without its scheme' : ''} leads through Squid`, async () => {
			const before = { ...process.env };
			process.env[name] = `${value}127.0.0.1:${squid.port}`;
			try {
				assert.equal(await post(clientOf({}), targets().https), whole);
			} finally {
				process.env = before;
			}
		});
	}

	test('tinyproxy takes https and http, with and without a password', async () => {
		const open = await startTinyproxy();
		const closed = await startTinyproxy({ name: 'me', password: 'secret' });
		try {
			// It has the names of the system alone, and 0.0.0.0 is this machine without being called so.
			const url = `http://0.0.0.0:${portOf(plain)}/`;

			assert.equal(await post(clientOf({ proxy: `127.0.0.1:${open.port}` }), url), whole);
			assert.equal(await post(clientOf({ proxy: `http://me:secret@127.0.0.1:${closed.port}` }), url), whole);
			await assert.rejects(post(clientOf({ proxy: `http://me:wrong@127.0.0.1:${closed.port}` }), url), { code: 'proxyAuthentication' });
			await assert.rejects(post(clientOf({ proxy: `127.0.0.1:${open.port}` }), 'https://nowhere.invalid/'), { code: 'proxyRefused' });
		} finally {
			await Promise.all([open.stop(), closed.stop()]);
		}
	});
});
