import { plain } from '../../core/plain.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import { FoveaError, isFoveaError } from '../../core/errors.ts';
import type { ImageRecord } from '../../core/image/imageRecord.ts';
import type { ImageStore } from '../../core/image/store.ts';
import { exists, fileName, pathInWorkspace, readDocument } from '../../platform/files.ts';
import { logFailure } from '../../platform/notify.ts';
import { readSaveTo } from '../../platform/settings.ts';
import { isMarkdown } from './imageLink.ts';
import { LastDocument, type OpenDocument, notebookOf } from './lastDocument.ts';
import { NewFileWriter } from './newFileWriter.ts';
import { Refusal } from './refusal.ts';
import { numbered } from './saveTemplate.ts';
import { fileOf } from './documentFile.ts';
import { type Candidate, type Roots, extensionOf, followTemplate, candidateIn, mustBeInside, proposal } from './savePlace.ts';
import { copyCandidate } from './pastePlace.ts';
import { canLink, linkText } from './documentLink.ts';

/**
 * What the user can do with an image of the history outside the panel. Failures that the user can act on are a `FoveaError` or a `Refusal`; a
 * `CancellationError` means that the user closed a dialog.
 */
export class ImageActions implements vscode.Disposable {
	private readonly store: ImageStore;
	private readonly log: vscode.LogOutputChannel;
	private readonly writer = new NewFileWriter();
	private readonly lastDocument = new LastDocument();

	constructor({ store, log }: { readonly store: ImageStore; readonly log: vscode.LogOutputChannel }) {
		this.store = store;
		this.log = log;
	}

	/**
	 * Saves a copy where the setting `fovea.images.saveTo` says, under a free name; asks for a place if the setting names none.
	 * @throws {FoveaError} `fileNotFound`, `notReadable`, `diskFull`
	 * @throws {Refusal} if the setting cannot be followed
	 */
	async save(record: ImageRecord): Promise<vscode.Uri> {
		const document = fileOf(this.lastDocument.current?.uri);
		const saved = await this.saveIn(record, this.rootsFor(document));
		if (!saved) {
			throw new vscode.CancellationError();
		}
		return saved;
	}

	/**
	 * Asks where to save.
	 * @returns undefined if the dialog was closed
	 */
	async saveAs(record: ImageRecord): Promise<vscode.Uri | undefined> {
		return this.ask(record, this.rootsFor(fileOf(this.lastDocument.current?.uri)));
	}

	/**
	 * Puts a link into the document that the user was in last, in its language and relative to it. An image that is not yet where the document can
	 * link it is saved first: for markdown where `markdown.copyFiles.destination` says, else by `fovea.images.saveTo`.
	 * @returns the image that is linked; undefined when a dialog was closed
	 * @throws {FoveaError} as `save`
	 * @throws {Refusal} when there is no document, or it is read-only
	 */
	async insert(record: ImageRecord): Promise<vscode.Uri | undefined> {
		const target = this.lastDocument.current;
		if (!target) {
			throw new Refusal(vscode.l10n.t('Click into the document that the image should go into, then insert it again.'));
		}
		if (vscode.workspace.fs.isWritableFileSystem(target.uri.scheme) === false) {
			throw readOnly(target.uri);
		}
		const image = await this.imageFor(record, target);
		if (!image) {
			return undefined;
		}
		const { selection, insert } = await target.show();
		const { link, behind } = linkText(target, selection, image, record.prompt);
		if (!(await insert(link, behind))) {
			throw readOnly(target.uri);
		}
		return image;
	}

	/**
	 * The link for an image that is dropped on a document, as `insert` writes it.
	 * @returns undefined if a dialog was closed
	 * @throws {FoveaError} as `save`
	 * @throws {Refusal} as `save`
	 */
	async linkAt(record: ImageRecord, document: vscode.TextDocument, position: vscode.Position): Promise<string | undefined> {
		const target = { uri: notebookOf(document)?.uri ?? document.uri, document };
		const image = await this.imageFor(record, target);
		if (!image) {
			return undefined;
		}
		const { link, behind } = linkText(target, new vscode.Range(position, position), image, record.prompt);
		return link + behind;
	}

	/**
	 * Shows the saved copy, or the stored image if there is none.
	 * @throws {FoveaError} `fileNotFound`
	 */
	async open(record: ImageRecord): Promise<void> {
		await vscode.commands.executeCommand('vscode.open', await this.fileFor(record));
	}

	/**
	 * Reveals the saved copy, or the stored image if there is none, in the explorer; outside the workspace, in the system's file manager.
	 * @throws {FoveaError} `fileNotFound`
	 */
	async reveal(record: ImageRecord): Promise<void> {
		const uri = await this.fileFor(record);
		if (vscode.workspace.getWorkspaceFolder(uri)) {
			await vscode.commands.executeCommand('revealInExplorer', uri);
			return;
		}
		const local = uri.scheme === 'file' && vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
		if (local) {
			await vscode.commands.executeCommand('revealFileInOS', uri);
			return;
		}
		const copy = vscode.l10n.t('Copy Path');
		const where = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
		if ((await vscode.window.showInformationMessage(vscode.l10n.t('The image is at {0}.', plain(where)), copy)) === copy) {
			await vscode.env.clipboard.writeText(where);
		}
	}

	dispose(): void {
		this.lastDocument.dispose();
	}

	/** Follows `fovea.images.saveTo`. */
	private async saveIn(record: ImageRecord, roots: Roots): Promise<vscode.Uri | undefined> {
		const { template, fromWorkspace } = readSaveTo(roots.scope);
		const candidate = candidateIn(roots, followTemplate(template, record));
		if (!candidate) {
			return this.ask(record, roots);
		}
		mustBeInside(candidate(1), roots, fromWorkspace, 'fovea.images.saveTo');
		return this.write(record, candidate, roots);
	}

	/** Asks for another place if this one is not writable. */
	private async write(record: ImageRecord, candidate: Candidate, roots: Roots): Promise<vscode.Uri | undefined> {
		const bytes = await this.read(record);
		const wanted = candidate(1);
		if (vscode.workspace.fs.isWritableFileSystem(wanted.scheme) !== false) {
			try {
				return await this.remember(record, await this.writer.write(bytes, candidate));
			} catch (failure) {
				if (!isFoveaError(failure) || failure.code !== 'notWritable') {
					throw failure;
				}
				logFailure(this.log, failure);
			}
		}
		const folder = pathInWorkspace(vscode.Uri.joinPath(wanted, '..'));
		void vscode.window.showWarningMessage(vscode.l10n.t('Fovea cannot write to {0}. Choose another place for the image.', plain(folder)));
		return this.ask(record, { ...roots, workspaceFolder: undefined, documentDirname: undefined });
	}

	private async ask(record: ImageRecord, roots: Roots): Promise<vscode.Uri | undefined> {
		const bytes = await this.read(record);
		const extension = extensionOf(record);
		const target = await vscode.window.showSaveDialog({
			title: vscode.l10n.t('Save Image As'),
			filters: { [extension.slice(1).toUpperCase()]: extension === '.jpg' ? ['jpg', 'jpeg'] : [extension.slice(1)] },
			defaultUri: await proposal(record, roots),
		});
		if (!target) {
			return undefined;
		}
		if (path.posix.extname(target.path)) {
			await this.writer.replace(bytes, target);
			return this.remember(record, target);
		}
		// The dialog asked about the name without its extension, so a file with the full name must not be replaced.
		const name = fileName(target) + extension;
		const candidate: Candidate = (attempt) => vscode.Uri.joinPath(target, '..', attempt === 1 ? name : numbered(name, attempt));
		return this.remember(record, await this.writer.write(bytes, candidate));
	}

	/** The copy of the image that a document can link to; saves one if there is none. */
	private async imageFor(record: ImageRecord, { uri, document }: Pick<OpenDocument, 'uri' | 'document'>): Promise<vscode.Uri | undefined> {
		const file = fileOf(uri);
		const saved = await this.savedCopy(record);
		if (saved && canLink(file, saved)) {
			return saved;
		}
		const folder = file ? vscode.workspace.getWorkspaceFolder(file)?.uri : vscode.workspace.workspaceFolders?.[0]?.uri;
		const documentDirname = file ? vscode.Uri.joinPath(file, '..') : folder;
		const roots: Roots = { workspaceFolder: folder ?? documentDirname, documentDirname, scope: file ?? folder };
		const copied = file && isMarkdown(document.languageId) ? copyCandidate(record, file, document, folder) : undefined;
		if (!copied) {
			return this.saveIn(record, roots);
		}
		mustBeInside(copied.candidate(1), roots, copied.fromWorkspace, 'markdown.copyFiles.destination');
		return this.write(record, copied.candidate, roots);
	}

	/** For the document that the user last worked in, if any. */
	private rootsFor(document: vscode.Uri | undefined): Roots {
		const folder = (document && vscode.workspace.getWorkspaceFolder(document)) ?? vscode.workspace.workspaceFolders?.[0];
		const documentDirname = document ? vscode.Uri.joinPath(document, '..') : folder?.uri;
		return { workspaceFolder: folder?.uri, documentDirname, scope: document ?? folder?.uri };
	}

	private async read(record: ImageRecord): Promise<Uint8Array> {
		return readDocument(vscode.Uri.file(this.store.pathOf(record.file)));
	}

	private async remember(record: ImageRecord, saved: vscode.Uri): Promise<vscode.Uri> {
		await this.store.update(record.id, { savedAs: saved.toString() });
		return saved;
	}

	/** The copy that was saved last, if it still exists. */
	private async savedCopy({ id, savedAs: known }: ImageRecord): Promise<vscode.Uri | undefined> {
		const savedAs = (await this.store.get(id))?.savedAs ?? known;
		const uri = savedAs === undefined ? undefined : vscode.Uri.parse(savedAs);
		return uri && (await exists(uri)) ? uri : undefined;
	}

	private async fileFor(record: ImageRecord): Promise<vscode.Uri> {
		const uri = (await this.savedCopy(record)) ?? vscode.Uri.file(this.store.pathOf(record.file));
		if (!(await exists(uri))) {
			throw new FoveaError('fileNotFound', { name: record.file });
		}
		return uri;
	}
}

function readOnly(uri: vscode.Uri): Refusal {
	return new Refusal(vscode.l10n.t('{0} is read-only: no link was inserted.', plain(fileName(uri))));
}
