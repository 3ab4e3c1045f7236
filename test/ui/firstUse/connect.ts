import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../support/emulator/emulator.ts';
import { startImageEmulator } from '../../support/emulator/images/imageEmulator.ts';
import { ImagePanel } from '../../support/imagePanel.ts';
import { readWholeJson } from '../../support/readWholeJson.ts';
import type { UiSession } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';
import { until } from '../../support/until.ts';
import { simplePdf, textAt } from '../../unit/core/pdf/simplePdf.ts';

/** Tests of the way from nothing to a first document by Azure, with a wrong path and a wrong key on it. */
export function testConnect(vscode: UiSession): void {
	useFiles(vscode, () => {
		for (const name of ['cancelled', 'failed']) {
			writeFileSync(path.join(vscode.workspace, `${name}.pdf`), simplePdf([{ content: textAt(72, 700, `The text of ${name}`) }]));
		}
	});
	let emulator: Emulator;
	const readSettings = () => readWholeJson<Record<string, unknown>>(path.join(vscode.storage, '../../settings.json'));
	/** What a person does: each is a click, or a text with Enter. */
	const steps: string[] = [];
	const step = async (what: string, act: () => Promise<unknown>) => {
		steps.push(what);
		await act();
	};

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
	});
	suiteTeardown(() => emulator.close());

	test('each mistake is named and mended where it shows, and the document is there after eleven steps', async () => {
		const { workbench, page } = vscode;
		await step('command Connect a Service', () => workbench.command('Fovea: Connect a Service'));
		await step('choose Azure', () => workbench.quickPick('Azure AI Foundry').click());
		await step('paste an address with a wrong path', () => workbench.answer(`${emulator.origin}/foo`, '(2/6)'));
		await step('take the model', () => workbench.answer('mistral-document-ai-2512', '(3/6)'));
		await step('choose API Key', () => workbench.quickPick('API Key').click());
		await page.locator('.quick-input-widget:visible', { hasText: '(5/6)' }).waitFor();
		assert.equal(await workbench.quickInput.getAttribute('type'), 'password');
		await step('paste a wrong key', () => workbench.answer('wrong-key', '(5/6)'));
		await workbench.quickPick('Use /providers/mistral/azure/ocr').waitFor();
		await vscode.screenshot('connect, a wrong path and the right one');
		await step('take the right path', () => workbench.quickPick('Use /providers/mistral/azure/ocr').click());
		// The list of the verdict before has such a row, too.
		await page.locator('.quick-input-widget:visible input[placeholder*="does not accept the API key"]').waitFor();
		await workbench.quickPick('Enter Another Key').waitFor();
		await vscode.screenshot('connect, a wrong key');
		await step('go back to the key', () => workbench.quickPick('Enter Another Key').click());
		await step('paste the right key', () => workbench.answer('the-key', '(5/6)'));
		await workbench.quickPick('Save').waitFor();
		await vscode.screenshot('connect, all is right');
		assert.equal((await readSettings())['fovea.connections'], undefined);
		await step('save', () => workbench.quickPick('Save').click());
		await workbench.notification('Documents are now converted by Azure AI Foundry').waitFor();
		assert.equal((await readSettings())['fovea.ocr.connection'], 'Azure AI Foundry');
		await workbench.clearNotifications();
		const asked = emulator.requests.length;
		emulator.hold();
		await step('right-click, Convert to Markdown', () => workbench.explorerMenu('report.pdf', 'Convert to Markdown'));
		await workbench.notification('Converting report.pdf with Mistral OCR on Azure').waitFor();
		await vscode.screenshot('connect, converting');
		emulator.release();
		await workbench.tab('report.md').waitFor();
		await page.locator('.statusbar-item', { hasText: 'Azure AI Foundry' }).waitFor();
		await vscode.screenshot('connect, the first document');

		await workbench.editorText('Northgate Harbour');
		assert.equal(steps.length, 11);
		assert.deepEqual(
			emulator.requests.slice(asked).map(({ model, status }) => [model, status]),
			[['mistral-document-ai-2512', 200]],
		);
	});

	test('the list of connections says which is in use', async () => {
		await vscode.workbench.command('Fovea: Manage Connections');
		await vscode.workbench.quickPick('Azure AI Foundry, in use').waitFor();
		await vscode.screenshot('connections');
		await vscode.page.keyboard.press('Escape');
	});

	test('the status bar leads to the connections', async () => {
		const { workbench, page } = vscode;
		await page.locator('.statusbar-item', { hasText: 'Azure AI Foundry' }).click();
		await workbench.quickPick('Azure AI Foundry, in use').waitFor();
		await page.keyboard.press('Escape');
	});

	test('the check shows every step, what is wrong first, and the way out above it', async () => {
		const { workbench, page } = vscode;
		await workbench.command('Fovea: Check Connection');
		await workbench.quickPick('Read a Test Page').waitFor();
		await vscode.screenshot('check, nothing is wrong');
		await page.keyboard.press('Escape');
		emulator.faults.push({ kind: 'status', status: 403 });
		await workbench.command('Fovea: Check Connection');
		await workbench.quickPick('Enter Another Key').waitFor();
		await vscode.screenshot('check, the key may not do this');
		await page.keyboard.press('Escape');
	});

	test('a key that was renewed meanwhile is entered in the error, and the same conversion goes on', async () => {
		const { workbench } = vscode;
		emulator.faults.push(...Array.from({ length: 3 }, () => ({ kind: 'status' as const, status: 401 as const })));
		await workbench.explorerMenu('scan.png', 'Convert to Markdown');
		await workbench.notification('does not accept the API key').waitFor();
		await vscode.screenshot('error with a way out');
		await workbench.pressInNotification('does not accept the API key', 'Set API Key');
		await workbench.answer('the-key', 'API Key for');
		await workbench.tab('scan.md').waitFor();
	});

	test('a wait that the service asks for is counted down', async () => {
		const { workbench } = vscode;
		emulator.faults.push({ kind: 'rateLimited', retryAfterSeconds: 8 });
		await workbench.explorerMenu('1.2 notes with spaces.pdf', 'Convert to Markdown');
		await workbench.notification(/the service asks to wait: \d+ s/).waitFor();
		await vscode.screenshot('waiting for a rate limit');
		await workbench.tab('1.2 notes with spaces.md').waitFor();
	});

	test('Cancel in the notification ends the request', async () => {
		const { workbench } = vscode;
		emulator.hold();
		await workbench.explorerMenu('cancelled.pdf', 'Convert to Markdown');
		await workbench.notification('Converting cancelled.pdf').waitFor();
		await until('the request', () => emulator.held.length > 0);
		await workbench.pressInNotification('Converting cancelled.pdf', 'Cancel');

		await workbench.notification('Converting cancelled.pdf').waitFor({ state: 'hidden' });
		assert.equal(existsSync(path.join(vscode.workspace, 'cancelled.md')), false);
		await until('the end of the request', () => emulator.requests.at(-1)!.aborted);
		emulator.release();
	});

	test('a service that fails says so, with buttons that help', async () => {
		emulator.faults.push({ kind: 'status', status: 404 });
		await vscode.workbench.explorerMenu('failed.pdf', 'Convert to Markdown');

		const message = vscode.workbench.notification('no model or deployment "mistral-document-ai-2512"');
		await message.getByRole('button', { name: 'Choose Another Model' }).waitFor();
		await vscode.screenshot('failure');
		await vscode.workbench.clearNotifications();
	});

	test('the log has a line for each request that was answered, and neither a key nor words of a document', async () => {
		const { workbench, page } = vscode;
		const { host } = new URL(emulator.origin);
		await workbench.command('Fovea: Show Log');
		await page.locator('.part.panel .view-line', { hasText: host }).first().waitFor();
		await vscode.screenshot('the log');

		const answered = emulator.requests.flatMap(({ method, status }) => (status === undefined ? [] : [`${method} ${status}`]));
		const lines = logOf(vscode).split('\n');
		const logged = lines.flatMap((line) => {
			const [, method, status] = line.includes(host) ? (/\b(GET|POST) \S+ (\d{3}),/.exec(line) ?? []) : [];
			return status === undefined ? [] : [`${method} ${status}`];
		});
		assert.deepEqual(logged.sort(), answered.sort());
		for (const secret of ['the-key', 'wrong-key', 'Northgate', 'The text of']) {
			assert.deepEqual(
				lines.filter((line) => line.includes(secret)),
				[],
			);
		}
		await workbench.command('View: Toggle Panel Visibility');
	});

	test('a deployment for images whose name says nothing is asked about, and the status bar says who draws', async () => {
		const { workbench, page } = vscode;
		const images = await startImageEmulator({ profile: 'azure', key: 'the-key', models: { 'our-painter': 'gpt-image-2' } });
		try {
			await workbench.command('Fovea: Connect an Image Service');
			await workbench.quickPick('Azure OpenAI').click();
			await workbench.answer(images.endpoint, '(2/6)');
			await workbench.answer('our-painter', '(3/');
			await workbench.quickPick('gpt-image-2').waitFor();
			await vscode.screenshot('connect, which model the deployment is');
			await workbench.quickPick('gpt-image-2').click();
			await workbench.quickPick('API Key').click();
			await workbench.answer('the-key', '(6/7)');
			await workbench.quickPick('Save').click();
			images.finalImages.hold();
			await workbench.pressInNotification('Images can now be made by Azure OpenAI', 'Generate an Image');
			const panel = new ImagePanel(workbench);
			await panel.prompt.waitFor();
			await panel.generate('a red fox');
			await page.locator('.statusbar-item[aria-label^="Drawing with Azure OpenAI"]').waitFor();
			await vscode.screenshot('the status bar says who draws');
			images.finalImages.release();
			await panel.images.waitFor();
			await page.locator('.statusbar-item[aria-label^="Drawing with"]').waitFor({ state: 'detached' });
		} finally {
			await images.close();
		}
	});
}

/** What Fovea has written into its log, as VS Code keeps it on the disk. */
function logOf({ storage }: UiSession): string {
	const folder = path.join(storage, '../../../logs');
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => path.basename(file) === 'Fovea.log')
		.map((file) => readFileSync(path.join(folder, file), 'utf8'))
		.join('');
}
