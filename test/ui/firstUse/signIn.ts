import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../support/emulator/emulator.ts';
import { type ImageEmulator, startImageEmulator } from '../../support/emulator/images/imageEmulator.ts';
import { ImagePanel } from '../../support/imagePanel.ts';
import type { SignInAuthority } from '../../support/signInAuthority.ts';
import type { UiSession } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';

const usual = 'https://cognitiveservices.azure.com/.default';
const other = 'https://ai.azure.com/.default';

/** Tests of signing in with Microsoft through VS Code's own accounts; `authority` decides who does. */
export function testSignIn(vscode: UiSession, authority: () => SignInAuthority): void {
	useFiles(vscode);
	let emulator: Emulator;
	let images: ImageEmulator;
	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'no-key', takesToken: authority().takes });
		images = await startImageEmulator({ profile: 'azure', key: 'no-key', takesToken: authority().takes });
	});
	suiteTeardown(async () => {
		await emulator.close();
		await images.close();
	});

	const tokens = () => new Set(emulator.requests.map(({ headers }) => headers.authorization));
	const connect = async () => {
		const { workbench } = vscode;
		await workbench.command('Fovea: Connect a Service');
		await workbench.quickPick('Azure AI Foundry').click();
		await workbench.answer(emulator.endpoint, '(2/6)');
		await workbench.answer('mistral-document-ai-2512', '(3/6)');
		await workbench.quickPick('Microsoft Account').click();
	};
	const save = async () => {
		const { workbench } = vscode;
		await workbench.quickPick('Save').click();
		await workbench.notification('Documents are now converted by Azure AI Foundry').waitFor();
		await workbench.clearNotifications();
	};

	test('who cancels VS Code’s question is back at the choice, with everything that was answered', async () => {
		const { workbench, page } = vscode;
		await connect();
		await workbench.dialog.getByText('wants to sign in using Microsoft').waitFor();
		await vscode.screenshot('sign-in, VS Code asks');
		await workbench.pressInDialog('Cancel');
		await workbench.quickPick('API Key').waitFor();

		assert.deepEqual([authority().signedIn, emulator.requests.length], [[], 0]);
		await page.keyboard.press('Escape');
	});

	test('a service is connected, a document converted, and an image drawn by one account and without a key', async () => {
		const { workbench } = vscode;
		await connect();
		await workbench.pressInDialog('Allow');
		await workbench.quickPick('Save').waitFor();
		await vscode.screenshot('sign-in, it answers');
		await save();
		await workbench.explorerMenu('report.pdf', 'Convert to Markdown');
		await workbench.tab('report.md').waitFor();

		await workbench.command('Fovea: Connect an Image Service');
		await workbench.quickPick('Azure OpenAI').click();
		await workbench.answer(images.endpoint, '(2/6)');
		await workbench.answer('gpt-image-2', '(3/6)');
		await workbench.quickPick('Microsoft Account, me@example.com').click();
		await workbench.quickPick('Save').click();
		await workbench.pressInNotification('Images can now be made by', 'Generate an Image');
		const panel = new ImagePanel(workbench);
		await panel.prompt.waitFor();
		await panel.generate('a blue heron');
		await panel.images.filter({ hasText: 'a blue heron' }).waitFor();

		const sent = [...emulator.requests, ...images.requests];
		assert.deepEqual(authority().signedIn, [usual]);
		assert.ok(sent.every(({ headers }) => headers['api-key'] === undefined && headers.authorization?.startsWith('Bearer entra-1-')));
		assert.deepEqual([emulator.requests.at(-1)?.status, images.sent.length], [200, 1]);
	});

	test('a token that has ended is taken anew, without a question', async () => {
		const { workbench } = vscode;
		authority().expire();
		await workbench.explorerMenu('scan.png', 'Convert to Markdown');
		await workbench.tab('scan.md').waitFor();

		assert.deepEqual([tokens().size, authority().signedIn, emulator.requests.at(-1)?.status], [2, [usual], 200]);
	});

	test('an audience that is refused is followed by the next, which VS Code asks about', async () => {
		const { workbench } = vscode;
		authority().audience = other;
		await connect();
		await workbench.pressInDialog('Allow');
		await workbench.quickPick('Save').waitFor();
		await save();
		await workbench.explorerMenu('1.2 notes with spaces.pdf', 'Convert to Markdown');
		await workbench.tab('1.2 notes with spaces.md').waitFor();

		assert.deepEqual([authority().signedIn, emulator.requests.at(-1)?.status], [[usual, other], 200]);
	});
}
