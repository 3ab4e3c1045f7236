import * as vscode from 'vscode';

/**
 * Asks for the API key of a host, masked. `optional`: the user may leave it empty, for a server that wants none.
 * @throws {vscode.CancellationError} when the user enters none
 */
export async function askForKey(host: string, { optional = false } = {}): Promise<string> {
	const key = await vscode.window.showInputBox({
		title: vscode.l10n.t('API Key for {0}', host),
		prompt: optional
			? vscode.l10n.t('Kept in the secret storage of VS Code and sent to {0} only. Leave it empty for a server that wants none.', host)
			: vscode.l10n.t('Kept in the secret storage of VS Code and sent to {0} only.', host),
		password: true,
		ignoreFocusOut: true,
		validateInput: (text) => (optional && !text.trim() ? undefined : keyProblem(text)),
	});
	if (key === undefined) {
		throw new vscode.CancellationError();
	}
	return key.trim();
}

/** What keeps a text from being a key: it has to pass as an HTTP header. */
function keyProblem(text: string): string | undefined {
	const key = text.trim();
	if (!key) {
		return vscode.l10n.t('Paste the key.');
	}
	return /^[\u0021-\u007e]+$/.test(key) ? undefined : vscode.l10n.t('A key has no spaces and no letters beyond ASCII. Is this the key?');
}
