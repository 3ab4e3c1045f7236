import assert from 'node:assert/strict';
import { activeFields, fits, fitValues, type FormField, type ModelForm } from '../../../src/shared/modelForm.ts';

const options = (...values: string[]) => values.map((value) => ({ value, label: value.toUpperCase() }));
const size: FormField = {
	kind: 'size',
	name: 'size',
	label: 'Size',
	default: 'auto',
	options: options('auto', '1024x1024'),
	free: { multiple: 16, minEdge: 16, maxEdge: 3840, maxRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
};
const quality: FormField = { kind: 'choice', name: 'quality', label: 'Quality', default: 'auto', options: options('auto', 'low') };
const format: FormField = { kind: 'choice', name: 'output_format', label: 'Format', default: 'png', options: options('png', 'jpeg') };
const compression: FormField = {
	kind: 'number',
	name: 'output_compression',
	label: 'Compression',
	min: 0,
	max: 100,
	step: 1,
	default: 90,
	onlyWith: { name: 'output_format', values: ['jpeg'] },
};
const fidelity: FormField = {
	kind: 'choice',
	name: 'input_fidelity',
	label: 'Fidelity',
	default: 'low',
	options: options('low', 'high'),
	onlyWithReferences: true,
};
const seed: FormField = { kind: 'number', name: 'seed', label: 'Seed', min: 0, max: 1000, step: 1 };
const form = (...fields: FormField[]): ModelForm => ({
	fields,
	maxPromptLength: 1000,
	maxReferences: 0,
	maxReferenceBytes: 1,
	referenceTypes: [],
	mask: 'none',
	streaming: false,
	notes: [],
});
const names = (fields: readonly FormField[]): string[] => fields.map(({ name }) => name);

suite('model form', () => {
	test('a field that hangs on another one counts only with its values', () => {
		assert.deepEqual(names(activeFields(form(format, compression), { output_format: 'png' }, 0)), ['output_format']);
		assert.deepEqual(names(activeFields(form(format, compression), { output_format: 'jpeg' }, 0)), ['output_format', 'output_compression']);
	});

	test('where the other field has no value its default counts', () => {
		assert.deepEqual(names(activeFields(form({ ...format, default: 'jpeg' }, compression), {}, 0)), [
			'output_format',
			'output_compression',
		]);
	});

	test('a field of edits counts only with reference images', () => {
		assert.deepEqual(names(activeFields(form(fidelity), {}, 0)), []);
		assert.deepEqual(names(activeFields(form(fidelity), {}, 1)), ['input_fidelity']);
	});

	test('a list takes what is in it, a number box what is in range and on a step', () => {
		assert.equal(fits(quality, 'low'), true);
		assert.equal(fits(quality, 'hd'), false);
		assert.equal(fits(quality, 1), false);
		assert.equal(fits(compression, 100), true);
		assert.equal(fits(compression, 101), false);
		assert.equal(fits(compression, 0.5), false);
		assert.equal(fits(compression, '90'), false);
		assert.equal(fits(compression, Number.NaN), false);
	});

	test("sizes of one's own are taken only where the model takes them", () => {
		assert.equal(fits(size, '2048x1152'), true);
		assert.equal(fits(size, '2048x1153'), false);
		const listed: FormField = { kind: 'size', name: 'size', label: 'Size', default: 'auto', options: options('auto', '1024x1024') };
		assert.equal(fits(listed, '2048x1152'), false);
		assert.equal(fits(listed, '1024x1024'), true);
	});

	test('values that fit stay and nothing is reported', () => {
		assert.deepEqual(fitValues(form(size, quality), { size: '2048x1152', quality: 'low' }), {
			values: { size: '2048x1152', quality: 'low' },
			repairs: [],
		});
	});

	test('a value that does not fit gives way to the default, and that is said', () => {
		assert.deepEqual(fitValues(form(quality), { quality: 'hd' }), {
			values: { quality: 'auto' },
			repairs: [{ label: 'Quality', from: 'hd', to: 'AUTO' }],
		});
	});

	test('a value without a default to give way to is not sent', () => {
		assert.deepEqual(fitValues(form(seed), { seed: -1 }), { values: {}, repairs: [{ label: 'Seed', from: '-1' }] });
	});

	test('what the model has no field for goes, what is missing is filled in, silently', () => {
		assert.deepEqual(fitValues(form(quality, seed), { style: 'vivid' }), { values: { quality: 'auto' }, repairs: [] });
	});

	test('fitting twice changes nothing more', () => {
		const whole = form(size, quality, format, compression, fidelity, seed);
		const { values } = fitValues(whole, { size: '1x1', quality: 'hd', output_compression: 500, seed: 7 });
		assert.deepEqual(fitValues(whole, values), { values, repairs: [] });
	});
});
