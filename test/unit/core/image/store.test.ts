import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ImageOrigin, ImageStore } from '../../../../src/core/image/store.ts';
import { temporaryFolder } from '../../../support/host/temporary.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADUlEQVR4nGP4z8DwHwAFAAH/6Dbd0AAAAABJRU5ErkJggg==', 'base64');

const origin = (prompt: string, createdAt: number): ImageOrigin => ({
	prompt,
	provider: 'openai',
	host: 'api.openai.com',
	model: 'gpt-image-2',
	asked: { size: '1024x1024', n: 1 },
	actual: { quality: 'low' },
	references: 0,
	createdAt,
});

suite('ImageStore', () => {
	let folder: string;
	let store: ImageStore;

	setup(() => {
		folder = path.join(temporaryFolder(), 'images');
		store = new ImageStore(folder);
	});

	const added = async (count: number) => {
		const records = [];
		for (let n = 0; n < count; n++) {
			records.push(await store.add(png, origin(`fox ${n}`, 1_000_000 + n)));
		}
		return records;
	};

	test('an image is a file of its own beside what is known about it, and no half file is left', async () => {
		const record = await store.add(png, origin('a fox', Date.UTC(2026, 10, 22, 21, 15, 21, 123)));

		assert.match(record.id, /^20261122T211521123Z-[0-9a-f]{8}$/);
		assert.deepEqual([record.file, record.width, record.height, record.bytes], [`${record.id}.png`, 2, 1, png.length]);
		assert.deepEqual(await readFile(store.pathOf(record.file)), png);
		assert.deepEqual((await readdir(folder)).sort(), [`${record.id}.json`, `${record.id}.png`]);
	});

	test('another window finds what this one added', async () => {
		const [record] = await added(1);

		assert.deepEqual(await new ImageStore(folder).get(record!.id), record);
		assert.deepEqual((await new ImageStore(folder).page(undefined, 10)).records, [record]);
	});

	test('pages are newest first and go on after an image, also after one that is gone', async () => {
		const records = (await added(5)).reverse();

		const first = await store.page(undefined, 2);
		await store.remove(records[1]!.id);
		const second = await store.page(undefined, 2, records[1]!.id);

		assert.deepEqual(first, { total: 5, records: records.slice(0, 2) });
		assert.deepEqual(second, { total: 4, records: records.slice(2, 4) });
	});

	test('a search counts and pages what matches', async () => {
		const records = (await added(6)).reverse();

		const even = ({ prompt }: { prompt: string }) => Number(prompt.slice(4)) % 2 === 0;
		assert.deepEqual(await store.page(even, 2), { total: 3, records: [records[1], records[3]] });
		assert.deepEqual(await store.page(even, 2, records[3]!.id), { total: 3, records: [records[5]] });
	});

	test('what becomes known later is kept', async () => {
		const [record] = await added(1);

		await store.update(record!.id, { cost: 0.04, savedAs: 'file:///w/fox.png' });
		await store.setThumbnail(record!.id, Buffer.from('RIFF small'));

		const kept = await new ImageStore(folder).get(record!.id);
		assert.deepEqual(kept, { ...record, cost: 0.04, savedAs: 'file:///w/fox.png', thumbnail: `${record!.id}.thumb.webp` });
		assert.equal(await readFile(store.pathOf(kept.thumbnail), 'utf8'), 'RIFF small');
	});

	test('removing takes every file of an image away', async () => {
		const [record] = await added(1);
		await store.setThumbnail(record!.id, Buffer.from('RIFF small'));

		await store.remove(record!.id);

		assert.deepEqual(await readdir(folder), []);
		assert.equal(await store.get(record!.id), undefined);
		assert.equal(await store.update(record!.id, { cost: 1 }), undefined);
	});

	test('the oldest beyond a limit go', async () => {
		const records = (await added(5)).reverse();

		const gone = await store.prune(3);

		assert.deepEqual(
			gone,
			records.slice(3).map(({ id }) => id),
		);
		assert.deepEqual((await store.page(undefined, 10)).records, records.slice(0, 3));
	});

	test('a favourite stays, however old', async () => {
		const [oldest, second] = await added(5);
		await store.update(oldest!.id, { favourite: true });

		assert.deepEqual((await new ImageStore(folder).prune(3)).length, 1);
		assert.deepEqual([(await store.reload(oldest!.id))?.favourite, await store.reload(second!.id)], [true, undefined]);
	});

	test('the size counts everything on disk; clearing leaves nothing', async () => {
		await added(2);
		assert.ok((await store.size()) > 2 * png.length);

		await store.clear();

		assert.equal(await store.size(), 0);
		assert.deepEqual(await store.page(undefined, 10), { total: 0, records: [] });
	});

	test('a record that is damaged, or names a file elsewhere, is no image', async () => {
		const [good, cut, elsewhere] = await added(3);
		await writeFile(store.pathOf(`${cut!.id}.json`), '{"id":"');
		await writeFile(store.pathOf(`${elsewhere!.id}.json`), JSON.stringify({ ...elsewhere, file: `${elsewhere!.id}./../../secret.png` }));

		assert.deepEqual((await new ImageStore(folder).page(undefined, 10)).records, [good]);
		assert.equal(await new ImageStore(folder).get('../secret'), undefined);
	});

	test('a record of which a detail is damaged is an image without that detail', async () => {
		const [record] = await added(1);
		const damage = {
			thumbnail: undefined,
			host: 7,
			createdAt: 'then',
			duration: -1,
			cost: 'much',
			savedAs: null,
			asked: 'x',
			actual: 3,
			remote: { url: 'x' },
		};
		await writeFile(store.pathOf(`${record!.id}.json`), JSON.stringify({ ...record, ...damage }));

		const { id, file, bytes, width, height, prompt, model, provider, references } = record!;
		assert.deepEqual(JSON.parse(JSON.stringify(await new ImageStore(folder).get(id))), {
			...{ id, file, bytes, width, height, prompt, model, provider, references },
			...{ host: '', createdAt: 0, asked: {}, actual: {} },
		});
	});

	test('an image that is removed while another thread prices it leaves nothing behind', async () => {
		const [record] = await added(1);
		const worker = new ImageStore(folder);
		await worker.get(record!.id);

		await store.remove(record!.id);

		assert.equal(await worker.update(record!.id, { cost: 0.04 }), undefined);
		assert.deepEqual(await readdir(folder), []);
	});

	test('nor however the two meet', async () => {
		for (let round = 0; round < 60; round++) {
			const record = await store.add(png, origin('a fox', 2_000_000 + round));
			const worker = new ImageStore(folder);
			await worker.get(record.id);
			const changes = [0, 1, 2, 3].map((cost) => worker.update(record.id, { cost }));
			await Promise.all([...changes, store.remove(record.id), new ImageStore(folder).update(record.id, { savedAs: 'file:///x.png' })]);
			assert.deepEqual(await readdir(folder), [], `round ${round}`);
		}
	});

	test('what two windows change is kept, both of it', async () => {
		const [record] = await added(1);
		const other = new ImageStore(folder);
		await other.get(record!.id);

		await store.update(record!.id, { savedAs: 'file:///w/fox.png' });
		await other.update(record!.id, { cost: 0.04 });

		const { savedAs, cost } = (await new ImageStore(folder).get(record!.id))!;
		assert.deepEqual([savedAs, cost], ['file:///w/fox.png', 0.04]);
	});

	test('damaged records are counted nowhere, and going on from page to page ends', async () => {
		const records = (await added(7)).reverse();
		for (const { id } of [records[0]!, records[3]!, records[6]!]) {
			await writeFile(store.pathOf(`${id}.json`), '{"id":"');
		}
		const fresh = new ImageStore(folder);
		const shown: string[] = [];
		let total = Infinity;
		for (let asked = 0; shown.length < total; asked++) {
			assert.ok(asked < 5, 'asked without end');
			const page = await fresh.page(undefined, 2, shown.at(-1));
			({ total } = page);
			shown.push(...page.records.map(({ id }) => id));
		}
		assert.deepEqual([shown, total], [[1, 2, 4, 5].map((place) => records[place]!.id), 4]);
	});

	test('a deleted image is in no history and comes back whole; in time it goes for good', async () => {
		const [first, second] = await added(2);
		await store.setThumbnail(first!.id, Buffer.from('RIFF small'));
		await store.trash(first!.id);
		await store.trash(second!.id);

		const other = new ImageStore(folder);
		assert.deepEqual(await other.page(undefined, 10), { total: 0, records: [] });
		assert.deepEqual(await other.update(first!.id, { cost: 1 }), undefined);
		await other.emptyTrash(60_000);
		assert.equal((await other.restore(first!.id))?.thumbnail, `${first!.id}.thumb.webp`);
		assert.deepEqual(
			(await store.page(undefined, 10)).records.map(({ id }) => id),
			[first!.id],
		);

		await other.emptyTrash(-1);
		assert.equal(await other.restore(second!.id), undefined);
		assert.deepEqual((await readdir(folder)).sort(), [`${first!.id}.json`, `${first!.id}.png`, `${first!.id}.thumb.webp`]);
	});

	test('an image that is deleted while another thread prices it stays deleted', async () => {
		for (let round = 0; round < 40; round++) {
			const record = await store.add(png, origin('a fox', 3_000_000 + round));
			const worker = new ImageStore(folder);
			await Promise.all([worker.update(record.id, { cost: 1 }), worker.update(record.id, { cost: 2 }), store.trash(record.id)]);
			assert.equal((await new ImageStore(folder).page(undefined, 10)).total, 0, `round ${round}`);
		}
	});
});
