import assert from 'node:assert/strict';
import { firstSound, ocrSettings, soundConnections } from '../../../src/platform/settingValues.ts';

const one = { name: 'One', for: 'documents', service: 'azure', endpoint: 'https://r.services.ai.azure.com', model: '' };

suite('connections in settings.json', () => {
	test('are taken as they stand, trimmed', () => {
		assert.deepEqual(soundConnections([{ ...one, name: ' One ', endpoint: ` ${one.endpoint}\n`, model: undefined }]), [one]);
	});

	test('of documents and of images may share a name; of two for one use the first counts', () => {
		const image = { ...one, for: 'images' };

		assert.deepEqual(soundConnections([one, image, { ...one, name: 'ONE', endpoint: 'https://bad.invalid' }]), [one, image]);
	});

	for (const entry of [
		null,
		7,
		'One',
		[],
		{},
		{ ...one, name: '' },
		{ ...one, name: 'auto' },
		{ ...one, name: 'Local' },
		{ ...one, name: 'x'.repeat(81) },
		{ ...one, name: null },
		{ ...one, endpoint: '  ' },
		{ ...one, endpoint: ['https://x'] },
		{ ...one, service: 'openai' },
		{ ...one, for: 'images', service: 'mistral' },
		{ ...one, for: 'everything' },
		{ ...one, signIn: 'github' },
		JSON.parse('{"__proto__": {"name": "One"}}'),
	] as const) {
		test(`${JSON.stringify(entry).slice(0, 80)} is none`, () => {
			assert.deepEqual(soundConnections([entry, { ...one, name: 'Two' }]), [{ ...one, name: 'Two' }]);
		});
	}

	for (const value of [null, undefined, 7, 'x', {}]) {
		test(`${JSON.stringify(value)} in the place of the list is an empty one`, () => {
			assert.deepEqual(soundConnections(value), []);
		});
	}
});

suite('the value of a setting', () => {
	test('is the first one that makes sense', () => {
		assert.equal(firstSound(ocrSettings.timeoutSeconds, [undefined, null, '9', 4, Number.NaN, 3601, 60, 300]), 60);
		assert.equal(firstSound(ocrSettings.tables, ['xml', 'html', 'markdown']), 'html');
		assert.equal(firstSound(ocrSettings.connection, ['  ', null]), undefined);
	});
});
