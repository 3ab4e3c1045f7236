/**
 * `npm run test:ui`: packages the extension and runs `test/ui`, which drives a real workbench, with that package installed, through a browser.
 * Two files run at once, each in a process with a browser and servers of its own: a window mostly waits.
 * Options: `--grep <text>` for some of the tests; `--prepared` where the extension is packaged already.
 */
import { parseArgs } from 'node:util';
import { installCodeServer } from '../host/codeServer.ts';
import { endWithParent } from '../host/onExit.ts';
import { findTests } from './findTests.ts';
import { testLimitMs } from './limits.ts';
import { preparePackage } from './prepare.ts';
import { clearResults, resultsFile } from './results.ts';
import { runMocha } from './runMocha.ts';

const { values } = parseArgs({ options: { grep: { type: 'string' }, prepared: { type: 'boolean', default: false } } });

endWithParent();
clearResults('ui');
if (!values.prepared) {
	preparePackage();
}
installCodeServer('newest');
const failed = await runMocha({ files: findTests('ui'), results: resultsFile('ui'), timeoutMs: testLimitMs, grep: values.grep, jobs: 2 });
process.exit(failed > 0 ? 1 : 0);
