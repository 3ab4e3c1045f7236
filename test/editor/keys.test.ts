import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { Stage, folder, place, resetSettings, set } from './stage.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`fovea.${command}`, ...args);
const authorizations = (emulator: Emulator) => emulator.requests.map(({ headers }) => headers.authorization);

suite('keys', () => {
	let stage: Stage;
	let emulator: Emulator;
	let source: vscode.Uri;

	setup(async () => {
		stage = new Stage();
		emulator = await startEmulator({ profile: 'mistral', key: 'right-key' });
		await set({ provider: 'mistral', mistralEndpoint: emulator.origin });
		source = await place(await folder(), 'report.pdf');
	});
	teardown(async () => {
		delete process.env['MISTRAL_API_KEY'];
		await stage.leave();
		await emulator.close();
		await resetSettings();
	});

	test('a stored key is used, and removing it asks again', async () => {
		stage.answers.push('Mistral', 'right-key');
		await run('setApiKey');
		await run('convertToMarkdown', source);
		assert.deepEqual(authorizations(emulator), ['Bearer right-key']);
		stage.answers.push(emulator.origin);
		await run('removeApiKey');

		await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

		assert.equal(emulator.requests.length, 1);
	});

	test('the environment has the key when none is stored', async () => {
		process.env['MISTRAL_API_KEY'] = 'right-key';

		await run('convertToMarkdown', source);

		assert.deepEqual(authorizations(emulator), ['Bearer right-key']);
	});

	test('the environment’s key does not go where only the workspace says', async () => {
		process.env['MISTRAL_API_KEY'] = 'right-key';
		await set({ mistralEndpoint: undefined });
		await vscode.workspace.getConfiguration('fovea.ocr').update('mistralEndpoint', emulator.origin, vscode.ConfigurationTarget.Workspace);

		await run('convertToMarkdown', source);

		assert.equal(emulator.requests.length, 0);
	});

	test('automatic mode asks before an environment key sends a first document', async () => {
		process.env['MISTRAL_API_KEY'] = 'right-key';
		await set({ provider: 'auto' });

		await run('convertToMarkdown', source);

		assert.match(stage.shown[0]?.text ?? '', /Convert documents with Mistral OCR\?/);
		assert.equal(emulator.requests.length, 0);
	});

	test('automatic mode without a service stays on this machine', async () => {
		await set({ provider: 'auto' });

		await run('convertToMarkdown', source);

		assert.deepEqual([emulator.requests.length, vscode.window.activeTextEditor?.document.uri.path.endsWith('/report.md')], [0, true]);
	});

	for (const key of ['', '   ', 'two words', 'schlüssel', 'a\nb']) {
		test(`${JSON.stringify(key)} is no key`, async () => {
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

	test('connecting a service sets everything up', async () => {
		await set({ provider: undefined, mistralEndpoint: undefined });
		stage.answers.push('Mistral', `${emulator.origin}/v1`);
		stage.replace('createQuickPick', () => new FakeQuickPick('mistral-ocr-2512'));
		stage.answers.push('right-key');

		await run('connectService');
		await run('convertToMarkdown', source);

		assert.deepEqual(
			emulator.requests.map(({ model, status }) => [model, status]),
			[['mistral-ocr-2512', 200]],
		);
		assert.equal(vscode.workspace.getConfiguration('fovea.ocr').get('provider'), 'mistral');
	});

	test('no key is in anything that the run has written', async () => {
		const key = `needle-${crypto.randomUUID()}`;
		stage.answers.push('Mistral', key);
		await run('setApiKey');
		await run('convertToMarkdown', source);
		assert.deepEqual(authorizations(emulator), [`Bearer ${key}`]);
		await new Promise((resolve) => setTimeout(resolve, 500)); // the log is written with a delay

		const places = [vscode.workspace.workspaceFolders![0]!.uri.fsPath, process.env['FOVEA_USER_DATA']!];
		const found = places.flatMap(filesUnder).filter((file) => readFileSync(file).includes(key));

		assert.deepEqual(found, []);
		assert.doesNotMatch(JSON.stringify(stage.shown), new RegExp(key));
	});
});

/** A quick pick in which the person types a text and presses Enter. */
class FakeQuickPick {
	value = '';
	items: readonly vscode.QuickPickItem[] = [];
	private accept: () => void = () => undefined;
	private change: (value: string) => void = () => undefined;

	constructor(private readonly typed: string) {}

	get activeItems(): readonly vscode.QuickPickItem[] {
		return this.items.slice(0, 1);
	}

	onDidChangeValue(listener: (value: string) => void): void {
		this.change = listener;
	}

	onDidAccept(listener: () => void): void {
		this.accept = listener;
	}

	onDidHide(): void {
		// It is never hidden without an answer.
	}

	show(): void {
		this.value = this.typed;
		this.change(this.typed);
		this.accept();
	}

	dispose(): void {
		// Nothing is held.
	}
}

function filesUnder(dir: string): string[] {
	return readdirSync(dir, { recursive: true, encoding: 'utf8' })
		.map((name) => path.join(dir, name))
		.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
