import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { confirmCost } from '../convert/confirmCost.ts';
import { ConversionProgress } from '../convert/conversionProgress.ts';
import { ResultPlace, showUntitled } from '../convert/openMarkdown.ts';
import { FoveaError } from '../../core/errors.ts';
import { markdownLink } from '../../core/names.ts';
import { renderMarkdown } from '../../core/ocr/markdown/draft.ts';
import type { Syntax } from '../../core/ocr/markdown/otherSyntax.ts';
import type { Conversion } from '../../core/worker/api.ts';
import { fileName, isWritable, shownName } from '../../platform/files.ts';
import { selfContainedMarkdown } from '../../platform/markdownFiles.ts';
import { targetOf } from '../../platform/markdownTarget.ts';
import { isCancellation, report, withProgress } from '../../platform/notify.ts';
import type { Services } from '../../services.ts';
import type { TransferredDocument } from './documentsInTransfer.ts';
import { MovingRanges } from './movingRanges.ts';
import { recognizeWhole } from './recognizeWhole.ts';
import { StoredDocuments } from './storedDocuments.ts';

/** Where text is inserted, and in which syntax. */
export interface InsertionPlace {
	readonly document: vscode.TextDocument;
	readonly syntax: Syntax;
	/** The ranges that the text replaces; empty ranges only insert. */
	readonly ranges: readonly vscode.Range[];
}

/** The file of a figure under a free name. */
interface FigureFile {
	readonly uri: vscode.Uri;
	readonly contents: Uint8Array;
}

/** Text to insert, and the files of its figures. */
interface InsertedText {
	readonly text: string;
	readonly figures: readonly FigureFile[];
	/** The text with embedded figures, for an untitled document. */
	readonly selfContained: () => string;
}

/** Reports progress in few words. */
type Say = (message: string, percent?: number) => void;

/**
 * Recognizes pasted or dropped documents, and inserts their text in one step at their position, which follows edits. It never takes the focus, and
 * leaves the cursor alone if the user has moved it meanwhile. Failures are shown.
 */
export async function insertRecognized(
	services: Services,
	documents: readonly TransferredDocument[],
	{ title, ...place }: InsertionPlace & { readonly title: string },
): Promise<void> {
	const { document } = place;
	const ranges = new MovingRanges(document, place.ranges);
	const cursor = waitingCursor(place);
	try {
		const inserted = await withProgress(title, (report, signal) => {
			let isHidden = false;
			const say: Say = (message, percent) => {
				if (!isHidden) {
					// Another choice would undo a step of the document, but this one has not made any yet.
					void vscode.commands.executeCommand('editor.hideDropWidget');
					isHidden = true;
				}
				report(message, percent);
			};
			return recognizedText(services, documents, place, { signal, say });
		});
		const waits = cursor();
		if (!(await isInserted(inserted, { document, ranges }))) {
			const place = new ResultPlace();
			await showUntitled(inserted.selfContained(), document.uri, place).finally(() => place.dispose());
			throw new FoveaError('notWritable', { name: shownName(document.uri) });
		}
		if (waits) {
			waits.selections = ranges.current.map(({ end }) => new vscode.Selection(end, end));
		}
	} catch (error) {
		await report(error, { log: services.log });
	} finally {
		ranges.dispose();
	}
}

/** Returns a function that returns the editor whose cursors have stayed at the insertion place since, if nothing was edited there. */
function waitingCursor({ document, ranges }: InsertionPlace): () => vscode.TextEditor | undefined {
	const { version } = document;
	const waits = ({ selections }: vscode.TextEditor) =>
		selections.length === ranges.length && selections.every((selection) => ranges.some((range) => range.isEqual(selection)));
	const editor = vscode.window.visibleTextEditors.find((each) => each.document === document && waits(each));
	return () => (editor && document.version === version && waits(editor) ? editor : undefined);
}

/** Inserts text and creates the files of its figures. Returns whether that was possible. */
async function isInserted(
	{ text, figures }: InsertedText,
	{ document, ranges }: { readonly document: vscode.TextDocument; readonly ranges: MovingRanges },
): Promise<boolean> {
	for (;;) {
		const { version } = document;
		const edit = new vscode.WorkspaceEdit();
		for (const { uri, contents } of figures) {
			// A refused attempt may already have created it.
			edit.createFile(uri, { contents, overwrite: true });
		}
		for (const range of ranges.current) {
			edit.replace(document.uri, range, text);
		}
		const applied = await vscode.workspace.applyEdit(edit).then(
			(done) => done,
			() => false,
		);
		// VS Code refuses an edit if the user has typed in the document meanwhile.
		if (applied || document.version === version) {
			return applied;
		}
	}
}

/**
 * Recognizes documents with the reader of the target document. Costs are confirmed as for a conversion.
 * @throws {vscode.CancellationError} if the user cancels
 * @throws {FoveaError} the failure of a document or of the engine
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
		const conversions: Conversion[] = [];
		for (const source of sources) {
			conversions.push(await recognizeWhole(services, engine, { source, progress: progress.of(source) }, signal));
			progress.done(source);
		}
		const figures: FigureFile[] = [];
		const texts = await Promise.all(conversions.map((conversion) => textFor(services, conversion, place, figures)));
		const selfContained = () => conversions.map((conversion) => selfContainedMarkdown(conversion).trim()).join('\n\n');
		return { text: texts.join('\n\n'), figures, selfContained };
	} catch (error) {
		throw isCancellation(error, signal) ? new vscode.CancellationError() : error;
	} finally {
		await stored.delete();
	}
}

async function textFor(
	services: Services,
	conversion: Conversion,
	{ document, syntax }: InsertionPlace,
	figures: FigureFile[],
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
	const folder = targetOf(uri).assets;
	const prefix = randomUUID().slice(0, 8);
	const named = conversion.assets.map(({ name }) => `${prefix}-${name}`);
	conversion.assets.forEach(({ bytes }, index) => {
		figures.push({ uri: vscode.Uri.joinPath(folder, named[index]!), contents: bytes });
	});
	return renderMarkdown(conversion, (asset) => markdownLink(fileName(folder), named[asset]!)).trim();
}
