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
import { isCancellation, report, withProgress } from '../../platform/notify.ts';
import type { Services } from '../../services.ts';
import type { TransferredDocument } from './documentsInTransfer.ts';
import { MovingPlace } from './movingPlace.ts';
import { recognizeWhole } from './recognizeWhole.ts';
import { StoredDocuments } from './storedDocuments.ts';

/** Where text goes, and how it is written there. */
export interface InsertionPlace {
	readonly document: vscode.TextDocument;
	readonly syntax: Syntax;
}

/** Text to insert, and the figures that it shows, as files that are made with it. */
interface InsertedText {
	readonly text: string;
	readonly files: vscode.WorkspaceEdit;
}

/** Says, in few words, how far the work is. */
type Say = (message: string, percent?: number) => void;

/**
 * Recognizes documents that were pasted, under a word in the status bar: VS Code shows the progress that can be cancelled.
 * @throws {vscode.CancellationError} when the user cancels, and when it fails: the failure is shown by then
 */
export async function pastedText(
	services: Services,
	documents: readonly TransferredDocument[],
	place: InsertionPlace,
	token: vscode.CancellationToken,
): Promise<InsertedText> {
	const controller = new AbortController();
	const listening = token.onCancellationRequested(() => controller.abort());
	try {
		return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window }, (bar) =>
			recognizedText(services, documents, place, {
				signal: controller.signal,
				say: (message) => bar.report({ message: vscode.l10n.t('Recognizing: {0}', plain(message)) }),
			}),
		);
	} finally {
		listening.dispose();
	}
}

/** Recognizes documents that were dropped, and inserts their text in one step where they were dropped, wherever that is by then. Shows its failures. */
export async function insertDropped(
	services: Services,
	documents: readonly TransferredDocument[],
	{ title, position, ...place }: InsertionPlace & { readonly title: string; readonly position: vscode.Position },
): Promise<void> {
	const moving = new MovingPlace(place.document, position);
	try {
		const { text, files } = await withProgress(title, (report, signal) => {
			let isHidden = false;
			const say: Say = (message, percent) => {
				if (!isHidden) {
					// Another choice would take back one step of the document, and this one has made none yet.
					void vscode.commands.executeCommand('editor.hideDropWidget');
					isHidden = true;
				}
				report(message, percent);
			};
			return recognizedText(services, documents, place, { signal, say });
		});
		files.insert(place.document.uri, moving.position, text);
		await vscode.workspace.applyEdit(files);
	} catch (error) {
		await report(error, { log: services.log });
	} finally {
		moving.dispose();
	}
}

/**
 * Recognizes documents with what reads documents where the text goes. Costs are asked about as for a conversion.
 * @throws {vscode.CancellationError} when the user cancels, and when it fails: VS Code would show anything else in words of its own, so the failure is
 * shown by then
 */
async function recognizedText(
	services: Services,
	documents: readonly TransferredDocument[],
	place: InsertionPlace,
	{ signal, say }: { readonly signal: AbortSignal; readonly say: Say },
): Promise<InsertedText> {
	const stored = new StoredDocuments(services.transferFolder);
	try {
		const sources = await Promise.all(documents.map(async (each) => ('uri' in each ? each.uri : stored.add(each))));
		const engine = await services.engines.choose(place.document.uri);
		await confirmCost(services, engine, sources, {});
		const progress = new ConversionProgress(sources, say);
		const files = new vscode.WorkspaceEdit();
		const texts: string[] = [];
		for (const source of sources) {
			const conversion = await recognizeWhole(services, engine, { source, progress: progress.of(source) }, signal);
			progress.done(source);
			texts.push(await textFor(services, conversion, place, files));
		}
		return { text: texts.join('\n\n'), files };
	} catch (error) {
		if (!isCancellation(error, signal)) {
			void report(error, { log: services.log });
		}
		throw new vscode.CancellationError();
	} finally {
		await stored.delete();
	}
}

async function textFor(
	services: Services,
	conversion: Conversion,
	{ document, syntax }: InsertionPlace,
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
