import * as vscode from 'vscode';
import type { Services } from '../../services.ts';
import { globalKeys } from '../../platform/persistentState.ts';

/** Shows a notice about the local engine and Mistral OCR, once. */
export async function introduceLocalEngine({ state }: Services): Promise<void> {
	if (state.get<boolean>(globalKeys.localEngineIntroduced)) {
		return;
	}
	await state.update(globalKeys.localEngineIntroduced, true);
	const connect = vscode.l10n.t('Connect a Service');
	const chosen = await vscode.window.showInformationMessage(
		vscode.l10n.t(
			'Fovea read this document on your machine; nothing was sent anywhere. For math, handwriting and difficult tables, connect Mistral OCR.',
		),
		connect,
	);
	if (chosen === connect) {
		await vscode.commands.executeCommand('fovea.connectService');
	}
}
