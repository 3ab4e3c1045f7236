import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { filesOfShare, findTests, readShare } from '../../support/run/findTests.ts';

suite('shares of a suite', () => {
	test('have each file once, and about as much each', () => {
		const files = findTests('editor');
		const shares = ['1/2', '2/2'].map((share) => filesOfShare(files, readShare(share)));
		const bytes = shares.map((share) => share.reduce((sum, file) => sum + statSync(file).size, 0));

		assert.deepEqual(shares.flat().sort(), [...files].sort());
		assert.ok(Math.max(...bytes) < 1.2 * Math.min(...bytes), bytes.join(' '));
	});

	for (const text of ['', '0/2', '3/2', '1', '1/0', 'a/b']) {
		test(`"${text}" is none`, () => {
			assert.throws(() => readShare(text), /A share is like 1\/2/);
		});
	}
});
