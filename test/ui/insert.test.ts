import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';

suite('The text of pictures and documents, put into another document', () => {
	const workspace = copyWorkspace();
	mkdirSync(path.join(workspace, 'scans'));
	copyFileSync(path.join(workspace, 'scan.png'), path.join(workspace, 'scans', 'first.png'));
	writeFileSync(path.join(workspace, 'note.md'), 'Before.\n\n');
	writeFileSync(path.join(workspace, 'paper.tex'), '');
	writeFileSync(path.join(workspace, 'plan.md'), '# Plan\n\n![](scans/first.png) and ![far](https://example.org/x.png)\n\nAfter.\n');
	writeFileSync(
		path.join(workspace, 'other ways.md'),
		'![][one]\n\n<p align="center"><img src="scans/first.png" width="400"></p>\n\n[one]: scans/first.png\n',
	);
	writeFileSync(
		path.join(workspace, 'notes.ipynb'),
		JSON.stringify({
			cells: [
				{ cell_type: 'markdown', metadata: {}, source: ['A file: ![](scans/first.png)'] },
				{
					cell_type: 'markdown',
					metadata: {},
					source: ['Pasted: ![](attachment:a%20letter.png)'],
					attachments: { 'a letter.png': { 'image/png': readFileSync(path.join(workspace, 'scan.png')).toString('base64') } },
				},
			],
			metadata: {},
			nbformat: 4,
			nbformat_minor: 5,
		}),
	);
	const vscode = useVSCode({
		workspace,
		settings: { '[latex]': { 'editor.pasteAs.preferences': ['markdown.recognizedText'] } },
	});

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
		await vscode.page.locator('.editor-instance .view-lines').first().click();
		await vscode.page.keyboard.press('Control+End');
	}

	/** Until it has an effect: who can paste what is not known before extensions have started. */
	async function paste(effect: Locator): Promise<void> {
		for (let attempt = 0; attempt < 6 && !(await effect.isVisible()); attempt++) {
			await vscode.page.keyboard.press('Control+v');
			await effect.waitFor({ timeout: 20_000 }).catch(() => undefined);
		}
		await effect.waitFor();
	}

	/** The letter of the picture, as far as it is one line of every syntax. */
	const letter = 'Thank you for your letter about the mooring';
	const inEditor = (text: string) => vscode.page.locator('.editor-instance .view-lines', { hasText: text }).first();

	test('a picture that is pasted can be its text, and one undo takes that away', async () => {
		const { workbench, page } = vscode;
		// Who can paste what is known once the extensions have started: Fovea answers, and markdown has its links.
		await workbench.command('Fovea: Manage Connections');
		await workbench.quickPick('This Machine').waitFor();
		await page.keyboard.press('Escape');
		await open('plan.md');
		await page.locator('.editor-instance .detected-link').first().waitFor();
		await open('note.md');
		await copyPicture();
		await paste(inEditor('!['));

		await page.locator('.post-edit-widget').waitFor();
		await page.keyboard.press('Control+.');
		await page.getByText('Insert as Markdown Text').first().click();

		await inEditor(letter).waitFor();
		await vscode.screenshot('insert-pasted');
		const text = await workbench.editorText();
		assert.match(text, /^Before\.\n\n# Northgate Harbour Office\n/);
		assert.ok(!text.includes('!['), text);
		await page.keyboard.press('Control+z');
		await inEditor(letter).waitFor({ state: 'detached' });
	});

	test('in LaTeX it is LaTeX, where the user prefers text', async () => {
		const { workbench } = vscode;
		await open('paper.tex');
		await copyPicture();

		await paste(inEditor(letter));

		assert.match(await workbench.editorText(), /^\\section\{Northgate Harbour Office\}\n\n14 March 2024\n/);
	});

	/** Runs the command, ticks what the preview of its changes shows, and applies it. */
	async function recognizeImages(
		placement: string,
		{ files, changes }: { files: number; changes: number },
		screenshot: string,
	): Promise<void> {
		const { workbench, page } = vscode;
		await workbench.command('Fovea: Recognize Images in This Document');
		await workbench.quickPick(placement).click();
		await page.locator('.refactor-preview, .bulk-edit-panel').first().waitFor();
		const rows = page.locator('.bulk-edit-panel .monaco-list-row');
		await until('all changes', async () => (await rows.count()) === files + changes);
		// VS Code ticks nothing that needs to be confirmed; the box of a file is that of all in it.
		for (let place = 0; place < files; place++) {
			await page
				.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"]')
				.nth(place)
				.locator('input[type=checkbox], .edit-checkbox')
				.first()
				.click();
		}
		await vscode.screenshot(screenshot);
		await page.getByRole('button', { name: 'Apply' }).first().click();
	}

	test('images that are written in other ways get alternative text', async () => {
		await open('other ways.md');
		await recognizeImages('Alternative Text', { files: 1, changes: 2 }, 'insert-other ways');

		await inEditor('<img alt=').waitFor();
		const text = await vscode.workbench.editorText();
		assert.match(
			text,
			/^!\[Northgate Harbour Office [^\]\n]+\]\[one\]\n\n<p align="center"><img alt="Northgate Harbour Office [^"\n]+" src="scans\/first\.png" width="400"><\/p>\n/,
		);
	});

	test('images of a notebook get their text in their cells, also those that it keeps itself', async () => {
		const { workbench, page } = vscode;
		await workbench.openFile('notes.ipynb');
		await page.getByText('Cell 1 of 2').waitFor();
		await recognizeImages('Text Below Each Image', { files: 1, changes: 2 }, 'insert-notebook');

		const cells = () =>
			(JSON.parse(readFileSync(path.join(workspace, 'notes.ipynb'), 'utf8')) as { cells: { source: string[] }[] }).cells.map(({ source }) =>
				source.join(''),
			);
		// VS Code saves by itself in a browser.
		await until('the notebook to be saved', () => cells().every((text) => text.includes('<details>')));
		assert.match(
			cells()[0]!,
			/^A file: .*\n\n<!-- text of scans\/first\.png -->\n<details>\n<summary>Text of first\.png<\/summary>\n\n# Northgate/,
		);
		assert.match(
			cells()[1]!,
			/^Pasted: .*\n\n<!-- text of attachment:a%20letter\.png -->\n<details>\n<summary>Text of a letter\.png<\/summary>\n\n# Northgate/,
		);
	});

	test('images of a document get their text below them, shown before it is written, and once', async () => {
		const { workbench, page } = vscode;
		await open('plan.md');
		const recognize = async () => {
			await workbench.command('Fovea: Recognize Images in This Document');
			await workbench.quickPick('Text Below Each Image').click();
		};
		await recognize();

		await page.locator('.refactor-preview, .bulk-edit-panel').first().waitFor();
		await vscode.screenshot('insert-preview');
		// VS Code ticks nothing that needs to be confirmed.
		await page
			.locator('.bulk-edit-panel .monaco-list-row input[type=checkbox], .bulk-edit-panel .monaco-list-row .edit-checkbox')
			.first()
			.click();
		await page.getByRole('button', { name: 'Apply' }).first().click();

		await inEditor('<details>').waitFor();
		const text = await workbench.editorText();
		assert.match(
			text,
			/^# Plan\n\n!\[\]\(scans\/first\.png\) and .*\n\n<!-- text of scans\/first\.png -->\n<details>\n<summary>Text of first\.png<\/summary>\n\n/,
		);
		assert.match(text, /<\/details>\n\nAfter\.\n$/);
		await vscode.page.locator('.editor-instance .view-lines').first().click();
		await recognize();
		await workbench.notification('Every image of this document has its text already.').waitFor();
		assert.equal(await workbench.editorText(), text);
	});
});
