import assert from 'node:assert/strict';
import type { ImageProvider } from '../../../src/core/image/models.ts';
import { createModelForm, modelQuestion } from '../../../src/panel/modelForm.ts';
import { activeFields, fitValues, fits } from '../../../src/shared/modelForm.ts';
import { l10n } from './plainText.ts';

const form = (model: string, provider: ImageProvider = 'openai', today = '2026-11-22') =>
	createModelForm({ model, provider, l10n, language: 'en-US', today });
const names = (model: string, provider?: ImageProvider) => form(model, provider).fields.map(({ name }) => name);

suite('the form of a model', () => {
	test('has the fields that the model takes and no others', () => {
		assert.deepEqual(names('dall-e-3'), ['size', 'quality', 'style', 'n']);
		assert.deepEqual(names('gpt-image-1'), [
			'size',
			'quality',
			'background',
			'output_format',
			'output_compression',
			'input_fidelity',
			'moderation',
			'partial_images',
			'n',
		]);
		assert.ok(!names('gpt-image-2').includes('input_fidelity'));
		assert.ok(names('gpt-image-2.6-flare').includes('complexity'));
	});

	test('on Azure has what Azure takes', () => {
		const azure = form('gpt-image-2', 'azure').fields;
		const formats = azure.find(({ name }) => name === 'output_format');

		assert.ok(!azure.some(({ name }) => name === 'moderation'));
		assert.deepEqual(formats?.kind === 'choice' && formats.options.map(({ value }) => value), ['png', 'jpeg']);
	});

	test('of a model that is not known is prompt, size and count, and says so', () => {
		const unknown = form('flux-2', 'compatible');

		assert.deepEqual(
			unknown.fields.map(({ name }) => name),
			['size', 'n'],
		);
		assert.match(unknown.notes[0]?.text ?? '', /does not know "flux-2"/);
		assert.equal(unknown.mask, 'unknown');
	});

	test('of a model that Foundry has in a form of its own has its sizes, none of which is experimental, and no mask', () => {
		const { fields, mask, maxReferences } = form('MAI-Image-2.7', 'azure');
		const [size] = fields;

		assert.deepEqual([fields.map(({ name }) => name), mask, maxReferences], [['size', 'background', 'n'], 'none', 5]);
		assert.ok(size?.kind === 'size' && size.free?.minEdge === 768 && size.large === undefined);
		const [other] = form('gpt-image-2', 'azure').fields;
		assert.equal(other?.kind === 'size' && other.large?.pixels, 2560 * 1440);
	});

	test('of no model at all says nothing', () => {
		assert.deepEqual(form('').notes, []);
	});

	test('every default is a value that its own field takes', () => {
		for (const model of [
			'dall-e-2',
			'dall-e-3',
			'gpt-image-1',
			'gpt-image-1-mini',
			'gpt-image-1.5',
			'gpt-image-2',
			'gpt-image-2.6-x',
			'flux',
		]) {
			for (const field of form(model).fields) {
				assert.ok(field.default === undefined || fits(field, field.default), `${model} ${field.name} ${field.default}`);
			}
		}
	});

	test('takes sizes of one’s own where the model does', () => {
		const fitting = (model: string, size: string) => fitValues(form(model), { size }).values.size;

		assert.equal(fitting('gpt-image-2', '2048x1152'), '2048x1152');
		assert.equal(fitting('gpt-image-1', '2048x1152'), 'auto');
		assert.equal(fitting('flux', '777x333'), '777x333');
	});

	test('shows compression with a format that is compressed, fidelity with reference images, previews with one image', () => {
		const active = (values: object, references = 0) => activeFields(form('gpt-image-1'), values, references).map(({ name }) => name);

		assert.deepEqual(
			[
				active({ output_format: 'png' }).includes('output_compression'),
				active({ output_format: 'webp' }).includes('output_compression'),
				active({}).includes('input_fidelity'),
				active({}, 1).includes('input_fidelity'),
				active({ n: 1 }).includes('partial_images'),
				active({ n: 2 }).includes('partial_images'),
			],
			[false, true, false, true, true, false],
		);
	});

	test('says what references and masks the model takes', () => {
		const taking = (model: string) => {
			const { maxReferences, referenceTypes, mask } = form(model);
			return [maxReferences, referenceTypes.length, mask];
		};

		assert.deepEqual(taking('dall-e-3'), [0, 0, 'none']);
		assert.deepEqual(taking('dall-e-2'), [1, 1, 'exact']);
		assert.deepEqual(taking('gpt-image-2'), [16, 3, 'guide']);
	});

	test('asks which model is behind a name that says nothing, with the answer of before', () => {
		const asked = (name: string, before?: string) => modelQuestion(name, before, 'azure', l10n).behind;

		assert.deepEqual(asked('pictures')?.options[0], { value: '', label: 'Another Model' });
		assert.ok(asked('pictures')?.options.some(({ value }) => value === 'gpt-image-1.5'));
		assert.deepEqual([asked('pictures')?.model, asked('pictures', 'gpt-image-1.5')?.model], ['', 'gpt-image-1.5']);
		assert.ok(
			asked('pictures', 'of-another-day')?.options.some(({ value }) => value === 'of-another-day'),
			'an answer can always be shown',
		);
		assert.deepEqual([asked('gpt-image-2'), asked('team/gpt-image-2-eu'), asked('')], [undefined, undefined, undefined]);
	});

	test('says when a model is retired or soon will be, and what takes its place', () => {
		assert.match(form('dall-e-3').notes[0]?.text ?? '', /^Retired by OpenAI on May 12, 2026/);
		assert.match(form('gpt-image-1.5').notes[0]?.text ?? '', /^OpenAI retires this model on December 1, 2026. Its successors: gpt-image-2/);
		assert.equal(form('gpt-image-1.5').notes[0]?.severity, 'info');
		assert.deepEqual(form('gpt-image-1.5', 'azure').notes, []);
		assert.deepEqual(form('dall-e-3', 'compatible').notes, []);
	});
});
