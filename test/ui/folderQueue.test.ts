import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { connectFoundry } from '../support/connectFoundry.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';
import { Workbench } from '../support/workbench.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';

const names = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder} ${String(i + 1).padStart(2, '0')}`);

suite('The list of documents on their way', () => {
	const workspace = copyWorkspace();
	const folders = { keyboard: names('keyboard', 14), paused: names('paused', 14), shared: names('shared', 20) };
	for (const [folder, documents] of Object.entries(folders)) {
		mkdirSync(path.join(workspace, folder));
		for (const name of documents) {
			writeFileSync(path.join(workspace, folder, `${name}.pdf`), simplePdf([{ content: textAt(72, 700, `The text of ${name}`) }]));
		}
	}
	const vscode = useVSCode({ workspace });
	let emulator: Emulator;

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
	});
	suiteTeardown(() => emulator.close());

	type Folder = keyof typeof folders;
	const markdown = (folder: Folder) => readdirSync(path.join(workspace, folder)).filter((name) => name.endsWith('.md'));
	const viewOf = (page: Page) => page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Converting to Markdown' }) });
	const row = (name: string, page = vscode.page) => viewOf(page).locator('.monaco-list-row', { hasText: name });
	const focused = () => viewOf(vscode.page).locator('.monaco-list-row.focused').first();

	async function convert(folder: Folder, workbench = vscode.workbench): Promise<void> {
		await workbench.explorerMenu(folder, 'Convert Folder to Markdown…');
		const question = workbench.page.locator('.quick-input-widget:visible', { hasText: `Convert ${folder} to Markdown` });
		await question.locator('.monaco-list-row', { hasText: 'PDF' }).waitFor();
		await workbench.page.keyboard.press('Enter');
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
		const expected = folders[folder].filter((name) => !missing.includes(name));
		assert.deepEqual(
			markdown(folder).sort(),
			expected.map((name) => `${name}.md`),
		);
		for (const name of expected) {
			assert.ok(readFileSync(path.join(workspace, folder, `${name}.md`), 'utf8').includes(`The text of ${name}`), name);
		}
	}

	test('a service is connected', async () => {
		await connectFoundry(vscode.workbench, { endpoint: emulator.endpoint, key: 'the-key' });
	});

	test('is worked by keyboard, and says to a screen reader what a row is and how it stands', async () => {
		const { page } = vscode;
		emulator.hold();
		await convert('keyboard');
		await until('requests', () => emulator.held.length >= 4);
		await goTo('keyboard 02.pdf');
		assert.match((await focused().getAttribute('aria-label')) ?? '', /^keyboard 02\.pdf, In Progress, reading, keyboard$/);
		await vscode.screenshot('queue by keyboard');

		await chooseByKeys('Cancel');
		await row('keyboard 02.pdf').waitFor({ state: 'detached' });
		await until('the request to be given up', () => emulator.requests.some(({ aborted }) => aborted));

		await goTo('Waiting');
		await page.keyboard.press('ArrowRight');
		await goTo('keyboard 12.pdf');
		assert.equal(await focused().getAttribute('aria-label'), 'keyboard 12.pdf, Waiting, keyboard');
		await chooseByKeys('Cancel');
		await row('keyboard 12.pdf').waitFor({ state: 'detached' });
		rmSync(path.join(workspace, 'keyboard', 'keyboard 13.pdf'));

		emulator.release();
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
		emulator.hold();
		await convert('paused');
		await until('requests', () => emulator.held.length >= 4);
		await workbench.command('Fovea: Pause Converting');
		await viewOf(page).getByText('Paused.').waitFor();
		emulator.release();
		await until('those under way', () => markdown('paused').length === 8);
		const requests = emulator.requests.length;

		await page.reload();
		await workbench.ready();
		await viewOf(page).getByText('Paused.').waitFor();
		await row('Waiting').waitFor();
		await vscode.screenshot('queue paused, reloaded');
		assert.equal(emulator.requests.length, requests);
		await workbench.command('Fovea: Resume Converting');

		await workbench.notification('14 documents converted to markdown.').waitFor();
		assertAll('paused');
	});

	test('a second window converts nothing twice, and takes the list over when the first is closed', async () => {
		const { workbench } = vscode;
		await workbench.command('Fovea: Clear What Has Ended');
		await workbench.clearNotifications();
		const before = emulator.requests.length;
		const page = await vscode.page.context().newPage();
		await page.goto(vscode.page.url());
		const first = new Workbench(page);
		await first.ready();
		emulator.hold();
		await convert('shared', first);
		await until('requests', () => emulator.held.length >= 4);

		// The same folder in the other window, which has the same documents to convert.
		await convert('shared');
		await vscode.screenshot('queue of a second window');
		emulator.release(({ number }) => number < before + 4);
		emulator.hold();
		await until('some results', () => markdown('shared').length >= 4);
		// An answer that reaches a window in its last moment is paid for and lost: what that window waits for is given up first.
		const given = [...emulator.held];
		await page.close();
		await until('the first window to be gone', () => given.every(({ aborted }) => aborted));
		emulator.release();

		await workbench
			.notification(/documents? converted/)
			.first()
			.waitFor();
		await until('all', () => markdown('shared').length === folders.shared.length);
		await vscode.screenshot('queue taken over');
		assertAll('shared');
		const paid = emulator.requests.slice(before).filter(({ delivered, status, aborted }) => delivered && status === 200 && !aborted);
		const documents = paid.map(({ sha256 }) => sha256);
		assert.equal(documents.length, new Set(documents).size, 'none twice');
		assert.equal(existsSync(path.join(workspace, 'shared', 'shared 01-2.md')), false);
	});
});
