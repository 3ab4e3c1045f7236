import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, type LookupFunction, createServer as createTcpServer } from 'node:net';
import type { FoveaError } from '../../src/core/errors.ts';
import { type HttpClient, createHttpClient } from '../../src/core/net/http.ts';
import { type RequestBody, jsonBody, jsonBodyWithBase64 } from '../../src/core/net/requestBody.ts';
import { nothingSent } from '../../src/core/net/transportError.ts';
import { mistralEngine } from '../support/mistralEngine.ts';
import { temporaryFolder } from '../support/host/temporary.ts';
import { Authority, type Certificate } from '../support/network/authority.ts';
import { type Daemon, freePort } from '../support/network/daemon.ts';
import { startNginx } from '../support/network/nginx.ts';

const page = { index: 0, markdown: '# Hi', images: [], dimensions: { dpi: 200, height: 2200, width: 1700 } };
const recognized = JSON.stringify({ pages: [page], model: 'mistral-ocr-2512', usage_info: { pages_processed: 1 } });

suite('Real servers', () => {
	const ports = new Map<string, number>();
	let nginx: Daemon;
	let upstream: Server;
	let requests: number;
	const environment = process.env['NODE_EXTRA_CA_CERTS'];
	const clients: HttpClient[] = [];

	suiteSetup(async () => {
		const folder = temporaryFolder();
		chmodSync(folder, 0o755);
		const authority = new Authority(folder);
		process.env['NODE_EXTRA_CA_CERTS'] = authority.file;
		upstream = createServer((request, response) => {
			requests++;
			request.resume().on('end', () => {
				if (request.url === '/slow-to-begin') {
					return; // nginx gives up first
				}
				response.writeHead(200, { 'content-type': 'application/json' }).end(recognized.padEnd(100_000));
			});
		});
		await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
		const up = `proxy_pass http://127.0.0.1:${(upstream.address() as AddressInfo).port}; proxy_http_version 1.1;`;
		const block = async (name: string, { cert, key }: Certificate, rest: string, listen = '127.0.0.1') => {
			const port = await freePort();
			ports.set(name, port);
			return `server { listen ${listen}:${port} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key}; client_max_body_size 100m; ${rest} }`;
		};
		const right = authority.certificate({ names: ['ocr.service.test'] });
		const blocks = await Promise.all([
			block(
				'right',
				right,
				`keepalive_requests 2;
				location / { ${up} }
				location /gzip { gzip on; gzip_types application/json; gzip_proxied any; gzip_http_version 1.0; ${up} }
				location /slow { limit_rate 40k; ${up} }
				location /413 { client_max_body_size 1k; ${up} }
				location /431 { return 431 '<html>Request Header Fields Too Large</html>'; }
				location /502 { proxy_pass http://127.0.0.1:${await freePort()}; }
				location /slow-to-begin { proxy_read_timeout 1s; ${up} }
				location /hangs-up { return 444; }
				location /redirects { return 307 https://elsewhere.test/; }`,
			),
			block('six', right, `location / { ${up} }`, '[::1]'),
			block('expired', authority.certificate({ names: ['ocr.service.test'], until: '20200201000000Z' }), `location / { ${up} }`),
			block('not yet valid', authority.certificate({ names: ['ocr.service.test'], from: '20980101000000Z' }), `location / { ${up} }`),
			block('another name', authority.certificate({ names: ['other.test'] }), `location / { ${up} }`),
			block('its own authority', authority.certificate({ names: ['ocr.service.test'], selfSigned: true }), `location / { ${up} }`),
		]);
		const plain = await freePort();
		ports.set('no TLS', plain);
		nginx = await startNginx(`${blocks.join('\n')} server { listen 127.0.0.1:${plain}; location / { ${up} } }`, ports.get('right')!);
	});
	suiteTeardown(async () => {
		await nginx.stop();
		upstream.closeAllConnections();
		await new Promise((resolve) => upstream.close(resolve));
		if (environment === undefined) {
			delete process.env['NODE_EXTRA_CA_CERTS'];
		} else {
			process.env['NODE_EXTRA_CA_CERTS'] = environment;
		}
	});
	setup(() => (requests = 0));
	teardown(() => Promise.all(clients.splice(0).map((client) => client.close())));

	/** Names of the tests lead to this machine, without it being called so. */
	const lookupTo =
		(...addresses: string[]): LookupFunction =>
		(_, { all }, callback) => {
			const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
			if (all) {
				callback(null, found);
			} else {
				callback(null, found[0]!.address, found[0]!.family);
			}
		};
	const clientOf = (lookup = lookupTo('127.0.0.1')) => {
		const client = createHttpClient({ strictSsl: true, systemCertificates: false }, { lookup });
		clients.push(client);
		return client;
	};
	const at = (name: string, path = '/') => new URL(`https://ocr.service.test:${ports.get(name)}${path}`);
	const post = (client: HttpClient, url: URL, body: RequestBody = jsonBody({ a: 1 }), timeoutMs = 60_000) =>
		// Who offers nothing gets gzip from no server but an odd one.
		client.post({ url, headers: { 'accept-encoding': 'gzip' }, body, signal: new AbortController().signal, timeoutMs });
	const large = jsonBodyWithBase64(new Uint8Array(12_000_000), (base64) => ({ base64 }));
	const recognize = (url: URL, bytes = new Uint8Array(100_000)) =>
		mistralEngine(clientOf(), {
			endpoint: url,
			attempts: 2,
		}).recognize({ name: 'a.png', mediaType: 'image/png', bytes, pageCount: 1 }, { signal: new AbortController().signal });

	test('a connection that the server closes every second request is no failure, one after another and side by side', async () => {
		const client = clientOf();
		for (let turn = 0; turn < 7; turn++) {
			assert.equal((await post(client, at('right'))).status, 200);
		}
		const answers = await Promise.all(Array.from({ length: 20 }, () => post(client, at('right'), large)));

		assert.ok(answers.every(({ status }) => status === 200));
		assert.equal(requests, 27);
	});

	for (const [what, path] of [
		['gzip', '/gzip'],
		['a body that comes slowly', '/slow'],
	] as const) {
		test(`${what} is read whole`, async () => {
			const { status, headers, body } = await post(clientOf(), at('right', path));

			assert.deepEqual([status, body.length, headers['content-encoding']], [200, 100_000, path === '/gzip' ? 'gzip' : undefined]);
		});
	}

	test('a body that comes too slowly is the limit of the whole', async () => {
		await assert.rejects(post(clientOf(), at('right', '/slow'), jsonBody({}), 1000), {
			code: 'timeout',
			facts: { host: at('right').host, seconds: 1, limit: 'total' },
		});
	});

	for (const [path, code, facts, most] of [
		['/413', 'payloadTooLarge', {}, 0],
		['/431', 'badRequest', { status: 431 }, 0],
		['/502', 'serviceFailed', { status: 502 }, 0],
		['/slow-to-begin', 'serviceFailed', { status: 504 }, 2],
		['/hangs-up', 'connectionLost', {}, 0],
		['/redirects', 'redirected', {}, 0],
	] as const) {
		test(`nginx’s own page for ${path} is ${code}`, async () => {
			await assert.rejects(recognize(at('right', path)), (error: FoveaError) => {
				assert.equal(error.code, code);
				assert.deepEqual({ ...error.facts, ...facts }, error.facts);
				return true;
			});
			assert.ok(requests <= most, `${requests} requests`);
		});
	}

	test('413 in the middle of a large upload is heard', async () => {
		await assert.rejects(recognize(at('right', '/413'), new Uint8Array(20_000_000)), { code: 'payloadTooLarge' });
	});

	for (const [name, fault] of [
		['expired', 'expired'],
		['not yet valid', 'notYetValid'],
		['another name', 'wrongName'],
		['its own authority', 'untrusted'],
		['no TLS', 'notTls'],
	] as const) {
		test(`a certificate, ${name}, is said to be that, and nothing was sent`, async () => {
			await assert.rejects(post(clientOf(), at(name)), (error: FoveaError) => {
				assert.deepEqual([error.code, error.facts, nothingSent(error)], ['tls', { host: at(name).host, fault }, true]);
				return true;
			});
			assert.equal(requests, 0);
		});
	}

	test('a company’s authority that nobody has named is not trusted', async () => {
		const file = process.env['NODE_EXTRA_CA_CERTS'];
		delete process.env['NODE_EXTRA_CA_CERTS'];
		try {
			await assert.rejects(post(clientOf(), at('right')), { code: 'tls', facts: { host: at('right').host, fault: 'untrusted' } });
			process.env['SSL_CERT_FILE'] = file;
			const client = createHttpClient({ strictSsl: true, systemCertificates: true }, { lookup: lookupTo('127.0.0.1') });
			clients.push(client);
			assert.equal((await post(client, at('right'))).status, 200, 'among those of the system');
		} finally {
			delete process.env['SSL_CERT_FILE'];
			process.env['NODE_EXTRA_CA_CERTS'] = file;
		}
	});

	test('a host that has an address of IPv6 alone, or first one of it that is dead, is reached', async () => {
		assert.equal((await post(clientOf(lookupTo('::1')), at('six'))).status, 200);
		assert.equal((await post(clientOf(lookupTo('::1', '127.0.0.1')), at('right'))).status, 200);
	});

	test('a host without a name is not found, one without a listener takes no connections', async () => {
		const bySystem = createHttpClient({ strictSsl: true, systemCertificates: false });
		clients.push(bySystem);
		await assert.rejects(post(bySystem, new URL('https://nowhere.invalid/')), { code: 'hostNotFound' });
		const url = new URL(`https://ocr.service.test:${await freePort()}/`);
		await assert.rejects(post(clientOf(), url), { code: 'connectionRefused', facts: { host: url.host } });
	});

	test('a connection that is reset while it is made takes none; one that is reset in the upload is lost, and may have arrived', async () => {
		const codes: unknown[] = [];
		for (const when of ['connect', 'upload'] as const) {
			const server = createTcpServer((socket) => {
				socket.on('error', () => undefined);
				if (when === 'connect') {
					socket.once('data', () => socket.resetAndDestroy());
				} else {
					let received = 0;
					socket.on('data', (data: Buffer) => (received += data.length) > 3_000_000 && socket.resetAndDestroy());
				}
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const scheme = when === 'connect' ? 'https' : 'http';
			const url = new URL(`${scheme}://ocr.service.test:${(server.address() as AddressInfo).port}/`);
			await post(clientOf(), url, large).catch((error: unknown) => codes.push([(error as FoveaError).code, nothingSent(error)]));
			await new Promise((resolve) => server.close(resolve));
		}

		assert.deepEqual(codes, [
			['connectionRefused', true],
			['connectionLost', false],
		]);
	});
});
