import assert from 'node:assert/strict';
import { createHttpClient } from '../../../../src/core/net/http.ts';
import { jsonBody } from '../../../../src/core/net/requestBody.ts';
import { mistralEngine } from '../../../support/mistralEngine.ts';
import { checkConnection } from '../../../../src/core/connect/doctor.ts';
import { listModels } from '../../../../src/core/connect/modelList.ts';
import { downloadImage } from '../../../../src/core/image/download.ts';
import { imageEndpoint } from '../../../../src/core/image/endpoint.ts';
import { probeImages } from '../../../../src/core/image/probe.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import { testPage } from '../../../../src/core/connect/testPage.ts';
import { startEmulator } from '../../../support/emulator/emulator.ts';
import { startImageEmulator } from '../../../support/emulator/images/imageEmulator.ts';
import { ScriptedServer } from '../../../support/scriptedServer.ts';

suite('the log of requests', () => {
	const client = createHttpClient({ strictSsl: true, systemCertificates: false });
	suiteTeardown(() => client.close());

	test('has a line for each: method, host, path, status, time, bytes, and the id that the service gives it', async () => {
		const server = await ScriptedServer.start();
		const lines: string[] = [];
		server.script({ status: 200, body: { ok: true }, headers: { 'x-request-id': 'abc-123' } });
		const url = new URL(`${server.origin}/v1/ocr?api-key=needle`);

		await client.post({
			url,
			headers: { authorization: 'Bearer needle' },
			body: jsonBody({ a: 1 }),
			signal: new AbortController().signal,
			timeoutMs: 60_000,
			log: { write: (line) => lines.push(line), attempt: 2 },
		});
		await server.close();

		assert.match(lines.join('|'), /^POST 127\.0\.0\.1:\d+\/v1\/ocr 200, \d+ ms, sent 7, received 11 bytes, id abc-123, try 2$/);
	});

	test('leaves out an id that is none: a service’s words do not get into it', async () => {
		const server = await ScriptedServer.start();
		const lines: string[] = [];
		server.script({ status: 500, body: {}, headers: { 'x-request-id': 'run [this](command:x) now' } });

		await client.post({
			url: new URL(server.origin),
			headers: {},
			body: jsonBody(1),
			signal: new AbortController().signal,
			timeoutMs: 60_000,
			log: { write: (line) => lines.push(line) },
		});
		await server.close();

		assert.match(lines.join('|'), / 500, \d+ ms, sent 1, received 2 bytes$/);
	});

	test('has a line for each try to fetch an image, without the path, which may be all that is needed to fetch it', async () => {
		const server = await ScriptedServer.start();
		const lines: string[] = [];
		server.script({ status: 503, body: {} });
		server.script({ status: 404, body: { not: 'there' }, headers: { 'x-ms-request-id': 'abc' } });

		await assert.rejects(
			downloadImage({
				url: new URL(`${server.origin}/needle/1.png?sig=needle`),
				transport: client,
				signal: new AbortController().signal,
				timeoutMs: 60_000,
				attempts: 2,
				log: () => undefined,
				onRequest: (line) => lines.push(line),
			}),
			{ code: 'downloadFailed' },
		);
		await server.close();

		assert.match(lines.join('|'), /^GET 127\.0\.0\.1:\d+\/… 503.*?, \d+ ms.*\|GET 127\.0\.0\.1:\d+\/… 404.*, id abc, try 2$/);
		assert.doesNotMatch(lines.join(), /needle/);
	});

	test('has a line for each request of a test, of a check and of a list of models', async () => {
		const emulator = await startImageEmulator({ profile: 'openai', key: 'needle' });
		const lines: string[] = [];
		const log = { write: (line: string) => void lines.push(line) };
		const { signal } = new AbortController();
		const network = { strictSsl: true, systemCertificates: false };
		const subject = {
			use: 'images',
			service: 'openai',
			endpoint: emulator.endpoint,
			model: 'gpt-image-2',
			knownAs: undefined,
			key: 'needle',
			isToken: false,
		} as const;
		const headers = { authorization: 'Bearer needle' };
		const timeoutMs = 60_000;

		await probeImages(client, imageEndpoint(emulator.endpoint, 'openai'), { model: 'gpt-image-2', headers, signal, timeoutMs, log });
		await listModels(client, { url: new URL(`${emulator.endpoint}/models`), headers, use: 'images', signal, timeoutMs, log });
		await checkConnection(() => client, subject, { network, environment: {}, signal, timeoutMs, log, tell: () => undefined });
		await emulator.close();

		assert.deepEqual(
			lines.map((line) => line.replace(/^(\w+) [\d.:]+(\S+ \d+), .*$/, '$1 $2')),
			['GET /v1/models/gpt-image-2 200', 'GET /v1/models 200', 'GET /v1/models 200'],
		);
		assert.doesNotMatch(lines.join(), /needle/);
	});

	test('tells of each try of a conversion, and how far it is', async () => {
		const emulator = await startEmulator({ profile: 'mistral', key: 'k', faults: [{ kind: 'rateLimited', retryAfterSeconds: 0 }] });
		const lines: string[] = [];
		const phases: string[] = [];
		const engine = mistralEngine(client, {
			id: 'mistral',
			endpoint: new URL(emulator.endpoint),
			model: 'mistral-ocr-latest',
			limiter: new Limiter({ start: 1, max: 1 }),
			withoutRunningText: true,
			onRequest: (line) => lines.push(line),
			onPhase: ({ kind }) => phases.push(kind),
		});

		await engine.recognize(
			{ name: 'a.pdf', mediaType: 'application/pdf', bytes: testPage(), pageCount: 1 },
			{ signal: new AbortController().signal },
		);
		await emulator.close();

		assert.deepEqual(
			lines.map((line) => / (\d{3}), .*?(try \d)?$/.exec(line)?.slice(1)),
			[
				['429', undefined],
				['200', 'try 2'],
			],
		);
		assert.deepEqual(phases, ['uploading', 'waiting', 'paused', 'uploading', 'waiting']);
	});
});
