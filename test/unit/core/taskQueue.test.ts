import assert from 'node:assert/strict';
import { TaskQueue } from '../../../src/core/taskQueue.ts';

suite('TaskQueue', () => {
	test('runs tasks of one key one after another, others beside them', async () => {
		const queue = new TaskQueue();
		const done: string[] = [];
		let open = (): void => undefined;
		const gate = new Promise<void>((resolve) => (open = resolve));
		const first = queue.run('a', async () => {
			await gate;
			done.push('a1');
		});
		const second = queue.run('a', async () => void done.push('a2'));
		await queue.run('b', async () => void done.push('b'));
		open();
		await Promise.all([first, second]);

		assert.deepEqual(done, ['b', 'a1', 'a2']);
	});

	test('a task that fails fails alone', async () => {
		const queue = new TaskQueue();
		const failing = queue.run('a', () => Promise.reject(new Error('no')));
		const next = queue.run('a', async () => 'fine');

		await assert.rejects(failing, /no/);
		assert.equal(await next, 'fine');
	});
});
