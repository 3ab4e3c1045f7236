import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ArgumentError, readArguments, serverOptions } from '../../../src/mcp/arguments.ts';

suite('arguments of the MCP server', () => {
	const keys = { AZURE_API_KEY: 'a', MISTRAL_API_KEY: 'm', OPENAI_API_KEY: 'o', AZURE_OPENAI_API_KEY: 'ao' };

	test('none: this machine, the folder that it was started in, no images', () => {
		const { engine, images, folders, cache } = readArguments([], keys);

		assert.deepEqual([engine.provider, images, folders, cache], ['local', undefined, [path.resolve('.')], undefined]);
	});

	test('a service takes the key of its own variable', () => {
		const { engine, images } = readArguments(
			['--ocr', 'azure', '--endpoint', 'r.services.ai.azure.com', '--images', 'azure', '--images-endpoint', 'https://r.openai.azure.com'],
			keys,
		);

		assert.ok(engine.provider === 'azure');
		assert.deepEqual(
			[engine.key, engine.endpoint, images?.key],
			['a', 'https://r.services.ai.azure.com/providers/mistral/azure/ocr', 'ao'],
		);
	});

	for (const [args, sentence] of [
		[['--ocr', 'azur'], /--ocr is "local", "azure" or "mistral", not "azur"/],
		[['--ocr', 'azure'], /The address of the service is missing or wrong/],
		[['--ocr', 'mistral', '--endpoint', 'http://elsewhere.example'], /The address of the service is missing or wrong/],
		[['--images', 'dalle'], /--images is "openai", "azure" or "compatible", not "dalle"/],
		[['--images', 'compatible'], /needs --images-endpoint/],
		[['--images', 'azure', '--images-endpoint', 'http://r.openai.azure.com'], /The address of the service is missing or wrong/],
		[['--orc', 'azure'], /--orc/],
		[['--ocr'], /--ocr/],
	] as const) {
		test(`${args.join(' ')} is refused in a sentence, and nothing else is done in its place`, () => {
			assert.throws(
				() => readArguments(args, keys),
				(error) => error instanceof ArgumentError && sentence.test(error.message),
			);
		});
	}

	test('are those that README lists', () => {
		const section = /\*\*Other agents\*\*[\s\S]*?\n## /.exec(readFileSync('README.md', 'utf8'))![0];
		const listed = [...section.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name!);

		assert.deepEqual([...new Set(listed)].sort(), Object.keys(serverOptions).sort());
	});
});
