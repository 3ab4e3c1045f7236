import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CDPSession, Locator } from 'playwright-core';
import { encodePng } from '../../src/core/raster/png.ts';
import { connectFoundry } from '../support/connectFoundry.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { copyWorkspace, temporaryFolder } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';

const pdf = (text: string) => simplePdf([{ content: textAt(72, 700, text) }]);

suite('A document that is dropped into another one', () => {
	const workspace = copyWorkspace();
	writeFileSync(path.join(workspace, 'target.md'), 'Before.\n\n');
	writeFileSync(path.join(workspace, 'paste.md'), 'Before.\n\n');
	writeFileSync(path.join(workspace, 'typed.txt'), '');
	// Figures come into it: if it came later, the rows of the explorer would move while one of them is dragged.
	mkdirSync(path.join(workspace, 'target.assets'));
	writeFileSync(path.join(workspace, 'from explorer.pdf'), pdf('The text from the explorer'));
	const elsewhere = temporaryFolder();
	writeFileSync(path.join(elsewhere, 'from desktop.pdf'), pdf('The text from the desktop'));
	copyFileSync(path.join(workspace, 'scan.png'), path.join(elsewhere, 'picture.png'));
	writeFileSync(path.join(workspace, 'cancelled.pdf'), pdf('Nobody waits for this'));
	const vscode = useVSCode({ workspace });
	let emulator: Emulator;

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
	});
	suiteTeardown(() => emulator.close());

	const editor = () => vscode.page.locator('.editor-instance .view-lines').first();
	const link = () => vscode.page.locator('.editor-instance .view-lines', { hasText: '](' }).first();
	const inEditor = (text: string) => vscode.page.locator('.editor-instance .view-lines', { hasText: text }).first();
	const choices = () => vscode.page.locator('.post-edit-widget');

	async function place(of: Locator): Promise<{ x: number; y: number }> {
		const box = (await of.boundingBox())!;
		return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 50) };
	}

	/** Drags a file from the explorer into the editor, with Shift held before it is let go. */
	async function dropFromExplorer(name: string): Promise<void> {
		const { page } = vscode;
		const [from, to] = [await place(vscode.workbench.file(name)), await place(editor())];
		await page.mouse.move(from.x, from.y);
		await page.mouse.down();
		await page.mouse.move(from.x + 20, from.y + 20, { steps: 5 });
		await page.mouse.move(to.x, to.y, { steps: 10 });
		await page.keyboard.down('Shift');
		await page.mouse.move(to.x + 5, to.y + 5, { steps: 5 });
		await page.mouse.up();
		await page.keyboard.up('Shift');
	}

	/** Drags a file of the machine in front of the browser into the editor, with Shift held, as a file manager does. */
	async function dropFromDesktop(file: string): Promise<void> {
		const { page } = vscode;
		const { x, y } = await place(editor());
		const browser: CDPSession = await page.context().newCDPSession(page);
		const data = { items: [], files: [file], dragOperationsMask: 1 };
		for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const) {
			await browser.send('Input.dispatchDragEvent', { type, x, y, data, modifiers: 8 });
		}
		await browser.detach();
	}

	/** Chooses from VS Code's own menu beside what was dropped. */
	async function choose(title: string): Promise<void> {
		const { page } = vscode;
		const item = page.locator('.context-view .monaco-list-row, .action-widget .monaco-list-row', { hasText: title }).first();
		await until(title, async () => {
			if (!(await item.isVisible())) {
				await choices()
					.click({ timeout: 2000 })
					.catch(() => undefined);
			}
			return item
				.waitFor({ timeout: 2000 })
				.then(() => true)
				.catch(() => false);
		});
		await vscode.screenshot(`drop choices of ${title}`);
		await until('the choice', async () => {
			await item.click({ timeout: 2000 }).catch(() => undefined);
			return !(await item.isVisible());
		});
	}

	/** Until VS Code inserts a link: before extensions have started, it knows only paths. */
	async function dropUntilLink(drop: () => Promise<void>): Promise<void> {
		await until('the link', async () => {
			await drop();
			const isShown = await link()
				.waitFor({ timeout: 5000 })
				.then(() => true)
				.catch(() => false);
			if (!isShown) {
				await undo();
			}
			return isShown;
		});
		await choices().waitFor();
	}

	/** Once, and waits until what was inserted is gone. */
	async function undo(): Promise<void> {
		await editor().click();
		await vscode.page.keyboard.press('ControlOrMeta+z');
		await until('the document as it was', async () => (await vscode.workbench.editorText()) === 'Before.\n\n');
	}

	/** Presses Cancel until the request is given up: a notification that is coming in takes no click. */
	async function cancel(): Promise<void> {
		const progress = vscode.workbench.notification('Insert as Markdown Text');
		await until('the request to be given up', async () => {
			await progress.hover({ timeout: 2000 }).catch(() => undefined);
			await progress
				.getByRole('button', { name: 'Cancel' })
				.click({ timeout: 2000 })
				.catch(() => undefined);
			return emulator.requests.at(-1)?.aborted === true;
		});
	}

	test('a service is connected, and a document is open', async () => {
		await connectFoundry(vscode.workbench, { endpoint: emulator.endpoint, key: 'the-key' });
		await vscode.workbench.openFile('target.md');
		await editor().click();
	});

	test('from the explorer it becomes a link or its text, and one undo takes that away', async () => {
		await dropUntilLink(() => dropFromExplorer('from explorer.pdf'));

		await choose('Insert as Markdown Text');

		await inEditor('The text from the explorer').waitFor();
		await vscode.screenshot('drop from the explorer');
		assert.equal(await vscode.workbench.editorText(), 'Before.\n\nThe text from the explorer');
		await undo();
	});

	test('a picture from the desktop, too', async () => {
		await dropUntilLink(() => dropFromDesktop(path.join(elsewhere, 'picture.png')));
		const before = emulator.requests.length;

		await choose('Insert as Markdown Text');

		await until('the request', () => emulator.requests.length > before);
		await link().waitFor({ state: 'detached' });
		await vscode.workbench.notification('Insert as Markdown Text').waitFor({ state: 'hidden' });
		await until('the text', async () => (await vscode.workbench.editorText()) !== 'Before.\n\n');
		await vscode.screenshot('drop from the desktop');
		await undo();
	});

	test('a PDF from the desktop that nothing can lead to becomes its text', async () => {
		await dropFromDesktop(path.join(elsewhere, 'from desktop.pdf'));
		await inEditor('The text from the desktop').waitFor();
		await undo();
	});

	test('Cancel leaves the document as it was', async () => {
		emulator.hold();
		await dropFromExplorer('cancelled.pdf');
		await choices().waitFor();
		await choose('Insert as Markdown Text');
		await until('the request', () => emulator.held.length > 0);
		const progress = vscode.workbench.notification('Insert as Markdown Text');
		await progress.waitFor();
		await vscode.screenshot('drop under way');
		await cancel();
		emulator.release();
		await progress.waitFor({ state: 'hidden' });

		assert.equal(await vscode.workbench.editorText(), 'Before.\n\n');
		await vscode.screenshot('drop cancelled');
		// VS Code saves by itself in a browser.
		await until('the file as it was', () => readFileSync(path.join(workspace, 'target.md'), 'utf8') === 'Before.\n\n');
	});

	test('the text comes where it was dropped, also when something is typed before it meanwhile', async () => {
		emulator.hold();
		await dropFromExplorer('report.pdf');
		await choices().waitFor();
		await choose('Insert as Markdown Text');
		await until('the request', () => emulator.held.length > 0);
		await editor().click();
		await vscode.page.keyboard.press('ControlOrMeta+Home');
		await vscode.page.keyboard.type('Typed ');
		await inEditor('Typed Before.').waitFor();
		emulator.release();

		await inEditor('Northgate Harbour Tide Report').waitFor();
		await vscode.screenshot('drop while typing');
		assert.match(await vscode.workbench.editorText(), /^Typed Before\.\n\n\S/);
	});

	test('while it is read, no other choice can take back what was typed before', async () => {
		const { page, workbench } = vscode;
		emulator.hold();
		await editor().click();
		await page.keyboard.press('ControlOrMeta+a');
		await page.keyboard.type('Typed last. ');
		await dropUntilLink(() => dropFromExplorer('cancelled.pdf'));
		await choose('Insert as Markdown Text');
		await until('the request', () => emulator.held.length > 0);
		await choices().waitFor({ state: 'hidden' });
		await vscode.screenshot('drop without choices');
		await cancel();
		emulator.release();

		assert.equal(await workbench.editorText(), 'Typed last. ');
	});

	test('what is pasted comes to its place while one types elsewhere, and one undo takes it away', async () => {
		const { page, workbench } = vscode;
		const group = (place: number) => page.locator('.editor-group-container').nth(place).locator('.view-lines').first();
		await workbench.closeEditors();
		await workbench.openFile('paste.md');
		await workbench.command('View: Split Editor Right');
		await workbench.openFile('typed.txt');
		await group(0).click();
		await page.keyboard.press('ControlOrMeta+End');
		const base64 = Buffer.from(encodePng({ width: 90, height: 60, rgba: Buffer.alloc(90 * 60 * 4, 255) })).toString('base64');
		await page.evaluate(async (data) => {
			const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
			await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
		}, base64);
		emulator.hold();
		await page.keyboard.press('ControlOrMeta+v');
		await choices().waitFor();
		await choose('Insert as Markdown Text');
		await until('the request', () => emulator.held.length > 0);

		await group(1).click();
		await page.keyboard.type('before ');
		emulator.release();
		await group(0).getByText('image/png').waitFor();
		await page.keyboard.type('and after');

		await vscode.screenshot('paste while typing elsewhere');
		const saved = (name: string) => readFileSync(path.join(workspace, name), 'utf8');
		await until('all that was typed', () => saved('typed.txt') === 'before and after');
		await until('the text', () => /^Before\.\n\nimage\/png\n/.test(saved('paste.md')));
		await group(0).click();
		await page.keyboard.press('ControlOrMeta+z');
		await until('the document as it was', () => saved('paste.md') === 'Before.\n\n');
	});
});
