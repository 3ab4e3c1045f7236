/**
 * `npm test`: runs every suite, one after the other, and ends with one line, `N passed, N failed`. A suite that does not run to its end is a failure.
 * Arguments name suites to run only these: `unit`, `editor`, `ui`. The editor suite runs in the oldest supported VS Code too when CI is set
 * or with `--oldest`. `--grep <text>` picks tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { onExit } from '../host/onExit.ts';
import { fromRoot } from '../host/repository.ts';
import { type Results, clearResults, readResults, writeSummary } from './results.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { oldest: { type: 'boolean', default: Boolean(process.env['CI']) }, grep: { type: 'string' } },
});
const runners = [
	{ suite: 'unit', script: 'unit.ts', args: [] },
	{ suite: 'editor', script: 'editor.ts', args: [] },
	...(values.oldest ? [{ suite: 'editor-oldest', script: 'editor.ts', args: ['--oldest'] }] : []),
	{ suite: 'ui', script: 'ui.ts', args: [] },
];
const unknown = positionals.filter((name) => !runners.some(({ suite }) => suite === name));
if (unknown.length > 0) {
	console.error(`There is no suite ${unknown.join(', ')}: the suites are ${runners.map(({ suite }) => suite).join(', ')}.`);
	process.exit(2);
}

const wanted = runners.filter(({ suite }) => positionals.length === 0 || positionals.includes(suite.replace('-oldest', '')));
const all: { readonly suite: string; readonly results: Results; readonly seconds: number }[] = [];
for (const { suite, script, args } of wanted) {
	console.log(`\n== ${suite} ==`);
	const started = performance.now();
	const results = await runSuite(suite, script, [...args, ...(values.grep ? ['--grep', values.grep] : [])]);
	all.push({ suite, results, seconds: (performance.now() - started) / 1000 });
}

console.log();
for (const { suite, results, seconds } of all) {
	console.log(`== ${suite}: ${results.passed} of ${results.passed + results.failed} in ${seconds.toFixed(1)} s ==`);
	for (const { title, error } of results.failures) {
		console.log(`   failed: ${title}`);
		console.log(error.replace(/^/gm, '      '));
	}
}
const summary: Results = {
	passed: all.reduce((sum, { results }) => sum + results.passed, 0),
	failed: all.reduce((sum, { results }) => sum + results.failed, 0),
	failures: all.flatMap(({ results }) => results.failures),
};
writeSummary(summary);
console.log(`${summary.passed} passed, ${summary.failed} failed`);
process.exitCode = summary.failed > 0 ? 1 : 0;

/** Runs a suite's own runner, and believes what that counted only if its exit code agrees. */
async function runSuite(suite: string, script: string, args: readonly string[]): Promise<Results> {
	clearResults(suite);
	const child = spawn(process.execPath, ['--import', 'tsx', fromRoot('test/support/run', script), ...args], {
		cwd: fromRoot(),
		stdio: 'inherit',
	});
	const stop = onExit(() => child.kill());
	const [code] = (await once(child, 'exit')) as [number | null];
	stop();
	const results = readResults(suite);
	const empty = results?.passed === 0 && results.failed === 0 && !values.grep;
	if (!results || empty || (code !== 0 && results.failed === 0)) {
		const { passed, failures } = results ?? { passed: 0, failures: [] };
		const failure = { title: `${suite}: the suite did not run to its end`, error: `exit code ${code}` };
		return { passed, failed: failures.length + 1, failures: [...failures, failure] };
	}
	return results;
}
