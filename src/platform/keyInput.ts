import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';

/**
 * Asks for the API key of a host, masked.
 * @throws {vscode.CancellationError} when the user enters none
 */
export async function askForKey(host: string): Promise<string> {
	const key = await vscode.window.showInputBox({
		title: vscode.l10n.t('API Key for {0}', plain(host)),
		prompt: whereKeysGo(host),
		password: true,
		ignoreFocusOut: true,
		validateInput: keyProblem,
	});
	if (key === undefined) {
		throw new vscode.CancellationError();
	}
	return key.trim();
}

/** The text shown before the user enters a key. */
export function whereKeysGo(host: string): string {
	return vscode.l10n.t('Kept in the secret storage of VS Code and sent to {0} only.', plain(host));
}

/** Why a text cannot be a key: it must be valid in an HTTP header. */
export function keyProblem(text: string): string | undefined {
	const key = text.trim();
	if (!key) {
		return vscode.l10n.t('Paste the key.');
	}
	return /^[\u0021-\u007e]+$/.test(key) ? undefined : vscode.l10n.t('A key has no spaces and no letters beyond ASCII. Is this the key?');
}
