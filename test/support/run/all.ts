/**
 * `npm test`: builds and packages once, runs every suite, several at a time, and ends with one line, `N passed, N failed`. A suite that does not run
 * to its end is a failure. Arguments name suites to run only these: `unit`, `editor`, `ui`, `network`. The editor suite runs in the oldest supported VS Code
 * too when CI is set or with `--oldest`, as far as it depends on the editor's API, or with `--all` as a whole. `--grep <text>` picks tests. `--check`
 * runs the static checks of every file too, first and beside the suites.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { onExit } from '../host/onExit.ts';
import { installCodeServer } from '../host/codeServer.ts';
import { hasDisplay, namedDesktop } from '../host/desktop.ts';
import { fromRoot } from '../host/repository.ts';
import { readOptions } from '../readOptions.ts';
import { prepareEditorTests, preparePackage } from './prepare.ts';
import { type Results, clearResults, readResults, resultsFile, writeSummary } from './results.ts';

/** A suite, and the runner of it. */
interface Runner {
	readonly suite: string;
	readonly script: string;
	readonly args: readonly string[];
}

/** How a suite went, and what it printed. */
interface Ended {
	readonly suite: string;
	readonly results: Results;
	readonly seconds: number;
}

/** The ten longest tests of a suite are listed at its end, as far as they take so long. */
const slowMs = 5000;

const usage = `npm test -- [unit] [editor] [ui] [network] [options]

All suites, or those that are named.

  --grep <text>   tests with this text in their names
  --oldest        the editor suite in the oldest supported VS Code too, as far as it depends on the editor's API; --all: all of it
  --check         the static checks too`;
const { values, positionals } = readOptions(usage, {
	allowPositionals: true,
	options: {
		oldest: { type: 'boolean', default: Boolean(process.env['CI']) },
		all: { type: 'boolean', default: false },
		grep: { type: 'string' },
		check: { type: 'boolean', default: false },
	},
});
/** How many suites run at once: one more than there are cores here, as those in an editor mostly wait. */
const lanes = 3;
/** Windows on a screen would take the keyboard from each other. */
const editorShares = hasDisplay() || namedDesktop() ? [] : ['1/2', '2/2'];
// The longest first, so that none runs alone at the end for long.
const runners: readonly Runner[] = [
	{ suite: 'ui', script: 'ui.ts', args: ['--prepared'] },
	...(editorShares.length === 0
		? [{ suite: 'editor', script: 'editor.ts', args: ['--prepared'] }]
		: editorShares.map((share) => ({ suite: `editor-${share[0]}`, script: 'editor.ts', args: ['--prepared', '--share', share] }))),
	...(values.oldest || values.all
		? [{ suite: 'editor-oldest', script: 'editor.ts', args: ['--prepared', '--oldest', ...(values.all ? ['--all'] : [])] }]
		: []),
	{ suite: 'unit', script: 'unit.ts', args: [] },
	{ suite: 'network', script: 'network.ts', args: [] },
];
const nameOf = ({ script }: Runner) => script.replace('.ts', '');
const names = [...new Set(runners.map(nameOf))];
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
	console.error(`There is no suite ${unknown.join(', ')}: the suites are ${names.join(', ')}.`);
	process.exit(2);
}

// Its servers are those of Linux distributions: elsewhere it runs when it is asked for by name, and that it did not run is said.
const isLeftOut = (suite: string) => suite === 'network' && process.platform !== 'linux' && !process.env['CI'];
const wanted = runners.filter((runner) => (positionals.length === 0 ? !isLeftOut(runner.suite) : positionals.includes(nameOf(runner))));
const waiting = [...wanted];
const all: Ended[] = [];

// What fails in seconds is told before what takes minutes has run.
const checking = values.check ? runChecks() : Promise.resolve();

// Once, before several suites want it.
if (process.platform !== 'win32' && wanted.some(({ suite }) => suite === 'ui' || (editorShares.length > 0 && suite.startsWith('editor')))) {
	installCodeServer('newest');
	installCodeServer('oldest');
}
// The package is a production build in the same folder as the build that the editor tests load: it comes first.
if (wanted.some(({ suite }) => suite === 'ui')) {
	preparePackage();
}
if (wanted.some(({ suite }) => suite.startsWith('editor'))) {
	await prepareEditorTests();
}
await Promise.all([...Array.from({ length: lanes - 1 }, runInTurn), checking.then(runInTurn)]);

console.log();
for (const { suite, results, seconds } of all) {
	console.log(`== ${suite}: ${results.passed} of ${results.passed + results.failed} in ${seconds.toFixed(1)} s ==`);
	for (const { title, error } of results.failures) {
		console.log(`   failed: ${title}`);
		console.log(error.replace(/^/gm, '      '));
	}
	for (const { title, milliseconds } of results.times.filter(({ milliseconds }) => milliseconds >= slowMs).slice(0, 10)) {
		console.log(`   ${(milliseconds / 1000).toFixed(1).padStart(5)} s  ${title}`);
	}
}
const summary: Results = {
	passed: all.reduce((sum, { results }) => sum + results.passed, 0),
	failed: all.reduce((sum, { results }) => sum + results.failed, 0),
	failures: all.flatMap(({ results }) => results.failures),
	times: all.flatMap(({ results }) => results.times),
};
writeSummary(summary);
if (positionals.length === 0 && isLeftOut('network')) {
	console.log('The network suite did not run: it needs squid, tinyproxy, nginx and openssl. Run: npm run test:network');
}
console.log(`${summary.passed} passed, ${summary.failed} failed`);
process.exitCode = summary.failed > 0 ? 1 : 0;

/** Runs suites that nobody runs yet, one after another. */
async function runInTurn(): Promise<void> {
	for (let runner = waiting.shift(); runner; runner = waiting.shift()) {
		all.push(await runSuite(runner));
	}
}

/** Runs the static checks of every file; ends it all where they fail. */
async function runChecks(): Promise<void> {
	const started = performance.now();
	const child = spawn(process.execPath, ['--import', 'tsx', fromRoot('test/support/run/check.ts'), '--all'], {
		cwd: fromRoot(),
		stdio: 'inherit',
	});
	const stop = onExit(() => child.kill());
	const [code] = (await once(child, 'exit')) as [number | null];
	stop();
	const seconds = (performance.now() - started) / 1000;
	if (code !== 0) {
		const failures = [{ title: 'the static checks', error: `exit code ${code}` }];
		writeSummary({ passed: 0, failed: 1, failures, times: [] });
		console.log('0 passed, 1 failed');
		process.exit(1);
	}
	all.push({ suite: 'check', results: { passed: 1, failed: 0, failures: [], times: [] }, seconds });
}

/** Runs a suite's own runner, prints what it printed when it has ended, and believes what it counted only if its exit code agrees. */
async function runSuite({ suite, script, args }: Runner): Promise<Ended> {
	const started = performance.now();
	clearResults(suite);
	console.log(`${suite} runs ...`);
	const log = resultsFile(suite).replace(/\.json$/, '.log');
	mkdirSync(path.dirname(log), { recursive: true });
	const output = openSync(log, 'w');
	const child = spawn(
		process.execPath,
		['--import', 'tsx', fromRoot('test/support/run', script), ...args, ...(values.grep ? ['--grep', values.grep] : [])],
		{ cwd: fromRoot(), stdio: ['ignore', output, output] },
	);
	closeSync(output);
	const stop = onExit(() => child.kill());
	const [code] = (await once(child, 'exit')) as [number | null];
	stop();
	console.log(`\n== ${suite} ==\n${readFileSync(log, 'utf8')}`);
	const seconds = (performance.now() - started) / 1000;
	const results = readResults(suite);
	const empty = results?.passed === 0 && results.failed === 0 && !values.grep;
	if (!results || empty || (code !== 0 && results.failed === 0)) {
		const { passed, failures, times } = results ?? { passed: 0, failures: [], times: [] };
		const failure = { title: `${suite}: the suite did not run to its end`, error: `exit code ${code}` };
		return { suite, results: { passed, failed: failures.length + 1, failures: [...failures, failure], times }, seconds };
	}
	return { suite, results, seconds };
}
