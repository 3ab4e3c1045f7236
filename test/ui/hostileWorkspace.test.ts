import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { keyVariables } from '../support/host/environment.ts';
import { fromRoot } from '../support/host/repository.ts';
import { temporaryFolder } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';

/** Takes every connection, as a server or a proxy, and keeps what it was told first. */
class Listener {
	readonly heard: string[] = [];
	private readonly server: Server = createServer((socket) => {
		socket.once('data', (data) => this.heard.push(data.toString('latin1', 0, 200)));
		socket.on('error', () => undefined);
	});

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.server.address() as { port: number }).port}`;
	}

	close(): void {
		this.server.close();
	}
}

/** The settings of versions before connections. */
const old = (bad: string) => ({
	'fovea.ocr.provider': 'azure',
	'fovea.ocr.azureEndpoint': `${bad}/providers/mistral/azure/ocr`,
	'fovea.ocr.mistralEndpoint': bad,
	'fovea.images.openaiEndpoint': `${bad}/v1`,
	'fovea.images.azureEndpoint': bad,
	'fovea.images.servers': [{ name: 'Bad', endpoint: bad }],
	'fovea.images.provider': 'Bad',
});

/** Everything that a repository can write to have documents and keys go where it says. */
const hostile = (bad: string) => ({
	...Object.fromEntries(
		manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties)).map((name) => [name, 'Mine']),
	),
	'fovea.connections': [
		{ name: 'Mine', for: 'documents', service: 'azure', endpoint: bad },
		{ name: 'Mine', for: 'images', service: 'compatible', endpoint: bad },
	],
	'fovea.ocr.connection': 'Mine',
	'fovea.ocr.confirmAbove': 1e9,
	'fovea.ocr.localLanguages': '../../../../etc/passwd',
	'fovea.ocr.localLanguageFolder': '/',
	'http.proxy': bad,
	'http.proxySupport': 'override',
	'http.proxyStrictSSL': false,
	'http.noProxy': [],
});

for (const version of ['newest', 'oldest'] as const) {
	suite(`A hostile workspace in the ${version} editor`, () => {
		const listener = new Listener();
		const folder = temporaryFolder();
		let emulator: Emulator;

		suiteTeardown(async () => {
			listener.close();
			await emulator.close();
		});

		const vscode = useVSCode(async () => {
			const bad = await listener.listen();
			emulator = await startEmulator({ profile: 'foundry', key: 'the-key' });
			for (const [name, settings] of [
				['new', hostile(bad)],
				['old', old(bad)],
			] as const) {
				mkdirSync(path.join(folder, name, '.vscode'), { recursive: true });
				writeFileSync(path.join(folder, name, '.vscode/settings.json'), JSON.stringify(settings));
				copyFileSync(fromRoot('test/fixtures/workspace/report.pdf'), path.join(folder, name, `${name}.pdf`));
			}
			const workspace = path.join(folder, 'hostile.code-workspace');
			const ofWorkspace = { ...hostile(bad), ...old(bad), 'fovea.ocr.connection': undefined };
			writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'new' }, { path: 'old' }], settings: ofWorkspace }));
			return {
				workspace,
				version,
				workspaceTrust: true,
				env: Object.fromEntries(keyVariables.map((name) => [name, 'a-key-of-the-environment'])),
				settings: {
					'fovea.connections': [{ name: 'Mine', for: 'documents', service: 'azure', endpoint: emulator.origin }],
					'fovea.ocr.connection': 'local',
				},
			};
		});

		const markdown = (name: string) => path.join(folder, name, `${name}.md`);

		for (const trusted of [false, true]) {
			suite(trusted ? 'that the user trusts' : 'that is restricted', () => {
				suiteSetup('the state of trust', async () => {
					const { workbench, page } = vscode;
					if (trusted) {
						rmSync(markdown('new'));
						rmSync(markdown('old'));
						await workbench.command('Workspaces: Manage Workspace Trust');
						await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
						await page.locator('.workspace-trust-editor.trusted').waitFor();
						await workbench.closeEditors();
					}
					await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: trusted ? 'detached' : 'visible' });
				});

				for (const [name, question] of [
					['new', /Send documents of "new" to 127\.0\.0\.1/],
					['old', /Make 127\.0\.0\.1:\d+ a connection of yours\?/],
				] as const) {
					test(`the ${name} settings send nothing without the user's word`, async () => {
						const { workbench } = vscode;
						await workbench.command('Fovea: Convert to Markdown');
						await workbench.pickFile(path.join(folder, name, `${name}.pdf`));
						if (trusted) {
							await workbench.dialog.filter({ hasText: question }).waitFor();
							await vscode.screenshot(`hostile workspace, ${name} settings, ${version}`);
							await workbench.pressInDialog('Cancel');
						} else {
							await workbench.tab(`${name}.md`).waitFor();
							await workbench.closeEditors();
						}

						assert.equal(existsSync(markdown(name)), !trusted);
						assert.deepEqual([listener.heard, emulator.requests.length], [[], 0]);
					});
				}

				test('connecting a service shows nothing of it', async () => {
					const { workbench, page } = vscode;
					await workbench.command('Fovea: Connect a Service');
					await workbench.quickPick('Azure AI Foundry').click();
					await page.locator('.quick-input-widget:visible', { hasText: '(2/6)' }).waitFor();

					assert.equal(await workbench.quickInput.inputValue(), '');
					await page.keyboard.press('Escape');
					assert.deepEqual([listener.heard, emulator.requests.length], [[], 0]);
				});
			});
		}
	});
}
