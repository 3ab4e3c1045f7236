import assert from 'node:assert/strict';
import { imageEndpoint, imageUrl, modelsUrl } from '../../../../src/core/image/endpoint.ts';
import { imageModel } from '../../../../src/core/image/models.ts';
import { editBody, generationBody } from '../../../../src/core/image/openai.ts';
import { OpenAiImageGenerator } from '../../../../src/core/image/openaiGenerator.ts';
import { probeImages } from '../../../../src/core/image/probe.ts';
import type { ImageSettings } from '../../../../src/core/image/settings.ts';
import { createHttpClient } from '../../../../src/core/net/http.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import type { RequestBody } from '../../../../src/core/net/requestBody.ts';
import { ScriptedServer } from '../../../support/scriptedServer.ts';

const json = (body: RequestBody): unknown => JSON.parse(Buffer.concat([...body.chunks()]).toString());
const target = (model: string) =>
	({ route: 'openRouter', model, rules: imageModel(model, 'compatible'), omit: new Set<string>() }) as const;

// The address and the fields: clients of OpenRouter's image API (BerriAI/litellm#34908, NousResearch/hermes-agent#58260).
suite('OpenRouter', () => {
	for (const pasted of ['openrouter.ai', 'https://openrouter.ai/api/v1', 'https://eu.openrouter.ai/api/v1/chat/completions']) {
		test(`has one address for both tasks: ${pasted}`, () => {
			const endpoint = imageEndpoint(pasted, 'compatible');
			const { origin } = endpoint.base;

			const addresses = [imageUrl(endpoint, 'generations', 'm'), imageUrl(endpoint, 'edits', 'm'), modelsUrl(endpoint)];

			assert.deepEqual(addresses.map(String), [`${origin}/api/v1/images`, `${origin}/api/v1/images`, `${origin}/api/v1/images/models`]);
		});
	}

	for (const [what, model, settings, sent] of [
		['a size as the closest ratio', 'google/gemini-3.1-flash-image', { size: '1360x768', n: 1 }, { n: 1, aspect_ratio: '16:9' }],
		[
			'what was chosen for a known model, and no stream',
			'openai/gpt-image-2',
			{ size: 'auto', quality: 'high', background: 'auto', output_format: 'webp', output_compression: 80, stream: true },
			{ quality: 'high', output_format: 'webp', output_compression: 80 },
		],
		['nothing that is the default anyway', 'openai/gpt-image-2', { quality: 'auto', output_format: 'png' }, {}],
	] as const satisfies readonly (readonly [string, string, ImageSettings, object])[]) {
		test(`gets ${what}`, () =>
			assert.deepEqual(json(generationBody({ prompt: 'a fox', settings }, target(model))), { model, prompt: 'a fox', ...sent }));
	}

	test('gets reference images in the same JSON', () => {
		const images = [{ mediaType: 'image/jpeg', bytes: Uint8Array.of(1, 2) }] as const;

		assert.deepEqual(json(editBody({ prompt: 'x', settings: {}, images }, target('m'))), {
			model: 'm',
			prompt: 'x',
			input_references: [{ type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AQI=' } }],
		});
	});

	test('takes no mask, which is told before anything is sent and can be left out', async () => {
		const never = () => assert.fail('a request');
		const transport = { stream: never, get: never, send: never, getWithin: never };
		const generator = (omit: readonly string[]) =>
			new OpenAiImageGenerator(transport, {
				endpoint: imageEndpoint('openrouter.ai', 'compatible'),
				model: 'm',
				authHeaders: {},
				timeoutMs: 60_000,
				limiter: new Limiter({ start: 1, max: 1 }),
				attempts: 1,
				omit,
				log: () => undefined,
			});
		const mask = Uint8Array.of(1);
		const request = { prompt: 'x', settings: {}, images: [{ mediaType: 'image/png', bytes: mask }], mask } as const;
		const { signal } = new AbortController();

		await assert.rejects(generator([]).edit(request, { signal }), {
			code: 'unknownParameter',
			facts: { host: 'openrouter.ai', field: 'mask' },
		});
		await assert.rejects(generator(['mask']).edit(request, { signal }), { message: 'a request' });
	});

	test('is asked whether it takes the key by a request without a prompt: it lists its models without one', async () => {
		const server = await ScriptedServer.start();
		const client = createHttpClient({ strictSsl: true, systemCertificates: false });
		try {
			server.script({ status: 401, body: { error: { message: 'User not found.', code: 401 } } });
			const endpoint = { ...imageEndpoint('openrouter.ai', 'compatible'), base: new URL('/api/v1', server.origin) };
			const probe = probeImages(client, endpoint, { model: 'm', headers: {}, signal: new AbortController().signal, timeoutMs: 60_000 });

			await assert.rejects(probe, { code: 'unauthorized' });
			assert.deepEqual(
				server.requests.map(({ path, body }) => [path, body]),
				[['/api/v1/images', { model: 'm' }]],
			);
		} finally {
			await client.close();
			await server.close();
		}
	});
});
