import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { until } from '../../support/until.ts';
import { Workbench } from '../../support/workbench.ts';
import { simplePdf, textAt } from '../../unit/core/pdf/simplePdf.ts';
import type { FoundryWindow } from './foundryWindow.ts';

/** Documents that can be converted; `broken.pdf` comes on top. */
const count = 40;
const pages = 3;
const names = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder} ${String(i + 1).padStart(2, '0')}`);
const words = (document: number, page: number) => `Document ${document} has this on page ${page}`;

/** Tests of a folder that is converted in the workbench, and of the list of documents on their way. */
export function testFolder(foundry: FoundryWindow): void {
	const { vscode, workspace } = foundry;
	const papers = path.join(workspace, 'papers');
	const lists = { keyboard: names('keyboard', 14), paused: names('paused', 14), shared: names('shared', 20) };
	/** From which request on there is no answer. */
	let stallsFrom = Infinity;
	/** Whether some requests fail. */
	let isFaulty = true;
	foundry.useFiles(() => {
		mkdirSync(papers);
		for (let document = 1; document <= count; document++) {
			const content = Array.from({ length: pages }, (_, i) => ({ content: textAt(72, 700, words(document, i + 1)) }));
			writeFileSync(path.join(papers, `paper ${document}.pdf`), simplePdf(content));
		}
		writeFileSync(path.join(papers, 'broken.pdf'), 'no document');
		for (const [folder, documents] of Object.entries(lists)) {
			mkdirSync(path.join(workspace, folder));
			for (const name of documents) {
				writeFileSync(path.join(workspace, folder, `${name}.pdf`), simplePdf([{ content: textAt(72, 700, `The text of ${name}`) }]));
			}
		}
		foundry.faults = ({ number }) =>
			number >= stallsFrom
				? { kind: 'silent' }
				: isFaulty && number % 7 === 3
					? { kind: 'status', status: 503 }
					: isFaulty && number % 11 === 5
						? { kind: 'cut', at: 'body' }
						: undefined;
	});

	const written = () => readdirSync(papers).filter((name) => name.endsWith('.md'));
	const view = () => vscode.page.locator('.pane', { has: vscode.page.locator('.pane-header', { hasText: 'Converting to Markdown' }) });
	const row = (text: string) => view().locator('.monaco-list-row', { hasText: text });

	test('there is no list as long as there is nothing in it', async () => {
		await vscode.workbench.file('papers').waitFor();

		assert.equal(await view().count(), 0);
	});

	test('the menu of a folder says first how much it is', async () => {
		await vscode.workbench.explorerMenu('papers', 'Convert Folder to Markdown…');
		const question = vscode.page.locator('.quick-input-widget:visible', { hasText: 'Convert papers to Markdown' });
		await question.locator('.monaco-list-row', { hasText: 'PDF' }).waitFor();
		await vscode.screenshot('folder question');

		const { host } = new URL(foundry.emulator.origin);
		assert.equal(await vscode.workbench.quickInput.getAttribute('placeholder'), `Convert ${count * pages} pages, the price is not known`);
		await question.getByText(`Sent to ${host}.`).waitFor();
	});

	test('the list says where each document stands, and a reload in the middle changes nothing', async () => {
		stallsFrom = foundry.emulator.requests.length + 20;
		await vscode.workbench.quickInput.press('Enter');
		await row('In Progress').waitFor();
		await until('some results', () => written().length >= 8);
		await until('requests that have no answer', () => foundry.emulator.requests.length > stallsFrom + 4);
		await view().getByText('failed: 1').waitFor();
		await vscode.screenshot('folder list');
		// What is under way has no answer until its window is gone.
		stallsFrom = Infinity;
		await vscode.page.reload();
		await vscode.workbench.ready();
		await view().waitFor();
		await vscode.screenshot('folder list, reloaded');
		await vscode.workbench.notification(`${count} of ${count + 1} documents converted.`).waitFor();
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

	suite('the list of documents on their way', () => {
		type Folder = keyof typeof lists;
		const markdown = (folder: Folder) => readdirSync(path.join(workspace, folder)).filter((name) => name.endsWith('.md'));
		const viewOf = (page: Page) => page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Converting to Markdown' }) });
		const row = (name: string, page = vscode.page) => viewOf(page).locator('.monaco-list-row', { hasText: name });
		const focused = () => viewOf(vscode.page).locator('.monaco-list-row.focused').first();

		async function convert(folder: Folder, workbench = vscode.workbench): Promise<void> {
			await workbench.explorerMenu(folder, 'Convert Folder to Markdown…');
			const question = workbench.page.locator('.quick-input-widget:visible', { hasText: `Convert ${folder} to Markdown` });
			await question.locator('.monaco-list-row', { hasText: 'PDF' }).waitFor();
			await workbench.quickInput.press('Enter');
			await row('In Progress', workbench.page).waitFor();
		}

		/** The keyboard goes to a row of the list, which is long enough only where its group is open. */
		async function goTo(name: string): Promise<void> {
			const { page, workbench } = vscode;
			await workbench.command('Explorer: Focus on Converting to Markdown View');
			await page.keyboard.press('Home');
			await until(`the focus on ${name}`, async () => {
				if (((await focused().getAttribute('aria-label')) ?? '').includes(name)) {
					return true;
				}
				await page.keyboard.press('ArrowDown');
				return false;
			});
		}

		/** Chooses from the menu of the focused row, with the keys alone. */
		async function chooseByKeys(item: string): Promise<void> {
			const { page } = vscode;
			const entry = page.getByRole('menuitem', { name: item, exact: true });
			await until(item, async () => {
				await page.keyboard.press('Shift+F10');
				return entry
					.waitFor({ timeout: 2000 })
					.then(() => true)
					.catch(() => false);
			});
			await until(`the focus on ${item}`, async () => {
				const isFocused = await entry.evaluate(
					(node) => node.contains(document.activeElement) || node.parentElement === document.activeElement,
				);
				if (!isFocused) {
					await page.keyboard.press('ArrowDown');
				}
				return isFocused;
			});
			await until('the menu to close', async () => {
				await page.keyboard.press('Enter');
				return entry
					.waitFor({ state: 'hidden', timeout: 2000 })
					.then(() => true)
					.catch(() => false);
			});
		}

		function assertAll(folder: Folder, missing: readonly string[] = []): void {
			const expected = lists[folder].filter((name) => !missing.includes(name));
			assert.deepEqual(
				markdown(folder).sort(),
				expected.map((name) => `${name}.md`),
			);
			for (const name of expected) {
				assert.ok(readFileSync(path.join(workspace, folder, `${name}.md`), 'utf8').includes(`The text of ${name}`), name);
			}
		}

		test('is worked by keyboard, and says to a screen reader what a row is and how it stands', async () => {
			const { page, workbench } = vscode;
			isFaulty = false;
			await workbench.closeEditors();
			await workbench.clearNotifications();
			foundry.emulator.hold();
			await convert('keyboard');
			await until('requests', () => foundry.emulator.held.length >= 4);
			await goTo('keyboard 02.pdf');
			assert.match((await focused().getAttribute('aria-label')) ?? '', /^keyboard 02\.pdf, In Progress, reading, keyboard$/);
			await vscode.screenshot('queue by keyboard');

			await chooseByKeys('Cancel');
			await row('keyboard 02.pdf').waitFor({ state: 'detached' });
			await until('the request to be given up', () => foundry.emulator.requests.some(({ aborted }) => aborted));

			await goTo('Waiting');
			await page.keyboard.press('ArrowRight');
			await goTo('keyboard 12.pdf');
			assert.equal(await focused().getAttribute('aria-label'), 'keyboard 12.pdf, Waiting, keyboard');
			await chooseByKeys('Cancel');
			await row('keyboard 12.pdf').waitFor({ state: 'detached' });
			rmSync(path.join(workspace, 'keyboard', 'keyboard 13.pdf'));

			foundry.emulator.release();
			await vscode.workbench.notification('11 of 12 documents converted.').waitFor();
			assertAll('keyboard', ['keyboard 02', 'keyboard 12', 'keyboard 13']);
			await goTo('keyboard 13.pdf');
			assert.match((await focused().getAttribute('aria-label')) ?? '', /^keyboard 13\.pdf, Failed, keyboard 13\.pdf no longer exists\./);
			await vscode.screenshot('queue, a file that vanished');

			await goTo('Done');
			await page.keyboard.press('ArrowRight');
			await goTo('keyboard 01.pdf');
			await page.keyboard.press('Enter');
			await vscode.workbench.tab('keyboard 01.md').waitFor();
		});

		test('a pause stays over a reload, and Resume goes on', async () => {
			const { page, workbench } = vscode;
			await workbench.command('Fovea: Clear What Has Ended');
			await viewOf(page).waitFor({ state: 'detached' });
			foundry.emulator.hold();
			await convert('paused');
			await until('requests', () => foundry.emulator.held.length >= 4);
			await workbench.command('Fovea: Pause Converting');
			await viewOf(page).getByText('Paused.').waitFor();
			foundry.emulator.release();
			await until('those under way', () => markdown('paused').length === 8);
			const requests = foundry.emulator.requests.length;

			await page.reload();
			await workbench.ready();
			await viewOf(page).getByText('Paused.').waitFor();
			await row('Waiting').waitFor();
			await vscode.screenshot('queue paused, reloaded');
			assert.equal(foundry.emulator.requests.length, requests);
			await workbench.command('Fovea: Resume Converting');

			await workbench.notification('14 documents converted to markdown.').waitFor();
			assertAll('paused');
		});

		test('a second window converts nothing twice, and takes the list over when the first is closed', async () => {
			const { workbench } = vscode;
			await workbench.command('Fovea: Clear What Has Ended');
			await workbench.clearNotifications();
			const before = foundry.emulator.requests.length;
			const page = await vscode.page.context().newPage();
			await page.goto(vscode.page.url());
			const first = new Workbench(page);
			await first.ready();
			foundry.emulator.hold();
			await convert('shared', first);
			await until('requests', () => foundry.emulator.held.length >= 4);

			foundry.emulator.release(({ number }) => number < before + 4);
			foundry.emulator.hold();
			await until('some results', () => markdown('shared').length >= 4);
			await until('more requests', () => foundry.emulator.held.length >= 4);

			// The same folder in the other window, which has the same documents to convert: all that it can begin with are under way in the first.
			await convert('shared');
			await vscode.screenshot('queue of a second window');
			// An answer that reaches a window in its last moment is paid for and lost: what that window waits for is given up first.
			const given = [...foundry.emulator.held];
			await page.close();
			await until('the first window to be gone', () => given.every(({ aborted }) => aborted));
			foundry.emulator.release();

			await workbench
				.notification(/documents? converted/)
				.first()
				.waitFor();
			await until('all', () => markdown('shared').length === lists.shared.length);
			await vscode.screenshot('queue taken over');
			assertAll('shared');
			const paid = foundry.emulator.requests
				.slice(before)
				.filter(({ delivered, status, aborted }) => delivered && status === 200 && !aborted);
			const documents = paid.map(({ sha256 }) => sha256);
			assert.equal(documents.length, new Set(documents).size, 'none twice');
			assert.equal(existsSync(path.join(workspace, 'shared', 'shared 01-2.md')), false);
		});
	});
}
