import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Cache } from '../../../../src/core/disk/cache.ts';
import { FoveaError } from '../../../../src/core/errors.ts';
import type { OcrDocument, OcrEngine, OcrPage } from '../../../../src/core/ocr/engine.ts';
import { PagesUnderWay } from '../../../../src/core/ocr/pagesUnderWay.ts';
import { recognize } from '../../../../src/core/ocr/recognize.ts';
import { docx } from '../../../support/officeFiles.ts';
import type { PageLayout } from '../../../../src/core/pdf/pageLayout.ts';
import { until } from '../../../support/until.ts';
import { encodePng } from '../../../../src/core/raster/png.ts';

const pdf = Buffer.from('%PDF-1.7\n');
const textOf = ({ bytes }: OcrDocument) => Buffer.from(bytes as Uint8Array).toString();
const page = (index: number, markdown = 'text'): OcrPage => ({ index, markdown, images: [], tables: [] });

const aborted = (signal: AbortSignal) =>
	new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

suite('recognize', () => {
	let asked: { document: OcrDocument; pages: readonly number[] | undefined }[];
	let closed: number;
	let encrypted: boolean;
	let pageBytes: number;
	let layouts: readonly PageLayout[];
	/** Whether a page's text is never read. */
	let hangs: boolean;

	setup(() => {
		layouts = [];
		hangs = false;
		encrypted = false;
		pageBytes = 1;
		asked = [];
		closed = 0;
	});

	const engine = (answer?: readonly OcrPage[], limits = { pages: 30, bytes: 1000 }): OcrEngine => ({
		id: 'azure',
		limits,
		mediaTypes: new Set(['application/pdf', 'image/png']),
		recognize: async (document, { pages }) => {
			asked.push({ document, pages });
			const { pageCount = 1 } = document;
			return { pages: answer ?? (pages ?? Array.from({ length: pageCount }, (_, index) => index)).map((index) => page(index)), model: 'm' };
		},
	});
	const pdfEngine = (pageCount: number, { heavyPage = -1, brokenPage = -1 } = {}) =>
		({
			open: async () => ({
				pageCount,
				encrypted,
				extract: async (pages: readonly number[]) => {
					if (pages.includes(brokenPage)) {
						throw new FoveaError('corruptDocument', { name: 'a.pdf' });
					}
					return Buffer.from(
						`%PDF-1.7 ${pages.join(' ')} ${'x'.repeat(pages.length * pageBytes + (pages.includes(heavyPage) ? 1000 : 0))}`,
					);
				},
				renderPng: async (of: number) => {
					if (of !== heavyPage && of !== brokenPage) {
						throw new FoveaError('corruptDocument', { name: 'a.pdf' });
					}
					return encodePng({ width: 1, height: 1, rgba: Buffer.alloc(4) });
				},
				layout: async (of: number, signal: AbortSignal) =>
					(hangs ? aborted(signal) : undefined) ?? layouts[of] ?? Promise.reject(new FoveaError('corruptDocument', { name: 'a.pdf' })),
				close: async () => {
					closed++;
				},
			}),
		}) as unknown as Parameters<typeof recognize>[1];
	interface Options {
		bytes?: Uint8Array;
		pages?: string;
		engine?: OcrEngine;
		pageCount?: number;
		cache?: Cache;
		underWay?: PagesUnderWay;
		signal?: AbortSignal;
		name?: string;
		heavyPage?: number;
		brokenPage?: number;
	}
	const run = (options: Options = {}) =>
		recognize(options.engine ?? engine(), pdfEngine(options.pageCount ?? 3, options), {
			name: options.name ?? 'a.pdf',
			bytes: options.bytes ?? pdf,
			pages: options.pages,
			cache: options.cache,
			underWay: options.underWay,
			signal: options.signal ?? new AbortController().signal,
		});

	test('gives the engine a document whose type and page count are known, and closes what it opened', async () => {
		await run();

		assert.deepEqual([asked[0]!.document.mediaType, asked[0]!.document.pageCount, closed], ['application/pdf', 3, 1]);
	});

	test('this machine is asked for the named pages, a service gets just these', async () => {
		await run({ pages: '2-', engine: { ...engine(), limits: { pages: Infinity, bytes: 1000 } } });
		await run({ pages: '2-' });

		assert.deepEqual([asked[0]!.document.bytes, asked[0]!.pages, asked[1]!.pages], [pdf, [1, 2], undefined]);
		assert.match(textOf(asked[1]!.document), /^%PDF-1\.7 1 2 /);
	});

	test('a page that hangs this machine does not hold up what the service has answered', async () => {
		hangs = true;
		mock.timers.enable({ apis: ['setTimeout'] });
		try {
			const state = { isDone: false };
			const running = run().finally(() => (state.isDone = true));
			while (!state.isDone) {
				mock.timers.tick(1000);
				await setImmediate();
			}
			assert.equal((await running).pages.length, 3);
		} finally {
			mock.timers.reset();
		}
	});

	test('an encrypted document goes without its encryption', async () => {
		encrypted = true;

		await run();

		assert.match(textOf(asked[0]!.document), /^%PDF-1\.7 0 1 2 /);
	});

	suite('a document over the limits', () => {
		/** Answers with the numbers that the part names. */
		const echo = (fail: (pages: string[]) => FoveaError | undefined = () => undefined): OcrEngine => ({
			...engine(),
			recognize: async (document) => {
				if (document.mediaType === 'image/png') {
					return { pages: [page(0, 'text of a picture')], model: 'm' };
				}
				const pages = /^%PDF-1\.7 ([\d ]+) x/.exec(textOf(document))![1]!.split(' ');
				asked.push({ document, pages: pages.map(Number) });
				const error = fail(pages);
				if (error) {
					throw error;
				}
				return { pages: pages.map((number, index) => page(index, `text of ${number}`)), model: 'm', pagesProcessed: pages.length };
			},
		});

		test('goes in parts, and its pages come back in order with their own numbers', async () => {
			const progress: number[] = [];
			const { pages, pagesProcessed, failed } = await recognize(echo(), pdfEngine(70), {
				name: 'a.pdf',
				bytes: pdf,
				signal: new AbortController().signal,
				onPage: (done) => progress.push(done),
			});

			assert.deepEqual(
				pages.map(({ index, markdown }) => [index, markdown]),
				Array.from({ length: 70 }, (_, i) => [i, `text of ${i}`]),
			);
			assert.ok(asked.every(({ pages: part }) => part!.length <= 30));
			assert.deepEqual([pagesProcessed, failed, progress.at(0), progress.at(-1)], [70, [], 2, 70]);
		});

		test('a part that turns out too heavy is halved until it fits, and a page that never fits fails alone', async () => {
			pageBytes = 400;
			const { pages } = await run({ engine: echo(), pageCount: 31 });
			assert.equal(pages.length, 31);
			assert.ok(asked.every(({ document }) => document.bytes.length <= 1000));

			pageBytes = 2000;
			await assert.rejects(run({ engine: echo(), pageCount: 31 }), { code: 'tooManyBytes' });
		});

		test('bytes are counted after base64 where parts can be smaller', async () => {
			pageBytes = 260; // Three pages are under the limit of 1000 before base64 only.

			const { pages } = await run({ engine: echo(), pageCount: 31 });

			assert.equal(pages.length, 31);
			assert.ok(asked.every(({ document }) => document.bytes.length <= 750));
		});

		test('a page that is under the limit before base64 only, and cannot be drawn, goes as it is', async () => {
			pageBytes = 800;

			const { pages, notes } = await run({ engine: echo(), pageCount: 31 });

			assert.deepEqual([pages.length, notes], [31, []]);
		});

		test('a page that cannot be sent as it is goes as a picture, which is noted', async () => {
			pageBytes = 100;
			const { pages, notes } = await run({ engine: echo(), pageCount: 31, heavyPage: 12 });

			assert.equal(pages.length, 31);
			assert.equal(pages[12]!.markdown, 'text of a picture');
			assert.deepEqual(notes, [{ index: 12, what: 'sentAsPicture' }]);
		});

		test('so does a page that cannot be cut out, and the others go as they are', async () => {
			const { pages, notes } = await run({ engine: echo(), pageCount: 31, brokenPage: 30 });

			assert.equal(pages.length, 31);
			assert.deepEqual(notes, [{ index: 30, what: 'sentAsPicture' }]);
		});

		test('a part that fails does not take the others with it', async () => {
			const busy = new FoveaError('serviceFailed', { host: 'h', status: 503 });
			const { pages, failed } = await run({ engine: echo((part) => (part.includes('40') ? busy : undefined)), pageCount: 70 });

			const missing = failed.map(({ index }) => index);
			assert.ok(missing.includes(40) && missing.length <= 30);
			assert.deepEqual(
				[...pages.map(({ index }) => index), ...missing].sort((a, b) => a - b),
				Array.from({ length: 70 }, (_, i) => i),
			);
			assert.ok(failed.every(({ error }) => error === busy));
		});

		test('a failure that every part would meet ends it at once', async () => {
			await assert.rejects(run({ engine: echo(() => new FoveaError('unauthorized', { host: 'h' })), pageCount: 500 }), {
				code: 'unauthorized',
			});
			assert.equal(asked.length, 1);
		});

		test('when no part comes through, it fails', async () => {
			await assert.rejects(run({ engine: echo(() => new FoveaError('emptyAnswer', { host: 'h' })), pageCount: 70 }), {
				code: 'emptyAnswer',
			});
		});
	});

	const refusals: readonly (readonly [string, Parameters<typeof run>[0], object])[] = [
		[
			'an image of too many bytes',
			{
				bytes: Buffer.concat([
					Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154', 'hex'),
					Buffer.alloc(1000),
				]),
			},
			{ code: 'tooManyBytes' },
		],
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
		await assert.rejects(run({ engine: engine([page(0, ' \n'), page(1, '')]), pageCount: 2 }), { code: 'nothingRecognized' });
	});

	suite('an engine that holds documents', () => {
		const holding = (
			log: string[],
			answer: (pages: readonly number[]) => OcrPage[] = (pages) => pages.map((index) => page(index)),
		): OcrEngine => ({
			...engine(),
			rangePages: 20,
			recognize: async ({ pageCount = 1 }) => {
				log.push('part');
				return { pages: Array.from({ length: pageCount }, (_, index) => page(index)), model: 'm' };
			},
			upload: async (document, { pages }) => {
				log.push(`hold ${document.pageCount} for ${pages!.length}`);
				return {
					recognize: async ({ pages: range }) => {
						log.push('range');
						return { pages: answer(range!), model: 'm' };
					},
					release: async () => void log.push('release'),
				};
			},
		});

		test('is given the document once, asked for ranges of it, and has it deleted at last', async () => {
			const log: string[] = [];

			const { pages } = await run({ engine: holding(log), pageCount: 70 });

			assert.deepEqual(
				pages.map(({ index }) => index),
				Array.from({ length: 70 }, (_, i) => i),
			);
			assert.deepEqual([log[0], log.at(-1), log.filter((line) => line !== 'range').length], ['hold 70 for 70', 'release', 3]);
		});

		test('does not make the first part wait until it has the document', async () => {
			const log: string[] = [];
			const engine = holding(log);
			let resolve = () => {};
			const answered = new Promise<void>((done) => (resolve = done));

			await run({
				engine: {
					...engine,
					recognize: async (...asked) => engine.recognize(...asked).finally(() => resolve()),
					upload: async (...asked) => answered.then(() => engine.upload!(...asked)),
				},
				pageCount: 70,
			});

			assert.deepEqual(log.slice(0, 2), ['part', 'hold 70 for 70']);
		});

		test('has it deleted after a failure and after a cancel', async () => {
			for (const error of [new FoveaError('unauthorized', { host: 'h' }), new DOMException('', 'AbortError')]) {
				const log: string[] = [];
				const failing = holding(log, () => {
					throw error;
				});

				await assert.rejects(run({ engine: failing, pageCount: 70 }));

				assert.equal(log.at(-1), 'release');
			}
		});
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

			assert.deepEqual([first.cached, second.cached, second.pages, asked.length], [0, 3, first.pages, 1]);
		});

		test('other bytes or another profile are asked for', async () => {
			const paid = { ...engine(), profile: { model: 'm' } };
			await run({ engine: paid, cache });

			await run({ engine: paid, cache, bytes: Buffer.from('%PDF-1.6\n') });
			await run({ engine: { ...paid, profile: { model: 'n' } }, cache });

			assert.equal(asked.length, 3);
		});

		test('results with less than was asked for are kept while nothing better is to be had, and no longer', async () => {
			const full = { ...engine(), profile: { model: 'm' } };
			const lesser = { ...full, lesserProfile: { model: 'm', minimal: true } };

			const kept: number[] = [];
			for (const each of [lesser, lesser, full, lesser, full]) {
				kept.push((await run({ engine: each, cache })).cached);
			}

			assert.deepEqual([kept, asked.length], [[0, 3, 0, 3, 3], 2]);
		});

		test('pages are kept whatever parts they came in: only what is missing is asked for', async () => {
			const paid: OcrEngine = {
				...engine(),
				profile: { model: 'm' },
				recognize: async (document) => {
					const numbers = /^%PDF-1\.7 ([\d ]+) x/.exec(textOf(document))![1]!.split(' ').map(Number);
					asked.push({ document, pages: numbers });
					return { pages: numbers.map((number, index) => page(index, `text of ${number}`)), model: 'm' };
				},
			};
			await run({ engine: paid, cache, pageCount: 70, pages: '5-40' });
			asked = [];

			const { pages, cached: kept } = await run({ engine: paid, cache, pageCount: 70 });

			assert.deepEqual(
				pages.map(({ markdown }) => markdown),
				Array.from({ length: 70 }, (_, i) => `text of ${i}`),
			);
			assert.equal(kept, 36);
			assert.deepEqual(
				asked.flatMap(({ pages: numbers }) => numbers!).sort((a, b) => a - b),
				[0, 1, 2, 3, ...Array.from({ length: 30 }, (_, i) => 40 + i)],
			);
		});

		suite('two runs at the same time', () => {
			const underWay = new PagesUnderWay();
			let release: () => void;
			let asking: Promise<void>;
			/** Answers page by page with the pages' numbers, each request only after `release`. */
			const slow = (failures = 0): OcrEngine => {
				const released = new Promise<void>((resolve) => (release = resolve));
				let started!: () => void;
				asking = new Promise((resolve) => (started = resolve));
				return {
					...engine(),
					profile: { model: 'm' },
					recognize: async (document) => {
						const named = /^%PDF-1\.7 ([\d ]+) x/.exec(textOf(document))?.[1];
						const numbers = named?.split(' ').map(Number) ?? [0, 1, 2];
						asked.push({ document, pages: numbers });
						started();
						await released;
						if (failures-- > 0) {
							throw new FoveaError('forbidden', { host: 'h' });
						}
						return { pages: numbers.map((number, index) => page(index, `text of ${number}`)), model: 'm' };
					},
				};
			};

			test('equal documents of two names are paid for once', async () => {
				const paid = slow();
				const first = run({ engine: paid, cache, underWay });
				await asking;
				const second = run({ engine: paid, cache, underWay, name: 'copy.pdf' });
				release();

				assert.deepEqual([(await first).cached, (await second).cached, (await second).pages, asked.length], [0, 3, (await first).pages, 1]);
			});

			test('a document whose pages nobody can count is paid for once', async () => {
				const paid = {
					...slow(),
					mediaTypes: new Set(['application/vnd.openxmlformats-officedocument.wordprocessingml.document'] as const),
				};
				const bytes = docx(['one', 'two', 'three']);
				const first = run({ engine: paid, cache, underWay, name: 'a.docx', bytes });
				await asking;
				const second = run({ engine: paid, cache, underWay, name: 'b.docx', bytes });
				release();

				assert.deepEqual([(await first).cached, (await second).cached, asked.length], [0, 3, 1]);
			});

			test('pages are asked for at once that the other run does not want', async () => {
				const paid = slow();
				const first = run({ engine: paid, cache, underWay, pageCount: 70, pages: '1-3' });
				const second = run({ engine: paid, cache, underWay, pageCount: 70, pages: '4-5' });
				await until(
					'requests of both',
					() => asked.some(({ pages }) => pages!.includes(0)) && asked.some(({ pages }) => pages!.includes(3)),
				);
				release();

				assert.deepEqual([(await first).pages.length, (await second).pages.length], [3, 2]);
			});

			test('what the first fails at is asked for by the second', async () => {
				const paid = slow(1);
				const first = run({ engine: paid, cache, underWay });
				await asking;
				const second = run({ engine: paid, cache, underWay });
				release();

				await assert.rejects(first, { code: 'forbidden' });
				assert.deepEqual([(await second).pages.length, asked.length], [3, 2]);
			});

			test('the second can be cancelled while it waits', async () => {
				const paid = slow();
				const controller = new AbortController();
				const first = run({ engine: paid, cache, underWay });
				await asking;
				const second = run({ engine: paid, cache, underWay, signal: controller.signal });
				controller.abort();

				await assert.rejects(second, { name: 'AbortError' });
				release();
				assert.equal((await first).pages.length, 3);
			});
		});

		test('what a service leaves out of a page comes from the PDF, also when its answer is cached', async () => {
			const text = ['Invoice number INV-2026-0042', 'Date of issue 14 February 2026', 'Customer 99813 Northwind'];
			const runs = text.map((each, line) => ({
				text: each,
				left: 50,
				right: 250,
				top: 100 + 20 * line,
				bottom: 112 + 20 * line,
				line,
				turn: 0,
			}));
			layouts = [{ width: 600, height: 800, rotation: 0, runs, rules: [], shapes: [], images: [], links: [] }] as never;
			const paid = { ...engine([page(0, '')]), profile: { model: 'm' } };

			const first = await run({ engine: paid, cache, pageCount: 1 });
			const second = await run({ engine: paid, cache, pageCount: 1 });

			assert.deepEqual([first.pages[0]!.leftOut, second.pages[0]!.leftOut, asked.length], [text, text, 1]);
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
