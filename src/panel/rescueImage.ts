import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { PanelNotices } from './panelNotices.ts';

/**
 * Saves an image that could not be written into the history to a place that the user chooses. Until it is saved, a notice keeps it and offers to try
 * again.
 */
export async function rescueImage(bytes: Uint8Array, name: string, isDiskFull: boolean, notices: PanelNotices): Promise<void> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
	const title = vscode.l10n.t('Save the Image');
	const target = await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.joinPath(folder, name) });
	const saved =
		target &&
		(await vscode.workspace.fs.writeFile(target, bytes).then(
			() => true,
			() => false,
		));
	if (!saved) {
		const text = isDiskFull
			? vscode.l10n.t('The disk is full: an image that has arrived could not be kept in the history.')
			: vscode.l10n.t('The folder of the history cannot be written: an image that has arrived could not be kept there.');
		const detail = vscode.l10n.t('This is the only copy of the image.');
		const remedies = [{ id: 'save', label: vscode.l10n.t('Save As…') }];
		notices.show({ severity: 'error', text, detail, remedies }, { save: () => rescueImage(bytes, name, isDiskFull, notices) });
	}
}
