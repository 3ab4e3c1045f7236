import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { until } from '../support/until.ts';
import { FakeSignIn } from './fakeSignIn.ts';
import { Stage, folder, onlySettings, place, reader, resetSettings, set, setConnections } from './stage.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`fovea.${command}`, ...args);
const authorizations = (emulator: Emulator) => emulator.requests.map(({ headers }) => headers.authorization);

suite('keys', () => {
	let stage: Stage;
	let emulator: Emulator;
	let source: vscode.Uri;

	setup(async () => {
		stage = new Stage();
		emulator = await startEmulator({ profile: 'mistral', key: 'right-key' });
		await onlySettings(reader('mistral', emulator.origin, 'mistral-ocr-latest'));
		source = await place(await folder(), 'report.pdf');
	});
	teardown(async () => {
		delete process.env['MISTRAL_API_KEY'];
		await stage.leave();
		await emulator.close();
	});
	suiteTeardown('no settings stay', resetSettings);

	test('a stored key is used, and removing it asks again @api', async () => {
		stage.answers.push('right-key');
		await run('setApiKey');
		await run('convertToMarkdown', source);
		assert.deepEqual(authorizations(emulator), ['Bearer right-key']);
		stage.answers.push(emulator.origin);
		await run('removeApiKey');

		await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

		assert.equal(emulator.requests.length, 1);
	});

	test('the environment has the key when none is stored, and the user agrees once to where it goes @api', async () => {
		process.env['MISTRAL_API_KEY'] = 'right-key';
		stage.presses.push([/^Send the key in MISTRAL_API_KEY to/, 'Use MISTRAL_API_KEY']);

		await run('convertToMarkdown', source);
		await run('convertToMarkdown', await place(await folder(), 'scan.png'));

		assert.deepEqual(authorizations(emulator), ['Bearer right-key', 'Bearer right-key']);
	});

	test('the environment’s key does not go to another host without leave', async () => {
		process.env['MISTRAL_API_KEY'] = 'right-key';

		await run('convertToMarkdown', source);

		assert.equal(emulator.requests.length, 0);
	});

	test('automatic mode asks before an environment key sends a first document', async () => {
		process.env['MISTRAL_API_KEY'] = 'right-key';
		await setConnections();
		await set({ connection: 'auto' });

		await run('convertToMarkdown', source);

		assert.match(stage.shown[0]?.text ?? '', /Convert documents with Mistral OCR\?/);
		assert.equal(emulator.requests.length, 0);
	});

	test('automatic mode without a service stays on this machine', async () => {
		await setConnections();
		await set({ connection: 'auto' });

		await run('convertToMarkdown', source);

		assert.deepEqual([emulator.requests.length, vscode.window.activeTextEditor?.document.uri.path.endsWith('/report.md')], [0, true]);
	});

	for (const key of ['', '   ', 'two words', 'schlüssel', 'a\nb']) {
		test(`${JSON.stringify(key)} is no key${key === '' ? ' @api' : ''}`, async () => {
			const asked: unknown[] = [];
			stage.replace('showInputBox', async (options: vscode.InputBoxOptions) => {
				asked.push({ password: options.password, problem: typeof (await options.validateInput?.(key)) });
				return undefined;
			});

			await run('convertToMarkdown', source);

			assert.deepEqual(asked, [{ password: true, problem: 'string' }]);
			assert.deepEqual(authorizations(emulator), []);
		});
	}

	test('no key is in anything that the run has written', async () => {
		const key = `needle-${crypto.randomUUID()}`;
		stage.answers.push(key);
		await run('setApiKey');
		await run('convertToMarkdown', source);
		assert.deepEqual(authorizations(emulator), [`Bearer ${key}`]);
		await logged(emulator.origin);

		assert.deepEqual(filesWith(key), []);
		assert.doesNotMatch(JSON.stringify(stage.shown), new RegExp(key));
	});

	test('no token is in what reading, drawing and a refusal leave behind', async () => {
		const signIn = new FakeSignIn();
		const reader = await startEmulator({ profile: 'foundry', key: 'no-key', takesToken: signIn.takes });
		const images = await startImageEmulator({ profile: 'azure', key: 'no-key', takesToken: signIn.takes });
		try {
			await setConnections(
				{ name: 'Reads', for: 'documents', service: 'azure', endpoint: reader.origin, signIn: 'microsoft' },
				{ name: 'Draws', for: 'images', service: 'azure', endpoint: images.endpoint, model: 'gpt-image-2', signIn: 'microsoft' },
			);
			await set({ connection: 'Reads' });
			await run('convertToMarkdown', source);
			await vscode.lm.invokeTool(
				'fovea_generate_image',
				{ input: { prompt: 'a fox' }, toolInvocationToken: undefined },
				new vscode.CancellationTokenSource().token,
			);
			signIn.audience = 'https://elsewhere.example/.default';
			await run('convertToMarkdown', await place(await folder(), 'scan.png'));
			await logged(reader.origin, 'signInRefused');
			await logged(images.origin);

			assert.deepEqual([reader.requests[0]?.status, images.sent.length, stage.texts('error').length], [200, 1, 1]);
			assert.deepEqual(filesWith('entra-'), []);
			assert.doesNotMatch(JSON.stringify([stage.shown, stage.seen]), /entra-/);
		} finally {
			signIn.leave();
			await reader.close();
			await images.close();
		}
	});

	test('no key is in what a check, a report, a failure that echoes it, tools and drawing leave behind', async () => {
		const key = `needle-${crypto.randomUUID()}`;
		const reader = await startEmulator({ profile: 'mistral', key });
		const images = await startImageEmulator({ profile: 'openai', key });
		const { token } = new vscode.CancellationTokenSource();
		const invoke = async (name: string, input: object) =>
			JSON.stringify(await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token));
		try {
			await setConnections(
				{ name: 'Reads', for: 'documents', service: 'mistral', endpoint: reader.origin, model: 'mistral-ocr-latest' },
				{ name: 'Draws', for: 'images', service: 'openai', endpoint: images.endpoint, model: 'gpt-image-2' },
			);
			await set({ connection: 'Reads' });
			for (const name of ['Reads', 'Draws']) {
				stage.answers.push(name, key);
				await run('setApiKey');
				stage.answers.push(name, 'Check', 'Copy Report');
				await run('manageConnections');
			}
			const report = await vscode.env.clipboard.readText();
			assert.match(report, /^Fovea, VS Code/);
			const said = await Promise.all([
				invoke('fovea_generate_image', { prompt: 'a fox' }),
				invoke('fovea_read_document', { path: source.fsPath }),
			]);
			reader.faults.push({ kind: 'badRequest', message: `Incorrect API key provided: ${key}` });
			await run('convertToMarkdown', await place(await folder(), 'scan.png'));
			assert.deepEqual([images.sent.length, stage.texts('error').length], [1, 1]);
			await logged(reader.origin, 'badRequest');
			await logged(images.origin);
			assert.deepEqual(filesWith(key), []);
			// A report is for others: it names no host.
			assert.doesNotMatch(report, /127\.0\.0\.1|localhost/);
			assert.doesNotMatch(JSON.stringify([stage.shown, stage.seen, report, said]), /needle-/);
			const others = [...reader.requests, ...images.requests].filter(({ headers }) =>
				Object.entries(headers).some(([name, value]) => name !== 'authorization' && String(value).includes(key)),
			);
			assert.deepEqual(others, []);
		} finally {
			await reader.close();
			await images.close();
		}
	});
});

/** What the run has written: the workspace, settings, storage and logs. */
function files(): string[] {
	return [vscode.workspace.workspaceFolders![0]!.uri.fsPath, process.env['FOVEA_USER_DATA']!].flatMap(filesUnder);
}

function filesWith(text: string): string[] {
	return files().filter((file) => readFileSync(file).includes(text));
}

/**
 * Waits until the log is on the disk as far as a line about a host, which has these words. A code-server that was installed without its compiled logger
 * writes none; what the lines say is the business of unit tests.
 */
async function logged(origin: string, words = ''): Promise<void> {
	const { host } = new URL(origin);
	const logs = files().filter((file) => path.basename(file) === 'Fovea.log');
	if (logs.length === 0) {
		return;
	}
	const lines = () => logs.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
	await until(`a line of the log with ${host} ${words}`, () => lines().some((line) => line.includes(host) && line.includes(words)));
}

function filesUnder(dir: string): string[] {
	return readdirSync(dir, { recursive: true, encoding: 'utf8' })
		.map((name) => path.join(dir, name))
		.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
