import assert from 'node:assert/strict';
import { imageInfo } from '../../../../support/emulator/imageInfo.ts';
import type { ImageFault } from '../../../../support/emulator/images/imageFaults.ts';
import { emulatedImageId } from '../../../../support/emulator/images/imageFile.ts';
import { key, png } from './askImages.ts';
import { ids, sent, useImageGenerator } from './useImageGenerator.ts';

suite('Image emulator: the real client', function () {
	const stage = useImageGenerator();
	const size = '1024x640';
	for (const [name, options] of [
		['OpenAI', { profile: 'openai' }],
		["Azure's deployments route", { profile: 'azure' }],
		["Azure's v1 route", { profile: 'azure', azureRoute: 'v1' }],
		["Azure's model inference route", { profile: 'azure', azureRoute: 'inference' }],
		['a compatible server', { profile: 'compatible' }],
	] as const) {
		test(`gets two images from ${name}`, async () => {
			const { generator, given, arrived, started } = await stage(options);
			const result = await generator.generate({ prompt: 'a fox', settings: { size, n: 2, quality: 'low', output_format: 'jpeg' } }, given);
			assert.deepEqual(ids(result), sent(started));
			assert.deepEqual([arrived.length, imageInfo(arrived[0]!.bytes)?.width], [2, 1024]);
		});
	}

	test('gets previews and the image of a stream', async () => {
		const { generator, given, partials, started } = await stage();
		const result = await generator.generate(
			{ prompt: 'a fox', settings: { size, stream: true, partial_images: 3, output_format: 'webp' } },
			given,
		);
		assert.deepEqual(ids(result), sent(started));
		assert.deepEqual(
			partials.map((bytes) => imageInfo(bytes)?.mediaType),
			['image/webp', 'image/webp', 'image/webp'],
		);
		assert.deepEqual(result.images[0]?.actual, { size, quality: 'high', background: 'opaque', output_format: 'webp' });
		assert.ok(result.usage!.output_tokens > 300);
	});

	for (const options of [{ profile: 'openai' }, { profile: 'azure' }, { profile: 'azure', azureRoute: 'v1' }] as const) {
		test(`edits with a mask on ${options.profile} ${'azureRoute' in options ? options.azureRoute : ''}`, async () => {
			const { generator, given, started } = await stage(options);
			const images = [1, 2].map(() => ({ mediaType: 'image/png', bytes: png(64, 48) }) as const);
			const result = await generator.edit(
				{ prompt: 'a hat', settings: { size, stream: true }, images, mask: png(64, 48, [0, 0, 0, 0]) },
				given,
			);
			assert.deepEqual(ids(result), sent(started));
			assert.deepEqual(
				started.requests[0]?.files.map(({ name }) => name),
				['image[]', 'image[]', 'mask'],
			);
		});
	}

	test('gets dall-e-3 in base64, and fetches what comes as an address without the key', async () => {
		const { generator, given, started } = await stage({ profile: 'compatible' }, { model: 'dall-e-3' });
		assert.deepEqual(ids(await generator.generate({ prompt: 'a fox', settings: { quality: 'hd' } }, given)), sent(started));
		assert.equal(started.requests.length, 1);

		for (const delivery of ['url', 'relativeUrl', 'dataUrl'] as const) {
			const { generator, given, started } = await stage(
				{ profile: 'compatible', delivery, faults: [{ kind: 'downloadFails', times: 1, by: 'cut' }] },
				{ model: 'sdxl-turbo' },
			);
			const result = await generator.generate({ prompt: 'a fox', settings: { size: '128x96' } }, given);
			assert.deepEqual(ids(result), sent(started));
			assert.deepEqual([started.askedTwice, started.drawnTwice], [[], []]);
		}
	});

	for (const [fault, code, more] of [
		[{ kind: 'promptFiltered', categories: ['violence', 'hate'] }, 'contentFiltered', { categories: ['violence', 'hate'], stage: 'input' }],
		[
			{ kind: 'promptFiltered', form: 'innerError', revisedPrompt: 'nicer' },
			'contentFiltered',
			{ categories: ['violence'], revisedPrompt: 'nicer' },
		],
		[{ kind: 'promptFiltered', form: 'contentPolicy' }, 'contentFiltered', { categories: [] }],
		[{ kind: 'promptFiltered', form: 'documented' }, 'contentFiltered', { categories: [] }],
		[{ kind: 'promptFiltered', form: 'text' }, 'contentFiltered', { categories: ['violence'] }],
		[{ kind: 'outputFiltered' }, 'contentFiltered', { stage: 'output' }],
		[{ kind: 'quotaExhausted' }, 'quotaExhausted', {}],
		[{ kind: 'quotaExhausted', form: 'billingHardLimit' }, 'quotaExhausted', {}],
		[{ kind: 'blocked' }, 'resourceBlocked', {}],
		[{ kind: 'organizationUnverified' }, 'organizationUnverified', {}],
		[{ kind: 'status', status: 401 }, 'unauthorized', {}],
		[{ kind: 'status', status: 500 }, 'serviceFailed', { status: 500 }],
		[{ kind: 'html', status: 503 }, 'serviceFailed', { status: 503 }],
		[{ kind: 'redirect', status: 307, location: 'http://127.0.0.1:9' }, 'redirected', {}],
		[{ kind: 'transparencyRefused' }, 'rejectedSetting', { field: 'background' }],
		[{ kind: 'malformed' }, 'malformedAnswer', {}],
		[{ kind: 'null' }, 'emptyAnswer', {}],
		[{ kind: 'noImage' }, 'noImage', {}],
		[{ kind: 'cut', at: 'headers' }, 'connectionLost', {}],
		[{ kind: 'cut', at: 'body' }, 'connectionLost', {}],
		[{ kind: 'streamError' }, 'serviceFailed', {}],
	] as const satisfies readonly (readonly [ImageFault, string, object])[]) {
		test(`${JSON.stringify(fault)} is ${code} and is not asked for again`, async () => {
			const { generator, given, started } = await stage({ faults: [fault] });
			const failed = await generator
				.generate({ prompt: 'x', settings: { size, background: 'transparent' } }, given)
				.catch((error: unknown) => error);
			const { code: found, facts } = failed as { code: string; facts: object };
			assert.equal(found, code);
			assert.deepEqual({ ...facts, ...more }, facts);
			assert.equal(started.requests.length, 1);
		});
	}

	for (const fault of [
		{ kind: 'noise' },
		{ kind: 'mislabelled' },
		{ kind: 'encoded', coding: 'gzip' },
		{ kind: 'encoded', coding: 'br' },
	] as const) {
		for (const settings of [{ size }, { size, stream: true, partial_images: 2 }]) {
			test(`${JSON.stringify(fault)} makes no difference to ${settings.stream ? 'a stream' : 'an answer'}`, async () => {
				const { generator, given, partials, started } = await stage({ faults: [fault] });
				const result = await generator.generate({ prompt: 'x', settings }, given);
				assert.deepEqual([ids(result), result.failures, partials.length], [sent(started), [], settings.stream ? 2 : 0]);
			});
		}
	}

	for (const form of ['object', 'data', 'bare'] as const) {
		test(`gets the images of a task, which a gateway names in the form "${form}", for one request and with the key`, async () => {
			for (const settings of [
				{ size, n: 2 },
				{ size, n: 2, stream: true },
			]) {
				const options = { profile: 'compatible', faults: [{ kind: 'task', form, pending: 2 }] } as const;
				const { generator, given, started } = await stage(options, { taskPauseMs: 1 });
				const result = await generator.generate({ prompt: 'x', settings }, given);
				assert.deepEqual([ids(result), started.sent.length, started.drawnTwice], [sent(started), 2, []]);
				const asked = started.requests.filter(({ kind }) => kind === 'task');
				assert.equal(asked.length, 3);
				assert.ok(asked.every(({ headers, status }) => headers.authorization === `Bearer ${key}` && status === 200));
			}
		});

		test(`says why a task in the form "${form}" failed, and that one that was forgotten has no image`, async () => {
			for (const [end, code] of [
				['failed', 'contentFiltered'],
				['forgotten', 'noImage'],
			] as const) {
				const options = { profile: 'compatible', faults: [{ kind: 'task', form, pending: 0, end }] } as const;
				const { generator, given, started } = await stage(options, { taskPauseMs: 1 });
				await assert.rejects(generator.generate({ prompt: 'x', settings: { size } }, given), { code });
				assert.equal(started.requests.filter(({ kind }) => kind === 'generations').length, 1);
			}
		});
	}

	test('says the words that came in place of an image', async () => {
		const { generator, given } = await stage({ faults: [{ kind: 'words', words: 'I cannot draw that.' }] });
		const words = 'I cannot draw that.';
		await assert.rejects(generator.generate({ prompt: 'x', settings: { size } }, given), ({ facts }: { facts: object }) => {
			assert.deepEqual({ words, ...facts }, { ...facts, words });
			return true;
		});
	});

	test('waits out a rate limit and leaves out a harmless field', async () => {
		const { generator, given, started } = await stage({
			faults: [
				{ kind: 'rateLimited', retryAfterMs: 20 },
				{ kind: 'unknownParameter', field: 'partial_images' },
			],
		});
		const result = await generator.generate({ prompt: 'x', settings: { size, stream: true, partial_images: 1 } }, given);
		assert.deepEqual(ids(result), sent(started));
		assert.deepEqual([started.requests.length, started.drawnTwice], [3, []]);
	});

	test('keeps the image of a stream that breaks behind it, and those beside one that was held back', async () => {
		const broken = await stage({ faults: [{ kind: 'cut', at: 'end' }] });
		assert.deepEqual(
			ids(await broken.generator.generate({ prompt: 'x', settings: { size, stream: true } }, broken.given)),
			sent(broken.started),
		);

		const { generator, given, started } = await stage({ profile: 'azure', faults: [{ kind: 'outputFiltered', only: 0 }] });
		const result = await generator.generate({ prompt: 'x', settings: { size, n: 2 } }, given);
		assert.deepEqual([ids(result), result.failures.length], [sent(started), 1]);
	});

	test('of 20 generations with every kind of fault each image that was sent has arrived, and none was drawn twice', async () => {
		const faults: readonly (ImageFault | undefined)[] = [
			undefined,
			{ kind: 'promptFiltered' },
			{ kind: 'outputFiltered' },
			{ kind: 'outputFiltered', only: 1 },
			{ kind: 'rateLimited', retryAfterMs: 1 },
			{ kind: 'quotaExhausted' },
			{ kind: 'blocked' },
			{ kind: 'status', status: 500 },
			{ kind: 'cut', at: 'headers' },
			{ kind: 'cut', at: 'body' },
			{ kind: 'cut', at: 'end' },
			{ kind: 'streamError', after: 1 },
			{ kind: 'malformed' },
			{ kind: 'noImage' },
			{ kind: 'null' },
			{ kind: 'fewerPartials' },
			{ kind: 'unknownParameter', field: 'stream' },
			{ kind: 'html', status: 502 },
			{ kind: 'organizationUnverified' },
		];
		const { generator, given, arrived, started } = await stage({
			faults: ({ fields }) => {
				const number = Number(/\d+/.exec(String(fields['prompt']))?.[0]);
				const isFirst = started.requests.filter((request) => request.fields['prompt'] === fields['prompt']).length === 1;
				return isFirst ? faults[number] : undefined;
			},
		});
		await Promise.all(
			faults.map((_, number) => {
				const how = number % 2 === 0 ? { stream: true, partial_images: 2 } : { n: 2 };
				const request = { prompt: `fox ${number}`, settings: { size, output_format: 'png', ...how } };
				return generator.generate(request, { ...given, signal: new AbortController().signal }).catch(() => undefined);
			}),
		);
		const finished = arrived.filter(({ unfinished }) => !unfinished);
		assert.deepEqual(new Set(finished.map(({ bytes }) => emulatedImageId(bytes))), new Set(sent(started)));
		// Of the stream whose image was malformed, a preview is left.
		assert.deepEqual([finished.length, arrived.length], [8, 9]);
		assert.deepEqual([started.drawnTwice, started.askedTwice], [[], []]);
		assert.equal(started.peakConcurrency, 2);
	});

	test('a retired model and one that was never there are told apart', async () => {
		const { generator, given } = await stage({}, { model: 'dall-e-3' });
		await assert.rejects(generator.generate({ prompt: 'x', settings: {} }, given), { code: 'modelNotFound' });
		const unknown = await stage({ profile: 'azure' }, { model: 'painter' });
		await assert.rejects(unknown.generator.generate({ prompt: 'x', settings: {} }, unknown.given), { code: 'modelNotFound' });
	});
});
