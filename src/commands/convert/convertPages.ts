import * as vscode from 'vscode';
import { isFoveaError } from '../../core/errors.ts';
import { formatPages, parsePages } from '../../core/ocr/pages.ts';
import { documentBytes, fileName, shownName } from '../../platform/files.ts';
import { messageFor } from '../../platform/messages.ts';
import { convertAll } from './convert.ts';
import type { ConvertServices } from './conversionJob.ts';
import { withPassword } from './password.ts';
import { documentsToConvert } from './pickDocuments.ts';

/** Converts only those pages of a document that the user names. */
export async function convertPages(services: ConvertServices, clicked?: vscode.Uri): Promise<void> {
	const [source] = await documentsToConvert(clicked);
	if (!source) {
		return;
	}
	const name = fileName(source);
	let opensWith: string | undefined;
	const pageCount = await withPassword(shownName(source), undefined, async (password) => {
		opensWith = password;
		return services.background.countPages({ name, bytes: await documentBytes(source), password });
	});
	const pages = await vscode.window.showInputBox({
		title: vscode.l10n.t('Convert Pages of {0}', shownName(source)),
		prompt:
			pageCount === undefined
				? vscode.l10n.t('Pages as the service lays them out, in PowerPoint slides. Write them like 1-3,7')
				: vscode.l10n.t('It has {0} pages. Write them like 1-3,7,12-', pageCount),
		value: pageCount === undefined ? '' : `1-${pageCount}`,
		ignoreFocusOut: true,
		validateInput: (text) => {
			try {
				parsePages(text, pageCount);
				return undefined;
			} catch (error) {
				return isFoveaError(error) ? messageFor(error).text : String(error);
			}
		},
	});
	if (pages !== undefined) {
		const indexes = parsePages(pages, pageCount);
		// All pages are the document, however they are written.
		const some = pageCount === undefined || indexes.length < pageCount ? { pages: formatPages(indexes) } : {};
		await convertAll(services, [{ source }], { ...some, password: opensWith });
	}
}
