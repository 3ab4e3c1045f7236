import * as vscode from 'vscode';
import { takesOffice } from './connections.ts';
import { contextKeys } from './persistentState.ts';

/** Keeps the context key that makes menus offer Word and PowerPoint. Until it is set, menus look for a connection that accepts them. */
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
