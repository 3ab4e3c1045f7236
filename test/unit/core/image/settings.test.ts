import assert from 'node:assert/strict';
import { type ImageProvider, imageModel } from '../../../../src/core/image/models.ts';
import { type ImageSettings, repairSettings } from '../../../../src/core/image/settings.ts';
import { repairSize, validSize } from '../../../../src/core/image/size.ts';

suite('imageModel knows the family by id or deployment name', () => {
	const cases: readonly (readonly [id: string, family: string])[] = [
		['dall-e-2', 'dall-e-2'],
		['dall-e-3', 'dall-e-3'],
		['Dalle3', 'dall-e-3'],
		['gpt-image-1', 'gpt-image-1'],
		['gpt-image-1-deployment', 'gpt-image-1'],
		['gpt-image-1-mini', 'gpt-image-1-mini'],
		['gpt-image-1.5', 'gpt-image-1.5'],
		['gpt-image-1-5', 'gpt-image-1.5'],
		['chatgpt-image-latest', 'gpt-image-1.5'],
		['gpt-image-2', 'gpt-image-2'],
		['gpt-image-2-2026-04-21', 'gpt-image-2'],
		['openai/gpt-image-2.5-sunburst', 'gpt-image-2.5'],
		['gpt-image-2.5-flare-2026-09-08', 'gpt-image-2.5'],
		['gpt-image-2.6-flare', 'gpt-image-2.6'],
		['gpt-image-3', 'unknown'],
		['gpt-image-2.7-corona', 'unknown'],
		['gpt-image-10', 'unknown'],
		['FLUX.1-Kontext-pro', 'unknown'],
		['', 'unknown'],
	];
	for (const [id, family] of cases) {
		test(`${JSON.stringify(id)} is ${family}`, () => assert.equal(imageModel(id).family, family));
	}
});

suite('sizes', () => {
	const free = imageModel('gpt-image-2').sizes;

	const valid = ['auto', '1024x1024', '1536x864', '3840x2160', '2160x3840', '1408x480'];
	const invalid = ['1000x1000', '3856x1024', '512x512', '3840x1264', '2896x2880', '1024', '0x1024', '1024x1024x1', ''];
	for (const size of [...valid, ...invalid]) {
		test(`gpt-image-2 ${valid.includes(size) ? 'draws' : 'does not draw'} ${JSON.stringify(size)}`, () =>
			assert.equal(validSize(free, size), valid.includes(size)));
	}

	test('any size becomes one that gpt-image-2 draws, of nearly the same shape where the shape is allowed', () => {
		for (let width = 1; width < 12_000; width = Math.ceil(width * 1.37)) {
			for (let height = 1; height < 12_000; height = Math.ceil(height * 1.31)) {
				const repaired = repairSize(free, `${width}x${height}`);
				assert.ok(validSize(free, repaired), `${width}x${height} became ${repaired}`);
				const [w = 0, h = 0] = repaired.split('x').map(Number);
				const wanted = Math.min(Math.max(width / height, 1 / 3), 3);
				assert.ok(Math.abs(Math.log(w / h / wanted)) < 0.05, `${width}x${height} became ${repaired}`);
			}
		}
	});

	test('a list gives the nearest shape', () => {
		const { sizes } = imageModel('gpt-image-1');
		assert.deepEqual(
			['1792x1024', '1024x1792', '512x512', '900x1000', 'huge'].map((size) => repairSize(sizes, size)),
			['1536x1024', '1024x1536', '1024x1024', '1024x1024', 'auto'],
		);
	});

	test('between sizes of one shape the nearest area wins', () =>
		assert.equal(repairSize(imageModel('dall-e-2').sizes, '300x300'), '256x256'));

	test('an unknown model is asked for whatever size is wanted', () => {
		const { sizes } = imageModel('flux');
		assert.deepEqual(
			['640x352', 'wide'].map((size) => repairSize(sizes, size)),
			['640x352', 'auto'],
		);
	});
});

suite('repairSettings', () => {
	const repair = (model: string, settings: ImageSettings, provider: ImageProvider = 'openai') => repairSettings(model, provider, settings);

	test('what the model takes stays, without a change', () => {
		const settings: ImageSettings = {
			n: 1,
			size: '1536x1024',
			quality: 'high',
			background: 'transparent',
			output_format: 'webp',
			output_compression: 80,
			moderation: 'low',
			input_fidelity: 'high',
			stream: true,
			partial_images: 2,
		};
		assert.deepEqual(repair('gpt-image-1', settings), { settings, changes: [] });
	});

	test('an unknown model keeps n and size alone, and every loss is named', () => {
		const { settings, changes } = repair('flux', {
			n: 2,
			size: '640x640',
			quality: 'high',
			style: 'vivid',
			output_compression: 5,
			stream: true,
		});
		assert.deepEqual(settings, { n: 2, size: '640x640' });
		assert.deepEqual(changes.map(({ field, to }) => [field, to]).sort(), [
			['output_compression', undefined],
			['quality', undefined],
			['stream', undefined],
			['style', undefined],
		]);
	});

	test('dall-e-3 draws one image in its own sizes and qualities', () =>
		assert.deepEqual(repair('dall-e-3', { n: 4, size: '1536x1024', quality: 'high', background: 'opaque' }), {
			settings: { n: 1, size: '1792x1024', quality: 'hd' },
			changes: [
				{ field: 'n', from: 4, to: 1 },
				{ field: 'size', from: '1536x1024', to: '1792x1024' },
				{ field: 'quality', from: 'high', to: 'hd' },
				{ field: 'background', from: 'opaque' },
			],
		}));

	test('max quality becomes the best there is', () => {
		const quality = (model: string) => repair(model, { quality: 'max' }).settings.quality;
		assert.deepEqual(['gpt-image-2.6-flare', 'gpt-image-2', 'dall-e-3'].map(quality), ['max', 'high', 'hd']);
	});

	test('Azure returns no WebP, compresses JPEG only and knows no moderation field', () => {
		assert.deepEqual(repair('gpt-image-1', { output_format: 'webp', output_compression: 50, moderation: 'low' }, 'azure').settings, {
			output_format: 'png',
		});
		const jpeg: ImageSettings = { output_format: 'jpeg', output_compression: 50 };
		assert.deepEqual(repair('gpt-image-1', jpeg, 'azure').settings, jpeg);
	});

	test('compression goes with formats that have it', () =>
		assert.deepEqual(repair('gpt-image-2', { output_format: 'png', output_compression: 50 }).changes, [
			{ field: 'output_compression', from: 50 },
		]));

	test('transparency forces a format with an alpha channel', () =>
		assert.deepEqual(repair('gpt-image-1', { background: 'transparent', output_format: 'jpeg' }).settings, {
			background: 'transparent',
			output_format: 'png',
		}));

	test('several images are not streamed', () =>
		assert.deepEqual(repair('gpt-image-2', { n: 3, stream: true, partial_images: 2 }).settings, { n: 3 }));

	test('numbers are brought into range', () =>
		assert.deepEqual(
			repair('gpt-image-2', { n: 0, output_format: 'jpeg', output_compression: 101.4, stream: true, partial_images: 9 }).settings,
			{ n: 1, output_format: 'jpeg', output_compression: 100, stream: true, partial_images: 3 },
		));

	test('fields of newer models are theirs alone', () => {
		const settings: ImageSettings = { complexity: 'low', output_format: 'svg', input_fidelity: 'high' };
		assert.deepEqual(repair('gpt-image-2.6-sunburst', settings).settings, { complexity: 'low', output_format: 'svg' });
		assert.deepEqual(repair('gpt-image-2', settings).settings, { output_format: 'png' });
	});

	for (const model of [
		'dall-e-2',
		'dall-e-3',
		'gpt-image-1',
		'gpt-image-1-mini',
		'gpt-image-1.5',
		'gpt-image-2',
		'gpt-image-2.6-flare',
		'x',
	]) {
		for (const provider of ['azure', 'openai', 'compatible'] as const) {
			test(`a repaired setting needs no repair: ${model} at ${provider}`, () => {
				const wild: ImageSettings = {
					n: 99,
					size: '5000x100',
					quality: 'ultra',
					style: 'x',
					background: 'transparent',
					output_format: 'jpeg',
					output_compression: -1,
					moderation: 'none',
					input_fidelity: 'x',
					complexity: 'x',
					stream: true,
					partial_images: 50,
				};
				const once = repair(model, wild, provider).settings;
				assert.deepEqual(repair(model, once, provider), { settings: once, changes: [] });
			});
		}
	}
});
