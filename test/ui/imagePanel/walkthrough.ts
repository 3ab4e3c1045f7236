import type { Locator } from 'playwright-core';
import { startEmulator, type Emulator } from '../../support/emulator/emulator.ts';
import { ImagePanel } from '../../support/imagePanel.ts';
import type { UiSession } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';
import { until } from '../../support/until.ts';

/** Tests of the walkthrough, in a window where nothing is connected that reads documents. */
export function testWalkthrough(vscode: UiSession): void {
	useFiles(vscode);
	let emulator: Emulator;

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
	});
	suiteTeardown(() => emulator.close());

	const page = () => vscode.page.locator('.gettingStartedContainer');
	const step = (title: string) => page().locator('button.getting-started-step', { hasText: title });
	const checked = (title: string) => step(title).locator('.codicon-getting-started-step-checked.complete');

	async function open(): Promise<void> {
		await vscode.workbench.command('Welcome: Open Walkthrough');
		await vscode.workbench.quickPick('Get Started with Fovea').click();
		await step('Convert a document').waitFor();
	}

	/**
	 * Opens a step, and presses its button until that has an effect: the page scrolls while a step opens. Pressing again follows a long wait only, as a
	 * second press may take away what the first one is about to show.
	 */
	async function press(title: string, button: string, effect: Locator): Promise<void> {
		await until(`an effect of ${button}`, async () => {
			const pressed = step(title).getByRole('button', { name: button });
			if (!(await pressed.isVisible())) {
				await step(title)
					.click({ timeout: 2000 })
					.catch(() => undefined);
			}
			const isPressed = await pressed.click({ timeout: 2000 }).then(
				() => true,
				() => false,
			);
			return effect.waitFor({ timeout: isPressed ? 20_000 : 2000 }).then(
				() => true,
				() => false,
			);
		});
	}

	test('each button does what it says, and each step is done when it was followed', async () => {
		const { workbench } = vscode;
		await open();
		await vscode.screenshot('walkthrough, the first step');
		await press('Convert a document', 'Choose a Document', workbench.quickInput);
		await workbench.pickFile(`${vscode.workspace}/report.pdf`);
		await workbench.tab('report.md').waitFor();
		await open();
		await checked('Convert a document').waitFor();

		await press('Connect Mistral OCR', 'Connect a Service', workbench.quickPick('Azure AI Foundry'));
		await vscode.screenshot('walkthrough, connecting');
		await workbench.quickPick('Azure AI Foundry').click();
		await workbench.answer(emulator.endpoint, '(2/6)');
		await workbench.answer('mistral-document-ai-2512', '(3/6)');
		await workbench.quickPick('API Key').click();
		await workbench.answer('the-key', '(5/6)');
		await workbench.quickPick('Save').click();
		await workbench.notification('Documents are now converted by Azure AI Foundry').waitFor();
		await workbench.clearNotifications();
		await checked('Connect Mistral OCR').waitFor();
		await press('Connect Mistral OCR', 'Check Connection', workbench.quickPick('Azure AI Foundry'));
		await workbench.quickPick('Azure AI Foundry').click();
		await workbench.quickPick('Read a Test Page').waitFor();
		await vscode.page.keyboard.press('Escape');

		const panel = new ImagePanel(workbench);
		await press('Make an image', 'Generate an Image', panel.prompt);
		await open();
		await checked('Make an image').waitFor();
		await press('Make an image', 'Connect an Image Service', workbench.quickPick('Azure OpenAI'));
		await vscode.page.keyboard.press('Escape');

		await press('Let agents read documents', 'Set Up Another Agent', workbench.quickPick('Claude Code'));
		await vscode.page.keyboard.press('Escape');
		await checked('Let agents read documents').waitFor();
		await vscode.screenshot('walkthrough, all is done');
	});
}
