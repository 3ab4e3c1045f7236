import assert from 'node:assert/strict';
import { imageEndpoint, imageUrl, keyHeaders } from '../../../../src/core/image/endpoint.ts';
import { endpointFor } from '../../../../src/core/image/modelEndpoint.ts';
import type { ReferenceImage } from '../../../../src/core/image/generator.ts';
import { allImageModels, imageModel } from '../../../../src/core/image/models.ts';
import { editBody, fromWire, generationBody } from '../../../../src/core/image/openai.ts';
import { type ImageSettings, repairSettings } from '../../../../src/core/image/settings.ts';
import { validSize } from '../../../../src/core/image/size.ts';
import type { RequestBody } from '../../../../src/core/net/requestBody.ts';

const resource = 'https://r.services.ai.azure.com';
const mai = `${resource}/mai/v1/images`;
const flux = `${resource}/providers/blackforestlabs/v1`;

// Addresses and fields: Microsoft's how-tos for MAI-Image (2026-09) and FLUX (2026-03).
suite('models of other makers on Foundry', () => {
	for (const [pasted, model, knownAs, generations, edits] of [
		[resource, 'MAI-Image-2.6', undefined, `${mai}/generations`, `${mai}/edits`],
		[resource, 'our-painter', 'MAI-Image-2.5-Flash', `${mai}/generations`, `${mai}/edits`],
		[`${mai}/generations`, 'our-painter', undefined, `${mai}/generations`, `${mai}/edits`],
		[
			`${mai}/edits?api-version=preview`,
			'mai-image-2-7',
			undefined,
			`${mai}/generations?api-version=preview`,
			`${mai}/edits?api-version=preview`,
		],
		[`${resource}/openai/v1`, 'FLUX.2-pro', undefined, ...twice(`${flux}/flux-2-pro?api-version=preview`)],
		[`${flux}/flux-2-pro?api-version=preview`, 'FLUX.2-flex', undefined, ...twice(`${flux}/flux-2-flex?api-version=preview`)],
		[`${flux}/flux-2-next?api-version=2027-01-01`, 'our-flux', undefined, ...twice(`${flux}/flux-2-next?api-version=2027-01-01`)],
		[resource, 'FLUX-1.1-pro', undefined, ...twice(`${flux}/flux-pro-1.1?api-version=preview`)],
		[resource, 'kontext', 'FLUX.1-Kontext-pro', ...twice(`${flux}/flux-kontext-pro?api-version=preview`)],
		[
			`${resource}/openai/deployments/FLUX.1-Kontext-pro/images/generations?api-version=2025-04-01-preview`,
			'FLUX.1-Kontext-pro',
			undefined,
			`${resource}/openai/deployments/FLUX.1-Kontext-pro/images/generations?api-version=2025-04-01-preview`,
			`${resource}/openai/deployments/FLUX.1-Kontext-pro/images/edits?api-version=2025-04-01-preview`,
		],
		[`${mai}/generations`, 'gpt-image-2', undefined, `${resource}/openai/v1/images/generations`, `${resource}/openai/v1/images/edits`],
		[`${mai}/generations`, 'FLUX.2-pro', undefined, ...twice(`${flux}/flux-2-pro?api-version=preview`)],
	] as const) {
		test(`${model} at ${pasted}`, () => {
			const endpoint = endpointFor(imageEndpoint(pasted, 'azure'), model, knownAs);

			assert.deepEqual([imageUrl(endpoint, 'generations', model)?.href, imageUrl(endpoint, 'edits', model)?.href], [generations, edits]);
		});
	}

	test('a server of another maker that uses their names speaks OpenAI', () => {
		const endpoint = endpointFor(imageEndpoint('https://api.example.com/v1', 'compatible'), 'FLUX.2-pro', undefined);

		assert.deepEqual([endpoint.route, imageModel('black-forest-labs/FLUX.2-pro', 'compatible').family], ['openai', 'unknown']);
		assert.equal(imageUrl(endpoint, 'generations', 'x')?.href, 'https://api.example.com/v1/images/generations');
	});

	test('the key goes as each maker’s samples have it', () => {
		const headers = (model: string) => keyHeaders(endpointFor(imageEndpoint(resource, 'azure'), model, undefined), 'k');

		assert.deepEqual([headers('MAI-Image-2.6'), headers('FLUX.2-pro')], [{ 'api-key': 'k' }, { authorization: 'Bearer k' }]);
	});

	const target = (model: string) => ({
		route: endpointFor(imageEndpoint(resource, 'azure'), model, undefined).route,
		model,
		rules: imageModel(model, 'azure'),
		omit: new Set<string>(),
	});
	const drawn = (model: string, settings: ImageSettings) =>
		JSON.parse(
			bytesOf(generationBody({ prompt: 'a fox', settings: repairSettings(model, 'azure', settings).settings }, target(model))),
		) as unknown;
	const everything: ImageSettings = {
		n: 4,
		size: '1536x1024',
		quality: 'high',
		background: 'transparent',
		output_format: 'jpeg',
		stream: true,
	};

	for (const [model, settings, fields] of [
		['MAI-Image-2.6', everything, { width: 1536, height: 1024 }],
		['MAI-Image-2.7', everything, { width: 1536, height: 1024, background: 'transparent' }],
		['MAI-Image-2.5', { size: 'auto' }, {}],
		['FLUX.2-pro', everything, { n: 1, width: 1536, height: 1024, output_format: 'jpeg' }],
		['FLUX.2-flex', {}, { n: 1 }],
		['FLUX.1-Kontext-pro', { size: '1248x832' }, { n: 1, aspect_ratio: '3:2' }],
		['FLUX.1-Kontext-pro', { size: '1024x1024' }, { n: 1, aspect_ratio: '1:1' }],
	] as const) {
		test(`${model} gets its own fields for ${JSON.stringify(settings)}, and no others`, () => {
			assert.deepEqual(drawn(model, settings), { model, prompt: 'a fox', ...fields });
		});
	}

	const references: ReferenceImage[] = [
		{ mediaType: 'image/png', bytes: Buffer.from('one') },
		{ mediaType: 'image/jpeg', bytes: Buffer.from('two') },
	];

	test('MAI-Image gets reference images under one name, without sizes and mask', () => {
		const body = editBody(
			{ prompt: 'a fox', settings: { size: '1024x1024' }, images: references, mask: Buffer.from('m') },
			target('MAI-Image-2.6'),
		);

		const names = [...bytesOf(body).matchAll(/; name="([^"]+)"/g)].map(([, name]) => name);
		assert.deepEqual(names, ['model', 'prompt', 'image', 'image']);
	});

	test('FLUX gets them in the JSON, by number and without data:', () => {
		const body = editBody({ prompt: 'a fox', settings: {}, images: references }, target('FLUX.2-pro'));

		assert.deepEqual(JSON.parse(bytesOf(body)), {
			model: 'FLUX.2-pro',
			prompt: 'a fox',
			n: 1,
			input_image: Buffer.from('one').toString('base64'),
			input_image_2: Buffer.from('two').toString('base64'),
		});
	});

	test('every size that is suggested is one that the model takes', () => {
		for (const { sizes, family } of allImageModels('azure').map((model) => imageModel(model, 'azure'))) {
			const suggested = sizes.kind === 'list' ? sizes.sizes : sizes.suggested;
			assert.deepEqual(
				suggested.filter((size) => !validSize(sizes, size)),
				[],
				family,
			);
		}
		const { sizes } = imageModel('MAI-Image-2.5', 'azure');
		assert.deepEqual(
			['1024x1024', '760x1024', '1376x768', '1536x1024'].map((size) => validSize(sizes, size)),
			[true, false, false, false],
		);
	});

	test('an answer without an image has none, and one with an empty address has its bytes', () => {
		const url = new URL(flux);

		assert.deepEqual(fromWire({ created: 1, data: [] }, url).images, []);
		assert.equal(
			fromWire({ created: 1, data: [{ b64_json: Buffer.from('<svg/>').toString('base64'), url: null }] }, url).images[0]?.kind,
			'bytes',
		);
	});
});

function twice(address: string): readonly [string, string] {
	return [address, address];
}

function bytesOf(body: RequestBody): string {
	return Buffer.concat([...body.chunks()]).toString('latin1');
}
