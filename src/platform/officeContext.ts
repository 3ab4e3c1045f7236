import * as vscode from 'vscode';
import { takesOffice } from './connections.ts';
import { contextKeys } from './persistentState.ts';

/** Keeps the context key by which menus offer Word and PowerPoint. Until it is set, menus go by whether there is a connection that takes them. */
export function keepOfficeContext(): vscode.Disposable {
	const set = () => void vscode.commands.executeCommand('setContext', contextKeys.officeDocuments, takesOffice() ? 'yes' : 'no');
	set();
	return vscode.Disposable.from(
		vscode.workspace.onDidChangeConfiguration((change) => {
			if (change.affectsConfiguration('fovea')) {
				set();
			}
		}),
		vscode.workspace.onDidGrantWorkspaceTrust(set),
	);
}
