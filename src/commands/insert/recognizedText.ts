import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { confirmCost } from '../convert/confirmCost.ts';
import { ConversionProgress } from '../convert/conversionProgress.ts';
import { markdownLink, splitName } from '../../core/names.ts';
import { plain } from '../../core/plain.ts';
import { renderMarkdown } from '../../core/ocr/markdown/draft.ts';
import type { Syntax } from '../../core/ocr/markdown/otherSyntax.ts';
import type { Conversion } from '../../core/worker/api.ts';
import { fileName, isWritable } from '../../platform/files.ts';
import { selfContainedMarkdown } from '../../platform/markdownFiles.ts';
import { isCancellation, report } from '../../platform/notify.ts';
import type { Services } from '../../services.ts';
import type { TransferredDocument } from './documentsInTransfer.ts';
import { recognizeWhole } from './recognizeWhole.ts';
import { StoredDocuments } from './storedDocuments.ts';

/** Where text is inserted, and in which syntax. */
interface Place {
	readonly document: vscode.TextDocument;
	readonly syntax: Syntax;
}

/** Text to insert, and its figures as files to be created. */
export interface InsertedText {
	readonly text: string;
	readonly files: vscode.WorkspaceEdit;
}

/**
 * Recognizes documents that were pasted or dropped, with the reader of the document into which the text goes. Asks about costs as a conversion does.
 * @throws {vscode.CancellationError} when the user cancels, and when it fails: the failure has been shown then
 */
export async function recognizedText(
	services: Services,
	documents: readonly TransferredDocument[],
	place: Place,
	token: vscode.CancellationToken,
): Promise<InsertedText> {
	const controller = new AbortController();
	const listening = token.onCancellationRequested(() => controller.abort());
	const stored = new StoredDocuments(services.transferFolder);
	try {
		const sources = await Promise.all(documents.map(async (each) => ('uri' in each ? each.uri : stored.add(each))));
		const conversions = await recognizeAll(services, sources, place.document.uri, controller.signal);
		const files = new vscode.WorkspaceEdit();
		const texts: string[] = [];
		for (const conversion of conversions) {
			texts.push(await textFor(services, conversion, place, files));
		}
		return { text: texts.join('\n\n'), files };
	} catch (error) {
		if (!isCancellation(error, controller.signal)) {
			void report(error, { log: services.log });
		}
		// VS Code would show any other error in its own words.
		throw new vscode.CancellationError();
	} finally {
		listening.dispose();
		await stored.delete();
	}
}

/** Recognizes documents one after another, with a note in the status bar: VS Code itself shows progress with Cancel. */
async function recognizeAll(
	services: Services,
	sources: readonly vscode.Uri[],
	scope: vscode.Uri,
	signal: AbortSignal,
): Promise<readonly Conversion[]> {
	const engine = await services.engines.choose(scope);
	await confirmCost(services, engine, sources, {});
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Window }, async (bar) => {
		const progress = new ConversionProgress(sources, (message) =>
			bar.report({ message: vscode.l10n.t('Recognizing: {0}', plain(message)) }),
		);
		const conversions: Conversion[] = [];
		for (const source of sources) {
			conversions.push(await recognizeWhole(services, engine, { source, progress: progress.of(source) }, signal));
			progress.done(source);
		}
		return conversions;
	});
}

async function textFor(
	services: Services,
	conversion: Conversion,
	{ document, syntax }: Place,
	files: vscode.WorkspaceEdit,
): Promise<string> {
	if (syntax !== 'markdown') {
		return services.background.inSyntax(
			renderMarkdown(conversion, () => ''),
			syntax,
		);
	}
	const { uri } = document;
	if (document.isUntitled || uri.scheme === 'vscode-notebook-cell' || !isWritable(uri)) {
		return selfContainedMarkdown(conversion).trim();
	}
	const folder = vscode.Uri.joinPath(uri, '..', `${splitName(fileName(uri)).stem}.assets`);
	const prefix = randomUUID().slice(0, 8);
	const named = conversion.assets.map(({ name }) => `${prefix}-${name}`);
	conversion.assets.forEach(({ bytes }, index) => {
		files.createFile(vscode.Uri.joinPath(folder, named[index]!), { contents: bytes });
	});
	return renderMarkdown(conversion, (asset) => markdownLink(fileName(folder), named[asset]!)).trim();
}
