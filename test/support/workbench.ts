import path from 'node:path';
import { type FrameLocator, type Locator, type Page, errors } from 'playwright-core';
import { until } from './until.ts';

/** How long to wait before something is tried again that may have come too early; `insist` waits longer each time, as a machine may be slow. */
const patienceMs = 2000;
const longestPatienceMs = 30_000;

/** VS Code's workbench in a browser, as a person uses it. Its selectors fit VS Code 1.100 to 1.139. */
export class Workbench {
	constructor(readonly page: Page) {}

	/** Waits until the explorer lists files. */
	async ready(): Promise<void> {
		const statusBar = this.page.locator('.monaco-workbench .part.statusbar');
		const row = this.page.locator('.explorer-folders-view .monaco-list-row').first();
		await statusBar.waitFor();
		const isThere = await inTime(() => row.waitFor({ timeout: longestPatienceMs }));
		// On a slow machine, VS Code opens a workspace file as if it had no folders, and offers to open one.
		if (!isThere && (await this.page.locator('.part.sidebar .welcome-view-content').isVisible())) {
			await this.page.reload();
			await statusBar.waitFor();
		}
		await row.waitFor();
	}

	/** A file or folder in the explorer, by its exact name. */
	file(name: string): Locator {
		return this.page
			.locator('.explorer-folders-view .monaco-list-row')
			.filter({ has: this.page.locator('.label-name', { hasText: exactly(name) }) });
	}

	/** Opens a file from the explorer, to stay. */
	async openFile(name: string): Promise<void> {
		// Rows move when files come: the clicks may be another row's.
		await this.insist(
			`${name} to open`,
			(timeout) => this.file(name).dblclick({ timeout }),
			this.tab(name).and(this.page.locator('.editor-group-container.active .tab.active')),
		);
	}

	/**
	 * Right-clicks a file in the explorer, with the others selected too, and chooses from its menu.
	 * @param beforeChoice runs when the menu is open
	 */
	async explorerMenu(
		name: string,
		item: string,
		others: readonly string[] = [],
		beforeChoice: () => Promise<void> = () => Promise.resolve(),
	): Promise<void> {
		const entry = this.page.getByRole('menuitem', { name: item, exact: true });
		// A menu is made when it opens: open it again until the extension is known.
		await this.insist(
			`${item} in the menu of ${name}`,
			async (timeout) => {
				if (others.length > 0) {
					await this.selectFiles([...others, name]);
				}
				await this.file(name).click({ button: 'right', timeout });
				// Rows move when files come: the menu may be another file's.
				await this.file(name).and(this.page.locator('.focused')).waitFor({ timeout });
			},
			entry,
		);
		await beforeChoice();
		await this.choose(entry);
	}

	/** Chooses an entry of the open menu or dialog. A menu takes no click in its first moments: clicks until it closes. */
	async choose(entry: Locator): Promise<void> {
		let isTried = false;
		await until('the menu or dialog to close', async () => {
			// A click may have an effect after its time is over.
			if (isTried && !(await entry.isVisible())) {
				return true;
			}
			isTried = true;
			return (await inTime(() => entry.click({ timeout: patienceMs }))) && (await appears(entry, 'hidden'));
		});
	}

	/** Selects files in the explorer, and no others. */
	async selectFiles(names: readonly string[]): Promise<void> {
		const [first, ...more] = names.map((name) => this.file(name));
		await first?.click();
		for (const file of more) {
			await file.click({ modifiers: ['ControlOrMeta'] });
		}
		for (const name of names) {
			await this.file(name).and(this.page.locator('[aria-selected=true]')).waitFor({ timeout: patienceMs });
		}
	}

	/** Runs a command by its title in the palette, `Category: Title`. `beforeClick` runs when it is found. */
	async command(title: string, beforeClick: () => void = () => undefined): Promise<void> {
		const row = this.quickPick(title);
		// The palette is filled when it opens: open it again until the extension is known.
		await this.insist(
			`${title} in the palette`,
			async (timeout) => {
				await this.page.keyboard.press('F1');
				await this.quickInput.fill(`>${title}`, { timeout });
			},
			row,
		);
		beforeClick();
		// The list is drawn anew when commands with similar titles are found.
		await this.choose(row);
	}

	/** The box of the palette, of an input box, of a quick pick or of the file dialog, whichever is open. */
	get quickInput(): Locator {
		return this.page.locator('.quick-input-widget:visible .quick-input-box input');
	}

	/** An item of the open quick pick or palette whose text begins so. */
	quickPick(label: string): Locator {
		return this.page.locator(`.quick-input-widget:visible .monaco-list-row[aria-label^=${JSON.stringify(label)}]`).first();
	}

	/** Types into the input box with this title and accepts. */
	async answer(text: string, title = ''): Promise<void> {
		await this.page.locator('.quick-input-widget:visible', { hasText: title }).waitFor();
		await this.quickInput.fill(text);
		await this.quickInput.press('Enter');
	}

	/** Chooses a file of the server in VS Code's own file dialog. */
	async pickFile(file: string): Promise<void> {
		await this.quickInput.waitFor();
		// The dialog rewrites its box while it lists folders: type until it has stayed.
		await until('the dialog to close', async () => {
			const typed = await inTime(async () => {
				await this.quickInput.fill(file, { timeout: patienceMs });
				await this.quickPick(path.basename(file)).waitFor({ timeout: patienceMs });
			});
			if (typed && (await this.quickInput.inputValue({ timeout: patienceMs }).catch(() => '')) === file) {
				await inTime(() => this.quickInput.press('Enter', { timeout: patienceMs }));
				await appears(this.quickInput, 'hidden');
			}
			return !(await this.quickInput.isVisible());
		});
	}

	/** The tab of an editor, by its whole name. */
	tab(name: string): Locator {
		return this.page.locator(`.tabs-container .tab[data-resource-name=${JSON.stringify(name)}]`);
	}

	/** The name of the active editor. */
	async activeEditor(): Promise<string | null> {
		return this.page.locator('.editor-group-container.active .tab.active').getAttribute('data-resource-name');
	}

	/**
	 * The whole text of the active editor, also what is scrolled out of sight, as soon as it has `part`: an editor is there before its text is.
	 * Uses the clipboard, and leaves the cursor at the start.
	 */
	async editorText(part = ''): Promise<string> {
		const input = this.page.locator('.editor-group-container.active .monaco-editor').locator('.native-edit-context, textarea.inputarea');
		const before = `before ${crypto.randomUUID()}`;
		await this.page.evaluate((text) => navigator.clipboard.writeText(text), before);
		let text = before;
		await until('the text of the active editor', async () => {
			await input.first().focus();
			await this.page.keyboard.press('ControlOrMeta+a');
			await this.page.keyboard.press('ControlOrMeta+c');
			text = await this.page.evaluate(() => navigator.clipboard.readText());
			return text !== before && text.includes(part);
		}).catch((error: unknown) => {
			throw new Error(`${String(error)}, with "${part}", in:\n${text}`);
		});
		await this.page.keyboard.press('ControlOrMeta+Home');
		return text;
	}

	/** A notification that contains a text. VS Code shows no more than three new ones in 0.8 seconds, and no more than three at once. */
	notification(text: string | RegExp): Locator {
		return this.page.locator('.notifications-list-container .monaco-list-row:visible', { hasText: text });
	}

	/** A notification of something that went wrong. */
	get errorNotification(): Locator {
		return this.notification('').filter({ has: this.page.locator('.codicon-error') });
	}

	/** Takes all notifications away, so that there is room for the next. */
	async clearNotifications(): Promise<void> {
		await this.command('Notifications: Clear All Notifications');
		await this.notification('').first().waitFor({ state: 'hidden' });
		// `NotificationsToasts` of VS Code counts by the clock, and shows nowhere that its 0.8 seconds are over. On a slow machine more of them have passed.
		await this.page.waitForTimeout(800);
	}

	/** Presses a button of a notification until that goes: one that is coming in takes no click. */
	async pressInNotification(text: string | RegExp, button: string): Promise<void> {
		const pressed = this.notification(text).getByRole('button', { name: button, exact: true });
		await pressed.waitFor();
		await this.choose(pressed);
	}

	/** The bar of a notification that shows progress. */
	progress(text: string | RegExp): Locator {
		return this.notification(text).locator('.monaco-progress-container.active');
	}

	/** The modal dialog. */
	get dialog(): Locator {
		return this.page.locator('.monaco-dialog-box');
	}

	/** Presses a button of the modal dialog. */
	async pressInDialog(button: string): Promise<void> {
		const pressed = this.dialog.getByRole('button', { name: button, exact: true });
		await pressed.waitFor();
		await this.choose(pressed);
	}

	/** The document inside the visible webview, a markdown preview for instance. */
	webview(): FrameLocator {
		return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
	}

	/** Changes the theme as a person does. `style` is the class that the workbench then has; the list of themes tries each as it is reached. */
	async chooseTheme(theme: string, style: string): Promise<void> {
		await this.command('Preferences: Color Theme');
		const row = this.quickPick(theme);
		// The palette closes while the list opens: its box may be the one that is typed into.
		await until(`the theme ${theme} in the list`, () =>
			inTime(async () => {
				await this.quickInput.fill(theme, { timeout: patienceMs });
				await row.waitFor({ timeout: patienceMs });
			}),
		);
		await this.choose(row);
		await this.page.locator(`.monaco-workbench.${style}`).waitFor();
	}

	/** Closes every editor; asks to save what is unsaved. */
	async closeEditors(): Promise<void> {
		await this.command('View: Close All Editors');
	}

	/** Does something until it has shown what it should show. */
	private async insist(what: string, open: (timeout: number) => Promise<void>, expected: Locator): Promise<void> {
		let timeout = patienceMs;
		await until(what, async () => {
			const shown = await inTime(async () => {
				await open(timeout);
				await expected.waitFor({ timeout });
			});
			if (!shown) {
				await this.page.keyboard.press('Escape');
				timeout = Math.min(2 * timeout, longestPatienceMs);
			}
			return shown;
		});
	}
}

function appears(locator: Locator, state: 'visible' | 'hidden' = 'visible'): Promise<boolean> {
	return inTime(() => locator.waitFor({ state, timeout: patienceMs }));
}

/** Whether something that waits for the workbench was done before its time was over. */
async function inTime(wait: () => Promise<void>): Promise<boolean> {
	try {
		await wait();
		return true;
	} catch (error) {
		if (error instanceof errors.TimeoutError) {
			return false;
		}
		throw error;
	}
}

function exactly(text: string): RegExp {
	return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
