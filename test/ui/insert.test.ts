import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';

suite('The text of pictures and documents, put into another document', () => {
	const workspace = copyWorkspace();
	mkdirSync(path.join(workspace, 'scans'));
	copyFileSync(path.join(workspace, 'scan.png'), path.join(workspace, 'scans', 'first.png'));
	writeFileSync(path.join(workspace, 'note.md'), 'Before.\n\n');
	writeFileSync(path.join(workspace, 'paper.tex'), '');
	writeFileSync(path.join(workspace, 'plan.md'), '# Plan\n\n![](scans/first.png) and ![far](https://example.org/x.png)\n\nAfter.\n');
	const vscode = useVSCode({ workspace });

	/** The picture on the clipboard, as a screenshot tool puts it there. */
	async function copyPicture(): Promise<void> {
		const base64 = readFileSync(path.join(workspace, 'scan.png')).toString('base64');
		await vscode.page.evaluate(async (data) => {
			const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
			await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
		}, base64);
	}

	async function open(name: string): Promise<void> {
		await vscode.workbench.openFile(name);
		await vscode.page.keyboard.press('Control+End');
	}

	test('a picture on the clipboard is pasted as text, and one undo takes it away', async () => {
		const { workbench, page } = vscode;
		await open('note.md');
		await copyPicture();

		await workbench.command('Fovea: Paste as Markdown Text');

		await page.locator('.view-lines', { hasText: 'mooring' }).first().waitFor();
		await vscode.screenshot('insert-pasted');
		await page.keyboard.press('Control+z');
		await page.locator('.view-lines', { hasText: 'mooring' }).waitFor({ state: 'detached' });
		assert.equal(await workbench.editorText(), 'Before.\n\n');
	});
});
