import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { back } from './fakeInput.ts';
import { Stage, folder, names, onlySettings, place, read, resetSettings, set, setConnections } from './stage.ts';

const run = (name: string, ...args: readonly unknown[]) => vscode.commands.executeCommand(`fovea.${name}`, ...args);
const ocr = () => vscode.workspace.getConfiguration('fovea.ocr');

suite('Choices', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let emulator: Emulator | undefined;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		await onlySettings({ 'fovea.ocr.connection': 'local' });
	});
	teardown(async () => {
		await stage.leave();
		await emulator?.close();
		emulator = undefined;
	});
	suiteTeardown('no settings stay', resetSettings);

	suite('Convert to Markdown With…', () => {
		test('reads by another connection this once, and writes nothing into the settings', async () => {
			emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
			await setConnections({
				name: 'Other',
				for: 'documents',
				service: 'azure',
				endpoint: emulator.origin,
				model: 'mistral-document-ai-2512',
			});
			stage.answers.push('Other', 'HTML', 'Horizontal Rules', 'test-key');
			await run('convertWith', await place(dir, 'report.pdf'));

			const text = await read(vscode.Uri.joinPath(dir, 'report.md'));
			assert.equal(emulator.requests.length, 1);
			assert.ok(emulator.requests[0]?.fields.includes('table_format'));
			assert.match(text, /^---$/m);
			assert.doesNotMatch(text, /<!-- page/);
			assert.deepEqual([ocr().get('connection'), ocr().get('tables'), ocr().get('pageMarks')], ['local', 'markdown', 'comment']);
			assert.deepEqual(
				stage.seen.slice(0, 3).map(({ step }) => step),
				['1/4', '2/3', '3/3'],
			);
		});

		test('Back leads to the choice before, and Escape converts nothing', async () => {
			stage.answers.push('This Machine', back, 'This Machine', [], undefined);
			await run('convertWith', await place(dir, 'report.pdf'));

			assert.deepEqual(await names(dir), ['report.pdf']);
			assert.deepEqual(
				stage.seen.map(({ text }) => text),
				[
					'What reads them, this once',
					'Languages of scans and images: fewer are read better',
					'What reads them, this once',
					'Languages of scans and images: fewer are read better',
					'Tables',
				],
			);
		});
	});

	suite('Choose Recognition Languages…', () => {
		let files: string;

		setup(async () => {
			files = await mkdtemp(path.join(tmpdir(), 'fovea-languages-'));
			await writeFile(path.join(files, 'deu.traineddata'), 'data');
			await writeFile(path.join(files, 'osd.traineddata'), 'data');
		});
		teardown(async () => rm(files, { recursive: true, force: true }));

		/** Ticks languages by their names, and keeps the list. */
		function tick(...chosen: readonly string[]): vscode.QuickPickItem[] {
			const listed: vscode.QuickPickItem[] = [];
			stage.replace('showQuickPick', async (items: readonly vscode.QuickPickItem[]) => {
				listed.push(...items);
				return items.filter(({ label }) => chosen.includes(label));
			});
			return listed;
		}

		test('lists them by their names, those that are here first', async () => {
			await set({ localLanguageFolder: files });
			const listed = tick('German', 'English');
			await run('chooseLocalLanguages');

			assert.deepEqual(
				listed.slice(0, 4).map(({ label }) => label),
				['On this machine', 'English', 'German', 'Files needed'],
			);
			for (const name of ['French', 'Simplified Chinese', 'Japanese (vertical)', 'Italian (old prints)', 'Serbian (Latin)']) {
				assert.ok(
					listed.some(({ label }) => label === name),
					name,
				);
			}
			assert.equal(ocr().get('localLanguages'), 'eng+deu');
			assert.match(stage.texts('info').join(), /are now read in these languages: English and German$/);
		});

		test('asks for the folder where a file is missing, and says where such files are to be had', async () => {
			tick('German');
			stage.presses.push([/needs the files of these languages: deu\.traineddata/, 'Choose Folder…']);
			stage.replace('showOpenDialog', async ({ canSelectFolders }: vscode.OpenDialogOptions) =>
				canSelectFolders ? [vscode.Uri.file(files)] : [],
			);
			await run('chooseLocalLanguages');

			assert.deepEqual([ocr().get('localLanguages'), ocr().get('localLanguageFolder')], ['deu', files]);
		});

		test('nothing changes for who leaves that question', async () => {
			tick('French');
			await run('chooseLocalLanguages');

			assert.deepEqual([ocr().get('localLanguages'), ocr().get('localLanguageFolder')], ['eng', '']);
		});
	});
});
