import assert from 'node:assert/strict';
import { tellingSecrets } from '../../../src/platform/secrets.ts';

suite('tellingSecrets', () => {
	test('a keyring that is locked or missing is told, whatever is done with it', async () => {
		const fail = () => Promise.reject(new Error('Cannot create an item in a locked collection'));
		const { get, store, delete: remove } = tellingSecrets({ get: fail, store: fail, delete: fail });

		for (const use of [async () => get('a'), async () => store('a', 'key'), async () => remove('a')]) {
			await assert.rejects(use(), { code: 'secretsUnavailable' });
		}
	});

	test('one that works is used', async () => {
		const kept = new Map<string, string>();
		const {
			get,
			store,
			delete: remove,
		} = tellingSecrets({
			get: async (key) => kept.get(key),
			store: async (key, value) => void kept.set(key, value),
			delete: async (key) => void kept.delete(key),
		});
		await store('a', 'key');

		assert.equal(await get('a'), 'key');
		await remove('a');
		assert.equal(await get('a'), undefined);
	});
});
