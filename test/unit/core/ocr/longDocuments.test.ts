import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cache } from '../../../../src/core/disk/cache.ts';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import { mistralEngine } from '../../../support/mistralEngine.ts';
import { recognize } from '../../../../src/core/ocr/recognize.ts';
import { longPdf } from '../../../support/documents.ts';
import { type Emulator, startEmulator } from '../../../support/emulator/emulator.ts';
import type { Fault } from '../../../support/emulator/faults.ts';
import { pdfInProcess } from '../../../support/pdfInProcess.ts';
import { until } from '../../../support/until.ts';

const real = '../shared/corpus/geotopo-117pages.pdf';
const made = longPdf();
const documents: readonly (readonly [what: string, bytes: Uint8Array])[] = [
	['a long document', made],
	...(existsSync(real) ? ([['a long real document', readFileSync(real)]] as const) : []),
];

for (const [what, bytes] of documents) {
	suite(`${what} through the service`, () => {
		let emulator: Emulator;
		let http: HttpClient;
		let folder: string;

		setup(async () => {
			emulator = await startEmulator({ profile: 'foundry', key: 'k', models: { m: 'mistral-document-ai-2512' } });
			http = createHttpClient({ strictSsl: true, systemCertificates: false });
			folder = mkdtempSync(path.join(tmpdir(), 'fovea-long-'));
		});
		teardown(async () => {
			await http.close();
			await emulator.close();
			rmSync(folder, { recursive: true });
		});

		const run = async (signal = new AbortController().signal) => {
			const engine = mistralEngine(http, {
				endpoint: new URL(emulator.endpoint),
				timeoutMs: 120_000,
				limiter: new Limiter({ start: 4, max: 8 }),
				attempts: 6,
			});
			return recognize(engine, await pdfInProcess(), { name: 'long.pdf', bytes, cache: new Cache({ folder, maxBytes: 1e9 }), signal });
		};
		const textOf = async () => {
			const pdf = await (await pdfInProcess()).open(bytes, { name: 'long.pdf', signal: new AbortController().signal });
			const words = async (page: number) => (await pdf.layout(page, new AbortController().signal)).runs.map(({ text }) => text).join('');
			return [await words(0), await words(60), await words(116)];
		};

		test('every page comes back once, in order, with its own text', async () => {
			const { pages, pagesProcessed } = await run();

			assert.deepEqual(
				pages.map(({ index }) => index),
				Array.from({ length: 117 }, (_, i) => i),
			);
			assert.equal(pagesProcessed, 117);
			const full = pages.filter(({ markdown }) => markdown.length > 100).length;
			assert.ok(full > 100, `${full} pages with text`);
			const letters = (text: string) => text.replace(/[^\p{L}]/gu, '');
			const source = await textOf();
			for (const [i, page] of [0, 60, 116].entries()) {
				const [read, written] = [letters(pages[page]!.markdown), letters(source[i]!)];
				assert.ok(read.length > 0 && Math.abs(read.length - written.length) < 0.1 * written.length + 10, `page ${page + 1}`);
			}
		});

		// What the pages show is nothing to the others, and a real document takes long.
		if (bytes !== made) {
			return;
		}

		test('with one answer in two a fault, nothing is lost and nothing is paid twice; what failed is asked for alone', async () => {
			const faults: Fault[] = [
				{ kind: 'status', status: 413 },
				{ kind: 'rateLimited', retryAfterMs: 20 },
				{ kind: 'cut', at: 'body' },
				{ kind: 'null' },
			];
			emulator.faults.push(undefined, ...faults.flatMap((fault) => [fault, undefined]));
			const first = await run();
			const asked = emulator.requests.length;
			emulator.faults.length = 0;
			const second = await run();

			assert.ok(first.failed.length > 0);
			assert.deepEqual(second.failed, []);
			assert.equal(second.pages.length, 117);
			assert.equal(second.cached, first.pages.length);
			assert.deepEqual(emulator.requests.slice(asked).flatMap(({ recognized = [] }) => recognized).length, first.failed.length);
			assert.deepEqual([...new Set(emulator.paid.values())], [1]);
		});

		test('a cancel keeps what was paid for', async () => {
			const controller = new AbortController();
			emulator.faults.push(undefined, { kind: 'silent' }, { kind: 'silent' }, { kind: 'silent' });
			const cancelled = run(controller.signal);
			cancelled.catch(() => undefined);
			await until('four requests', () => emulator.requests.length >= 4);
			controller.abort();
			await assert.rejects(cancelled, { name: 'AbortError' });

			assert.equal((await run()).cached, 2);
		});
	});
}
