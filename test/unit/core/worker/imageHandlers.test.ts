import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { readMetadata } from '../../../../src/core/raster/metadata.ts';
import { ImageStore } from '../../../../src/core/image/store.ts';
import type { DrawEvent, DrawRequest, DrawResult } from '../../../../src/core/worker/imageApi.ts';
import { createImageHandlers } from '../../../../src/core/worker/imageHandlers.ts';
import { type ImageEmulator, startImageEmulator } from '../../../support/emulator/images/imageEmulator.ts';
import { temporaryFolder } from '../../../support/host/temporary.ts';
import { requestLimitMs } from '../../../support/run/limits.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADUlEQVR4nGP4z8DwHwAFAAH/6Dbd0AAAAABJRU5ErkJggg==';
const usage = { input_tokens: 10, output_tokens: 1000, total_tokens: 1010 };
const network = { strictSsl: true, systemCertificates: false };

suite('the image backend', () => {
	let client: HttpClient;
	let server: Server;
	let store: string;

	setup(() => {
		client = createHttpClient(network);
		store = path.join(temporaryFolder(), 'images');
	});
	teardown(async () => {
		await client.close();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	/** Draws at a server that answers so; `see` is told of events as they come. */
	const draw = async (
		listener: RequestListener,
		request: Partial<DrawRequest> = {},
		see: (event: DrawEvent) => void = () => undefined,
		signal = new AbortController().signal,
	): Promise<{ drawing: DrawResult; events: DrawEvent[] }> => {
		server = createServer((incoming, response) => {
			incoming.resume();
			incoming.on('end', () => listener(incoming, response));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
		const events: DrawEvent[] = [];
		const emit = (event: DrawEvent) => {
			// Requests have a line of their own in the log.
			if (event.type !== 'log') {
				events.push(event);
			}
			see(event);
		};
		const drawing = await createImageHandlers({ httpClient: () => client, clientWithin: () => client }).draw(
			{
				generator: { provider: 'openai', endpoint, model: 'gpt-image-1', key: 'k', timeoutMs: requestLimitMs, network },
				prompt: 'a fox',
				settings: { n: 2, size: '1024x1024', quality: 'low' },
				references: [],
				store,
				id: 'g1',
				metadata: 'write',
				...request,
			},
			{ signal, emit },
		);
		return { drawing, events };
	};
	const two: RequestListener = (_, response) =>
		response.end(JSON.stringify({ data: [{ b64_json: png }, { b64_json: png }], usage, quality: 'low' }));

	test('an image is on disk, and remembers, before anybody is told of it', async () => {
		const seen: unknown[] = [];
		const { events } = await draw(two, {}, (event) => {
			if (event.type === 'image') {
				seen.push(readMetadata(readFileSync(path.join(store, event.record.file)))?.prompt);
			}
		});

		assert.deepEqual(seen, ['a fox', 'a fox']);
		assert.deepEqual(
			events.map(({ type }) => type),
			['image', 'image'],
		);
	});

	test('cost is shared by the images of a request, and kept with them', async () => {
		const { drawing } = await draw(two);

		const kept = (await new ImageStore(store).page(undefined, 10)).records;
		assert.deepEqual(
			kept,
			[...drawing.images].sort((a, b) => (a.id < b.id ? 1 : -1)),
		);
		// 10 tokens of text at $5, 1,000 tokens of image at $40 a million, for two images
		assert.deepEqual(
			kept.map(({ cost, actual, host }) => [cost?.toFixed(6), actual, host.startsWith('127.0.0.1')]),
			Array(2).fill([((10 * 5 + 1000 * 40) / 2e6).toFixed(6), { quality: 'low' }, true]),
		);
	});

	test('nothing is written into an image when that is turned off', async () => {
		const { drawing } = await draw(two, { metadata: 'off' });

		assert.deepEqual(readFileSync(path.join(store, drawing.images[0]!.file)), Buffer.from(png, 'base64'));
	});

	test('an unfinished image is a whole file when it is told of, and gone in the end', async () => {
		const partials: boolean[] = [];
		const { drawing } = await draw(
			(_, response) => {
				response.setHeader('content-type', 'text/event-stream');
				const event = (type: string, more: object) =>
					response.write(`event: ${type}\ndata: ${JSON.stringify({ type, b64_json: png, ...more })}\n\n`);
				event('image_generation.partial_image', { partial_image_index: 0 });
				setTimeout(() => {
					event('image_generation.completed', { usage });
					response.end();
				}, 100);
			},
			{ settings: { n: 1, stream: true, partial_images: 1 } },
			(event) => event.type === 'partial' && partials.push(existsSync(event.file)),
		);

		assert.deepEqual(partials, [true]);
		assert.equal(drawing.images.length, 1);
		assert.deepEqual(readdirSync(path.join(store, 'partial')), []);
	});

	test('an image that cannot be written is handed over instead of lost', async () => {
		writeFileSync(store, 'in the way');
		const { drawing, events } = await draw(two, { metadata: 'off' });

		assert.deepEqual(drawing.images, []);
		const [unsaved] = events;
		assert.ok(unsaved?.type === 'unsaved');
		assert.deepEqual(Buffer.from(unsaved.bytes), Buffer.from(png, 'base64'));
		assert.deepEqual([unsaved.fileName, unsaved.failure.code], ['image.png', 'notWritable']);
	});

	test('a stream that breaks after an image keeps the image and says what is missing', async () => {
		const { drawing } = await draw(
			(_, response) => {
				response.setHeader('content-type', 'text/event-stream');
				response.write(`data: ${JSON.stringify({ type: 'image_generation.completed', b64_json: png })}\n\n`);
				setTimeout(() => response.destroy(), 50);
			},
			{ settings: { stream: true } },
		);

		assert.equal(drawing.images.length, 1);
		assert.deepEqual(
			drawing.failures.map(({ code }) => code),
			['connectionLost'],
		);
	});

	test('a wait that the service asks for is told', async () => {
		let asked = 0;
		const { events } = await draw((request, response) => {
			if (asked++ === 0) {
				response.writeHead(429, { 'retry-after-ms': '40' }).end('{}');
			} else {
				two(request, response);
			}
		});

		const waits = events.filter((event) => event.type === 'waiting');
		assert.equal(waits.length, 1);
		assert.ok(waits[0]!.seconds >= 0.04);
		assert.equal(waits[0]!.because, 'busy');
	});

	test('a service that takes no connections is not called busy', async () => {
		const events: DrawEvent[] = [];
		const backend = createImageHandlers({ httpClient: () => client, clientWithin: () => client });
		server = createServer();
		const generator = {
			provider: 'openai' as const,
			endpoint: 'http://127.0.0.1:9/v1',
			model: 'gpt-image-1',
			key: 'k',
			timeoutMs: requestLimitMs,
			network,
		};
		const controller = new AbortController();
		const emit = (event: DrawEvent) => {
			events.push(event);
			controller.abort();
		};
		const request: DrawRequest = { generator, prompt: 'a fox', settings: {}, references: [], store, id: 'g1', metadata: 'write' };
		await assert.rejects(async () => backend.draw(request, { signal: controller.signal, emit }), { name: 'AbortError' });
		assert.deepEqual(
			events.flatMap((event) => (event.type === 'waiting' ? event.because : [])),
			['unreachable'],
		);
	});

	test('an aborted request ends at the service too', async () => {
		const controller = new AbortController();
		const closed = new Promise<void>((resolve) => {
			void draw(
				(_, response) => {
					response.on('close', resolve);
					controller.abort();
				},
				{},
				undefined,
				controller.signal,
			).catch((error: unknown) => assert.equal((error as Error).name, 'AbortError'));
		});

		await closed;
	});

	suite('an image that lies at another host', () => {
		let emulator: ImageEmulator;
		const drawn: Partial<DrawRequest> = { settings: { n: 1 } };
		setup(async () => {
			server = createServer();
			emulator = await startImageEmulator({ profile: 'compatible', key: '', delivery: 'otherHost', models: { painter: 'dall-e-2' } });
		});
		teardown(() => emulator.close());
		const backend = () => createImageHandlers({ httpClient: () => client, clientWithin: () => client });
		const ask = async (more: Partial<DrawRequest> = {}, settings: DrawRequest['settings'] = { n: 1 }, model = 'painter') => {
			const events: DrawEvent[] = [];
			const generator = {
				provider: 'compatible' as const,
				endpoint: emulator.endpoint,
				model,
				key: '',
				timeoutMs: requestLimitMs,
				network,
			};
			const request: DrawRequest = { generator, prompt: 'a fox', settings, references: [], store, id: 'g1', metadata: 'write', ...more };
			const drawing = await backend().draw(
				{ ...request, ...drawn, settings },
				{ signal: new AbortController().signal, emit: (event) => events.push(event) },
			);
			return { drawing, events };
		};
		const service = () => new URL(emulator.endpoint).host;
		const other = () => service().replace('127.0.0.1', 'localhost');

		test('is kept by its address until somebody wants it, then as the image that it is', async () => {
			const { drawing } = await ask();
			const [record] = drawing.images;
			assert.deepEqual(
				[record?.remote && new URL(record.remote.url).host, record?.remote?.expires],
				[other(), Date.UTC(2026, 10, 22, 23, 59, 59)],
			);
			assert.match(readFileSync(path.join(store, record!.file), 'utf8'), /^http:\/\/localhost:.*\n$/);

			const request = { store, id: record!.id, timeoutMs: requestLimitMs, metadata: 'write', network } as const;
			const fetched = await backend().fetchImage(request, { signal: new AbortController().signal, emit: () => undefined });

			assert.deepEqual([fetched?.remote, fetched?.file, fetched!.width > 0], [undefined, `${record!.id}.png`, true]);
			assert.equal(readMetadata(readFileSync(path.join(store, fetched!.file)))?.prompt, 'a fox');
			assert.deepEqual(readdirSync(store).sort(), [`${record!.id}.json`, `${record!.id}.png`]);
			// Nothing that could be a key goes to the other host.
			assert.deepEqual(
				emulator.requests.map(({ method, headers }) => [method, headers.authorization, headers['api-key']]),
				[
					['POST', undefined, undefined],
					['GET', undefined, undefined],
				],
			);
		});

		test('is fetched at once where the two hosts were agreed to', async () => {
			const { drawing } = await ask({ agreedHosts: [`${service()} ${other()}`] });
			assert.deepEqual([drawing.images[0]?.remote, drawing.images[0]!.width > 0, drawing.failures], [undefined, true, []]);
		});

		test('and was deleted meanwhile stays deleted', async () => {
			const { drawing } = await ask();
			const { id } = drawing.images[0]!;
			const request = { store, id, timeoutMs: requestLimitMs, metadata: 'write', network } as const;
			await new ImageStore(store).remove(id);
			assert.equal(await backend().fetchImage(request, { signal: new AbortController().signal, emit: () => undefined }), undefined);
			assert.deepEqual(readdirSync(store), []);
		});

		test('a server whose user says so is asked for the image itself', async () => {
			const generator = {
				provider: 'compatible' as const,
				endpoint: emulator.endpoint,
				model: 'painter',
				key: '',
				timeoutMs: requestLimitMs,
				network,
				responseFormat: 'b64_json',
			};
			const { drawing } = await ask({ generator });
			assert.deepEqual([drawing.images[0]?.remote, emulator.requests[0]?.fields['response_format']], [undefined, 'b64_json']);
		});

		test('a refusal with status 200 is that refusal', async () => {
			emulator.faults.push({ kind: 'refusedWith200', code: 'moderation_blocked' });
			await assert.rejects(ask(), { code: 'contentFiltered' });
			assert.equal(emulator.requests.length, 1);
		});
	});
});
