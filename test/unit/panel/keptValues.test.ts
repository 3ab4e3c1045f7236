import assert from 'node:assert/strict';
import type * as v from 'valibot';
import { imageChoice, keptAttached, keptDraft, keptRequests, keptResults, windowName } from '../../../src/panel/keptValues.ts';
import { storedValue } from '../../../src/platform/storedValue.ts';

const read = <Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> | undefined =>
	storedValue({ get: <T>() => JSON.parse(JSON.stringify(value)) as T }, 'key', schema);
const reference = { id: 'r', name: 'fox.png', file: 'r.png', mediaType: 'image/png', bytes: 7, width: 2, height: 3 };
const request = {
	id: 'q',
	provider: 'azure',
	providerLabel: 'Azure',
	model: 'm',
	prompt: 'a fox',
	settings: { n: 2, size: '1024x1024', quality: 'low' },
	attached: { references: [reference], mask: { reference: 'r', file: 'mask-1.png' } },
	form: { referenceTypes: ['image/png'], maxReferenceBytes: 1000 },
};
const failure = { severity: 'error', text: 'No.', remedies: [{ id: 'retry', label: 'Try Again' }] };
const nonsense = [7, 'x', true, ['x'], { draft: 'x', references: 7, models: 7 }];

suite('what a window keeps of its panel', () => {
	test('comes back as it was', () => {
		const draft = { provider: 'azure', model: 'm', prompt: 'a fox', values: { size: '1024x1024', n: 2 } };
		for (const [schema, value] of [
			[keptDraft, { draft, revision: 7 }],
			[keptAttached, request.attached],
			[keptRequests, [{ request, startedAt: 1, failure }]],
			[keptResults, ['a', 'b']],
			[imageChoice, { provider: 'azure', models: { azure: 'm' } }],
			[windowName, '123e4567-e89b-42d3-a456-426614174000'],
		] as const) {
			assert.deepEqual(read(schema, value), value);
		}
	});

	test('nonsense counts as nothing', () => {
		for (const value of nonsense) {
			assert.equal(read(keptDraft, value), undefined);
			assert.deepEqual(read(keptAttached, value)?.references ?? [], []);
			assert.deepEqual(read(imageChoice, value)?.models ?? {}, {});
			assert.deepEqual(read(keptRequests, value), []);
			assert.equal(read(windowName, value), undefined);
		}
		assert.equal(read(windowName, '../other'), undefined);
	});

	test('a prompt outlives damaged settings, and a setting its neighbours', () => {
		const kept = { draft: { provider: 7, prompt: 'a fox', values: { size: '1024x1024', n: { a: 1 }, style: null, other: 'x' } } };
		assert.deepEqual(read(keptDraft, kept), {
			draft: { provider: '', model: '', prompt: 'a fox', values: { size: '1024x1024' } },
			revision: 0,
		});
		assert.equal(read(keptDraft, { draft: { prompt: 'a fox' }, revision: 'x' })?.draft.prompt, 'a fox');
	});

	test('a damaged reference takes no other with it, and none leads out of its folder', () => {
		const references = [reference, { ...reference, file: '../key' }, { ...reference, width: -1 }, { ...reference, file: '..' }, null];
		assert.deepEqual(read(keptAttached, { references, mask: { reference: 'r' } }), { references: [reference], mask: undefined });
	});

	test('a request without one of its parts is none, and its neighbours stay', () => {
		const damaged = [
			{ ...request, settings: { n: 'two' } },
			{ ...request, attached: { references: [reference, {}] } },
			{ ...request, form: undefined },
			{ ...request, prompt: 7 },
		];
		const kept = [...damaged.map((each) => ({ request: each, startedAt: 1 })), { request, startedAt: 1, failure: 'x' }];
		assert.deepEqual(read(keptRequests, kept), [{ request, startedAt: 1, failure: undefined }]);
	});

	test('a model that is none is not taken, those of other services are', () => {
		assert.deepEqual(read(imageChoice, { provider: 7, models: { azure: 7, openai: 'gpt-image-2' } }), {
			provider: undefined,
			models: { openai: 'gpt-image-2' },
		});
	});
});
