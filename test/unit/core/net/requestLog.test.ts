import assert from 'node:assert/strict';
import { createHttpClient } from '../../../../src/core/net/http.ts';
import { jsonBody } from '../../../../src/core/net/requestBody.ts';
import { MistralOcrEngine } from '../../../../src/core/ocr/mistral/engine.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import { testPage } from '../../../../src/core/connect/testPage.ts';
import { startEmulator } from '../../../support/emulator/emulator.ts';
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

	test('tells of each try of a conversion, and how far it is', async () => {
		const emulator = await startEmulator({ profile: 'mistral', key: 'k', faults: [{ kind: 'rateLimited', retryAfterSeconds: 0 }] });
		const lines: string[] = [];
		const phases: string[] = [];
		const engine = new MistralOcrEngine(client, {
			id: 'mistral',
			endpoint: new URL(emulator.endpoint),
			model: 'mistral-ocr-latest',
			key: 'k',
			timeoutMs: 60_000,
			limiter: new Limiter({ start: 1, max: 1 }),
			attempts: 3,
			htmlTables: false,
			withoutRunningText: true,
			onEndpointFact: () => undefined,
			log: () => undefined,
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
