import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { createHttpClient } from '../../../../../src/core/net/http.ts';
import { imageEndpoint, keyHeaders } from '../../../../../src/core/image/endpoint.ts';
import { endpointFor } from '../../../../../src/core/image/modelEndpoint.ts';
import { imageModel } from '../../../../../src/core/image/models.ts';
import { probeImages } from '../../../../../src/core/image/probe.ts';
import { imageInfo } from '../../../../support/emulator/imageInfo.ts';
import type { ImageFault } from '../../../../support/emulator/images/imageFaults.ts';
import type { ImageEmulator } from '../../../../support/emulator/images/imageEmulator.ts';
import { apiKey, bearer, blob, form, imagesIn, key, png, post, problem, useImageEmulator } from './askImages.ts';
import { ids, sent, useImageGenerator } from './useImageGenerator.ts';
import { requestLimitMs } from '../../../../support/run/limits.ts';

const mai = '/mai/v1/images/generations';
const maiEdits = '/mai/v1/images/edits';
const flux = (path: string, version = '?api-version=preview') => `/providers/blackforestlabs/v1/${path}${version}`;
const size = (bytes: Buffer) => {
	const { mediaType, width, height } = imageInfo(bytes)!;
	return `${mediaType} ${width}x${height}`;
};

suite('Image emulator: MAI-Image and FLUX on Foundry', function () {
	suite('the real client', () => {
		const stage = useImageGenerator();
		const on = (route: 'mai' | 'flux', model: string, faults: readonly ImageFault[] = []) =>
			stage({ profile: 'azure', azureRoute: route, faults }, { model });

		for (const [route, model, settings, expected, usage] of [
			['mai', 'MAI-Image-2.6', { size: '1536x1024' }, 'image/png 1536x1024', 1536],
			['mai', 'MAI-Image-2.5', {}, 'image/png 1024x1024', 1024],
			['mai', 'MAI-Image-2.7', { size: '768x1360', background: 'transparent' }, 'image/png 768x1360', 1020],
			['flux', 'FLUX.2-pro', { size: '1536x1024', output_format: 'jpeg' }, 'image/jpeg 1536x1024', undefined],
			['flux', 'FLUX.2-pro', {}, 'image/png 1024x1024', undefined],
		] as const) {
			test(`${model} draws ${JSON.stringify(settings)}`, async () => {
				const { generator, given, started } = await on(route, model);

				const result = await generator.generate({ prompt: 'a fox', settings }, given);

				assert.deepEqual(ids(result), sent(started));
				assert.deepEqual(
					result.images.map(({ bytes }) => size(bytes)),
					[expected],
				);
				assert.equal(result.usage?.output_tokens, usage);
			});
		}

		for (const [route, model, count] of [
			['mai', 'MAI-Image-2.5', 2],
			['mai', 'MAI-Image-2.6', 5],
			['flux', 'FLUX.2-pro', 8],
		] as const) {
			test(`${model} edits ${count} images`, async () => {
				const { generator, given, started } = await on(route, model);
				const images = Array.from({ length: count }, () => ({ mediaType: 'image/png', bytes: png(64, 48) }) as const);

				const result = await generator.edit({ prompt: 'a hat', settings: {}, images }, given);

				assert.deepEqual(ids(result), sent(started));
				assert.equal(result.usage?.input_tokens_details?.image_tokens, route === 'mai' ? count * 1024 : undefined);
			});
		}

		for (const [fault, code, facts] of [
			[{ kind: 'promptFiltered', form: 'foundry' }, 'contentFiltered', {}],
			[{ kind: 'outputFiltered', form: 'foundry' }, 'contentFiltered', { stage: 'output' }],
			// FLUX answers so at times
			[{ kind: 'noImage' }, 'noImage', {}],
			[{ kind: 'status', status: 401 }, 'unauthorized', {}],
			[{ kind: 'rateLimited' }, 'rateLimited', {}],
			[{ kind: 'cut', at: 'body' }, 'connectionLost', {}],
		] as const satisfies readonly (readonly [ImageFault, string, object])[]) {
			for (const [route, model] of [
				['mai', 'MAI-Image-2.6'],
				['flux', 'FLUX.2-pro'],
			] as const) {
				test(`${JSON.stringify(fault)} of ${model} is ${code}`, async () => {
					// As many as are tried: what was refused has not run.
					const { generator, given, started } = await on(route, model, [fault, fault, fault]);

					const failed = (await generator.generate({ prompt: 'x', settings: {} }, given).catch((error: unknown) => error)) as {
						code: string;
						facts: object;
					};

					assert.deepEqual([failed.code, { ...failed.facts, ...facts }], [code, failed.facts]);
					assert.deepEqual(started.drawnTwice, []);
				});
			}
		}

		test('a model that is not deployed, and one that has ended', async () => {
			const unknown = await on('mai', 'painter');
			await assert.rejects(unknown.generator.generate({ prompt: 'x', settings: {} }, unknown.given), { code: 'modelNotFound' });
			const ended = await on('mai', 'MAI-Image-2');
			await assert.rejects(ended.generator.generate({ prompt: 'x', settings: {} }, ended.given), { code: 'modelNotFound' });
		});
	});

	suite('a request that draws nothing', () => {
		const start = useImageEmulator();

		for (const model of ['MAI-Image-2.6', 'FLUX.2-pro']) {
			test(`proves address, key and deployment of ${model}`, async () => {
				const emulator = await start({ profile: 'azure' });
				const http = createHttpClient({ strictSsl: true, systemCertificates: false });
				const { foundry } = imageModel(model, 'azure');
				const endpoint = endpointFor(imageEndpoint(emulator.azureEndpoint(foundry!.route), 'azure'), model, undefined);
				const ask = (deployment: string, given: string) =>
					probeImages(http, endpoint, {
						model: deployment,
						headers: keyHeaders(endpoint, given),
						signal: new AbortController().signal,
						timeoutMs: requestLimitMs,
					});

				await ask(model, key);
				await assert.rejects(ask(model, 'wrong'), { code: 'unauthorized' });
				await assert.rejects(ask('painter', key), { code: 'modelNotFound' });

				assert.deepEqual(sent(emulator), []);
				await http.close();
			});
		}
	});

	suite('what it takes and what it refuses', () => {
		const start = useImageEmulator();
		let emulator: ImageEmulator;
		setup(async () => {
			emulator = await start({ profile: 'azure' });
		});
		const ask = (path: string, body: unknown, headers: Record<string, string> = apiKey) => post(emulator, path, body, headers);
		const fox = { model: 'MAI-Image-2.6', prompt: 'a fox' };
		const wrong = [400, 'unsupported_request_value'];
		const image = blob(png(64, 48));

		test('MAI-Image ignores size and n, and makes edges multiples of 16', async () => {
			const answers = [
				await ask(mai, { ...fox, size: '1536x1024', n: 3 }),
				await ask(`${mai}?api-version=preview`, { ...fox, width: 1365, height: 768 }),
			];

			assert.deepEqual(answers.flatMap(imagesIn).map(size), ['image/png 1024x1024', 'image/png 1360x768']);
		});

		for (const [why, fields] of [
			['an edge that is too short', { width: 512, height: 1024 }],
			['one edge alone', { width: 1024 }],
			['too many pixels', { width: 2048, height: 2048 }],
			['a seed', { seed: 1 }],
			['a form of the answer', { response_format: 'b64_json' }],
			['a negative prompt', { negative_prompt: 'dogs' }],
			['a background before 2.7', { background: 'opaque' }],
			['no prompt', { prompt: '' }],
		] as const) {
			test(`MAI-Image refuses ${why}`, async () => assert.deepEqual(problem(await ask(mai, { ...fox, ...fields })), wrong));
		}

		test('MAI-Image takes its own options, and refuses a background of "auto"', async () => {
			assert.equal((await ask(mai, { ...fox, auto_aspect_ratio: true, web_grounding: false })).status, 200);
			assert.deepEqual(problem(await ask(mai, { ...fox, model: 'MAI-Image-2.7', background: 'auto' })), wrong);
		});

		test('edits of MAI-Image: sizes from 2.6 on, one name for all files, no mask', async () => {
			const edit = (...entries: readonly (readonly [string, string | Blob])[]) => ask(maiEdits, form(entries));
			const base = [['prompt', 'a hat'] as const, ['image', image] as const];
			const edges = [['width', '1024'] as const, ['height', '768'] as const];
			const old = ['model', 'MAI-Image-2.5'] as const;
			const recent = ['model', 'MAI-Image-2.6'] as const;

			assert.deepEqual(imagesIn(await edit(recent, ...base, ...edges)).map(size), ['image/png 1024x768']);
			assert.deepEqual(imagesIn(await edit(recent, ...base)).map(size), ['image/png 1168x880']);
			assert.deepEqual(problem(await edit(old, ...base, ...edges)), wrong);
			assert.deepEqual(imagesIn(await edit(old, ...base, ['size', '768x1024'])).map(size), ['image/png 1024x1024']);
			assert.deepEqual(problem(await edit(recent, ...base, ['mask', image])), wrong);
			assert.deepEqual(problem(await edit(recent, ['prompt', 'a hat'], ['image[]', image])), wrong);
		});

		test('keys: MAI-Image takes a token alone as bearer, FLUX the key, too', async () => {
			emulator = await start({ profile: 'azure', takesToken: (token) => token === 'a-token' });

			assert.equal((await ask(mai, fox, bearer)).status, 401);
			assert.equal((await ask(mai, fox, { authorization: 'Bearer a-token' })).status, 200);
			for (const headers of [bearer, apiKey, { authorization: 'Bearer a-token' }]) {
				assert.equal((await ask(flux('flux-2-pro'), { ...fox, model: 'FLUX.2-pro' }, headers)).status, 200);
			}
		});

		test('addresses: a path is of one model, and FLUX wants a version', async () => {
			const asked = { ...fox, model: 'FLUX.2-pro' };

			for (const path of [flux('flux-2-max'), flux('flux-2-flex'), flux('FLUX.2-pro'), flux('flux-2-pro', '')]) {
				assert.deepEqual(problem(await ask(path, asked)), [404, '404'], path);
			}
			assert.equal((await ask(mai, asked)).status, 404);
			assert.equal((await ask(flux('flux-2-pro'), fox)).status, 404);
			assert.deepEqual(problem(await ask(flux('flux-2-pro', '?api-version=2025-04-01-preview'), asked)), [400, 'BadRequest']);
			assert.deepEqual(problem(await ask('/openai/v1/images/generations', asked)), [400, 'OperationNotSupported']);
		});

		test('FLUX ignores what it does not know, size too', async () => {
			const asked = { ...fox, model: 'FLUX.2-pro', quality: 'high', user: 'me', size: '1536x1024' };

			assert.deepEqual(imagesIn(await ask(flux('flux-2-pro'), asked)).map(size), ['image/png 1024x1024']);
		});

		for (const [why, path, fields] of [
			['another format', 'flux-2-pro', { model: 'FLUX.2-pro', output_format: 'webp' }],
			['too many pixels', 'flux-2-pro', { model: 'FLUX.2-pro', width: 2048, height: 2048 }],
			['too much guidance', 'flux-2-flex', { model: 'FLUX.2-flex', guidance: 11 }],
			['an image with data: before it', 'flux-2-pro', { model: 'FLUX.2-pro', input_image: 'data:image/png;base64,AAAA' }],
			['an image at an address', 'flux-2-pro', { model: 'FLUX.2-pro', input_image: 'https://example.com/a.png' }],
			['a second image for Kontext', 'flux-kontext-pro', twoImages('FLUX.1-Kontext-pro')],
			['any image for 1.1', 'flux-pro-1.1', { model: 'FLUX-1.1-pro', input_image: png(8, 8).toString('base64') }],
			['a ratio that is none', 'flux-kontext-pro', { model: 'FLUX.1-Kontext-pro', aspect_ratio: 'wide' }],
		] as const) {
			test(`FLUX refuses ${why}`, async () => assert.deepEqual(problem(await ask(flux(path), { ...fox, ...fields })), wrong));
		}

		test('FLUX fails without a model, and refuses a body without a length', async () => {
			assert.deepEqual(problem(await ask(flux('flux-2-pro'), { prompt: 'a fox' })), [500, 'InternalServerError']);

			const answer = await new Promise<string>((resolve, reject) => {
				const chunked = httpRequest(
					emulator.origin + flux('flux-2-pro'),
					{ method: 'POST', headers: { ...apiKey, 'content-type': 'application/json' } },
					(response) => {
						response.setEncoding('utf8').on('data', resolve);
					},
				).on('error', reject);
				chunked.write('{"model":"FLUX.2-pro",');
				chunked.end('"prompt":"a fox"}');
			});
			assert.match(answer, /no_content_length_header/);
		});

		test('FLUX.1 is drawn in OpenAI’s form, too, which FLUX.2 is not', async () => {
			const path = (model: string, task: string) => `/openai/deployments/${model}/images/${task}?api-version=preview`;

			assert.equal((await ask(path('FLUX-1.1-pro', 'generations'), { prompt: 'a fox', n: 1, size: '1024x1024' })).status, 200);
			assert.equal(
				(
					await ask(
						path('FLUX.1-Kontext-pro', 'edits'),
						form([
							['prompt', 'a hat'],
							['image', image],
						]),
					)
				).status,
				200,
			);
			assert.deepEqual(problem(await ask(path('FLUX.2-pro', 'generations'), { prompt: 'a fox' })), [400, 'OperationNotSupported']);
		});
	});
});

function twoImages(model: string): object {
	const image = png(8, 8).toString('base64');
	return { model, input_image: image, input_image_2: image };
}
