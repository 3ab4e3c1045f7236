import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { imageTable } from '../../../src/core/image/models.ts';
import { modelTables } from '../../../src/core/modelLife.ts';
import { endOf, factsOf, offeredModels, retirementOf, suggestedModels, tablesAsOf } from '../../../src/core/modelTable.ts';
import { shutdownDates } from '../../support/emulator/images/families.ts';

const isoDate = /^20\d\d-\d\d-\d\d$/;

suite('the tables of models', () => {
	for (const [use, table] of Object.entries(modelTables)) {
		test(`for ${use} offer at a provider what is suggested there`, () => {
			for (const provider of Object.keys(table.suggested)) {
				const suggested = suggestedModels(table, provider);

				assert.deepEqual(
					suggested.filter((id) => factsOf(table, id)?.offers[provider] === undefined),
					[],
					provider,
				);
				assert.ok(offeredModels(table, provider, tablesAsOf).length > 0, provider);
			}
		});

		test(`for ${use} have dates that are dates`, () => {
			const dates = table.rows.flatMap(([, { offers }]) => Object.values(offers).flatMap(({ until }) => until ?? []));

			assert.ok(dates.length > 0);
			assert.deepEqual(
				[tablesAsOf, ...dates].filter((date) => !isoDate.test(date) || Number.isNaN(Date.parse(date))),
				[],
			);
		});
	}

	test('are the one place in the code that has such dates', () => {
		const withDate = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
			(file) => file.endsWith('.ts') && /\b(until|retired|retires|ends): '20\d\d-/.test(readFileSync(`src/${file}`, 'utf8')),
		);

		assert.deepEqual(withDate.map((file) => file.replaceAll('\\', '/')).sort(), ['core/image/models.ts', 'core/ocr/mistral/models.ts']);
	});

	test('say of the end of image models what OpenAI lists', () => {
		assert.deepEqual(
			Object.entries(shutdownDates).filter(([id, date]) => endOf(imageTable, id, 'openai') !== date),
			[],
		);
	});

	test('tell when a model was retired by provider, and what answers there still', () => {
		const since = (provider: string) => retirementOf(imageTable, 'gpt-image-1-mini', provider, '2026-12-02')?.retired;

		assert.deepEqual([since('openai'), since('azure'), since('compatible')], ['2026-12-01', undefined, undefined]);
		assert.equal(retirementOf(imageTable, 'gpt-image-1', 'openai', '2026-10-22'), undefined);
		const { alternatives } = retirementOf(imageTable, 'gpt-image-1', 'openai', '2026-10-23')!;
		assert.ok(alternatives.includes('gpt-image-2') && !alternatives.includes('gpt-image-1') && !alternatives.includes('dall-e-3'));
	});

	test('leave out what has ended where models are offered', () => {
		assert.deepEqual(offeredModels(imageTable, 'openai', '2026-12-01'), [
			'gpt-image-2.6-sunburst',
			'gpt-image-2.6-flare',
			'gpt-image-2.5-sunburst',
			'gpt-image-2.5-flare',
			'gpt-image-2',
		]);
	});
});
