import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import { fileName, readDocument, sizeOf } from '../platform/files.ts';
import { messageLimits } from '../shared/fromWebview.ts';

/**
 * Reads a file that is to become a reference image, unless it is too large.
 * @param model the model that gets the reference
 * @throws {FoveaError} `tooManyBytes`, `fileNotFound`, `notReadable`
 */
export async function readReferenceFile(uri: vscode.Uri, model: string): Promise<Uint8Array> {
	const bytes = await sizeOf(uri);
	if (bytes > messageLimits.referenceBytes) {
		throw new FoveaError('tooManyBytes', { name: fileName(uri), bytes, limit: messageLimits.referenceBytes, engine: model });
	}
	return readDocument(uri);
}

/** Lets the user pick images; empty if the dialog is closed. */
export async function pickReferenceFiles(): Promise<readonly vscode.Uri[]> {
	const picked = await vscode.window.showOpenDialog({
		canSelectMany: true,
		title: vscode.l10n.t('Reference Images'),
		openLabel: vscode.l10n.t('Add'),
		filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp'] },
	});
	return picked ?? [];
}
