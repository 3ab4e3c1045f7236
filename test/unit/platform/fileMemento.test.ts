import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileMemento } from '../../../src/platform/fileMemento.ts';
import { temporaryFolder } from '../../support/host/temporary.ts';

suite('FileMemento', () => {
	let file: string;

	setup(() => {
		file = path.join(temporaryFolder(), 'window', 'state.json');
	});

	test('what was said is on disk, and there for the next', async () => {
		const first = await FileMemento.open(file);
		await first.update('draft', { prompt: 'a fox' });

		assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { draft: { prompt: 'a fox' } });
		assert.deepEqual((await FileMemento.open(file)).get('draft'), { prompt: 'a fox' });
		assert.deepEqual(await readdir(path.dirname(file)), ['state.json']);
	});

	test('changes at the same time end with the last of each', async () => {
		const memento = await FileMemento.open(file);
		await Promise.all([memento.update('a', 1), memento.update('b', 1), memento.update('a', 2), memento.update('b', undefined)]);

		const next = await FileMemento.open(file);
		assert.deepEqual([next.keys(), next.get('a'), next.get('b', 'none')], [['a'], 2, 'none']);
	});

	test('a file that is no JSON is as good as none', async () => {
		await (await FileMemento.open(file)).update('a', 1);
		await writeFile(file, '{"a":');

		assert.deepEqual((await FileMemento.open(file)).keys(), []);
	});

	test('a file with JSON of another shape is as good as none', async () => {
		await (await FileMemento.open(file)).update('a', 1);
		for (const json of ['["a", "b"]', '"text"', 'null', '['.repeat(100_000)]) {
			await writeFile(file, json);

			assert.deepEqual((await FileMemento.open(file)).keys(), [], json.slice(0, 20));
		}
	});
});
