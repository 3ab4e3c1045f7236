import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { documentsInTransfer } from '../../src/commands/insert/documentsInTransfer.ts';
import { pathInWorkspace } from '../../src/platform/files.ts';
import { markdownLink } from '../../src/core/names.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { until } from '../support/until.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';
import { Stage, folder, names, onlySettings, place, read, reader, resetSettings, set } from './stage.ts';

const run = (command: string, ...args: readonly unknown[]) => vscode.commands.executeCommand(`fovea.${command}`, ...args);

/** Stems of names that people, programs and other systems make; Windows takes only some of them. */
const everywhere = [
	'a#b%20 100% &amp;',
	"it's [1](two) {3} `4`",
	'🦊👩‍👩‍👧‍👦',
	'תיק سجل',
	'e\u0301 a\u0308 combining',
	'.hidden',
	'dots..',
	'$math$ _u_ ~s~ -- ^x^',
	'-rf',
	'~',
];
const whereAllowed = [
	' a space at each end ',
	'CON',
	'what? <b>"why"|*',
	'back\\slash',
	'a:b',
	'javascript:alert(1)',
	'\u202efdp.exe',
	'line\nbreak',
	'x'.repeat(251),
	'図'.repeat(83),
];
const stems = process.platform === 'win32' ? everywhere : [...everywhere, ...whereAllowed];

const pdf = (words: string) => simplePdf([{ content: textAt(72, 700, words) }]);

suite('odd names and places', () => {
	let stage: Stage;
	let emulator: Emulator;
	let dir: vscode.Uri;

	setup(async () => {
		stage = new Stage();
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
		await onlySettings(reader('azure', emulator.origin));
		stage.answers.push('test-key');
		dir = vscode.Uri.joinPath(await folder(), 'a folder [1] {x,y} #2 100% ü');
		await vscode.workspace.fs.createDirectory(dir);
	});
	teardown(async () => {
		await stage.leave();
		await emulator.close();
	});
	suiteTeardown('no settings stay', resetSettings);

	const placeAll = (extension: string, from: string) => Promise.all(stems.map((stem) => place(dir, fitting(stem, extension), from)));

	/** Each document has its markdown, with a figure whose link leads to a file. */
	async function assertConverted(sources: readonly vscode.Uri[]): Promise<void> {
		const markdowns = (await names(dir)).filter((name) => name.endsWith('.md'));
		assert.equal(markdowns.length, sources.length, stage.shown.map(({ text }) => text).join('\n'));
		for (const name of markdowns) {
			const [, link] = /!\[[^\]]*\]\(([^)\s]+)\)/.exec(await read(vscode.Uri.joinPath(dir, name))) ?? [];
			assert.ok(link !== undefined && (await vscode.workspace.fs.stat(vscode.Uri.joinPath(dir, decodeURIComponent(link)))).size > 50, name);
		}
		assert.deepEqual(
			(await names(dir)).filter((name) => name.includes('.part')),
			[],
			'no partial file',
		);
	}

	test('a document is converted whatever its name is, some pages of it too', async () => {
		const sources = await placeAll('.pdf', 'report.pdf');

		await run('convertToMarkdown', sources[0], sources);

		await assertConverted(sources);
		assert.deepEqual([...stage.texts('error'), ...stage.texts('warning')], []);
		stage.answers.push('2');
		await run('convertPages', sources.at(-1));
		assert.ok((await names(dir)).some((name) => name.endsWith('.p2.md')));
	});

	test('so is a folder, and none of its documents is found twice', async () => {
		const sources = await placeAll('.pdf', 'report.pdf');
		stage.answers.push([]);

		await run('convertFolder', dir);
		await until('all are converted', () => stage.shown.find(({ text }) => /documents? converted to markdown\.$/.test(text)));

		await assertConverted(sources);
		await run('clearQueue');
	});

	test('a path is shown whole where folders of the workspace have the same name', () => {
		const roots = ['/a/docs', '/b/docs', '/c'].map((root, index) => ({ uri: vscode.Uri.file(root), name: root.split('/').at(-1)!, index }));
		const shown = (file: string, open: readonly vscode.WorkspaceFolder[]) =>
			pathInWorkspace(vscode.Uri.file(file), {
				workspaceFolders: open,
				getWorkspaceFolder: ({ path }) => open.find(({ uri }) => path.startsWith(`${uri.path}/`)),
				asRelativePath: () => 'relative',
			});

		assert.deepEqual(
			[
				shown('/a/docs/x.pdf', roots),
				shown('/c/x.pdf', roots),
				shown('/a/docs/x.pdf', roots.slice(0, 1)),
				shown('/elsewhere/x.pdf', roots),
			],
			[vscode.Uri.file('/a/docs/x.pdf').fsPath, 'relative', 'relative', 'relative'],
		);
	});

	test('existing markdown of such a name is compared, and replaced', async () => {
		const [stem = ''] = stems;
		const source = await place(dir, `${stem}.pdf`, 'report.pdf');
		const mine = await place(dir, `${stem}.md`, Buffer.from('mine'));
		stage.presses.push([/already exists/, 'Compare'], [/Which of them stays/, 'Replace']);

		await run('convertToMarkdown', source);

		await until('it is replaced', async () => (await read(mine)).includes('page 1'));
		await until('nothing else is left', async () => (await names(dir)).length === 3);
	});

	test('a document that is renamed, deleted or reached by a link while it is read becomes markdown all the same', async () => {
		const { fs } = vscode.workspace;
		const [renamed, deleted, kept] = [
			await place(dir, 'renamed.pdf', pdf('renamed')),
			await place(dir, 'deleted.pdf', pdf('deleted')),
			await place(dir, 'elsewhere/kept.pdf', pdf('linked')),
		];
		// Windows lets few make links.
		const linked = process.platform === 'win32' ? kept : vscode.Uri.joinPath(dir, 'linked.pdf');
		if (linked !== kept) {
			await symlink('elsewhere/kept.pdf', linked.fsPath);
		}
		for (const [source, meanwhile] of [
			[renamed, () => fs.rename(renamed, vscode.Uri.joinPath(dir, 'other.pdf'))],
			[deleted, () => fs.delete(deleted)],
			[linked, () => Promise.resolve()],
		] as const) {
			emulator.hold();
			const converting = run('convertToMarkdown', source);
			await until('it is on its way', () => emulator.held.length > 0);
			await meanwhile();
			emulator.release();
			await converting;
		}

		assert.deepEqual(stage.texts('error'), []);
		for (const [source, words] of [
			[renamed, 'renamed'],
			[deleted, 'deleted'],
			[linked, 'linked'],
		] as const) {
			assert.ok((await read(source.with({ path: source.path.replace(/pdf$/, 'md') }))).includes(words));
		}
	});

	test('an agent reads such a document by its path, absolute, relative, or as a URI', async () => {
		await set({ connection: 'local' });
		const token = new vscode.CancellationTokenSource().token;
		for (const source of await placeAll('.pdf', 'report.pdf')) {
			for (const path of [source.fsPath, vscode.workspace.asRelativePath(source), source.toString()]) {
				const { content } = await vscode.lm.invokeTool(
					'fovea_read_document',
					{ input: { path, pages: '1' }, toolInvocationToken: undefined },
					token,
				);
				const [first] = content;
				assert.ok(first instanceof vscode.LanguageModelTextPart && first.value.includes('Tide Report'), path);
			}
		}
	});

	test('pictures of such names are found in a document that shows them, and where they are dropped', async () => {
		const pictures = await placeAll('.png', 'scan.png');
		const shown = pictures.map(({ path }) => `![](${markdownLink(path.slice(path.lastIndexOf('/') + 1))})`);
		const document = await vscode.window.showTextDocument(await place(dir, 'shown.md', Buffer.from(shown.join('\n\n'))));
		let edit: vscode.WorkspaceEdit | undefined;
		const { applyEdit } = vscode.workspace;
		(vscode.workspace as { applyEdit: unknown }).applyEdit = (suggested: vscode.WorkspaceEdit) =>
			Promise.resolve(Boolean((edit = suggested)));
		stage.answers.unshift('Text Below Each Image');
		try {
			await run('recognizeImages');
		} finally {
			(vscode.workspace as { applyEdit: unknown }).applyEdit = applyEdit;
		}

		assert.equal(edit?.get(document.document.uri).length, pictures.length);
		const transfer = new vscode.DataTransfer();
		transfer.set('text/uri-list', new vscode.DataTransferItem(pictures.map(String).join('\r\n')));
		assert.deepEqual(
			(await documentsInTransfer(transfer)).map((found) => 'uri' in found && found.uri.path),
			pictures.map(({ path }) => path),
		);
	});
});

/** A name of at most 255 bytes. */
function fitting(stem: string, extension: string): string {
	return stem.length + extension.length > 255 ? stem.slice(0, 255 - extension.length) + extension : stem + extension;
}
