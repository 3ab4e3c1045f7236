import assert from 'node:assert/strict';
import type { ReferenceImage } from '../../../../src/core/image/generator.ts';
import { imageModel } from '../../../../src/core/image/models.ts';
import { type WireTarget, editBody, fromWire, generationBody, generationFields, imageEvents } from '../../../../src/core/image/openai.ts';
import { encodeImage } from '../../../support/emulator/images/imageFile.ts';
import { drawPicture } from '../../../support/emulator/images/picture.ts';
import type { ImageSettings } from '../../../../src/core/image/settings.ts';

const endpoint = new URL('https://r.openai.azure.com/openai/v1/images/generations');

function target(model: string, overrides: Partial<WireTarget> = {}): WireTarget {
	return { route: 'openai', model, rules: imageModel(model), omit: new Set(), ...overrides };
}

const smallPng = encodeImage(
	drawPicture({ width: 64, height: 64, seed: '1', title: 'small', notes: [], code: '00000000', transparent: false }),
	'png',
	100,
	'1',
);

const percentEncoded = (bytes: Buffer) => bytes.toString('hex').replace(/../g, '%$&');

suite('generationFields', () => {
	const everything: ImageSettings = {
		n: 2,
		size: '1024x1024',
		quality: 'high',
		style: 'vivid',
		background: 'transparent',
		output_format: 'webp',
		output_compression: 70,
		moderation: 'low',
		input_fidelity: 'high',
		complexity: 'low',
		stream: true,
		partial_images: 2,
	};
	const fields = (model: string, settings: ImageSettings, overrides?: Partial<WireTarget>) =>
		generationFields({ prompt: 'a fox', settings }, target(model, overrides));

	test('gpt-image gets what it takes, and never response_format', () =>
		assert.deepEqual(fields('gpt-image-1', everything), {
			model: 'gpt-image-1',
			prompt: 'a fox',
			n: 2,
			size: '1024x1024',
			quality: 'high',
			background: 'transparent',
			output_format: 'webp',
			output_compression: 70,
			moderation: 'low',
			input_fidelity: 'high',
			stream: true,
			partial_images: 2,
		}));

	test('dall-e-3 is asked for the image itself', () =>
		assert.deepEqual(fields('dall-e-3', { n: 1, size: '1792x1024', quality: 'hd', style: 'natural', stream: true }), {
			model: 'dall-e-3',
			prompt: 'a fox',
			n: 1,
			size: '1792x1024',
			quality: 'hd',
			style: 'natural',
			response_format: 'b64_json',
		}));

	test('an unknown model gets prompt, model, n and size', () =>
		assert.deepEqual(fields('flux', everything), { model: 'flux', prompt: 'a fox', n: 2, size: '1024x1024' }));

	test('complexity is for 2.6', () => assert.equal(fields('gpt-image-2.6-flare', everything)['complexity'], 'low'));

	test('auto goes unsaid but for the size', () =>
		assert.deepEqual(fields('gpt-image-2', { size: 'auto', quality: 'auto', background: 'auto', moderation: 'auto' }), {
			model: 'gpt-image-2',
			prompt: 'a fox',
			size: 'auto',
		}));

	test('on the deployments route the path names the model', () =>
		assert.deepEqual(fields('gpt-image-1', { n: 1 }, { route: 'azureDeployment' }), { prompt: 'a fox', n: 1 }));

	test('the model inference API gets its four required fields', () =>
		assert.deepEqual(fields('gpt-image-1', { quality: 'high', size: 'auto' }, { route: 'azureInference' }), {
			model: 'gpt-image-1',
			prompt: 'a fox',
			n: 1,
			size: '1024x1024',
		}));

	test('refused fields are left out', () =>
		assert.deepEqual(fields('gpt-image-2', { n: 1, stream: true, partial_images: 1 }, { omit: new Set(['stream', 'partial_images']) }), {
			model: 'gpt-image-2',
			prompt: 'a fox',
			n: 1,
		}));

	test('the body is JSON of the length that it says', () => {
		const body = generationBody({ prompt: 'naïve 🎨', settings: {} }, target('gpt-image-2'));
		const bytes = Buffer.concat([...body.chunks()]);
		assert.deepEqual(
			[body.contentType, body.length, JSON.parse(bytes.toString())],
			['application/json', bytes.length, { model: 'gpt-image-2', prompt: 'naïve 🎨' }],
		);
	});
});

suite('editBody', () => {
	const png: ReferenceImage = { mediaType: 'image/png', bytes: Uint8Array.of(0x89, 0x50, 0x0d, 0x0a, 0x2d, 0x2d, 0) };
	const jpeg: ReferenceImage = { mediaType: 'image/jpeg', bytes: Uint8Array.of(0xff, 0xd8) };
	const parse = async (body: ReturnType<typeof editBody>) => {
		const bytes = Buffer.concat([...body.chunks()]);
		assert.equal(bytes.length, body.length);
		const form = await new Response(bytes, { headers: { 'content-type': body.contentType } }).formData();
		return Promise.all(
			[...form].map(async ([name, value]) => [
				name,
				typeof value === 'string' ? value : [value.name, value.type, ...new Uint8Array(await value.arrayBuffer())],
			]),
		);
	};

	test('a mask that the server has refused is left out', async () => {
		const { omit: none, ...model } = target('gpt-image-1');
		const request = { prompt: 'x', settings: {}, images: [png], mask: Uint8Array.of(7) };
		const names = async (omit: ReadonlySet<string>) => (await parse(editBody(request, { ...model, omit }))).map(([name]) => name);

		assert.deepEqual(
			[await names(none), await names(new Set(['mask']))].map((list) => list.includes('mask')),
			[true, false],
		);
	});

	test('a form has no moderation', async () => {
		const names = (await parse(editBody({ prompt: 'x', settings: { moderation: 'low' }, images: [png] }, target('gpt-image-1')))).map(
			([name]) => name,
		);

		assert.ok(!names.includes('moderation'));
	});

	test('is a form that others read, byte for byte', async () => {
		const body = editBody(
			{
				prompt: 'añade "un" gato\r\n--x',
				settings: { size: 'auto', quality: 'low', stream: true },
				images: [png, jpeg],
				mask: Uint8Array.of(7),
			},
			target('gpt-image-1'),
		);
		assert.deepEqual(await parse(body), [
			['model', 'gpt-image-1'],
			['prompt', 'añade "un" gato\r\n--x'],
			['size', 'auto'],
			['quality', 'low'],
			['stream', 'true'],
			['image[]', ['image-1.png', 'image/png', ...png.bytes]],
			['image[]', ['image-2.jpeg', 'image/jpeg', ...jpeg.bytes]],
			['mask', ['mask.png', 'image/png', 7]],
		]);
	});

	test('dall-e-2 has one image, named so', async () => {
		const names = (await parse(editBody({ prompt: 'x', settings: {}, images: [png] }, target('dall-e-2')))).map(([name]) => name);
		assert.deepEqual(names, ['model', 'prompt', 'response_format', 'image']);
	});

	test('sends the bytes from where they are, as often as asked', () => {
		const body = editBody({ prompt: 'x', settings: {}, images: [png] }, target('gpt-image-1'));
		const sent = [[...body.chunks()], [...body.chunks()]];
		assert.ok(sent.every((chunks) => chunks.includes(png.bytes)));
		assert.deepEqual(sent[0], sent[1]);
	});
});

suite('fromWire', () => {
	const b64 = Buffer.from('image').toString('base64');

	test('reads an answer of gpt-image with its echo and usage', () =>
		assert.deepEqual(
			fromWire(
				{
					created: 1713833628,
					data: [{ b64_json: b64 }],
					background: 'transparent',
					output_format: 'png',
					size: '1536x864',
					quality: 'high',
					usage: {
						total_tokens: 100,
						input_tokens: 50,
						output_tokens: 50,
						input_tokens_details: { text_tokens: 10, image_tokens: 40 },
					},
				},
				endpoint,
			),
			{
				images: [{ kind: 'bytes', bytes: Buffer.from('image') }],
				actual: { background: 'transparent', output_format: 'png', size: '1536x864', quality: 'high' },
				usage: {
					input_tokens: 50,
					output_tokens: 50,
					total_tokens: 100,
					input_tokens_details: { text_tokens: 10, image_tokens: 40 },
				},
			},
		));

	test("reads Azure's dall-e-3 answer: an address, the rewritten prompt, filter results that filtered nothing", () =>
		assert.deepEqual(
			fromWire(
				{
					created: 1698342300,
					data: [
						{
							revised_prompt: 'A vivid fox.',
							prompt_filter_results: { profanity: { detected: false, filtered: false } },
							url: 'https://dalletipusw2.blob.core.windows.net/private/images/x/generated_00.png?se=2023',
							content_filter_results: { sexual: { severity: 'safe', filtered: false } },
						},
					],
				},
				endpoint,
			).images,
			[
				{
					kind: 'url',
					url: new URL('https://dalletipusw2.blob.core.windows.net/private/images/x/generated_00.png?se=2023'),
					revised_prompt: 'A vivid fox.',
				},
			],
		));

	test('reads what other servers make of it', () =>
		assert.deepEqual(
			fromWire(
				{
					data: [
						{ url: '/generated/1.png' },
						{ url: `data:image/png;base64,${b64}` },
						{ b64_json: `data:image/png;base64,${b64}` },
						{ image: b64, seed: 4 },
						{ url: 'data:text/html,<b>' },
						{ b64_json: '' },
						{ content_filter_results: { violence: { severity: 'high', filtered: true } } },
						'no object',
					],
					usage: { image_generations: 4 },
				},
				endpoint,
			),
			{
				images: [
					{ kind: 'url', url: new URL('https://r.openai.azure.com/generated/1.png') },
					{ kind: 'bytes', bytes: Buffer.from('image') },
					{ kind: 'bytes', bytes: Buffer.from('image') },
					{ kind: 'bytes', bytes: Buffer.from('image') },
					{ kind: 'nothing' },
					{ kind: 'nothing' },
					{ kind: 'filtered', results: { violence: { severity: 'high', filtered: true } } },
				],
				actual: {},
			},
		));

	const png = smallPng.toString('base64');
	const found = (answer: unknown) => fromWire(answer, endpoint).images.map((image) => (image.kind === 'url' ? image.url.href : image.kind));
	for (const [who, answer] of [
		['a list by itself (Open WebUI)', [{ url: 'https://h/1.png' }]],
		['one object for a list', { data: { url: 'https://h/1.png' } }],
		['images (SiliconFlow)', { images: [{ url: 'https://h/1.png' }], timings: { inference: 1.2 } }],
		['addresses by themselves', { data: ['https://h/1.png'] }],
		['addresses by themselves as output (Replicate)', { output: 'https://h/1.png', status: 'succeeded' }],
		['an address where the image should be', { data: [{ b64_json: 'https://h/1.png', url: null }] }],
		['an address in an object', { data: [{ image_url: { url: 'https://h/1.png' } }] }],
	] as const) {
		test(`${who}: the image is not lost`, () => assert.deepEqual(found(answer), ['https://h/1.png']));
	}
	for (const [who, answer] of [
		['result (Workers AI)', { result: { image: png }, success: true, errors: [] }],
		['artifacts (Stability AI)', { artifacts: [{ base64: png, seed: 1, finishReason: 'SUCCESS' }] }],
		['images by themselves', { images: [png], parameters: {}, info: '{}' }],
		['the image where its address should be', { data: [{ url: png }] }],
		['the image in capital letters', { data: [{ b64_json: `DATA:image/png;base64,${png}` }] }],
		['an empty list beside it', { data: [], images: [{ b64_json: png }] }],
		[
			'images of a message (OpenRouter)',
			{ choices: [{ message: { content: '', images: [{ image_url: { url: `data:image/png;base64,${png}` } }] } }] },
		],
		[
			'content of a message',
			{ choices: [{ message: { content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }] } }] },
		],
		['markdown of a message', { choices: [{ message: { content: `Here it is: ![image](data:image/png;base64,${png})` } }] }],
		['output of the responses API', { output: [{ type: 'image_generation_call', result: png }] }],
		[
			'inlineData (Google)',
			{ candidates: [{ content: { parts: [{ text: 'Here' }, { inlineData: { mimeType: 'image/png', data: png } }] } }] },
		],
		['a data: URI that is not base64', { data: [{ url: `data:image/png,${percentEncoded(Buffer.from(png, 'base64'))}` }] }],
		['a data: URI whose base64 is not named', { data: [{ url: `data:image/png,${png}` }] }],
	] as const) {
		test(`${who}: the image is not lost, and is whole`, () => {
			const [image] = fromWire(answer, endpoint).images;
			assert.deepEqual(image?.kind === 'bytes' && image.bytes, Buffer.from(png, 'base64'));
		});
	}

	for (const [answer, code] of [
		[null, 'emptyAnswer'],
		[undefined, 'malformedAnswer'],
		[{ data: {} }, 'malformedAnswer'],
		[[], 'malformedAnswer'],
		['<html>', 'malformedAnswer'],
	] as const) {
		test(`${JSON.stringify(answer)} is ${code}`, () => assert.throws(() => fromWire(answer, endpoint), { code }));
	}
});

suite('imageEvents', () => {
	const b64 = Buffer.from('image').toString('base64');
	const read = (json: unknown, event = '') => imageEvents({ event, data: JSON.stringify(json) }, endpoint)[0];

	const png = smallPng.toString('base64');
	for (const [what, json] of [
		['a list of images', { type: 'result', images: [{ b64_json: png }] }],
		['a delta of a chat', { choices: [{ delta: { images: [{ image_url: { url: `data:image/png;base64,${png}` } }] } }] }],
		['an item of the responses API', { type: 'response.output_item.done', item: { type: 'image_generation_call', result: png } }],
	] as const) {
		test(`${what} is a finished image`, () => {
			const event = read(json);
			const [image] = event?.kind === 'completed' ? event.answer.images : [];
			assert.ok(image?.kind === 'bytes' && image.bytes.equals(smallPng));
		});
	}

	test('what a server repeats of the request is no image of its', () =>
		assert.equal(read({ type: 'progress', input_image: `data:image/png;base64,${png}` }), undefined));

	test('a preview of the responses API', () =>
		assert.equal(read({ type: 'response.image_generation_call.partial_image', partial_image_b64: png })?.kind, 'partial'));

	for (const task of ['image_generation', 'image_edit']) {
		test(`${task}.partial_image`, () =>
			assert.deepEqual(read({ type: `${task}.partial_image`, b64_json: b64, partial_image_index: 1, size: '1024x1024' }), {
				kind: 'partial',
				partial_image_index: 1,
				bytes: Buffer.from('image'),
			}));

		test(`${task}.completed`, () =>
			assert.deepEqual(
				read({ type: `${task}.completed`, b64_json: b64, size: '1024x1024', usage: { input_tokens: 1, output_tokens: 2 } }),
				{
					kind: 'completed',
					answer: {
						images: [{ kind: 'bytes', bytes: Buffer.from('image') }],
						actual: { size: '1024x1024' },
						usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
					},
				},
			));
	}

	test('the type may stand in the event line alone', () =>
		assert.equal(read({ b64_json: b64 }, 'image_generation.completed')?.kind, 'completed'));

	test('errors in all places', () =>
		assert.deepEqual(
			[read({ type: 'error', error: {} }), read({ message: 'x' }, 'error'), read({ error: { code: 'x' } })].map((event) => event?.kind),
			['error', 'error', 'error'],
		));

	test('a response that failed, was cut off, or ended because of a filter', () =>
		assert.deepEqual(
			[
				read({ type: 'response.failed', response: { error: { code: 'server_error' } } }),
				read({ type: 'response.incomplete', response: { incomplete_details: { reason: 'max_output_tokens' } } }),
				read({ choices: [{ finish_reason: 'content_filter' }] }),
				read({ choices: [{ finish_reason: 'stop' }] }),
			].map((event) => event?.kind),
			['error', 'error', 'error', undefined],
		));

	test('a whole answer as an event', () => assert.equal(read({ data: [{ b64_json: b64 }] })?.kind, 'completed'));

	test('events of others are passed over', () => assert.equal(read({ type: 'keepalive' }), undefined));

	for (const data of ['hello', '1', 'null', '[DONE]', '[]', '"text"', '', '{"type":"image_generation.completed",', 'true']) {
		test(`${data || 'nothing'} says nothing about images`, () => assert.deepEqual(imageEvents({ event: '', data }, endpoint), []));
	}

	test('an image under a type that is not known is one', () =>
		assert.deepEqual(
			[read({ type: 'image.result', b64_json: b64 })?.kind, read({ type: 'image_generation.done', url: 'https://h/x.png' })?.kind],
			['completed', 'completed'],
		));

	test('two objects in one event, where the empty line between them is missing', () =>
		assert.deepEqual(
			imageEvents(
				{ event: '', data: `${JSON.stringify({ type: 'x.partial_image', b64_json: b64 })}\n{"error":{"code":"x"}}` },
				endpoint,
			).map(({ kind }) => kind),
			['partial', 'error'],
		));
});
