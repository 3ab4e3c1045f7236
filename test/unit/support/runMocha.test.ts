import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fromRoot } from '../../support/host/repository.ts';
import type { Results } from '../../support/run/results.ts';

suite('the results of a suite', () => {
	let folder: string;
	setup(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'fovea-'));
	});
	teardown(() => rmSync(folder, { recursive: true }));

	/** Runs a test file in a process of its own, or two copies of it side by side. */
	function run(tests: string, { grep = '', jobs = 1 } = {}): Results | undefined {
		const files = Array.from({ length: jobs }, (_, index) => path.join(folder, `some${index}.test.mjs`));
		const results = path.join(folder, 'results.json');
		for (const file of files) {
			writeFileSync(file, tests);
		}
		// A file: the processes of parallel tests are started with this one's options, and a script among these would start them again.
		const script = path.join(folder, 'run.mts');
		writeFileSync(
			script,
			`import { runMocha } from ${JSON.stringify(fromRoot('test/support/run/runMocha.ts'))};
			await runMocha(${JSON.stringify({ files, results, timeoutMs: 60_000, grep, jobs })});`,
		);
		const env = { ...process.env, CI: 'true' };
		spawnSync(process.execPath, ['--import', 'tsx', script], { cwd: fromRoot(), env });
		return existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Results) : undefined;
	}

	test('count what passed and name what failed', () => {
		const results = run(`suite('s', () => { test('a', () => {}); test('b', () => { throw new Error('no') }); test('c', () => {}); });`);

		assert.deepEqual([results?.passed, results?.failed, results?.failures.map(({ title }) => title)], [2, 1, ['s b']]);
		assert.match(results?.failures[0]?.error ?? '', /^Error: no\n.*some0\.test\.mjs:1:/);
	});

	test('count a skipped test as failed', () => {
		const results = run(`suite('s', () => { test('a', () => {}); test.skip('b', () => {}); });`);

		assert.deepEqual([results?.passed, results?.failed], [1, 1]);
	});

	test('count a setup that fails', () => {
		const results = run(`suite('s', () => { suiteSetup(() => { throw new Error('no') }); test('a', () => {}); });`);

		assert.deepEqual([results?.passed, results?.failed], [0, 1]);
	});

	test('are of the tests that were picked', () => {
		const results = run(`suite('s', () => { test('one', () => {}); test('two', () => { throw new Error('no') }); });`, { grep: 'one' });

		assert.deepEqual([results?.passed, results?.failed], [1, 0]);
	});

	test('are of all files that run side by side', () => {
		const results = run(`suite('s', () => { test('a', () => {}); test('b', () => { throw new Error('no') }); });`, { jobs: 2 });

		assert.deepEqual([results?.passed, results?.failed], [2, 2]);
	});

	for (const [what, tests] of [
		['a skipped test', `suite('s', () => { test.skip('a', () => {}); test('b', () => {}); });`],
		['a test that would run alone', `suite('s', () => { test.only('a', () => {}); test('b', () => {}); });`],
		['a process that ends', `suite('s', () => { test('a', () => process.exit(0)); });`],
		['a file that does not load', `import './missing.mjs';`],
	] as const) {
		test(`side by side, ${what} fails the run`, () => {
			assert.ok(run(tests, { jobs: 2 })!.failed > 0);
		});
	}

	test('are not there when the run died', () => {
		assert.equal(run(`suite('s', () => { test('a', () => process.exit(0)); });`), undefined);
	});

	test('are not there when a file does not load', () => {
		assert.equal(run(`import './missing.mjs';`), undefined);
	});
});
