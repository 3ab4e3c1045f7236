import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cache } from '../../../../src/core/cache.ts';
import { FoveaError } from '../../../../src/core/errors.ts';
import type { OcrDocument, OcrEngine, OcrPage } from '../../../../src/core/ocr/engine.ts';
import { recognize } from '../../../../src/core/ocr/recognize.ts';

const pdf = Buffer.from('%PDF-1.7\n');
const page = (index: number, markdown = 'text'): OcrPage => ({ index, markdown, images: [], tables: [] });

suite('recognize', () => {
	let asked: { document: OcrDocument; pages: readonly number[] | undefined }[];
	let closed: number;

	setup(() => {
		asked = [];
		closed = 0;
	});

	const engine = (answer: readonly OcrPage[] = [page(0)], limits = { pages: 30, bytes: 1000 }): OcrEngine => ({
		id: 'azure',
		limits,
		mediaTypes: new Set(['application/pdf', 'image/png']),
		recognize: async (document, { pages }) => {
			asked.push({ document, pages });
			return { pages: answer, model: 'm' };
		},
	});
	const pdfEngine = (pageCount: number) =>
		({ open: async () => ({ pageCount, close: async () => void closed++ }) }) as unknown as Parameters<typeof recognize>[1];
	const run = (options: { bytes?: Uint8Array; pages?: string; engine?: OcrEngine; pageCount?: number; cache?: Cache } = {}) =>
		recognize(options.engine ?? engine(), pdfEngine(options.pageCount ?? 3), {
			name: 'a.pdf',
			bytes: options.bytes ?? pdf,
			pages: options.pages,
			cache: options.cache,
			signal: new AbortController().signal,
		});

	test('gives the engine a document whose type and page count are known, and closes what it opened', async () => {
		await run();

		assert.deepEqual([asked[0]!.document.mediaType, asked[0]!.document.pageCount, closed], ['application/pdf', 3, 1]);
	});

	test('asks for all pages unless some are named', async () => {
		await run();
		await run({ pages: '2-' });

		assert.deepEqual(
			asked.map(({ pages }) => pages),
			[undefined, [1, 2]],
		);
	});

	const refusals: readonly (readonly [string, Parameters<typeof run>[0], object])[] = [
		['too many pages', { pageCount: 31 }, { code: 'tooManyPages', facts: { name: 'a.pdf', engine: 'azure', pages: 31, limit: 30 } }],
		['too many bytes', { bytes: Buffer.concat([pdf, Buffer.alloc(1000)]) }, { code: 'tooManyBytes' }],
		[
			'a type that the engine does not take',
			{ bytes: Buffer.from('GIF89a\x01\0\x01\0') },
			{ code: 'unsupportedType', facts: { name: 'a.pdf', engine: 'azure', type: 'gif' } },
		],
		['an empty file', { bytes: new Uint8Array() }, { code: 'emptyFile' }],
		['pages that the document does not have', { pages: '4' }, { code: 'invalidPages' }],
	];
	for (const [what, options, error] of refusals) {
		test(`${what} is refused before anything is asked`, async () => {
			await assert.rejects(run(options), error);
			assert.equal(asked.length, 0);
		});
	}

	test('pages without any content are nothingRecognized', async () => {
		await assert.rejects(run({ engine: engine([page(0, ' \n'), page(1, '')]) }), { code: 'nothingRecognized' });
	});

	suite('with a cache', () => {
		let folder: string;
		let cache: Cache;

		setup(() => {
			folder = mkdtempSync(path.join(tmpdir(), 'fovea-recognize-'));
			cache = new Cache({ folder, maxBytes: 1_000_000 });
		});
		teardown(() => rmSync(folder, { recursive: true }));

		test('the same request of the same bytes is asked once', async () => {
			const paid = { ...engine(), profile: { model: 'm' } };

			const [first, second] = [await run({ engine: paid, cache }), await run({ engine: paid, cache })];

			assert.deepEqual([first.kept, second.kept, second.pages, asked.length], [false, true, first.pages, 1]);
		});

		test('other bytes, other pages or another profile are asked for', async () => {
			const paid = { ...engine(), profile: { model: 'm' } };
			await run({ engine: paid, cache });

			await run({ engine: paid, cache, bytes: Buffer.from('%PDF-1.6\n') });
			await run({ engine: paid, cache, pages: '1' });
			await run({ engine: { ...paid, profile: { model: 'n' } }, cache });

			assert.equal(asked.length, 4);
		});

		test('an engine without a profile is asked each time', async () => {
			await run({ cache });
			await run({ cache });

			assert.equal(asked.length, 2);
		});
	});

	test('what the engine throws goes through', async () => {
		const failing: OcrEngine = { ...engine(), recognize: () => Promise.reject(new FoveaError('forbidden', { host: 'h' })) };

		await assert.rejects(run({ engine: failing }), { code: 'forbidden' });
		assert.equal(closed, 1);
	});
});
