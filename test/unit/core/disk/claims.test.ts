import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Claim, Claims, type ClaimsOptions, doneMs, keptMs, leaseMs, renewalMs } from '../../../../src/core/disk/claims.ts';
import { newLease } from '../../../../src/core/disk/lease.ts';
import { RecordFolder } from '../../../../src/core/disk/recordFolder.ts';
import { temporaryFolder } from '../../../support/host/temporary.ts';
import { HandClock, settle } from '../handClock.ts';

/** Records in memory, so that a test need not wait for the disk. */
class MemoryRecords {
	private readonly kept = new Map<string, unknown>();
	async get(name: string): Promise<unknown> {
		return structuredClone(this.kept.get(name));
	}
	async set(name: string, record: unknown): Promise<void> {
		this.kept.set(name, JSON.parse(JSON.stringify(record)));
	}
	async remove(name: string): Promise<void> {
		this.kept.delete(name);
	}
	async names(): Promise<string[]> {
		return [...this.kept.keys()];
	}
}

/** An extension host, and whether anybody sees its window. */
class Host {
	private readonly waiting: (() => void)[] = [];
	private isThere = true;
	readonly claims: Claims;

	constructor(records: ClaimsOptions['records'], clock: HandClock) {
		const windowAnswers = () => (this.isThere ? Promise.resolve() : new Promise<void>((resolve) => this.waiting.push(resolve)));
		this.claims = new Claims({ records, clock, windowAnswers });
	}

	close(): void {
		this.isThere = false;
	}

	comeBack(): void {
		this.isThere = true;
		this.waiting.splice(0).forEach((answer) => answer());
	}
}

suite('Claims', () => {
	let records: MemoryRecords;
	let clock: HandClock;
	let one: Host;
	let other: Host;
	const never = new AbortController().signal;
	const claims: Claim[] = [];

	setup(() => {
		records = new MemoryRecords();
		clock = new HandClock();
		one = new Host(records, clock);
		other = new Host(records, clock);
	});
	teardown(async () => {
		await Promise.all(claims.splice(0).map((claim) => claim.drop()));
	});

	async function take(host: Host, onWait?: () => void): Promise<Claim> {
		const taken = await host.claims.take('work', { signal: never, ...(onWait ? { onWait } : {}) });
		assert.ok(taken instanceof Claim);
		claims.push(taken);
		return taken;
	}

	test('a second one waits as long as the first is at it, however long that takes', async () => {
		const first = await take(one);
		let waits = 0;
		let taken: Claim | undefined;
		const second = take(other, () => waits++).then((claim) => (taken = claim));
		await clock.pass(10 * leaseMs);

		assert.deepEqual([waits, taken, first.lost.aborted], [1, undefined, false]);

		await first.release();
		await clock.pass(1000);
		assert.equal(taken, await second);
	});

	test('who waits for the end is told what came of it, and for how long', async () => {
		const first = await take(one);
		await first.update({ half: true });
		const waiting = other.claims.take('work', { signal: never });
		await settle();
		await first.finish({ whole: true });
		await clock.pass(1000);

		assert.deepEqual(await waiting, { finished: { whole: true } });
		assert.equal(await other.claims.read('work'), undefined, 'there is nothing left to go on with');
		await clock.pass(doneMs);
		assert.deepEqual(await records.names(), []);
	});

	test('who comes after the end starts anew', async () => {
		await (await take(one)).finish({ whole: true });

		assert.equal((await take(other)).value, undefined);
	});

	test('what is written down is there for the next, when the first gives up', async () => {
		const first = await take(one);
		await first.update({ pages: 4 });
		await first.release();

		assert.deepEqual(await one.claims.read('work'), { pages: 4 });
		assert.deepEqual((await take(other)).value, { pages: 4 });
	});

	test('a window that is gone loses its claim although its process and its timers go on', async () => {
		const first = await take(one);
		await first.update({ pages: 4 });
		one.close();
		const taken: Claim[] = [];
		void take(other).then((claim) => taken.push(claim));
		await clock.pass(leaseMs / 2);
		assert.deepEqual(taken, [], 'not at once: it may come back');

		await clock.pass(leaseMs);
		assert.deepEqual(
			taken.map(({ value }) => value),
			[{ pages: 4 }],
		);
	});

	test('who was away, and whose claim was taken over, is told so and writes nothing', async () => {
		const first = await take(one);
		one.close();
		await clock.pass(2 * leaseMs);
		const second = await take(other);
		await second.update('theirs');

		await assert.rejects(first.update('mine'), { name: 'ClaimLost' });
		one.comeBack();
		await clock.pass(renewalMs);
		await assert.rejects(first.check(), { name: 'ClaimLost' });
		await first.finish('mine');
		assert.ok(first.lost.aborted);
		assert.deepEqual([await other.claims.read('work'), second.lost.aborted], ['theirs', false]);
	});

	test('who was away notices by itself, while its window is still gone', async () => {
		const first = await take(one);
		one.close();
		await clock.pass(2 * leaseMs);
		await take(other);
		await clock.pass(2 * renewalMs);

		assert.ok(first.lost.aborted);
	});

	test('who was away, and whose claim nobody took, goes on', async () => {
		const first = await take(one);
		one.close();
		await clock.pass(3 * leaseMs);
		one.comeBack();
		await clock.pass(2 * renewalMs);
		await first.update('mine');

		assert.deepEqual([await other.claims.isHeld('work'), first.lost.aborted], [true, false]);
	});

	test('what a process held that is gone is free at once', async () => {
		const gone = { ...newLease('gone', clock.now() + leaseMs), pid: 2 ** 22 + 1 };
		await records.set('work', { value: 'half', writtenMs: clock.now(), lease: gone });

		assert.equal((await take(one)).value, 'half');
	});

	test('one who waits can be called off', async () => {
		await take(one);
		const cancel = new AbortController();
		const waiting = other.claims.take('work', { signal: cancel.signal });
		await settle();
		cancel.abort();

		await assert.rejects(waiting, { name: 'AbortError' });
	});

	test('a damaged record, or a folder that cannot be written, keeps nobody from working', async () => {
		const folder = temporaryFolder();
		const host = new Host(new RecordFolder(folder), clock);
		const first = await take(host);
		await writeFile(path.join(folder, 'work.json'), '{"half');
		await first.update('mine');
		assert.equal(await host.claims.read('work'), 'mine');

		const file = path.join(folder, 'file');
		await writeFile(file, '');
		const nowhere = await take(new Host(new RecordFolder(path.join(file, 'claims')), clock));
		await nowhere.update('mine');
		await nowhere.finish('mine');
		assert.equal(nowhere.lost.aborted, false);
	});

	test('what is done is swept away by the next, where the process has ended that would have', async () => {
		await records.set('old', { value: 1, writtenMs: clock.now() - doneMs - 1, done: true });
		await records.set('unfinished', { value: 1, writtenMs: clock.now() - doneMs - 1 });
		await records.set('forgotten', { value: 1, writtenMs: clock.now() - keptMs - 1 });
		await take(one);

		assert.deepEqual((await records.names()).sort(), ['unfinished', 'work']);
	});
});
