import assert from 'node:assert/strict';
import { earlierPrompts, type PromptWalk, stepPrompt } from '../../../src/webview/promptHistory.ts';

suite('earlier prompts', () => {
	const prompts = ['third', 'second', 'first'];

	test('come the last first, each once, from wherever they are', () => {
		const of = (...words: string[]) => words.map((prompt) => ({ prompt }));
		assert.deepEqual(earlierPrompts(of('c', 'b '), of('b', 'a', ' ')), ['c', 'b', 'a']);
	});

	test('lead back to the first and forth to what was being written', () => {
		const seen: string[] = [];
		let text = 'being written';
		let walk: PromptWalk | undefined;
		for (const step of [1, 1, 1, 1, -1, -1, -1, -1] as const) {
			const next = stepPrompt(prompts, text, walk, step);
			({ walk, text } = next ?? { walk, text });
			seen.push(next ? text : '-');
		}
		assert.deepEqual(seen, ['third', 'second', 'first', '-', 'second', 'third', 'being written', '-']);
	});

	test('other words begin a new walk, and are not lost', () => {
		const first = stepPrompt(prompts, '', undefined, 1)!;
		const second = stepPrompt(prompts, 'third, changed', first.walk, 1)!;
		assert.deepEqual([second.text, second.walk], ['third', { draft: 'third, changed', back: 1 }]);
	});

	test('the prompt that is in the field is passed over', () => {
		assert.equal(stepPrompt(prompts, 'third', undefined, 1)?.text, 'second');
		assert.equal(stepPrompt([], 'a', undefined, 1), undefined);
	});
});
