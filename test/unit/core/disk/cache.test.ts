import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cache, cacheKey, contentHash } from '../../../../src/core/disk/cache.ts';

suite('Cache', () => {
	let root: string;
	let folder: string;

	setup(() => {
		root = mkdtempSync(path.join(tmpdir(), 'fovea-cache-'));
		folder = path.join(root, 'cache');
	});
	teardown(() => rmSync(root, { recursive: true }));

	const cache = (maxBytes = 1_000_000) => new Cache({ folder, maxBytes });

	test('gives back what was kept, bytes and all, also to the next one', async () => {
		const value = { pages: [{ markdown: 'ä', images: [{ bytes: Uint8Array.of(1, 2, 3) }] }] };
		await cache().set('k', value);

		assert.deepEqual(await cache().get('k'), value);
	});

	test('has nothing for another key', async () => assert.equal(await cache().get('k'), undefined));

	test('names the entries that begin alike', async () => {
		await cache().set('a.2', 1);
		await cache().set('a.1', 1);
		await cache().set('b.1', 1);

		assert.deepEqual([await cache().keys('a.'), await cache().keys('c')], [['a.1', 'a.2'], []]);
	});

	test('a damaged entry is as good as none', async () => {
		await cache().set('k', { text: 'x'.repeat(1000) });
		truncateSync(path.join(folder, 'k'), 100);

		assert.equal(await cache().get('k'), undefined);
	});

	test('over its limit, what was not used for longest goes', async () => {
		const small = cache(2500);
		for (const [age, key] of ['a', 'b', 'c'].entries()) {
			await small.set(key, Buffer.alloc(1000));
			utimesSync(path.join(folder, key), new Date(1000 + age), new Date(1000 + age));
			await small.get('a');
		}

		assert.deepEqual(readdirSync(folder).sort(), ['a', 'c']);
	});

	test('knows its size and can be emptied', async () => {
		await cache().set('k', Buffer.alloc(1000));
		assert.ok((await cache().size()) >= 1000);

		await cache().clear();

		assert.deepEqual([await cache().size(), await cache().get('k')], [0, undefined]);
	});

	test('a folder that cannot be written fails nothing', async () => {
		writeFileSync(folder, 'a file is in the way');

		await cache().set('k', 1);

		assert.deepEqual([await cache().get('k'), await cache().size()], [undefined, 0]);
	});
});

test('cacheKey changes with the document and with the profile', async () => {
	const [one, two] = [await contentHash(Uint8Array.of(1), 'a.pdf'), await contentHash(Uint8Array.of(2), 'a.pdf')];
	const keys = [cacheKey(one, { model: 'a' }), cacheKey(two, { model: 'a' }), cacheKey(one, { model: 'b' }), cacheKey(one, { model: 'a' })];

	assert.equal(new Set(keys).size, 3);
	assert.match(keys[0]!, /^[\da-f]{64}$/);
});
