import assert from 'node:assert/strict';
import {
	type UploadRecord,
	UploadRecords,
	isAbandoned,
	newUploadRecord,
	uploadLeaseMs,
} from '../../../../../src/core/ocr/mistral/uploads.ts';
import { HandClock } from '../../handClock.ts';

suite('The record of an upload', () => {
	const url = new URL('https://api.mistral.ai/v1/files');

	test('is its uploader’s while that renews the lease, and a while longer', () => {
		const record = newUploadRecord(url);

		assert.deepEqual([isAbandoned(record), isAbandoned(record, record.lease!.untilMs)], [false, true]);
	});

	test('is nobody’s once it is given up', () => {
		assert.ok(isAbandoned({ ...newUploadRecord(url), lease: undefined }));
	});

	test('has its lease renewed until it is removed, with what was written last', async () => {
		const clock = new HandClock();
		const written: UploadRecord[] = [];
		const folder = {
			get: async () => undefined,
			set: async (_: string, record: unknown) => void written.push(record as UploadRecord),
			remove: async () => undefined,
			names: async () => [],
		};
		const records = new UploadRecords(folder, clock);
		const record = newUploadRecord(url);
		const ended = new AbortController();
		const keeping = records.keepLease(record, ended.signal);
		await records.set({ ...record, id: 'file-1' });
		await clock.pass(uploadLeaseMs * 2);

		assert.ok(written.length > 2);
		assert.ok(written.every(({ id }) => id === 'file-1'));
		assert.ok(!isAbandoned(written.at(-1)!, clock.now()), 'still held');
		ended.abort();
		await keeping;
	});
});
