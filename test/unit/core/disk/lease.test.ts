import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as v from 'valibot';
import { isHeld, leaseOnRecord, newLease } from '../../../../src/core/disk/lease.ts';

suite('A lease', () => {
	const now = 1_700_000_000_000;
	const lease = newLease('me', now + 1000);
	const gone = spawnSync(process.execPath, ['-e', '']).pid;

	test('holds until it runs out, wherever its holder is', () => {
		assert.equal(isHeld(lease, now), true);
		assert.equal(isHeld({ ...lease, host: 'another machine', pid: gone }, now), true);
	});

	test('does not hold when it has run out, although its process is there', () => {
		assert.equal(isHeld(lease, now + 1000), false);
	});

	test('does not hold when its process is gone from this machine', () => {
		assert.equal(isHeld({ ...lease, pid: gone }, now), false);
	});

	test('is nobody’s when there is none, and when its end is too far away to be true', () => {
		assert.equal(isHeld(undefined, now), false);
		assert.equal(isHeld({ ...lease, untilMs: now + 24 * 3_600_000 }, now), false);
	});

	test('is read from a file only when it is one', () => {
		assert.deepEqual(v.parse(leaseOnRecord, JSON.parse(JSON.stringify(lease))), lease);
		for (const other of [undefined, null, 'lease', {}, { ...lease, untilMs: '9' }, { ...lease, pid: null }, { ...lease, holder: 1 }]) {
			assert.equal(v.parse(leaseOnRecord, other), undefined);
		}
	});
});
