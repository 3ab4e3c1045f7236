import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAbandoned, thisProcess } from '../../../src/core/owner.ts';
import { RecordFolder } from '../../../src/core/recordFolder.ts';
import { temporaryFolder } from '../../support/host/temporary.ts';

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

suite('isAbandoned', () => {
	const now = Date.now();
	const isIt = (record: Partial<Parameters<typeof isAbandoned>[0]>) =>
		isAbandoned({ createdMs: now, owner: thisProcess(), ...record }, now);

	test('not what a living process works with, wherever it runs', () => {
		assert.equal(isIt({}), false);
		assert.equal(isIt({ owner: { host: 'another machine', pid: 999_999_999 } }), false);
	});

	test('what nobody owns, whose process is gone, or that is too old to be anybody’s', () => {
		assert.equal(isIt({ owner: undefined }), true);
		assert.equal(isIt({ owner: { ...thisProcess(), pid: 999_999_999 } }), true);
		assert.equal(isIt({ createdMs: now - 7 * 3600 * 1000 }), true);
	});
});
