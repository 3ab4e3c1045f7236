import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { UploadQueue } from '../../../../src/core/net/uploadQueue.ts';

suite('Uplink', () => {
	const never = new AbortController().signal;

	test('one body at a time, in the order in which they came', async () => {
		const uploadQueue = new UploadQueue();
		const begun: string[] = [];
		const send = async (name: string) => {
			const leave = await uploadQueue.enter(never);
			begun.push(name);
			return leave;
		};
		const [first, second, third] = [send('first'), send('second'), send('third')];

		const leaveFirst = await first;
		await sleep(20);
		assert.deepEqual(begun, ['first']);

		leaveFirst();
		const leaveSecond = await second;
		await sleep(20);
		assert.deepEqual(begun, ['first', 'second']);

		leaveSecond();
		(await third)();
		assert.deepEqual(begun, ['first', 'second', 'third']);
	});

	test('a body that does not come to its end is joined by the next', async () => {
		const uploadQueue = new UploadQueue();
		await uploadQueue.enter(never);

		await uploadQueue.enter(never);
	});

	test('who gives up waiting leaves the turn to the next', async () => {
		const uploadQueue = new UploadQueue();
		const leave = await uploadQueue.enter(never);
		const controller = new AbortController();
		const given = uploadQueue.enter(controller.signal);
		const next = uploadQueue.enter(never);
		controller.abort();
		await assert.rejects(given, { name: 'AbortError' });

		leave();
		(await next)();
	});
});
