/**
 * Stands in for the program of a desktop VS Code: takes the arguments with which `@vscode/test-electron` starts one, runs the tests in
 * code-server's extension host, shown in a browser, and exits with their code. FOVEA_HOST picks the version: `newest` or `oldest`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser, pageOptions } from './browser.ts';
import { endWithParent } from './onExit.ts';
import { createProfile } from './profile.ts';
import { fromRoot } from './repository.ts';
import { type Server, startServer } from './server.ts';

/** The folder that opens, the extension under test, and the file that runs its tests. */
interface What {
	readonly workspace: string;
	readonly extension: string;
	readonly tests: string;
}

/** Longer than any test: each prints a line when it ends, so only a VS Code that hangs is silent for so long. */
const silenceMs = 420_000;

/** What the workbench itself reports; the rest is what the tests print. */
const chatter = /^(\[|Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin|DialogService: |ChatSessionStore: )/;

/** How the tests print one that has failed. */
const failure = /^\s+(\d+)\) (.+)$/;

const { values, positionals } = parseArgs({
	strict: false,
	options: {
		extensionDevelopmentPath: { type: 'string' },
		extensionTestsPath: { type: 'string' },
		'user-data-dir': { type: 'string' },
		'extensions-dir': { type: 'string' },
		'disable-workspace-trust': { type: 'boolean' },
	},
});
const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = values;
if (typeof extension !== 'string' || typeof tests !== 'string' || !positionals[0]) {
	throw new Error('Usage: standIn.mjs <folder> --extensionDevelopmentPath=<folder> --extensionTestsPath=<file>');
}

endWithParent();
const server = await startServer({
	version: process.env['FOVEA_HOST'] === 'oldest' ? 'oldest' : 'newest',
	profile: givenProfile() ?? createProfile(),
	workspaceTrust: !values['disable-workspace-trust'],
	lean: true,
	driver: true,
});
console.log(`VS Code ${server.vscode} (code-server)`);
/** Beside the results of the suite, as several run at once. */
const kept = process.env['FOVEA_RESULTS']?.replace(/\.json$/, '') ?? fromRoot('out/test-results', `vscode-${server.vscode}`);
const logFile = path.join(kept, 'workbench.log');
rmSync(kept, { recursive: true, force: true });
mkdirSync(kept, { recursive: true });
const browser = await launchBrowser();
const page = await browser.newPage(pageOptions);
const reports: string[] = [];
const code = await runTests(page, server, { workspace: path.resolve(positionals[0]), extension, tests });
writeFileSync(logFile, [...reports, server.log()].join('\n'));
if (code !== 0) {
	console.error(`What VS Code reported meanwhile: ${logFile}`);
}
await browser.close();
await server.stop();
process.exit(code);

function givenProfile() {
	const { 'user-data-dir': userData, 'extensions-dir': extensions } = values;
	return typeof userData === 'string' && typeof extensions === 'string' ? { userData, extensions } : undefined;
}

/** Opens the workbench so that it runs the tests; resolves with their exit code, or 1 when none came. */
async function runTests(page: Page, server: Server, what: What): Promise<number> {
	page.on('pageerror', (error) => reports.push(error.stack ?? error.message));
	try {
		return await new Promise<number>((resolve, reject) => {
			page.once('crash', () => reject(new Error('the page crashed')));
			const hung = setTimeout(() => reject(new Error(`nothing was printed for ${silenceMs / 1000} s`)), silenceMs).unref();
			openWorkbench(page, server, { ...what, onExit: resolve, onPrint: () => hung.refresh() }).catch(reject);
		});
	} catch (error) {
		const screenshot = path.join(kept, 'hung.png');
		await page.screenshot({ path: screenshot }).catch(() => undefined);
		console.error(`The tests did not end: ${String(error)}. Screenshot: ${screenshot}`);
		return 1;
	}
}

async function openWorkbench(
	page: Page,
	server: Server,
	{ workspace, extension, tests, onExit, onPrint }: What & { readonly onExit: (code: number) => void; readonly onPrint: () => void },
): Promise<void> {
	// The workbench calls these two functions where the page has them, as in VS Code's own integration tests.
	await page.exposeFunction('codeAutomationExit', onExit);
	await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
		const text = format(...args);
		reports.push(`${type}: ${text}`);
		if (type !== 'error' && !chatter.test(text)) {
			console.log(text);
			onPrint();
		}
		const [, number, title] = failure.exec(text) ?? [];
		if (title !== undefined) {
			page.screenshot({ path: path.join(kept, `failed ${number} ${title.replace(/[^\w.-]+/g, ' ')}.png`) }).catch(() => undefined);
		}
	});
	await page.goto(
		server.url(workspace, [
			['extensionDevelopmentPath', server.uri(extension)],
			['extensionTestsPath', server.uri(tests)],
			['skipWelcome', 'true'],
		]),
	);
}
