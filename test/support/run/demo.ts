/**
 * `npm run demo`: a real VS Code with the packaged extension, on a throw-away copy of the sample workspace. Where nobody can look at it, or with
 * `-- --headless`, it converts the sample PDF by itself, leaves screenshots and the result in `out/demo`, and fails if the text is not right.
 */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { run } from '../host/command.ts';
import { canDownloadDesktop, commandLineOf, desktopOnPath, downloads, hasDisplay, namedDesktop } from '../host/desktop.ts';
import { keyVariables } from '../host/environment.ts';
import { createProfile } from '../host/profile.ts';
import { fromRoot } from '../host/repository.ts';
import { startServer } from '../host/server.ts';
import { packagedExtension, startSession } from '../host/session.ts';
import { copyWorkspace } from '../host/temporary.ts';
import { sampleText } from '../sampleText.ts';
import { demoMode } from './demoMode.ts';

const conversionLimitMs = 120_000;
const out = fromRoot('out/demo');

const { values } = parseArgs({ options: { headless: { type: 'boolean', default: false } } });
const display = hasDisplay();
const desktop = display && !values.headless ? await findDesktop() : undefined;
const mode = demoMode({ headless: values.headless, display, terminal: process.stdout.isTTY, desktop: desktop !== undefined });

run('npm', ['run', '--silent', 'package'], { cwd: fromRoot() });
switch (mode) {
	case 'desktop':
		openDesktop(desktop!);
		break;
	case 'browser':
		await serve();
		break;
	case 'headless':
		process.exitCode = await convertSample();
		break;
	default:
		mode satisfies never;
}
process.exit();

async function findDesktop(): Promise<string | undefined> {
	const present = namedDesktop() ?? desktopOnPath();
	if (present) {
		return present;
	}
	return (await canDownloadDesktop()) ? downloadAndUnzipVSCode({ cachePath: downloads }) : undefined;
}

function openDesktop(executable: string): void {
	const cli = commandLineOf(executable);
	const { userData, extensions } = createProfile();
	const profile = ['--user-data-dir', userData, '--extensions-dir', extensions];
	run(cli, [...profile, '--install-extension', packagedExtension, '--force']);
	console.log(`VS Code opens in a window of its own (${cli}); the demo ends when that is closed.`);
	explain();
	run(cli, [...profile, '--disable-workspace-trust', '--new-window', '--wait', copyWorkspace()]);
}

async function serve(): Promise<void> {
	const keys = Object.fromEntries(keyVariables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
	const server = await startServer({ workspace: copyWorkspace(), vsix: [packagedExtension], env: keys });
	console.log(`VS Code ${server.vscode} is at ${server.url()} until Ctrl+C.`);
	explain();
	await server.ended;
}

function explain(): void {
	console.log(`
Right-click report.pdf, scan.png or another file in the explorer, and choose "Convert to Markdown". It is read on this machine; no account
is needed, nothing is sent anywhere.

To try Mistral OCR instead, run "Fovea: Connect a Service…" from the command palette (F1), or set these:
  Azure AI Foundry   "fovea.ocr.provider": "azure", "fovea.ocr.azureEndpoint": "https://<resource>.services.ai.azure.com"
  Mistral's own API  "fovea.ocr.provider": "mistral"
The key is asked for, or comes from ${keyVariables.join(' or ')} in this command's environment.
`);
}

/** Clicks through the demo without a key. @returns the exit code */
async function convertSample(): Promise<number> {
	await rm(out, { recursive: true, force: true });
	await mkdir(out, { recursive: true });
	const session = await startSession();
	const { page, workbench, workspace, server } = session;
	console.log(`VS Code ${server.vscode} with Fovea, on a copy of the sample workspace.`);
	try {
		await page.screenshot({ path: path.join(out, '1 workspace.png') });
		await workbench.explorerMenu('report.pdf', 'Convert to Markdown');
		const started = performance.now();
		await workbench.tab('report.md').or(workbench.errorNotification).first().waitFor({ timeout: conversionLimitMs });
		if (await workbench.errorNotification.isVisible()) {
			throw new Error(await workbench.errorNotification.innerText());
		}
		console.log(`Right-clicked report.pdf, Convert to Markdown: open after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
	} finally {
		await page.screenshot({ path: path.join(out, '2 converted.png') });
		for (const name of ['report.md', 'report.assets'].filter((name) => existsSync(path.join(workspace, name)))) {
			await cp(path.join(workspace, name), path.join(out, name), { recursive: true });
		}
		await session.stop();
	}

	const markdown = readFileSync(path.join(out, 'report.md'), 'utf8');
	console.log(`${path.join(out, 'report.md')}:\n\n${markdown.split('\n').slice(0, 12).join('\n')}\n...\n`);
	const missing = expectedTexts().filter((text) => !withoutBreaks(markdown).includes(text));
	for (const text of missing) {
		console.error(`Not in the markdown: ${text}`);
	}
	console.log(missing.length === 0 ? 'All of the sample document is in the markdown.' : 'The markdown is not what the document says.');
	return missing.length === 0 ? 0 : 1;
}

function expectedTexts(): readonly string[] {
	const { title, summary, columns, recommendations, monthsTitle, months } = sampleText.report;
	return [`# ${title}`, summary, ...columns, ...recommendations, monthsTitle, months];
}

/** Where a line breaks says nothing in markdown. */
function withoutBreaks(markdown: string): string {
	return markdown.replace(/\s+/g, ' ');
}
