import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MemoryFileSystem } from './memoryFileSystem.ts';
import { Stage, onlySettings, place, read, resetSettings } from './stage.ts';

const convert = (uri: vscode.Uri) => vscode.commands.executeCommand('fovea.convertToMarkdown', uri);

suite('file systems that are not the disk @api', () => {
	let stage: Stage;
	let memory: MemoryFileSystem;
	const registrations: vscode.Disposable[] = [];
	let dir: vscode.Uri;

	const mount = async (options: { isReadonly: boolean }) => {
		const scheme = `memory${crypto.randomUUID().slice(0, 8)}`;
		memory = new MemoryFileSystem();
		registrations.push(vscode.workspace.registerFileSystemProvider(scheme, memory, options));
		dir = vscode.Uri.parse(`${scheme}:/docs`);
		const report = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'report.pdf'));
		memory.writeFile(vscode.Uri.joinPath(dir, 'report.pdf'), report);
		return vscode.Uri.joinPath(dir, 'report.pdf');
	};

	setup(async () => {
		stage = new Stage();
		await onlySettings({ 'fovea.ocr.connection': 'local' });
	});
	teardown(async () => {
		await stage.leave();
		for (const registration of registrations.splice(0)) {
			registration.dispose();
		}
	});
	suiteTeardown('no settings stay', resetSettings);

	test('a virtual one is read and written', async () => {
		const source = await mount({ isReadonly: false });

		await convert(source);

		assert.match(await read(vscode.Uri.joinPath(dir, 'report.md')), /page 1/);
		assert.ok(memory.readFile(source).length > 0, 'and keeps its document');
		assert.ok([...memory.files.keys()].some((path) => path.startsWith('/docs/report.assets/')));
		assert.deepEqual(stage.texts('error'), []);
	});

	test('on a read-only one the result opens untitled with its figures inside', async () => {
		const source = await mount({ isReadonly: true });

		await convert(source);

		const document = vscode.window.visibleTextEditors.map((editor) => editor.document).find(({ isUntitled }) => isUntitled);
		assert.ok(document);
		assert.equal(document.languageId, 'markdown');
		assert.match(document.getText(), /!\[[^\]]+\]\(data:image\/png;base64,/);
		assert.deepEqual([...memory.files.keys()], ['/docs/report.pdf']);
	});

	for (const [what, failure, words] of [
		['refuses the write', (uri: vscode.Uri) => vscode.FileSystemError.NoPermissions(uri), /cannot be written here/],
		['is full', () => new Error('ENOSPC: no space left on device'), /disk is full/],
	] as const) {
		test(`when the file system ${what}, the result is not lost and no partial file is left`, async () => {
			const source = await mount({ isReadonly: false });
			memory.failWrites = failure;

			await convert(source);

			assert.ok(vscode.window.activeTextEditor?.document.isUntitled);
			assert.match(stage.texts('error').join(), words);
			assert.deepEqual([...memory.files.keys()], ['/docs/report.pdf']);
		});
	}

	test('when the disk fills up half way, what was written is taken away again', async () => {
		const source = await mount({ isReadonly: false });
		memory.failWrites = (uri) => {
			if (uri.path.includes('.assets/')) {
				memory.failWrites = () => new Error('ENOSPC');
				memory.files.set(uri.path, { type: vscode.FileType.File, bytes: new Uint8Array(1), mtime: 0 });
			}
			return new Error('ENOSPC');
		};

		await convert(source);

		assert.deepEqual([...memory.files.keys()], ['/docs/report.pdf']);
	});

	test('names with other scripts, spaces and brackets keep their links', async () => {
		await mount({ isReadonly: false });
		const source = await place(vscode.Uri.joinPath(dir, 'Größe (neu) 図 100%'), 'résumé [1] #2.pdf', 'report.pdf');

		await convert(source);

		const text = await read(vscode.Uri.joinPath(source, '..', 'résumé [1] #2.md'));
		const link = /!\[[^\]]*\]\(([^)]+)\)/.exec(text)![1]!;
		await vscode.workspace.fs.stat(vscode.Uri.joinPath(source, '..', decodeURIComponent(link)));
	});
});
