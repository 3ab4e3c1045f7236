import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import type { Fault } from '../../../support/emulator/faults.ts';
import type { WireResponse } from '../../../support/emulator/wire.ts';
import { until } from '../../../support/until.ts';
import { ask, key, pdfRequest } from './ask.ts';
import { tinyPdf } from './tinyPdf.ts';

suite('Emulator: what goes wrong and what is kept of it', function () {
	// Loading pdf.js takes a second or two.
	const pdf = tinyPdf([{ texts: [[72, 600, 12, 'One']] }, { texts: [[72, 600, 12, 'Two']] }]);
	const request = pdfRequest('mistral-ocr-latest', pdf);
	const sha256 = createHash('sha256').update(pdf).digest('hex');
	let emulator: Emulator | undefined;

	const start = async (options: Partial<EmulatorOptions> = {}): Promise<Emulator> => {
		emulator = await startEmulator({ profile: 'mistral', key, ...options });
		return emulator;
	};

	teardown(() => emulator?.close());

	test('faults befall requests in order, then all is well', async () => {
		const started = await start({ faults: [{ kind: 'status', status: 503 }, undefined, { kind: 'rateLimited' }] });
		started.faults.push({ kind: 'null' });

		const statuses: number[] = [];
		for (let i = 0; i < 5; i++) {
			statuses.push((await ask(started, request)).status);
		}

		assert.deepEqual(statuses, [503, 200, 429, 200, 200]);
		assert.deepEqual(
			started.requests.map(({ fault, delivered }) => [fault, delivered]),
			[
				['status', true],
				[undefined, true],
				['rateLimited', true],
				['null', false],
				[undefined, true],
			],
		);
	});

	test('a fault may depend on the request', async () => {
		const started = await start({ faults: ({ number }) => (number % 2 === 0 ? { kind: 'status', status: 500 } : undefined) });

		const statuses = [(await ask(started, request)).status, (await ask(started, request)).status];

		assert.deepEqual(statuses, [500, 200]);
	});

	test('a rate limit says when to come back only if it is told to', async () => {
		const started = await start({
			faults: [{ kind: 'rateLimited' }, { kind: 'rateLimited', retryAfterSeconds: 7 }, { kind: 'rateLimited', retryAfterMs: 250 }],
		});

		const answers = [await ask(started, request), await ask(started, request), await ask(started, request)];

		assert.deepEqual(
			answers.map(({ headers }) => [headers.get('retry-after'), headers.get('retry-after-ms')]),
			[
				[null, null],
				['7', null],
				[null, '250'],
			],
		);
		assert.deepEqual(JSON.parse(answers[0]!.text), {
			object: 'error',
			message: 'Rate limit exceeded',
			type: 'rate_limited',
			param: null,
			code: '1300',
			raw_status_code: 429,
		});
	});

	test('every status has a body of its service', async () => {
		const statuses = [401, 403, 404, 408, 413, 500, 502, 503, 504] as const;
		const started = await start({ profile: 'foundry', faults: statuses.map((status) => ({ kind: 'status', status })) });

		const answers: [number, string][] = [];
		for (let i = 0; i < statuses.length; i++) {
			const { status, text } = await ask(started, request);
			answers.push([status, text]);
		}

		assert.deepEqual(
			answers.map(([status]) => status),
			statuses,
		);
		assert.deepEqual(
			answers.filter(([status]) => status === 408 || status === 503).map(([, text]) => text),
			['upstream request timeout', 'service unavailable'],
		);
		assert.ok(answers.every(([, text]) => text.length > 0));
	});

	test('gateways answer with pages and send elsewhere', async () => {
		const location = 'http://127.0.0.1:9/v1/ocr';
		const started = await start({
			faults: [
				{ kind: 'html', status: 502 },
				{ kind: 'redirect', status: 307, location },
			],
		});

		const [html, redirect] = [await ask(started, request), await ask(started, request)];

		assert.deepEqual(
			[html.status, html.headers.get('content-type'), redirect.status, redirect.headers.get('location')],
			[502, 'text/html', 307, location],
		);
		assert.match(html.text, /^<html>/);
	});

	test('an answer can be null, half, cut off or never begin, and is then not paid for', async () => {
		const spoilt: Fault[] = [{ kind: 'null' }, { kind: 'truncated' }, { kind: 'cut', at: 'headers' }, { kind: 'cut', at: 'body' }];
		const started = await start({ faults: spoilt });

		const nothing = await ask(started, request);
		const half = await ask(started, request);

		assert.equal(nothing.text, 'null');
		assert.throws(() => JSON.parse(half.text) as unknown, SyntaxError);
		await assert.rejects(ask(started, request), { message: 'fetch failed' });
		await assert.rejects(ask(started, request), { message: 'terminated' });
		assert.deepEqual(
			started.requests.map(({ status, delivered, aborted }) => [status, delivered, aborted]),
			[
				[200, false, false],
				[200, false, false],
				[undefined, false, false],
				[200, false, false],
			],
		);
		assert.equal(started.paid.size, 0);
	});

	test('a huge answer is whole and right', async () => {
		const started = await start({ faults: [{ kind: 'huge', megabytes: 3 }] });

		const { text } = await ask(started, request);

		const { pages } = JSON.parse(text) as WireResponse;
		assert.ok(text.length > 4_000_000);
		assert.deepEqual(
			pages.map(({ markdown }) => markdown),
			['One\n\n![img-huge.jpeg](img-huge.jpeg)', 'Two'],
		);
		assert.equal(started.paid.size, 1);
	});

	test('answers that are held come when they are released, some before the others; work was done meanwhile', async () => {
		const started = await start();
		started.hold(({ number }) => number > 0);
		const ended: number[] = [];

		const asked = [0, 1, 2].map(async (number) => {
			await until('those before', () => started.requests.length === number);
			const { status } = await ask(started, request);
			ended.push(number);
			return status;
		});
		await until('two to be held, and the first to come', () => started.held.length === 2 && ended.length === 1);
		assert.deepEqual(
			started.held.map(({ recognized, status }) => [recognized, status]),
			[
				[[0, 1], undefined],
				[[0, 1], undefined],
			],
		);
		started.release(({ number }) => number === 2);
		await until('the third', () => ended.length === 2);
		started.release();

		assert.deepEqual(await Promise.all(asked), [200, 200, 200]);
		assert.deepEqual([ended, started.held.length, (await ask(started, request)).status], [[0, 2, 1], 0, 200]);
	});

	test('a client that goes away while its answer is held, or never comes, is noticed', async () => {
		const started = await start({ faults: [undefined, { kind: 'silent' }] });
		started.hold();
		for (const number of [0, 1]) {
			const controller = new AbortController();
			const given = ask(started, request, { signal: controller.signal });
			await until('the request', () => started.requests[number]?.recognized);
			controller.abort();

			await assert.rejects(given, { name: 'AbortError' });
			await until('the end', () => started.requests[number]!.aborted);
		}
		assert.deepEqual([started.held.length, started.paid.size], [0, 0]);
	});

	test('a request is kept with what it asked for', async () => {
		const started = await start();

		await ask(started, { ...request, pages: [1] }, { url: `${started.endpoint}?x=1` });

		const { time, headers, ...kept } = started.requests[0]!;
		assert.ok(Math.abs(Date.now() - time) < 10_000);
		assert.equal(headers.authorization, `Bearer ${key}`);
		assert.deepEqual(kept, {
			number: 0,
			method: 'POST',
			path: '/v1/ocr?x=1',
			concurrent: 1,
			model: 'mistral-ocr-latest',
			fields: ['model', 'document', 'pages', 'document.type', 'document.document_url'],
			pages: [1],
			mediaType: 'application/pdf',
			sha256,
			byteLength: pdf.length,
			pageCount: 2,
			recognized: [1],
			status: 200,
			delivered: true,
			aborted: false,
		});
	});

	test('what was paid for twice shows', async () => {
		const started = await start({ faults: [undefined, { kind: 'status', status: 500 }] });

		await ask(started, request);
		await ask(started, request);
		await ask(started, { ...request, pages: [0, 1] });
		await ask(started, { ...request, pages: [0] });

		assert.deepEqual(
			[...started.paid],
			[
				[`${sha256} 0,1`, 2],
				[`${sha256} 0`, 1],
			],
		);
	});

	test('an answer takes its time, longer for more pages, and requests at once are counted', async () => {
		const started = await start({ latencySeconds: 0.1, pageSeconds: 0.1 });
		const before = performance.now();

		await Promise.all([ask(started, request), ask(started, request), ask(started, request)]);
		const elapsed = performance.now() - before;

		assert.ok(elapsed >= 300);
		assert.equal(started.peakConcurrency, 3);
		assert.deepEqual(
			started.requests.map(({ concurrent }) => concurrent),
			[1, 2, 3],
		);
	});

	test('closing ends what is under way', async () => {
		const started = await start({ latencySeconds: 60 });
		const pending = assert.rejects(ask(started, request));
		await until('the request', () => started.requests.length > 0);

		await started.close();

		await pending;
		emulator = undefined;
	});
});
