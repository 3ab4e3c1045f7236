import assert from 'node:assert/strict';
import { FoveaError } from '../../../../src/core/errors.ts';
import type { PostRequest, StreamedAnswer } from '../../../../src/core/http.ts';
import { createHttpClient, jsonBody } from '../../../../src/core/http.ts';
import { imageEndpoint } from '../../../../src/core/image/endpoint.ts';
import type { GenerateOptions, GenerateRequest, GeneratedImage, PartialImage } from '../../../../src/core/image/generator.ts';
import {
	type GeneratorOptions,
	type ImageTransport,
	OpenAiImageGenerator,
	neverConnected,
} from '../../../../src/core/image/openaiGenerator.ts';
import { Limiter } from '../../../../src/core/limiter.ts';
import { ScriptedServer } from '../../../support/scriptedServer.ts';

type Scripted = Error | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: readonly (string | Error)[] };

/** Gives prepared answers in order and keeps what it was asked. */
class ScriptedTransport implements ImageTransport {
	readonly posts: PostRequest[] = [];
	readonly gets: URL[] = [];

	constructor(private readonly answers: Scripted[]) {}

	async stream(request: PostRequest): Promise<StreamedAnswer> {
		this.posts.push(request);
		return this.next(request.signal);
	}

	async get({ url, signal }: { readonly url: URL; readonly signal: AbortSignal }): Promise<StreamedAnswer> {
		this.gets.push(url);
		return this.next(signal);
	}

	bodies(): unknown[] {
		return this.posts.map(({ body }) => JSON.parse(Buffer.concat([...body.chunks()]).toString()) as unknown);
	}

	private next(signal: AbortSignal): StreamedAnswer {
		signal.throwIfAborted();
		const answer = this.answers.shift();
		assert.ok(answer, 'a request too many');
		if (answer instanceof Error) {
			throw answer;
		}
		const { status = 200, headers = {}, body } = answer;
		async function* chunks(): AsyncGenerator<Uint8Array> {
			for (const part of body) {
				signal.throwIfAborted();
				if (part instanceof Error) {
					throw part;
				}
				yield Buffer.from(part);
			}
		}
		return { status, headers: { 'content-type': 'application/json', ...headers }, body: chunks() };
	}
}

const b64 = (text: string) => Buffer.from(text).toString('base64');
const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Scripted => ({
	status,
	headers,
	body: [JSON.stringify(value)],
});
const images = (...names: string[]) => json({ data: names.map((name) => ({ b64_json: b64(name) })) });
const sse = (...parts: readonly (object | Error)[]): Scripted => ({
	headers: { 'content-type': 'text/event-stream; charset=utf-8' },
	body: parts.map((part) => (part instanceof Error ? part : `data: ${JSON.stringify(part)}\n\n`)),
});
const partial = (index: number) => ({ type: 'image_generation.partial_image', b64_json: b64(`p${index}`), partial_image_index: index });
const completed = (name: string) => ({
	type: 'image_generation.completed',
	b64_json: b64(name),
	size: '1024x1024',
	usage: { input_tokens: 10, output_tokens: 20, total_tokens: 30 },
});
const codeOf = (error: unknown) => (error as { readonly code?: unknown }).code;
const refusedConnection = (syscall: string) =>
	new FoveaError('connectionRefused', { host: 'h' }, 'refused', {
		cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall }),
	});
const lost = () => new FoveaError('connectionLost', { host: 'h' }, 'lost', { cause: Object.assign(new Error('x'), { syscall: 'read' }) });

suite('OpenAiImageGenerator', () => {
	function stage(answers: Scripted[], overrides: Partial<GeneratorOptions> = {}) {
		const transport = new ScriptedTransport(answers);
		const refused: string[] = [];
		const generator = new OpenAiImageGenerator(transport, {
			endpoint: imageEndpoint('https://api.openai.com', 'openai'),
			model: 'gpt-image-2',
			authHeaders: async () => ({ authorization: 'Bearer k' }),
			timeoutMs: 1000,
			limiter: new Limiter({ start: 2, max: 2 }),
			attempts: 3,
			onRefusedField: (field) => refused.push(field),
			log: () => undefined,
			...overrides,
		});
		const seen: string[] = [];
		const options: GenerateOptions = {
			signal: new AbortController().signal,
			onPartial: ({ bytes }: PartialImage) => seen.push(`partial ${bytes.toString()}`),
			onImage: ({ bytes }: GeneratedImage) => {
				seen.push(`image ${bytes.toString()}`);
			},
		};
		const generate = (settings: GenerateRequest['settings'] = {}, more: Partial<GenerateOptions> = {}) =>
			generator.generate({ prompt: 'a fox', settings }, { ...options, ...more });
		return { transport, generator, generate, seen, refused, options };
	}

	test('gives every image of a plain answer', async () => {
		const { generate, seen, transport } = stage([images('a', 'b')]);
		const result = await generate({ n: 2 });
		assert.deepEqual(
			result.images.map(({ index, bytes }) => [index, bytes.toString()]),
			[
				[0, 'a'],
				[1, 'b'],
			],
		);
		assert.deepEqual(seen, ['image a', 'image b']);
		const [post] = transport.posts;
		assert.deepEqual([post?.url.href, post?.headers], ['https://api.openai.com/v1/images/generations', { authorization: 'Bearer k' }]);
	});

	test('shows previews of a stream and ends with the image, its echo and the usage', async () => {
		const { generate, seen } = stage([sse(partial(0), partial(1), completed('done'))]);
		const { images, usage } = await generate({ stream: true, partial_images: 2 });
		assert.deepEqual(seen, ['partial p0', 'partial p1', 'image done']);
		assert.deepEqual([images[0]?.actual, usage?.total_tokens], [{ size: '1024x1024' }, 30]);
	});

	test('a server that does not stream is fine', async () => {
		const { generate, seen } = stage([images('a')]);
		await generate({ stream: true });
		assert.deepEqual(seen, ['image a']);
	});

	test('images that came before the connection broke are kept, and said to be incomplete', async () => {
		const { generate, seen, transport } = stage([sse(completed('first'), lost())]);
		const { images, failures } = await generate({ stream: true });
		assert.deepEqual(seen, ['image first']);
		assert.deepEqual([images.length, failures.map((error) => codeOf(error))], [1, ['connectionLost']]);
		assert.equal(transport.posts.length, 1);
	});

	test('one image of several held back does not lose the others', async () => {
		const { generate } = stage([
			json({ data: [{ b64_json: b64('a') }, { content_filter_results: { violence: { filtered: true } } }, { b64_json: b64('c') }] }),
		]);
		const { images, failures } = await generate({ n: 3 });
		assert.deepEqual([images.map(({ index }) => index), failures.map((error) => codeOf(error))], [[0, 2], ['contentFiltered']]);
	});

	test('an image is given on before the next is looked at', async () => {
		const { generate } = stage([sse(completed('a'), completed('b'))]);
		const order: string[] = [];
		await generate(
			{ stream: true },
			{
				onImage: async ({ bytes }) => {
					order.push(`begin ${bytes.toString()}`);
					await new Promise((resolve) => setTimeout(resolve, 5));
					order.push(`end ${bytes.toString()}`);
				},
			},
		);
		assert.deepEqual(order, ['begin a', 'end a', 'begin b', 'end b']);
	});

	test('an image that could not be kept is still in the result, with the reason', async () => {
		const { generate } = stage([images('a', 'b')]);
		const full = new FoveaError('diskFull', { name: 'a' });
		const { images: kept, failures } = await generate(
			{ n: 2 },
			{ onImage: ({ index }) => (index === 0 ? Promise.reject(full) : undefined) },
		);
		assert.deepEqual([kept.length, failures], [2, [full]]);
	});

	suite('a request that may have been paid for is not sent again', () => {
		const cases: readonly (readonly [string, Scripted, string])[] = [
			['500', json({}, 500), 'serviceFailed'],
			['503 with a wait', json({}, 503, { 'retry-after': '0' }), 'serviceFailed'],
			['504', json({}, 504), 'serviceFailed'],
			['408', json({}, 408), 'serviceFailed'],
			['a connection that broke', lost(), 'connectionLost'],
			['a network that went away under the connection', refusedConnection('read'), 'connectionRefused'],
			['a timeout', new FoveaError('timeout', { host: 'h', seconds: 1 }), 'timeout'],
			['an answer cut in the middle', { body: ['{"data":[', lost()] }, 'connectionLost'],
			['an answer that is no answer', { body: ['<html>'] }, 'malformedAnswer'],
			['null', { body: ['null'] }, 'emptyAnswer'],
			['an answer without an image', json({ data: [] }), 'noImage'],
			['a stream that breaks before the image', sse(partial(0), lost()), 'connectionLost'],
			['a stream that says it is limited', sse({ type: 'error', error: { code: 'rate_limit_exceeded' } }), 'rateLimited'],
			['a stream that ends without the image', sse(partial(0)), 'noImage'],
			['a blocked resource', json({ error: { message: 'temporarily blocked' } }, 403), 'resourceBlocked'],
			['an empty account', json({ error: { code: 'insufficient_quota' } }, 429), 'quotaExhausted'],
		];
		for (const [name, answer, code] of cases) {
			test(name, async () => {
				const { generate, transport } = stage([answer]);
				await assert.rejects(generate({ stream: true }), { code });
				assert.equal(transport.posts.length, 1);
			});
		}
	});

	suite('a request that provably did not run is sent again', () => {
		for (const [name, answer] of [
			['429', json({}, 429, { 'retry-after-ms': '1' })],
			['no connection', refusedConnection('connect')],
		] as const) {
			test(name, async () => {
				const { generate, transport } = stage([answer, images('a')]);
				assert.equal((await generate()).images.length, 1);
				assert.equal(transport.posts.length, 2);
			});
		}

		test('a bounded number of times', async () => {
			const { generate, transport } = stage([1, 2, 3].map(() => json({}, 429, { 'retry-after-ms': '1' })));
			await assert.rejects(generate(), { code: 'rateLimited' });
			assert.equal(transport.posts.length, 3);
		});
	});

	suite('a field that the server does not know', () => {
		const unknown = (param: string) => json({ error: { code: 'unknown_parameter', param } }, 400);

		test('is left out at once when it changes nothing about the image, and from then on', async () => {
			const { generate, transport, refused } = stage([unknown('stream'), images('a'), images('b')]);
			await generate({ stream: true, partial_images: 1, n: 1 });
			await generate({ stream: true, partial_images: 1, n: 1 });
			const without = { model: 'gpt-image-2', prompt: 'a fox', n: 1 };
			assert.deepEqual(transport.bodies(), [{ ...without, stream: true, partial_images: 1 }, without, without]);
			assert.deepEqual(refused, ['stream']);
		});

		test('is no leave to repeat another request that broke meanwhile and may have been paid for', async () => {
			const { generate, transport } = stage([unknown('stream'), images('b')]);
			const stream = transport.stream.bind(transport);
			let breakIt: (() => void) | undefined;
			transport.stream = async (request) => {
				if (breakIt) {
					return stream(request);
				}
				transport.posts.push(request);
				await new Promise<void>((resolve) => (breakIt = resolve));
				throw lost();
			};
			const broken = generate({ stream: true });
			await generate({ stream: true });

			breakIt?.();

			await assert.rejects(broken, { code: 'connectionLost' });
			assert.equal(transport.posts.length, 3);
		});

		test('is left out of requests that were under way with it, too', async () => {
			const { generate, transport } = stage([unknown('stream'), unknown('stream'), images('a'), images('b')]);

			await Promise.all([generate({ stream: true }), generate({ stream: true })]);

			assert.equal(transport.posts.length, 4);
		});

		test('response_format too', async () => {
			const { generate, transport } = stage([unknown('response_format'), images('a')], { model: 'dall-e-3' });
			await generate();
			assert.deepEqual(transport.bodies()[1], { model: 'dall-e-3', prompt: 'a fox' });
		});

		test('is said when it changes the image', async () => {
			const { generate, transport } = stage([unknown('quality')]);
			await assert.rejects(generate({ quality: 'high' }), {
				code: 'unknownParameter',
				facts: { host: 'api.openai.com', field: 'quality' },
			});
			assert.equal(transport.posts.length, 1);
		});

		test('a server that keeps refusing is not asked for ever', async () => {
			const { generate, transport } = stage([unknown('stream'), unknown('stream')]);
			await assert.rejects(generate({ stream: true }), { code: 'unknownParameter' });
			assert.equal(transport.posts.length, 2);
		});
	});

	suite('an image behind an address', () => {
		const address = 'https://oaidalleapiprodscus.blob.core.windows.net/x.png';

		test('is fetched at once, again when the connection breaks, and the drawing is not repeated', async () => {
			const { generate, transport, seen } = stage([json({ data: [{ url: address }] }), lost(), { body: ['by', 'tes'] }]);
			await generate();
			assert.deepEqual([seen, transport.gets.map(String), transport.posts.length], [['image bytes'], [address, address], 1]);
		});

		test('of another host is not fetched', async () => {
			const { generate, transport } = stage([json({ data: [{ url: 'http://169.254.169.254/x' }] })]);
			await assert.rejects(generate(), { code: 'downloadRefused' });
			assert.equal(transport.gets.length, 0);
		});
	});

	test('aborting in a stream is an abort, though a preview has come', async () => {
		const controller = new AbortController();
		const { generate } = stage([sse(partial(0), completed('a'))]);
		await assert.rejects(generate({ stream: true }, { signal: controller.signal, onPartial: () => controller.abort() }), {
			name: 'AbortError',
		});
	});

	test('a deployment gets what the model behind it takes', async () => {
		const { generate, transport } = stage([images('a')], {
			endpoint: imageEndpoint('https://r.openai.azure.com', 'azure'),
			model: 'painter',
			knownAs: 'gpt-image-1',
		});
		await generate({ quality: 'high' });
		assert.equal(transport.posts[0]?.url.pathname, '/openai/deployments/painter/images/generations');
		assert.deepEqual(transport.bodies(), [{ prompt: 'a fox', quality: 'high' }]);
	});

	suite('edits', () => {
		const png = { mediaType: 'image/png', bytes: Uint8Array.of(1) } as const;

		test('go to the edits route as a form', async () => {
			const { generator, options, transport } = stage([images('a')]);
			await generator.edit({ prompt: 'x', settings: {}, images: [png] }, options);
			const [post] = transport.posts;
			assert.equal(post?.url.pathname, '/v1/images/edits');
			assert.match(post.body.contentType, /^multipart\/form-data; boundary=/);
		});

		for (const [name, overrides] of [
			['dall-e-3', { model: 'dall-e-3' }],
			['the model inference API', { endpoint: imageEndpoint('https://r.services.ai.azure.com/models', 'azure') }],
		] as const) {
			test(`${name} has none`, async () => {
				const { generator, options, transport } = stage([], overrides);
				await assert.rejects(generator.edit({ prompt: 'x', settings: {}, images: [png] }, options), { code: 'editsUnsupported' });
				assert.equal(transport.posts.length, 0);
			});
		}
	});
});

suite('neverConnected', () => {
	const http = createHttpClient({ strictSsl: true, systemCertificates: false });
	let server: ScriptedServer;
	setup(async () => {
		server = await ScriptedServer.start();
	});
	teardown(() => server.close());
	suiteTeardown(() => http.close());
	const fails = async (origin: string) => {
		const request = { url: new URL(origin), headers: {}, body: jsonBody({}), signal: new AbortController().signal, timeoutMs: 5000 };
		return http.post(request).then(
			() => assert.fail(),
			(error: unknown) => error,
		);
	};

	test('is true of a port where nobody listens, under one address or two', async () => {
		const { origin } = server;
		await server.close();
		assert.deepEqual(
			[neverConnected(await fails(origin)), neverConnected(await fails(origin.replace('127.0.0.1', 'localhost')))],
			[true, true],
		);
	});

	test('is true of a host that does not exist', async () => assert.ok(neverConnected(await fails('http://does-not-exist.invalid'))));

	test('is false once somebody has listened', async () => {
		server.script({ cut: true });
		assert.equal(neverConnected(await fails(server.origin)), false);
		assert.equal(server.requests.length, 1);
	});
});
