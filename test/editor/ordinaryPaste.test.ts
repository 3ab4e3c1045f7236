import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { mayStandBeside } from '../../src/commands/insert/ordinaryPaste.ts';
import { folder, place } from './stage.ts';

suite('an ordinary paste', () => {
	const kind = 'markdown.recognizedText';
	const filePaste = () => vscode.workspace.getConfiguration('markdown.editor.filePaste');
	const preferences = () => vscode.workspace.getConfiguration('editor');
	let saved: vscode.TextDocument;
	let untitled: vscode.TextDocument;

	suiteSetup(async () => {
		await vscode.extensions.getExtension('vscode.markdown-language-features')!.activate();
		saved = await vscode.workspace.openTextDocument(await place(await folder(), 'note.md', Buffer.from('')));
		untitled = await vscode.workspace.openTextDocument({ language: 'markdown', content: '' });
	});
	teardown(async () => {
		await filePaste().update('copyIntoWorkspace', undefined, vscode.ConfigurationTarget.Global);
		await preferences().update('pasteAs.preferences', undefined, vscode.ConfigurationTarget.Global);
	});

	const transfer = (mime: string) => {
		const data = new vscode.DataTransfer();
		data.set(mime, new vscode.DataTransferItem('x'));
		return data;
	};
	const offered = (document: vscode.TextDocument, mime: string) => mayStandBeside(document, transfer(mime), kind);

	test('offers the text only beside an edit of VS Code, which would apply a single one unasked', async () => {
		assert.deepEqual(
			[saved, untitled].map((document) => ['image/png', 'application/pdf', 'text/uri-list'].map((mime) => offered(document, mime))),
			[
				[true, false, true],
				[false, false, true],
			],
		);

		await filePaste().update('copyIntoWorkspace', 'never', vscode.ConfigurationTarget.Global);
		assert.equal(offered(saved, 'image/png'), false, 'VS Code copies nothing then');
	});

	test('offers it in the cells of a notebook too, once the notebook has a place', async () => {
		const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, 'Hello', 'markdown');
		const code = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '', 'python');
		const fresh = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell, code]));
		const json = JSON.stringify({
			cells: [{ cell_type: 'markdown', metadata: {}, source: [] }],
			metadata: {},
			nbformat: 4,
			nbformat_minor: 5,
		});
		const kept = await vscode.workspace.openNotebookDocument(await place(await folder(), 'note.ipynb', Buffer.from(json)));

		assert.deepEqual(
			[kept.cellAt(0), fresh.cellAt(0), fresh.cellAt(1)].map(({ document }) => offered(document, 'image/png')),
			[true, false, false],
		);
	});

	test('is the text where the user prefers that', async () => {
		await preferences().update('pasteAs.preferences', [kind], vscode.ConfigurationTarget.Global);

		assert.deepEqual([offered(untitled, 'image/png'), offered(saved, 'application/pdf')], [true, true]);
	});
});
