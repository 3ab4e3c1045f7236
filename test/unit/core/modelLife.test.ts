import assert from 'node:assert/strict';
import { isKnownModel, modelEnd } from '../../../src/core/modelLife.ts';

suite('the end of a model', () => {
	const at = (today: string) => ({
		ocr: (model: string, provider: 'azure' | 'mistral') => modelEnd('documents', model, provider, today),
		image: (model: string, provider: 'azure' | 'openai' | 'compatible') => modelEnd('images', model, provider, today),
	});
	const { ocr, image } = at('2026-11-26');

	test('that is past is told with what to use instead, by provider', () => {
		assert.deepEqual(
			[ocr('mistral-ocr-2503', 'azure'), ocr('mistral-ocr-4-0', 'mistral')?.on, ocr('mistral-ocr-4-0', 'azure')],
			[{ on: '2026-01-30', isPast: true, alternatives: ['mistral-document-ai-2512', 'mistral-ocr-4-0'] }, '2026-09-30', undefined],
		);
	});

	test('that is near is told before it comes, and what ends as soon is no successor', () => {
		const near = image('gpt-image-1.5', 'openai');

		assert.deepEqual([near?.on, near?.isPast], ['2026-12-01', false]);
		assert.ok(!near?.alternatives.includes('gpt-image-1-mini'), near?.alternatives.join());
		assert.equal(near?.alternatives[0], 'gpt-image-2.6-sunburst');
	});

	test('that is far, or not known, is not told', () => {
		const { image: inSeptember } = at('2026-09-01');
		assert.deepEqual(
			[
				inSeptember('gpt-image-1.5', 'openai'),
				image('gpt-image-1.5', 'azure'),
				ocr('my-deployment', 'azure'),
				image('gpt-image-1', 'compatible'),
			],
			[undefined, undefined, undefined, undefined],
		);
	});

	test('a name that is in no table says something of its user', () => {
		assert.deepEqual(['mistral-ocr-latest', 'gpt-image-2', 'contoso-ocr'].map(isKnownModel), [true, true, false]);
	});
});
