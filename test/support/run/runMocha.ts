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
	/** Only tests of which this is a word in the full title, such as `@api`. */
	readonly tag?: string | undefined;
	/** How many files run at once, each in a process of its own; one after another in this process when absent. */
	readonly jobs?: number | undefined;
}

/** Runs test files. @returns how many tests failed; a skipped test fails */
export async function runMocha({ files, results, timeoutMs, grep = '', tag = '', jobs = 0 }: MochaOptions): Promise<number> {
	const mocha = new Mocha({
		ui: 'tdd',
		timeout: timeoutMs,
		forbidOnly: Boolean(process.env['CI']),
		forbidPending: true,
		reporter: Reporter,
		reporterOptions: { results },
		...(jobs > 1 ? { parallel: true, jobs } : {}),
		grep: new RegExp([grep, tag].map((text) => `(?=.*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`).join('')),
	});
	mocha.files = [...files].sort();
	if (jobs <= 1) {
		await mocha.loadFilesAsync();
	}
	return new Promise((resolve) => mocha.run(resolve));
}
