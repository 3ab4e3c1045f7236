import assert from 'node:assert/strict';
import path from 'node:path';
import { serverEnvironment } from '../../support/host/environment.ts';

suite('the environment of a VS Code under test', () => {
	const developer = {
		PATH: '/bin',
		HOME: '/home/me',
		TMPDIR: '/var/tmp',
		FOVEA_RESULTS: 'r.json',
		AZURE_API_KEY: 'a',
		MISTRAL_API_KEY: 'm',
		OPENAI_API_KEY: 'o',
		AZURE_OPENAI_API_KEY: 'ao',
		VSCODE_PATH: 'v',
		npm_lifecycle_event: 'test',
		XDG_CONFIG_HOME: '/home/me/.config',
	};

	test("has nobody's keys, no other VS Code's variables and a home of its own", () => {
		assert.deepEqual(serverEnvironment(developer, '/h'), {
			PATH: '/bin',
			HOME: '/h',
			TMPDIR: path.join('/h', 'tmp'),
			FOVEA_RESULTS: 'r.json',
		});
	});
});
