import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../host/repository.ts';

/** How long a test or a hook took, without what waited for it. */
export interface Time {
	readonly title: string;
	readonly milliseconds: number;
}

/** How a suite went. */
export interface Results {
	readonly passed: number;
	readonly failed: number;
	/** `error`: what was thrown, with its stack. */
	readonly failures: readonly { readonly title: string; readonly error: string }[];
	/** Of every test and hook, the longest first. */
	readonly times: readonly Time[];
}

/** The file that holds a suite's results when it has ended. */
export function resultsFile(suite: string): string {
	return fromRoot('out/test-results', `${suite}.json`);
}

/** Forgets a suite's last results, so that these cannot be taken for the next ones. */
export function clearResults(suite: string): void {
	rmSync(resultsFile(suite), { force: true });
}

/** @returns nothing when the suite has not ended */
export function readResults(suite: string): Results | undefined {
	const file = resultsFile(suite);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/** Writes the sum of several suites, where scripts look for it. */
export function writeSummary(summary: Results): void {
	const file = resultsFile('summary');
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify(summary, undefined, '\t'));
}
