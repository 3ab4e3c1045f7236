import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectFoundry } from '../support/connectFoundry.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';

/** Documents that can be converted; `broken.pdf` comes on top. */
const count = 40;
const pages = 3;
const words = (document: number, page: number) => `Document ${document} has this on page ${page}`;

suite('A folder, converted in the workbench', () => {
	const workspace = copyWorkspace();
	const papers = path.join(workspace, 'papers');
	mkdirSync(papers);
	for (let document = 1; document <= count; document++) {
		const content = Array.from({ length: pages }, (_, i) => ({ content: textAt(72, 700, words(document, i + 1)) }));
		writeFileSync(path.join(papers, `paper ${document}.pdf`), simplePdf(content));
	}
	writeFileSync(path.join(papers, 'broken.pdf'), 'no document');
	const vscode = useVSCode({ workspace });
	let emulator: Emulator;
	/** From which request on there is no answer. */
	let stallsFrom = Infinity;

	suiteSetup(async () => {
		emulator = await startEmulator({
			profile: 'foundry',
			key: 'the-key',
			faults: ({ number }) =>
				number >= stallsFrom
					? { kind: 'silent' }
					: number % 7 === 3
						? { kind: 'status', status: 503 }
						: number % 11 === 5
							? { kind: 'cut', at: 'body' }
							: undefined,
		});
	});
	suiteTeardown(() => emulator.close());

	const written = () => readdirSync(papers).filter((name) => name.endsWith('.md'));
	const view = () => vscode.page.locator('.pane', { has: vscode.page.locator('.pane-header', { hasText: 'Converting to Markdown' }) });
	const row = (text: string) => view().locator('.monaco-list-row', { hasText: text });

	test('there is no list as long as there is nothing in it', async () => {
		await connectFoundry(vscode.workbench, { endpoint: emulator.endpoint, key: 'the-key' });

		assert.equal(await view().count(), 0);
	});

	test('the menu of a folder says first how much it is', async () => {
		await vscode.workbench.explorerMenu('papers', 'Convert Folder to Markdown…');
		const question = vscode.page.locator('.quick-input-widget:visible', { hasText: 'Convert papers to Markdown' });
		await question.locator('.monaco-list-row', { hasText: 'PDF' }).waitFor();
		await vscode.screenshot('folder question');

		const { host } = new URL(emulator.origin);
		assert.equal(await vscode.workbench.quickInput.getAttribute('placeholder'), `Convert ${count * pages} pages, the price is not known`);
		await question.getByText(`Sent to ${host}.`).waitFor();
	});

	test('the list says where each document stands, and a reload in the middle changes nothing', async () => {
		stallsFrom = emulator.requests.length + 20;
		await vscode.page.keyboard.press('Enter');
		await row('In Progress').waitFor();
		await until('some results', () => written().length >= 8);
		await until('requests that have no answer', () => emulator.requests.length > stallsFrom + 4);
		await view().getByText('failed: 1').waitFor();
		await vscode.screenshot('folder list');
		// What is under way has no answer until its window is gone.
		stallsFrom = Infinity;
		await vscode.page.reload();
		await vscode.workbench.ready();
		await view().waitFor();
		await vscode.screenshot('folder list, reloaded');
		await vscode.workbench.notification(`${count} of ${count + 1} documents converted.`).waitFor({ timeout: 120_000 });
		await vscode.screenshot('folder converted');

		const names = Array.from({ length: count }, (_, i) => `paper ${i + 1}.md`);
		assert.deepEqual(written().sort(), names.sort());
		for (let document = 1; document <= count; document++) {
			const text = readFileSync(path.join(papers, `paper ${document}.md`), 'utf8');
			for (let page = 1; page <= pages; page++) {
				assert.equal(text.split(`${words(document, page)}\n`).length, 2, `page ${page} of paper ${document}`);
			}
		}
	});

	test('one that failed says why, and Retry tries it once more', async () => {
		await vscode.workbench.clearNotifications();
		const failed = row('broken.pdf');
		assert.match((await failed.textContent()) ?? '', /broken\.pdf/);
		await failed.hover();
		await failed.getByRole('button', { name: 'Retry' }).click();

		await vscode.workbench.notification('broken.pdf is neither a PDF nor an image').waitFor();
		await vscode.screenshot('folder retried');
		await vscode.workbench.clearNotifications();
	});

	test('a document of the list opens its markdown', async () => {
		await row('Done').locator('.monaco-tl-twistie').click();
		await row('paper 1.pdf').first().click();

		await vscode.workbench.tab('paper 1.md').waitFor();
	});

	test('badges say which documents have markdown, in every theme', async () => {
		await vscode.workbench.file('papers').click();
		const badge = vscode.workbench.file('paper 1.pdf').locator('xpath=.').and(vscode.page.locator('[aria-label*="Has markdown"]'));
		await badge.or(vscode.page.locator('.explorer-folders-view [aria-label*="Has markdown"]')).first().waitFor();
		await vscode.workbench.chooseTheme('Dark Modern', 'vs-dark');
		await vscode.screenshot('folder list, dark');
		await vscode.workbench.chooseTheme('Dark High Contrast', 'hc-black');
		await vscode.screenshot('folder list, high contrast');
		await vscode.workbench.chooseTheme('Light Modern', 'vs');
	});

	test('what was converted is up to date', async () => {
		await vscode.workbench.command('Fovea: Clear What Has Ended');
		await view().waitFor({ state: 'detached' });
		await vscode.workbench.explorerMenu('papers', 'Convert Folder to Markdown…');
		const question = vscode.page.locator('.quick-input-widget:visible', { hasText: `${count} more documents are up to date` });
		await question.waitFor();
		await vscode.screenshot('folder up to date');
		await vscode.page.keyboard.press('Escape');
	});

	test('the preview shows the pages in its margin, and a number leads to the document', async () => {
		await vscode.workbench.closeEditors();
		await vscode.workbench.file('paper 1.md').click();
		await vscode.workbench.tab('paper 1.md').waitFor();
		await vscode.workbench.command('Markdown: Open Preview to the Side');
		const mark = vscode.workbench.webview().locator('.fovea-page-mark a', { hasText: '2' });
		await mark.waitFor();
		await vscode.screenshot('page marks');
		await mark.click();

		await vscode.workbench.tab('paper 1.pdf').waitFor();
		await vscode.screenshot('page marks, opened');
	});

	test('the title of an open PDF has the command, and so has its tab', async () => {
		await vscode.workbench.closeEditors();
		await vscode.workbench.openFile('paper 2.pdf');
		await vscode.page.locator('.editor-actions').getByRole('button', { name: 'Convert to Markdown' }).waitFor();
		await vscode.workbench.tab('paper 2.pdf').click({ button: 'right' });
		await vscode.page.getByRole('menuitem', { name: 'Convert Pages to Markdown…' }).waitFor();
		await vscode.screenshot('title of a PDF');
		await vscode.page.keyboard.press('Escape');
	});

	test('the menu inside the image viewer has the commands, and its title opens the panel', async () => {
		await vscode.workbench.closeEditors();
		// Its files push others out of sight.
		await vscode.workbench.file('papers').click();
		await vscode.workbench.openFile('scan.png');
		const image = vscode.workbench.webview().locator('img');
		await image.waitFor();
		await vscode.page.locator('.editor-actions').getByRole('button', { name: 'Open Image in Panel' }).waitFor();
		await image.click({ button: 'right' });
		const item = vscode.page.getByRole('menuitem', { name: 'Convert to Markdown', exact: true });
		await item.waitFor();
		await vscode.screenshot('menu of the image viewer');
		await vscode.workbench.choose(item);

		await vscode.workbench.tab('scan.md').waitFor();
	});
});
