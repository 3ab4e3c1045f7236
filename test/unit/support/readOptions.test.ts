import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fromRoot } from '../../support/host/repository.ts';

suite('The options of scripts', () => {
	const run = (script: string, ...args: readonly string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', fromRoot(script), ...args], { cwd: fromRoot('.'), encoding: 'utf8' });

	for (const script of ['test/bench/bench.ts', 'test/support/emulator/main.ts']) {
		test(`${script} lists them with --help, and names one that it does not know`, () => {
			const help = run(script, '--help');
			assert.deepEqual([help.status, help.stderr], [0, '']);
			assert.match(help.stdout, /^npm run \w+ -- /);

			const wrong = run(script, '--no-such-option');
			assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
			assert.match(wrong.stderr, /--no-such-option/);
			assert.ok(wrong.stderr.includes(help.stdout.trim()) && !/\n\s+at /.test(wrong.stderr), wrong.stderr);
		});
	}
});
