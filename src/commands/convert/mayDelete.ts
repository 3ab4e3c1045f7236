import * as vscode from 'vscode';

/** Asks before something is deleted for good. The default button keeps it. */
export async function mayDelete(question: string, button: string, detail?: string): Promise<boolean> {
	const keep = vscode.l10n.t('Keep');
	return (await vscode.window.showWarningMessage(question, { modal: true, ...(detail ? { detail } : {}) }, keep, button)) === button;
}
