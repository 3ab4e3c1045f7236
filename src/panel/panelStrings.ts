import * as vscode from 'vscode';
import { type PanelStrings, englishStrings } from '../shared/strings.ts';

/** The panel's own words in the editor's language, where there is a translation. */
export function panelStrings(): PanelStrings {
	return Object.fromEntries(Object.entries(englishStrings).map(([name, text]) => [name, vscode.l10n.t(text)])) as unknown as PanelStrings;
}
