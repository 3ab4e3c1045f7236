/**
 * `npm run test:ui`: packages the extension and runs `test/ui`, which drives a real workbench, with that package installed, through a browser.
 * Options: `--grep <text>` for some of the tests.
 */
import { parseArgs } from 'node:util';
import { run } from '../host/command.ts';
import { endWithParent } from '../host/onExit.ts';
import { fromRoot } from '../host/repository.ts';
import { findTests } from './findTests.ts';
import { clearResults, resultsFile } from './results.ts';
import { runMocha } from './runMocha.ts';

const { values } = parseArgs({ options: { grep: { type: 'string' } } });

endWithParent();
clearResults('ui');
run('npm', ['run', '--silent', 'package'], { cwd: fromRoot() });
const failed = await runMocha({ files: findTests('ui'), results: resultsFile('ui'), timeoutMs: 60_000, grep: values.grep });
process.exit(failed > 0 ? 1 : 0);
