import { readdirSync } from 'node:fs';
import path from 'node:path';
import { testLimitMs } from '../support/run/limits.ts';
import { runMocha } from '../support/run/runMocha.ts';

/** What VS Code calls, in its extension host, to run the tests bundled beside this file. */
export async function run(): Promise<void> {
	process.setSourceMapsEnabled(true);
	const wanted = process.env['FOVEA_FILES'];
	const names = wanted === undefined ? undefined : (JSON.parse(wanted) as readonly string[]);
	const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.test.cjs'))
		.filter((file) => names?.includes(path.basename(file, '.cjs')) ?? true);
	const failed = await runMocha({
		files: files.map((file) => path.join(__dirname, file)),
		results: process.env['FOVEA_RESULTS']!,
		timeoutMs: testLimitMs,
		grep: process.env['FOVEA_GREP'],
		tag: process.env['FOVEA_TAG'],
	});
	if (failed > 0) {
		throw new Error(`${failed} tests failed`);
	}
}
