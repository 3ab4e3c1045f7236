import assert from 'node:assert/strict';
import { extended, noSelection, toggled, within } from '../../../src/webview/selection.ts';

suite('several images', () => {
	const list = ['a', 'b', 'c', 'd', 'e'];
	const ids = ({ ids }: { readonly ids: ReadonlySet<string> }) => [...ids];

	test('are taken in and out one by one', () => {
		const two = toggled(toggled(noSelection, 'b'), 'd');
		assert.deepEqual([ids(two), ids(toggled(two, 'b'))], [['b', 'd'], ['d']]);
	});

	test('are taken from the last one to another, either way, again and again', () => {
		const from = toggled(noSelection, 'c');
		const down = extended(from, list, 'e');
		assert.deepEqual(
			[ids(down), ids(extended(down, list, 'a')), ids(extended(noSelection, list, 'b'))],
			[['c', 'd', 'e'], ['a', 'b', 'c'], ['b']],
		);
	});

	test('lose what is gone', () => {
		const all = extended(toggled(noSelection, 'a'), list, 'e');
		assert.deepEqual([ids(within(all, ['b', 'c'])), within(all, ['b', 'c']).anchor], [['b', 'c'], undefined]);
	});
});
