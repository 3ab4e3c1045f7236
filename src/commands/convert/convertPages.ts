import * as vscode from 'vscode';
import { isFoveaError } from '../../core/errors.ts';
import { formatPages, parsePages } from '../../core/ocr/pages.ts';
import { documentBytes, fileName, shownName } from '../../platform/files.ts';
import { targetFor } from '../../platform/markdownTarget.ts';
import { messageFor } from '../../platform/messages.ts';
import { convertAll } from './convert.ts';
import type { ConvertServices } from './conversionJob.ts';
import { withPassword } from './password.ts';
import { pagedDocument } from './pickDocuments.ts';

/** Converts only the pages of a document that the user names. */
export async function convertPages(services: ConvertServices, clicked?: unknown): Promise<void> {
	const source = await pagedDocument(clicked);
	if (!source) {
		return;
	}
	const name = fileName(source);
	let opensWith: string | undefined;
	const pageCount = await withPassword(services.background, source, undefined, async (password) => {
		opensWith = password;
		return services.background.countPages({ name, bytes: await documentBytes(source), password });
	});
	const pages = await vscode.window.showInputBox({
		title: vscode.l10n.t('Convert Pages of {0}', shownName(source)),
		prompt: promptFor(pageCount),
		value: pageCount === undefined ? '' : pageCount === 1 ? '1' : `1-${pageCount}`,
		ignoreFocusOut: true,
		validateInput: (text) => judge(source, text, pageCount),
	});
	if (pages?.trim()) {
		await convertAll(services, [{ source }], { ...someOf(pages, pageCount), password: opensWith });
	}
}

function promptFor(pageCount: number | undefined): string {
	switch (pageCount) {
		case undefined:
			return vscode.l10n.t('Pages as the service lays them out, in PowerPoint slides. Write them like 1-3,7');
		case 1:
			return vscode.l10n.t('It has 1 page.');
		default:
			return vscode.l10n.t('It has {0} pages. Write them like 1-3,7,12-', pageCount);
	}
}

/** What is wrong with the pages, or the name of their markdown. */
function judge(source: vscode.Uri, text: string, pageCount: number | undefined): string | vscode.InputBoxValidationMessage | undefined {
	if (!text.trim() && pageCount === undefined) {
		// No error before the user has typed anything.
		return undefined;
	}
	try {
		const { pages } = someOf(text, pageCount);
		const message = vscode.l10n.t('Writes {0}', shownName(targetFor(source, pages).markdown));
		return { message, severity: vscode.InputBoxValidationSeverity.Info };
	} catch (error) {
		return isFoveaError(error) ? messageFor(error).text : String(error);
	}
}

/**
 * The pages to convert; none are named when the text means the whole document.
 * @throws {FoveaError} `invalidPages`
 */
function someOf(text: string, pageCount: number | undefined): { readonly pages?: string } {
	const indexes = parsePages(text, pageCount);
	return pageCount === undefined || indexes.length < pageCount ? { pages: formatPages(indexes) } : {};
}
