/** The unit suite as `npm test` runs it: in plain Node, with results to count. Options: `--grep <text>`. */
import { parseArgs } from 'node:util';
import { endWithParent } from '../host/onExit.ts';
import { findTests } from './findTests.ts';
import { clearResults, resultsFile } from './results.ts';
import { runMocha } from './runMocha.ts';

const { values } = parseArgs({ options: { grep: { type: 'string' } } });

endWithParent();
clearResults('unit');
const failed = await runMocha({ files: findTests('unit'), results: resultsFile('unit'), timeoutMs: 20_000, grep: values.grep });
process.exit(failed > 0 ? 1 : 0);
