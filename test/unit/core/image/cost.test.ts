import assert from 'node:assert/strict';
import { type Priced, actualCost, estimateCost } from '../../../../src/core/image/cost.ts';

const priced = (model: string, settings: Priced['settings'] = {}, more: Partial<Priced> = {}): Priced => ({
	model,
	provider: 'openai',
	settings,
	references: 0,
	...more,
});
const sure = { atLeast: false, approximate: false };

suite('estimateCost', () => {
	test('is the published price of that size and quality, for each image', () =>
		assert.deepEqual(estimateCost(priced('gpt-image-1', { size: '1536x1024', quality: 'high', n: 2 })), { from: 0.5, to: 0.5, ...sure }));

	test('is a range where the service chooses', () => {
		assert.deepEqual(estimateCost(priced('gpt-image-2')), { from: 0.005, to: 0.211, ...sure });
		assert.deepEqual(estimateCost(priced('gpt-image-2', { quality: 'medium', size: 'auto' })), { from: 0.041, to: 0.053, ...sure });
	});

	test("knows dall-e's own defaults", () => {
		assert.deepEqual(estimateCost(priced('dall-e-3')), { from: 0.04, to: 0.04, ...sure });
		assert.deepEqual(estimateCost(priced('dall-e-3', { size: '1024x1792', quality: 'hd' })), { from: 0.12, to: 0.12, ...sure });
		assert.equal(estimateCost(priced('dall-e-2', { size: '256x256', n: 10 }))?.to, 0.16);
	});

	test('says when reference images come on top, and when the prices are those of another service', () => {
		const { atLeast, approximate } = estimateCost(priced('gpt-image-1', {}, { provider: 'azure', references: 1 }))!;
		assert.deepEqual([atLeast, approximate], [true, true]);
	});

	for (const [model, settings, usd] of [
		['MAI-Image-2.6', {}, 0.038912],
		['MAI-Image-2.6', { size: '1536x1024' }, 0.058368],
		['MAI-Image-2.5-Flash', { size: '1024x1024' }, 0.019968],
		['MAI-Image-2.5-Pro', {}, 0.108544],
		['FLUX.2-pro', { size: '1536x1024' }, 0.04],
		['FLUX.2-flex', { size: '1024x1024' }, 0.0524288],
	] as const) {
		test(`${model} on Foundry is paid by ${'size' in settings ? settings.size : '1024x1024'}, about`, () => {
			const { from, to, atLeast, approximate } = estimateCost(priced(model, settings, { provider: 'azure' }))!;

			assert.ok(Math.abs(from - usd) < 1e-9, String(from));
			assert.deepEqual([to, atLeast, approximate], [from, false, true]);
		});
	}

	for (const [why, asked] of [
		['a size without a price', priced('gpt-image-2', { size: '3840x2160', quality: 'low' })],
		['a quality without a price', priced('gpt-image-1', { quality: 'max' })],
		['a model without prices per image', priced('gpt-image-2.6-flare')],
		['an unknown model', priced('flux')],
		['MAI-Image-2.7-Flash, which has none yet', priced('MAI-Image-2.7-Flash', {}, { provider: 'azure' })],
		['a server that uses the name', priced('FLUX.2-pro', {}, { provider: 'compatible' })],
		['a server of unknown prices', priced('gpt-image-1', {}, { provider: 'compatible' })],
	] as const) {
		test(`is unknown for ${why}`, () => assert.equal(estimateCost(asked), undefined));
	}
});

suite('actualCost', () => {
	const usage = {
		input_tokens: 1_050,
		output_tokens: 4_160,
		total_tokens: 5_210,
		input_tokens_details: { text_tokens: 50, image_tokens: 1_000 },
	};
	const near = (actual: number | undefined, expected: number) =>
		assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-9, String(actual));

	test('prices text, image input and image output each at its rate', () =>
		near(actualCost(priced('gpt-image-1'), usage, 1), (50 * 5 + 1000 * 10 + 4160 * 40) / 1e6));

	test('text that the model wrote has its own rate', () =>
		near(
			actualCost(priced('gpt-image-2'), { ...usage, output_tokens_details: { text_tokens: 160, image_tokens: 4000 } }, 1),
			(50 * 5 + 1000 * 8 + 160 * 10 + 4000 * 30) / 1e6,
		));

	test('input that is not told apart is text, or images where there are some', () => {
		const plain = { input_tokens: 100, output_tokens: 0, total_tokens: 100 };
		near(actualCost(priced('gpt-image-1'), plain, 1), 0.0005);
		near(actualCost(priced('gpt-image-1', {}, { references: 2 }), plain, 1), 0.001);
	});

	test("agrees with the published price of gpt-image-1's high square, to the tenth of a cent", () => {
		const usd = actualCost(priced('gpt-image-1'), { input_tokens: 0, output_tokens: 4160, total_tokens: 4160 }, 1)!;
		assert.ok(Math.abs(usd - estimateCost(priced('gpt-image-1', { size: '1024x1024', quality: 'high' }))!.from) < 0.001);
	});

	test('a reference image costs nothing of its own with dall-e-2', () =>
		near(actualCost(priced('dall-e-2', { size: '256x256' }, { references: 1 }), undefined, 1), 0.016));

	test('MAI-Image is paid by its tokens, FLUX by the image', () => {
		const counted = { ...usage, input_tokens: 1034, output_tokens: 1024, input_tokens_details: { text_tokens: 10, image_tokens: 1024 } };
		near(actualCost(priced('MAI-Image-2.6', {}, { provider: 'azure', references: 1 }), counted, 1), (10 * 5 + 1024 * 8 + 1024 * 38) / 1e6);
		near(actualCost(priced('FLUX.2-pro', {}, { provider: 'azure', references: 2 }), undefined, 1), 0.04);
	});

	test('dall-e is paid by the image that came', () => near(actualCost(priced('dall-e-2', { n: 3, size: '512x512' }), undefined, 2), 0.036));

	test('is unknown when nothing was counted, or nothing is known', () =>
		assert.deepEqual(
			[
				actualCost(priced('gpt-image-1'), undefined, 1),
				actualCost(priced('flux'), usage, 1),
				actualCost(priced('gpt-image-1', {}, { provider: 'compatible' }), usage, 1),
			],
			[undefined, undefined, undefined],
		));
});
