import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitIgnore } from '../../../src/core/gitIgnore.ts';

suite('what git leaves out', () => {
	let root: string;

	setup(() => {
		root = mkdtempSync(path.join(tmpdir(), 'fovea-ignore-'));
	});
	teardown(() => rmSync(root, { recursive: true, force: true }));

	const put = (name: string, text = '') => {
		mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
		writeFileSync(path.join(root, name), text);
	};
	const leftOut = async (names: readonly string[], from = root) => {
		const rules = await GitIgnore.in(from);
		const verdicts = await Promise.all(names.map(async (name) => ((await rules.ignores(path.join(root, name))) ? [name] : [])));
		return verdicts.flat();
	};

	const files = [
		'a.pdf',
		'build/a.pdf',
		'build/keep/b.pdf',
		'docs/draft-1.pdf',
		'docs/final.pdf',
		'docs/private/x.pdf',
		'docs/deep/build/c.pdf',
		'docs/deep/also.pdf',
		'Größe/図.pdf',
		'logs/only-here.pdf',
		'sub/logs/not-here.pdf',
		'sub/!odd.pdf',
		'sub/with space .pdf',
	];

	/** In a repository where git itself is there to ask. */
	const hasGit = spawnSync('git', ['--version']).status === 0;

	function makeTree(): void {
		files.forEach((file) => put(file));
		put('.gitignore', 'build/\n!build/keep/\ndraft-*\n/logs\n# no pattern\nGrö*/\n\\!odd.pdf\n');
		put('docs/.gitignore', 'private\n!draft-1.pdf\n');
		put('docs/deep/.gitignore', '*.pdf\n!also.pdf\n');
	}

	test('by nested lists, with exceptions, and never within a folder that is left out', async () => {
		makeTree();

		assert.deepEqual(await leftOut(files), [
			'build/a.pdf',
			'build/keep/b.pdf',
			'docs/private/x.pdf',
			'docs/deep/build/c.pdf',
			'Größe/図.pdf',
			'logs/only-here.pdf',
			'sub/!odd.pdf',
		]);
	});

	if (hasGit) {
		test('as git itself says', async () => {
			makeTree();
			spawnSync('git', ['init', '-q'], { cwd: root });
			put('.git/info/exclude', 'with space*\n');
			const { stdout } = spawnSync('git', ['-c', 'core.quotePath=false', 'check-ignore', '--no-index', ...files], {
				cwd: root,
				encoding: 'utf8',
			});

			assert.deepEqual(await leftOut(files, path.join(root, 'docs')), stdout.trim().split('\n'));
		});
	}

	test('nothing where there is no list, and nothing outside', async () => {
		files.forEach((file) => put(file));

		assert.deepEqual(await leftOut([...files, '../elsewhere.pdf']), []);
	});

	test('a list that is no file, or is too large, says nothing', async () => {
		files.forEach((file) => put(file));
		mkdirSync(path.join(root, '.gitignore'));
		put('docs/.gitignore', '*\n'.repeat(600_000));

		assert.deepEqual(await leftOut(files), []);
	});
});
