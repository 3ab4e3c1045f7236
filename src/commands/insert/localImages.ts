import * as vscode from 'vscode';
import { isRecord } from '../../core/json.ts';
import type { ShownImage } from '../../core/ocr/markdown/imagesOf.ts';
import { type PlainText, plain } from '../../core/plain.ts';
import { exists, shownName } from '../../platform/files.ts';
import type { Services } from '../../services.ts';
import { extensions } from '../convert/pickDocuments.ts';
import type { StoredDocuments } from './storedDocuments.ts';

/** Markdown that is open: a document, or a cell of a notebook. */
export interface OpenMarkdown {
	readonly document: vscode.TextDocument;
	/** The file to which addresses of images are relative. */
	readonly file: vscode.Uri;
	/** Images attached to a notebook cell, by name, in the notebook format: base64 by media type. */
	readonly attachments: unknown;
}

/** An image that markdown shows, and the file with its bytes. */
export interface LocalImage {
	readonly document: vscode.TextDocument;
	readonly image: ShownImage;
	readonly file: vscode.Uri;
	readonly name: PlainText;
}

/** The markdown of the active editor; for a notebook, of all its markdown cells. */
export function openMarkdown(): readonly OpenMarkdown[] {
	const notebook = vscode.window.activeNotebookEditor?.notebook;
	if (notebook) {
		return notebook
			.getCells()
			.filter(({ kind, document }) => kind === vscode.NotebookCellKind.Markup && document.languageId === 'markdown')
			.map(({ document, metadata }) => ({ document, file: notebook.uri, attachments: metadata['attachments'] as unknown }));
	}
	const document = vscode.window.activeTextEditor?.document;
	return document?.languageId === 'markdown' ? [{ document, file: document.uri, attachments: undefined }] : [];
}

/** Finds images with local bytes: in files beside the markdown or in its workspace folder, or attached to a notebook. */
export class LocalImages {
	/** Files with the bytes of attachments, by their base64. */
	private readonly attached = new Map<string, Promise<vscode.Uri>>();

	constructor(
		private readonly services: Pick<Services, 'background'>,
		private readonly stored: StoredDocuments,
	) {}

	/** The local images of some markdown, and the number of other images that it shows. */
	async in(texts: readonly OpenMarkdown[]): Promise<{ readonly local: readonly LocalImage[]; readonly elsewhere: number }> {
		const images = await Promise.all(texts.map((text) => this.inOne(text)));
		const all = images.flat();
		const local = all.filter((found) => found !== undefined);
		return { local, elsewhere: all.length - local.length };
	}

	private async inOne(text: OpenMarkdown): Promise<readonly (LocalImage | undefined)[]> {
		const images = await this.services.background.imagesOf(text.document.getText());
		return Promise.all(
			images.map(async (image) => {
				const found = (await this.attachment(image.url, text)) ?? (await fileOf(image.url, text.file));
				return found && { document: text.document, image, ...found };
			}),
		);
	}

	private async attachment(url: string, { attachments }: OpenMarkdown): Promise<Pick<LocalImage, 'file' | 'name'> | undefined> {
		const name = /^attachment:/i.test(url) ? decoded(url.slice('attachment:'.length)) : undefined;
		const forms = name !== undefined && isRecord(attachments) && Object.hasOwn(attachments, name) ? attachments[name] : undefined;
		for (const [mime, data] of Object.entries(isRecord(forms) ? forms : {})) {
			const extension = mime.slice(mime.indexOf('/') + 1);
			if (name !== undefined && typeof data === 'string' && extensions().includes(extension)) {
				const file = this.attached.get(data) ?? this.stored.add({ extension, bytes: Buffer.from(data, 'base64') });
				this.attached.set(data, file);
				return { file: await file, name: plain(name) };
			}
		}
		return undefined;
	}
}

/**
 * Resolves an address as VS Code's preview does: from the workspace folder if it starts with a slash, else from the document. Nothing outside its
 * folder.
 */
async function fileOf(url: string, document: vscode.Uri): Promise<Pick<LocalImage, 'file' | 'name'> | undefined> {
	const path = /^[a-z][\w+.-]*:|^\/\//i.test(url) ? undefined : decoded(url.replace(/[?#].*$/s, ''));
	const root = vscode.workspace.getWorkspaceFolder(document)?.uri;
	if (path === undefined || !extensions().includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase())) {
		return undefined;
	}
	const beside = vscode.Uri.joinPath(document, '..');
	const file = path.startsWith('/') ? root && vscode.Uri.joinPath(root, path) : vscode.Uri.joinPath(beside, path);
	const within = root ?? beside;
	return file?.path.startsWith(`${within.path.replace(/\/$/, '')}/`) && (await exists(file)) ? { file, name: shownName(file) } : undefined;
}

function decoded(address: string): string | undefined {
	try {
		return decodeURIComponent(address);
	} catch {
		return undefined;
	}
}
