import assert from 'node:assert/strict';
import { type PricedEngine, estimateOcrCost, isWorthAsking, mostPages } from '../../../../../src/core/ocr/mistral/cost.ts';

const mistral = (model: string, endpoint = 'https://api.mistral.ai/v1/ocr'): PricedEngine => ({ provider: 'mistral', endpoint, model });
const azure: PricedEngine = {
	provider: 'azure',
	endpoint: 'https://x.services.ai.azure.com/providers/mistral/azure/ocr',
	model: 'mistral-ocr-4-0',
};

suite('what pages cost', () => {
	for (const [model, usd] of [
		['mistral-ocr-latest', 4],
		['mistral-ocr-4-1', 4],
		['mistral-ocr-4', 4],
		['mistral-ocr-2512', 2],
		['MISTRAL-OCR-2512', 2],
		['mistral-ocr-2505-completion', 1],
	] as const) {
		test(`by ${model}: $${usd} a thousand`, () => assert.equal(estimateOcrCost(mistral(model), 1000), usd));
	}

	for (const [what, engine] of [
		['a model that is not in the table', mistral('mistral-ocr-5')],
		['a model that only begins like one', mistral('mistral-ocr-40')],
		['a server of its own', mistral('mistral-ocr-latest', 'http://localhost:8080/v1/ocr')],
		['a host that only sounds alike', mistral('mistral-ocr-latest', 'https://api.mistral.ai.evil.test/v1/ocr')],
		['Azure', azure],
	] as const) {
		test(`by ${what}: not known`, () => assert.equal(estimateOcrCost(engine, 1000), undefined));
	}
});

suite('a question before pages are sent', () => {
	const engine = mistral('mistral-ocr-2512');

	test('comes above the limit, not at it', () => {
		assert.deepEqual(
			[499, 500, 501].map((pages) => isWorthAsking(engine, pages, 1)),
			[false, false, true],
		);
	});

	test('always comes where the limit is 0', () => assert.ok(isWorthAsking(engine, 1, 0)));

	test('comes, where the price is not known, as if it were the highest that is', () => {
		assert.deepEqual(
			[250, 251].map((pages) => isWorthAsking(azure, pages, 1)),
			[false, true],
		);
	});
});

test('a file of a few kilobytes has no hundreds of pages', () => assert.equal(mostPages(20_000), 40));
