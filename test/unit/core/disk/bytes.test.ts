import assert from 'node:assert/strict';
import { appendFile, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FileBytes, fileBytes, headOf, inMemory, indexIn, openBytes, piecesOf, tailOf } from '../../../../src/core/disk/bytes.ts';
import { temporaryFolder } from '../../../support/host/temporary.ts';

const name = 'a.pdf';
const content = Buffer.from(Array.from({ length: 5_000_001 }, (_, i) => (i * 7 + (i >> 8)) % 251));

suite('bytes of a file', () => {
	let file: string;
	let bytes: FileBytes;

	setup(async () => {
		file = path.join(temporaryFolder(), name);
		await writeFile(file, content);
		bytes = await fileBytes(file, name);
	});

	test('are as many as the file has, and the same ones, whole, at the start and in pieces', async () => {
		const pieces: Uint8Array[] = [];
		for await (const piece of piecesOf(bytes, name)) {
			pieces.push(Buffer.from(piece));
		}

		assert.equal(bytes.length, content.length);
		assert.ok(content.equals(await inMemory(bytes, name)));
		assert.ok(content.subarray(0, 1000).equals(await headOf(bytes, 1000, name)));
		assert.ok(content.subarray(-1000).equals(await tailOf(bytes, 1000, name)));
		assert.ok(content.equals(Buffer.concat(pieces)));
	});

	test('a head or an end that is longer than the file is the file', async () => {
		assert.equal((await headOf(bytes, 9_000_000, name)).length, content.length);
		assert.equal((await tailOf(bytes, 9_000_000, name)).length, content.length);
	});

	for (const [what, start, end] of [
		['nothing', 10, 10],
		['a few', 10, 20],
		['those across the edge of a block', 65_530, 65_540],
		['more than a block', 60_000, 400_000],
		['the last ones', 5_000_000, 5_000_001],
		['what goes beyond the end', 4_999_990, 6_000_000],
	] as const) {
		test(`read in any order: ${what}`, () => {
			const opened = openBytes(bytes, name);

			for (const round of [1, 2]) {
				assert.ok(content.subarray(start, end).equals(opened.slice(start, end)), `round ${round}`);
			}
			opened.close();
		});
	}

	test('read all over, more than is kept in memory', () => {
		const opened = openBytes(bytes, name);

		for (let i = 0; i < 3000; i++) {
			const at = (i * 1_234_577) % content.length;
			assert.ok(content.subarray(at, at + 100).equals(opened.slice(at, at + 100)), `at ${at}`);
		}
		opened.close();
	});

	test('a word is found wherever it stands', async () => {
		for (const at of [0, 262_140, 262_144, 5_000_000 - 4]) {
			const text = Buffer.alloc(5_000_000, '-');
			text.write('word', at);
			await writeFile(file, text);
			const opened = openBytes(await fileBytes(file, name), name);

			assert.deepEqual([indexIn(opened, 'word'), indexIn(opened, 'word', at + 1), indexIn(opened, 'wort')], [at, -1, -1]);
			opened.close();
		}
	});

	suite('a file that is written while it is read', () => {
		const changed = { name: 'FoveaError', code: 'documentChanged', facts: { name } };

		test('is told when it is longer', async () => {
			const opened = openBytes(bytes, name);
			opened.check();
			await appendFile(file, 'more');

			assert.throws(() => opened.check(), changed);
			await assert.rejects(inMemory(bytes, name), changed);
			await assert.rejects(async () => {
				for await (const piece of piecesOf(bytes, name)) {
					assert.ok(piece);
				}
			}, changed);
			opened.close();
		});

		test('is told when it is as long as before', async () => {
			const opened = openBytes(bytes, name);
			await writeFile(file, content);
			await utimes(file, new Date(), new Date(Date.now() + 5000));

			assert.throws(() => opened.check(), changed);
			opened.close();
		});
	});

	test('a file that is not there, or cannot be read, is told', async () => {
		const missing = { ...bytes, path: path.join(path.dirname(file), 'none.pdf') };

		await assert.rejects(fileBytes(missing.path, name), { code: 'fileNotFound', facts: { name } });
		await assert.rejects(inMemory(missing, name), { code: 'fileNotFound' });
		assert.throws(() => openBytes(missing, name), { code: 'fileNotFound' });
		await assert.rejects(inMemory({ ...bytes, path: path.dirname(file) }, name), { code: 'notReadable' });
	});

	// Windows lets few make links.
	if (process.platform !== 'win32') {
		test('a link that leads nowhere, or to itself, is told from a file that is not there', async () => {
			for (const target of ['none.pdf', 'link.pdf']) {
				const link = path.join(temporaryFolder(), 'link.pdf');
				await symlink(target, link);

				await assert.rejects(fileBytes(link, name), { code: 'brokenLink', facts: { name } });
			}
		});
	}
});

suite('bytes in memory', () => {
	test('stay where they are', async () => {
		const opened = openBytes(content, name);

		assert.equal(await inMemory(content, name), content);
		assert.deepEqual(opened.slice(3, 6), content.subarray(3, 6));
		opened.check();
		opened.close();
	});
});
