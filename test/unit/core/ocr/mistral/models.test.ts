import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { endOf, offeredModels, retirementOf } from '../../../../../src/core/modelTable.ts';
import { type ModelProvider, ocrModel, ocrTable } from '../../../../../src/core/ocr/mistral/models.ts';
import { profiles } from '../../../../support/emulator/profiles.ts';

const modelName = /\bmistral-(?:ocr|document-ai)-\w+(?:-\d+)?/g;
const documents = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'package.nls.json', 'package.json'];
const providers = ['azure', 'mistral'] as const;
const providerOf = (name: string): ModelProvider => name.toLowerCase() as ModelProvider;

suite('the table of OCR models', () => {
	for (const document of documents) {
		test(`has every model that ${document} names`, () => {
			const names = readFileSync(document, 'utf8').match(modelName) ?? [];

			assert.deepEqual(
				names.filter((name) => Object.keys(ocrModel(name).offers).length === 0),
				[],
			);
		});
	}

	for (const provider of providers) {
		test(`offers nothing at ${provider} that the emulator takes for retired, and the other way round`, () => {
			const offered = Object.keys(profiles[provider === 'azure' ? 'foundry' : 'mistral'].models);

			assert.deepEqual(
				offered.filter((name) => retirementOf(ocrTable, name, provider)),
				[],
			);
			assert.deepEqual(
				offeredModels(ocrTable, provider).filter((name) => !offered.includes(name)),
				[],
			);
		});
	}

	test('agrees with what README says of current, preview and retired models', () => {
		const readme = readFileSync('README.md', 'utf8');
		const current = [...readme.matchAll(/`(mistral-[\w-]+)` is current on (Azure|Mistral)/g)];
		const preview = [...readme.matchAll(/`(mistral-[\w-]+)` a preview there/g)];
		const retired = [...readme.matchAll(/`(mistral-[\w-]+)` is retired by both/g)];

		assert.deepEqual([current.length, preview.length, retired.length], [2, 1, 1]);
		for (const [, name, provider] of current) {
			assert.deepEqual(ocrModel(name!).offers[providerOf(provider!)], {}, name);
		}
		assert.equal(ocrModel(preview[0]![1]!).offers.azure?.preview, true);
		assert.ok(providers.every((provider) => retirementOf(ocrTable, retired[0]![1]!, provider)));
	});

	test('knows nothing of a model that only begins like one', () => {
		assert.deepEqual([ocrModel('mistral-ocr-40').offers, ocrModel('mistral-ocr-25031').offers], [{}, {}]);
		assert.equal(endOf(ocrTable, 'my-deployment', 'azure'), undefined);
	});
});
