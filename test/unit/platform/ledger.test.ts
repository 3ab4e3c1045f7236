import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { Ledger } from '../../../src/platform/ledger.ts';

/** The part of a Memento that a ledger uses. */
function memento(): Memento {
	const values = new Map<string, unknown>();
	return {
		keys: () => [...values.keys()],
		get: (key: string) => values.get(key),
		update: async (key: string, value: unknown) => void values.set(key, value),
	} as Memento;
}

const mistral = { provider: 'mistral', endpoint: 'https://api.mistral.ai/v1/ocr', model: 'mistral-ocr-2512' } as const;
const azure = { provider: 'azure', endpoint: 'https://x.services.ai.azure.com/ocr', model: 'mistral-document-ai-2512' } as const;
const october = new Date(2026, 9, 31, 23);
const november = new Date(2026, 10, 1);

suite('the ledger', () => {
	test('sums pages and their list price by month, provider and model, the newest month first', async () => {
		const ledger = new Ledger(memento());
		await ledger.add(mistral, 10, october);
		await ledger.add(mistral, 30, november);
		await ledger.add(mistral, 470, november);
		await ledger.add({ ...mistral, model: 'mistral-ocr-4-1' }, 1000, november);

		assert.deepEqual(ledger.rows(), [
			{ month: '2026-11', provider: 'mistral', model: 'mistral-ocr-2512', pages: 500, usd: 1 },
			{ month: '2026-11', provider: 'mistral', model: 'mistral-ocr-4-1', pages: 1000, usd: 4 },
			{ month: '2026-10', provider: 'mistral', model: 'mistral-ocr-2512', pages: 10, usd: 0.02 },
		]);
	});

	test('invents no price', async () => {
		const ledger = new Ledger(memento());
		await ledger.add(azure, 30, november);
		await ledger.add(azure, 4, november);

		assert.deepEqual(ledger.rows(), [{ month: '2026-11', provider: 'azure', model: 'mistral-document-ai-2512', pages: 34 }]);
	});

	test('counts what several parts report at once, and what another window reports', async () => {
		const state = memento();
		const [one, other] = [new Ledger(state), new Ledger(state)];
		await Promise.all([one, other, one].map((ledger) => ledger.add(azure, 30, november)));

		assert.equal(one.rows()[0]?.pages, 90);
	});

	test('is empty when it was cleared', async () => {
		const ledger = new Ledger(memento());
		await ledger.add(azure, 30, november);
		await ledger.clear();

		assert.deepEqual(ledger.rows(), []);
	});

	test('counts on where the storage holds rows of another shape', async () => {
		const state = memento();
		const good = { month: '2026-11', provider: 'mistral', model: 'mistral-ocr-2512', pages: 10, usd: 0.02 };
		await state.update('fovea.usage', [null, { month: 11, pages: '10' }, { ...good, pages: -1 }, good]);
		const ledger = new Ledger(state);
		await ledger.add(mistral, 20, november);

		assert.deepEqual(ledger.rows(), [{ ...good, pages: 30, usd: 0.06 }]);
	});

	test('begins anew where the storage holds something else', async () => {
		const state = memento();
		await state.update('fovea.usage', { month: '2026-11' });

		assert.deepEqual(new Ledger(state).rows(), []);
	});
});
