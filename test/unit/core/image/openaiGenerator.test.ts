import assert from 'node:assert/strict';
import { FoveaError } from '../../../../src/core/errors.ts';
import { bytesOf } from '../../../../src/core/net/body.ts';
import type { Answer, PostRequest, StreamedAnswer } from '../../../../src/core/net/http.ts';
import { withNothingSent } from '../../../../src/core/net/transportError.ts';
import { imageEndpoint } from '../../../../src/core/image/endpoint.ts';
import type { GenerateOptions, GenerateRequest, GeneratedImage, PartialImage } from '../../../../src/core/image/generator.ts';
import { OpenAiImageGenerator } from '../../../../src/core/image/openaiGenerator.ts';
import { type GeneratorOptions } from '../../../../src/core/image/generatorOptions.ts';
import { type ImageTransport } from '../../../../src/core/image/generatorOptions.ts';
import type { Reach } from '../../../../src/core/image/reach.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import { processorTime } from '../../../support/processorTime.ts';

type Scripted =
	| Error
	| { readonly status?: number; readonly headers?: Record<string, string>; readonly body: readonly (string | Uint8Array | Error)[] };

/** Gives prepared answers in order and keeps what it was asked. */
class ScriptedTransport implements ImageTransport {
	readonly posts: PostRequest[] = [];
	readonly gets: URL[] = [];
	readonly headers: PostRequest['headers'][] = [];
	/** How far requests to other hosts were to go. */
	readonly reaches: Reach[] = [];

	constructor(private readonly answers: Scripted[]) {}

	async stream(request: PostRequest): Promise<StreamedAnswer> {
		this.posts.push(request);
		return this.next(request.signal);
	}

	async get({ url, signal }: { readonly url: URL; readonly signal: AbortSignal }): Promise<StreamedAnswer> {
		this.gets.push(url);
		return this.next(signal);
	}

	async send(_: string, { url, signal, headers }: Omit<PostRequest, 'body'>): Promise<Answer> {
		this.gets.push(url);
		this.headers.push(headers);
		const { body, ...answer } = this.next(signal);
		return { ...answer, body: await bytesOf(body, 1e6, url.host) };
	}

	getWithin(reach: Reach): Pick<ImageTransport, 'get'> {
		this.reaches.push(reach);
		return this;
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
				yield typeof part === 'string' ? Buffer.from(part) : part;
			}
		}
		return { status, headers: { 'content-type': 'application/json', ...headers }, body: chunks() };
	}
}

/** A picture by a name, as far as a test needs one. */
const svg = (name: string) => `<svg xmlns="http://www.w3.org/2000/svg"><text>${name}</text></svg>`;
const nameOf = (bytes: Buffer) => /<text>(.*)<\/text>/.exec(bytes.toString())?.[1] ?? '';
const b64 = (name: string) => Buffer.from(svg(name)).toString('base64');
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
/** An event that says nothing about an image. */
const partialless = { type: 'keepalive' };
const partial = (index: number) => ({ type: 'image_generation.partial_image', b64_json: b64(`p${index}`), partial_image_index: index });
const completed = (name: string) => ({
	type: 'image_generation.completed',
	b64_json: b64(name),
	size: '1024x1024',
	usage: { input_tokens: 10, output_tokens: 20, total_tokens: 30 },
});
const codeOf = (error: unknown) => (error as { readonly code?: unknown }).code;
const refusedConnection = () => withNothingSent(new FoveaError('connectionRefused', { host: 'h' }, 'refused'));
const lost = () => new FoveaError('connectionLost', { host: 'h' }, 'lost', { cause: Object.assign(new Error('x'), { syscall: 'read' }) });

suite('OpenAiImageGenerator', () => {
	function stage(answers: Scripted[], overrides: Partial<GeneratorOptions> = {}) {
		const transport = new ScriptedTransport(answers);
		const refused: string[] = [];
		const generator = new OpenAiImageGenerator(transport, {
			endpoint: imageEndpoint('https://api.openai.com', 'openai'),
			model: 'gpt-image-2',
			authHeaders: { authorization: 'Bearer k' },
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
			onPartial: ({ bytes }: PartialImage) => seen.push(`partial ${nameOf(bytes)}`),
			onImage: ({ bytes }: GeneratedImage) => {
				seen.push(`image ${nameOf(bytes)}`);
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
			result.images.map(({ index, bytes }) => [index, nameOf(bytes)]),
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
					order.push(`begin ${nameOf(bytes)}`);
					await new Promise((resolve) => setTimeout(resolve, 5));
					order.push(`end ${nameOf(bytes)}`);
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
			['a network that went away under the connection', new FoveaError('connectionRefused', { host: 'h' }), 'connectionRefused'],
			['a certificate that is not trusted', withNothingSent(new FoveaError('tls', { host: 'h', fault: 'untrusted' })), 'tls'],
			['a timeout', new FoveaError('timeout', { host: 'h', seconds: 1, limit: 'total' }), 'timeout'],
			['an answer cut in the middle', { body: ['{"data":[', lost()] }, 'connectionLost'],
			['an answer that is no answer', { body: ['<html>'] }, 'malformedAnswer'],
			['an answer that is empty', { body: ['\n', ' '] }, 'emptyAnswer'],
			['null', { body: ['null'] }, 'emptyAnswer'],
			['an answer without an image', json({ data: [] }), 'noImage'],
			['a stream that breaks before the image', sse(lost()), 'connectionLost'],
			['a stream that says it is limited', sse({ type: 'error', error: { code: 'rate_limit_exceeded' } }), 'rateLimited'],
			['a stream that ends without the image', sse({ type: 'keepalive' }), 'noImage'],
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

	test('a refusal that breaks off is told by its status and the codes that came', async () => {
		const broken = (status: number, begin: string): Scripted => ({
			status,
			body: [begin, new FoveaError('connectionLost', { host: 'h' }, 'x')],
		});
		const { generate } = stage([broken(400, '{"error":{"code":"moderation_blocked","message":"Your req'), broken(401, '{"err')]);

		await assert.rejects(generate(), { code: 'contentFiltered' });
		await assert.rejects(generate(), { code: 'unauthorized' });
	});

	suite('a request that provably did not run is sent again', () => {
		for (const [name, answer] of [
			['429', json({}, 429, { 'retry-after-ms': '1' })],
			['no connection', refusedConnection()],
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

		for (const [why, answer] of [
			[
				'for who is not verified (continuedev/continue#8209)',
				{ param: 'stream', code: 'unsupported_value', message: 'Your organization must be verified to stream this model.' },
			],
			[
				'without previews (QuantumNous/new-api#1234)',
				{ param: 'tools', type: 'image_generation_user_error', message: 'Streaming must have non-zero partial images.' },
			],
		] as const) {
			test(`a stream that is refused ${why} is left out, too`, async () => {
				const { generate, transport } = stage([json({ error: answer }, 400), images('a')]);
				await generate({ stream: true, partial_images: 1 });
				assert.deepEqual(transport.bodies()[1], { model: 'gpt-image-2', prompt: 'a fox' });
			});
		}

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

	suite('a good status that carries an error is that error, and nothing is asked twice', () => {
		// Bodies as services and gateways give them; OpenRouter, One API, xAI and Cloudflare answer so.
		const cases: readonly (readonly [string, unknown, Record<string, unknown>])[] = [
			['moderation', { error: { code: 'moderation_blocked', message: 'x' } }, { code: 'contentFiltered' }],
			['moderation beside empty data', { created: 1, data: [], error: { code: 'content_policy_violation' } }, { code: 'contentFiltered' }],
			["a filter of Foundry's own models", { error: { code: 'content_safety_violation' } }, { code: 'contentFiltered' }],
			['an entry that did not respect moderation', { data: [{ respect_moderation: false }] }, { code: 'contentFiltered' }],
			['an entry with an error', { data: [{ error: { code: 'content_filter' } }] }, { code: 'contentFiltered' }],
			['a rate limit', { error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } }, { code: 'rateLimited' }],
			['a status in the body', { error: { code: 429, message: 'Provider returned error' } }, { code: 'rateLimited' }],
			[
				'a failure in the body',
				{ error: { code: 502, message: 'x' } },
				{ code: 'serviceFailed', facts: { host: 'api.openai.com', status: 502 } },
			],
			['no money', { error: { code: 402, message: 'x' } }, { code: 'quotaExhausted' }],
			['a key that is not known', { error: { code: 'invalid_api_key' } }, { code: 'unauthorized' }],
			['a word', { error: 'upstream failed' }, { code: 'errorAnswer' }],
			['a list', { success: false, errors: [{ code: 7003, message: 'x' }] }, { code: 'errorAnswer' }],
			['a refused field', { error: { code: 'unknown_parameter', param: 'stream' } }, { code: 'unknownParameter' }],
			['a detail', { detail: 'Model is loading' }, { code: 'errorAnswer' }],
			['no images and no word', { data: [] }, { code: 'noImage' }],
		];
		for (const [name, body, expected] of cases) {
			test(`${name}, as JSON`, async () => {
				const { generate, transport } = stage([json(body)]);
				await assert.rejects(generate({ stream: true }), expected);
				assert.equal(transport.posts.length, 1);
			});

			test(`${name}, as an event of a stream`, async () => {
				const { generate, transport } = stage([sse(partialless, body as object)]);
				await assert.rejects(generate({ stream: true }), expected);
				assert.equal(transport.posts.length, 1);
			});
		}

		const said = 'I cannot draw real people.\nTry another prompt.';
		const inWords: readonly (readonly [string, object])[] = [
			['a chat', { choices: [{ message: { role: 'assistant', content: said } }] }],
			['a chat with parts', { choices: [{ message: { content: [{ type: 'text', text: said }] } }] }],
			['a chat that refuses', { choices: [{ message: { content: null, refusal: said } }] }],
			['the responses API', { status: 'completed', output: [{ type: 'message', content: [{ type: 'output_text', text: said }] }] }],
			["Google's models", { candidates: [{ content: { parts: [{ text: said }] }, finishReason: 'STOP' }] }],
			['a list with a text', { created: 1, data: [{ text: said }] }],
		];
		for (const [name, body] of inWords) {
			test(`an answer in words, in the form of ${name}, is told in one line, as JSON and as the end of a stream`, async () => {
				for (const answer of [json(body), sse(partialless, { type: 'response.completed', response: body })]) {
					const { generate } = stage([answer]);
					await assert.rejects(generate({ stream: true }), {
						code: 'noImage',
						facts: { host: 'api.openai.com', words: 'I cannot draw real people. Try another prompt.' },
					});
				}
			});
		}

		test('words in place of an image are told without the key, and are not as long as a service likes', async () => {
			const content = `The key is secret-key. ${'word '.repeat(10_000)}`;
			const { generate } = stage([json({ choices: Array.from({ length: 100 }, () => ({ message: { content } })) })], {
				authHeaders: { authorization: 'Bearer secret-key' },
			});
			await assert.rejects(generate(), (error) => {
				const { words = '' } = (error as FoveaError<'noImage'>).facts;
				return words.startsWith('The key is •••. word') && words.length < 5000;
			});
		});

		test('an image that is the whole answer is kept', async () => {
			const png = Buffer.from(b64('a'), 'base64');
			const { generate } = stage([
				{ status: 200, headers: { 'content-type': 'image/png' }, body: [png.subarray(0, 10), png.subarray(10)] },
			]);
			const { images: kept } = await generate();
			assert.deepEqual(
				kept.map(({ bytes }) => bytes),
				[png],
			);
		});

		test('an image beside an error is kept, and the error told', async () => {
			const { generate } = stage([json({ data: [{ b64_json: b64('a') }], error: { code: 'moderation_blocked' } })]);
			const { images: kept, failures } = await generate({ n: 2 });
			assert.deepEqual([kept.length, failures.map((error) => codeOf(error))], [1, ['contentFiltered']]);
		});
	});

	test('an image that the summary of a stream repeats is one', async () => {
		const item = { type: 'image_generation_call', result: b64('done') };
		const { generate } = stage([
			sse({ type: 'response.output_item.done', item }, { type: 'response.completed', response: { output: [item] } }),
		]);

		const { images } = await generate({ stream: true });

		assert.deepEqual(
			images.map(({ bytes }) => nameOf(bytes)),
			['done'],
		);
	});

	suite('whatever stands in a stream, the image is not lost', () => {
		const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
		const done = event(completed('done'));
		for (const noise of [
			'data: hello\n\n',
			'data: 1\n\n',
			'data: null\n\n',
			'data: []\n\n',
			'data: {"type":\n\n',
			'data: [DONE]\n\n',
			'data\n\n',
			': comment\n\n',
			':\n:\n:\n',
			'event: ping\n\n',
			'event: heartbeat\ndata: {"time":1}\n\n',
			'id: 4\nretry: 100\n\n',
			'nonsense: x\n\n',
			'\r\n\r\n',
			'event: x\rdata: {}\r\r',
			event({ type: 'image_generation.unheard_of', size: 'x' }),
			event({ type: 'image_generation.partial_image', b64_json: 'no picture' }),
			event({ error: null }),
		]) {
			for (const [where, body] of [
				['before', noise + done],
				['behind', done + noise],
				['around, with CRLF and a byte order mark', `\uFEFF${noise}${done}${noise}`.replaceAll(/\r?\n/g, '\r\n')],
			] as const) {
				test(`${JSON.stringify(noise)} ${where}`, async () => {
					const { generate, seen } = stage([{ headers: { 'content-type': 'text/event-stream' }, body: [body] }]);
					const { failures } = await generate({ stream: true });
					assert.deepEqual([seen, failures.length], [['image done'], 0]);
				});
			}
		}

		test('a server that leaves the connection open behind [DONE] keeps nobody waiting', async () => {
			const open = async function* (): AsyncGenerator<Uint8Array> {
				yield Buffer.from(`${done}data: [DONE]\n\n`);
				throw new Error('read on');
			};
			const { generate, transport, seen } = stage([]);
			transport.stream = () => Promise.resolve({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: open() });
			await generate({ stream: true });
			assert.deepEqual(seen, ['image done']);
		});

		for (const [label, type] of [
			['JSON', 'application/json'],
			['nothing', ''],
			['text', 'text/plain'],
			['bytes', 'application/octet-stream'],
		]) {
			test(`a stream that is labelled ${label}`, async () => {
				const { generate, seen } = stage([{ headers: { 'content-type': type! }, body: [`\n: hi\n\n${event(partial(0))}`, done] }]);
				await generate({ stream: true });
				assert.deepEqual(seen, ['partial p0', 'image done']);
			});
		}

		for (const [label, type] of [
			['a stream', 'text/event-stream'],
			['nothing', ''],
			['HTML', 'text/html; charset=utf-8'],
		]) {
			test(`JSON that is labelled ${label}, white space before it`, async () => {
				const { generate, seen } = stage([
					{ headers: { 'content-type': type! }, body: ['\uFEFF', '  \n', '\n', JSON.stringify({ data: [{ b64_json: b64('a') }] })] },
				]);
				await generate({ stream: true });
				assert.deepEqual(seen, ['image a']);
			});
		}
	});

	suite('a stream that ends with previews only', () => {
		for (const [how, parts, code] of [
			['quietly', [partial(0), partial(1)], 'unfinishedImage'],
			['with a broken connection', [partial(0), partial(1), lost()], 'connectionLost'],
			['with an error', [partial(0), partial(1), { error: { code: 'server_error' } }], 'errorAnswer'],
		] as const) {
			test(`${how}: the last one is kept as what it is`, async () => {
				const { generate } = stage([sse(...parts)]);
				const { images: kept, failures } = await generate({ stream: true });
				assert.deepEqual(
					[kept.map(({ bytes, unfinished }) => [nameOf(bytes), unfinished]), failures.map((error) => codeOf(error))],
					[[['p1', true]], [code]],
				);
			});
		}

		test('with a refusal: nothing is kept of what was held back', async () => {
			const { generate, seen } = stage([sse(partial(0), { type: 'error', error: { code: 'moderation_blocked' } })]);
			await assert.rejects(generate({ stream: true }), { code: 'contentFiltered' });
			assert.deepEqual(seen, ['partial p0']);
		});
	});

	suite('what is no picture is not kept as one', () => {
		const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADUlEQVR4nGP4z8DwHwAFAAH/6Dbd0AAAAABJRU5ErkJggg==', 'base64');
		for (const [name, bytes] of [
			['an error page', Buffer.from('<!DOCTYPE html><html><svg></svg></html>')],
			['a text', Buffer.from('rate limit exceeded, try later')],
			['half a PNG', png.subarray(0, 60)],
			['a PNG without its end', png.subarray(0, -12)],
			['the head of a PNG', png.subarray(0, 8)],
			['a JPEG without pixels', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2])],
			['half a WebP', Buffer.from('RIFF\xff\0\0\0WEBPVP8 \xf0\0\0\0', 'latin1')],
			['half an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><text>a')],
			['zeros', Buffer.alloc(1000)],
		] as const) {
			test(name, async () => {
				const { generate, seen, transport } = stage([json({ data: [{ b64_json: bytes.toString('base64') }] })]);
				await assert.rejects(generate(), { code: 'damagedImage', facts: { host: 'api.openai.com' } });
				assert.deepEqual([seen, transport.posts.length], [[], 1]);
			});
		}
	});

	suite('a key that a service repeats', () => {
		const authHeaders = { 'api-key': 'azure-secret-0', authorization: 'Bearer sk-secret-1' };
		const echo = 'a fox for azure-secret-0 and sk-secret-1';

		test('in the prompt that it rewrote stays in no fact of the refusal', async () => {
			for (const answer of [
				json({ error: { code: 'contentFilter', inner_error: { revised_prompt: echo } } }, 400),
				json({ error: { code: 'contentFilter', inner_error: { revised_prompt: echo } } }),
				json({ data: [{ revised_prompt: echo, content_filter_results: { hate: { filtered: true } } }] }),
				sse({ type: 'error', error: { code: 'moderation_blocked', inner_error: { revised_prompt: echo } } }),
			]) {
				const { generate } = stage([answer], { authHeaders });
				await assert.rejects(generate(), (error: FoveaError) => {
					assert.equal((error as FoveaError<'contentFiltered'>).facts.revisedPrompt, 'a fox for ••• and •••');
					return error.code === 'contentFiltered';
				});
			}
		});

		test('goes into no image', async () => {
			const { generate } = stage([json({ quality: 'sk-secret-1', data: [{ b64_json: b64('a'), revised_prompt: echo }] })], { authHeaders });
			const { images: kept } = await generate();
			assert.deepEqual([kept[0]?.revised_prompt, kept[0]?.actual], ['a fox for ••• and •••', { quality: '•••' }]);
		});
	});

	suite('answers that are made to harm', function () {
		// In more than linear time each takes minutes.
		this.timeout(120_000);
		for (const [name, body] of [
			['a hundred million levels', '['.repeat(50_000_000)],
			['levels in an event', `data: ${'{"a":'.repeat(5_000_000)}\n\n`],
			['millions of members', `{"data":[${'0,'.repeat(5_000_000)}0]}`],
			['hundreds of thousands of names', `{"data":{${Array.from({ length: 400_000 }, (_, n) => `"n${n}":0`).join()}}}`],
			['millions of empty lines', 'data:\n'.repeat(2_000_000)],
			['a string that is all escapes', `{"data":"${'\\\\'.repeat(5_000_000)}"}`],
		] as const) {
			test(name, async () => {
				const { generate } = stage([{ headers: { 'content-type': '' }, body: [body] }]);
				const milliseconds = processorTime();
				await assert.rejects(generate(), { name: 'FoveaError' });
				const took = milliseconds();
				assert.ok(took < 3000, `${took} ms`);
			});
		}

		test('a body of single bytes takes memory for its bytes, not for its pieces', async () => {
			const before = process.memoryUsage().rss;
			const { generate, transport, seen } = stage([]);
			const text = Buffer.from(`{"data":[{"b64_json":"${b64('a')}"}],"x":"${'y'.repeat(1_000_000)}"}`);
			async function* bytes(): AsyncGenerator<Uint8Array> {
				for (let at = 0; at < text.length; at++) {
					yield Buffer.from(text.subarray(at, at + 1));
				}
			}
			transport.stream = () => Promise.resolve({ status: 200, headers: {}, body: bytes() });
			await generate();
			assert.deepEqual(seen, ['image a']);
			assert.ok(process.memoryUsage().rss - before < 300_000_000);
		});
	});

	suite('a gateway that begins a task', () => {
		const compatible = { endpoint: imageEndpoint('https://gateway.example/v1', 'compatible'), taskPauseMs: 1 };
		const drawn = { url: `data:image/svg+xml,${encodeURIComponent(svg('fox'))}` };
		const places = ['https://gateway.example/v1/images/generations/t-1', 'https://gateway.example/v1/tasks/t-1'];

		test('is asked with the key until the task is over (basketikun/infinite-canvas#231)', async () => {
			const { transport, generate, seen } = stage(
				[
					json({ id: 't-1', object: 'generation.task', status: 'queued', progress: 0 }),
					json({ id: 't-1', object: 'generation.task', status: 'in_progress' }),
					lost(),
					json({ id: 't-1', object: 'generation.task', status: 'completed', result: { data: [drawn] } }),
				],
				compatible,
			);
			await generate();

			assert.deepEqual([seen, transport.posts.length], [['image fox'], 1]);
			assert.deepEqual([...new Set(transport.gets.map(String))], [places[0]]);
			assert.deepEqual(transport.headers[0], { authorization: 'Bearer k' });
		});

		test('is asked at its other place (liliMozi/openhanako#1684)', async () => {
			const { transport, generate, seen } = stage(
				[
					json({ code: 200, data: [{ status: 'submitted', task_id: 't-1' }] }),
					json({ detail: 'Not Found' }, 404),
					json({ code: 200, data: { id: 't-1', status: 'processing' } }),
					json({ code: 200, data: { id: 't-1', status: 'completed', output: { image_urls: [drawn.url] } } }),
				],
				compatible,
			);
			await generate();

			assert.deepEqual([seen, transport.gets.map(String)], [['image fox'], [places[0], places[1], places[1]]]);
		});

		test('says why the task failed', async () => {
			const error = { code: 'moderation_blocked', message: 'x' };
			for (const [answer, code] of [
				[{ task_id: 't-1', status: 'failed', error }, 'contentFiltered'],
				[{ code: 200, data: { id: 't-1', status: 'failed', error } }, 'contentFiltered'],
				[{ code: 200, data: { id: 't-1', status: 'failed', message: 'insufficient balance' } }, 'quotaExhausted'],
				[{ code: 200, data: [{ task_id: 't-1', status: 'cancelled' }] }, 'errorAnswer'],
				[{ code: 200, data: { id: 't-1', status: 'FAILURE', fail_reason: 'x' } }, 'errorAnswer'],
				[{ task_id: 't-1', status: 'succeeded' }, 'noImage'],
				[{ code: 200, data: { id: 't-1', status: 'completed', output: {} } }, 'noImage'],
			] as const) {
				const { generate } = stage([json({ task_id: 't-1', status: 'pending' }), json(answer)], compatible);
				await assert.rejects(generate(), { code }, JSON.stringify(answer));
			}
		});

		test('that does not know the task has no image, and is not asked to draw again', async () => {
			const { transport, generate } = stage([json({ task_id: 't-1', status: 'pending' }), json({}, 404), json({}, 404)], compatible);

			await assert.rejects(generate(), (error) => codeOf(error) === 'noImage');
			assert.equal(transport.posts.length, 1);
		});

		test('is asked for no longer than an answer may take', async () => {
			const { transport, generate } = stage(
				Array.from({ length: 50 }, () => json({ task_id: 't-1', status: 'pending' })),
				{ ...compatible, timeoutMs: 3 },
			);

			await assert.rejects(generate(), (error) => codeOf(error) === 'timeout');
			assert.equal(transport.posts.length, 1);
		});

		test('with a name that is no part of an address is not asked', async () => {
			const { transport, generate } = stage([json({ task_id: '../keys?x=', status: 'pending' })], compatible);

			await assert.rejects(generate(), (error) => codeOf(error) === 'malformedAnswer');
			assert.deepEqual(transport.gets, []);
		});
	});

	suite('an image behind an address', () => {
		const local = { endpoint: imageEndpoint('http://127.0.0.1:9/v1', 'compatible') };
		const address = 'https://oaidalleapiprodscus.blob.core.windows.net/x.png';

		test('is fetched at once, again when the connection breaks, and the drawing is not repeated', async () => {
			const { generate, transport, seen } = stage([
				json({ data: [{ url: address }] }),
				lost(),
				{ body: [svg('bytes').slice(0, 9), svg('bytes').slice(9)] },
			]);
			await generate();
			assert.deepEqual([seen, transport.gets.map(String), transport.posts.length], [['image bytes'], [address, address], 1]);
		});

		test('is fetched as it was signed, and as it was meant where it comes escaped for HTML', async () => {
			const signed = '/x.png?se=2030-01-01T00%3A00%3A00Z&sig=a%2Bb%2F+c==';
			for (const url of [signed, signed.replaceAll('&', '&amp;')]) {
				const { generate, transport } = stage([json({ data: [{ url }] }), { body: [svg('a')] }]);
				await generate();
				assert.equal(transport.gets[0]?.href, `https://api.openai.com${signed}`);
			}
		});

		test('of another host is not fetched before somebody agrees, and its address is given on', async () => {
			const { generate, transport } = stage([json({ data: [{ url: 'https://cdn.example/1.png', revised_prompt: 'r' }] })], local);
			const given: string[] = [];
			const { images, elsewhere, failures } = await generate({}, { onElsewhere: ({ url }) => void given.push(url.href) });
			assert.deepEqual(
				[images, elsewhere, failures],
				[[], [{ index: 0, url: new URL('https://cdn.example/1.png'), actual: {}, revised_prompt: 'r' }], []],
			);
			assert.deepEqual([given, transport.gets.length, transport.posts.length], [['https://cdn.example/1.png'], 0, 1]);
		});

		test('is fetched from a host that was agreed to, and from no other', async () => {
			const { generate, transport, seen } = stage(
				[json({ data: [{ url: 'http://127.0.0.2/1.png' }, { url: 'http://127.0.0.3/2.png' }] }), { body: [svg('far')] }],
				{ ...local, agreedHosts: ['127.0.0.1:9 127.0.0.2', 'api.openai.com 127.0.0.3'] },
			);
			const { elsewhere } = await generate({ n: 2 });
			assert.deepEqual([seen, transport.gets.map(String), transport.reaches], [['image far'], ['http://127.0.0.2/1.png'], [2]]);
			assert.deepEqual(
				elsewhere.map(({ url }) => url.host),
				['127.0.0.3'],
			);
		});

		for (const address of [
			'http://127.0.0.1/x',
			'http://localhost/x',
			'http://a.localhost/x',
			'http://localhost./x',
			'http://2130706433/x',
			'http://0x7f.1/x',
			'http://0177.0.0.1/x',
			'http://[::1]/x',
			'http://[::ffff:127.0.0.1]/x',
			'http://[::ffff:a9fe:a9fe]/x',
			'http://[64:ff9b::a9fe:a9fe]/x',
			'http://169.254.169.254/x',
			'http://10.1.2.3/x',
			'http://192.168.0.1/x',
			'http://172.31.0.1/x',
			'http://100.100.100.200/x',
			'http://[fd00:ec2::254]/x',
			'http://[fe80::1]/x',
			'http://0.0.0.0/x',
			'http://[::]/x',
			'http://user:word@93.184.216.34/x',
		]) {
			test(`${address} is asked nothing by the word of a service of the internet, agreed or not`, async () => {
				const { generate, transport } = stage([json({ data: [{ url: address }] })], {
					endpoint: imageEndpoint('https://93.184.216.34/v1', 'compatible'),
					agreedHosts: [`93.184.216.34 ${new URL(address).host}`],
				});
				const { elsewhere, failures } = await generate();
				assert.deepEqual([elsewhere.length, failures.map((error) => codeOf(error)), transport.gets.length], [1, ['downloadRefused'], 0]);
			});
		}

		test('that cannot be fetched is given on, with the reason', async () => {
			for (const [answer, code] of [
				[{ status: 403, body: ['<Error/>'] }, 'downloadFailed'],
				[{ status: 302, headers: { location: 'http://127.0.0.1/' }, body: [] }, 'downloadFailed'],
				[{ body: ['<html>Sign in</html>'] }, 'damagedImage'],
			] as const) {
				const { generate, transport } = stage([json({ data: [{ url: address }] }), answer]);
				const { elsewhere, failures } = await generate();
				assert.deepEqual([elsewhere.map(({ url }) => url.href), failures.map((error) => codeOf(error))], [[address], [code]]);
				assert.equal(transport.gets.length, 1);
			}
		});

		test('is given on when the request is cancelled while images are fetched, and so are all behind it', async () => {
			const controller = new AbortController();
			const { generate, transport } = stage([json({ data: [{ url: address }, { url: `${address}?2` }, { b64_json: b64('c') }] })]);
			transport.get = () => {
				controller.abort();
				return Promise.reject(controller.signal.reason as Error);
			};
			const given: string[] = [];
			await assert.rejects(
				generate(
					{},
					{
						signal: controller.signal,
						onElsewhere: ({ url }) => void given.push(url.search),
						onImage: ({ bytes }) => void given.push(nameOf(bytes)),
					},
				),
				{ name: 'AbortError' },
			);
			assert.deepEqual(given, ['', '?2', 'c']);
		});

		test('with the key in it goes nowhere', async () => {
			const { generate, transport } = stage([json({ data: [{ url: 'https://cdn.example/1.png?key=sk-secret-1' }] })], {
				authHeaders: { authorization: 'Bearer sk-secret-1' },
			});
			await assert.rejects(generate(), { code: 'downloadRefused', facts: { host: 'cdn.example' } });
			assert.equal(transport.gets.length, 0);
		});

		for (const address of ['ftp://h/x.png', 'file:///etc/passwd', 'javascript:alert(1)', 'blob:x', 'not an address \0']) {
			test(`${address} is no image`, async () => {
				const { generate } = stage([json({ data: [{ url: address }] })], local);
				const result = await generate().catch((error: unknown) => codeOf(error));
				assert.ok(result === 'noImage' || address.startsWith('not'));
			});
		}
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

		for (const [where, status, body] of [
			['BerriAI/litellm#11660', 404, { error: { code: '404', message: 'Resource not found' } }],
			['MartialBE/one-hub#672', 405, {}],
			['labring/aiproxy#395', 400, { error: { message: 'get request url failed: unsupported mode: ImagesEdits' } }],
		] as const) {
			test(`a server that has none is said to, status ${status} (${where})`, async () => {
				const { generator, options } = stage([json(body, status)]);
				await assert.rejects(generator.edit({ prompt: 'x', settings: {}, images: [png] }, options), { code: 'editsUnsupported' });
			});
		}

		for (const [where, status, message] of [
			[
				'langgenius/dify-official-plugins#2881',
				400,
				"Unsupported content type: 'multipart/form-data'. This API method only accepts 'application/json' requests",
			],
			['DEEIX-AI/DEEIX-Chat#579', 415, '图片编辑仅支持 application/json'],
		] as const) {
			test(`go as JSON to a server that takes no form, from then on (${where})`, async () => {
				const { generator, options, transport, refused } = stage([json({ error: { message } }, status), images('a'), images('b')]);
				const request = { prompt: 'x', settings: { n: 1 }, images: [png], mask: Uint8Array.of(2) };
				await generator.edit(request, options);
				await generator.edit(request, options);

				const bodies = transport.posts.slice(1).map(({ body }) => JSON.parse(Buffer.concat([...body.chunks()]).toString()) as unknown);
				const body = {
					...{ model: 'gpt-image-2', prompt: 'x', n: 1 },
					...{ images: [{ image_url: 'data:image/png;base64,AQ==' }], mask: { image_url: 'data:image/png;base64,Ag==' } },
				};
				assert.deepEqual(bodies, [body, body]);
				assert.deepEqual(refused, ['multipart']);
			});
		}

		test('are told to be missing where neither a form nor JSON is taken', async () => {
			const { generator, options } = stage([json({}, 415), json({}, 415)]);
			await assert.rejects(generator.edit({ prompt: 'x', settings: {}, images: [png] }, options), { code: 'editsUnsupported' });
		});

		test('of a model that is not there are not the reason', async () => {
			const { generator, options } = stage([json({ error: { code: 'DeploymentNotFound' } }, 404)]);
			await assert.rejects(generator.edit({ prompt: 'x', settings: {}, images: [png] }, options), { code: 'modelNotFound' });
		});
	});
});
