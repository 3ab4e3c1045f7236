import * as vscode from 'vscode';
import { Cache } from '../../core/disk/cache.ts';
import { plain } from '../../core/plain.ts';
import { mayDelete } from '../../platform/mayDelete.ts';
import { readOcrSettings } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';

/** Shows the size of the cache and deletes it if the user confirms. */
export async function clearCache({ cacheFolder }: Services): Promise<void> {
	const cache = new Cache({ folder: cacheFolder, maxBytes: readOcrSettings().cacheMegabytes * 1_000_000 });
	const bytes = await cache.size();
	if (bytes === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t('The cache is empty.'));
		return;
	}
	// A small cache would be shown as 0 MB.
	const megabytes = Math.max(0.1, bytes / 1_000_000).toLocaleString(vscode.env.language, { maximumFractionDigits: 1 });
	const question = vscode.l10n.t('Delete the {0} MB of recognized documents that Fovea keeps?', plain(megabytes));
	const detail = vscode.l10n.t('They are kept so that converting the same document again costs nothing. Markdown files are not touched.');
	if (await mayDelete(question, vscode.l10n.t('Delete'), detail)) {
		await cache.clear();
	}
}
