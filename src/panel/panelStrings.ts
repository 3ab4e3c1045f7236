import * as vscode from 'vscode';
import { type PanelStrings, englishStrings } from '../shared/strings.ts';

/** The panel's own texts in the editor's language, if there is a translation. */
export function panelStrings(): PanelStrings {
	return Object.fromEntries(Object.entries(englishStrings).map(([name, text]) => [name, vscode.l10n.t(text)])) as unknown as PanelStrings;
}
