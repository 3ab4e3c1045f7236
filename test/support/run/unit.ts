/**
 * The unit suite as `npm test` runs it: in plain Node, as many files at once as there are cores, with results to count.
 * Arguments name test files to run only these; `--grep <text>` picks tests.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { endWithParent } from '../host/onExit.ts';
import { findTests } from './findTests.ts';
import { testLimitMs } from './limits.ts';
import { clearResults, resultsFile } from './results.ts';
import { runMocha } from './runMocha.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });

endWithParent();
clearResults('unit');
const failed = await runMocha({
	files: positionals.length > 0 ? positionals : findTests('unit'),
	results: resultsFile('unit'),
	timeoutMs: testLimitMs,
	grep: values.grep,
	jobs: availableParallelism(),
});
process.exit(failed > 0 ? 1 : 0);
