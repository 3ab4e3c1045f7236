import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { connectFoundry } from '../support/connectFoundry.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';

/** Each document is another one: what is kept of the same would be there at once. */
const pdf = (name: string, pages: number) =>
	simplePdf(Array.from({ length: pages }, (_, i) => ({ content: textAt(72, 700, `Page ${i + 1} of ${name}`) })));

suite('Who types in another file during conversions', () => {
	const workspace = copyWorkspace();
	mkdirSync(path.join(workspace, 'inner'));
	for (const [name, pages] of [
		['short.pdf', 2],
		['replaced.pdf', 2],
		['compared.pdf', 2],
		['previewed.pdf', 2],
		['both.pdf', 2],
		['one.pdf', 2],
		['two.pdf', 2],
		['long.pdf', 120],
		['inner/homeless.pdf', 2],
	] as const) {
		writeFileSync(path.join(workspace, name), pdf(name, pages));
	}
	for (const name of ['replaced.md', 'compared.md']) {
		writeFileSync(path.join(workspace, name), 'mine\n');
	}
	writeFileSync(path.join(workspace, 'notes.txt'), '');
	const vscode = useVSCode({ workspace, env: { AZURE_API_KEY: '' } });
	let emulator: Emulator;
	let typed = '';

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key', latencySeconds: 4 });
	});
	suiteTeardown(() => emulator.close());

	const editor = () =>
		vscode.page.locator('.editor-instance[aria-label*="notes.txt"], .editor-instance .monaco-editor[data-uri*="notes.txt"]');

	async function press(count: number): Promise<void> {
		for (let i = 0; i < count; i++) {
			const key = 'abcdefghij'[typed.length % 10]!;
			typed += key;
			await vscode.page.keyboard.press(key);
			await vscode.page.waitForTimeout(40);
		}
	}

	/** Types into the notes while something is converted, and goes on when its result is there. */
	async function typeUntil(shown: Locator): Promise<void> {
		// A document that was clicked in the explorer may lie over them.
		await vscode.workbench.tab('notes.txt').first().click();
		await editor()
			.first()
			.click({ position: { x: 200, y: 10 } });
		await vscode.page.keyboard.press('ControlOrMeta+End');
		for (let i = 0; i < 40 && !(await shown.first().isVisible()); i++) {
			await press(10);
		}
		await shown.first().waitFor();
		await press(15);
	}

	/** Sets how results open, and waits until the workbench has read it: the window's title is set in the same file. */
	async function openAs(value: string): Promise<void> {
		const title = `results open as ${value}`;
		mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
		writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify({ 'fovea.ocr.openAs': value, 'window.title': title }));
		await vscode.page.waitForFunction((shown) => document.title.includes(shown), title);
	}

	/** What was typed is there, all of it and nothing else, and each result is what was recognized. */
	async function assertAllArrived(): Promise<void> {
		await vscode.page.keyboard.press('ControlOrMeta+s');
		for (let i = 0; i < 50 && readFileSync(path.join(workspace, 'notes.txt'), 'utf8') !== typed; i++) {
			await vscode.page.waitForTimeout(100);
		}
		assert.equal(readFileSync(path.join(workspace, 'notes.txt'), 'utf8'), typed);
	}

	test('a service is connected, and the notes are open', async () => {
		const { workbench } = vscode;
		await connectFoundry(workbench, { endpoint: emulator.endpoint, key: 'the-key' });
		await workbench.openFile('notes.txt');
	});

	test('keeps the keyboard when a short document opens', async () => {
		await vscode.workbench.explorerMenu('short.pdf', 'Convert to Markdown');
		await typeUntil(vscode.workbench.tab('short.md'));
		await vscode.screenshot('typing short');
		await assertAllArrived();
	});

	for (const [name, button, tab] of [
		['replaced', 'Replace', 'replaced.md'],
		['compared', 'Compare', ''],
	] as const) {
		test(`keeps it after ${button}`, async () => {
			const { workbench } = vscode;
			await workbench.explorerMenu(`${name}.pdf`, 'Convert to Markdown');
			await workbench.dialog.waitFor();
			await vscode.screenshot(`typing question ${button}`);
			await workbench.pressInDialog(button);
			await typeUntil(tab ? workbench.tab(tab) : vscode.page.locator('.tabs-container .tab', { hasText: 'compared.md ↔ compared-2.md' }));
			await vscode.screenshot(`typing ${button}`);
			await assertAllArrived();
		});
	}

	test('Discard ends the comparison and leaves nothing behind', async () => {
		await vscode.workbench.pressInNotification('Which of them stays?', 'Discard');
		await vscode.page.locator('.tabs-container .tab', { hasText: 'compared.md ↔' }).waitFor({ state: 'hidden' });
		for (let i = 0; i < 50 && existsSync(path.join(workspace, 'compared-2.md')); i++) {
			await vscode.page.waitForTimeout(100);
		}
		assert.equal(existsSync(path.join(workspace, 'compared-2.md')), false);
		assert.equal(readFileSync(path.join(workspace, 'compared.md'), 'utf8'), 'mine\n');
	});

	test('keeps it when a long document opens and grows', async () => {
		await vscode.workbench.explorerMenu('long.pdf', 'Convert to Markdown');
		await typeUntil(vscode.workbench.tab('long.md'));
		await vscode.screenshot('typing long');
		await assertAllArrived();
	}).timeout(120_000);

	for (const as of ['preview', 'both'] as const) {
		test(`keeps it when the result opens as ${as}`, async () => {
			await openAs(as);
			const name = as === 'both' ? 'both' : 'previewed';
			await vscode.workbench.explorerMenu(`${name}.pdf`, 'Convert to Markdown');
			await typeUntil(vscode.workbench.tab(`${name}.md`));
			// A preview takes a moment to be there.
			await vscode.page.locator('iframe.webview.ready').first().waitFor();
			await press(15);
			await vscode.screenshot(`typing ${as}`);
			await assertAllArrived();
		});
	}

	test('keeps it when a result has no file', async () => {
		await openAs('editor');
		const { workbench } = vscode;
		await workbench.file('inner').click();
		await workbench.file('homeless.pdf').waitFor();
		const asked = emulator.requests.length;
		await workbench.explorerMenu('homeless.pdf', 'Convert to Markdown');
		while (emulator.requests.length === asked) {
			await vscode.page.waitForTimeout(50);
		}
		rmSync(path.join(workspace, 'inner'), { recursive: true });
		await typeUntil(workbench.notification('The folder of homeless.md no longer exists'));
		await vscode.screenshot('typing untitled');
		assert.equal(existsSync(path.join(workspace, 'inner')), false);
		await assertAllArrived();
	});

	test('keeps it when several are done', async () => {
		await vscode.workbench.explorerMenu('one.pdf', 'Convert to Markdown', ['two.pdf']);
		await typeUntil(vscode.workbench.notification('2 documents converted'));
		await vscode.screenshot('typing several');
		await assertAllArrived();
		assert.ok(typed.length >= 200, `${typed.length} keystrokes`);
	});
});
