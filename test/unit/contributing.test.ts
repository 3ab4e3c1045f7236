import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

const text = readFileSync('CONTRIBUTING.md', 'utf8');
const below = ['src', 'test', '.github', '.vscode', '.ci', 'l10n', 'thirdParty'].flatMap((root) =>
	readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(root, name.replaceAll(path.sep, '/'))),
);
const here = [...below, ...readdirSync('.')];

/** What stands between backticks, with `a/{b,c}.ts` as `a/b.ts` and `a/c.ts`. */
const quoted = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, words]) => {
	const [, before = '', list = words!, after = ''] = /^([\w./]*)\{([\w,]+)\}([\w./]*)$/.exec(words!) ?? [];
	return list.split(',').map((part) => `${before}${part}${after}`);
});
const exists = (name: string) => here.some((file) => file === name || file.endsWith(`/${name}`));

suite('CONTRIBUTING', () => {
	test('names files and folders that are there', () => {
		const named = quoted.filter((name) => /^(?!\.\.\/|out\/|dist\/)[\w./-]+$/.test(name) && /\.(ts|mjs)$|\w\/\w/.test(name));
		const example = 'camelCase.ts';

		assert.ok(named.length > 100, `${named.length}`);
		assert.deepEqual(
			named.filter((name) => name !== example && !exists(name.replace(/\/$/, ''))),
			[],
		);
	});

	test('names each bundle of the package that a thread loads', () => {
		const named = [...text.matchAll(/\b\w+\.cjs\b/g)].map(([name]) => name);
		const bundles = manifest.budget.files.filter((file) => file.endsWith('.cjs')).map((file) => path.basename(file));

		assert.deepEqual(
			named.filter((name) => !bundles.includes(name)),
			[],
		);
		assert.deepEqual(
			bundles.filter((name) => !named.includes(name)),
			[],
		);
	});

	test('names scripts that are there', () => {
		const named = [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, name]) => name!);

		assert.deepEqual(
			named.filter((name) => !(name in manifest.scripts)),
			[],
		);
	});

	test('draws the floors and folders of the source', () => {
		const tree = /\nsrc\/\n([\s\S]*?)```/.exec(text)![1]!;
		const folders = [...tree.matchAll(/^ {2}((?: {2})*)(\w+)\/ /gm)].map(([, indent, name]) => ({
			depth: indent!.length / 2,
			name: name!,
		}));
		const stack: string[] = [];
		const paths = folders.map(({ depth, name }) => {
			stack.length = depth;
			stack.push(name);
			return `src/${stack.join('/')}`;
		});

		assert.deepEqual(
			paths.filter((folder) => !exists(folder)),
			[],
		);
		const floors = below.filter(
			(name) => /^src\/[^/.]+(\/[^/.]+)?$/.test(name) && (name.split('/').length === 2 || name.startsWith('src/core/')),
		);
		assert.deepEqual(floors.filter((folder) => !paths.includes(folder)).sort(), []);
	});
});
