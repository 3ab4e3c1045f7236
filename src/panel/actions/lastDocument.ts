import * as vscode from 'vscode';

/** A position where text can be inserted. */
export interface InsertionPoint {
	readonly selection: vscode.Range;
	/** Replaces the selection with two texts in one undo step and puts the cursor between them. False if the editor refuses. */
	readonly insert: (text: string, behind: string) => Promise<boolean>;
}

/** A document that an image can be put into. */
export interface OpenDocument {
	/** The URI of the document, or of its notebook if it is a cell. */
	readonly uri: vscode.Uri;
	readonly document: vscode.TextDocument;
	/** Shows the document and gives it the focus. */
	readonly show: () => Promise<InsertionPoint>;
}

/** The document that the user last worked in, because no editor is active while the panel has the focus. */
export class LastDocument implements vscode.Disposable {
	private last: vscode.TextEditor | vscode.NotebookEditor | undefined;
	private readonly listeners: readonly vscode.Disposable[];

	constructor() {
		const note = (editor: vscode.TextEditor | vscode.NotebookEditor | undefined): void => {
			if (editor && isDocument(editor)) {
				this.last = editor;
			}
		};
		// The cell's editor is noted after its notebook, because it is the more exact position.
		note(vscode.window.activeNotebookEditor);
		note(vscode.window.activeTextEditor);
		this.listeners = [
			vscode.window.onDidChangeActiveNotebookEditor(note),
			vscode.window.onDidChangeActiveTextEditor(note),
			vscode.window.onDidChangeNotebookEditorSelection(({ notebookEditor }) => {
				const cell = vscode.window.activeTextEditor;
				const { notebook, selection } = notebookEditor;
				note(cell && notebook.getCells(selection).some(({ document }) => document === cell.document) ? cell : notebookEditor);
			}),
		];
	}

	/** Undefined if there is none or it was closed. */
	get current(): OpenDocument | undefined {
		const editor = this.last ?? vscode.window.visibleTextEditors.find(isDocument);
		const place = editor && placeIn(editor);
		if (!place || place.document.isClosed) {
			return undefined;
		}
		const { document, selection, notebook } = place;
		const { uri } = notebook ?? document;
		const columns = columnsOf(uri);
		const viewColumn = columns.find((column) => column === editor.viewColumn) ?? columns[0];
		if (viewColumn === undefined) {
			return undefined;
		}
		return {
			uri,
			document,
			show: () => (notebook ? showCell(notebook, document, selection, viewColumn) : showText(document, selection, viewColumn)),
		};
	}

	dispose(): void {
		vscode.Disposable.from(...this.listeners).dispose();
	}
}

/** Excludes the output, commit messages and chat inputs, which are text editors too. */
function isDocument(editor: vscode.TextEditor | vscode.NotebookEditor): boolean {
	const { scheme } = 'notebook' in editor ? editor.notebook.uri : editor.document.uri;
	return scheme === 'untitled' || scheme === 'vscode-notebook-cell' || vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined;
}

/** Undefined for a notebook without cells. */
function placeIn(editor: vscode.TextEditor | vscode.NotebookEditor) {
	if ('notebook' in editor) {
		const { notebook, selection } = editor;
		const document = selection.start < notebook.cellCount ? notebook.cellAt(selection.start).document : undefined;
		const end = document?.lineAt(document.lineCount - 1).range.end;
		return document && end && { notebook, document, selection: new vscode.Range(end, end) };
	}
	const { document, selection } = editor;
	const notebook = notebookOf(document);
	return { document, selection, ...(notebook ? { notebook } : {}) };
}

/** The notebook that a document is a cell of. */
export function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
	return vscode.workspace.notebookDocuments.find((candidate) => candidate.getCells().some((cell) => cell.document === document));
}

function columnsOf(uri: vscode.Uri): readonly vscode.ViewColumn[] {
	const shows = ({ input }: vscode.Tab): boolean => {
		const shown =
			input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook
				? input.uri
				: input instanceof vscode.TabInputTextDiff
					? input.modified
					: undefined;
		return shown?.toString() === uri.toString();
	};
	return vscode.window.tabGroups.all.filter(({ tabs }) => tabs.some(shows)).map(({ viewColumn }) => viewColumn);
}

async function showText(document: vscode.TextDocument, known: vscode.Range, viewColumn: vscode.ViewColumn): Promise<InsertionPoint> {
	const wasVisible = vscode.window.visibleTextEditors.some((editor) => editor.document === document);
	const editor = await vscode.window.showTextDocument(document, { viewColumn });
	const selection = wasVisible ? editor.selection : document.validateRange(known);
	return {
		selection,
		insert: async (text, behind) => {
			const { version } = document;
			const undo = { undoStopBefore: true, undoStopAfter: true };
			// Text inserted at the cursor moves the cursor along. If it were moved afterwards, it could jump while the user is already typing.
			editor.selection = new vscode.Selection(selection.start, selection.end);
			const done =
				behind === ''
					? await editor.edit((edit) => {
							edit.delete(selection);
							edit.insert(selection.start, text);
						}, undo)
					: await editor.insertSnippet(new vscode.SnippetString().appendText(text).appendTabstop(0).appendText(behind), selection, {
							...undo,
							keepWhitespace: true,
						});
			// A read-only editor reports success for an edit that it did not make.
			if (!done || document.version === version) {
				return false;
			}
			const end = endOf(selection.start, text);
			editor.revealRange(new vscode.Range(selection.start, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
			return true;
		},
	};
}

async function showCell(
	notebook: vscode.NotebookDocument,
	document: vscode.TextDocument,
	known: vscode.Range,
	viewColumn: vscode.ViewColumn,
): Promise<InsertionPoint> {
	const index = notebook.getCells().findIndex((cell) => cell.document === document);
	const selections = [new vscode.NotebookRange(index, index + 1)];
	await vscode.window.showNotebookDocument(notebook, { viewColumn, selections });
	const selection = document.validateRange(known);
	return {
		selection,
		insert: async (text, behind) => {
			const edit = new vscode.WorkspaceEdit();
			edit.replace(document.uri, selection, text + behind);
			const { version } = document;
			return (await vscode.workspace.applyEdit(edit)) && document.version !== version;
		},
	};
}

/** The end of a text that was inserted at `start`. */
function endOf(start: vscode.Position, text: string): vscode.Position {
	const lines = text.split('\n');
	const last = lines.at(-1)!;
	return lines.length === 1 ? start.translate(0, last.length) : new vscode.Position(start.line + lines.length - 1, last.length);
}
