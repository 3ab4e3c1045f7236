/**
 * `npm run demo`: a real VS Code with the packaged extension, on a throw-away copy of the sample workspace, and a server that emulates an image
 * service. Where nobody can look at it, or with `-- --headless`, it converts the sample PDF and generates an image by itself, leaves screenshots
 * and the results in `out/demo`, and fails if they are not right.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { type ImageEmulator, startImageEmulator } from '../emulator/images/imageEmulator.ts';
import { emulatedImageId } from '../emulator/images/imageFile.ts';
import { run, runMeanwhile } from '../host/command.ts';
import { canDownloadDesktop, commandLineOf, desktopOnPath, downloads, hasDisplay, namedDesktop } from '../host/desktop.ts';
import { keyVariables } from '../host/environment.ts';
import { type Settings, createProfile } from '../host/profile.ts';
import { fromRoot } from '../host/repository.ts';
import { startServer } from '../host/server.ts';
import { type Session, packagedExtension, startSession } from '../host/session.ts';
import { copyWorkspace } from '../host/temporary.ts';
import { ImagePanel } from '../imagePanel.ts';
import { readOptions } from '../readOptions.ts';
import { sampleText } from '../sampleText.ts';
import { demoMode } from './demoMode.ts';
import { preparePackage } from './prepare.ts';

const conversionLimitMs = 120_000;
const out = fromRoot('out/demo');

const usage = `npm run demo -- [--headless]

A VS Code with Fovea on a sample workspace; with --headless, it clicks through by itself and leaves screenshots in out/demo.`;
const { values } = readOptions(usage, { options: { headless: { type: 'boolean', default: false } } });
const display = hasDisplay();
const desktop = display && !values.headless ? await findDesktop() : undefined;
const mode = demoMode({ headless: values.headless, display, terminal: process.stdout.isTTY, desktop: desktop !== undefined });

preparePackage();
const emulator = await startImageEmulator({ profile: 'compatible', key: '', latencySeconds: 1, partialSeconds: 1 });
const settings: Settings = {
	'fovea.connections': [
		{ name: 'Emulator (no account needed)', for: 'images', service: 'compatible', endpoint: emulator.endpoint, model: 'gpt-image-2' },
	],
	'fovea.images.connection': 'Emulator (no account needed)',
};
switch (mode) {
	case 'desktop':
		await openDesktop(desktop!);
		break;
	case 'browser':
		await serve();
		break;
	case 'headless':
		process.exitCode = await clickThrough(emulator);
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

async function openDesktop(executable: string): Promise<void> {
	const cli = commandLineOf(executable);
	const { userData, extensions } = createProfile(settings);
	const profile = ['--user-data-dir', userData, '--extensions-dir', extensions];
	run(cli, [...profile, '--install-extension', packagedExtension, '--force']);
	console.log(`VS Code opens in a window of its own (${cli}); the demo ends when that is closed.`);
	explain();
	await runMeanwhile(cli, [...profile, '--disable-workspace-trust', '--new-window', '--wait', copyWorkspace()]);
}

async function serve(): Promise<void> {
	const keys = Object.fromEntries(keyVariables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
	const server = await startServer({ vsix: [packagedExtension], env: keys, profile: createProfile(settings) });
	console.log(`VS Code ${server.vscode} is at ${server.url(copyWorkspace())} until Ctrl+C.`);
	explain();
	await server.ended;
}

function explain(): void {
	console.log(`
Right-click report.pdf, scan.png or another file in the explorer, and choose "Convert to Markdown". It is read on this machine; no account
is needed, nothing is sent anywhere.

To try Mistral OCR instead, run "Fovea: Connect a Service…" from the command palette (F1).

For images, run "Fovea: Generate Image". The panel is connected to an emulator: it draws what it was asked for as text on a pattern, and costs
nothing. Azure OpenAI, OpenAI and other servers are in the same list.

Keys are asked for, or come from ${keyVariables.join(', ')} in this command's environment.
`);
}

/** Clicks through the demo without a key. @returns the exit code */
async function clickThrough(images: ImageEmulator): Promise<number> {
	await rm(out, { recursive: true, force: true });
	await mkdir(out, { recursive: true });
	const session = await startSession({ settings });
	console.log(`VS Code ${session.server.vscode} with Fovea, on a copy of the sample workspace.`);
	try {
		await convertSample(session);
		await generateSample(session);
	} finally {
		await session.page.screenshot({ path: path.join(out, '4 end.png') });
		for (const name of ['report.md', 'report.assets', 'images'].filter((name) => existsSync(path.join(session.workspace, name)))) {
			await cp(path.join(session.workspace, name), path.join(out, name), { recursive: true });
		}
		await session.stop();
	}
	const problems = [...documentProblems(), ...imageProblems(images)];
	problems.forEach((problem) => console.error(problem));
	return problems.length === 0 ? 0 : 1;
}

async function convertSample({ page, workbench }: Session): Promise<void> {
	await page.screenshot({ path: path.join(out, '1 workspace.png') });
	await workbench.explorerMenu('report.pdf', 'Convert to Markdown');
	const started = performance.now();
	await workbench.tab('report.md').or(workbench.errorNotification).first().waitFor({ timeout: conversionLimitMs });
	if (await workbench.errorNotification.isVisible()) {
		throw new Error(await workbench.errorNotification.innerText());
	}
	console.log(`Right-clicked report.pdf, Convert to Markdown: open after ${((performance.now() - started) / 1000).toFixed(1)} s.`);
	await page.screenshot({ path: path.join(out, '2 converted.png') });
}

async function generateSample({ page, workbench }: Session): Promise<void> {
	const panel = new ImagePanel(workbench);
	await panel.open();
	await panel.generate('A lighthouse at dusk, long exposure');
	await panel.images.first().waitFor();
	await panel.act('Save');
	await panel.view.getByText('Saved as').first().waitFor();
	await page.screenshot({ path: path.join(out, '3 image.png') });
}

function documentProblems(): readonly string[] {
	const markdown = readFileSync(path.join(out, 'report.md'), 'utf8');
	console.log(`${path.join(out, 'report.md')}:\n\n${markdown.split('\n').slice(0, 12).join('\n')}\n...\n`);
	const missing = expectedTexts().filter((text) => !withoutBreaks(markdown).includes(text));
	if (missing.length === 0) {
		console.log('All of the sample document is in the markdown.');
	}
	return missing.map((text) => `Not in the markdown: ${text}`);
}

function imageProblems({ sent }: ImageEmulator): readonly string[] {
	const folder = path.join(out, 'images');
	const [name] = existsSync(folder) ? readdirSync(folder) : [];
	const id = name && emulatedImageId(readFileSync(path.join(folder, name)));
	if (!id || id !== sent[0]?.id) {
		return ['The image in the workspace is not the one that was sent.'];
	}
	console.log(`Generated and saved ${path.join(folder, name)}.`);
	return [];
}

function expectedTexts(): readonly string[] {
	const { title, summary, columns, recommendations, monthsTitle, months } = sampleText.report;
	return [`# ${title}`, summary, ...columns, ...recommendations, monthsTitle, months];
}

/** Where a line breaks says nothing in markdown. */
function withoutBreaks(markdown: string): string {
	return markdown.replace(/\s+/g, ' ');
}
