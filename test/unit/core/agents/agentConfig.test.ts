import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Merged, configurationText, mergedJson, mergedToml } from '../../../../src/core/agents/agentConfig.ts';
import { launcherScript } from '../../../../src/core/agents/launcher.ts';

const server = { command: '/opt/code', args: ['C:\\a b\\mcp.cjs'], env: { ELECTRON_RUN_AS_NODE: '1' } };
const text = (merged: Merged): string => (typeof merged === 'string' ? assert.fail(merged) : merged.text);

suite('the configuration of an agent', () => {
	test('in JSON keeps comments, order and indentation of what is there', () => {
		const before = '{\n\t// mine\n\t"mcpServers": {\n\t\t"other": { "command": "x" }, // why\n\t},\n\t"theme": "dark"\n}\n';

		const after = text(mergedJson(before, server));

		for (const line of ['\t// mine', '\t\t"other": { "command": "x" }', '// why', '\t"theme": "dark"']) {
			assert.ok(after.includes(line), after);
		}
		assert.match(after, /\n\t\t"fovea": \{\n\t\t\t"command": "\/opt\/code"/);
	});

	test('in JSON is made where there is none, and left alone where it has the server already', () => {
		const made = text(mergedJson('', server));

		assert.deepEqual(JSON.parse(made), { mcpServers: { fovea: server } });
		assert.equal(mergedJson(made, server), 'same');
		assert.deepEqual(JSON.parse(text(mergedJson(made, { ...server, command: 'node' }))), {
			mcpServers: { fovea: { ...server, command: 'node' } },
		});
	});

	test('in JSON that cannot be read is not touched', () => {
		for (const broken of ['{ "a": ', '[]', '"x"', '{ "mcpServers": [] }', '{ "a": 1 } trailing']) {
			assert.equal(mergedJson(broken, server), 'unreadable', broken);
		}
	});

	test('in TOML gets a table at its end, and keeps the rest byte for byte', () => {
		const before = 'model = "o9" # mine\r\n\n[mcp_servers.other]\ncommand = "x"';

		const after = text(mergedToml(before, server));

		assert.ok(after.startsWith(before));
		assert.ok(
			after.endsWith(
				'[mcp_servers.fovea]\ncommand = "/opt/code"\nargs = ["C:\\\\a b\\\\mcp.cjs"]\nenv = { "ELECTRON_RUN_AS_NODE" = "1" }\n',
			),
			after,
		);
		assert.equal(mergedToml(after, server), 'same');
	});

	test('in TOML with a server of the name, in whichever spelling, is not touched', () => {
		for (const there of [
			'[mcp_servers.fovea]\ncommand = "mine"\n',
			'[ mcp_servers . "fovea" ]\n',
			'[mcp_servers.fovea.env]\nA = "1"\n',
			'mcp_servers = { other = { command = "x" } }\n',
			'mcp_servers.fovea.command = "x"\n',
			'[mcp_servers]\nfovea = { command = "x" }\n',
		]) {
			assert.equal(mergedToml(there, server), 'unreadable', there);
		}
		assert.notEqual(mergedToml('# [mcp_servers.fovea]\n[mcp_servers]\nother = { command = "x" }\n', server), 'unreadable');
	});

	test('can be copied', () => {
		assert.deepEqual(JSON.parse(configurationText('json', server)), { mcpServers: { fovea: server } });
		assert.match(configurationText('toml', server), /^\[mcp_servers\.fovea\]\n/);
	});
});

suite('the script that starts the server', () => {
	let folder: string;
	setup(async () => {
		folder = await mkdtemp(path.join(os.tmpdir(), 'fovea launcher-'));
	});
	teardown(async () => rm(folder, { recursive: true, force: true }));

	const install = async (name: string, says: string) => {
		await mkdir(path.join(folder, name, 'dist'), { recursive: true });
		await writeFile(path.join(folder, name, 'dist', 'mcp.cjs'), `console.log(${JSON.stringify(says)});`);
	};
	const run = async () => {
		const file = path.join(folder, 'start.cjs');
		await writeFile(file, launcherScript({ extensions: folder, prefix: 'fovea.fovea-', own: path.join(folder, 'elsewhere') }));
		return execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
	};

	test('takes the newest version that is there', async () => {
		await install('fovea.fovea-0.9.1', 'old');
		await install('fovea.fovea-0.10.0-linux-x64', 'new');
		await mkdir(path.join(folder, 'fovea.fovea-0.11.0'));
		await install('fovea.foveal-9.0.0', 'other');

		assert.equal(await run(), 'new');
	});

	test('takes the version that wrote it where it is in no such folder, and says when none is left', async () => {
		await assert.rejects(run(), /not installed any more/);
		await install('elsewhere', 'own');

		assert.equal(await run(), 'own');
	});
});
