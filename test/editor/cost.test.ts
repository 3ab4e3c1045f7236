import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { longPdf } from '../support/documents.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { Stage, folder, names, onlySettings, place, reader, resetSettings, set } from './stage.ts';

const convert = (uri: vscode.Uri, selected?: readonly vscode.Uri[]) =>
	vscode.commands.executeCommand('fovea.convertToMarkdown', uri, selected);
const showUsage = () => vscode.commands.executeCommand('fovea.showUsage');

suite('Cost', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let emulator: Emulator;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
		await onlySettings(reader('azure', emulator.origin));
		stage.answers.push('test-key');
	});
	teardown(async () => {
		await stage.leave();
		await emulator.close();
	});
	suiteTeardown('no settings stay', resetSettings);

	const questions = () => stage.shown.filter(({ text }) => text.startsWith('Send '));

	suite('before documents are sent', () => {
		test('what is cheap is sent without a question', async () => {
			await convert(await place(dir, 'report.pdf'));

			assert.deepEqual([questions(), emulator.requests.length], [[], 1]);
		});

		test('what costs more than the limit is asked about, once for all documents, and not sent without consent', async () => {
			await set({ confirmAbove: 0 });
			const uris = [await place(dir, 'report.pdf'), await place(dir, 'scan.png'), await place(dir, 'more.pdf', 'report.pdf')];

			await convert(uris[0]!, uris);

			const { host } = new URL(emulator.origin);
			assert.deepEqual(questions(), [{ kind: 'info', text: `Send 5 pages to ${host}?`, buttons: ['Convert'] }]);
			assert.deepEqual([emulator.requests.length, await names(dir)], [0, ['more.pdf', 'report.pdf', 'scan.png']]);
		});

		test('with consent they are sent', async () => {
			await set({ confirmAbove: 0 });
			stage.presses.push([/^Send 2 pages/, 'Convert']);

			await convert(await place(dir, 'report.pdf'));

			assert.equal(emulator.requests.length, 1);
		});

		test('only the pages that are asked for count', async () => {
			await set({ confirmAbove: 0 });
			stage.replace('showInputBox', async ({ title }: vscode.InputBoxOptions) => (title?.startsWith('Convert Pages') ? '2' : 'test-key'));

			await vscode.commands.executeCommand('fovea.convertPages', await place(dir, 'report.pdf'));

			assert.match(questions()[0]?.text ?? '', /^Send 1 page to /);
		});

		test('what is tried again is not asked about again', async () => {
			await set({ confirmAbove: 0, cacheMegabytes: 0, timeoutSeconds: 5 });
			emulator.faults.push({ kind: 'silent' });
			stage.presses.push([/^Send 2 pages/, 'Convert'], [/did not answer within 5 s/, 'Retry']);

			await convert(await place(dir, 'report.pdf'));

			assert.equal(questions().length, 1);
			assert.ok((await names(dir)).includes('report.md'), stage.texts('error').join());
		});

		test('the local engine never asks', async () => {
			await set({ confirmAbove: 0, connection: 'local' });

			await convert(await place(dir, 'report.pdf'));

			assert.deepEqual(questions(), []);
		});

		test('the pages of a long document are counted against the limit', async () => {
			const source = await place(dir, 'long.pdf', longPdf());
			await set({ confirmAbove: 0.4 });
			await convert(source);
			assert.match(questions()[0]?.text ?? '', /^Send 117 pages/);
			assert.equal(emulator.requests.length, 0);
			stage.answers.push('test-key');
			await set({ confirmAbove: 0.5 });

			await convert(source);
			assert.equal(questions().length, 1);
			assert.equal([...emulator.paid.values()].length, emulator.requests.length);
			assert.ok((await names(dir)).includes('long.md'));
		});
	});

	suite('Show Usage', () => {
		setup(async () => {
			stage.presses.push([/^Forget/, 'Reset']);
			stage.answers.unshift('Reset…');
			await showUsage();
			stage.presses.length = 0;
			stage.answers.splice(0, stage.answers.length, 'test-key');
			stage.shown.length = 0;
		});

		test('has the pages that the service has counted, and not those that were kept', async () => {
			await set({ cacheMegabytes: 100 });
			const source = await place(dir, 'report.pdf', Buffer.concat([await bytesOf('report.pdf'), Buffer.from(`%${crypto.randomUUID()}`)]));
			await convert(source);
			stage.presses.push([/already exists/, 'Replace']);
			await convert(source);
			stage.answers.push('Open as Table');
			await showUsage();

			const now = new Date();
			const month = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`;
			assert.match(
				vscode.window.activeTextEditor?.document.getText() ?? '',
				new RegExp(`^\\| ${month} \\| Azure AI Foundry \\| mistral-document-ai-2512 \\| 2 \\| price not known \\|$`, 'm'),
			);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('says so where there is none, also after Reset', async () => {
			await convert(await place(dir, 'report.pdf'));
			stage.presses.push([/^Forget/, 'Reset']);
			stage.answers.push('Reset…');
			await showUsage();
			await showUsage();

			assert.match(stage.texts('info').join(), /No service has read a page for you yet/);
		});
	});

	suite('Clear Cache', () => {
		const clear = () => vscode.commands.executeCommand('fovea.clearCache');
		const asked = () => stage.shown.filter(({ text }) => text.startsWith('Delete the '));

		test('asks first; what it has deleted is sent again; an empty one says so', async () => {
			await set({ cacheMegabytes: 100 });
			stage.presses.push([/already exists/, 'Replace'], [/already exists/, 'Replace']);
			const source = await place(dir, 'report.pdf', Buffer.concat([await bytesOf('report.pdf'), Buffer.from(`%${crypto.randomUUID()}`)]));
			await convert(source);

			await clear();
			assert.match(asked()[0]?.text ?? '', /^Delete the \d[\d,]*(\.\d)? MB of recognized documents/);
			assert.deepEqual(asked()[0]?.buttons, ['Delete']);
			await convert(source);
			assert.equal(emulator.requests.length, 1);

			stage.presses.push([/^Delete the /, 'Delete']);
			await clear();
			await convert(source);
			assert.equal(emulator.requests.length, 2);

			stage.presses.push([/^Delete the /, 'Delete']);
			await clear();
			await clear();
			assert.deepEqual(stage.texts('info').slice(-1), ['The cache is empty.']);
			assert.equal(asked().length, 3);
		});
	});
});

async function bytesOf(name: string): Promise<Uint8Array> {
	return vscode.workspace.fs.readFile(vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name));
}
