import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import { escapeAttribute } from '../../core/ocr/markdown/escapeAttribute.ts';
import type { ShownImage } from '../../core/ocr/markdown/imagesOf.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import { exists, fileName, shownName } from '../../platform/files.ts';
import { isCancellation, logFailure, withProgress } from '../../platform/notify.ts';
import type { Services } from '../../services.ts';
import { confirmCost } from '../convert/confirmCost.ts';
import { ConversionProgress } from '../convert/conversionProgress.ts';
import { extensions } from '../convert/pickDocuments.ts';
import { recognizeWhole } from './recognizeWhole.ts';

/** Where the text of an image goes. */
type Placement = 'below' | 'alternative';

/** An image of the document, and its file. */
interface LocalImage {
	readonly image: ShownImage;
	readonly file: vscode.Uri;
}

/** The longest alternative text, in characters: longer text is a burden for users of screen readers. */
const longestAlternative = 1000;

/**
 * Adds the text of each local image to the open markdown document, below the image or as its alternative text. The changes are previewed first, as in a
 * refactoring. Images that already have their text are skipped, so a second run changes nothing.
 */
export async function recognizeImages(services: Services): Promise<void> {
	const document = vscode.window.activeTextEditor?.document;
	if (document?.languageId !== 'markdown') {
		await vscode.window.showInformationMessage(vscode.l10n.t('Open a markdown document first. Its images get their text.'));
		return;
	}
	const { local, elsewhere } = await localImages(services, document);
	const placement = local.length > 0 ? await askPlacement() : undefined;
	const wanted = placement ? local.filter(({ image }) => wants(image, placement, document.getText())) : [];
	if (!placement || wanted.length === 0) {
		if (placement || local.length === 0) {
			await vscode.window.showInformationMessage(
				local.length > 0
					? vscode.l10n.t('Every image of this document has its text already.')
					: elsewhere > 0
						? vscode.l10n.t('The images of this document are not files of this workspace. Only those are read.')
						: vscode.l10n.t('This document shows no images.'),
			);
		}
		return;
	}
	const files = [...new Map(wanted.map(({ file }) => [file.toString(), file])).values()];
	const engine = await services.engines.choose(document.uri);
	await confirmCost(services, engine, files, {});
	const { texts, failed } = await recognizeFiles(services, engine, files);
	if (texts.size > 0) {
		await suggest(document, await editFor(services, document, placement, texts));
	}
	if (failed > 0 || texts.size === 0) {
		const showLog = vscode.l10n.t('Show Log');
		const chosen = await vscode.window.showWarningMessage(
			failed === 0
				? vscode.l10n.t('There is no text in these images.')
				: failed === 1
					? vscode.l10n.t('1 image could not be read. The log has the details.')
					: vscode.l10n.t('{0} images could not be read. The log has the details.', failed),
			...(failed > 0 ? [showLog] : []),
		);
		if (chosen === showLog) {
			services.log.show();
		}
	}
}

/** The images whose file is beside the document or in its workspace folder, and the number of other images. */
async function localImages(
	{ background }: Pick<Services, 'background'>,
	document: vscode.TextDocument,
): Promise<{ readonly local: readonly LocalImage[]; readonly elsewhere: number }> {
	const images = await background.imagesOf(document.getText());
	const found = await Promise.all(
		images.map(async (image) => {
			const file = fileOf(image.url, document.uri);
			return file && (await exists(file)) ? [{ image, file }] : [];
		}),
	);
	const local = found.flat();
	return { local, elsewhere: images.length - local.length };
}

/** Resolves an address as VS Code's preview does: from the workspace folder if it starts with a slash, else from the document. Files outside are ignored. */
function fileOf(url: string, document: vscode.Uri): vscode.Uri | undefined {
	const path = pathOf(url);
	const root = vscode.workspace.getWorkspaceFolder(document)?.uri;
	if (path === undefined || !extensions().includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase())) {
		return undefined;
	}
	const beside = vscode.Uri.joinPath(document, '..');
	const file = path.startsWith('/') ? root && vscode.Uri.joinPath(root, path) : vscode.Uri.joinPath(beside, path);
	const within = root ?? beside;
	return file?.path.startsWith(`${within.path.replace(/\/$/, '')}/`) ? file : undefined;
}

function pathOf(url: string): string | undefined {
	try {
		return /^[a-z][\w+.-]*:|^\/\//i.test(url) ? undefined : decodeURIComponent(url.replace(/[?#].*$/s, ''));
	} catch {
		return undefined;
	}
}

async function askPlacement(): Promise<Placement | undefined> {
	const chosen = await vscode.window.showQuickPick(
		[
			{
				label: vscode.l10n.t('Text Below Each Image'),
				detail: vscode.l10n.t('Collapsed: a click on it shows the text.'),
				placement: 'below' as const,
			},
			{
				label: vscode.l10n.t('Alternative Text'),
				detail: vscode.l10n.t('Read out by screen readers, and shown where the image is not. Only images that have none get it.'),
				placement: 'alternative' as const,
			},
		],
		{ title: vscode.l10n.t('Recognize Images in This Document'), placeHolder: vscode.l10n.t('Where does the text go?') },
	);
	return chosen?.placement;
}

function wants({ url, alt }: ShownImage, placement: Placement, text: string): boolean {
	return placement === 'below' ? !text.includes(markOf(url)) : alt?.text.trim() === '';
}

/** The comment that marks an image's text. It has the image's address, so that both can be moved in the document. */
function markOf(url: string): string {
	return `<!-- text of ${url.replaceAll('-', (dash, at: number) => (url[at + 1] === '-' || url[at + 1] === '>' ? '%2D' : dash))} -->`;
}

async function recognizeFiles(
	services: Services,
	engine: EngineSpec,
	files: readonly vscode.Uri[],
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly failed: number }> {
	const texts = new Map<string, string>();
	let failed = 0;
	await withProgress(vscode.l10n.t('Recognizing images'), async (say, signal) => {
		const progress = new ConversionProgress(files, say);
		for (const source of files) {
			try {
				const conversion = await recognizeWhole(services, engine, { source, progress: progress.of(source) }, signal);
				const text = textIn(conversion);
				if (text) {
					texts.set(source.toString(), text);
				}
			} catch (error) {
				if (isCancellation(error, signal)) {
					throw new vscode.CancellationError();
				}
				failed++;
				logFailure(services.log, error);
			}
			progress.done(source);
		}
	});
	return { texts, failed };
}

/** The recognized text without its figures, which the image itself shows. */
function textIn({ segments }: Conversion): string {
	return segments
		.filter((segment) => typeof segment === 'string')
		.join('')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** The edit for the current positions of the images, because the document may have changed while they were read. */
async function editFor(
	services: Services,
	document: vscode.TextDocument,
	placement: Placement,
	texts: ReadonlyMap<string, string>,
): Promise<vscode.WorkspaceEdit> {
	const edit = new vscode.WorkspaceEdit();
	const { local } = await localImages(services, document);
	const done = new Set<string>();
	for (const { image, file } of local) {
		const text = texts.get(file.toString());
		if (text === undefined || !wants(image, placement, document.getText()) || (placement === 'below' && done.has(image.url))) {
			continue;
		}
		done.add(image.url);
		const label = { label: vscode.l10n.t('Text of {0}', shownName(file)), needsConfirmation: true };
		if (placement === 'below') {
			edit.insert(document.uri, new vscode.Position(image.lineAfter, 0), blockFor(image, file, text, document), label);
		} else if (image.alt) {
			const { line, character } = image.alt.at;
			const to = new vscode.Position(line, character + image.alt.text.length);
			edit.replace(document.uri, new vscode.Range(new vscode.Position(line, character), to), await alternative(services, text), label);
		}
	}
	return edit;
}

function blockFor({ url, lineAfter }: ShownImage, file: vscode.Uri, text: string, document: vscode.TextDocument): string {
	const summary = escapeAttribute(vscode.l10n.t('Text of {0}', plain(fileName(file))));
	const block = `\n${markOf(url)}\n<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>\n`;
	// The last line of the document has no line end.
	return lineAfter >= document.lineCount ? `\n${block}` : block;
}

async function alternative({ background }: Pick<Services, 'background'>, text: string): Promise<string> {
	const line = (await background.inSyntax(text, 'text')).replace(/\s+/g, ' ').trim();
	const characters = Array.from(line);
	const short = characters.length > longestAlternative ? `${characters.slice(0, longestAlternative).join('')}…` : line;
	return short.replace(/[\\`*_[\]$<>&!|~]/g, '\\$&');
}

async function suggest(document: vscode.TextDocument, edit: vscode.WorkspaceEdit): Promise<void> {
	if (edit.has(document.uri)) {
		await vscode.workspace.applyEdit(edit, { isRefactoring: true });
	}
}
