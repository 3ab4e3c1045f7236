/**
 * `npm run test:editor`: runs `test/editor` inside a real VS Code. That is the desktop one that VSCODE_PATH names, or one that is
 * downloaded, where there is a display; else code-server in a browser without a window.
 * Options: `--oldest` for the oldest VS Code that Fovea supports, with the tests that depend on its API (`@api`), or `--all` of them; `--grep <text>`
 * for some of the tests; `--share 1/2` for the first half of the files; `--prepared` where the extension and the suite are built already.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { canDownloadDesktop, downloads, hasDisplay, namedDesktop } from '../host/desktop.ts';
import { keyVariables } from '../host/environment.ts';
import { endWithParent } from '../host/onExit.ts';
import { createProfile } from '../host/profile.ts';
import { fromRoot } from '../host/repository.ts';
import { copyWorkspace } from '../host/temporary.ts';
import { bundledEditorTests } from './bundleEditorTests.ts';
import { filesOfShare, findTests, readShare } from './findTests.ts';
import { prepareEditorTests } from './prepare.ts';
import { clearResults, readResults, resultsFile } from './results.ts';

/** `engines.vscode` of package.json, in the patch release that code-server has too. */
const oldest = '1.100.3';

const { values } = parseArgs({
	options: {
		oldest: { type: 'boolean', default: false },
		all: { type: 'boolean', default: false },
		prepared: { type: 'boolean', default: false },
		grep: { type: 'string' },
		share: { type: 'string' },
	},
});

endWithParent();
const share = values.share ? readShare(values.share) : undefined;
process.exit(await runSuite(`editor${values.oldest ? '-oldest' : ''}${share ? `-${share.number}` : ''}`));

async function runSuite(suite: string): Promise<number> {
	clearResults(suite);
	const extensionTestsPath = values.prepared ? bundledEditorTests : await prepareEditorTests();
	const profile = createProfile();
	let failure = 'it left no results';
	try {
		await runTests({
			...(await chooseHost()),
			cachePath: downloads,
			extensionDevelopmentPath: fromRoot(),
			extensionTestsPath,
			extensionTestsEnv: {
				FOVEA_RESULTS: resultsFile(suite),
				FOVEA_GREP: values.grep,
				FOVEA_FILES: share && JSON.stringify(filesOfShare(findTests('editor'), share).map((file) => path.basename(file, '.ts'))),
				FOVEA_TAG: values.oldest && !values.all ? '@api' : undefined,
				FOVEA_USER_DATA: profile.userData,
				FOVEA_HOST: values.oldest ? 'oldest' : 'newest',
				...Object.fromEntries(keyVariables.map((name) => [name, undefined])),
			},
			launchArgs: [copyWorkspace(), `--user-data-dir=${profile.userData}`, `--extensions-dir=${profile.extensions}`],
		});
	} catch (error) {
		failure = String(error);
	}

	// The exit code is not trusted: VS Code ends with 0 also when its extension host has died.
	const results = readResults(suite);
	if (!results) {
		console.error(`The ${suite} suite did not run to its end: ${failure}`);
		return 1;
	}
	return results.failed === 0 ? 0 : 1;
}

async function chooseHost(): Promise<{ vscodeExecutablePath: string } | { version: string }> {
	const named = values.oldest ? undefined : namedDesktop();
	if (named) {
		return { vscodeExecutablePath: named };
	}
	if (hasDisplay() && (await canDownloadDesktop())) {
		return { version: values.oldest ? oldest : 'stable' };
	}
	console.log('No desktop VS Code here (none named by VSCODE_PATH, none to download, or no display): the tests run in code-server.');
	return { vscodeExecutablePath: fromRoot('test/support/host/standIn.mjs') };
}
