import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lineOf } from '../../src/commands/connect/checkLines.ts';
import { checkConnection } from '../../src/core/connect/doctor.ts';
import type { Finding } from '../../src/core/connect/findings.ts';
import { createHttpClient } from '../../src/core/net/http.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import type { Fault } from '../support/emulator/faults.ts';
import { startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { Stage, folder, place, readBy, resetSettings, set, setConnections } from './stage.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`fovea.${command}`, ...args);

suite('what is said of connections', () => {
	let stage: Stage;

	setup(() => {
		stage = new Stage();
	});
	teardown(async () => {
		await stage.leave();
		await resetSettings();
	});

	suite('by the check, of each fault', () => {
		const network = { strictSsl: true, systemCertificates: false };
		let emulator: Emulator | undefined;
		teardown(async () => {
			await emulator?.close();
			emulator = undefined;
		});

		/** The sentences of what is wrong, with the host that they name as `HOST`. */
		async function wrong(subject: Parameters<typeof checkConnection>[1], timeoutMs = 60_000): Promise<string> {
			const client = createHttpClient(network);
			const findings: Finding[] = [];
			const { signal } = new AbortController();
			const tell = (found: Finding) => void findings.push(found);
			await checkConnection(() => client, subject, { network, environment: {}, signal, timeoutMs, tell });
			await client.close();
			return findings
				.filter(({ outcome }) => outcome === 'wrong')
				.map((found) => `${lineOf(found).label}: ${lineOf(found).text}`)
				.join(' ')
				.replace(/127\.0\.0\.1:\d+/g, 'HOST');
		}

		const faults: readonly (readonly [fault: Fault, sentence: RegExp])[] = [
			[{ kind: 'rateLimited' }, /^Request: All is right, and HOST gets too many requests now\. Wait a minute\.$/],
			[{ kind: 'rateLimited', retryAfterSeconds: 20 }, /^Request: .* It asks to wait 20 s\.$/],
			[{ kind: 'status', status: 401 }, /^Key: HOST does not accept the key, .*"api-key"/],
			[{ kind: 'status', status: 402 }, /^Key: The account at HOST has no money or quota left/],
			[{ kind: 'status', status: 403 }, /^Key: HOST knows the key and refuses access/],
			[{ kind: 'status', status: 404 }, /^Model: HOST has no model or deployment "mistral-document-ai-2512"/],
			[{ kind: 'status', status: 408 }, /^Request: HOST fails to answer \(status 408\)/],
			[{ kind: 'status', status: 413 }, /^Request: HOST, or a gateway before it, takes only small requests \(status 413\)/],
			[{ kind: 'status', status: 500 }, /^Request: HOST fails to answer \(status 500\)/],
			[{ kind: 'status', status: 502 }, /^Request: HOST fails to answer \(status 502\)/],
			[{ kind: 'status', status: 503 }, /^Request: HOST fails to answer \(status 503\)/],
			[{ kind: 'status', status: 504 }, /^Request: HOST fails to answer \(status 504\)/],
			[{ kind: 'badRequest', message: 'no' }, /^Request: HOST refuses the request \(status 400\): model and address do not go together/],
			[{ kind: 'html', status: 502 }, /^Request: HOST fails to answer \(status 502\)/],
			[{ kind: 'html', status: 503 }, /^Request: HOST fails to answer \(status 503\)/],
			[{ kind: 'redirect', status: 307, location: 'https://elsewhere.example/ocr' }, /^Path: HOST leads on to another address/],
			[{ kind: 'redirect', status: 302, location: '/login' }, /^Path: HOST leads on to another address/],
			[{ kind: 'errorIn200', body: { error: { code: 'insufficient_quota' } } }, /^Key: The account at HOST has no money or quota left/],
			[{ kind: 'cut', at: 'headers' }, /^Request: HOST ended the connection before it had answered\.$/],
			[{ kind: 'cut', at: 'body' }, /^Request: HOST fails to answer \(status 400\)/],
		];
		for (const [fault, sentence] of faults) {
			test(`${JSON.stringify(fault)} at a service that reads`, async () => {
				emulator = await startEmulator({ profile: 'foundry', key: 'right', faults: () => fault });
				const { endpoint } = emulator;

				const said = await wrong({
					use: 'documents',
					service: 'azure',
					endpoint,
					model: 'mistral-document-ai-2512',
					knownAs: undefined,
					key: 'right',
					isToken: false,
				});

				assert.match(said, sentence);
			});
		}

		for (const [what, change, sentence] of [
			['a wrong key', { key: 'wrong' }, /^Key: HOST does not accept the key/],
			['no key', { key: '' }, /^Key: There is no key for HOST, and it wants one\.$/],
			['a deployment that is not there', { model: 'nothing' }, /^Model: HOST has no model or deployment "nothing"/],
			['a token that is not let in', { key: 'x', isToken: true }, /^Key: HOST does not accept the Microsoft account\. It needs a role/],
		] as const) {
			test(`${what} at a service that draws`, async () => {
				const images = await startImageEmulator({ profile: 'azure', key: 'right' });
				try {
					const said = await wrong({
						use: 'images',
						service: 'azure',
						endpoint: images.endpoint,
						model: 'gpt-image-2',
						knownAs: undefined,
						key: 'right',
						isToken: false,
						...change,
					});

					assert.match(said, sentence);
				} finally {
					await images.close();
				}
			});
		}
	});

	suite('of a model that its provider has ended', () => {
		let emulator: Emulator;
		setup(async () => {
			emulator = await startEmulator({
				profile: 'mistral',
				key: 'k',
				models: { 'mistral-ocr-2505': 'mistral-ocr-4-1', 'mistral-ocr-latest': 'mistral-ocr-4-1' },
			});
			await readBy('mistral', emulator.origin, 'mistral-ocr-2505');
			stage.answers.push('k');
			await run('setApiKey');
		});
		teardown(() => emulator.close());

		test('it is said once, and one click takes its successor', async () => {
			const told = () => stage.shown.filter(({ text }) => text.startsWith('Mistral retired'));
			stage.presses.push([/^Mistral retired mistral-ocr-2505 on May 31, 2026/, 'Use mistral-ocr-latest']);

			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));
			await run('convertToMarkdown', await place(await folder(), 'scan.png'));
			await readBy('mistral', emulator.origin, 'mistral-ocr-2505');
			await run('convertToMarkdown', await place(await folder(), '1.2 notes with spaces.pdf'));

			assert.deepEqual(
				told().map(({ buttons }) => buttons),
				[['Use mistral-ocr-latest']],
			);
			assert.deepEqual(
				emulator.requests.filter(({ method }) => method === 'POST').map(({ model }) => model),
				['mistral-ocr-2505', 'mistral-ocr-latest', 'mistral-ocr-2505'],
			);
		});

		test('behind a deployment with a name of its own, it is said, and one click chooses another', async () => {
			const foundry = await startEmulator({ profile: 'foundry', key: 'k', models: { reader: 'mistral-ocr-2503' } });
			try {
				const models = { reader: 'mistral-ocr-2503' };
				const reader = { name: 'R', for: 'documents', service: 'azure', endpoint: foundry.origin, model: 'reader', models };
				await setConnections(reader);
				await set({ connection: 'R' });
				stage.presses.push([/^Azure retired mistral-ocr-2503 on January 30, 2026/, 'Choose Another Model']);
				stage.answers.push('k', 'reader', 'mistral-document-ai-2512');

				await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

				assert.deepEqual(vscode.workspace.getConfiguration('fovea').get('connections'), [
					{ ...reader, models: { reader: 'mistral-document-ai-2512' } },
				]);
			} finally {
				await foundry.close();
			}
		});
	});

	suite('Report Issue', () => {
		/** Runs the command in an editor whose form for issues does this. */
		async function reportIssue(form: (options: { extensionId: string; issueBody: string }) => void): Promise<void> {
			await setConnections(
				{ name: 'Needle One', for: 'documents', service: 'azure', endpoint: 'https://needle.services.ai.azure.com', model: 'needle-ocr' },
				{ name: 'Needle Two', for: 'images', service: 'openai', endpoint: 'https://api.openai.com/v1', model: 'gpt-image-2' },
			);
			const { getCommands, executeCommand } = vscode.commands;
			const commands = vscode.commands as { getCommands: unknown; executeCommand: unknown };
			try {
				commands.getCommands = async () => ['workbench.action.openIssueReporter'];
				commands.executeCommand = async (command: string, ...args: unknown[]) =>
					command === 'workbench.action.openIssueReporter' ? form(args[0] as never) : executeCommand(command, ...args);
				await executeCommand('fovea.reportIssue');
			} finally {
				Object.assign(commands, { getCommands, executeCommand });
			}
		}

		function assertFacts(body: string): void {
			assert.match(body, /- documents: azure, a deployment of my own\n- images: openai, gpt-image-2\n/);
			assert.match(body, /Fovea \d+\.\d+\.\d+, .* Node v/);
			assert.doesNotMatch(body, /needle/i);
		}

		test('brings facts, and neither hosts nor names of the user’s own', async () => {
			const opened: { extensionId: string; issueBody: string }[] = [];
			await reportIssue((options) => opened.push(options));

			assert.deepEqual(
				opened.map(({ extensionId }) => extensionId),
				['fovea.fovea'],
			);
			assertFacts(opened[0]!.issueBody);
		});

		test('opens them as a document where the form fails, as in a browser', async () => {
			await reportIssue(() => {
				throw new Error('Unable to find issue reporting url for fovea.fovea');
			});

			assert.deepEqual(stage.shown, []);
			assertFacts(vscode.window.activeTextEditor?.document.getText() ?? '');
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});
	});

	test('what Fovea’s own connections do not reach goes by the editor’s fetch, and so does what follows', async () => {
		const emulator = await startEmulator({ profile: 'mistral', key: 'k' });
		const { fetch } = globalThis;
		const byEditor: string[] = [];
		try {
			// Stands for a way that the editor alone knows, as by a PAC file.
			globalThis.fetch = (async (input: string, init: RequestInit) => {
				byEditor.push(input);
				return fetch(input.replace('https://pac-only.invalid', emulator.origin), init);
			}) as typeof fetch;
			await readBy('mistral', 'https://pac-only.invalid', 'mistral-ocr-latest');
			stage.answers.push('k');
			await run('setApiKey');
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));
			await run('convertToMarkdown', await place(await folder(), 'scan.png'));

			assert.deepEqual(stage.texts('error'), []);
			assert.deepEqual(byEditor, ['https://pac-only.invalid/v1/ocr', 'https://pac-only.invalid/v1/ocr']);
			assert.deepEqual(
				emulator.requests.map(({ status }) => status),
				[200, 200],
			);
		} finally {
			globalThis.fetch = fetch;
			await emulator.close();
		}
	});
});
