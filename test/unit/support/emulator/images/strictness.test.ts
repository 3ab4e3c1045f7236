import assert from 'node:assert/strict';
import type { ImageEmulator } from '../../../../support/emulator/images/imageEmulator.ts';
import { imageInfo } from '../../../../support/emulator/imageInfo.ts';
import { emulatedImageId } from '../../../../support/emulator/images/imageFile.ts';
import { decodePng, encodePng } from '../../../../support/emulator/images/pngFile.ts';
import { words } from '../../../../support/emulator/images/raster.ts';
import { apiKey, bearer, blob, form, imagesIn, png, post, problem, useImageEmulator } from './askImages.ts';

const size = (bytes: Buffer) => {
	const { mediaType, width, height } = imageInfo(bytes)!;
	return `${mediaType} ${width}x${height}`;
};

suite('Image emulator: what it takes and what it refuses', function () {
	const start = useImageEmulator();
	const generations = '/v1/images/generations';
	const edits = '/v1/images/edits';
	const small = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x640' };

	suite('OpenAI', () => {
		test('draws images of the asked size and format, each with an id of its own', async () => {
			const started = await start();
			const answers = [
				await post(started, generations, { ...small, n: 2 }),
				await post(started, generations, {
					...small,
					output_format: 'jpeg',
					output_compression: 60,
					quality: 'low',
					user: 'u',
					moderation: 'low',
				}),
				await post(started, generations, { ...small, output_format: 'webp', background: 'transparent' }),
				await post(started, generations, { model: 'gpt-image-1.5', prompt: 'a fox' }),
			];
			const images = answers.flatMap(imagesIn);
			assert.deepEqual(images.map(size), [
				'image/png 1024x640',
				'image/png 1024x640',
				'image/jpeg 1024x640',
				'image/webp 1024x640',
				'image/png 1024x1024',
			]);
			assert.deepEqual(
				images.map((image) => emulatedImageId(image)),
				started.sent.map(({ id }) => id),
			);
			assert.equal(new Set(started.sent.map(({ id }) => id)).size, 5);
			assert.match(answers[0]!.headers.get('x-request-id') ?? '', /^req_/);
		});

		test('draws GIF and SVG where the model has them', async () => {
			const started = await start();
			const asked = { ...small, model: 'gpt-image-2.6-flare', complexity: 'low', prompt: 'a <fox>' };
			const [gif] = imagesIn(await post(started, generations, { ...asked, output_format: 'gif' }));
			const [svg] = imagesIn(await post(started, generations, { ...asked, output_format: 'svg' }));
			assert.equal(size(gif!), 'image/gif 1024x640');
			assert.match(svg!.toString(), /^<svg [^>]*width="1024" height="640"[^]*a &#60;fox&#62;[^]*<\/svg>\n$/);
			assert.deepEqual(
				[gif!, svg!].map((image) => emulatedImageId(image)),
				started.sent.map(({ id }) => id),
			);
			assert.equal((await post(started, generations, { ...asked, output_format: 'svg', stream: true })).status, 501);
		});

		test('says what it drew and what it counted', async () => {
			const { body } = await post(await start(), generations, { ...small, quality: 'low' });
			const { data, created, ...rest } = body as { data: object[]; created: number };
			assert.ok(Math.abs(created - Date.now() / 1000) < 10);
			assert.deepEqual(Object.keys(data[0]!), ['b64_json']);
			assert.deepEqual(rest, {
				background: 'opaque',
				output_format: 'png',
				quality: 'low',
				size: '1024x640',
				usage: {
					total_tokens: 127,
					input_tokens: 2,
					output_tokens: 125,
					input_tokens_details: { text_tokens: 2, image_tokens: 0 },
					output_tokens_details: { text_tokens: 0, image_tokens: 125 },
				},
			});
		});

		const wrong: readonly (readonly [string, object, readonly unknown[]])[] = [
			['response_format', { ...small, response_format: 'b64_json' }, [400, 'unknown_parameter', 'response_format']],
			['style', { ...small, style: 'vivid' }, [400, 'unknown_parameter', 'style']],
			['a field of another service', { ...small, seed: 1 }, [400, 'unknown_parameter', 'seed']],
			['input_fidelity when nothing is edited', { ...small, input_fidelity: 'low' }, [400, 'unknown_parameter', 'input_fidelity']],
			['complexity before 2.6', { ...small, complexity: 'low' }, [400, 'unknown_parameter', 'complexity']],
			['another quality', { ...small, quality: 'hd' }, [400, 'invalid_value', 'quality']],
			['a quality of later models', { ...small, quality: 'max' }, [400, 'invalid_value', 'quality']],
			['a format of later models', { ...small, output_format: 'gif' }, [400, 'invalid_value', 'output_format']],
			['an odd size', { ...small, size: '1000x1000' }, [400, 'invalid_value', 'size']],
			['a size beyond the longest edge', { ...small, size: '4096x2048' }, [400, 'invalid_value', 'size']],
			['a size too narrow', { ...small, size: '3200x1024' }, [400, 'invalid_value', 'size']],
			['a size too small', { ...small, size: '512x512' }, [400, 'invalid_value', 'size']],
			['no size at all', { ...small, size: 'large' }, [400, 'invalid_value', 'size']],
			['a size off the list', { ...small, model: 'gpt-image-1-mini' }, [400, 'invalid_value', 'size']],
			['n of 0', { ...small, n: 0 }, [400, 'integer_below_min_value', 'n']],
			['n of 11', { ...small, n: 11 }, [400, 'integer_above_max_value', 'n']],
			['n as text', { ...small, n: '1' }, [400, 'invalid_type', 'n']],
			['no prompt', { model: 'gpt-image-2' }, [400, 'missing_required_parameter', 'prompt']],
			['a long prompt', { ...small, prompt: 'x'.repeat(32_001) }, [400, 'string_above_max_length', 'prompt']],
			['too many previews', { ...small, stream: true, partial_images: 4 }, [400, 'integer_above_max_value', 'partial_images']],
			['transparent JPEG', { ...small, background: 'transparent', output_format: 'jpeg' }, [400, 'invalid_value', 'background']],
			['compressed PNG', { ...small, output_compression: 50 }, [400, 'invalid_value', 'output_compression']],
			['a model that was never there', { ...small, model: 'gpt-image-9' }, [400, 'invalid_value', 'model']],
			['a model that draws nothing', { ...small, model: 'gpt-5.2' }, [400, 'invalid_value', 'model']],
			['a retired model', { ...small, model: 'dall-e-3' }, [404, 'model_not_found']],
			['no model, which once meant dall-e-2', { prompt: 'a fox' }, [404, 'model_not_found']],
		];
		for (const [name, body, refused] of wrong) {
			test(`refuses ${name}`, async () => {
				const started = await start();
				assert.deepEqual(problem(await post(started, generations, body)), refused);
				assert.deepEqual([started.sent.length, started.requests[0]!.drawn], [0, false]);
			});
		}

		test('words refusals as the service does', async () => {
			const started = await start({ models: { 'gpt-image-1': 'gpt-image-1', 'gpt-image-2': 'gpt-image-2' } });
			const body = async (fields: object) => (await post(started, generations, { ...small, ...fields })).body;
			assert.deepEqual(await body({ response_format: 'url' }), {
				error: {
					message: "Unknown parameter: 'response_format'.",
					type: 'invalid_request_error',
					param: 'response_format',
					code: 'unknown_parameter',
				},
			});
			assert.deepEqual(await body({ model: 'gpt-image-1', size: '1024x1024', quality: 'standard' }), {
				error: {
					message: "Invalid value: 'standard'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
					type: 'invalid_request_error',
					param: 'quality',
					code: 'invalid_value',
				},
			});
			assert.match(
				JSON.stringify(await body({ size: '1792x936' })),
				/Invalid size '1792x936'\. Width and height must both be divisible by 16\./,
			);
		});

		test('wants the key as a bearer token, a known path and JSON', async () => {
			const started = await start();
			assert.deepEqual(problem(await post(started, generations, small, {})), [401, null]);
			assert.deepEqual(problem(await post(started, generations, small, apiKey)), [401, null]);
			assert.deepEqual(problem(await post(started, generations, small, { authorization: 'Bearer wrong' })), [401, 'invalid_api_key']);
			assert.deepEqual(problem(await post(started, '/images/generations', small)), [404, null]);
			assert.deepEqual(problem(await post(started, generations, '{')), [400, null]);
			assert.deepEqual(problem(await post(started, generations, form([['prompt', 'x']]))), [400, 'unsupported_content_type']);
			assert.equal((await fetch(started.origin + generations, { headers: bearer })).status, 404);
		});

		test('lists its models, with the date on which they end', async () => {
			const started = await start();
			assert.equal((await fetch(`${started.origin}/v1/models`)).status, 401);
			const { data } = (await (await fetch(`${started.origin}/v1/models`, { headers: bearer })).json()) as {
				data: { id: string; shutdown_date?: string }[];
			};
			const ends = Object.fromEntries(data.map(({ id, shutdown_date }) => [id, shutdown_date]));
			assert.deepEqual([ends['gpt-image-1-mini'], ends['gpt-image-2'], 'dall-e-3' in ends], ['2026-12-01', undefined, false]);
		});

		test('a stream has previews that get finer and ends with the image', async () => {
			const started = await start();
			const { text, headers } = await post(started, generations, { ...small, stream: true, partial_images: 2 });
			const events = text
				.trimEnd()
				.split('\n\n')
				.map((event) => /^event: (.*)\ndata: (.*)$/.exec(event)!.slice(1))
				.map(([name, data]) => ({ name, data: JSON.parse(data!) as Record<string, unknown> }));
			assert.equal(headers.get('content-type'), 'text/event-stream; charset=utf-8');
			assert.deepEqual(
				events.map(({ name, data }) => [name, data['type'], data['partial_image_index'], 'usage' in data]),
				[
					['image_generation.partial_image', 'image_generation.partial_image', 0, false],
					['image_generation.partial_image', 'image_generation.partial_image', 1, false],
					['image_generation.completed', 'image_generation.completed', undefined, true],
				],
			);
			const colours = events.map(({ data }) => new Set(words(decodePng(Buffer.from(data['b64_json'] as string, 'base64'))!)).size);
			assert.ok(colours[0]! < colours[1]! && colours[1]! < colours[2]!, String(colours));
			assert.equal(started.sent.length, 1);
		});
	});

	suite('dall-e where a server still has it', () => {
		const models = { 'dall-e-3': 'dall-e-3', 'dall-e-2': 'dall-e-2' } as const;
		const dalle = { model: 'dall-e-3', prompt: 'a fox' };

		test('answers with an address that is served to whoever brings no key', async () => {
			const started = await start({ models });
			const { body } = await post(started, generations, { ...dalle, size: '1792x1024', quality: 'hd', style: 'natural' });
			const [entry] = (body as { data: { url: string; revised_prompt: string }[] }).data;
			assert.match(entry!.revised_prompt, /a fox/);
			assert.equal(started.sent.length, 0);
			assert.equal((await fetch(entry!.url, { headers: bearer })).status, 400);
			assert.equal((await fetch(entry!.url.split('?')[0]!)).status, 403);
			const image = Buffer.from(await (await fetch(entry!.url)).arrayBuffer());
			assert.deepEqual([size(image), emulatedImageId(image)], ['image/png 1792x1024', started.sent[0]?.id]);
			assert.deepEqual(started.requests[0]!.images, [started.sent[0]?.id]);
		});

		test('answers with base64 when asked to, and without tokens', async () => {
			const answer = await post(await start({ models }), generations, { ...dalle, response_format: 'b64_json' });
			assert.deepEqual(imagesIn(answer).map(size), ['image/png 1024x1024']);
			assert.equal('usage' in (answer.body as object), false);
		});

		for (const [name, fields, refused] of [
			['more than one', { n: 2 }, [400, 'integer_above_max_value', 'n']],
			['a size of gpt-image', { size: '1536x1024' }, [400, 'invalid_size']],
			['a quality of gpt-image', { quality: 'high' }, [400, 'invalid_value', 'quality']],
			['a stream', { stream: true }, [400, 'unknown_parameter', 'stream']],
			['a format', { output_format: 'png' }, [400, 'unknown_parameter', 'output_format']],
			['another response_format', { response_format: 'bytes' }, [400, 'invalid_value', 'response_format']],
			['a long prompt', { prompt: 'x'.repeat(4001) }, [400, null]],
		] as const) {
			test(`dall-e-3 refuses ${name}`, async () => {
				assert.deepEqual(problem(await post(await start({ models }), generations, { ...dalle, ...fields })), refused);
			});
		}

		test('dall-e-3 edits nothing, dall-e-2 does', async () => {
			const started = await start({ models });
			const image = blob(png(64, 64));
			const edit = (model: string) =>
				post(
					started,
					edits,
					form([
						['model', model],
						['prompt', 'x'],
						['image', image],
						['size', '256x256'],
						['response_format', 'b64_json'],
					]),
				);
			assert.deepEqual(problem(await edit('dall-e-3')), [400, 'invalid_value', 'model']);
			assert.deepEqual(imagesIn(await edit('dall-e-2')).map(size), ['image/png 256x256']);
		});
	});

	suite('edits', () => {
		const image = () => blob(png(96, 64));
		const hole = () => blob(png(96, 64, [0, 0, 0, 0]));
		const fields: readonly (readonly [string, string])[] = [
			['model', 'gpt-image-2'],
			['prompt', 'a hat'],
			['size', '1024x640'],
		];
		const editAt = async (started: ImageEmulator, ...more: readonly (readonly [string, string | Blob])[]) =>
			post(started, edits, form([...fields, ...more]));
		const edit = async (...more: readonly (readonly [string, string | Blob])[]) => editAt(await start(), ...more);

		test('take one image or several, and a mask', async () => {
			const started = await start();
			const answers = [
				await editAt(started, ['image', image()]),
				await editAt(
					started,
					['image[]', image()],
					['image[]', image()],
					['mask', hole()],
					['n', '2'],
					['quality', 'low'],
					['background', 'opaque'],
				),
			];
			assert.deepEqual(answers.flatMap(imagesIn).map(size), Array(3).fill('image/png 1024x640'));
			assert.deepEqual(
				started.requests.map(({ kind, files }) => [kind, ...files.map(({ name }) => name)]),
				[
					['edits', 'image'],
					['edits', 'image[]', 'image[]', 'mask'],
				],
			);
		});

		test('change a picture only where the mask is transparent', async () => {
			const half = decodePng(png(96, 64, [9, 9, 9, 255]))!;
			half.data.fill(0, 0, half.data.length / 2);
			const [drawn] = imagesIn(await edit(['image', image()], ['mask', blob(encodePng(half, 'Comment', 'x'))]));
			const { data } = decodePng(drawn!)!;
			const at = (x: number, y: number) => [...data.subarray((y * 1024 + x) * 4, (y * 1024 + x) * 4 + 4)];
			assert.deepEqual(
				[at(500, 330), at(3, 639)],
				[
					[200, 30, 30, 255],
					[200, 30, 30, 255],
				],
			);
			assert.notDeepEqual(at(500, 10), [200, 30, 30, 255]);
		});

		test('stream under names of their own', async () => {
			const { text } = await edit(['image', image()], ['stream', 'true'], ['partial_images', '1']);
			assert.deepEqual(text.match(/^event: .*$/gm), ['event: image_edit.partial_image', 'event: image_edit.completed']);
		});

		const wrong: readonly (readonly [string, () => readonly (readonly [string, string | Blob])[], readonly unknown[]])[] = [
			['no image', () => [], [400, 'missing_required_parameter', 'image']],
			[
				'two parts called image',
				() => [
					['image', image()],
					['image', image()],
				],
				[400, 'duplicate_parameter', 'image'],
			],
			['more than 16 images', () => Array.from({ length: 17 }, () => ['image[]', image()] as const), [400, 'invalid_image_file', 'image']],
			['an image without a type', () => [['image', blob(png(8, 8), '')]], [400, 'unsupported_file_mimetype', 'image']],
			['another image than the type says', () => [['image', blob(png(8, 8), 'image/jpeg')]], [400, 'invalid_image_file', 'image']],
			[
				'a mask of another size',
				() => [
					['image', image()],
					['mask', blob(png(64, 96, [0, 0, 0, 0]))],
				],
				[400, 'invalid_image_file', 'mask'],
			],
			[
				'a mask without alpha',
				() => [
					['image', image()],
					['mask', blob(png(96, 64))],
				],
				[400, 'invalid_image_file', 'mask'],
			],
			[
				'a mask that is no PNG',
				() => [
					['image', image()],
					['mask', blob(Buffer.from('x'))],
				],
				[400, 'invalid_image_file', 'mask'],
			],
			[
				'a file of another name',
				() => [
					['image', image()],
					['reference', image()],
				],
				[400, 'unknown_parameter', 'reference'],
			],
			[
				'moderation',
				() => [
					['image', image()],
					['moderation', 'low'],
				],
				[400, 'unknown_parameter', 'moderation'],
			],
			[
				'n that is no number',
				() => [
					['image', image()],
					['n', 'two'],
				],
				[400, 'invalid_type', 'n'],
			],
			[
				'input_fidelity of gpt-image-2',
				() => [
					['image', image()],
					['input_fidelity', 'high'],
				],
				[400, 'invalid_input_fidelity_model', 'input_fidelity'],
			],
		];
		for (const [name, more, refused] of wrong) {
			test(`refuse ${name}`, async () => assert.deepEqual(problem(await edit(...more())), refused));
		}

		test('refuse a form that is not one', async () => {
			const started = await start();
			const broken = '--x\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na fox\r\n';
			const answer = await post(started, edits, broken, { ...bearer, 'content-type': 'multipart/form-data; boundary=x' });
			assert.deepEqual(problem(answer), [400, null]);
		});

		test('take input_fidelity where the model has it', async () => {
			const answer = await post(
				await start(),
				edits,
				form([
					['model', 'gpt-image-1.5'],
					['prompt', 'x'],
					['image', image()],
					['input_fidelity', 'high'],
					['quality', 'low'],
				]),
			);
			assert.deepEqual((answer.body as { usage: { input_tokens_details: object } }).usage.input_tokens_details, {
				text_tokens: 1,
				image_tokens: 4741,
			});
		});
	});

	suite('Azure', () => {
		const deployment = '/openai/deployments/painter/images';
		const version = '?api-version=2025-04-01-preview';
		const models = { painter: 'gpt-image-2', chat: 'text' } as const;
		const asked = { prompt: 'a fox', size: '1024x640' };
		const azure = () => start({ profile: 'azure', models, takesToken: (token) => token === 'entra' });

		test('draws on all its routes', async () => {
			const started = await azure();
			const answers = [
				await post(started, `${deployment}/generations${version}`, asked, apiKey),
				await post(started, `${deployment}/generations${version}`, asked, { authorization: 'Bearer entra' }),
				await post(started, '/openai/v1/images/generations', { ...asked, model: 'painter' }, bearer),
				await post(started, '/openai/v1/images/generations?api-version=preview', { ...asked, model: 'painter' }, apiKey),
				await post(
					started,
					`${deployment}/edits${version}`,
					form([
						['prompt', 'x'],
						['image', blob(png(64, 64))],
						['size', '1024x640'],
					]),
					apiKey,
				),
				await post(
					started,
					'/openai/v1/images/edits',
					form([
						['model', 'painter'],
						['prompt', 'x'],
						['image', blob(png(64, 64))],
						['size', '1024x640'],
					]),
					apiKey,
				),
			];
			assert.deepEqual(answers.flatMap(imagesIn).map(size), Array(6).fill('image/png 1024x640'));
			const [first] = (answers[0]!.body as { data: object[] }).data;
			assert.deepEqual(Object.keys(first!), ['b64_json', 'content_filter_results', 'prompt_filter_results']);
			assert.equal(started.endpoint, `${started.origin}${deployment}/generations${version}`);
		});

		test('draws on the model inference route in the way of its own', async () => {
			const started = await azure();
			const path = '/models/images/generations?api-version=2025-05-15-preview';
			const body = { model: 'painter', prompt: 'a fox', n: 1, size: '1024x640' };
			const { body: answer } = await post(started, path, body, apiKey);
			const { data, usage, object } = answer as { data: { image: string }[]; usage: object; object: string };
			assert.deepEqual(
				[size(Buffer.from(data[0]!.image, 'base64')), usage, object],
				['image/png 1024x640', { image_generations: 1 }, 'image.generation'],
			);
			assert.deepEqual(problem(await post(started, path, { ...body, background: 'opaque' }, apiKey)), [422, 'Invalid input']);
			assert.equal((await post(started, path, { ...body, background: 'opaque' }, { ...apiKey, 'extra-parameters': 'drop' })).status, 200);
			assert.deepEqual(problem(await post(started, path, { model: 'painter', prompt: 'a fox' }, apiKey)), [422, 'Invalid input']);
			assert.deepEqual(problem(await post(started, '/models/images/edits?api-version=2025-05-15-preview', form([]), apiKey)), [404, '404']);
		});

		for (const [name, path, body, headers, refused] of [
			['no api-version', `${deployment}/generations`, asked, apiKey, [404, '404']],
			['an old api-version', `${deployment}/generations?api-version=2024-10-21`, asked, apiKey, [400, 'BadRequest']],
			['a dated api-version on v1', '/openai/v1/images/generations?api-version=2025-04-01-preview', asked, apiKey, [400, 'BadRequest']],
			['an unknown deployment', `/openai/deployments/other/images/generations${version}`, asked, apiKey, [404, 'DeploymentNotFound']],
			['a retired model', `/openai/deployments/dall-e-3/images/generations${version}`, asked, apiKey, [410, 'ModelDeprecated']],
			[
				'a model that draws nothing',
				`/openai/deployments/chat/images/generations${version}`,
				asked,
				apiKey,
				[400, 'OperationNotSupported'],
			],
			['no deployment on v1', '/openai/v1/images/generations', asked, apiKey, [400, 'missing_required_parameter', 'model']],
			['WebP', `${deployment}/generations${version}`, { ...asked, output_format: 'webp' }, apiKey, [400, 'invalid_value', 'output_format']],
			[
				'moderation',
				`${deployment}/generations${version}`,
				{ ...asked, moderation: 'low' },
				apiKey,
				[400, 'unknown_parameter', 'moderation'],
			],
			['a wrong key', `${deployment}/generations${version}`, asked, { 'api-key': 'wrong' }, [401, '401']],
		] as const) {
			test(`refuses ${name}`, async () => assert.deepEqual(problem(await post(await azure(), path, body, headers)), refused));
		}

		test('the deployments route takes no key as a bearer token', async () => {
			const { status } = await post(await azure(), `${deployment}/generations${version}`, asked, bearer);
			assert.equal(status, 401);
		});
	});

	suite('a compatible server', () => {
		const asked = { model: 'sdxl-turbo', prompt: 'a fox', size: '128x96' };

		test('wants no key when it has none, and draws any size', async () => {
			const started = await start({ profile: 'compatible', key: '' });
			const answer = await post(started, generations, { ...asked, seed: 7, n: 2 }, {});
			assert.deepEqual(imagesIn(answer).map(size), ['image/png 128x96', 'image/png 128x96']);
			assert.deepEqual(Object.keys(answer.body as object), ['created', 'data']);
		});

		test('may answer with addresses of several kinds', async () => {
			for (const [delivery, pattern] of [
				['url', /^http:\/\/127\.0\.0\.1:\d+\/private/],
				['relativeUrl', /^\/private/],
				['dataUrl', /^data:image\/png;base64,/],
			] as const) {
				const started = await start({ profile: 'compatible', delivery });
				const { body } = await post(started, generations, asked);
				assert.match((body as { data: { url: string }[] }).data[0]!.url, pattern);
				assert.equal(started.sent.length, delivery === 'dataUrl' ? 1 : 0);
				await started.close();
			}
		});

		test('refuses another key, a field that it does not know, and edits', async () => {
			const started = await start({ profile: 'compatible' });
			assert.deepEqual((await post(started, generations, asked, {})).body, { error: 'Unauthorized' });
			const { status, body } = await post(started, generations, { ...asked, quality: 'high' });
			assert.deepEqual(
				[status, (body as { detail: { type: string; loc: string[] }[] }).detail.map(({ type, loc }) => [type, ...loc])],
				[422, [['extra_forbidden', 'body', 'quality']]],
			);
			assert.equal(
				(
					await post(
						started,
						edits,
						form([
							['model', 'sdxl-turbo'],
							['prompt', 'x'],
							['image', blob(png(8, 8))],
						]),
					)
				).status,
				404,
			);
		});
	});
});
