import Mocha from 'mocha';
import { Reporter } from './reporter.ts';

/** What `runMocha` runs. */
export interface MochaOptions {
	readonly files: readonly string[];
	/** The file for the results. */
	readonly results: string;
	readonly timeoutMs: number;
	/** Only tests whose full title contains this. */
	readonly grep?: string | undefined;
}

/** Runs test files in this process. @returns how many tests failed; a skipped test fails */
export async function runMocha({ files, results, timeoutMs, grep }: MochaOptions): Promise<number> {
	const mocha = new Mocha({
		ui: 'tdd',
		timeout: timeoutMs,
		forbidOnly: Boolean(process.env['CI']),
		forbidPending: true,
		reporter: Reporter,
		reporterOptions: { results },
		...(grep ? { fgrep: grep } : {}),
	});
	mocha.files = [...files].sort();
	await mocha.loadFilesAsync();
	return new Promise((resolve) => mocha.run(resolve));
}
