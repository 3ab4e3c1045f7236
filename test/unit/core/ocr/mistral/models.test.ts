import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type ModelProvider, ocrModel, retirementOf, suggestedOcrModels } from '../../../../../src/core/ocr/mistral/models.ts';
import { profiles } from '../../../../support/emulator/profiles.ts';

const modelName = /\bmistral-(?:ocr|document-ai)-\w+(?:-\d+)?/g;
const isoDate = /\b20\d\d-\d\d-\d\d\b/g;
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
				offered.filter((name) => retirementOf(name, provider)),
				[],
			);
			assert.deepEqual(
				suggestedOcrModels[provider].filter((name) => !retirementOf(name, provider) && !offered.includes(name)),
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
			assert.equal(ocrModel(name!).offers[providerOf(provider!)]?.status, 'current', name);
		}
		assert.equal(ocrModel(preview[0]![1]!).offers.azure?.status, 'preview');
		assert.ok(providers.every((provider) => retirementOf(retired[0]![1]!, provider)));
	});

	test('is the one place in the code that has such dates', () => {
		const others = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
			(file) => file.endsWith('.ts') && !file.endsWith(path.join('mistral', 'models.ts')),
		);

		assert.deepEqual(
			others.filter((file) =>
				readFileSync(path.join('src', file), 'utf8')
					.split('\n')
					.some((line) => line.match(modelName) && line.match(isoDate)),
			),
			[],
		);
	});

	test('knows nothing of a model that only begins like one', () => {
		assert.deepEqual([ocrModel('mistral-ocr-40').offers, ocrModel('mistral-ocr-25031').offers], [{}, {}]);
		assert.equal(retirementOf('my-deployment', 'azure'), undefined);
	});
});
