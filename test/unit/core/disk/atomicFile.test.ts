import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeAtomic } from '../../../../src/core/disk/atomicFile.ts';
import { writeFailure } from '../../../../src/core/disk/writeFailure.ts';

suite('writing a file in one step', () => {
	let folder: string;

	setup(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'fovea-'));
	});

	teardown(() => rm(folder, { recursive: true }));

	test('leaves the file alone in its folder, also under the longest name', async () => {
		const name = 'a'.repeat(255);
		await writeAtomic(path.join(folder, name), 'old');
		await writeAtomic(path.join(folder, name), Uint8Array.of(110, 101, 119));

		assert.deepEqual([await readdir(folder), await readFile(path.join(folder, name), 'utf8')], [[name], 'new']);
	});

	test('leaves nothing behind when it fails', async () => {
		await mkdir(path.join(folder, 'taken'));
		await writeFile(path.join(folder, 'taken', 'file'), '');

		await assert.rejects(writeAtomic(path.join(folder, 'taken'), 'new'));
		await assert.rejects(writeAtomic(path.join(folder, 'absent', 'file'), 'new'));
		assert.deepEqual(await readdir(folder), ['taken']);
	});

	test('by several at once ends with the whole text of one', async () => {
		const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000));
		await Promise.all(texts.map((text) => writeAtomic(path.join(folder, 'file'), text)));

		assert.deepEqual(await readdir(folder), ['file']);
		assert.ok(texts.includes(await readFile(path.join(folder, 'file'), 'utf8')));
	});
});

suite('a write that failed', () => {
	const cases: readonly (readonly [string, unknown, string])[] = [
		['the code of a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'diskFull'],
		['the code of a used-up quota', Object.assign(new Error('write'), { code: 'EDQUOT' }), 'diskFull'],
		['the editor’s own code', Object.assign(new Error('write'), { code: 'FileExceedsStorageQuota' }), 'diskFull'],
		['the system’s words alone', new Error("Unable to write file '/a' (ENOSPC: no space left on device, write)"), 'diskFull'],
		['a code that means something else', Object.assign(new Error('denied'), { code: 'EACCES' }), 'notWritable'],
		['a file that is named like the code', new Error('EACCES: denied, open /MYENOSPC1'), 'notWritable'],
		['what is no error', 'x', 'notWritable'],
	];
	for (const [what, error, code] of cases) {
		test(`with ${what}: ${code}`, () => assert.equal(writeFailure(error, 'a.md').code, code));
	}
});
