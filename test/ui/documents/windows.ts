import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { until } from '../../support/until.ts';
import { Workbench } from '../../support/workbench.ts';
import { simplePdf, textAt } from '../../unit/core/pdf/simplePdf.ts';
import type { FoundryWindow } from './foundryWindow.ts';

/** Another window of the same server, on the same folder. */
interface OtherWindow {
	readonly page: Page;
	readonly workbench: Workbench;
}

const pageCount = 150;
const word = (page: number) => `Page number ${page} of many`;
const quitter = '[x](command:workbench.action.quit).pdf';

/** Tests of long documents, and of windows that come and go. */
export function testWindows(foundry: FoundryWindow): void {
	const { vscode, workspace, ended } = foundry;
	let first = 0;
	let other: OtherWindow | undefined;
	/** Extension hosts without that of the other window. */
	let own: readonly number[] = [];
	foundry.useFiles(() => {
		for (const name of ['long.pdf', 'reloaded.pdf', 'closed.pdf', 'shared.pdf']) {
			writeFileSync(
				path.join(workspace, name),
				simplePdf(Array.from({ length: pageCount }, (_, i) => ({ content: textAt(72, 700, `${word(i + 1)} ${name}`) }))),
			);
		}
		writeFileSync(path.join(workspace, quitter), 'no document');
	});

	const text = (name: string) => (existsSync(path.join(workspace, name)) ? readFileSync(path.join(workspace, name), 'utf8') : '');
	/** Requests since `first` whose answers have arrived. */
	const delivered = () => foundry.emulator.requests.slice(first).filter(({ delivered: whole, status }) => whole && status === 200);
	const paid = () => delivered().flatMap(({ recognized }) => recognized ?? []);
	/** How many answers are on disk. */
	const kept = () => readdirSync(path.join(vscode.storage, 'cache')).filter((name) => !name.endsWith('.part')).length;

	async function openOther(): Promise<OtherWindow> {
		own = vscode.extensionHosts();
		const page = await vscode.page.context().newPage();
		await page.goto(vscode.page.url());
		const workbench = new Workbench(page);
		await workbench.ready();
		return { page, workbench };
	}

	/** The first four of the requests to come are answered; the others wait. */
	function holdTheRest(): void {
		first = foundry.emulator.requests.length;
		foundry.emulator.hold(({ number }) => number - first >= 4);
	}

	function assertWhole(name: string): void {
		for (let page = 1; page <= pageCount; page++) {
			assert.equal(text(name).split(`${word(page)} `).length, 2, `page ${page} of ${name}`);
		}
		assert.doesNotMatch(text(name), /not here yet|are missing/);
	}

	test('markdown of a long document grows, and says what is not there yet', async () => {
		const { workbench } = vscode;
		holdTheRest();

		await workbench.explorerMenu('long.pdf', 'Convert to Markdown');
		await workbench.tab('long.md').waitFor();
		await until('its last line', () => /\*\*Pages \d+ to 150 are not here yet\./.test(text('long.md')));

		await workbench.notification('Converting long.pdf').waitFor();
		await vscode.screenshot('a long document grows');
	});

	test('when the extension host is killed, what was answered is kept; converting again goes on in the file and sends only what is missing', async () => {
		const { workbench } = vscode;
		const answered = foundry.emulator.requests.slice(first);
		await until(
			'all answers to be kept',
			() => kept() === delivered().length && answered.every((request) => ended.has(request) || foundry.emulator.held.includes(request)),
		);
		const before = paid().length;
		assert.ok(before > 0 && before < pageCount, String(before));

		await vscode.killExtensionHost();
		await workbench.notification('Converting long.pdf').waitFor({ state: 'hidden' });
		foundry.emulator.release();
		await workbench.explorerMenu('long.pdf', 'Convert to Markdown');
		await until('the whole', () => text('long.md').includes(`${word(pageCount)} `) && !text('long.md').includes('not here yet'));

		assert.equal(paid().length, pageCount);
		assertWhole('long.md');
		await workbench.notification('Converting long.pdf').waitFor({ state: 'hidden' });
		await workbench.tab('long.md').waitFor();
		// The editor takes a moment to see what was written to its file.
		await until('the whole in the editor', async () => (await workbench.editorText()) === text('long.md'));
		await vscode.screenshot('a long document is whole');
	});

	test('a window that is reloaded in the middle goes on in the same file, unasked, and sends only what is missing', async () => {
		holdTheRest();
		const others = kept();
		await vscode.workbench.explorerMenu('reloaded.pdf', 'Convert to Markdown');
		await until('the first pages', () => /are not here yet\./.test(text('reloaded.md')));
		// What is answered while the window goes may be lost with it.
		await until(
			'all answers to be kept',
			() => foundry.emulator.requests.length - first > 4 && delivered().length === 4 && kept() - others === 4,
		);
		const before = paid().length;
		const asked = foundry.emulator.requests.length;

		await vscode.page.reload();
		await vscode.workbench.ready();
		foundry.emulator.release();
		await vscode.workbench.explorerMenu('reloaded.pdf', 'Convert to Markdown');
		await until('the whole', () => text('reloaded.md').includes(`${word(pageCount)} `) && !/not here yet/.test(text('reloaded.md')));

		assertWhole('reloaded.md');
		assert.ok(before < pageCount);
		// One that was sent right before the reload has no answer.
		const statuses = foundry.emulator.requests.slice(asked).flatMap(({ status }) => status ?? []);
		assert.deepEqual([...new Set(statuses)], [200], 'the key survives');
		assert.equal(paid().length, pageCount, 'none twice');
		assert.equal(existsSync(path.join(workspace, 'reloaded-2.md')), false);
		await vscode.screenshot('lifecycle reloaded');
	});

	test('two windows that convert the same document at once are one conversion', async () => {
		holdTheRest();
		other ??= await openOther();
		const { page, workbench: second } = other;
		await vscode.workbench.explorerMenu('shared.pdf', 'Convert to Markdown');
		await until('the first pages', () => /are not here yet\./.test(text('shared.md')));
		await second.explorerMenu('shared.pdf', 'Convert to Markdown');
		await second.notification('waiting, as it is being converted already').waitFor();
		foundry.emulator.release();
		await until('the whole', () => text('shared.md').includes(`${word(pageCount)} `) && !/not here yet/.test(text('shared.md')));

		await second.notification('shared.md is complete').or(second.tab('shared.md')).first().waitFor();
		await page.screenshot({ path: 'out/screenshots/lifecycle second window.png' });
		assertWhole('shared.md');
		assert.equal(paid().length, pageCount, 'none twice');
		assert.equal(existsSync(path.join(workspace, 'shared-2.md')), false);
	});

	test('a window that is gone without a word, whose extension host lives on: another waits for its lease, and goes on in the same file', async () => {
		holdTheRest();
		other ??= await openOther();
		const { page: victim, workbench } = other;
		await workbench.clearNotifications();
		await workbench.explorerMenu('closed.pdf', 'Convert to Markdown');
		await until('the first pages', () => /are not here yet\./.test(text('closed.md')));
		const before = vscode.extensionHosts().length;
		// With the menu open, as the lease ends soon after its window.
		await vscode.workbench.explorerMenu('closed.pdf', 'Convert to Markdown', [], async () => {
			// As a machine that is gone: nobody tells the server that the window is closed.
			await victim.goto('chrome://crash').catch(() => undefined);
			foundry.emulator.release();
		});
		await vscode.workbench.notification('waiting, as it is being converted already').waitFor();
		await vscode.screenshot('lifecycle waiting');
		await until('the whole', () => text('closed.md').includes(`${word(pageCount)} `) && !/not here yet/.test(text('closed.md')));

		assert.equal(vscode.extensionHosts().length, before, 'the other extension host is still there');
		assertWhole('closed.md');
		assert.equal(existsSync(path.join(workspace, 'closed-2.md')), false);
		await vscode.workbench.notification('closed.md is complete').or(vscode.workbench.tab('closed.md')).first().waitFor();
		await vscode.screenshot('lifecycle taken over');
		await victim.close();
		await vscode.endExtensionHosts(own);
	});

	test('a name in a notification is no link', async () => {
		const { workbench } = vscode;
		await workbench.clearNotifications();
		await workbench.explorerMenu(quitter, 'Convert to Markdown');
		const message = workbench.notification('neither a PDF nor an image');
		await message.waitFor();

		await vscode.screenshot('lifecycle a name is no link');
		assert.equal(await message.locator('a:not([role=button])').count(), 0);
		assert.match(((await message.textContent()) ?? '').replaceAll('\u200b', ''), /\[x\]\(command:workbench\.action\.quit\)\.pdf/);
	});
}
