import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { ImagePanel } from '../support/imagePanel.ts';
import { useVSCode } from '../support/uiSession.ts';

suite('From nothing to a first document by Azure, with a wrong path and a wrong key on the way', () => {
	const vscode = useVSCode();
	let emulator: Emulator;
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
		await step('save', () => workbench.quickPick('Save').click());
		await workbench.notification('Documents are now converted by Azure AI Foundry').waitFor();
		await workbench.clearNotifications();
		emulator.hold();
		await step('right-click, Convert to Markdown', () => workbench.explorerMenu('report.pdf', 'Convert to Markdown'));
		await workbench.notification('Converting report.pdf with Mistral OCR on Azure').waitFor();
		await vscode.screenshot('connect, converting');
		emulator.release();
		await workbench.tab('report.md').waitFor();
		await page.locator('.statusbar-item', { hasText: 'Azure AI Foundry' }).waitFor();
		await vscode.screenshot('connect, the first document');

		assert.deepEqual([steps.length, emulator.requests.at(-1)?.status], [11, 200]);
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
		const error = workbench.notification('does not accept the API key');
		await error.waitFor();
		await vscode.screenshot('error with a way out');
		await error.getByRole('button', { name: 'Set API Key' }).click();
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
			const connected = workbench.notification('Images can now be made by Azure OpenAI');
			await connected.waitFor();
			images.finalImages.hold();
			await connected.getByRole('button', { name: 'Generate an Image' }).click();
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
});
