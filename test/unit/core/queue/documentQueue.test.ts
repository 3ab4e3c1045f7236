import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { DocumentQueue, type QueueResult, type QueuedDocument } from '../../../../src/core/queue/documentQueue.ts';

const document = (name: string, more: Partial<QueuedDocument> = {}): QueuedDocument => ({
	uri: name,
	reader: 'service',
	replaces: false,
	state: 'waiting',
	...more,
});
const documents = (count: number, more: Partial<QueuedDocument> = {}) => Array.from({ length: count }, (_, i) => document(`d${i}`, more));
const done: QueueResult = { kind: 'done', left: { markdown: 'm' } };
const failed = (code: 'unauthorized' | 'corruptDocument'): QueueResult => ({
	kind: 'failed',
	failure: { code, facts: code === 'unauthorized' ? { host: 'h' } : { name: 'n' } },
	isGeneral: code === 'unauthorized',
});

interface Call {
	readonly uri: string;
	readonly signal: AbortSignal;
	readonly asks: boolean;
	readonly pages: (done: number, total: number) => void;
	readonly end: (result: QueueResult) => void;
}

suite('a queue of documents', () => {
	let calls: Call[];
	let ended: string[][];
	let queue: DocumentQueue;

	setup(() => {
		calls = [];
		ended = [];
		queue = make();
	});

	const make = () =>
		new DocumentQueue({
			run: ({ uri, asks }, signal, pages) =>
				new Promise((end) => {
					calls.push({ uri, signal, pages, end, asks: asks === true });
				}),
			limitOf: (reader) => (reader === 'local' ? 1 : 3),
			onChange: () => undefined,
			onIdle: (documents) => ended.push(documents.map(({ uri }) => uri)),
		});
	const states = () => queue.all.map(({ uri, state }) => `${uri} ${state}`);
	const under = () => queue.all.filter(({ state }) => state === 'running').map(({ uri }) => uri);
	const end = async (uri: string, result: QueueResult) => {
		calls.findLast((call) => call.uri === uri)!.end(result);
		await turn();
	};

	test('never has more of one reader under way than may be, and those in their order', async () => {
		queue.add([...documents(5), document('local 1', { reader: 'local' }), document('local 2', { reader: 'local' })]);
		assert.deepEqual(under(), ['d0', 'd1', 'd2', 'local 1']);

		await end('d1', done);
		await end('local 1', done);

		assert.deepEqual(under(), ['d0', 'd2', 'd3', 'local 2']);
	});

	test('one that fails changes nothing for the others, and all are told of once', async () => {
		queue.add(documents(4));
		await end('d0', failed('corruptDocument'));
		await end('d1', done);
		await end('d2', failed('corruptDocument'));
		assert.equal(ended.length, 0);
		await end('d3', done);

		assert.deepEqual(states(), ['d0 failed', 'd1 done', 'd2 failed', 'd3 done']);
		assert.deepEqual(
			ended.map((list) => list.sort()),
			[['d0', 'd1', 'd2', 'd3']],
		);
	});

	test('a document that is in it is not taken twice; one that has ended comes anew', async () => {
		queue.add(documents(2));
		queue.add(documents(2));
		await end('d0', done);
		queue.add(documents(1));

		assert.deepEqual(
			calls.map(({ uri }) => uri),
			['d0', 'd1', 'd0'],
		);
	});

	test('paused, what is under way goes on and nothing begins; then the rest does', async () => {
		queue.add(documents(5));
		queue.pause();
		await end('d0', done);
		assert.deepEqual(under(), ['d1', 'd2']);

		queue.resume();

		assert.deepEqual(under(), ['d1', 'd2', 'd3']);
	});

	test('Cancel ends what is under way, takes out what waits, and leaves the others', async () => {
		queue.add(documents(5));
		queue.cancel(['d0', 'd4']);
		assert.ok(calls[0]?.signal.aborted);
		await end('d0', { kind: 'cancelled' });

		assert.deepEqual(states(), ['d1 running', 'd2 running', 'd3 running']);
	});

	test('Retry tries once more what failed, keeps the markdown that is there, and only asks when told so', async () => {
		queue.add(documents(1));
		await end('d0', { ...failed('corruptDocument'), left: { markdown: 'm', mtime: 1 }, missing: [2] } as QueueResult);
		assert.deepEqual(queue.find('d0')?.missing, [2]);
		queue.retry(['d0'], true);

		assert.equal(calls.at(-1)?.asks, true);
		assert.deepEqual(queue.find('d0')?.left, { markdown: 'm', mtime: 1 });
		assert.deepEqual([queue.find('d0')?.failure, queue.find('d0')?.missing], [undefined, undefined]);
		await end('d0', failed('corruptDocument'));
		queue.retry(['d0']);
		assert.equal(calls.at(-1)?.asks, false);
	});

	for (const [what, pause] of [
		['of the user', () => queue.pause()],
		['by itself', () => queue.pause({ code: 'readerChanged', facts: { host: 'h' } })],
	] as const) {
		test(`a pause ${what} ends with the last document that it is about; others that come later begin`, async () => {
			queue.add(documents(5));
			pause();

			queue.cancel(queue.all.map(({ uri }) => uri));
			for (const uri of ['d0', 'd1', 'd2']) {
				await end(uri, { kind: 'cancelled' });
			}
			assert.deepEqual([queue.paused, queue.pausedBecause, queue.all], [false, undefined, []]);
			queue.add([document('later')]);

			assert.deepEqual(under(), ['later']);
		});
	}

	test('what another window has left stays paused', () => {
		queue.pause();
		queue.add(documents(2));

		assert.deepEqual([queue.paused, under()], [true, []]);
	});

	test('three in a row that fail for a reason that is not theirs pause it, and wait again', async () => {
		queue.add(documents(6));
		await end('d0', failed('unauthorized'));
		await end('d1', failed('unauthorized'));
		await end('d2', done);
		await end('d3', failed('unauthorized'));
		await end('d4', failed('unauthorized'));
		assert.equal(queue.paused, false);
		await end('d5', failed('unauthorized'));

		assert.deepEqual([queue.paused, queue.pausedBecause?.code], [true, 'unauthorized']);
		assert.deepEqual([queue.snapshot().paused, queue.snapshot().because?.code], [true, 'unauthorized'], 'also on disk');
		assert.deepEqual(states(), ['d0 failed', 'd1 failed', 'd2 done', 'd3 waiting', 'd4 waiting', 'd5 waiting']);
		assert.deepEqual(ended, []);
		queue.resume();
		assert.deepEqual(under(), ['d3', 'd4', 'd5']);
	});

	test('what was under way when it paused waits again, too', async () => {
		const wide = new DocumentQueue({
			run: ({ uri }, signal, pages) => new Promise((end) => calls.push({ uri, signal, pages, end, asks: false })),
			limitOf: () => 5,
			onChange: () => undefined,
			onIdle: () => undefined,
		});
		wide.add(documents(5));
		const reasons = new Set();
		for (const { uri } of documents(5)) {
			await end(uri, failed('unauthorized'));
			reasons.add(wide.pausedBecause);
		}

		reasons.delete(undefined);
		assert.equal(reasons.size, 1, 'it pauses once');
		assert.deepEqual(
			wide.all.map(({ state }) => state),
			Array.from({ length: 5 }, () => 'waiting'),
		);
	});

	test('what began before Resume and fails for what is mended since is tried once more', async () => {
		queue.add(documents(3));
		queue.pause({ code: 'unauthorized', facts: { host: 'h' } });
		queue.resume();
		for (const { uri } of documents(3)) {
			await end(uri, failed('unauthorized'));
		}

		assert.deepEqual([queue.paused, under()], [false, ['d0', 'd1', 'd2']]);
		await end('d0', failed('unauthorized'));
		assert.equal(queue.find('d0')?.state, 'failed');
	});

	test('what needs a decision first waits, and nothing else begins', async () => {
		queue.add(documents(4));
		await end('d0', { kind: 'again', pause: { code: 'readerChanged', facts: { host: 'h' } } });

		assert.deepEqual(states(), ['d0 waiting', 'd1 running', 'd2 running', 'd3 waiting']);
		queue.hand(['d0', 'd1', 'd3'], 'local');
		queue.resume();
		assert.deepEqual(under(), ['d0', 'd1', 'd2']);
	});

	test('what was under way when its window went begins again in the next, and what is done is not done again', async () => {
		queue.add(documents(5));
		calls[1]?.pages(3, 9);
		await end('d0', done);
		await end('d2', failed('corruptDocument'));
		const written = JSON.parse(JSON.stringify(queue.snapshot())) as ReturnType<DocumentQueue['snapshot']>;
		queue.stop();
		assert.ok(calls[1]?.signal.aborted);
		await end('d1', done);
		assert.deepEqual(states(), []);

		calls = [];
		queue = make();
		queue.add(written.documents);
		assert.deepEqual(ended, []);

		assert.deepEqual(states(), ['d0 done', 'd1 running', 'd2 failed', 'd3 running', 'd4 running']);
		assert.deepEqual(
			calls.map(({ uri }) => uri),
			['d1', 'd3', 'd4'],
		);
		await Promise.all(['d1', 'd3', 'd4'].map((uri) => end(uri, done)));
		assert.deepEqual(ended, [['d0', 'd1', 'd2', 'd3', 'd4']], 'told of once, with what ended before');
		const again = make();
		again.add((JSON.parse(JSON.stringify(queue.snapshot())) as ReturnType<DocumentQueue['snapshot']>).documents);
		assert.equal(ended.length, 1);
	});

	test('Clear takes off what has ended, and nothing else', async () => {
		queue.add(documents(5));
		await end('d0', done);
		await end('d1', failed('corruptDocument'));
		queue.clear(queue.all.map(({ uri }) => uri));

		assert.deepEqual(states(), ['d2 running', 'd3 running', 'd4 running']);
	});
});
