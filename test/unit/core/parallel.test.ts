import assert from 'node:assert/strict';
import { inParallel } from '../../../src/core/parallel.ts';

suite('inParallel', () => {
	test('runs so many at once, in order', async () => {
		const log: string[] = [];
		let running = 0;
		await inParallel(['a', 'b', 'c', 'd'], 2, async (item) => {
			log.push(item);
			assert.ok(++running <= 2);
			await Promise.resolve();
			running--;
		});

		assert.deepEqual(log, ['a', 'b', 'c', 'd']);
	});

	test('begins nothing more after a failure, and throws it', async () => {
		const begun: number[] = [];
		let end = (): void => undefined;
		const ended = new Promise<void>((resolve) => (end = resolve));

		await assert.rejects(
			inParallel([1, 2, 3, 4, 5], 2, async (item) => {
				begun.push(item);
				if (item === 2) {
					throw new Error('two');
				}
				await ended;
			}),
			{ message: 'two' },
		);
		end();
		await new Promise((resolve) => setImmediate(resolve));

		assert.deepEqual(begun, [1, 2]);
	});
});
