import * as vscode from 'vscode';

/** Asks before something is deleted for good, with one button beside Cancel, which the editor adds. */
export async function mayDelete(question: string, button: string, detail?: string): Promise<boolean> {
	return (await vscode.window.showWarningMessage(question, { modal: true, ...(detail ? { detail } : {}) }, button)) === button;
}
