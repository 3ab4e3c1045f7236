import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ImageFault, randomFaults } from '../../../../support/emulator/images/imageFaults.ts';
import { type AnsweredImages, apiKey, bearer, imagesIn, key, post, problem, useImageEmulator } from './askImages.ts';

suite('Image emulator: what goes wrong and what is kept of it', function () {
	const start = useImageEmulator();
	const until = async (condition: () => unknown) => {
		while (!condition()) {
			await sleep(5);
		}
	};
	const path = '/v1/images/generations';
	const asked = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x640' };
	const streamed = { ...asked, stream: true, partial_images: 2 };
	const azure = '/openai/deployments/gpt-image-2/images/generations?api-version=2025-04-01-preview';

	test('faults befall right requests in order, and wrong ones use up none', async () => {
		const started = await start({ faults: [{ kind: 'status', status: 503 }, undefined] });
		started.faults.push({ kind: 'rateLimited' });

		const statuses: number[] = [];
		for (const body of [{ ...asked, n: 99 }, asked, asked, asked, asked]) {
			statuses.push((await post(started, path, body)).status);
		}

		assert.deepEqual(statuses, [400, 503, 200, 429, 200]);
		assert.deepEqual(
			started.requests.map(({ fault, drawn }) => [fault, drawn]),
			[
				[undefined, false],
				['status', false],
				[undefined, true],
				['rateLimited', false],
				[undefined, true],
			],
		);
	});

	test('faults may depend on the request, or come by chance, the same for the same seed', async () => {
		const started = await start({ faults: ({ fields }) => (fields['prompt'] === 'bad' ? { kind: 'quotaExhausted' } : undefined) });
		assert.equal((await post(started, path, asked)).status, 200);
		assert.deepEqual(problem(await post(started, path, { ...asked, prompt: 'bad' })), [429, 'insufficient_quota']);

		const kinds: readonly ImageFault[] = [{ kind: 'null' }, { kind: 'noImage' }];
		const drawn = (seed: number) => {
			const next = randomFaults(seed, 0.5, kinds);
			return Array.from({ length: 200 }, () => next()?.kind);
		};
		const some = drawn(1);
		assert.deepEqual(some, drawn(1));
		assert.notDeepEqual(some, drawn(2));
		assert.deepEqual(new Set(some), new Set([undefined, 'null', 'noImage']));
		const missing = some.filter((kind) => kind === undefined).length;
		assert.ok(missing > 60 && missing < 140, String(missing));
	});

	for (const [fault, refused] of [
		[{ kind: 'promptFiltered' }, [400, 'moderation_blocked']],
		[{ kind: 'promptFiltered', form: 'contentPolicy' }, [400, 'content_policy_violation']],
		[{ kind: 'outputFiltered' }, [400, 'moderation_blocked']],
		[{ kind: 'quotaExhausted', form: 'billingHardLimit' }, [400, 'billing_hard_limit_reached']],
		[{ kind: 'organizationUnverified' }, [403, null]],
		[{ kind: 'status', status: 401 }, [401, 'invalid_api_key']],
		[{ kind: 'status', status: 500 }, [500, null]],
		[{ kind: 'transparencyRefused' }, [400, 'invalid_value', 'background']],
		[{ kind: 'unknownParameter', field: 'background' }, [400, 'unknown_parameter', 'background']],
	] as const) {
		test(`${JSON.stringify(fault)} is refused as ${refused.join(' ')}`, async () => {
			const started = await start({ faults: [fault] });
			assert.deepEqual(problem(await post(started, path, { ...asked, background: 'opaque' })), refused);
		});
	}

	test('a field that is not there is no reason to refuse', async () => {
		const started = await start({ faults: [{ kind: 'unknownParameter', field: 'stream' }, { kind: 'transparencyRefused' }] });
		assert.deepEqual([(await post(started, path, asked)).status, (await post(started, path, asked)).status], [200, 200]);
	});

	test('Azure refuses content in its own forms', async () => {
		const forms = ['moderation', 'innerError', 'documented', 'text'] as const;
		const started = await start({
			profile: 'azure',
			faults: [
				...forms.map((form) => ({ kind: 'promptFiltered', form, categories: ['hate'], revisedPrompt: 'nicer' }) as const),
				{ kind: 'blocked' },
			],
		});
		const bodies: { error: { code: string; inner_error?: object } }[] = [];
		for (let i = 0; i < 5; i++) {
			bodies.push((await post(started, azure, { prompt: 'x' }, apiKey)).body as (typeof bodies)[number]);
		}
		assert.deepEqual(
			bodies.map(({ error }) => error.code),
			['moderation_blocked', 'content_policy_violation', 'contentFilter', 'content_filter', 'Forbidden'],
		);
		assert.deepEqual(bodies[1]!.error.inner_error, {
			code: 'ResponsibleAIPolicyViolation',
			content_filter_results: {
				sexual: { severity: 'safe', filtered: false },
				violence: { severity: 'safe', filtered: false },
				hate: { severity: 'high', filtered: true },
				self_harm: { severity: 'safe', filtered: false },
				profanity: { detected: false, filtered: false },
				jailbreak: { detected: false, filtered: false },
				custom_blocklists: { filtered: false, details: [] },
			},
			revised_prompt: 'nicer',
		});
	});

	test('one image of several can be held back', async () => {
		const started = await start({ profile: 'azure', faults: [{ kind: 'outputFiltered', only: 1, categories: ['violence'] }] });
		const { body } = await post(started, azure, { prompt: 'x', size: '1024x640', n: 3 }, apiKey);
		const { data } = body as { data: { b64_json?: string; content_filter_results: { violence: { filtered: boolean } } }[] };
		assert.deepEqual(
			data.map(({ b64_json, content_filter_results: results }) => [b64_json === undefined, results.violence.filtered]),
			[
				[false, false],
				[true, true],
				[false, false],
			],
		);
		assert.deepEqual(
			started.sent.map(({ index }) => index),
			[0, 2],
		);
	});

	test('a rate limit says when to come back in the way that it is told to', async () => {
		const started = await start({
			faults: [
				{ kind: 'rateLimited' },
				{ kind: 'rateLimited', retryAfterSeconds: 7 },
				{ kind: 'rateLimited', retryAfterMs: 250 },
				{ kind: 'rateLimited', inWords: 51.84 },
			],
		});
		const answers: AnsweredImages[] = [];
		for (let i = 0; i < 4; i++) {
			answers.push(await post(started, path, asked));
		}
		assert.deepEqual(
			answers.map(({ headers, text }) => [
				headers.get('retry-after'),
				headers.get('retry-after-ms'),
				/after [\d.]+ seconds/.exec(text)?.[0],
			]),
			[
				[null, null, undefined],
				['7', null, undefined],
				[null, '250', undefined],
				[null, null, 'after 51.84 seconds'],
			],
		);
	});

	test('an answer may be no JSON, null, empty, a page or lead elsewhere', async () => {
		const location = 'http://127.0.0.1:9/';
		const started = await start({
			faults: [
				{ kind: 'malformed' },
				{ kind: 'null' },
				{ kind: 'noImage' },
				{ kind: 'html', status: 502 },
				{ kind: 'redirect', status: 307, location },
			],
		});
		const answers: AnsweredImages[] = [];
		for (let i = 0; i < 5; i++) {
			answers.push(await post(started, path, asked));
		}
		assert.throws(() => JSON.parse(answers[0]!.text) as unknown, SyntaxError);
		assert.deepEqual(
			answers.slice(1).map(({ status, text, headers }) => [status, text.slice(0, 27), headers.get('location')]),
			[
				[200, 'null', null],
				[200, '{"created":0,"data":[]}', null],
				[502, '<html><head><title>502</tit', null],
				[307, '', location],
			],
		);
		assert.equal(started.sent.length, 0);
	});

	test('a connection may end before the answer, within it, and behind the image of a stream', async () => {
		const cut = (at: 'headers' | 'body' | 'end') => ({ kind: 'cut', at }) as const;
		const started = await start({ faults: [cut('headers'), cut('body'), cut('headers'), cut('body'), cut('end')] });

		await assert.rejects(post(started, path, asked), { message: 'fetch failed' });
		await assert.rejects(post(started, path, asked), { message: 'terminated' });
		await assert.rejects(post(started, path, streamed), { message: 'fetch failed' });
		await assert.rejects(post(started, path, streamed), { message: 'terminated' });
		const response = await fetch(started.origin + path, {
			method: 'POST',
			headers: { ...bearer, 'content-type': 'application/json' },
			body: JSON.stringify(streamed),
		});
		const seen: string[] = [];
		await assert.rejects(async () => {
			for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
				seen.push(chunk);
			}
		});
		assert.match(seen.join(''), /event: image_generation\.completed\ndata: .*\n\n$/);
		assert.deepEqual(
			started.requests.map(({ drawn, delivered, aborted, images }) => [drawn, delivered, aborted, images.length]),
			[
				[true, false, false, 0],
				[true, false, false, 0],
				[true, false, false, 0],
				[true, false, false, 0],
				[true, false, false, 1],
			],
		);
	});

	test('an answer may never begin or never end; that the client left is noticed', async () => {
		const started = await start({
			faults: [
				{ kind: 'stalled', at: 'headers' },
				{ kind: 'stalled', at: 'body' },
				{ kind: 'stalled', at: 'body' },
			],
		});
		for (const [number, body] of [asked, asked, streamed].entries()) {
			const controller = new AbortController();
			const response = fetch(started.origin + path, {
				method: 'POST',
				headers: { ...bearer, 'content-type': 'application/json' },
				body: JSON.stringify(body),
				signal: controller.signal,
			}).then((answer) => answer.text());
			const rejected = assert.rejects(response, { name: 'AbortError' });
			await until(() => started.requests[number]?.drawn && (number === 0 || started.requests[number].status === 200));
			controller.abort();
			await rejected;
		}
		await until(() => started.requests.every(({ aborted }) => aborted));
		assert.deepEqual(
			started.requests.map(({ status }) => status),
			[undefined, 200, 200],
		);
		assert.equal(started.sent.length, 0);
	});

	test('a stream may end in an error, without an image, within one, or with a single preview', async () => {
		const started = await start({
			faults: [
				{ kind: 'streamError', after: 1 },
				{ kind: 'outputFiltered' },
				{ kind: 'noImage' },
				{ kind: 'malformed' },
				{ kind: 'fewerPartials' },
			],
		});
		const names: (readonly string[])[] = [];
		const texts: string[] = [];
		for (let i = 0; i < 5; i++) {
			const { text } = await post(started, path, streamed);
			texts.push(text);
			names.push([...text.matchAll(/^event: (?:image_generation\.)?(.*)$/gm)].map(([, name]) => name!));
		}
		const two = ['partial_image', 'partial_image'];
		assert.deepEqual(names, [['partial_image', 'error'], [...two, 'error'], two, [...two, 'completed'], ['partial_image', 'completed']]);
		assert.match(texts[0]!, /"code":null.*\n\n$/);
		assert.match(texts[1]!, /"code":"moderation_blocked"/);
		assert.throws(() => JSON.parse(texts[3]!.trimEnd().split('data: ').at(-1)!) as unknown, SyntaxError);
		assert.equal(started.sent.length, 1);
	});

	test('fetching an image by its address may fail for a while', async () => {
		const started = await start({
			models: { 'dall-e-3': 'dall-e-3' },
			faults: [
				{ kind: 'downloadFails', times: 1, by: 'status' },
				{ kind: 'downloadFails', times: 1, by: 'cut' },
			],
		});
		for (const failing of ['503', 'terminated']) {
			const { body } = await post(started, path, { model: 'dall-e-3', prompt: failing });
			const { url } = (body as { data: { url: string }[] }).data[0]!;
			const fetched = () => fetch(url).then(async (response) => [response.status, (await response.arrayBuffer()).byteLength] as const);
			const first = await fetched().then(
				([status]) => String(status),
				(error: unknown) => (error as Error).message,
			);
			assert.equal(first, failing);
			assert.equal((await fetched())[0], 200);
			await fetched();
		}
		assert.deepEqual(
			started.sent.map(({ request }) => request),
			[0, 4],
		);
	});

	test('a request is kept with what it asked for', async () => {
		const started = await start();
		await post(started, path, asked);

		const { time, headers, identity, images, ...kept } = started.requests[0]!;
		assert.ok(Math.abs(Date.now() - time) < 10_000);
		assert.equal(headers.authorization, `Bearer ${key}`);
		assert.match(identity ?? '', /^[\da-f]{64}$/);
		assert.deepEqual(
			images,
			started.sent.map(({ id }) => id),
		);
		assert.deepEqual(kept, {
			number: 0,
			method: 'POST',
			path,
			kind: 'generations',
			model: 'gpt-image-2',
			fields: asked,
			files: [],
			status: 200,
			drawn: true,
			delivered: true,
			aborted: false,
		});
	});

	test('what was asked twice shows, apart for what had been drawn and what had arrived', async () => {
		const started = await start({ faults: [{ kind: 'status', status: 500 }, { kind: 'malformed' }] });
		for (const body of [asked, asked, asked, asked, { ...asked, prompt: 'another' }]) {
			await post(started, path, body);
		}
		assert.deepEqual(
			[started.drawnTwice, started.askedTwice].map((requests) => requests.map(({ number }) => number)),
			[[2, 3], [3]],
		);
	});

	test('an image that the client left unread was not sent', async () => {
		const started = await start();
		const body = JSON.stringify({ ...asked, size: '1024x1024' });
		const socket = connect(Number(new URL(started.origin).port), '127.0.0.1');
		socket.pause();
		socket.write(
			`POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
		);
		await until(() => started.sent.length === 1);
		socket.resetAndDestroy();
		await until(() => started.sent.length === 0);

		assert.deepEqual(started.requests[0]!.images, []);
		assert.equal(imagesIn(await post(started, path, asked)).length, 1);
		assert.equal(started.sent.length, 1);
	});

	test('requests at once are counted', async () => {
		const stalled = { kind: 'stalled', at: 'headers' } as const;
		const started = await start({ faults: [undefined, stalled, stalled] });
		await post(started, path, asked);
		const pending = [1, 2].map(() => assert.rejects(post(started, path, asked)));
		await until(() => started.requests.length === 3);
		assert.equal(started.peakConcurrency, 2);
		await started.close();
		await Promise.all(pending);
	});

	test('closing ends what is under way', async () => {
		const started = await start({ latencySeconds: 60, partialSeconds: 60 });
		const pending = assert.rejects(post(started, path, asked));
		await until(() => started.requests.length === 1);
		await started.close();
		await pending;
	});
});
