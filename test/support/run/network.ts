/**
 * `npm run test:network`: the client against real programs of the network: Squid, tinyproxy, nginx and openssl, on this machine alone. What is missing is
 * installed on Debian for root, and named with the command for it elsewhere. `--grep <text>` picks tests.
 */
import { parseArgs } from 'node:util';
import { endWithParent } from '../host/onExit.ts';
import { findTests } from './findTests.ts';
import { testLimitMs } from './limits.ts';
import { clearResults, resultsFile } from './results.ts';
import { runMocha } from './runMocha.ts';

const { values } = parseArgs({ options: { grep: { type: 'string' } } });

endWithParent();
clearResults('network');
const failed = await runMocha({ files: findTests('network'), results: resultsFile('network'), timeoutMs: testLimitMs, grep: values.grep });
process.exit(failed > 0 ? 1 : 0);
