import assert from 'node:assert/strict';
import { cardOrder } from '../../../src/webview/cardOrder.ts';

suite('the order of cards', () => {
	const asked = (id: string, startedAt: number) => ({ id, startedAt });
	const image = (id: string, createdAt: number, duration?: number) => ({ id, createdAt, ...(duration === undefined ? {} : { duration }) });

	test('what was asked for last comes first, whatever failed or finished meanwhile', () =>
		assert.deepEqual(cardOrder([asked('running', 50), asked('failed', 30)], [image('new', 49, 5), image('old', 35, 10)]), [
			'running',
			'new',
			'failed',
			'old',
		]));

	test('an image that took long stands where its request stood', () =>
		assert.deepEqual(cardOrder([asked('later', 20)], [image('slow', 90, 80), image('early', 5, 1)]), ['later', 'slow', 'early']));

	test('images of one request, and those that do not say how long they took, keep their order', () =>
		assert.deepEqual(cardOrder([], [image('b', 12, 2), image('a', 11, 1), image('x', 10)]), ['b', 'a', 'x']));
});
