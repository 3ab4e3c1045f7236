import assert from 'node:assert/strict';
import { once } from '../../../src/core/once.ts';

suite('once', () => {
	test('makes one thing for all, also for those who ask while it is made', async () => {
		let made = 0;
		const get = once(async () => ++made);
		assert.equal(get.made, undefined);
		assert.deepEqual(await Promise.all([get(), get(), get.made!, get()]), [1, 1, 1, 1]);
	});

	test('a failure is told to those who asked, and the next one tries again', async () => {
		let asked = 0;
		const get = once(async () => {
			asked++;
			if (asked === 1) {
				throw new Error('not now');
			}
			return asked;
		});
		await Promise.all([assert.rejects(get(), { message: 'not now' }), assert.rejects(get(), { message: 'not now' })]);
		assert.equal(get.made, undefined);
		assert.equal(await get(), 2);
		assert.equal(await get(), 2);
	});
});
