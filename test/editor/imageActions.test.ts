import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { isFoveaError } from '../../src/core/errors.ts';
import type { ImageRecord } from '../../src/core/image/imageRecord.ts';
import { ImageStore } from '../../src/core/image/store.ts';
import { ImageActions } from '../../src/panel/actions/imageActions.ts';
import { isRefusal } from '../../src/panel/actions/refusal.ts';
import { until } from '../support/until.ts';
import { MemoryFileSystem } from './memoryFileSystem.ts';
import { Stage, folder, names, place, resetSettings } from './stage.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

suite('images on their way into the workspace', () => {
	let stage: Stage;
	let actions: ImageActions;
	let store: ImageStore;
	let dir: vscode.Uri;
	let storeFolder: string;
	let log: vscode.LogOutputChannel;
	let panel: vscode.WebviewPanel | undefined;
	const registrations: vscode.Disposable[] = [];

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		storeFolder = mkdtempSync(path.join(tmpdir(), 'fovea-images-'));
		store = new ImageStore(storeFolder);
		log = vscode.window.createOutputChannel('Fovea test', { log: true });
		actions = new ImageActions({ store, log });
		await saveTo('${documentDirname}/images/${slug}');
	});
	teardown(async () => {
		panel?.dispose();
		panel = undefined;
		await stage.leave();
		actions.dispose();
		log.dispose();
		for (const registration of registrations.splice(0)) {
			registration.dispose();
		}
		rmSync(storeFolder, { recursive: true });
		await vscode.workspace.fs.delete(dir, { recursive: true });
		await resetSettings();
		await vscode.workspace.getConfiguration('markdown').update('copyFiles.destination', undefined, vscode.ConfigurationTarget.Global);
	});

	const saveTo = (template: string, target = vscode.ConfigurationTarget.Global) =>
		vscode.workspace.getConfiguration('fovea.images').update('saveTo', template, target);
	const copyTo = (destination: Record<string, string>) =>
		vscode.workspace.getConfiguration('markdown').update('copyFiles.destination', destination, vscode.ConfigurationTarget.Global);
	const at = (...names: string[]) => vscode.Uri.joinPath(dir, ...names);

	/** An image in the history. */
	const image = (prompt = 'A red fox'): Promise<ImageRecord> =>
		store.add(png, {
			prompt,
			provider: 'openai',
			host: 'api.openai.com',
			model: 'gpt-image-2',
			asked: {},
			actual: {},
			references: 0,
			createdAt: new Date(2026, 0, 5).getTime(),
		});

	/** Opens a document with a selection, from one position to another. */
	const openText = async (uri: vscode.Uri, selection: [number, number, number, number] = [0, 0, 0, 0], options = {}) => {
		const editor = await vscode.window.showTextDocument(uri, options);
		editor.selection = new vscode.Selection(...selection);
		return editor.document;
	};
	const write = async (name: string, text: string) => place(dir, name, new TextEncoder().encode(text));

	/** A webview has the keyboard, as the image panel does. */
	const focusPanel = async (column = vscode.ViewColumn.Beside) => {
		panel = vscode.window.createWebviewPanel('test', 'Panel', column, { enableScripts: true });
		// VS Code gives a page the keyboard once it is there, even when it was asked for an editor in the meantime.
		const focused = new Promise((resolve) => panel!.webview.onDidReceiveMessage(resolve));
		panel.webview.html = `<script>
			const { postMessage } = acquireVsCodeApi();
			const tell = () => document.hasFocus() ? postMessage('focused') : setTimeout(tell, 25);
			tell();
		</script>`;
		await focused;
		await until('no editor is active', () => vscode.window.activeTextEditor === undefined && panel?.active);
	};

	const savePick = (uri: vscode.Uri | undefined) => {
		const asked: vscode.SaveDialogOptions[] = [];
		stage.replace('showSaveDialog', async (options: vscode.SaveDialogOptions) => {
			asked.push(options);
			return uri;
		});
		return asked;
	};

	suite('saving', () => {
		test('the same image twice makes two files, and the record knows the last', async () => {
			await openText(await write('notes.md', ''));
			const record = await image();

			const [one, two] = [await actions.save(record), await actions.save(record)];

			assert.deepEqual(await names(at('images')), ['a-red-fox-2.png', 'a-red-fox.png']);
			assert.equal(one.toString(), at('images', 'a-red-fox.png').toString());
			assert.equal((await store.get(record.id))?.savedAs, two.toString());
			assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(one)), png);
		});

		test('many at once never overwrite each other, nor what is there in another case', async () => {
			await openText(await write('notes.md', ''));
			await place(at('images'), 'A-Red-Fox.PNG', new Uint8Array([1]));
			const records = await Promise.all(Array.from({ length: 8 }, () => image()));

			await Promise.all(records.map((record) => actions.save(record)));

			const numbers = ['-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9'].map((number) => `a-red-fox${number}.png`);
			assert.deepEqual(await names(at('images')), ['A-Red-Fox.PNG', ...numbers]);
			assert.deepEqual([...(await vscode.workspace.fs.readFile(at('images', 'A-Red-Fox.PNG')))], [1]);
		});

		test('${index} takes the smallest number that is free', async () => {
			await saveTo('${documentDirname}/img/${date}-${slug}-${index}');
			await openText(await write('notes.md', ''));
			await place(at('img'), '2026-01-05-a-red-fox-1.png', new Uint8Array([1]));
			await place(at('img'), '2026-01-05-a-red-fox-3.png', new Uint8Array([1]));

			const saved = await actions.save(await image());

			assert.equal(saved.toString(), at('img', '2026-01-05-a-red-fox-2.png').toString());
		});

		test('without a document, the workspace folder stands for its folder', async () => {
			const name = path.posix.basename(dir.path);
			await saveTo(`\${documentDirname}/${name}/\${slug}`);

			assert.equal((await actions.save(await image())).toString(), at('a-red-fox.png').toString());
		});

		test('the folder of the document is known while the panel has the keyboard @api', async () => {
			await openText(await write('sub/notes.md', ''));
			await focusPanel();

			assert.equal((await actions.save(await image())).toString(), at('sub', 'images', 'a-red-fox.png').toString());
		});

		test('a variable that is not known is named', async () => {
			await saveTo('${workspaceFolder}/${promt}');

			await assert.rejects(actions.save(await image()), (error) => isRefusal(error) && /\$\{promt\}/.test(error.message));
		});

		for (const template of ['${workspaceFolder}/../stolen/${slug}', `${tmpdir()}/stolen/\${slug}`, '~/stolen/${slug}']) {
			test(`the settings of a workspace lead not out of it: ${template}`, async () => {
				await saveTo(template, vscode.ConfigurationTarget.Workspace);

				await assert.rejects(actions.save(await image()), (error) => isRefusal(error) && /of this workspace leads out/.test(error.message));
			});
		}

		test("the user's own settings may @api", async () => {
			const elsewhere = mkdtempSync(path.join(tmpdir(), 'fovea-elsewhere-'));
			await saveTo(`${elsewhere}/\${slug}`);

			const saved = await actions.save(await image());

			assert.equal(saved.fsPath, path.join(elsewhere, 'a-red-fox.png'));
			rmSync(elsewhere, { recursive: true });
		});

		test('where nothing can be written, the user is asked for another place @api', async () => {
			await write('images', 'a file where the folder should be');
			await openText(await write('notes.md', ''));
			const asked = savePick(at('elsewhere.png'));

			const saved = await actions.save(await image());

			assert.equal(saved.toString(), at('elsewhere.png').toString());
			assert.match(stage.texts('warning').join(), /^Fovea cannot write to .*images\. Choose another place/);
			assert.equal(path.posix.basename(asked[0]!.defaultUri!.path), 'a-red-fox.png');
			assert.deepEqual(await names(dir), ['elsewhere.png', 'images', 'notes.md']);
		});

		test('an image whose file is gone says so', async () => {
			const record = await image();
			rmSync(store.pathOf(record.file));

			await assert.rejects(actions.save(record), (error) => isFoveaError(error) && error.code === 'fileNotFound');
		});
	});

	suite('saving as', () => {
		test('proposes the name of the template in a folder that is there', async () => {
			await openText(await write('notes.md', ''));
			await actions.save(await image());
			const asked = savePick(undefined);

			assert.equal(await actions.saveAs(await image()), undefined);
			await saveTo('${documentDirname}/not/there/${slug}');
			await actions.saveAs(await image());

			assert.deepEqual(
				asked.map(({ defaultUri }) => defaultUri?.toString()),
				[at('images', 'a-red-fox-2.png').toString(), at('a-red-fox.png').toString()],
			);
		});

		test('replaces what the user has agreed to replace, and nothing by a name that gets its extension later @api', async () => {
			await place(dir, 'fox.png', new Uint8Array([1]));
			await place(dir, 'wolf.png', new Uint8Array([1]));
			savePick(at('fox.png'));
			await actions.saveAs(await image());
			savePick(at('wolf'));

			const saved = await actions.saveAs(await image());

			assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(at('fox.png'))), png);
			assert.equal(saved?.toString(), at('wolf-2.png').toString());
			assert.deepEqual([...(await vscode.workspace.fs.readFile(at('wolf.png')))], [1]);
		});
	});

	suite('inserting @api', () => {
		for (const [name, text, selection, result] of [
			['notes.md', 'one\ntwo\nthree', [0, 1, 2, 3], 'o![A "fox" \\[1\\]](images/a-fox-1.png)ee'],
			['page.html', '<p></p>', [0, 3, 0, 3], '<p><img src="images/a-fox-1.png" alt="A &#34;fox&#34; [1]"></p>'],
			['paper.tex', 'x', [0, 1, 0, 1], 'x\\includegraphics[width=\\linewidth, alt={A "fox" [1]}]{images/a-fox-1.png}'],
			['page.rst', 'Text.\nMore.', [0, 5, 0, 5], 'Text.\n\n.. image:: images/a-fox-1.png\n   :alt: A "fox" [1]\n\nMore.'],
			['code.py', 'open("")', [0, 6, 0, 6], 'open("images/a-fox-1.png")'],
		] as const) {
			test(`into ${name}: one step to undo, unsaved, the keyboard in the document`, async () => {
				const uri = await write(name, text);
				const document = await openText(uri, [...selection]);
				await focusPanel();

				const saved = await actions.insert(await image('A "fox" [1]'));

				assert.equal(document.getText(), result);
				assert.equal(saved?.toString(), at('images', 'a-fox-1.png').toString());
				assert.equal(document.isDirty, true);
				const editor = vscode.window.activeTextEditor;
				assert.equal(editor?.document, document);
				const start = new vscode.Position(selection[0], selection[1]);
				await until('the cursor behind it', () => editor.selection.isEmpty && editor.selection.active.isAfter(start));
				await vscode.commands.executeCommand('undo');
				assert.equal(document.getText(), text);
				await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			});
		}

		test('in front of a heading, it is a paragraph, and what is typed next stands behind it', async () => {
			const document = await openText(await write('notes.md', '# Foxes\n\nText.'), [0, 0, 0, 0]);
			await focusPanel();

			await actions.insert(await image());

			assert.equal(document.getText(), '![A red fox](images/a-red-fox.png)\n\n# Foxes\n\nText.');
			const editor = vscode.window.activeTextEditor;
			await until('the cursor behind it', () => editor?.selection.isEmpty === true && editor.selection.active.character > 0);
			await vscode.commands.executeCommand('default:type', { text: '!' });
			assert.equal(document.lineAt(0).text, '![A red fox](images/a-red-fox.png)!');
			await vscode.commands.executeCommand('undo');
			await vscode.commands.executeCommand('undo');
			assert.equal(document.getText(), '# Foxes\n\nText.');
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('what markdown shows is the image with the prompt, whatever is in it and around it', async () => {
			const prompt = 'snake_case & "quotes", 5 < 6, 50% ](x) [z] <script> `c`';
			const document = await openText(await write('größe (neu) 100% [1]/notes.md', 'a *b\n\nd* [e] `f'), [1, 0, 1, 0]);

			const saved = await actions.insert(await image(prompt));

			const html = await vscode.commands.executeCommand<string>('markdown.api.render', document.getText());
			const [[, src, alt] = [], ...more] = html.matchAll(/<img src="([^"]*)" alt="([^"]*)"/g);
			// Some previews leave escaped punctuation out of alternative texts.
			const words = (text: string) => text.replace(/&\w+;|[^\w\s]/g, '');
			assert.equal(words(alt!), words(prompt));
			assert.match(alt!, /^snake_case &amp; &quot;quotes&quot;, 5 &lt; 6, 50% /);
			assert.equal(vscode.Uri.joinPath(document.uri, '..', decodeURIComponent(src!)).toString(), saved?.toString());
			assert.deepEqual(more, []);
			assert.doesNotMatch(html, /<script|<a |<code/);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('an image that is in the workspace already is linked where it is', async () => {
			await openText(await write('notes.md', ''));
			const record = await image();
			const saved = await actions.save(record);
			const other = await openText(await write('sub/deep/other.md', ''));

			const linked = await actions.insert(record);

			assert.equal(linked?.toString(), saved.toString());
			assert.equal(other.getText(), '![A red fox](../../images/a-red-fox.png)');
			assert.deepEqual(await names(at('images')), ['a-red-fox.png']);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('an image whose copy was deleted is saved anew', async () => {
			const document = await openText(await write('notes.md', ''));
			const record = await image();
			await vscode.workspace.fs.delete(await actions.save(record));

			await actions.insert(record);

			assert.equal(document.getText(), '![A red fox](images/a-red-fox.png)');
			assert.deepEqual(await names(at('images')), ['a-red-fox.png']);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('markdown.copyFiles.destination says where images of markdown go, by the first glob that matches', async () => {
			const name = path.posix.basename(dir.path);
			await copyTo({
				'*.txt': 'never/',
				[`/${name}/docs/**`]: `/${name}/assets/\${documentBaseName}/`,
				'**/*.md': 'pasted/${fileName}',
			});
			const inDocs = await openText(await write('docs/guide.md', ''));
			await actions.insert(await image());
			await actions.insert(await image());
			const texts = [inDocs.getText()];
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			const elsewhere = await openText(await write('notes.md', ''));
			await actions.insert(await image());
			texts.push(elsewhere.getText());
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');

			assert.deepEqual(texts, [
				'![A red fox](../assets/guide/a-red-fox.png)![A red fox](../assets/guide/a-red-fox-1.png)',
				'![A red fox](pasted/a-red-fox.png)',
			]);
			assert.deepEqual(await names(at('assets', 'guide')), ['a-red-fox-1.png', 'a-red-fox.png']);
		});

		test('an untitled document gets a link from the workspace folder', async () => {
			await saveTo(`\${workspaceFolder}/${path.posix.basename(dir.path)}/\${slug}`);
			const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: '' });
			await vscode.window.showTextDocument(document);

			const saved = await actions.insert(await image());

			assert.equal(document.getText(), `![A red fox](${encodeURIComponent(path.posix.basename(dir.path))}/a-red-fox.png)`);
			assert.equal(saved?.toString(), at('a-red-fox.png').toString());
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('a document outside of the workspace gets a copy beside it', async () => {
			const elsewhere = mkdtempSync(path.join(tmpdir(), 'fovea-elsewhere-'));
			writeFileSync(path.join(elsewhere, 'notes.md'), '');
			await saveTo('${workspaceFolder}/pictures/${slug}', vscode.ConfigurationTarget.Workspace);
			const record = await image();
			const document = await openText(vscode.Uri.file(path.join(elsewhere, 'notes.md')));

			await actions.insert(record);
			await actions.insert(record);

			assert.equal(document.getText(), '![A red fox](pictures/a-red-fox.png)'.repeat(2));
			assert.deepEqual(readFileSync(path.join(elsewhere, 'pictures/a-red-fox.png')), png);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			rmSync(elsewhere, { recursive: true });
		});

		test('a document behind the panel is brought to the front, with its selection', async () => {
			const document = await openText(await write('notes.md', 'one two'), [0, 4, 0, 7]);
			await focusPanel(vscode.ViewColumn.Active);

			await actions.insert(await image());

			assert.equal(document.getText(), 'one ![A red fox](images/a-red-fox.png)');
			assert.equal(vscode.window.activeTextEditor?.document, document);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('without a document, or with one that was closed, it says what to do and saves nothing', async () => {
			const asks = (error: unknown) => isRefusal(error) && /^Click into the document/.test(error.message);
			await assert.rejects(actions.insert(await image()), asks);
			await openText(await write('notes.md', ''));
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');

			await assert.rejects(actions.insert(await image()), asks);
			assert.deepEqual(await names(dir), ['notes.md']);
		});

		test('a document that became read-only stays as it is, and says so', async () => {
			const document = await openText(await write('notes.md', 'x'));
			await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');

			await assert.rejects(actions.insert(await image()), (error) => isRefusal(error) && error.message.startsWith('notes.md is read-only'));
			assert.equal(document.getText(), 'x');
			await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
		});

		test("a markdown cell of a notebook gets a link from the notebook's folder", async () => {
			const uri = await write(
				'book.ipynb',
				JSON.stringify({
					cells: ['text', 'other'].map((source) => ({ cell_type: 'markdown', metadata: {}, source: [source] })),
					metadata: {},
					nbformat: 4,
					nbformat_minor: 5,
				}),
			);
			const notebook = await vscode.workspace.openNotebookDocument(uri);
			await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(1, 2)] });
			await until('the notebook is active', () => vscode.window.activeNotebookEditor?.notebook === notebook);
			vscode.window.activeNotebookEditor!.selection = new vscode.NotebookRange(0, 1);
			await until('the first cell is selected', () => vscode.window.activeNotebookEditor?.selection.start === 0);
			await focusPanel();

			const saved = await actions.insert(await image());

			assert.equal(saved?.toString(), at('images', 'a-red-fox.png').toString());
			assert.equal(notebook.cellAt(0).document.getText(), 'text![A red fox](images/a-red-fox.png)');
			assert.equal(vscode.window.activeNotebookEditor?.notebook, notebook);
			await vscode.commands.executeCommand('notebook.cell.edit');
			await until('the cell is being edited', () => vscode.window.activeTextEditor?.document === notebook.cellAt(0).document);
			await vscode.commands.executeCommand('undo');
			await until('the link is gone', () => notebook.cellAt(0).document.getText() === 'text');
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});
	});

	suite('on file systems that are not the disk @api', () => {
		const mount = (isReadonly: boolean) => {
			const scheme = `memory${crypto.randomUUID().slice(0, 8)}`;
			const memory = new MemoryFileSystem();
			registrations.push(vscode.workspace.registerFileSystemProvider(scheme, memory, { isReadonly }));
			const uri = vscode.Uri.parse(`${scheme}:/docs/notes.md`);
			memory.writeFile(uri, new Uint8Array());
			return { memory, uri };
		};

		test('an image from the disk is copied beside the document', async () => {
			const record = await image();
			await openText(await write('notes.md', ''));
			await actions.save(record);
			const { memory, uri } = mount(false);
			const document = await openText(uri);

			await actions.insert(record);

			assert.equal(document.getText(), '![A red fox](images/a-red-fox.png)');
			assert.deepEqual(Buffer.from(memory.files.get('/docs/images/a-red-fox.png')!.bytes), png);
			assert.deepEqual([...memory.files.keys()], ['/docs/notes.md', '/docs/images/a-red-fox.png']);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('a read-only one takes no link, and a saved image goes where the user says', async () => {
			const { memory, uri } = mount(true);
			await openText(uri);
			savePick(at('fox.png'));

			await assert.rejects(actions.insert(await image()), (error) => isRefusal(error) && error.message.startsWith('notes.md is read-only'));
			const saved = await actions.save(await image());

			assert.equal(saved.toString(), at('fox.png').toString());
			assert.match(stage.texts('warning').join(), /^Fovea cannot write to /);
			assert.deepEqual([...memory.files.keys()], ['/docs/notes.md']);
		});

		test('a dialog that is closed is a cancellation', async () => {
			await openText(mount(true).uri);
			savePick(undefined);

			await assert.rejects(actions.save(await image()), vscode.CancellationError);
		});

		test('one that is full says so, and keeps nothing of the image', async () => {
			const { memory, uri } = mount(false);
			await openText(uri);
			memory.failWrites = () => new Error('ENOSPC: no space left on device');

			await assert.rejects(actions.save(await image()), (error) => isFoveaError(error) && error.code === 'diskFull');
			assert.deepEqual([...memory.files.keys()], ['/docs/notes.md']);
		});
	});

	suite('showing @api', () => {
		const activeTab = () => {
			const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
			return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri.toString() : undefined;
		};

		test('opens the saved copy, and the stored image where there is no copy any more', async () => {
			await openText(await write('notes.md', ''));
			const record = await image();
			const saved = await actions.save(record);
			await actions.open(record);
			await until('the copy is open', () => activeTab() === saved.toString());
			await vscode.workspace.fs.delete(saved);

			await actions.open(record);

			await until('the stored image is open', () => activeTab() === vscode.Uri.file(store.pathOf(record.file)).toString());
		});

		test('an image that is nowhere any more says so', async () => {
			const record = await image();
			rmSync(store.pathOf(record.file));

			await assert.rejects(actions.open(record), (error) => isFoveaError(error) && error.code === 'fileNotFound');
			await assert.rejects(actions.reveal(record), (error) => isFoveaError(error) && error.code === 'fileNotFound');
		});

		test('reveals a copy in the explorer', async () => {
			await openText(await write('notes.md', ''));
			const record = await image();
			const saved = await actions.save(record);

			await actions.reveal(record);

			await until('the explorer has the copy selected', async () => {
				await vscode.commands.executeCommand('copyFilePath');
				return (await vscode.env.clipboard.readText()) === saved.fsPath;
			});
		});
	});
});
