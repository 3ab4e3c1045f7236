import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { UiSession } from './uiSession.ts';
import { until } from './until.ts';

/**
 * To be called in a suite that shares a window with others: makes files in the open folder before its tests, and after them closes all editors and takes
 * away what has come into the folder.
 */
export function useFiles(vscode: UiSession, make: () => void = () => undefined): void {
	let others: readonly string[] = [];
	suiteSetup('files', async () => {
		others = readdirSync(vscode.workspace);
		make();
		const { workbench } = vscode;
		const made = readdirSync(vscode.workspace).filter((name) => !others.includes(name));
		// A window that has just opened does not hear of files yet.
		await until('the files in the explorer', async () => {
			const shown = await Promise.all(made.map((name) => isShownSoon(workbench.file(name))));
			if (shown.includes(false)) {
				await workbench.command('Refresh Explorer');
			}
			return !shown.includes(false);
		});
	});
	suiteTeardown('the window as it was', async () => {
		await vscode.workbench.closeEditors();
		await vscode.workbench.clearNotifications();
		for (const name of readdirSync(vscode.workspace).filter((name) => !others.includes(name))) {
			rmSync(path.join(vscode.workspace, name), { recursive: true });
			await vscode.workbench.file(name).waitFor({ state: 'detached' });
		}
	});
}

function isShownSoon(row: Locator): Promise<boolean> {
	return row.waitFor({ timeout: 2000 }).then(
		() => true,
		() => false,
	);
}
