import assert from 'node:assert/strict';
import type { ImageProvider } from '../../../src/core/image/models.ts';
import { fitToModel, settingsToSend, valuesFrom } from '../../../src/panel/formValues.ts';
import { createModelForm } from '../../../src/panel/modelForm.ts';
import type { FormValues } from '../../../src/shared/modelForm.ts';
import { l10n } from './plainText.ts';

const form = (model: string, provider: ImageProvider = 'openai') =>
	createModelForm({ model, provider, l10n, language: 'en-US', today: '2026-11-22' });

suite('a draft', () => {
	const change = (values: FormValues, from: string, to: string) =>
		fitToModel(values, { model: to, provider: 'openai' }, form(to), form(from));
	const send = (values: FormValues, references = 0, model = 'gpt-image-2') =>
		settingsToSend(
			fitToModel(values, { model, provider: 'openai' }, form(model), form(model)).values,
			{ model, provider: 'openai' },
			form(model),
			references,
		);

	test('keeps what another model takes too', () => {
		const { values, repairs } = change({ size: '1536x1024', quality: 'high', n: 3 }, 'gpt-image-2', 'gpt-image-1');

		assert.deepEqual([values.size, values.quality, values.n, repairs], ['1536x1024', 'high', 3, []]);
	});

	test('gets the nearest size and the quality that means the same, and both are told', () => {
		const { values, repairs } = change({ size: '3840x2160', quality: 'high' }, 'gpt-image-2', 'dall-e-3');

		assert.deepEqual([values.size, values.quality], ['1792x1024', 'hd']);
		assert.deepEqual(repairs, [
			{ label: 'Size', from: 'Landscape, 3840 × 2160', to: 'Landscape, 1792 × 1024' },
			{ label: 'Quality', from: 'High', to: 'HD' },
		]);
	});

	test('loses what another model has no field for; only what was chosen is told', () => {
		const { repairs } = change({ background: 'transparent', moderation: 'auto', n: 4 }, 'gpt-image-2', 'dall-e-3');

		assert.deepEqual(repairs, [
			{ label: 'Count', from: '4', to: '1' },
			{ label: 'Background', from: 'Transparent' },
		]);
	});

	test('is not repaired twice', () => {
		const { values } = change({ size: '3840x2160', quality: 'high' }, 'gpt-image-2', 'dall-e-3');

		assert.deepEqual(change(values, 'dall-e-3', 'dall-e-3').repairs, []);
	});

	test('with a transparent background is no JPEG', () => {
		const { values, repairs } = change({ background: 'transparent', output_format: 'jpeg' }, 'gpt-image-2', 'gpt-image-2');

		assert.deepEqual([values.output_format, repairs], ['png', [{ label: 'Format', from: 'JPEG', to: 'PNG' }]]);
	});

	test('sends previews in a stream, and neither with several images', () => {
		assert.deepEqual([send({ partial_images: 2 }).stream, send({ partial_images: 2 }).partial_images], [true, 2]);
		assert.deepEqual([send({ partial_images: 0 }).stream, send({ partial_images: 0 }).partial_images], [undefined, undefined]);
		assert.deepEqual([send({ partial_images: 2, n: 2 }).stream, send({ partial_images: 2, n: 2 }).partial_images], [undefined, undefined]);
	});

	test('sends what is shown only', () => {
		assert.equal(send({ output_format: 'png', output_compression: 50 }).output_compression, undefined);
		assert.equal(send({ output_format: 'webp', output_compression: 50 }).output_compression, 50);
		assert.equal(send({}, 0, 'gpt-image-1').input_fidelity, undefined);
		assert.equal(send({ input_fidelity: 'high' }, 1, 'gpt-image-1').input_fidelity, 'high');
		assert.ok(!('complexity' in send({}, 0, 'gpt-image-2.6-flare')));
	});

	test('comes back from what an image was asked with, numbers as numbers', () => {
		assert.deepEqual(valuesFrom({ size: '1024x1024', n: '3', output_compression: 40, stream: true, Steps: '20', quality: 'low' }), {
			size: '1024x1024',
			quality: 'low',
			n: 3,
			output_compression: 40,
		});
	});
});
