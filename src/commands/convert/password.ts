import * as vscode from 'vscode';
import { isFoveaError } from '../../core/errors.ts';
import type { PlainText } from '../../core/plain.ts';

const tries = 3;

/**
 * Runs `attempt`; when the document needs a password, asks for it, masked, up to three times. A password is kept nowhere.
 * @throws {FoveaError} `passwordRequired` when none of them opened it, or the user entered none
 */
export async function withPassword<T>(name: PlainText, known: string | undefined, attempt: (password?: string) => Promise<T>): Promise<T> {
	let password = known;
	for (let asked = 0; ; asked++) {
		try {
			return await attempt(password);
		} catch (error) {
			if (!isFoveaError(error) || error.code !== 'passwordRequired' || asked === tries) {
				throw error;
			}
			password = await vscode.window.showInputBox({
				title: vscode.l10n.t('Password of {0}', name),
				prompt:
					asked === 0
						? vscode.l10n.t('The document needs a password to open. It is not stored.')
						: vscode.l10n.t('That password does not open it. Try another.'),
				password: true,
				ignoreFocusOut: true,
			});
			if (password === undefined) {
				throw error;
			}
		}
	}
}
