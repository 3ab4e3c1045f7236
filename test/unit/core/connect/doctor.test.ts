import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { type CheckSubject, checkConnection } from '../../../../src/core/connect/doctor.ts';
import { proxyFor } from '../../../../src/core/connect/proxyFacts.ts';
import type { Finding } from '../../../../src/core/connect/findings.ts';
import { type HttpClient, type NetworkHelp, type NetworkOptions, createHttpClient } from '../../../../src/core/net/http.ts';
import { certificates } from '../../../support/certificates.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import type { Fault } from '../../../support/emulator/faults.ts';
import { ForwardProxy } from '../../../support/forwardProxy.ts';
import { type ImageEmulator, type ImageEmulatorOptions, startImageEmulator } from '../../../support/emulator/images/imageEmulator.ts';

const direct: NetworkOptions = { strictSsl: true, systemCertificates: false };

suite('the check of a connection', () => {
	const clients: HttpClient[] = [];
	const closing: (() => Promise<unknown>)[] = [];

	teardown(async () => {
		await Promise.all(clients.splice(0).map((client) => client.close()));
		await Promise.all(closing.splice(0).map((close) => close()));
	});

	async function check(
		subject: CheckSubject,
		{
			network = direct,
			environment = {},
			timeoutMs = 60_000,
			help = undefined as NetworkHelp | undefined,
		}: { network?: NetworkOptions; environment?: NodeJS.ProcessEnv; timeoutMs?: number; help?: NetworkHelp } = {},
	) {
		const findings: Finding[] = [];
		const createClient = (options: NetworkOptions) => {
			const client = createHttpClient(options, help && { help });
			clients.push(client);
			return client;
		};
		const { signal } = new AbortController();
		const isRight = await checkConnection(createClient, subject, {
			network,
			environment,
			signal,
			timeoutMs,
			tell: (found) => findings.push(found),
		});
		const wrong = findings.filter(({ outcome }) => outcome === 'wrong');
		return {
			isRight,
			findings,
			wrong: wrong.map(({ step, code }) => `${step}: ${code}`),
			facts: wrong[0]?.facts as Record<string, unknown> | undefined,
		};
	}

	async function emulated(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
		const emulator = await startEmulator({ profile: 'foundry', key: 'right', ...options });
		closing.push(() => emulator.close());
		return emulator;
	}

	async function imagesEmulated(options: ImageEmulatorOptions): Promise<ImageEmulator> {
		const emulator = await startImageEmulator({ key: 'right', ...options });
		closing.push(() => emulator.close());
		return emulator;
	}

	async function listening<S extends Server>(server: S): Promise<number> {
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		closing.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
		return (server.address() as AddressInfo).port;
	}

	const documents = (endpoint: string, more: Partial<Extract<CheckSubject, { use: 'documents' }>> = {}): CheckSubject => ({
		use: 'documents',
		service: 'azure',
		endpoint,
		model: 'mistral-document-ai-2512',
		knownAs: undefined,
		key: 'right',
		isToken: false,
		...more,
	});

	const images = (endpoint: string, more: Partial<Extract<CheckSubject, { use: 'images' }>> = {}): CheckSubject => ({
		use: 'images',
		service: 'azure',
		endpoint,
		model: 'gpt-image-2',
		knownAs: undefined,
		key: 'right',
		isToken: false,
		...more,
	});

	suite('for documents', () => {
		test('that is right goes every step, reads no page, and pays for nothing', async () => {
			const emulator = await emulated();

			const { isRight, findings } = await check(documents(emulator.endpoint));

			assert.deepEqual(
				findings.map(({ step, outcome, code }) => [step, outcome, code]),
				[
					['address', 'right', 'addressSound'],
					['proxy', 'right', 'proxyNone'],
					['name', 'right', 'nameFound'],
					['reach', 'right', 'reached'],
					['encryption', 'note', 'encryptionNone'],
					['path', 'right', 'pathFound'],
					['key', 'right', 'keyTaken'],
					['model', 'right', 'modelFound'],
					['request', 'right', 'requestUnderstood'],
					['limits', 'right', 'limits'],
					['clock', 'right', 'clockRight'],
				],
			);
			assert.deepEqual([isRight, emulator.paid.size, emulator.requests.length], [true, 0, 1]);
		});

		for (const [profile, service, models] of [
			['mistral', 'mistral', undefined],
			['foundry', 'azure', undefined],
			['serverless', 'azure', { 'mistral-ocr-2503': 'mistral-ocr-2503' }],
		] as const) {
			const model = { mistral: 'mistral-ocr-latest', foundry: 'mistral-document-ai-2512', serverless: 'mistral-ocr-2503' }[profile];
			const make = () => emulated({ profile, ...(models ? { models } : {}) });

			test(`${profile}: a wrong key is named, in every form that was tried`, async () => {
				const { endpoint } = await make();

				const { wrong, facts } = await check(documents(endpoint, { service, model, key: 'wrong' }));

				assert.deepEqual(wrong, ['key: keyRefused']);
				assert.deepEqual(facts?.['schemes'], service === 'azure' ? ['bearer', 'api-key', 'raw'] : ['bearer']);
			});

			test(`${profile}: no key is named as such`, async () => {
				const { endpoint } = await make();

				assert.deepEqual((await check(documents(endpoint, { service, model, key: '' }))).wrong, ['key: keyMissing']);
			});

			// A serverless endpoint is its deployment, whatever model a request names.
			test(`${profile}: a wrong model is named, with what there is`, async () => {
				const { endpoint } = await make();

				const { wrong, facts } = await check(documents(endpoint, { service, model: 'nothing-of-the-kind' }));

				assert.deepEqual(wrong, profile === 'serverless' ? [] : ['model: modelUnknown']);
				assert.ok(profile === 'serverless' || (facts?.['alternatives'] as string[]).length > 0);
			});

			for (const path of ['/', '/v1', '/foo', '/foo/providers/mistral/azure/ocr', '/v1/chat/completions']) {
				test(`${profile}: a wrong path, ${path}, is named with the right one`, async () => {
					const { endpoint, origin } = await make();

					const { wrong, facts } = await check(documents(origin + path, { service, model }));

					assert.deepEqual(wrong, ['path: pathElsewhere']);
					assert.equal(facts?.['endpoint'], endpoint);
				});
			}
		}

		const faults: readonly (readonly [fault: Fault, wrong: readonly string[]])[] = [
			[{ kind: 'rateLimited' }, ['request: busy']],
			[{ kind: 'rateLimited', retryAfterSeconds: 20 }, ['request: busy']],
			[{ kind: 'status', status: 401 }, ['key: keyRefused']],
			[{ kind: 'status', status: 402 }, ['key: quotaExhausted']],
			[{ kind: 'status', status: 403 }, ['key: keyForbidden']],
			[{ kind: 'status', status: 404 }, ['model: modelUnknown']],
			[{ kind: 'status', status: 408 }, ['request: serviceDown']],
			[{ kind: 'status', status: 413 }, ['request: requestRefused']],
			[{ kind: 'status', status: 500 }, ['request: serviceDown']],
			[{ kind: 'status', status: 502 }, ['request: serviceDown']],
			[{ kind: 'status', status: 503 }, ['request: serviceDown']],
			[{ kind: 'status', status: 504 }, ['request: serviceDown']],
			[{ kind: 'badRequest', message: 'no' }, ['request: requestRefused']],
			[{ kind: 'html', status: 502 }, ['request: serviceDown']],
			[{ kind: 'html', status: 503 }, ['request: serviceDown']],
			[{ kind: 'redirect', status: 307, location: 'https://elsewhere.example/ocr' }, ['path: redirected']],
			[{ kind: 'errorIn200', body: { error: { code: 'insufficient_quota' } } }, ['key: quotaExhausted']],
			[
				{ kind: 'errorIn200', body: { object: 'error', message: 'x', type: 'internal', code: '1000', raw_status_code: 500 } },
				['request: serviceDown'],
			],
			[{ kind: 'errorIn200', body: { error: { code: 'strange' } } }, ['request: serviceDown']],
			[{ kind: 'cut', at: 'headers' }, ['request: connectionLost']],
			// Half of a refusal: the status is there, and what is refused is not.
			[{ kind: 'cut', at: 'body' }, ['request: serviceDown']],
			[{ kind: 'truncated' }, ['request: serviceDown']],
			// Of what cannot be opened nothing can come: an empty answer is as good as a refusal.
			[{ kind: 'null' }, []],
		];
		for (const [fault, wrong] of faults) {
			test(`the emulator’s fault ${JSON.stringify(fault)} is ${wrong.join() || 'nothing wrong'}`, async () => {
				// As often as the check may ask.
				const emulator = await emulated({ faults: () => fault });

				const found = await check(documents(emulator.endpoint));

				assert.deepEqual([found.wrong, found.isRight], [wrong, wrong.length === 0]);
				assert.equal(emulator.paid.size, 0);
			});
		}

		test('an answer that does not come in time is named, with the seconds', async () => {
			const emulator = await emulated({ faults: () => ({ kind: 'silent' }) });

			const { wrong, facts } = await check(documents(emulator.endpoint), { timeoutMs: 1000 });

			assert.deepEqual([wrong, facts?.['seconds']], [['request: timeout'], 1]);
		});

		test('a gateway that takes the key in another form is found out', async () => {
			const { endpoint } = await emulated({ authSchemes: ['api-key'] });

			const { isRight, findings } = await check(documents(endpoint));

			const key = findings.find(({ step }) => step === 'key');
			assert.deepEqual([isRight, key?.code, (key?.facts as { scheme?: string }).scheme], [true, 'keyTaken', 'api-key']);
		});

		test('a clock that is off is named', async () => {
			const server = createServer((_, response) => {
				response.writeHead(400, { date: new Date(Date.now() - 3_600_000).toUTCString(), 'content-type': 'application/json' });
				response.end(JSON.stringify({ object: 'error', type: 'document_parser_invalid_file', code: '3740', message: '' }));
			});
			const port = await listening(server);

			const { wrong, facts } = await check(documents(`http://127.0.0.1:${port}/v1/ocr`, { service: 'mistral' }));

			assert.deepEqual(wrong, ['clock: clockOff']);
			assert.ok(Math.abs((facts?.['seconds'] as number) - 3600) < 60);
		});

		test('a web page in the place of a service is named', async () => {
			const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello'));
			const port = await listening(server);

			assert.deepEqual((await check(documents(`http://127.0.0.1:${port}/v1/ocr`))).wrong, ['path: webPage']);
		});

		test('Mistral’s own list names the models that there are', async () => {
			const { endpoint } = await emulated({ profile: 'mistral', models: { 'mistral-ocr-9': 'mistral-ocr-4-1' } });

			const { facts } = await check(documents(endpoint, { service: 'mistral', model: 'mistral-ocr-latest' }));

			assert.deepEqual(facts?.['alternatives'], ['mistral-ocr-9']);
		});

		test('a key is sent to no other host than its own', async () => {
			const seen: string[] = [];
			const other = createServer((request, response) => {
				seen.push(request.url ?? '');
				response.writeHead(404).end();
			});
			const otherPort = await listening(other);
			const server = createServer((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${otherPort}/v1/ocr` }).end());
			const port = await listening(server);

			assert.deepEqual((await check(documents(`http://127.0.0.1:${port}/v1/ocr`))).wrong, ['path: redirected']);
			assert.deepEqual(seen, []);
		});
	});

	suite('for images', () => {
		for (const [profile, service] of [
			['azure', 'azure'],
			['openai', 'openai'],
			['compatible', 'compatible'],
		] as const) {
			test(`${profile}: what is right is found right, and nothing is drawn`, async () => {
				const emulator = await imagesEmulated({ profile });

				const { isRight, wrong } = await check(images(emulator.endpoint, { service }));

				assert.deepEqual([isRight, wrong, emulator.sent.length], [true, [], 0]);
			});

			test(`${profile}: a wrong key is named`, async () => {
				const { endpoint } = await imagesEmulated({ profile });

				assert.deepEqual((await check(images(endpoint, { service, key: 'wrong' }))).wrong, ['key: keyRefused']);
			});
		}

		for (const azureRoute of ['deployments', 'v1'] as const) {
			test(`azure, ${azureRoute}: a deployment that is not there is named`, async () => {
				const { endpoint } = await imagesEmulated({ profile: 'azure', azureRoute });

				const { wrong } = await check(images(endpoint, { model: 'nothing' }));

				assert.deepEqual(wrong, ['model: modelUnknown']);
			});
		}

		test('OpenAI: a model that is not there is named, with those that are', async () => {
			const { endpoint } = await imagesEmulated({ profile: 'openai' });

			const { wrong, facts } = await check(images(endpoint, { service: 'openai', model: 'gpt-image-9' }));

			assert.deepEqual(wrong, ['model: modelUnknown']);
			assert.ok((facts?.['alternatives'] as string[]).includes('gpt-image-2'));
		});

		test('a compatible server at another path is found', async () => {
			const { origin } = await imagesEmulated({ profile: 'compatible' });

			const { wrong, facts } = await check(images(`${origin}/elsewhere`, { service: 'compatible' }));

			assert.deepEqual([wrong, facts?.['endpoint']], [['path: pathElsewhere'], `${origin}/v1`]);
		});

		for (const [status, wrong] of [
			[402, 'key: quotaExhausted'],
			[403, 'key: keyForbidden'],
			[404, 'path: pathUnknown'],
			[429, 'request: busy'],
			[500, 'request: serviceDown'],
			[302, 'path: redirected'],
		] as const) {
			test(`a service that answers ${status} is ${wrong}`, async () => {
				const server = createServer((request, response) => {
					request.resume();
					response.writeHead(status, { 'content-type': 'application/json', location: '/x' }).end('{"error":{"message":"no"}}');
				});
				const port = await listening(server);

				assert.deepEqual((await check(images(`http://127.0.0.1:${port}/openai`))).wrong, [wrong]);
			});
		}

		for (const [message, wrong] of [
			['Your resource has been temporarily blocked', 'request: resourceBlocked'],
			['Your organization must be verified to use the model', 'model: organizationUnverified'],
		] as const) {
			test(`a 403 that says "${message}" is not the key’s fault`, async () => {
				const server = createServer((request, response) => {
					request.resume();
					response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }));
				});
				const port = await listening(server);

				assert.deepEqual((await check(images(`http://127.0.0.1:${port}/openai`))).wrong, [wrong]);
			});
		}
	});

	suite('on the way', () => {
		test('what is no address is named', async () => {
			assert.deepEqual((await check(documents('not an address'))).wrong, ['address: addressInvalid']);
		});

		test('a host that does not exist is named, and nothing behind it is asked', async () => {
			const { wrong, findings } = await check(documents('https://nothing.invalid/v1/ocr'));

			assert.match(wrong[0] ?? '', /^name: (nameUnknown|resolverSilent)$/);
			assert.equal(findings.at(-1)?.step, 'name');
		});

		test('a port at which nothing listens is named', async () => {
			const server = createTcpServer();
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const { port } = server.address() as AddressInfo;
			await new Promise((resolve) => server.close(resolve));

			const { wrong, facts } = await check(documents(`http://127.0.0.1:${port}/v1/ocr`));

			assert.deepEqual([wrong, facts?.['port']], [['reach: refused'], port]);
		});

		for (const [cert, problem, issuer] of [
			[certificates.selfSigned, 'selfSigned', 'Self'],
			[certificates.ofUnknownIssuer, 'unknownIssuer', 'Contoso'],
		] as const) {
			test(`a certificate that is refused (${problem}) is named with its issuer, before any key is sent`, async () => {
				const seen: unknown[] = [];
				const server = createTlsServer({ key: certificates.key, cert }, (request, response) => {
					seen.push(request.headers);
					response.end();
				});
				const port = await listening(server);

				const { wrong, facts } = await check(documents(`https://localhost:${port}/v1/ocr`));

				assert.deepEqual([wrong, facts?.['problem'], facts?.['issuer'], seen], [['encryption: untrusted'], problem, issuer, []]);
			});
		}

		test('a certificate that nobody is to look at is a note', async () => {
			const server = createTlsServer({ key: certificates.key, cert: certificates.selfSigned }, (_, response) =>
				response.writeHead(404).end(),
			);
			const port = await listening(server);

			const { wrong, findings } = await check(documents(`https://localhost:${port}/v1/ocr`), { network: { ...direct, strictSsl: false } });

			assert.equal(findings.find(({ step }) => step === 'encryption')?.code, 'encryptedUnchecked');
			assert.deepEqual(wrong, ['path: pathUnknown']);
		});

		test('what does not speak TLS is named', async () => {
			const { origin } = await emulated();

			assert.deepEqual((await check(documents(`${origin.replace('http:', 'https:')}/v1/ocr`))).wrong, ['encryption: encryptionFailed']);
		});

		test('a proxy that takes connections and says nothing is named, and not as one that is not there', async () => {
			const proxy = createServer();
			proxy.on('connect', (_, socket) => closing.push(() => Promise.resolve(socket.destroy())));
			const port = await listening(proxy);
			const stageLimits = { connectMs: 300, uploadStalledMs: 0, firstByteMs: 0 };

			const { wrong, facts } = await check(documents('https://r.services.ai.azure.com/v1/ocr'), {
				network: { ...direct, proxy: `http://127.0.0.1:${port}`, stageLimits },
			});

			assert.deepEqual([wrong, facts], [['proxy: proxySilent'], { proxy: `127.0.0.1:${port}`, host: 'r.services.ai.azure.com' }]);
		});

		test('a proxy whose password is known from a question is right, and nobody says that VS Code has a way of its own', async () => {
			const emulator = createTlsServer({ key: certificates.key, cert: certificates.selfSigned }, (_, response) =>
				response.writeHead(401).end(),
			);
			const proxy = await ForwardProxy.start({ password: 'me:secret', hosts: { 'ocr.service.test': await listening(emulator) } });
			closing.push(() => proxy.close());
			const help: NetworkHelp = {
				editorFetch: () => assert.fail('the editor is not asked'),
				editorOnly: new Set<string>(),
				proxyCredentials: () => Promise.resolve({ username: 'me', password: 'secret' }),
			};

			const { wrong, findings } = await check(documents('https://ocr.service.test/v1/ocr'), {
				network: { ...direct, strictSsl: false, proxy: `http://${proxy.address}` },
				help,
			});

			assert.deepEqual(wrong, ['key: keyRefused']);
			assert.ok(!findings.some(({ code }) => code === 'proxyOfEditor' || code === 'proxyAuthentication'));
		});

		for (const [status, code] of [
			[401, 'proxyAuthentication'],
			[407, 'proxyAuthentication'],
			[403, 'proxyRefused'],
			[502, 'proxyRefused'],
		] as const) {
			test(`a proxy that answers ${status} is named`, async () => {
				const proxy = createServer();
				proxy.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
				const port = await listening(proxy);

				const { wrong, facts } = await check(documents('https://r.services.ai.azure.com/v1/ocr'), {
					network: { ...direct, proxy: `http://127.0.0.1:${port}` },
				});

				assert.deepEqual([wrong, facts?.['proxy']], [[`proxy: ${code}`], `127.0.0.1:${port}`]);
			});
		}

		test('a proxy that is not there is named, with who has set it', async () => {
			const environment = { HTTPS_PROXY: 'http://127.0.0.1:9' };

			const { wrong, facts } = await check(documents('https://r.services.ai.azure.com/v1/ocr'), { environment });

			assert.deepEqual([wrong, facts?.['source']], [['proxy: proxyUnreachable'], { variable: 'HTTPS_PROXY' }]);
		});

		for (const [network, environment, fact] of [
			[{ proxy: 'http://p:1', noProxy: 'azure.com' }, {}, { kind: 'excepted', by: 'http.noProxy' }],
			[{ proxy: 'http://p:1' }, { NO_PROXY: '*' }, { kind: 'excepted', by: 'NO_PROXY' }],
			[{}, { HTTP_PROXY: 'p:1' }, { kind: 'used', source: { variable: 'HTTP_PROXY' } }],
			[{ proxy: 'http://p:1' }, { HTTPS_PROXY: 'q:1' }, { kind: 'used', source: { setting: 'http.proxy' } }],
			[{}, {}, { kind: 'none' }],
		] as const) {
			test(`a proxy and why: ${JSON.stringify(network)}, ${JSON.stringify(environment)}`, () => {
				const found = proxyFor(new URL('https://r.services.ai.azure.com'), network, environment);
				const because = found.kind === 'used' ? { kind: found.kind, source: found.source } : found;
				assert.deepEqual(because, fact);
			});
		}

		test('a proxy address that is none is named', async () => {
			assert.deepEqual(
				(await check(documents('https://r.services.ai.azure.com/v1/ocr'), { network: { ...direct, proxy: 'ftp://x' } })).wrong,
				['proxy: proxyInvalid'],
			);
		});
	});
});
