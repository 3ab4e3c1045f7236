import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';

suite('The menu of Word documents', () => {
	let emulator: Emulator;
	const vscode = useVSCode(async () => {
		emulator = await startEmulator({ profile: 'mistral', key: 'the-key' });
		const workspace = copyWorkspace();
		writeFileSync(path.join(workspace, 'letter.docx'), 'PK');
		return {
			workspace,
			settings: { 'fovea.connections': [{ name: 'Mine', for: 'documents', service: 'mistral', endpoint: emulator.origin }] },
		};
	});
	suiteTeardown(() => emulator.close());

	test('offers to convert where a connection takes them, before Fovea has run', async () => {
		await vscode.workbench.explorerMenu('letter.docx', 'Convert to Markdown');

		await vscode.page.locator('.quick-input-widget:visible', { hasText: 'API Key for 127.0.0.1' }).waitFor();
		await vscode.page.keyboard.press('Escape');
	});

	test('does not where this machine reads', async () => {
		const { workbench, page } = vscode;
		await workbench.command('Fovea: Manage Connections');
		await workbench.quickPick('This Machine').click();
		await workbench.notification('Documents are now converted by This Machine').waitFor();

		const copyPath = page.getByRole('menuitem', { name: 'Copy Path' }).first();
		// A menu stays as it was when it opened.
		await until('a menu without it', async () => {
			await workbench.file('letter.docx').click({ button: 'right' });
			await copyPath.waitFor();
			const offered = await page.getByRole('menuitem', { name: 'Convert to Markdown' }).count();
			await page.keyboard.press('Escape');
			await copyPath.waitFor({ state: 'hidden' });
			return offered === 0;
		});
	});
});
