import * as vscode from 'vscode';
import { viewType } from './viewType.ts';

/** Opens the tab of the image panel, still empty. */
export function openPanelTab(): vscode.WebviewPanel {
	return vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Images'), vscode.ViewColumn.Active, { enableFindWidget: true });
}
