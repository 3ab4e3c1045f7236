import * as vscode from 'vscode';
import { type AlternativeText, type ShownImage } from '../../core/ocr/markdown/imagesOf.ts';
import { escapeAttribute } from '../../core/ocr/markdown/escapeAttribute.ts';
import type { Conversion, EngineSpec } from '../../core/worker/api.ts';
import { isCancellation, logFailure, withProgress } from '../../platform/notify.ts';
import type { Services } from '../../services.ts';
import { confirmCost } from '../convert/confirmCost.ts';
import { ConversionProgress } from '../convert/conversionProgress.ts';
import { type LocalImage, LocalImages, type OpenMarkdown, openMarkdown } from './localImages.ts';
import { recognizeWhole } from './recognizeWhole.ts';
import { StoredDocuments } from './storedDocuments.ts';

/** Where the text of an image is inserted. */
type Placement = 'below' | 'alternative';

/** The longest alternative text in characters; longer text is a burden for users of screen readers. */
const longestAlternative = 1000;

/**
 * Adds the text of each local image in the active markdown, below it or as its alternative text. The changes are previewed like a refactoring. Images
 * that already have their text are skipped, so a second run changes nothing.
 */
export async function recognizeImages(services: Services): Promise<void> {
	const texts = openMarkdown();
	if (texts.length === 0) {
		await vscode.window.showInformationMessage(vscode.l10n.t('Open a markdown document first. Its images get their text.'));
		return;
	}
	const stored = new StoredDocuments(services.transferFolder);
	try {
		await recognizeIn(services, texts, new LocalImages(services, stored));
	} finally {
		await stored.delete();
	}
}

async function recognizeIn(services: Services, texts: readonly OpenMarkdown[], images: LocalImages): Promise<void> {
	const { local, elsewhere } = await images.in(texts);
	const placement = local.length > 0 ? await askPlacement() : undefined;
	const wanted = placement ? local.filter((image) => wants(image, placement)) : [];
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
	const engine = await services.engines.choose(texts[0]!.file);
	await confirmCost(services, engine, files, {});
	const { read, failed } = await recognizeFiles(services, engine, files);
	if (read.size > 0) {
		// The markdown may have changed while the images were read.
		const now = await images.in(texts);
		await suggest(await editFor(services, now.local, placement, read));
	}
	if (failed > 0 || read.size === 0) {
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

function wants({ document, image: { url, alt } }: LocalImage, placement: Placement): boolean {
	return placement === 'below' ? !document.getText().includes(markOf(url)) : alt.text.trim() === '';
}

/** The comment that marks an image's text. It has the image's address, so that both can be moved in the document. */
function markOf(url: string): string {
	return `<!-- text of ${url.replaceAll('-', (dash, at: number) => (url[at + 1] === '-' || url[at + 1] === '>' ? '%2D' : dash))} -->`;
}

async function recognizeFiles(
	services: Services,
	engine: EngineSpec,
	files: readonly vscode.Uri[],
): Promise<{ readonly read: ReadonlyMap<string, string>; readonly failed: number }> {
	const read = new Map<string, string>();
	let failed = 0;
	await withProgress(vscode.l10n.t('Recognizing images'), async (say, signal) => {
		const progress = new ConversionProgress(files, say);
		for (const source of files) {
			try {
				const conversion = await recognizeWhole(services, engine, { source, progress: progress.of(source) }, signal);
				const text = textIn(conversion);
				if (text) {
					read.set(source.toString(), text);
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
	return { read, failed };
}

/** The recognized text without its figures, which the image itself shows. */
function textIn({ segments }: Conversion): string {
	return segments
		.filter((segment) => typeof segment === 'string')
		.join('')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

async function editFor(
	services: Services,
	images: readonly LocalImage[],
	placement: Placement,
	read: ReadonlyMap<string, string>,
): Promise<vscode.WorkspaceEdit> {
	const edit = new vscode.WorkspaceEdit();
	const done = new Set<string>();
	for (const found of images) {
		const { document, image, file, name } = found;
		const text = read.get(file.toString());
		const key = `${document.uri.toString()} ${image.url}`;
		if (text === undefined || !wants(found, placement) || (placement === 'below' && done.has(key))) {
			continue;
		}
		done.add(key);
		const label = { label: vscode.l10n.t('Text of {0}', name), needsConfirmation: true };
		if (placement === 'below') {
			edit.insert(document.uri, new vscode.Position(image.lineAfter, 0), blockFor(found, text), label);
		} else {
			const { from, to } = image.alt;
			const range = new vscode.Range(from.line, from.character, to.line, to.character);
			edit.replace(document.uri, range, await alternative(services, text, image), label);
		}
	}
	return edit;
}

function blockFor({ document, image: { url, lineAfter }, name }: LocalImage, text: string): string {
	const summary = escapeAttribute(vscode.l10n.t('Text of {0}', name));
	const block = `\n${markOf(url)}\n<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>\n`;
	// The last line of the document has no line end.
	return lineAfter >= document.lineCount ? `\n${block}` : block;
}

async function alternative({ background }: Pick<Services, 'background'>, text: string, { alt }: ShownImage): Promise<string> {
	const line = (await background.inSyntax(text, 'text')).replace(/\s+/g, ' ').trim();
	const characters = Array.from(line);
	const short = characters.length > longestAlternative ? `${characters.slice(0, longestAlternative).join('')}…` : line;
	return alt.syntax === 'markdown' ? short.replace(/[\\`*_[\]$<>&!|~]/g, '\\$&') : attributeFor(short, alt);
}

function attributeFor(text: string, { from, to }: AlternativeText): string {
	const isNew = from.line === to.line && from.character === to.character;
	// Characters at which code, math or a table cell before the tag could end.
	const value = escapeAttribute(text).replace(/[`$|]/g, (sign) => `&#${sign.charCodeAt(0)};`);
	return `${isNew ? ' ' : ''}alt="${value}"`;
}

async function suggest(edit: vscode.WorkspaceEdit): Promise<void> {
	if (edit.size > 0) {
		await vscode.workspace.applyEdit(edit, { isRefactoring: true });
	}
}
