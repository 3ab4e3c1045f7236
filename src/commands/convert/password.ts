import * as vscode from 'vscode';
import { isFoveaError } from '../../core/errors.ts';
import type { Background } from '../../core/worker/background.ts';
import { documentBytes, fileName, shownName } from '../../platform/files.ts';

/**
 * Runs `attempt`; when the document needs a password, asks for it, masked, until one opens it. A password is kept nowhere.
 * @param known a password to begin with
 * @throws {FoveaError} `passwordRequired` when the user enters none
 */
export async function withPassword<T>(
	background: Pick<Background, 'countPages'>,
	source: vscode.Uri,
	known: string | undefined,
	attempt: (password?: string) => Promise<T>,
): Promise<T> {
	try {
		return await attempt(known);
	} catch (error) {
		if (!isPasswordRequired(error)) {
			throw error;
		}
		const password = await askForPassword(source, async (entered) => opens(background, source, entered));
		if (password === undefined) {
			throw error;
		}
		return attempt(password);
	}
}

/** Asks for a password in one input box, which stays open and says so when a password is wrong. Undefined when the user enters none. */
async function askForPassword(source: vscode.Uri, isRight: (password: string) => Promise<boolean>): Promise<string | undefined> {
	const input = vscode.window.createInputBox();
	input.title = vscode.l10n.t('Password of {0}', shownName(source));
	input.prompt = vscode.l10n.t('The document needs a password to open. It is not stored.');
	input.password = true;
	input.ignoreFocusOut = true;
	try {
		return await new Promise<string | undefined>((resolve, reject) => {
			const check = async (password: string) => {
				if (await isRight(password)) {
					resolve(password);
					return;
				}
				input.validationMessage = vscode.l10n.t('That password does not open it. Try another.');
				input.busy = false;
			};
			input.onDidChangeValue(() => (input.validationMessage = undefined));
			input.onDidAccept(() => {
				if (!input.busy) {
					input.busy = true;
					check(input.value).catch(reject);
				}
			});
			input.onDidHide(() => resolve(undefined));
			input.show();
		});
	} finally {
		input.dispose();
	}
}

/** Whether a password is correct. Other problems of the document are reported by its conversion. */
async function opens(background: Pick<Background, 'countPages'>, source: vscode.Uri, password: string): Promise<boolean> {
	try {
		await background.countPages({ name: fileName(source), bytes: await documentBytes(source), password });
		return true;
	} catch (error) {
		return !isPasswordRequired(error);
	}
}

function isPasswordRequired(error: unknown): boolean {
	return isFoveaError(error) && error.code === 'passwordRequired';
}
