import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../support/host/cacheFolder.ts';
import { fromRoot } from '../../support/host/repository.ts';

suite('the folder of what tests download', () => {
	for (const [platform, env, expected] of [
		['linux', {}, path.join(homedir(), '.cache/fovea-tests/vscode')],
		['linux', { XDG_CACHE_HOME: path.resolve('/caches') }, path.resolve('/caches/fovea-tests/vscode')],
		['darwin', {}, path.join(homedir(), 'Library/Caches/fovea-tests/vscode')],
		['win32', { LOCALAPPDATA: path.resolve('/local') }, path.resolve('/local/fovea-tests/vscode')],
	] as const) {
		test(`${platform} ${JSON.stringify(env)}`, () => assert.equal(cacheFolder('vscode', { platform, env }), expected));
	}

	test('outlasts npm ci', () => assert.ok(path.relative(fromRoot('node_modules'), cacheFolder('vscode')).startsWith('..')));
});
