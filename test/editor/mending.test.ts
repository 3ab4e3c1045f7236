import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { secondButton } from './fakeInput.ts';
import { lockedPdf } from '../support/documents.ts';
import { until } from '../support/until.ts';
import { Stage, folder, names, onlySettings, place, readBy, reader, resetSettings, set } from './stage.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`fovea.${command}`, ...args);
const connections = () =>
	vscode.workspace.getConfiguration('fovea').inspect('connections')?.globalValue as { model: string; endpoint: string }[];

suite('what fails goes on as soon as it is mended', () => {
	let stage: Stage;
	let emulator: Emulator;
	let dir: vscode.Uri;
	let source: vscode.Uri;
	const opened: unknown[] = [];
	const original = vscode.commands.executeCommand;

	setup(async () => {
		stage = new Stage();
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
		await onlySettings(reader('azure', emulator.origin));
		dir = await folder();
		source = await place(dir, 'report.pdf');
		opened.length = 0;
		(vscode.commands as { executeCommand: unknown }).executeCommand = async (command: string, ...args: unknown[]) => {
			if (command === 'workbench.action.openSettings') {
				opened.push(...args);
				return undefined;
			}
			return original(command, ...args);
		};
	});
	teardown(async () => {
		(vscode.commands as { executeCommand: unknown }).executeCommand = original;
		await stage.leave();
		await emulator.close();
	});
	suiteTeardown('no settings stay', resetSettings);

	const convert = () => run('convertToMarkdown', source);
	const asked = (pattern: RegExp) => stage.shown.filter(({ text }) => pattern.test(text)).length;

	test('a wrong key: another is asked for, and nothing that was answered before', async () => {
		await place(dir, 'report.md', Buffer.from('Mine'));
		stage.answers.push('wrong-key', 'test-key');
		stage.presses.push([/report\.md/, 'Keep Both'], [/does not accept the API key/, 'Set API Key']);

		await convert();

		assert.deepEqual(await names(dir), ['report-2.assets', 'report-2.md', 'report.md', 'report.pdf']);
		assert.deepEqual([asked(/does not accept/), asked(/There is already|already exists|report\.md/)], [1, 1]);
	});

	test('a wrong deployment: one is chosen, kept, and asked', async () => {
		await readBy('azure', emulator.origin, 'my-deployment');
		stage.answers.push('test-key', 'mistral-ocr-4-0');
		stage.presses.push([/no model or deployment "my-deployment"/, 'Choose Another Model']);

		await convert();

		assert.deepEqual([emulator.requests.at(-1)?.status, connections()[0]?.model], [200, 'mistral-ocr-4-0']);
		assert.ok((await names(dir)).includes('report.md'));
	});

	test('a wrong address: the right one is entered, and the conversion goes there', async () => {
		emulator.faults.push({ kind: 'redirect', status: 307, location: 'https://elsewhere.example/' });
		stage.answers.push('test-key', emulator.endpoint);
		stage.presses.push([/redirects to another address/, 'Change the Address']);

		await convert();

		assert.deepEqual([connections()[0]?.endpoint, (await names(dir)).includes('report.md')], [emulator.endpoint, true]);
	});

	test('several documents: one answer mends all', async () => {
		const second = await place(dir, 'scan.png');
		stage.answers.push('wrong-key', 'test-key');
		stage.presses.push([/0 of 2 documents converted/, 'Set API Key']);

		await run('convertToMarkdown', source, [source, second]);

		assert.deepEqual(
			(await names(dir)).filter((name) => name.endsWith('.md')),
			['report.md', 'scan.md'],
		);
	});

	test('the check finds a wrong path, mends it by one click, and the conversion goes on', async () => {
		await readBy('azure', `${emulator.origin}/v1/ocr`);
		stage.answers.push('test-key', 'Use /providers/mistral/azure/ocr');
		stage.presses.push([/no model or deployment/, 'Check Connection']);

		await convert();

		assert.ok(stage.seen.some(({ text }) => /Nothing is at .*; the service answers at \/providers\/mistral\/azure\/ocr/.test(text)));
		assert.deepEqual([connections()[0]?.endpoint, (await names(dir)).includes('report.md')], [emulator.endpoint, true]);
	});

	test('the check that finds nothing says so, and tells the price before it reads a page', async () => {
		stage.answers.push('test-key');
		await run('setApiKey');
		stage.answers.push('Read a Test Page', undefined);

		await run('checkConnection');

		assert.match(stage.seen.at(-2)?.text ?? '', /Nothing is wrong with Test/);
		const read = stage.seen.at(-2)?.items.find(({ label }) => label === 'Read a Test Page');
		assert.match(read?.detail ?? '', /cost nothing\. It reads one page/);
		assert.match(stage.seen.at(-1)?.text ?? '', /was read as it should be/);
		assert.equal(emulator.paid.size, 1);
	});

	test('the report of a check has neither host, model nor key', async () => {
		await readBy('azure', emulator.origin, 'my-secret-deployment');
		stage.answers.push('needle-key');
		await run('setApiKey');
		stage.answers.push('Copy Report', undefined);

		await run('checkConnection');

		const report = await until('the report', async () => await vscode.env.clipboard.readText());
		assert.match(report, /✗ Key: <host> does not accept the key/);
		assert.doesNotMatch(report, /127\.0\.0\.1|localhost|my-secret-deployment|needle-key/);
	});

	test('the model is chosen from the list of the service itself', async () => {
		const mistral = await startEmulator({ profile: 'mistral', key: 'test-key', models: { 'mistral-ocr-9': 'mistral-ocr-4-1' } });
		await readBy('mistral', mistral.origin, 'mistral-ocr-8');
		stage.answers.push('test-key', secondButton, 'mistral-ocr-9');
		stage.presses.push([/no model or deployment "mistral-ocr-8"/, 'Choose Another Model']);

		await convert();
		await mistral.close();

		assert.deepEqual(
			stage.seen.at(-1)?.items.map(({ label }) => label),
			['mistral-ocr-9'],
		);
		assert.deepEqual([connections()[0]?.model, (await names(dir)).includes('report.md')], ['mistral-ocr-9', true]);
	});

	test('Open Settings opens the one that the message is about', async () => {
		stage.answers.push('test-key');
		await set({ timeoutSeconds: 5 });
		emulator.faults.push({ kind: 'silent' });
		stage.presses.push([/did not answer within 5 s/, 'Open Settings']);

		await convert();

		assert.deepEqual(opened, ['@id:fovea.ocr.timeoutSeconds']);
	});

	test('a password that was entered is not asked for again when the key was wrong', async () => {
		source = await place(dir, 'secret.pdf', lockedPdf('Hello', 'asdfzxcv'));
		stage.answers.push('wrong-key', 'asdfzxcv', 'test-key');
		stage.presses.push([/does not accept the API key/, 'Set API Key']);

		await convert();

		assert.ok((await names(dir)).includes('secret.md'), stage.texts('error').join());
		assert.deepEqual(stage.answers, []);
	});
});
