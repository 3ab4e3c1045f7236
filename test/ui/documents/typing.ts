import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { encodePng } from '../../../src/core/raster/png.ts';
import { until } from '../../support/until.ts';
import { simplePdf, textAt } from '../../unit/core/pdf/simplePdf.ts';
import type { FoundryWindow } from './foundryWindow.ts';

/** Each document is another one: what is kept of the same would be there at once. */
const pdf = (name: string, pages: number) =>
	simplePdf(Array.from({ length: pages }, (_, i) => ({ content: textAt(72, 700, `Page ${i + 1} of ${name}`) })));

const documents = [
	['short.pdf', 2],
	['replaced.pdf', 2],
	['compared.pdf', 2],
	['previewed.pdf', 2],
	['both.pdf', 2],
	['0 one.pdf', 2],
	['0 two.pdf', 2],
	['long.pdf', 120],
	['chosen.pdf', 3],
	['many/first.pdf', 2],
	['many/second.pdf', 2],
	['inner/homeless.pdf', 2],
] as const;

/** Tests of a person who types in another file during conversions. The last one leaves a document without a file. */
export function testTyping(foundry: FoundryWindow): void {
	const { vscode, workspace } = foundry;
	let typed = '';
	foundry.useFiles(() => {
		mkdirSync(path.join(workspace, 'inner'));
		mkdirSync(path.join(workspace, 'many'));
		for (const [name, pages] of documents) {
			writeFileSync(path.join(workspace, name), pdf(name, pages));
		}
		for (const name of ['replaced.md', 'compared.md']) {
			writeFileSync(path.join(workspace, name), 'mine\n');
		}
		writeFileSync(path.join(workspace, 'picture.png'), encodePng({ width: 90, height: 60, rgba: Buffer.alloc(90 * 60 * 4, 255) }));
		writeFileSync(path.join(workspace, 'notes.txt'), '');
	});

	const editor = () =>
		vscode.page.locator('.editor-instance[aria-label*="notes.txt"], .editor-instance .monaco-editor[data-uri*="notes.txt"]');

	async function press(count: number): Promise<void> {
		for (let i = 0; i < count; i++) {
			const key = 'abcdefghij'[typed.length % 10]!;
			typed += key;
			await vscode.page.keyboard.press(key);
		}
	}

	/** Types into the notes while answers are held, lets them go, and types on until the result is there and a little longer. */
	async function typeUntil(shown: Locator, release = () => foundry.emulator.release()): Promise<void> {
		await until('a request', () => foundry.emulator.held.length > 0);
		// A document that was clicked in the explorer may lie over them.
		await vscode.workbench.tab('notes.txt').first().click();
		await editor()
			.first()
			.click({ position: { x: 200, y: 10 } });
		await vscode.page.keyboard.press('ControlOrMeta+End');
		await press(10);
		release();
		await until('the result', async () => {
			await press(5);
			return shown.first().isVisible();
		});
		await press(15);
		foundry.emulator.hold();
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
		const saved = () => readFileSync(path.join(workspace, 'notes.txt'), 'utf8');
		await until('the text to be saved', () => saved() === typed).catch(() => undefined);
		assert.equal(saved(), typed);
	}

	test('the notes are open', async () => {
		await vscode.workbench.openFile('notes.txt');
		foundry.emulator.hold();
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
		await until('the other file to go', () => !existsSync(path.join(workspace, 'compared-2.md')));
		assert.equal(readFileSync(path.join(workspace, 'compared.md'), 'utf8'), 'mine\n');
	});

	test('keeps it when a long document opens and grows', async () => {
		await vscode.workbench.explorerMenu('long.pdf', 'Convert to Markdown');
		await until('several requests', () => foundry.emulator.held.length > 1);
		const last = Math.max(...foundry.emulator.held.map(({ number }) => number));
		await typeUntil(vscode.workbench.tab('long.md'), () => foundry.emulator.release(({ number }) => number < last));
		foundry.emulator.release();
		await until('the whole', async () => {
			await press(5);
			return readFileSync(path.join(workspace, 'long.md'), 'utf8').includes('Page 120 of long.pdf');
		});
		foundry.emulator.hold();
		await vscode.screenshot('typing long');
		await assertAllArrived();
	});

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
		await workbench.explorerMenu('homeless.pdf', 'Convert to Markdown');
		await until('the request', () => foundry.emulator.held.length > 0);
		rmSync(path.join(workspace, 'inner'), { recursive: true });
		await typeUntil(workbench.notification('The folder of homeless.md no longer exists'));
		await vscode.screenshot('typing untitled');
		assert.equal(existsSync(path.join(workspace, 'inner')), false);
		await assertAllArrived();
	});

	test('keeps it when an image is converted', async () => {
		await vscode.workbench.explorerMenu('picture.png', 'Convert to Markdown');
		await typeUntil(vscode.workbench.tab('picture.md'));
		await vscode.screenshot('typing image');
		await assertAllArrived();
	});

	test('keeps it when some pages are converted', async () => {
		const { workbench } = vscode;
		await workbench.explorerMenu('chosen.pdf', 'Convert Pages to Markdown…');
		await workbench.answer('2-3');
		await typeUntil(workbench.tab('chosen.p2-3.md'));
		await vscode.screenshot('typing pages');
		await assertAllArrived();
	});

	test('keeps it when a folder is converted', async () => {
		const { page, workbench } = vscode;
		await workbench.explorerMenu('many', 'Convert Folder to Markdown…');
		await page
			.locator('.quick-input-widget:visible', { hasText: 'Convert many to Markdown' })
			.locator('.monaco-list-row')
			.first()
			.waitFor();
		await workbench.quickInput.press('Enter');
		await typeUntil(workbench.notification('2 documents converted to markdown.'));
		await vscode.screenshot('typing folder');
		await assertAllArrived();
	});

	test('keeps it when several are done', async () => {
		await vscode.workbench.explorerMenu('0 one.pdf', 'Convert to Markdown', ['0 two.pdf']);
		await typeUntil(vscode.workbench.notification('2 documents converted'));
		await vscode.screenshot('typing several');
		await assertAllArrived();
		assert.ok(typed.length >= 200, `${typed.length} keystrokes`);
	});
}
