import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import manifest from '../../package.json' with { type: 'json' };
import nls from '../../package.nls.json' with { type: 'json' };
import { contextKeys, globalKeys, secretKeys, windowKeys } from '../../src/platform/persistentState.ts';
import { agentSettings, imageSettings, networkSettings, ocrSettings } from '../../src/platform/settingValues.ts';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const textOf = (file: string) => readFileSync(path.join('src', file), 'utf8');
const code = files.map(textOf).join('\n');
const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.entries<{ readonly scope: string }>(properties));
const settingNames = settings.map(([name]) => name);
const unique = (names: Iterable<string | undefined>) => [...new Set(names)].filter((name) => name !== undefined).sort();

suite('the manifest and the code', () => {
	test('know the same commands', () => {
		const registered = [...code.matchAll(/\bcommand\('(\w+)'/g)].map(([, name]) => `fovea.${name}`);

		assert.deepEqual(unique(registered), unique(manifest.contributes.commands.map(({ command }) => command)));
	});

	test('name no command that is not there', () => {
		const commands = manifest.contributes.commands.map(({ command }) => command);
		const named = [...code.matchAll(/'(fovea\.[a-z]\w*)'/g)].map(([, name]) => name!);
		const inMenus = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ command }) => command));
		const sections = settingNames.map((name) => name.split('.').slice(0, 2).join('.'));
		const panels = manifest.activationEvents.map((event) => event.replace(/^onWebviewPanel:/, ''));
		const servers = manifest.contributes.mcpServerDefinitionProviders.map(({ id }) => id);
		const views = Object.values(manifest.contributes.views).flatMap((list) => list.map(({ id }) => id));
		const stateKeys = [...Object.values(globalKeys), ...Object.values(windowKeys)].filter((key) => typeof key === 'string');
		assert.deepEqual(
			[...named, ...inMenus].filter((name) => ![...commands, ...sections, ...panels, ...views, ...stateKeys, ...servers].includes(name)),
			[],
		);
	});

	test('know the same context keys', () => {
		const inWhen = [...JSON.stringify(manifest).matchAll(/fovea:\w+/g)].map(([name]) => name);

		assert.deepEqual(
			unique(inWhen).filter((name) => !Object.values<string>(contextKeys).includes(name)),
			[],
		);
	});

	test('keep every key of persistent state in one file, and no key twice', () => {
		type Key = string | ((...parts: string[]) => string);
		const tables: readonly Readonly<Record<string, Key>>[] = [globalKeys, windowKeys, secretKeys, contextKeys];
		const keys = tables.flatMap((table) => Object.values(table)).map((key) => (typeof key === 'string' ? key : key('a', 'b')));
		const literal = /['"`]fovea(:\w|\.\w+:)/;
		const elsewhere = files.filter((file) => file !== path.join('platform', 'persistentState.ts') && literal.test(textOf(file)));

		assert.deepEqual([keys.length, elsewhere], [new Set(keys).size, []]);
	});

	test('know the same tools for agents, and the same server', () => {
		const [, list = ''] = /toolNames = \[([^\]]*)\]/.exec(textOf(path.join('integrations', 'index.ts'))) ?? [];
		const tools = manifest.contributes.languageModelTools;
		const [, providerId] = /providerId = '([\w.]+)'/.exec(textOf(path.join('integrations', 'mcpProvider.ts'))) ?? [];

		assert.deepEqual(
			tools.map(({ name }) => name),
			[...list.matchAll(/'(\w+)'/g)].map(([, name]) => name),
		);
		assert.deepEqual(
			[providerId],
			manifest.contributes.mcpServerDefinitionProviders.map(({ id }) => id),
		);
		// No agent is offered both.
		assert.ok(tools.every(({ when }) => when === '!config.fovea.agents.mcpServer'));
	});

	test('know the same settings', () => {
		const read = [
			'fovea.connections',
			...Object.keys(ocrSettings).map((name) => `fovea.ocr.${name}`),
			...Object.keys(imageSettings).map((name) => `fovea.images.${name}`),
			...Object.keys(agentSettings).map((name) => `fovea.agents.${name}`),
			...Object.keys(networkSettings).map((name) => `fovea.network.${name}`),
		];

		assert.deepEqual(unique(read), unique(settingNames));
	});

	test('take the same values, and every default is one', () => {
		const schemas: Readonly<Record<string, v.GenericSchema>> = {
			...Object.fromEntries(Object.entries(ocrSettings).map(([name, schema]) => [`fovea.ocr.${name}`, schema])),
			...Object.fromEntries(Object.entries(imageSettings).map(([name, schema]) => [`fovea.images.${name}`, schema])),
			...Object.fromEntries(Object.entries(agentSettings).map(([name, schema]) => [`fovea.agents.${name}`, schema])),
			...Object.fromEntries(Object.entries(networkSettings).map(([name, schema]) => [`fovea.network.${name}`, schema])),
		};
		for (const [name, schema] of Object.entries(schemas)) {
			const declared = settings.find(([other]) => other === name)![1] as unknown as {
				readonly default: unknown;
				readonly enum?: readonly unknown[];
				readonly minimum?: number;
				readonly maximum?: number;
			};
			const takes = (value: unknown) => v.is(schema, value);
			assert.ok(takes(declared.default), `${name}: ${JSON.stringify(declared.default)}`);
			assert.ok(!takes(null), name);
			assert.ok((declared.enum ?? []).every(takes), name);
			for (const [bound, beyond] of [
				[declared.minimum, -1],
				[declared.maximum, 1],
			] as const) {
				assert.ok(bound === undefined || (takes(bound) && !takes(bound + beyond)), `${name}: ${bound}`);
			}
		}
	});

	test('bring back a panel of the type that the code registers', () => {
		const viewType = /viewType = '([\w.]+)'/.exec(code)?.[1];

		assert.deepEqual(manifest.activationEvents, [`onWebviewPanel:${viewType}`, 'onStartupFinished']);
	});

	test('order the settings of a category as they are listed', () => {
		for (const { title, properties } of manifest.contributes.configuration) {
			const orders = Object.values<{ readonly order: number }>(properties).map(({ order }) => order);

			assert.deepEqual(
				orders,
				orders.map((_, index) => index + 1),
				title,
			);
		}
	});

	test('offer the same file types', () => {
		const listOf = (name: string) => new RegExp(`${name}[^=]* = \\[([^\\]]*)\\]`).exec(code)![1]!.match(/(?<=')\w+/g)!;
		const documents = listOf('documentExtensions');
		const office = listOf('officeExtensions');
		const lists: Readonly<Record<string, readonly string[]>> = {
			'fovea.convertToMarkdown': documents,
			'fovea.convertWith': documents,
			'fovea.convertPages': listOf('pagedExtensions'),
			'fovea.openImageInPanel': listOf('imageExtensions'),
		};
		const all = [...documents, ...office, 'txt', 'md', 'xpdf'];
		const items = Object.values(manifest.contributes.menus).flat();
		for (const { command, when } of items.filter((item) => /resourceExtname =~/.test(item.when))) {
			const pattern = new RegExp(/resourceExtname =~ \/(.*?)\/i/.exec(when)![1]!, 'i');
			const listed = when.includes('officeDocuments') ? office : lists[command]!;

			assert.deepEqual(all.filter((extension) => pattern.test(`.${extension}`)).sort(), [...listed].sort(), `${command}: ${when}`);
		}
	});

	test('give each setting to whom CONTRIBUTING says', () => {
		const rows = [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `(fovea\.[\w.]+)` +\| `(\w+)` +\| \S/gm)];

		assert.deepEqual(
			Object.fromEntries(rows.map(([, name, scope]) => [name, scope])),
			Object.fromEntries(settings.map(([name, { scope }]) => [name, scope])),
		);
	});

	test('leave to the user alone, or withhold from an untrusted workspace, every setting that names a host, a provider or a folder', () => {
		const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
		const steering = settings.filter(([name]) => /connection|endpoint|provider|folder|url|host|servers|models$/i.test(name));
		const others = steering.filter(([, { scope }]) => scope !== 'application' && scope !== 'machine').map(([name]) => name);

		assert.deepEqual(unique(restrictedConfigurations), unique(others));
	});

	test('let Settings Sync and other machines have no setting that is one machine’s', () => {
		assert.deepEqual(
			settings.filter(([name, { scope }]) => /folder/i.test(name) !== (scope === 'machine')).map(([name]) => name),
			[],
		);
	});
});

suite('texts', () => {
	test('every key of the manifest has its text, and every text its use', () => {
		const used = [...readFileSync('package.json', 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);

		assert.deepEqual(unique(used), unique(Object.keys(nls)));
	});

	test('README explains each setting in its table, in the order of the settings editor', () => {
		const rows = readFileSync('README.md', 'utf8').matchAll(/^\| `(fovea\.[\w.]+)`\s+\| \S/gm);

		assert.deepEqual(
			[...rows].map(([, name]) => name),
			settingNames,
		);
	});

	test('settings mentioned in texts exist', () => {
		const mentioned = [
			...`${JSON.stringify(nls)} ${code}`.matchAll(/fovea\.(?:(?:ocr|images|agents|network)\.[a-zA-Z]+|connections)/g),
		].map(([name]) => name);

		assert.deepEqual(
			mentioned.filter((name) => !settingNames.includes(name)),
			[],
		);
	});
});

suite('the changelog', () => {
	test('begins with the version of the manifest', () => {
		assert.equal(/^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1], manifest.version);
	});
});

suite('the oldest supported editor', () => {
	test('is the one whose types are used', () => {
		const types = JSON.parse(readFileSync('node_modules/@types/vscode/package.json', 'utf8')) as { version: string };

		assert.equal(`^${types.version}`, manifest.engines.vscode);
	});
});
