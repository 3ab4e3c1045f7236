import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FoveaError } from '../../../../src/core/errors.ts';
import type { Recognition } from '../../../../src/core/ocr/recognition.ts';
import { parsePages } from '../../../../src/core/ocr/pages.ts';
import type { ReadDocumentRequest } from '../../../../src/core/worker/readerApi.ts';
import { createReaderHandlers } from '../../../../src/core/worker/readerHandlers.ts';

type Handlers = ReturnType<typeof createReaderHandlers>;

/** A document of so many pages, and what is asked of the engine about it. */
function reader(pageCount: number, { failing = [] as readonly number[], slow = undefined as Promise<void> | undefined } = {}) {
	const asked: string[] = [];
	const aborted: boolean[] = [];
	const make = (): Handlers =>
		createReaderHandlers({
			recognize: async ({ pages, name }, { signal }): Promise<Recognition> => {
				const indexes = parsePages(pages ?? '1-', pageCount);
				asked.push(pages ?? 'all');
				signal.addEventListener('abort', () => aborted.push(true));
				await slow;
				return {
					pages: indexes
						.filter((index) => !failing.includes(index))
						.map((index) => ({ index, markdown: `# Chapter ${index + 1}\n\nText of page ${index + 1}.`, images: [], tables: [] })),
					failed: failing.map((index) => ({ index, error: new FoveaError('corruptDocument', { name }) })),
					notes: [],
					cached: 0,
					model: 'local',
				};
			},
			countPages: async () => pageCount,
			draw: async () => {
				throw new Error('not drawn here');
			},
			build: async () => 'one',
		});
	return { asked, aborted, make };
}

const bytes = () => new TextEncoder().encode('%PDF-1.7 of a harbour');

function request(more: Partial<ReadDocumentRequest> = {}): ReadDocumentRequest {
	const engine = { provider: 'local', languages: 'eng', withoutRunningText: true } as const;
	return { name: 'a.pdf', bytes: bytes(), engine, mostPages: 100, budget: 5000, ...more };
}

const context = (signal = new AbortController().signal) => ({ signal, emit: () => undefined });

suite('the reader for agents', () => {
	let folder: string;
	setup(async () => {
		folder = await mkdtemp(path.join(os.tmpdir(), 'fovea-reader-'));
	});
	teardown(async () => rm(folder, { recursive: true, force: true }));

	test('reads a document once for all questions about it, whatever the file is called', async () => {
		const { asked, make } = reader(5);
		const handlers = make();

		const first = await handlers.readDocument(request(), context());
		const found = await handlers.searchDocument({ ...request({ name: 'copy.pdf' }), query: 'page 4' }, context());
		const part = await handlers.readDocument(request({ pages: '2-3' }), context());

		assert.deepEqual(asked, ['all']);
		assert.deepEqual([valueOf(first).known, found.known, valueOf(part).known], [false, true, true]);
		assert.match(found.text, /Page 4, under "Chapter 4"/);
		assert.match(valueOf(part).text, /here are pages 2-3.*<!-- page 2 -->.*<!-- page 3 -->/s);
	});

	test('knows it in another worker too, where there is a cache; other bytes, another engine or none there are read', async () => {
		const { asked, make } = reader(5);
		const cache = { folder, maxBytes: 1e9 };
		await make().readDocument(request({ cache }), context());

		const again = await make().readDocument(request({ cache, pages: '5' }), context());
		await make().readDocument(request({ cache, bytes: new TextEncoder().encode('%PDF-1.7 other') }), context());
		await make().readDocument(request({ cache, engine: { provider: 'local', languages: 'deu', withoutRunningText: true } }), context());
		await make().readDocument(request(), context());

		assert.equal(valueOf(again).known, true);
		assert.deepEqual(asked, ['all', 'all', 'all', 'all']);
	});

	test('reads no more pages than it may, and says how many there are', async () => {
		const { asked, make } = reader(500);

		await assert.rejects(make().readDocument(request(), context()) as Promise<unknown>, {
			code: 'tooManyPages',
			facts: { name: 'a.pdf', pageCount: 500, limit: 100 },
		});
		await make().readDocument(request({ pages: '401-' }), context());

		assert.deepEqual(asked, ['401-']);
	});

	test('a page that failed is told, and is not kept on disk as read', async () => {
		const { asked, make } = reader(3, { failing: [1] });
		const cache = { folder, maxBytes: 1e9 };

		const { text } = valueOf(await make().readDocument(request({ cache }), context()));
		await make().readDocument(request({ cache }), context());

		assert.match(text, /Page 2 could not be read \(corruptDocument\)/);
		assert.equal(asked.length, 2);
	});

	test('questions at the same time share one reading, which goes on while anybody waits for it', async () => {
		let go: () => void = () => undefined;
		const { asked, aborted, make } = reader(5, { slow: new Promise((resolve) => (go = resolve)) });
		const handlers = make();
		const leaves = new AbortController();

		const left = Promise.resolve(handlers.readDocument(request(), context(leaves.signal)));
		const stays = Promise.resolve(handlers.readDocument(request(), context()));
		while (asked.length === 0) {
			await new Promise(setImmediate);
		}
		leaves.abort();
		await assert.rejects(left, { name: 'AbortError' });
		go();
		await stays;

		assert.deepEqual([asked.length, aborted], [1, []]);
	});

	test('what nobody waits for any more is ended', async () => {
		const { asked, aborted, make } = reader(5, { slow: new Promise(() => undefined) });
		const leaves = new AbortController();

		const left = Promise.resolve(make().readDocument(request(), context(leaves.signal)));
		while (asked.length === 0) {
			await new Promise(setImmediate);
		}
		leaves.abort();

		await assert.rejects(left, { name: 'AbortError' });
		assert.deepEqual(aborted, [true]);
	});

	test('says before what would be read', async () => {
		const { make } = reader(7);
		const handlers = make();

		const before = await handlers.forecast(request({ pages: '1-3' }), context());
		await handlers.readDocument(request({ pages: '1-3' }), context());
		const after = await handlers.forecast(request({ pages: '2' }), context());

		assert.deepEqual(
			[before, after],
			[
				{ pageCount: 7, toRead: 3 },
				{ pageCount: 7, toRead: 0 },
			],
		);
	});
});

/** What a handler returned, whether or not its buffers are marked to move. */
function valueOf<T extends object>(result: T): T {
	return 'value' in result ? (result.value as T) : result;
}
