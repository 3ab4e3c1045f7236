import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RecordFolder } from '../../../../src/core/disk/recordFolder.ts';
import { temporaryFolder } from '../../../support/host/temporary.ts';

suite('RecordFolder', () => {
	let folder: string;
	let records: RecordFolder;
	setup(() => {
		folder = path.join(temporaryFolder(), 'records');
		records = new RecordFolder(folder);
	});

	test('keeps a record, its latest version, until it is removed', async () => {
		await records.set('a', { value: 1 });
		await records.set('b', { value: 2 });
		await records.set('a', { value: 3 });

		assert.deepEqual([await records.get('a'), (await records.names()).sort()], [{ value: 3 }, ['a', 'b']]);

		await records.remove('a');
		await records.remove('never there');

		assert.deepEqual([await records.get('a'), await records.names(), readdirSync(folder)], [undefined, ['b'], ['b.json']]);
	});

	test('without a folder, or with a record that cannot be read, there is none', async () => {
		assert.deepEqual([await records.get('a'), await records.names()], [undefined, []]);

		await records.set('a', 1);
		writeFileSync(path.join(folder, 'a.json'), '{"half');

		assert.equal(await records.get('a'), undefined);
	});
});
