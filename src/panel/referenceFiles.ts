import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import { fileName, readDocument, sizeOf } from '../platform/files.ts';
import { messageLimits } from '../shared/fromWebview.ts';

/**
 * A file that is to become a reference image; one that is too large is not read.
 * @param model the model that the reference is for
 * @throws {FoveaError} `tooManyBytes`, `fileNotFound`, `notReadable`
 */
export async function readReferenceFile(uri: vscode.Uri, model: string): Promise<Uint8Array> {
	const bytes = await sizeOf(uri);
	if (bytes > messageLimits.referenceBytes) {
		throw new FoveaError('tooManyBytes', { name: fileName(uri), bytes, limit: messageLimits.referenceBytes, engine: model });
	}
	return readDocument(uri);
}

/** Lets the user pick images; none when the dialog is closed. */
export async function pickReferenceFiles(): Promise<readonly vscode.Uri[]> {
	const picked = await vscode.window.showOpenDialog({
		canSelectMany: true,
		title: vscode.l10n.t('Reference Images'),
		openLabel: vscode.l10n.t('Add'),
		filters: { [vscode.l10n.t('Images')]: ['png', 'jpg', 'jpeg', 'webp'] },
	});
	return picked ?? [];
}
