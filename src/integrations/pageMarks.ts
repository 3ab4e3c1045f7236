import { existsSync } from 'node:fs';
import type { MarkdownIt } from 'markdown-it';
import * as vscode from 'vscode';
import { markdownLink, splitName } from '../core/names.ts';
import { fileName, shownName } from '../platform/files.ts';
import { readOcrSettings } from '../platform/settings.ts';
import { addPageMarks } from './pageMarkRule.ts';

/** Extensions of source documents, in the order in which they are looked for. */
const sourceExtensions = ['pdf', 'docx', 'pptx', 'tif', 'tiff', 'png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'bmp', 'heic', 'heif'];

/** The API that VS Code's markdown preview expects of an extension with `markdown.markdownItPlugins` in its manifest. */
export interface MarkdownPreviewApi {
	extendMarkdownIt(md: MarkdownIt): MarkdownIt;
}

/** Shows page numbers in the margin of the markdown preview, each linked to its page of the source document. */
export function createPageMarks(subscriptions: { dispose(): unknown }[]): MarkdownPreviewApi {
	subscriptions.push(
		vscode.workspace.onDidChangeConfiguration((change) => {
			if (change.affectsConfiguration('fovea.ocr.previewPageMarks')) {
				void vscode.commands.executeCommand('markdown.preview.refresh').then(undefined, () => undefined);
			}
		}),
	);
	return {
		extendMarkdownIt: (md) =>
			addPageMarks(md, {
				// VS Code's preview puts the URI of the rendered document into `env`.
				areShown: (env) => readOcrSettings(documentOf(env)).previewPageMarks,
				markFor: (env, page) => {
					const source = sourceOf(documentOf(env));
					return source
						? { title: vscode.l10n.t('Page {0} of {1}', page, shownName(source)), href: `${markdownLink(fileName(source))}#page=${page}` }
						: { title: vscode.l10n.t('Page {0}', page) };
				},
			}),
	};
}

function documentOf(env: unknown): vscode.Uri | undefined {
	const document = typeof env === 'object' && env !== null && 'currentDocument' in env ? env.currentDocument : undefined;
	return document instanceof vscode.Uri ? document : undefined;
}

/** The source document in the same folder, by its name: `report.pdf` for `report.md`, `report-2.md` and `report.p2,4.md`. */
function sourceOf(markdown: vscode.Uri | undefined): vscode.Uri | undefined {
	if (markdown?.scheme !== 'file') {
		return undefined;
	}
	const { stem } = splitName(fileName(markdown));
	const withoutNumber = stem.replace(/-\d+$/, '');
	const stems = new Set([stem, withoutNumber, withoutNumber.replace(/\.p[\d,+-]+$/, '')]);
	for (const name of stems) {
		for (const extension of sourceExtensions.flatMap((one) => [one, one.toUpperCase()])) {
			const source = vscode.Uri.joinPath(markdown, '..', `${name}.${extension}`);
			if (existsSync(source.fsPath)) {
				return source;
			}
		}
	}
	return undefined;
}
