import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ImagePanel } from '../../support/imagePanel.ts';
import { sampleText } from '../../support/sampleText.ts';
import type { UiSession } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';
import { until } from '../../support/until.ts';

const { report, scan } = sampleText;

/** Tests of Convert to Markdown by somebody without an account. */
export function testConvert(vscode: UiSession): void {
	useFiles(vscode);
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

	test('an issue begins with facts about the setup, also where VS Code has no form for it', async () => {
		await vscode.workbench.command('Fovea: Report Issue');

		await vscode.workbench.editorText('- no connections');
		await vscode.workbench.command('View: Revert and Close Editor');
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

	test('the image panel has one primary button, Set Up, which Generate opens too', async () => {
		const { quickInput } = vscode.workbench;
		await vscode.workbench.closeEditors();
		const panel = new ImagePanel(vscode.workbench);
		await panel.open();
		const primary = panel.view.locator('.button.primary:visible');
		await primary.first().waitFor();
		assert.deepEqual(await primary.allTextContents(), ['Set Up…']);
		await vscode.screenshot('images not connected');

		await primary.click();
		await quickInput.waitFor();
		await quickInput.press('Escape');
		await quickInput.waitFor({ state: 'hidden' });
		await panel.generate('a red fox');
		await quickInput.waitFor();
		await quickInput.press('Escape');
		await quickInput.waitFor({ state: 'hidden' });
		await until('the prompt as it was', async () => (await panel.prompt.inputValue()) === 'a red fox');
	});
}
