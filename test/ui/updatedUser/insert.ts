import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { encodePng } from '../../../src/core/raster/png.ts';
import { enterKey } from '../../support/connectedFoundry.ts';
import { dragFile, dragWithShift } from '../../support/drag.ts';
import type { Emulator } from '../../support/emulator/emulator.ts';
import { temporaryFolder } from '../../support/host/temporary.ts';
import { readWholeJson } from '../../support/readWholeJson.ts';
import { type UiSession, settledBox } from '../../support/uiSession.ts';
import { until } from '../../support/until.ts';
import { simplePdf, textAt } from '../../unit/core/pdf/simplePdf.ts';

const pdf = (text: string) => simplePdf([{ content: textAt(72, 700, text) }]);

/** Tests of the text of pictures and documents, put into another document. */
export function testInsert(vscode: UiSession, emulator: () => Emulator): void {
	const elsewhere = temporaryFolder();
	let workspace: string;
	suiteSetup(() => {
		({ workspace } = vscode);
		mkdirSync(path.join(workspace, 'scans'));
		copyFileSync(path.join(workspace, 'scan.png'), path.join(workspace, 'scans', 'first.png'));
		writeFileSync(path.join(workspace, 'note.md'), 'Before.\n\n');
		writeFileSync(path.join(workspace, 'paper.tex'), 'As they wrote:');
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
		writeFileSync(path.join(workspace, 'target.md'), 'Before.\n\n');
		writeFileSync(path.join(workspace, 'paste.md'), 'Before.\n\n');
		writeFileSync(path.join(workspace, 'typed.txt'), '');
		// Figures come into it: if it came later, the rows of the explorer would move while one of them is dragged.
		mkdirSync(path.join(workspace, 'target.assets'));
		writeFileSync(path.join(workspace, 'from explorer.pdf'), pdf('The text from the explorer'));
		writeFileSync(path.join(elsewhere, 'from desktop.pdf'), pdf('The text from the desktop'));
		copyFileSync(path.join(workspace, 'scan.png'), path.join(elsewhere, 'picture.png'));
		writeFileSync(path.join(workspace, 'cancelled.pdf'), pdf('Nobody waits for this'));
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

	/** Until it has an effect: who can paste what is not known before extensions have started. What is being read is not pasted again. */
	async function paste(effect: Locator): Promise<void> {
		const reading = vscode.workbench.notification(/Insert as \w+ Text/);
		await until('what is pasted', async () => {
			if (!(await reading.isVisible())) {
				await vscode.page.keyboard.press('Control+v');
			}
			return effect.waitFor({ timeout: 20_000 }).then(
				() => true,
				() => false,
			);
		});
	}

	const choices = () => vscode.page.locator('.post-edit-widget');

	/** Chooses from VS Code's own menu beside what was dropped or pasted, which `open` opens. */
	async function choose(title: string, open = () => choices().click({ timeout: 2000 })): Promise<void> {
		const { page } = vscode;
		const item = page.locator('.context-view .monaco-list-row, .action-widget .monaco-list-row', { hasText: title }).first();
		await until(title, async () => {
			if (!(await item.isVisible())) {
				await open().catch(() => undefined);
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

	/** The letter of the picture, as far as it is one line of every syntax. */
	const letter = 'Thank you for your letter about the mooring';
	const inEditor = (text: string) => vscode.page.locator('.editor-instance .view-lines', { hasText: text }).first();

	test('a picture that is pasted can be its text, and one undo takes that away', async () => {
		const { workbench, page } = vscode;
		// Who can paste what is known once the extensions have started: Fovea answers, and markdown has its links.
		await workbench.command('Fovea: Manage Connections');
		await workbench.quickPick('This Machine').click();
		await workbench.notification('Documents are now converted by This Machine').waitFor();
		await open('plan.md');
		await page.locator('.editor-instance .detected-link').first().waitFor();
		await open('note.md');
		await copyPicture();
		await paste(inEditor('!['));

		await choices().waitFor();
		await choose('Insert as Markdown Text', () => page.keyboard.press('Control+.'));

		await inEditor(letter).waitFor();
		await vscode.screenshot('insert-pasted');
		const text = await workbench.editorText();
		assert.match(text, /^Before\.\n\n# Northgate Harbour Office\n/);
		assert.ok(!text.includes('!['), text);
		await page.keyboard.press('Control+z');
		await inEditor(letter).waitFor({ state: 'detached' });
	});

	test('in LaTeX it is LaTeX, where the user prefers text, apart from the line that it is pasted into', async () => {
		const { workbench } = vscode;
		await open('paper.tex');
		await copyPicture();

		await paste(inEditor(letter));

		assert.match(await workbench.editorText(), /^As they wrote:\n\n\\section\{Northgate Harbour Office\}\n\n14 March 2024\n/);
	});

	/** Ticks a row of the preview of changes, as often as it takes: the list is drawn anew while it fills. */
	async function tick(row: Locator): Promise<void> {
		const box = row.locator('input[type=checkbox], .edit-checkbox').first();
		await until('a tick', async () => {
			await box.check({ timeout: 2000 }).catch(() => undefined);
			return box.isChecked();
		});
	}

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
			await tick(page.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"]').nth(place));
		}
		await vscode.screenshot(screenshot);
		await workbench.choose(page.getByRole('button', { name: 'Apply' }).first());
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

		// VS Code saves by itself in a browser.
		const [first, second] = await until('the notebook to be saved', async () => {
			const notebook = await readWholeJson<{ cells: { source: string[] }[] }>(path.join(workspace, 'notes.ipynb'));
			const texts = notebook.cells.map(({ source }) => source.join(''));
			return texts.every((text) => text.includes('<details>')) ? texts : undefined;
		});
		assert.match(
			first!,
			/^A file: .*\n\n<!-- text of scans\/first\.png -->\n<details>\n<summary>Text of first\.png<\/summary>\n\n# Northgate/,
		);
		assert.match(
			second!,
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
		await tick(page.locator('.bulk-edit-panel .monaco-list-row').first());
		await workbench.choose(page.getByRole('button', { name: 'Apply' }).first());

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

	suite('that is dropped or pasted, and read by a service', () => {
		const editor = () => vscode.page.locator('.editor-instance .view-lines').first();
		const link = () => vscode.page.locator('.editor-instance .view-lines', { hasText: '](' }).first();

		async function place(of: Locator): Promise<{ x: number; y: number }> {
			const box = await settledBox(of);
			return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 50) };
		}

		/** What VS Code shows in the text where a drop would be inserted. */
		const caret = () => vscode.page.locator('.editor-instance .dnd-target').first();

		/** Drags a file from the explorer into the editor. */
		async function dropFromExplorer(name: string): Promise<void> {
			await dragWithShift(
				vscode.page,
				() => place(vscode.workbench.file(name)),
				() => place(editor()),
				caret(),
			);
		}

		/** Drags a file of the machine in front of the browser into the editor. */
		async function dropFromDesktop(file: string): Promise<void> {
			await dragFile(vscode.page, file, await place(editor()), caret(), true);
		}

		/**
		 * Until VS Code inserts a link: before extensions have started, it knows only paths, and a drag may be lost on a busy machine.
		 * What is undone is only what the drop inserted.
		 */
		async function dropUntilLink(drop: () => Promise<void>): Promise<void> {
			const before = await vscode.workbench.editorText();
			await until('the link', async () => {
				await drop();
				const isShown = await link()
					.waitFor({ timeout: 5000 })
					.then(() => true)
					.catch(() => false);
				if (!isShown && (await vscode.workbench.editorText()) !== before) {
					await undo(before);
				}
				return isShown;
			});
			await choices().waitFor();
		}

		/** Once, and waits until what was inserted is gone, and the notification of its reading too: the next one would be a second. */
		async function undo(before = 'Before.\n\n'): Promise<void> {
			await vscode.workbench.notification('Insert as Markdown Text').waitFor({ state: 'hidden' });
			await editor().click();
			await vscode.page.keyboard.press('ControlOrMeta+z');
			await until('the document as it was', async () => (await vscode.workbench.editorText()) === before);
		}

		/** Presses Cancel until the request is given up: a notification that is coming in takes no click. */
		async function cancel(request: { aborted: boolean }): Promise<void> {
			const progress = vscode.workbench.notification('Insert as Markdown Text');
			await until('the request to be given up', async () => {
				await progress.hover({ timeout: 2000 }).catch(() => undefined);
				await progress
					.getByRole('button', { name: 'Cancel' })
					.click({ timeout: 2000 })
					.catch(() => undefined);
				return request.aborted;
			});
		}

		/** Drops a file from the explorer and has it read, by a service that holds its answer. */
		async function dropAndRead(name: string): Promise<{ aborted: boolean }> {
			emulator().hold();
			await dropUntilLink(() => dropFromExplorer(name));
			await choose('Insert as Markdown Text');
			return until('the request', () => emulator().held.at(-1));
		}

		test('a service is in use, and a document is open', async () => {
			const { workbench } = vscode;
			await workbench.closeEditors();
			await workbench.command('Fovea: Manage Connections');
			await workbench.quickPick('Emulator').click();
			await workbench.quickPick('Use').click();
			await workbench.notification('Documents are now converted by Emulator').waitFor();
			await enterKey(workbench, 'the-key', 'Emulator');
			await workbench.openFile('target.md');
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
			const before = emulator().requests.length;

			await choose('Insert as Markdown Text');

			await until('the request', () => emulator().requests.length > before);
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
			const request = await dropAndRead('cancelled.pdf');
			const progress = vscode.workbench.notification('Insert as Markdown Text');
			await progress.waitFor();
			await vscode.screenshot('drop under way');
			await cancel(request);
			emulator().release();
			await progress.waitFor({ state: 'hidden' });

			assert.equal(await vscode.workbench.editorText(), 'Before.\n\n');
			await vscode.screenshot('drop cancelled');
			// VS Code saves by itself in a browser.
			await until('the file as it was', () => readFileSync(path.join(workspace, 'target.md'), 'utf8') === 'Before.\n\n');
		});

		test('the text comes where it was dropped, also when something is typed before it meanwhile', async () => {
			await dropAndRead('report.pdf');
			await editor().click();
			await vscode.page.keyboard.press('ControlOrMeta+Home');
			await vscode.page.keyboard.type('Typed ');
			await inEditor('Typed Before.').waitFor();
			emulator().release();

			await inEditor('Northgate Harbour Tide Report').waitFor();
			await vscode.screenshot('drop while typing');
			assert.match(await vscode.workbench.editorText(), /^Typed Before\.\n\n\S/);
		});

		test('while it is read, no other choice can take back what was typed before', async () => {
			const { page, workbench } = vscode;
			await editor().click();
			await page.keyboard.press('ControlOrMeta+a');
			await page.keyboard.type('Typed last. ');
			const request = await dropAndRead('cancelled.pdf');
			await choices().waitFor({ state: 'hidden' });
			await vscode.screenshot('drop without choices');
			await cancel(request);
			emulator().release();

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
			emulator().hold();
			await paste(choices());
			await choose('Insert as Markdown Text');
			await until('the request', () => emulator().held.length > 0);

			await group(1).click();
			await page.keyboard.type('before ');
			emulator().release();
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
}
