import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cache } from '../../../../src/core/disk/cache.ts';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import type { MistralOcrEngine } from '../../../../src/core/ocr/mistral/engine.ts';
import { mistralEngine } from '../../../support/mistralEngine.ts';
import type { Recognition } from '../../../../src/core/ocr/recognition.ts';
import { recognize } from '../../../../src/core/ocr/recognize.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import type { Fault } from '../../../support/emulator/faults.ts';
import type { Quirk } from '../../../support/emulator/quirks.ts';
import { docx, pptx } from '../../../support/officeFiles.ts';
import { pdfInProcess } from '../../../support/pdfInProcess.ts';
import { simplePdf, textAt } from '../pdf/simplePdf.ts';

const word = (page: number) => `Words of page ${page + 1}.`;
const words = (count: number) => Array.from({ length: count }, (_, page) => word(page));
const pdfOf = (count: number) => simplePdf(words(count).map((text) => ({ content: textAt(72, 700, text) })));

suite('Whatever a service answers, no page is lost, doubled or taken for another', function () {
	let emulator: Emulator;
	let http: HttpClient;
	let folder: string;

	const start = async (options: Partial<EmulatorOptions> = {}) => {
		emulator = await startEmulator({ profile: 'mistral', key: 'k', ...options });
	};
	setup(() => {
		http = createHttpClient({ strictSsl: true, systemCertificates: false });
		folder = mkdtempSync(path.join(tmpdir(), 'fovea-odd-'));
	});
	teardown(async () => {
		await http.close();
		await emulator.close();
		rmSync(folder, { recursive: true });
	});

	const engine = (minimalBody = false) =>
		mistralEngine(http, {
			id: 'mistral',
			endpoint: new URL(emulator.endpoint),
			model: 'mistral-ocr-latest',
			minimalBody,
		});
	interface Options {
		readonly pages?: string;
		readonly cached?: boolean;
		readonly name?: string;
	}
	const run = async (bytes: Uint8Array, { pages, cached = false, name = 'a.pdf' }: Options = {}) =>
		recognize(engine(), await pdfInProcess(), {
			name,
			bytes,
			pages,
			...(cached ? { cache: new Cache({ folder, maxBytes: 1e8 }) } : {}),
			signal: new AbortController().signal,
		});
	/** Each page's number with its text, and the failed ones. */
	const told = ({ pages, failed }: Recognition) => [
		...pages.map(({ index, markdown }) => `${index} ${markdown}`),
		...failed.map(({ index, error }) => `${index} ${error.code}`),
	];
	const all = (indexes: readonly number[]) => indexes.map((index) => `${index} ${word(index)}`);
	const ocrRequests = () => emulator.requests.filter(({ path: url }) => url === '/v1/ocr');

	const harmless: readonly Quirk[] = [
		'oneBased',
		'unsorted',
		'morePages',
		'negativeIndex',
		'farIndex',
		'allFar',
		'repeatedPage',
		'wrongTypes',
	];
	const leavingOut: readonly Quirk[] = ['fewerPages', 'withoutFirst', 'withoutLast', 'repeatedIndex'];

	for (const quirk of [...harmless, ...leavingOut]) {
		test(`${quirk}: a whole document, a page range, and parts`, async () => {
			await start({ quirks: [quirk] });

			assert.deepEqual(told(await run(pdfOf(6))), all([0, 1, 2, 3, 4, 5]));
			assert.deepEqual(told(await run(pdfOf(6), { pages: '2-5' })), all([1, 2, 3, 4]));
			const before = ocrRequests().length;
			assert.deepEqual(told(await run(pdfOf(60))), all([...Array(60).keys()]));
			assert.ok(ocrRequests().length - before > 1);
		});
	}
	for (const quirk of leavingOut) {
		test(`${quirk}, and pages counted from 1`, async () => {
			await start();
			const asked = engine();
			const recognizeBy = async (bytes: Uint8Array) =>
				recognize(asked, await pdfInProcess(), { name: 'a.pdf', bytes, signal: new AbortController().signal });
			emulator.quirks.add('oneBased');
			await recognizeBy(pdfOf(3));
			emulator.quirks.add(quirk);

			assert.deepEqual(told(await recognizeBy(pdfOf(6))), all([0, 1, 2, 3, 4, 5]));
		});
	}

	for (const quirk of [...harmless, ...leavingOut, 'relativeIndex'] as const) {
		test(`${quirk}: ranges of a document that the service holds`, async () => {
			await start({ quirks: [quirk] });
			const { pages, failed } = await recognize(
				{
					...plain(engine()),
					rangePages: 4,
					upload: async (document) => ({
						// As `file_id`, the range alone names the pages; the bytes go along, which the numbers do not know.
						recognize: (options) => engine().recognize(document, options),
						release: async () => undefined,
					}),
				},
				await pdfInProcess(),
				{ name: 'a.pdf', bytes: pdfOf(14), signal: new AbortController().signal },
			);

			assert.deepEqual(
				pages.map(({ index, markdown }) => `${index} ${markdown}`),
				all([...Array(14).keys()]),
			);
			assert.deepEqual(failed, []);
		});
	}

	suite('a page that stays away', () => {
		/** The service leaves out page 3 of 6 whenever it is asked for. */
		const stubborn = async () => {
			await start();
			emulator.answers = (pages) => pages.filter(({ markdown }) => markdown !== word(3));
		};

		test('is asked for once more, then it fails alone', async () => {
			await stubborn();

			const result = await run(pdfOf(6));

			assert.deepEqual(told(result), [...all([0, 1, 2, 4, 5]), '3 pageMissing']);
			assert.equal(ocrRequests().length, 2);
		});

		test('is not kept as there: converting again asks for it alone, and what is there is not paid twice', async () => {
			await stubborn();
			await run(pdfOf(6), { cached: true });
			emulator.answers = undefined;
			const before = ocrRequests().length;

			const again = await run(pdfOf(6), { cached: true });

			assert.deepEqual(told(again), all([0, 1, 2, 3, 4, 5]));
			assert.deepEqual(
				[
					again.cached,
					ocrRequests()
						.slice(before)
						.map(({ recognized }) => recognized?.length),
				],
				[5, [1]],
			);
		});

		test('of an office document fails alone too, and is asked for by its number', async () => {
			await stubborn();
			const bytes = docx(words(6));

			assert.deepEqual(told(await run(bytes, { cached: true, name: 'a.docx' })), [...all([0, 1, 2, 4, 5]), '3 pageMissing']);
			emulator.answers = undefined;
			const again = await run(bytes, { cached: true, name: 'a.docx' });

			assert.deepEqual([told(again), again.cached], [all([0, 1, 2, 3, 4, 5]), 5]);
			assert.deepEqual(ocrRequests().at(-1)!.pages, [3]);
		});
	});

	for (const [quirk, code] of [
		['nullMarkdown', 'malformedPage'],
		['notAPage', 'malformedPage'],
	] as const) {
		test(`${quirk}: the page fails alone, and nothing is paid for twice`, async () => {
			await start({ quirks: [quirk] });

			const result = await run(pdfOf(6), { cached: true });
			assert.deepEqual([told(result), ocrRequests().length], [[...all([0, 1, 2, 4, 5]), `3 ${code}`], 1]);

			emulator.quirks.clear();
			const again = await run(pdfOf(6), { cached: true });
			assert.deepEqual([told(again), again.cached, ocrRequests().at(-1)!.recognized?.length], [all([0, 1, 2, 3, 4, 5]), 5, 1]);
		});

		test(`${quirk}: of a document with one page, it is told and not asked for again`, async () => {
			await start({ quirks: [quirk] });

			await assert.rejects(run(pdfOf(1)), { code });
			assert.equal(ocrRequests().length, 1);
		});
	}

	suite('an error in a 200', () => {
		const bodies: readonly (readonly [what: string, body: unknown, code: string])[] = [
			['a moderation by its code', { error: { code: 'moderation_blocked', message: 'x' } }, 'contentFiltered'],
			[
				'Azure’s content filter',
				{ error: { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
				'contentFiltered',
			],
			['an error with the status of one', { error: { code: 'Forbidden', status: 403 } }, 'forbidden'],
			['an error with a number for a code', { error: { code: 401, message: 'x' } }, 'unauthorized'],
			['an error without a code', { error: { message: 'Something happened' } }, 'errorAnswer'],
			['an error that is a text', { error: 'Something happened' }, 'errorAnswer'],
			['an outage', { object: 'error', type: 'internal_server_error', code: '1000', raw_status_code: 500 }, 'errorAnswer'],
			['a document that cannot be read', { object: 'error', type: 'document_parser_invalid_file', code: '3740' }, 'rejectedDocument'],
			['an unknown model', { object: 'error', type: 'model_not_found', code: '3040' }, 'notFound'],
			['an unknown model of Azure', { error: { code: 'unknown_model', message: 'Unknown model: x' } }, 'notFound'],
			['an account without money', { error: { type: 'insufficient_quota' } }, 'quotaExhausted'],
			['a detail', { detail: 'Not authenticated' }, 'errorAnswer'],
			['details of fields', { detail: [{ type: 'missing', loc: ['body', 'model'] }] }, 'rejectedFields'],
			['a gateway’s message', { statusCode: 401, message: 'Access denied' }, 'unauthorized'],
			[
				'what is in Azure’s envelope',
				{ error: { code: 'Invalid input', message: '{"code":"3740","object":"error"}' } },
				'rejectedDocument',
			],
		];
		for (const [what, body, code] of bodies) {
			test(`${what} is ${code}, and asked for once`, async () => {
				await start({ faults: () => ({ kind: 'errorIn200', body }) });

				await assert.rejects(run(pdfOf(2)), { code });
				assert.equal(ocrRequests().length, 1);
			});
		}

		for (const [what, body] of [
			['by its code', { object: 'error', type: 'rate_limited', code: '1300' }],
			['by its status', { error: { status: 429 } }],
			['in OpenAI’s words', { error: { code: 'rate_limit_exceeded' } }],
		] as const) {
			test(`a rate limit ${what} is waited for`, async () => {
				await start({ faults: [{ kind: 'errorIn200', body }] });

				assert.deepEqual(told(await run(pdfOf(2))), all([0, 1]));
				assert.equal(ocrRequests().length, 2);
			});
		}
	});

	suite('an answer that is encoded', () => {
		const codings: readonly Extract<Fault, { kind: 'encoded' }>['codings'][] = [
			['gzip'],
			['deflate'],
			['rawDeflate'],
			['br'],
			['gzip', 'br'],
		];
		for (const each of codings) {
			test(`as ${each.join(', ')} is understood`, async () => {
				await start({ faults: [{ kind: 'encoded', codings: each }] });

				assert.deepEqual(told(await run(pdfOf(2))), all([0, 1]));
				assert.equal(ocrRequests().length, 1);
			});
		}
	});

	suite('Word and PowerPoint', () => {
		for (const [name, bytes] of [
			['a.docx', docx(words(3))],
			['a.pptx', pptx(words(3))],
		] as const) {
			for (const cached of [false, true]) {
				test(`${name} ${cached ? 'with' : 'without'} a cache: all pages`, async () => {
					await start();

					assert.deepEqual(told(await run(bytes, { name, cached })), all([0, 1, 2]));
					const again = await run(bytes, { name, cached });

					assert.deepEqual([told(again), again.cached, ocrRequests().length], [all([0, 1, 2]), cached ? 3 : 0, cached ? 1 : 2]);
				});

				test(`${name} ${cached ? 'with' : 'without'} a cache: the pages that are named, and no others are paid for`, async () => {
					await start();

					assert.deepEqual(told(await run(bytes, { name, cached, pages: '2-3' })), all([1, 2]));
					assert.deepEqual(ocrRequests()[0]!.recognized, [1, 2]);
					await run(bytes, { name, cached });
					const again = await run(bytes, { name, cached, pages: '3' });

					assert.deepEqual([told(again), again.cached, ocrRequests().length], [all([2]), cached ? 1 : 0, cached ? 2 : 3]);
				});
			}

			test(`${name}: pages that are not there, and an open end, are told`, async () => {
				await start();

				await assert.rejects(run(bytes, { name, pages: '9' }), { code: 'invalidPages', facts: { pages: '9' } });
				await assert.rejects(run(bytes, { name, pages: '2-' }), { code: 'invalidPages' });
				assert.equal(ocrRequests().length, 1);
			});

			test(`${name} at a service that takes required fields alone`, async () => {
				await start();
				const { pages } = await recognize(engine(true), await pdfInProcess(), { name, bytes, signal: new AbortController().signal });

				assert.equal(pages.length, 3);
			});
		}
	});
});

/** The engine's methods and properties as those of an object that can be spread. */
function plain(engine: MistralOcrEngine) {
	const { id, limits, mediaTypes } = engine;
	return { id, limits, mediaTypes, recognize: engine.recognize.bind(engine) };
}
