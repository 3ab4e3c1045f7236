import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { sampleText } from '../support/sampleText.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';

const { report, scan } = sampleText;

suite('Convert to Markdown, clicked in the workbench', () => {
	const vscode = useVSCode();
	const text = (name: string) => readFileSync(path.join(vscode.workspace, name), 'utf8');

	test('the explorer menu converts a PDF, with no account', async () => {
		await vscode.workbench.explorerMenu('report.pdf', 'Convert to Markdown');
		await vscode.workbench.tab('report.md').waitFor();

		const shown = await vscode.workbench.editorText(`# ${report.title}`);
		assert.ok(shown.includes(report.recommendations[0]), shown);
		await vscode.screenshot('converted');
	});

	test('a notice says once that nothing was sent, and how to get more', async () => {
		await vscode.workbench.notification('nothing was sent anywhere').getByRole('button', { name: 'Connect a Service' }).waitFor();
		await vscode.screenshot('notice');
		await vscode.page.keyboard.press('Escape');
	});

	test('a scan is recognized, and its words are there', async () => {
		await vscode.workbench.explorerMenu('scan.png', 'Convert to Markdown');
		await vscode.workbench.tab('scan.md').waitFor();

		await vscode.workbench.file('scan.md').waitFor(); // the explorer has made room for it

		await vscode.workbench.editorText(scan.title);
	});

	test('markdown that is there is asked about; Compare shows the difference', async () => {
		writeFileSync(path.join(vscode.workspace, 'report.md'), 'mine\n');
		await vscode.workbench.explorerMenu('report.pdf', 'Convert to Markdown');
		await vscode.workbench.dialog.waitFor();
		await vscode.screenshot('existing');
		await vscode.workbench.pressInDialog('Compare');

		await vscode.page.locator('.tabs-container .tab', { hasText: 'report.md ↔ report-2.md' }).waitFor();
		await vscode.screenshot('compare');
		assert.equal(text('report.md'), 'mine\n');
	});

	test('several files get one message; the one that fails is named', async () => {
		await vscode.workbench.explorerMenu('broken.pdf', 'Convert to Markdown', ['1.2 notes with spaces.pdf']);

		await vscode.workbench.notification('1 of 2 documents converted. broken.pdf is damaged or incomplete').waitFor();
		await vscode.screenshot('summary');
		assert.ok(existsSync(path.join(vscode.workspace, '1.2 notes with spaces.md')));
	});

	test('the title of the image viewer has the command', async () => {
		await vscode.workbench.closeEditors();
		await vscode.workbench.openFile('scan.png');

		await vscode.page.locator('.editor-actions').getByRole('button', { name: 'Convert to Markdown' }).waitFor();
	});

	test('the settings are found and described', async () => {
		await vscode.workbench.command('Preferences: Open Settings (UI)');
		const search = vscode.page.locator('.settings-editor .search-container .monaco-editor');
		await search.locator('.view-lines').click();
		await search.and(vscode.page.locator('.focused')).waitFor();
		await vscode.page.keyboard.type('@ext:fovea.fovea');

		await vscode.page.locator('.setting-item', { hasText: 'Connection' }).first().waitFor();
		await vscode.screenshot('settings');
	});
});

suite('Mistral OCR, connected in the workbench', () => {
	const vscode = useVSCode();
	let emulator: Emulator;
	/** Requests of the tests of the connection. */
	let asked = 0;
	const readSettings = () => JSON.parse(readFileSync(path.join(vscode.storage, '../../settings.json'), 'utf8')) as Record<string, unknown>;

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
	});
	suiteTeardown(() => emulator.close());

	test('a service is connected step by step, the key unseen', async () => {
		const { workbench, page } = vscode;
		await workbench.command('Fovea: Connect a Service');
		await workbench.quickPick('Azure AI Foundry').click();
		await workbench.answer(emulator.endpoint, '(2/6)');
		await page.locator('.quick-input-widget:visible', { hasText: '(3/6)' }).waitFor();
		await vscode.screenshot('connect, step 3');
		await workbench.answer('mistral-ocr-4-0', '(3/6)');
		await workbench.quickPick('API Key').click();
		await page.locator('.quick-input-widget:visible', { hasText: '(5/6)' }).waitFor();
		assert.equal(await workbench.quickInput.getAttribute('type'), 'password');
		await workbench.answer('wrong-key', '(5/6)');
		await workbench.quickPick('Enter Another Key').waitFor();
		await vscode.screenshot('connect, wrong key');
		await workbench.quickPick('Enter Another Key').click();
		await workbench.answer('the-key', '(5/6)');
		await workbench.quickPick('Save').waitFor();
		await vscode.screenshot('connect, tested');
		assert.deepEqual(readSettings()['fovea.connections'], undefined);
		await workbench.quickPick('Save').click();

		await workbench.notification('Documents are now converted by Azure AI Foundry').waitFor();
		assert.equal(readSettings()['fovea.ocr.connection'], 'Azure AI Foundry');
		asked = emulator.requests.length;
	});

	test('the list of connections says which is in use', async () => {
		await vscode.workbench.command('Fovea: Manage Connections');
		await vscode.workbench.quickPick('Azure AI Foundry, in use').waitFor();
		await vscode.screenshot('connections');
		await vscode.page.keyboard.press('Escape');
	});

	test('the explorer menu sends the document and opens the answer', async () => {
		await vscode.workbench.explorerMenu('report.pdf', 'Convert to Markdown');
		await vscode.workbench.tab('report.md').waitFor();

		await vscode.workbench.editorText('Northgate Harbour');
		assert.deepEqual(
			emulator.requests.slice(asked).map(({ model, status }) => [model, status]),
			[['mistral-ocr-4-0', 200]],
		);
		await vscode.screenshot('converted by Mistral OCR');
	});

	test('the key survives a reload', async () => {
		await vscode.page.reload();
		await vscode.workbench.ready();
		await vscode.workbench.explorerMenu('scan.png', 'Convert to Markdown');
		await vscode.workbench.tab('scan.md').waitFor();
		await vscode.workbench.file('scan.md').waitFor(); // the explorer has made room for it

		assert.deepEqual(
			emulator.requests.slice(asked).map(({ status }) => status),
			[200, 200],
		);
	});

	test('Cancel in the notification ends the request', async () => {
		emulator.hold();
		await vscode.workbench.explorerMenu('1.2 notes with spaces.pdf', 'Convert to Markdown');
		await vscode.workbench.notification('Converting 1.2 notes with spaces.pdf').waitFor();
		await until('the request', () => emulator.held.length > 0);
		await vscode.workbench.pressInNotification('Converting 1.2 notes with spaces.pdf', 'Cancel');

		await vscode.workbench.notification('Converting 1.2 notes with spaces.pdf').waitFor({ state: 'hidden' });
		assert.equal(existsSync(path.join(vscode.workspace, '1.2 notes with spaces.md')), false);
		await until('the end of the request', () => emulator.requests.at(-1)!.aborted);
		emulator.release();
	});

	test('a service that fails says so, with buttons that help', async () => {
		emulator.faults.push({ kind: 'status', status: 404 });
		await vscode.workbench.explorerMenu('1.2 notes with spaces.pdf', 'Convert to Markdown');

		const message = vscode.workbench.notification('no model or deployment "mistral-ocr-4-0"');
		await message.getByRole('button', { name: 'Choose Another Model' }).waitFor();
		await vscode.screenshot('failure');
	});
});
