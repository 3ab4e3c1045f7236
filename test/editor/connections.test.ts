import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readImageSettings, readNetworkOptions, readOcrSettings } from '../../src/platform/settings.ts';
import manifest from '../../package.json' with { type: 'json' };
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { until } from '../support/until.ts';
import { startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { back } from './fakeInput.ts';
import { FakeSignIn } from './fakeSignIn.ts';
import { Stage, folder, names, place, readBy, resetSettings, set, setConnections } from './stage.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`fovea.${command}`, ...args);
const setting = (name: string) => vscode.workspace.getConfiguration('fovea').inspect(name);
const connections = () => setting('connections')?.globalValue;
const choice = () => setting('ocr.connection')?.globalValue;
const root = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

/** Writes the workspace's settings as a repository brings them, and waits until the editor has read them. */
async function workspaceSettings(values: Readonly<Record<string, unknown>>): Promise<void> {
	const mark = crypto.randomUUID();
	mkdirSync(path.join(root(), '.vscode'), { recursive: true });
	writeFileSync(path.join(root(), '.vscode/settings.json'), JSON.stringify({ ...values, 'fovea.mark': mark }));
	await until('the workspace’s settings', () => vscode.workspace.getConfiguration('fovea').get('mark') === mark);
}

suite('connections', () => {
	let stage: Stage;
	let emulator: Emulator;

	setup(async () => {
		stage = new Stage();
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
	});
	teardown(async () => {
		await stage.leave();
		await emulator.close();
		rmSync(path.join(root(), '.vscode'), { recursive: true, force: true });
		await until('the workspace’s settings to be gone', () => vscode.workspace.getConfiguration('fovea').get('mark') === undefined);
		await resetSettings();
	});

	const uri = () => `${emulator.origin}/providers/mistral/azure/ocr`;

	suite('connecting a service', () => {
		test('asks step by step, tests the whole, and is what converts from then on @api', async () => {
			stage.answers.push('Azure AI Foundry', uri(), 'mistral-document-ai-2512', 'API Key', 'test-key', 'Save');

			await run('connectService');

			assert.deepEqual(
				stage.seen.map(({ step }) => step),
				['1/6', '2/6', '3/6', '4/6', '5/6', '6/6'],
			);
			assert.match(stage.seen.at(-1)!.text, /answers as it should/);
			assert.deepEqual(connections(), [
				{ name: 'Azure AI Foundry', for: 'documents', service: 'azure', endpoint: uri(), model: 'mistral-document-ai-2512' },
			]);
			assert.deepEqual([choice(), emulator.requests.length], ['Azure AI Foundry', 1]);
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));
			assert.deepEqual([emulator.requests.at(-1)?.status, stage.texts('error')], [200, []]);
		});

		const answers = () => ['Azure AI Foundry', uri(), 'mistral-document-ai-2512', 'API Key', 'test-key', 'Save'];
		for (const given of [0, 1, 2, 3, 4, 5]) {
			test(`Escape after ${given} answers changes nothing`, async () => {
				stage.answers.push(...answers().slice(0, given), undefined);

				await run('connectService');

				assert.equal(stage.seen.length, given + 1);
				assert.deepEqual([connections(), choice(), stage.shown], [undefined, undefined, []]);
				stage.replace('showQuickPick', async () => assert.fail('a key was stored'));
				await run('removeApiKey');
			});
		}

		test('Back leads to the question before, with the answer that was given @api', async () => {
			stage.answers.push(
				'Azure AI Foundry',
				uri(),
				back,
				uri(),
				'mistral-ocr-4-0',
				back,
				'mistral-document-ai-2512',
				'API Key',
				'test-key',
				'Save',
			);

			await run('connectService');

			assert.deepEqual(
				stage.seen.map(({ step }) => step),
				['1/6', '2/6', '3/6', '2/6', '3/6', '4/6', '3/6', '4/6', '5/6', '6/6'],
			);
			assert.deepEqual([stage.seen[3]?.value, stage.seen[6]?.items[0]?.label], [uri(), 'mistral-ocr-4-0']);
		});

		test('a wrong key is told before it is called connected, and mended there', async () => {
			stage.answers.push(
				'Azure AI Foundry',
				uri(),
				'mistral-document-ai-2512',
				'API Key',
				'wrong-key',
				'Enter Another Key',
				'test-key',
				'Save',
			);

			await run('connectService');

			assert.match(stage.seen[5]?.text ?? '', /does not accept the API key/);
			assert.equal(choice(), 'Azure AI Foundry');
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));
			assert.equal(emulator.requests.at(-1)?.status, 200);
		});

		test('what is no address is refused with the way out, and the next answer taken @api', async () => {
			stage.answers.push('Azure AI Foundry', 'https://ai.azure.com/build/overview', uri(), undefined);

			await run('connectService');

			assert.match(stage.seen[2]?.problem ?? '', /copy its Target URI/);
			assert.equal(stage.seen[3]?.step, '3/6');
		});

		test('a curl command brings address, model and key', async () => {
			const curl = `curl -X POST "${uri()}" -H "api-key: test-key" -d '{"model": "mistral-ocr-4-0", "document": {}}'`;
			stage.answers.push('Azure AI Foundry', curl, 'mistral-ocr-4-0', 'API Key', 'test-key', 'Save');

			await run('connectService');

			assert.deepEqual([stage.seen[2]?.items[0]?.label, stage.seen[4]?.value], ['mistral-ocr-4-0', 'test-key']);
		});

		test('shows, stores and asks nothing of what a workspace says @api', async () => {
			const bad = 'https://bad.invalid';
			await workspaceSettings({
				'fovea.connections': [{ name: 'Azure AI Foundry', for: 'documents', service: 'azure', endpoint: bad }],
				'fovea.ocr.connection': 'Azure AI Foundry',
				'fovea.ocr.provider': 'azure',
				'fovea.ocr.azureEndpoint': bad,
				'fovea.ocr.mistralEndpoint': bad,
			});
			stage.answers.push('Azure AI Foundry', uri(), 'mistral-document-ai-2512', 'API Key', 'test-key', 'Save');
			await run('connectService');
			await run('setApiKey');

			assert.doesNotMatch(JSON.stringify([stage.seen, stage.shown, connections()]), /bad\.invalid/);
		});
	});

	suite('a deployment for images whose name says nothing', () => {
		const models = { 'our-painter': 'gpt-image-1.5' } as const;
		const connect = async (...said: (string | undefined)[]) => {
			const images = await startImageEmulator({ profile: 'azure', key: 'test-key', models });
			try {
				stage.answers.push('Azure OpenAI', `${images.origin}/openai/v1`, 'our-painter', ...said);
				await run('connectImageService');
			} finally {
				await images.close();
			}
		};
		const kept = () => (connections() as { models?: object }[])[0]?.models;

		test('is asked about in place, and the answer is kept with the connection', async () => {
			await connect('gpt-image-1.5', 'API Key', 'test-key', 'Save');

			assert.match(stage.seen[3]?.text ?? '', /Which model is the deployment "our-painter"\?/);
			assert.deepEqual([kept(), stage.seen.at(-1)?.step], [models, '7/7']);
		});

		test('may be another model, and nothing is kept of that', async () => {
			await connect('Another Model', 'API Key', 'test-key', 'Save');

			assert.deepEqual([(connections() as unknown[]).length, kept()], [1, undefined]);
		});

		test('keeps what was said, and how images are requested, when the connection is changed', async () => {
			const endpoint = 'https://painter.openai.azure.com/openai/v1';
			const before = { name: 'P', for: 'images', service: 'azure', endpoint, model: 'our-painter', models, responseFormat: 'url' };
			await setConnections(before);
			stage.answers.push('P', 'Change…', `${emulator.origin}/openai/v1`, 'gpt-image-2', 'API Key', 'k', 'Save Anyway');
			await run('manageConnections');

			assert.deepEqual(connections(), [{ ...before, endpoint: `${emulator.origin}/openai/v1`, model: 'gpt-image-2' }]);
		});
	});

	suite('a deployment that reads documents and whose name says nothing', () => {
		const models = { 'our-reader': 'mistral-document-ai-2512' } as const;

		setup(async () => {
			await emulator.close();
			emulator = await startEmulator({ profile: 'foundry', key: 'test-key', models });
		});

		test('is asked about in place, and gets what its model takes', async () => {
			stage.answers.push('Azure AI Foundry', uri(), 'our-reader', 'mistral-document-ai-2512', 'API Key', 'test-key', 'Save');

			await run('connectService');
			await set({ tables: 'html' });
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			const fields = emulator.requests.at(-1)?.fields ?? [];
			assert.match(stage.seen[3]?.text ?? '', /Which model is the deployment "our-reader"\?/);
			assert.deepEqual((connections() as { models?: object }[])[0]?.models, models);
			assert.deepEqual([fields.includes('table_format'), stage.texts('error')], [true, []]);
		});

		test('that is another model gets the document alone', async () => {
			stage.answers.push('Azure AI Foundry', uri(), 'our-reader', 'Another Model', 'API Key', 'test-key', 'Save');

			await run('connectService');

			assert.match(stage.seen.at(-1)?.text ?? '', /answers as it should/);
			assert.equal((connections() as { models?: object }[])[0]?.models, undefined);
		});
	});

	suite('signing in with Microsoft', () => {
		const usual = 'https://cognitiveservices.azure.com/.default';
		const other = 'https://ai.azure.com/.default';
		let signIn: FakeSignIn;

		setup(async () => {
			signIn = new FakeSignIn();
			await emulator.close();
			emulator = await startEmulator({ profile: 'foundry', key: 'no-key', takesToken: signIn.takes });
		});
		teardown(() => signIn.leave());

		const connect = async () => {
			stage.answers.push('Azure AI Foundry', uri(), 'mistral-document-ai-2512', 'Microsoft Account', 'Save');
			await run('connectService');
		};
		const tokens = () => new Set(emulator.requests.map(({ headers }) => headers.authorization)).size;

		test('asks who it is once, takes a token a request, and keeps no key @api', async () => {
			await connect();
			assert.equal((connections() as { signIn?: string }[])[0]?.signIn, 'microsoft');
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			assert.deepEqual([emulator.requests.at(-1)?.status, stage.texts('error')], [200, []]);
			assert.deepEqual([...new Set(signIn.asked)].sort(), [usual, `${usual}!`]);
			await run('removeApiKey');
			assert.equal(stage.texts('info').at(-1), 'No API key is stored.');
		});

		test('says which account it is', async () => {
			signIn.sessions.add(usual);
			await connect();

			assert.equal(stage.seen[3]?.items[1]?.description, 'me@example.com');
		});

		test('a token that has expired is taken anew, and the conversion goes on', async () => {
			await connect();
			signIn.expire();
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			assert.deepEqual([stage.texts('error'), tokens()], [[], 2]);
		});

		test('the audience that the resource takes is found, asked for and remembered', async () => {
			signIn.audience = other;
			await connect();
			signIn.asked.length = 0;
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			assert.deepEqual([stage.texts('error'), [...new Set(signIn.asked)].sort()], [[], [other, `${other}!`]]);
		});

		test('an account that the resource does not let in is named', async () => {
			await connect();
			signIn.sessions.add(other);
			signIn.audience = 'https://elsewhere.example/.default';
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			assert.match(stage.texts('error')[0] ?? '', /refuses access to me@example\.com/);
		});

		test('who does not sign in has converted nothing, and is told nothing @api', async () => {
			await connect();
			const { length } = emulator.requests;
			signIn.sessions.clear();
			signIn.person = false;
			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			assert.deepEqual([stage.texts('error'), emulator.requests.length], [[], length]);
		});

		test('draws too', async () => {
			const images = await startImageEmulator({ profile: 'azure', key: 'no-key', takesToken: signIn.takes });
			try {
				stage.answers.push('Azure OpenAI', images.endpoint, 'gpt-image-2', 'Microsoft Account', 'Save');
				await run('connectImageService');

				assert.match(stage.seen.at(-1)?.text ?? '', /answers as it should/);
				assert.equal((connections() as { signIn?: string }[]).at(-1)?.signIn, 'microsoft');
				// The tokens of the test have run out by the time that something is drawn.
				signIn.expire();
				const input = { prompt: 'a fox' };
				const { token } = new vscode.CancellationTokenSource();
				await vscode.lm.invokeTool('fovea_generate_image', { input, toolInvocationToken: undefined }, token);

				assert.equal(images.sent.length, 1);
				assert.deepEqual(
					images.requests.filter(({ headers }) => headers['api-key'] !== undefined || !/^Bearer entra-/.test(headers.authorization ?? '')),
					[],
				);
				assert.deepEqual([...new Set(signIn.asked.map((scope) => scope.replace('!', '')))], [usual]);
				await run('removeApiKey');
				assert.equal(stage.texts('info').at(-1), 'No API key is stored.');
			} finally {
				await images.close();
			}
		});

		test('is not there for a host that is not Azure’s', async () => {
			stage.answers.push('Azure AI Foundry', 'https://gateway.azure-api.net/ocr', 'mistral-ocr-4-0', undefined);

			await run('connectService');

			assert.deepEqual([stage.seen.at(-1)?.step, signIn.asked], ['4/5', []]);
		});

		test('that VS Code does not have is said, and a key will do @api', async () => {
			signIn.isThere = false;
			stage.answers.push(
				'Azure AI Foundry',
				uri(),
				'mistral-document-ai-2512',
				'Microsoft Account',
				'Get in Otherwise',
				'API Key',
				'no-key',
				'Save',
			);

			await run('connectService');

			assert.match(stage.seen[4]?.text ?? '', /Signing in with Microsoft is not available/);
			assert.equal((connections() as { signIn?: string }[])[0]?.signIn, undefined);
		});
	});

	suite('managing', () => {
		setup(async () => {
			await setConnections(
				{ name: 'One', for: 'documents', service: 'azure', endpoint: emulator.origin },
				{ name: 'Two', for: 'documents', service: 'mistral', endpoint: 'https://api.mistral.ai' },
				{ name: 'Draws', for: 'images', service: 'openai', endpoint: 'https://api.openai.com/v1' },
			);
			await set({ connection: 'One' });
		});

		test('lists this machine and the connections, in use marked', async () => {
			stage.answers.push(undefined);

			await run('manageConnections');

			assert.deepEqual(
				stage.seen[0]?.items.map(({ label, description, iconPath }) => [
					label,
					description,
					(iconPath as vscode.ThemeIcon | undefined)?.id,
				]),
				[
					['Documents', undefined, undefined],
					['This Machine', '', 'device-desktop'],
					['One', 'in use, no key stored', 'check'],
					['Two', 'no key stored', 'plug'],
					['Connect a Service for Documents…', undefined, 'add'],
					['Images', undefined, undefined],
					['Draws', 'in use, no key stored', 'check'],
					['Connect a Service for Images…', undefined, 'add'],
				],
			);
		});

		test('uses another, renames it, and forgets it with its key', async () => {
			stage.answers.push('Two', 'Use');
			await run('manageConnections');
			assert.equal(choice(), 'Two');

			stage.answers.push('Two', 'Rename…', 'Contoso');
			await run('manageConnections');
			assert.equal(choice(), 'Contoso');

			stage.answers.push('Contoso', 'Enter Another Key…', 'a-key');
			await run('manageConnections');
			stage.presses.push([/^Forget Contoso\?/, 'Forget']);
			stage.answers.push('Contoso', 'Forget…');
			await run('manageConnections');
			assert.deepEqual([choice(), (connections() as unknown[]).length], ['auto', 2]);
			await run('removeApiKey');
			assert.equal(stage.texts('info').at(-1), 'No API key is stored.');
		});

		test('checks one, from the list', async () => {
			stage.answers.push('One', 'Enter Another Key…', 'test-key');
			await run('manageConnections');
			stage.answers.push('One', 'Check', undefined);

			await run('manageConnections');

			assert.equal(stage.seen.at(-1)?.title, 'Check One');
		});

		test('tests one, and says what is wrong with it', async () => {
			stage.answers.push('One', 'Test', 'test-key');
			await run('manageConnections');
			assert.equal(stage.texts('info').at(-1), 'One works.');

			emulator.faults.push({ kind: 'status', status: 401 }, { kind: 'status', status: 401 }, { kind: 'status', status: 401 });
			stage.answers.push('One', 'Test');
			await run('manageConnections');
			assert.match(stage.texts('error').at(-1) ?? '', /does not accept the API key/);
		});
	});

	test('a connection whose address is none is listed as it is, and can be forgotten', async () => {
		await setConnections({ name: 'Odd', for: 'documents', service: 'azure', endpoint: 'http://elsewhere.example' });
		await run('convertToMarkdown', await place(await folder(), 'report.pdf'));
		assert.match(stage.texts('error')[0] ?? '', /is not an endpoint/);
		stage.presses.push([/^Forget Odd\?/, 'Forget']);
		stage.answers.push('Odd', 'Forget…');

		await run('manageConnections');

		assert.match(stage.seen[0]?.items[2]?.detail ?? '', /http:\/\/elsewhere\.example/);
		assert.deepEqual(connections(), []);
	});

	suite('a workspace @api', () => {
		let source: vscode.Uri;
		const convert = () => run('convertToMarkdown', source);
		const asked = () => stage.texts('warning').filter((text) => text.startsWith('Send documents of'));

		setup(async () => {
			source = await place(await folder(), 'report.pdf');
		});

		test('that names no connection of the user’s has nothing sent, and says the way out', async () => {
			await set({ connection: 'local' });
			await workspaceSettings({ 'fovea.ocr.connection': 'Contoso' });

			await convert();

			const [message] = stage.shown;
			assert.match(message?.text ?? '', /asks? for a connection named "Contoso", which does not exist\. Nothing was sent/);
			assert.deepEqual(message?.buttons, ['Manage Connections']);
		});

		for (const own of ['local', 'auto', 'Other']) {
			test(`that chooses a connection where the user has ${own} is asked about once, by host and folder`, async () => {
				const other = { name: 'Other', for: 'documents', service: 'azure', endpoint: 'https://other.services.ai.azure.com' };
				await setConnections(other, { name: 'Contoso', for: 'documents', service: 'azure', endpoint: emulator.origin });
				await set({ connection: own });
				await workspaceSettings({ 'fovea.ocr.connection': 'contoso' });
				await convert();
				assert.deepEqual([asked().length, emulator.requests.length], [1, 0]);
				assert.ok(asked()[0]?.includes(new URL(emulator.origin).host) && asked()[0]?.includes(path.basename(root())), asked()[0]);

				stage.presses.push([/^Send documents of/, `Send to ${new URL(emulator.origin).host}`]);
				stage.answers.push('test-key');
				await convert();
				source = await place(await folder(), 'scan.png');
				await convert();

				assert.deepEqual([asked().length, emulator.requests.map(({ status }) => status)], [2, [200, 200]]);
			});
		}

		test('that chooses is asked about again when the connection leads elsewhere', async () => {
			await setConnections({ name: 'Contoso', for: 'documents', service: 'azure', endpoint: 'https://other.services.ai.azure.com' });
			await set({ connection: 'local' });
			await workspaceSettings({ 'fovea.ocr.connection': 'Contoso' });
			stage.presses.push([/^Send documents of/, 'Send to other.services.ai.azure.com']);
			await convert(); // ends at the question for the key
			await setConnections({ name: 'Contoso', for: 'documents', service: 'azure', endpoint: emulator.origin });

			await convert();

			assert.deepEqual([asked().length, emulator.requests.length], [2, 0]);
		});

		test('that is not followed leaves the user’s own choice, and is not asked about again', async () => {
			await setConnections({ name: 'Contoso', for: 'documents', service: 'azure', endpoint: emulator.origin });
			await set({ connection: 'local' });
			await workspaceSettings({ 'fovea.ocr.connection': 'Contoso' });
			stage.presses.push([/^Send documents of/, 'Follow My Own Settings']);

			await convert();
			source = await place(await folder(), 'other.pdf', 'report.pdf');
			await convert();

			assert.deepEqual(
				[asked().length, emulator.requests.length, await names(vscode.Uri.joinPath(source, '..'))],
				[1, 0, ['other.assets', 'other.md', 'other.pdf']],
			);
		});

		test('that chooses what the user has chosen is followed without a question', async () => {
			await readBy('azure', emulator.origin);
			await workspaceSettings({ 'fovea.ocr.connection': 'Test' });
			stage.answers.push('test-key');

			await convert();

			assert.deepEqual([asked().length, emulator.requests.length], [0, 1]);
		});

		test('never turns the user’s own machine into sending by "auto", and may keep documents here', async () => {
			await readBy('azure', emulator.origin);
			await set({ connection: 'local' });
			await workspaceSettings({ 'fovea.ocr.connection': 'auto' });
			await convert();
			await set({ connection: 'Test' });
			await workspaceSettings({ 'fovea.ocr.connection': 'local' });
			source = await place(await folder(), 'other.pdf', 'report.pdf');

			await convert();

			assert.deepEqual(
				[emulator.requests.length, await names(vscode.Uri.joinPath(source, '..'))],
				[0, ['other.assets', 'other.md', 'other.pdf']],
			);
		});

		test('with an address in a setting of an earlier version is asked about, by host, and sent nothing without leave', async () => {
			await workspaceSettings({ 'fovea.ocr.provider': 'azure', 'fovea.ocr.azureEndpoint': emulator.origin });
			await convert();
			const { host } = new URL(emulator.origin);
			assert.deepEqual(
				[stage.texts('warning'), emulator.requests.length, connections()],
				[[`Make ${host} a connection of yours?`], 0, undefined],
			);

			stage.presses.push([/^Make .* a connection of yours/, 'Make It a Connection']);
			stage.answers.push('test-key');
			await convert();

			assert.deepEqual([emulator.requests.length, (connections() as { endpoint: string }[])[0]?.endpoint], [1, emulator.origin]);
			assert.equal(choice(), undefined);
		});
	});

	suite('settings that say nothing sensible', () => {
		const all = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));

		const values = [null, 7, -1, 'x', [], [null], {}, { name: null }];
		/** Each setting has one of the values. That none harms any setting is a unit test of `settingValues.ts`. */
		const nonsense = (shift: number) => Object.fromEntries(all.map((name, place) => [name, values[(place + shift) % values.length]]));

		test('are taken for none, the user’s and a workspace’s', async () => {
			for (const [name, value] of Object.entries(nonsense(0))) {
				await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
			}
			await workspaceSettings(nonsense(3));
			readOcrSettings();
			readImageSettings();
			readNetworkOptions();
			stage.answers.push(undefined);
			await run('manageConnections');
			await set({ connection: undefined, localLanguages: undefined, localLanguageFolder: undefined });
			await workspaceSettings({ 'fovea.ocr.tables': [null] });

			await run('convertToMarkdown', await place(await folder(), 'report.pdf'));

			assert.deepEqual([stage.texts('error'), vscode.window.activeTextEditor?.document.uri.path.endsWith('/report.md')], [[], true]);
		});
	});
});
