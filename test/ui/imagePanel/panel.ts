import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { ElementHandle, Frame, Locator } from 'playwright-core';
import { readMetadata } from '../../../src/core/raster/metadata.ts';
import { dragFile, dragWithShift } from '../../support/drag.ts';
import type { ImageEmulator } from '../../support/emulator/images/imageEmulator.ts';
import { emulatedImageId } from '../../support/emulator/images/imageFile.ts';
import { fromRoot } from '../../support/host/repository.ts';
import { filesIn } from '../../support/filesIn.ts';
import { ImagePanel } from '../../support/imagePanel.ts';
import { type UiSession, settledBox } from '../../support/uiSession.ts';
import { useFiles } from '../../support/useFiles.ts';
import { until } from '../../support/until.ts';

/** As the choice of themes names them, and the class that the workbench then has. */
const themes = [
	{ theme: 'Light Modern', style: 'vs' },
	{ theme: 'Dark Modern', style: 'vs-dark' },
	{ theme: 'Dark High Contrast', style: 'hc-black' },
	{ theme: 'Light High Contrast', style: 'hc-light' },
];

/** Tests of the way from a prompt to an image, in the workbench. */
export function testPanel(vscode: UiSession, emulator: () => ImageEmulator): void {
	useFiles(vscode, () => writeFileSync(path.join(vscode.workspace, 'story.md'), '# The fox\n\n\n'));
	const panel = () => new ImagePanel(vscode.workbench);
	const inWorkspace = (name: string) => path.join(vscode.workspace, name);

	test('a prompt becomes an image, by the keyboard, with unfinished ones on the way', async () => {
		await vscode.workbench.openFile('story.md');
		await panel().open();
		await vscode.screenshot('images empty');

		emulator().finalImages.hold();
		await panel().generate('a red fox asleep in the snow');
		await panel().view.locator('.generation-card .frame img').waitFor();
		await vscode.screenshot('images generating');
		emulator().finalImages.release();
		await panel().images.waitFor();

		await panel().generations.waitFor({ state: 'detached' });
		assert.deepEqual([emulator().sent.length, await shownPixels(panel())], [1, [1024, 1024]]);
		await vscode.screenshot('images generated');
	});

	test('Save puts it into the workspace, with the prompt in it, and again under another name', async () => {
		await panel().act('Save');
		await panel().view.getByText('Saved as').first().waitFor();
		await panel().act('Save');

		// A name may be there before the whole file is.
		const saved = await until('both files', () => {
			const names = filesIn(inWorkspace('images')).filter((name) => name.endsWith('.png'));
			const ids = names.map((name) => emulatedImageId(readFileSync(inWorkspace(`images/${name}`))));
			return ids.length === 2 && ids.every((id) => id === emulator().sent[0]?.id) ? names : undefined;
		});
		assert.equal(readMetadata(readFileSync(inWorkspace(`images/${saved[0]!}`)))?.prompt, 'a red fox asleep in the snow');
		await vscode.screenshot('images saved');
	});

	test('Insert writes a link that leads to the file, and leaves the keyboard in the document', async () => {
		await panel().act('Insert into Document');
		await vscode.page.locator('.editor-group-container.active .tab.active[data-resource-name="story.md"]').waitFor();
		await vscode.page.locator('.editor-group-container.active .view-lines', { hasText: 'images/' }).waitFor();
		// The cursor stands behind the link.
		await vscode.page.locator('.statusbar-item', { hasText: /Ln \d+, Col (?!1\b)\d+/ }).waitFor();
		await vscode.page.keyboard.type('Typed.');

		const markdown = await vscode.workbench.editorText();
		const [, alt, link] = /!\[([^\]]*)\]\(([^)]+)\)/.exec(markdown) ?? [];
		assert.equal(alt, 'a red fox asleep in the snow');
		assert.ok(existsSync(inWorkspace(decodeURI(link!))), markdown);
		assert.ok(markdown.includes('Typed.'), markdown);
		await vscode.screenshot('images inserted');
	});

	test('a mask that is painted with the mouse is sent with the image it is for', async () => {
		await panel().open();
		await panel().act('Edit');
		await panel()
			.view.getByRole('button', { name: /^Paint Mask/ })
			.click();
		const canvas = panel().view.locator('.mask-canvas');
		const box = await settledBox(canvas);
		await vscode.page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
		await vscode.page.mouse.down();
		await vscode.page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 8 });
		await vscode.page.mouse.up();
		await vscode.screenshot('images mask');
		await panel().view.getByRole('button', { name: 'Use Mask' }).click();
		await panel()
			.view.getByRole('button', { name: /^Change Mask/ })
			.waitFor();

		await panel().generate('a hat on the fox');
		await panel().images.nth(1).waitFor();

		const edit = emulator().requests.find(({ kind }) => kind === 'edits');
		assert.equal(edit?.status, 200);
		assert.deepEqual(
			edit.files.map(({ name }) => name.replace('[]', '')),
			['image', 'mask'],
		);
		await vscode.screenshot('images edited');
	});

	test('Escape keeps what is painted, and so does Use Mask: Undo goes on where it was', async () => {
		const reopen = async () => {
			await panel()
				.view.getByRole('button', { name: /^Change Mask/ })
				.click();
			await canvas.waitFor();
		};
		const canvas = panel().view.locator('.mask-canvas');
		const tool = (name: string) => panel().view.getByRole('dialog').getByRole('button', { name, exact: true });
		await reopen();
		await until('the stroke that is in use to be undoable', () => tool('Undo').isEnabled());
		await canvas.press(' ');
		await canvas.press('Escape');
		await canvas.waitFor({ state: 'detached' });

		await reopen();
		await tool('Undo').click();
		assert.ok(await tool('Undo').isEnabled(), 'the first stroke is left');
		await tool('Undo').click();
		await until('nothing more to undo', () => tool('Undo').isDisabled());
		await tool('Redo').click();
		await tool('Cancel').click();
		await canvas.waitFor({ state: 'detached' });
	});

	test('the mask editor and the viewer zoom by keys, buttons and wheel, and a stroke lands where the pointer is', async () => {
		const dialog = panel().view.getByRole('dialog');
		const percent = dialog.locator('.zoom-percent');
		await panel()
			.view.getByRole('button', { name: /^Change Mask/ })
			.click();
		const canvas = panel().view.locator('.mask-canvas');
		await canvas.press('1');
		await percent.filter({ hasText: '100' }).waitFor();
		await until('the image in its own size', async () => Math.round((await settledBox(canvas)).width) === 1024);
		await canvas.press('+');
		await percent.filter({ hasText: '150' }).waitFor();
		const shown = await settledBox(dialog.locator('.mask-frame'));
		const painted = { x: shown.x + shown.width / 2, y: shown.y + shown.height - 60 };
		const beside = { x: painted.x - shown.width / 3, y: painted.y };
		const whole = await settledBox(canvas);
		const places = [painted, beside].map(({ x, y }) => [(x - whole.x) / whole.width, (y - whole.y) / whole.height] as const);
		const opacities = () =>
			canvas.evaluate(
				(element: HTMLCanvasElement, all) =>
					all.map(([x, y]) => element.getContext('2d')!.getImageData(x * element.width, y * element.height, 1, 1).data[3]!),
				places,
			);
		assert.deepEqual(await opacities(), [0, 0]);
		await vscode.page.mouse.click(painted.x, painted.y);
		assert.deepEqual(
			(await opacities()).map((opacity) => opacity > 0),
			[true, false],
		);
		await vscode.screenshot('images mask zoomed');
		await keepsNobodyOut(await panel().frame());
		await canvas.press('0');
		await percent.filter({ hasNotText: '150' }).waitFor();
		await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();

		await panel().images.first().locator('.picture').click();
		const picture = dialog.locator('.zoom-frame');
		const before = await settledBox(picture.locator('img'));
		const at = { x: before.x + before.width / 4, y: before.y + before.height / 4 };
		await vscode.page.mouse.move(at.x, at.y);
		await vscode.page.keyboard.down('Control');
		await vscode.page.mouse.wheel(0, -100);
		await vscode.page.keyboard.up('Control');
		await percent.click();
		await percent.filter({ hasText: '100' }).waitFor();
		await dialog.getByRole('button', { name: 'Zoom In' }).click();
		const after = await until('a larger image', async () => {
			const box = await settledBox(picture.locator('img'));
			return box.width > 1500 ? box : undefined;
		});
		await vscode.page.mouse.move(at.x, at.y);
		await vscode.page.mouse.down();
		await vscode.page.mouse.move(at.x - 60, at.y - 40, { steps: 4 });
		await vscode.page.mouse.up();
		const panned = await settledBox(picture.locator('img'));
		assert.deepEqual([Math.round(after.x - panned.x), Math.round(after.y - panned.y)], [60, 40]);
		await vscode.screenshot('images viewer zoomed');
		await dialog.getByRole('button', { name: 'Close' }).click();
	});

	test('an image has a menu of the editor’s, and the copy is told where one looks', async () => {
		await panel().images.first().locator('.picture').click({ button: 'right' });
		const menu = vscode.page.locator('.monaco-menu');
		await menu.waitFor();
		const items = await menu.locator('.action-label').allTextContents();
		assert.deepEqual(
			items.map((item) => item.trim()).filter((item) => item !== ''),
			[
				...[
					'Save',
					'Save As…',
					'Insert into Document',
					'Copy',
					'Copy Prompt',
					'Vary',
					'Edit',
					'Use as Reference',
					'Reveal in File Manager',
				],
				'Delete',
			],
		);
		await vscode.screenshot('images menu');
		await vscode.workbench.choose(vscode.page.getByRole('menuitem', { name: 'Copy Prompt', exact: true }));

		await panel().view.locator('.said').filter({ hasText: 'Copied the prompt.' }).waitFor();
		await vscode.screenshot('images said');
	});

	test('Up and Down at the edges of the prompt lead through earlier ones, and back to what was being written', async () => {
		const { prompt } = panel();
		await prompt.fill('being written');
		await prompt.press('Home');
		await prompt.press('ArrowUp');
		assert.equal(await prompt.inputValue(), 'a hat on the fox');
		await prompt.press('ArrowUp');
		assert.equal(await prompt.inputValue(), 'a red fox asleep in the snow');
		await prompt.press('End');
		await prompt.press('ArrowDown');
		await prompt.press('ArrowDown');
		assert.equal(await prompt.inputValue(), 'being written');
	});

	test('several images of the history are selected by keyboard and mouse, and two are compared', async () => {
		await panel().showHistory();
		const cells = panel().view.locator('.cell');
		const selected = panel().view.locator('.cell[role=option][aria-selected=true]');
		await cells.first().focus();
		await cells.first().press(' ');
		await panel().view.getByText('1 selected').waitFor();
		await cells.nth(1).click({ modifiers: ['ControlOrMeta'] });
		await panel().view.getByText('2 selected').waitFor();
		assert.equal(await selected.count(), 2);
		await vscode.screenshot('images selected');

		await panel().view.getByRole('button', { name: 'Compare' }).click();
		const dialog = panel().view.getByRole('dialog', { name: 'Compare' });
		await until('both images', async () => (await dialog.locator('figure img').count()) === 2);
		await vscode.screenshot('images compared');
		await keepsNobodyOut(await panel().frame());
		await vscode.page.keyboard.press('Escape');
		await dialog.waitFor({ state: 'detached' });
		await cells.first().press('Escape');
		await panel().view.getByText('2 selected').waitFor({ state: 'hidden' });
		assert.equal(await selected.count(), 0);
		await panel()
			.view.getByRole('tab', { name: /^Results/ })
			.click();
	});

	test('the large view begins on the picture, arrows lead on, Escape goes back to the image, and Ctrl+Z undoes Delete', async () => {
		const { keyboard } = vscode.page;
		const focused = async (selector: string) =>
			until(`the keyboard on ${selector}`, async () =>
				(await panel().frame()).evaluate((wanted) => document.activeElement?.matches(wanted), selector),
			);
		await panel().showHistory();
		const cells = panel().view.locator('.cell');
		const ids = await cells.evaluateAll((all: HTMLElement[]) => all.map(({ dataset }) => dataset['image']));
		await cells.first().press('Enter');
		await focused('.viewer .zoom-frame');
		await keepsNobodyOut(await panel().frame());
		await keyboard.press('ArrowRight');
		await panel()
			.view.getByRole('heading', { name: `2 of ${ids.length}` })
			.waitFor();
		await keyboard.press('Escape');
		await focused(`.cell[data-image="${ids[1]}"]`);

		await keyboard.press('Delete');
		await panel().view.locator('.notice', { hasText: 'Deleted the image.' }).waitFor();
		await focused('.cell');
		await keyboard.press('ControlOrMeta+z');
		await until('the image', async () => (await cells.count()) === ids.length);
		await panel()
			.view.getByRole('tab', { name: /^Results/ })
			.click();
	});

	test('a model whose name says nothing is asked about in place, and the answer is kept with the connection', async () => {
		const model = panel().view.getByRole('combobox', { name: 'Model', exact: true });
		const behind = panel().view.getByRole('combobox', { name: 'It is', exact: true });
		const quality = panel().view.getByLabel('Quality', { exact: true });
		const enter = async (name: string) => {
			await model.fill(name);
			await model.press('Enter');
		};
		await enter('pictures');
		await behind.waitFor();
		assert.equal(await behind.inputValue(), '');
		await quality.waitFor({ state: 'hidden' });
		await vscode.screenshot('images model asked about');
		await behind.focus();
		await behind.selectOption('gpt-image-1.5');
		await quality.waitFor();
		await panel().view.getByText('Fovea does not know').waitFor({ state: 'hidden' });
		await vscode.screenshot('images model answered');

		await enter('gpt-image-2');
		await behind.waitFor({ state: 'hidden' });
		await enter('pictures');
		await until('the answer of before', async () => (await behind.inputValue()) === 'gpt-image-1.5');
		await enter('gpt-image-2');
		await behind.waitFor({ state: 'hidden' });
	});

	test('a refusal says why, in words, and shows how the prompt was rewritten', async () => {
		emulator().faults.push({ kind: 'promptFiltered', categories: ['violence'] });
		await panel().generate('two knights fight');

		const card = panel().generations.first();
		await card.getByText(/content filter found violence/).waitFor();
		await vscode.screenshot('images refused');
		await card.getByRole('button', { name: 'Dismiss' }).click();
		await card.waitFor({ state: 'detached' });
	});

	test('an answer in words instead of an image is shown with its words', async () => {
		emulator().faults.push({ kind: 'words', words: 'I cannot draw a real person.\n[Ask](command:evil) for something else.' });
		await panel().generate('a portrait of the mayor');

		const card = panel().generations.first();
		await card.getByText('answered in words, without an image').waitFor();
		await card.getByText(/^What it said: I cannot draw a real person\. \[Ask\].{0,2}\(command:evil\) for something else\.$/).waitFor();
		await vscode.screenshot('images answered in words');
		await card.getByRole('button', { name: 'Dismiss' }).click();
		await card.waitFor({ state: 'detached' });
	});

	test('a request that is cancelled by the keyboard ends at the service, says so, and leaves the keyboard to its neighbour', async () => {
		emulator().faults.push({ kind: 'stalled', at: 'headers' });
		await panel().generate('never');
		// A request that is cancelled before it is sent would leave the fault to the next one.
		await until('the request', () => emulator().faults.length === 0);
		await panel()
			.generations.getByRole('button', { name: /^Cancel/ })
			.press('Enter');

		await panel().generations.waitFor({ state: 'detached' });
		await until('the end of the request', () => emulator().requests.at(-1)?.aborted);
		await panel().view.locator('[aria-live=polite]').filter({ hasText: 'Cancelled: never' }).waitFor();
		assert.ok(await (await panel().frame()).evaluate(() => document.activeElement?.closest('.image-card') !== null));
	});

	test('the keyboard alone paints a mask, generates, saves and inserts', async () => {
		const { keyboard } = vscode.page;
		const before = emulator().requests.length;
		const saved = filesIn(inWorkspace('images')).length;
		await panel().prompt.fill('a scarf for the fox');
		await panel().prompt.press('End');
		await panel().tabTo('Change Mask on');
		await keyboard.press('Enter');
		await panel().view.locator('.mask-canvas').waitFor();
		await keyboard.press(' ');
		await panel().tabTo('Use Mask');
		await keyboard.press('Enter');
		await panel().view.locator('.mask-canvas').waitFor({ state: 'detached' });
		const images = await panel().images.count();
		await keyboard.press('ControlOrMeta+Enter');
		await until('the image', async () => (await panel().images.count()) === images + 1);
		assert.deepEqual(
			emulator()
				.requests.slice(before)
				.map(({ kind, status }) => [kind, status]),
			[['edits', 200]],
		);

		await panel().tabTo('Save');
		await keyboard.press('Enter');
		await until('the file', () => filesIn(inWorkspace('images')).length === saved + 1);
		await keyboard.press('ArrowRight');
		await keyboard.press('Enter');
		await vscode.page.locator('.editor-group-container.active .view-lines', { hasText: 'a scarf for the fox' }).waitFor();
		await panel().open();
	});

	test('an image is pasted into the panel', async () => {
		const references = panel().view.locator('.reference');
		const before = await references.count();
		await vscode.page.evaluate(
			async (base64) => {
				const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
				await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
			},
			readFileSync(inWorkspace('scan.png')).toString('base64'),
		);
		await panel().prompt.press('ControlOrMeta+v');

		await until('the reference', async () => (await references.count()) === before + 1);
		await panel()
			.view.getByRole('button', { name: /^Remove/ })
			.last()
			.click();
		await until('its removal', async () => (await references.count()) === before);
	});

	/** What the panel shows as long as what is over it would be taken. */
	const taker = () => panel().view.locator('.drop-overlay:not([hidden])');
	const middleOfPanel = async () => {
		const { x, y, width, height } = await settledBox(vscode.page.locator('iframe.webview.ready'));
		return { x: x + width / 2, y: y + height / 2 };
	};

	test('a file that is dragged from the explorer with Shift becomes a reference', async () => {
		const references = panel().view.locator('.reference');
		const before = await references.count();
		await dragWithShift(
			vscode.page,
			async () => {
				const row = await settledBox(vscode.workbench.file('scan.png'));
				return { x: row.x + 60, y: row.y + row.height / 2 };
			},
			middleOfPanel,
			taker(),
		);

		await until('the reference', async () => (await references.count()) === before + 1);
		assert.equal(await vscode.page.locator('.tab[data-resource-name="scan.png"]').count(), 0);
		await panel()
			.view.getByRole('button', { name: /^Remove/ })
			.last()
			.click();
		await until('its removal', async () => (await references.count()) === before);
	});

	for (const { theme, style } of themes) {
		test(`nothing keeps anybody out, in ${theme}`, async () => {
			await vscode.workbench.chooseTheme(theme, style);
			for (const tab of ['Results', 'History']) {
				await panel()
					.view.getByRole('tab', { name: new RegExp(`^${tab}`) })
					.click();
				await vscode.screenshot(`images ${theme} ${tab}`);
				await keepsNobodyOut(await panel().frame());
			}
		});
	}

	test('narrow, and zoomed to 200 %, everything is still in reach', async () => {
		await panel()
			.view.getByRole('tab', { name: /^Results/ })
			.click();
		await vscode.page.setViewportSize({ width: 640, height: 400 });
		const frame = await panel().frame();

		await frame.waitForFunction(isBesideExplorer, 640);
		await until('nothing wider than the panel', () => frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
		await panel().view.getByRole('button', { name: 'Generate', exact: true }).scrollIntoViewIfNeeded();
		await vscode.screenshot('images narrow');
		await panel().images.first().getByRole('button', { name: 'More Actions…' }).click();
		await panel().view.getByRole('menu').waitFor();
		await keepsNobodyOut(frame);
		await vscode.page.keyboard.press('Escape');
		await vscode.page.setViewportSize({ width: 1280, height: 800 });
	});

	for (const [how, withShift] of [
		['without', false],
		['with', true],
	] as const) {
		test(`a file from the desktop is taken ${how} Shift when it is dragged over the panel`, async () => {
			const references = panel().view.locator('.reference');
			const before = await references.count();
			await dragFile(vscode.page, inWorkspace('scan.png'), await middleOfPanel(), taker(), withShift);

			await until('the reference', async () => (await references.count()) === before + 1);
			assert.equal(await vscode.page.locator('.tab[data-resource-name="scan.png"]').count(), 0);
		});
	}

	test('an image that is dragged into a document with Shift becomes a link to a copy in the workspace', async () => {
		await vscode.workbench.command('View: Move Editor into Next Group');
		const dragged = panel().images.filter({ hasText: 'a hat on the fox' }).locator('.picture');
		await dragged.scrollIntoViewIfNeeded();
		const inside = (of: Locator, left: number, top: number) => async () => {
			const { x, y } = await settledBox(of);
			return { x: x + left, y: y + top };
		};
		await dragWithShift(
			vscode.page,
			inside(dragged, 40, 40),
			inside(vscode.page.locator('.editor-instance .view-lines').first(), 40, 10),
			vscode.page.locator('.editor-instance .dnd-target').first(),
		);

		await vscode.page.locator('.view-line', { hasText: '![a hat on the fox](images/' }).first().waitFor();
		await vscode.screenshot('images dropped');
	});

	suite('what it says in other languages fits, in every layout', () => {
		const dialog = () => panel().view.getByRole('dialog');

		suiteSetup('a panel with images and a refusal', async () => {
			await vscode.workbench.closeEditors();
			await panel().open();
			emulator().faults.push({ kind: 'promptFiltered', categories: ['violence'] });
			await panel().generate('two knights fight');
			await panel()
				.generations.getByText(/content filter found violence/)
				.first()
				.waitFor();
		});
		suiteTeardown(() => vscode.page.setViewportSize({ width: 1280, height: 800 }));

		/** What does not fit, for each language and window size. */
		async function assertFits(what: string): Promise<void> {
			const frame = await panel().frame();
			const misfits: string[] = [];
			for (const [width, height] of layouts) {
				await vscode.page.setViewportSize({ width, height });
				await frame.waitForFunction(isBesideExplorer, width);
				for (const language of ['de', 'fr', 'ja', 'pt-br']) {
					const restore = await translate(frame, language);
					await frame.evaluate(() => document.querySelector('.output')?.scrollIntoView());
					const cut = await misfitsIn(frame);
					if (cut.length > 0 || width === layouts[0][0]) {
						await vscode.screenshot(`images ${language} ${what} ${width}`);
					}
					misfits.push(...cut.map((where) => `${language}, ${width} pixels wide: ${where}`));
					await restore();
				}
			}
			await vscode.page.setViewportSize({ width: 1280, height: 800 });
			assert.deepEqual(misfits, []);
		}

		test('in the results', () => assertFits('results'));

		test('in the history, with an image selected', async () => {
			await panel().view.locator('.tab').nth(1).click();
			await panel().view.locator('.cell').first().press(' ');
			await assertFits('history');
			await panel().view.locator('.cell').first().press('Escape');
		});

		test('in the viewer', async () => {
			await panel().view.locator('.cell').first().press('Enter');
			await dialog().waitFor();
			await assertFits('viewer');
			await vscode.page.keyboard.press('Escape');
			await dialog().waitFor({ state: 'detached' });
		});

		test('in the mask editor', async () => {
			await panel().view.locator('.mask-button').first().click();
			await panel().view.locator('.mask-canvas').waitFor();
			await assertFits('mask');
			await panel().view.locator('.mask-canvas').press('Escape');
			await panel().view.locator('.mask-canvas').waitFor({ state: 'detached' });
		});
	});

	test('words half as long again, as in other languages, fit in a narrow panel and in a wide one', async () => {
		await vscode.workbench.closeEditors();
		await panel().open();
		const frame = await panel().frame();
		await frame.evaluate(() => {
			const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			while (words.nextNode()) {
				const { parentElement, textContent } = words.currentNode;
				if (parentElement?.closest('button, label, summary, h2, h3, .help, option')) {
					const text = textContent ?? '';
					words.currentNode.textContent = text + text.slice(0, Math.ceil(text.length / 2));
				}
			}
		});
		for (const [width, height] of layouts) {
			await vscode.page.setViewportSize({ width, height });
			await frame.waitForFunction(isBesideExplorer, width);
			const cut = await misfitsIn(frame);
			await vscode.screenshot(`images long words ${width}`);
			assert.deepEqual(cut, [], `${width} pixels wide`);
		}
	});
}

/** Window sizes, in CSS pixels: 640 × 400 is a common window at 200 %. */
const layouts = [
	[640, 400],
	[900, 700],
	[1280, 800],
] as const;

/** Whether the panel's page has followed the window's width: the explorer takes the rest. Runs in the page. */
const isBesideExplorer = (windowWidth: number): boolean => innerWidth < windowWidth && innerWidth > windowWidth - 400;

/** What does not fit, once toolbars have followed the page's width, which takes a frame. */
async function misfitsIn(frame: Frame): Promise<string[]> {
	let cut: string[] = [];
	await until('all words to fit', async () => (cut = await cutOff(frame)).length === 0, 20_000).catch(() => undefined);
	return cut;
}

/** What is wider than the page, and buttons and labels whose words do not fit. */
async function cutOff(frame: Frame): Promise<string[]> {
	return frame.evaluate(() => {
		const shown = [...document.querySelectorAll<HTMLElement>('body *')].filter((one) => one.checkVisibility() && !one.closest('.sr-only'));
		const wide = shown.filter(
			(one) =>
				one.getBoundingClientRect().right > (one.closest('dialog')?.getBoundingClientRect().right ?? innerWidth) + 1 &&
				!one.closest('.zoom-frame, .mask-stage'),
		);
		const short = shown.filter(
			(one) =>
				one.matches('button, label, summary, select') &&
				!one.closest('.saved') &&
				one.clientWidth > 0 &&
				one.scrollWidth > one.clientWidth + 1,
		);
		return [
			...wide.map((one) => `wider than the page: ${one.outerHTML.slice(0, 200)}`),
			...short.map((one) => `cut off: ${one.outerHTML.slice(0, 300)}`),
		];
	});
}

/**
 * Puts the words of a translation into the page.
 * @returns puts the former words back
 */
async function translate(frame: Frame, language: string): Promise<() => Promise<void>> {
	const words = JSON.parse(readFileSync(fromRoot(`l10n/bundle.l10n.${language}.json`), 'utf8')) as Record<string, string>;
	const sentences = Object.entries(words)
		.filter(([from]) => /[a-z]{2}/i.test(from.replace(/\{\d\}/g, '')))
		.map(([from, to]) => ({
			pattern: `^${from.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+)')}$`,
			places: [...from.matchAll(/\{(\d)\}/g)].map(([, place]) => Number(place)),
			to,
		}))
		.sort((one, other) => other.pattern.length - one.pattern.length);
	const former = await frame.evaluateHandle((all) => {
		const changed: (readonly [node: Node, text: string | null])[] = [];
		const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
		while (nodes.nextNode()) {
			const { currentNode: node } = nodes;
			const texts =
				node instanceof Element ? ['title', 'aria-label', 'placeholder'].flatMap((name) => node.getAttributeNode(name) ?? []) : [node];
			for (const text of texts) {
				for (const { pattern, places, to } of all) {
					const match = new RegExp(pattern, 's').exec(text.nodeValue ?? '');
					if (match) {
						changed.push([text, text.nodeValue]);
						text.nodeValue = to.replace(/\{(\d)\}/g, (_, place) => match[places.indexOf(Number(place)) + 1] ?? '');
						break;
					}
				}
			}
		}
		return changed;
	}, sentences);
	return () =>
		former.evaluate((changed) => {
			for (const [node, text] of changed) {
				node.nodeValue = text;
			}
		});
}

/** Finds with axe what keeps people from using the page as it is now. */
async function keepsNobodyOut(frame: Frame): Promise<void> {
	await frame.evaluate(axe.source);
	const { violations } = await frame.evaluate(async () => (globalThis as unknown as { axe: typeof axe }).axe.run());
	assert.deepEqual(
		violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
		[],
	);
}

async function shownPixels(panel: ImagePanel): Promise<number[]> {
	const image = (await panel.images.first().locator('.picture img').elementHandle()) as ElementHandle<HTMLImageElement>;
	return image.evaluate(async (element) => {
		await element.decode();
		return [element.naturalWidth, element.naturalHeight];
	});
}
