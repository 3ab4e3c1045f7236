/**
 * `npm run check`: types, lint, format, unused code, circles of imports, and the unit tests of what has changed since the last commit: a habit before each commit.
 * `--all`: every file, and no tests, as CI asks before it runs all of them. Prints what fails, and exits with 1 then.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fromRoot } from '../host/repository.ts';
import { readOptions } from '../readOptions.ts';
import { changedFiles, testsOf } from './changes.ts';
import { findTests } from './findTests.ts';

const usage = `npm run check -- [--all]

Static checks, and the unit tests of what has changed since the last commit; with --all, every file and no tests.`;
const { values } = readOptions(usage, { options: { all: { type: 'boolean', default: false } } });
const changed = values.all ? [] : changedFiles();
const code = changed.filter((file) => /\.(ts|mjs)$/.test(file));
const tests = testsOf(changed, findTests('unit'));
const node = [process.execPath, '--import', 'tsx'];
const waiting: (readonly [name: string, command: readonly string[]])[] = [
	...(values.all || code.length > 0
		? [['lint', ['npx', 'oxlint', '--no-error-on-unmatched-pattern', ...(values.all ? ['.'] : code)]] as const]
		: []),
	['check-types', ['npm', 'run', '--silent', 'check-types']],
	...(tests.length > 0 ? [['unit tests', [...node, fromRoot('test/support/run/unit.ts'), ...tests]] as const] : []),
	...(values.all || changed.length > 0
		? [['format', ['npx', 'oxfmt', '--check', '--no-error-on-unmatched-pattern', ...(values.all ? ['.'] : changed)]] as const]
		: []),
	['knip', ['npm', 'run', '--silent', 'knip']],
	['cycles', ['npm', 'run', '--silent', 'cycles']],
];

const failed: string[] = [];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, runInTurn));
console.log(failed.length > 0 ? `failed: ${failed.join(', ')}` : 'all is well');
process.exitCode = failed.length > 0 ? 1 : 0;

async function runInTurn(): Promise<void> {
	for (let next = waiting.shift(); next; next = waiting.shift()) {
		const [name, [file = '', ...args]] = next;
		const started = performance.now();
		const child = spawn(file, args, { cwd: fromRoot(), stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
		const output: string[] = [];
		child.stdout.on('data', (data) => output.push(String(data)));
		child.stderr.on('data', (data) => output.push(String(data)));
		const [status] = (await once(child, 'close')) as [number | null];
		console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
		if (status !== 0) {
			failed.push(name);
			console.log(output.join(''));
		}
	}
}
