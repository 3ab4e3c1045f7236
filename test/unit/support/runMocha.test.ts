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

	/** Runs a test file in a process of its own. */
	function run(tests: string, grep = ''): Results | undefined {
		const files = [path.join(folder, 'some.test.mjs')];
		const results = path.join(folder, 'results.json');
		writeFileSync(files[0]!, tests);
		const script = `
			import { runMocha } from ${JSON.stringify(fromRoot('test/support/run/runMocha.ts'))};
			await runMocha(${JSON.stringify({ files, results, timeoutMs: 1000, grep })});`;
		spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: fromRoot() });
		return existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Results) : undefined;
	}

	test('count what passed and name what failed', () => {
		const results = run(`suite('s', () => { test('a', () => {}); test('b', () => { throw new Error('no') }); test('c', () => {}); });`);

		assert.deepEqual([results?.passed, results?.failed, results?.failures.map(({ title }) => title)], [2, 1, ['s b']]);
		assert.match(results?.failures[0]?.error ?? '', /^Error: no\n.*some\.test\.mjs:1:/);
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
		const results = run(`suite('s', () => { test('one', () => {}); test('two', () => { throw new Error('no') }); });`, 'one');

		assert.deepEqual([results?.passed, results?.failed], [1, 0]);
	});

	test('are not there when the run died', () => {
		assert.equal(run(`suite('s', () => { test('a', () => process.exit(0)); });`), undefined);
	});

	test('are not there when a file does not load', () => {
		assert.equal(run(`import './missing.mjs';`), undefined);
	});
});
