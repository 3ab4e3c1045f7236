import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type HttpClient, createHttpClient } from '../../../../../src/core/net/http.ts';
import { newLease } from '../../../../../src/core/disk/lease.ts';
import { Limiter } from '../../../../../src/core/net/limiter.ts';
import type { OcrDocument } from '../../../../../src/core/ocr/engine.ts';
import type { MistralOptions } from '../../../../../src/core/ocr/mistral/engine.ts';
import { mistralEngine } from '../../../../support/mistralEngine.ts';
import { sweepUploads } from '../../../../../src/core/ocr/mistral/files.ts';
import { recognize } from '../../../../../src/core/ocr/recognize.ts';
import { PdfEngine } from '../../../../../src/core/pdf/pdfEngine.ts';
import { type UploadRecord, UploadRecords, newUploadRecord } from '../../../../../src/core/ocr/mistral/uploads.ts';
import { createHandlers } from '../../../../../src/core/worker/handlers.ts';
import { type Emulator, startEmulator } from '../../../../support/emulator/emulator.ts';
import type { Fault } from '../../../../support/emulator/faults.ts';
import type { EmulatorRequest } from '../../../../support/emulator/requests.ts';
import { pdfInProcess } from '../../../../support/pdfInProcess.ts';
import { tinyPdf } from '../../../support/emulator/tinyPdf.ts';

const pageCount = 60;
const pages = Array.from({ length: pageCount }, (_, index) => ({ texts: [[72, 600, 12, `Page ${index + 1}`]] as const }));
const bytes = tinyPdf(pages, 10_000_000);
const large: OcrDocument = { name: 'secret plan.pdf', mediaType: 'application/pdf', bytes, pageCount };
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const soon: Fault = { kind: 'rateLimited', retryAfterMs: 1 };

suite('A large document at Mistral', function () {
	// Loading pdf.js takes a second or two.
	let emulator: Emulator;
	let http: HttpClient;
	let folder: string;
	let records: UploadRecords;
	let lines: string[];

	setup(async () => {
		emulator = await startEmulator({ profile: 'mistral', key: 'k' });
		http = createHttpClient({ strictSsl: true, systemCertificates: false });
		folder = mkdtempSync(path.join(tmpdir(), 'fovea-uploads-'));
		records = new UploadRecords(folder);
		lines = [];
	});
	teardown(async () => {
		await http.close();
		await emulator.close();
		rmSync(folder, { recursive: true });
	});

	const engine = (options: Partial<MistralOptions> = {}) =>
		mistralEngine(http, {
			id: 'mistral',
			endpoint: new URL(emulator.endpoint),
			model: 'mistral-ocr-latest',
			attempts: 2,
			uploadFolder: folder,
			log: (line) => lines.push(line),
			...options,
		});
	const { signal } = new AbortController();
	const hold = async () => {
		const held = await engine().upload(large, { signal });
		assert.ok(held);
		return held;
	};
	const asked = () => emulator.requests.map(({ method, path: url }) => `${method} ${url.replace(/[\da-f-]{36}/, '<id>')}`);

	test('is uploaded once, for this user alone and not for ever, under a name that says nothing', async () => {
		const held = await hold();

		const [file, ...others] = emulator.files.alive;
		assert.deepEqual([others.length, file!.visibility, file!.purpose], [0, 'user', 'ocr']);
		assert.equal(Buffer.compare(file!.bytes, bytes), 0);
		assert.match(file!.name, /^fovea-[\da-f-]{36}\.pdf$/);
		assert.ok(file!.expiresMs! - Date.now() <= 24 * 3_600_000);
		await held.release();
	});

	test('is asked for in ranges side by side, each page with its number in the document, and deleted in the end', async () => {
		const held = await hold();
		const ranges = [range(0, 25), range(25, 50), range(50, 60)];

		const results = await Promise.all(ranges.map((wanted) => held.recognize({ signal, pages: wanted })));
		await held.release();

		assert.deepEqual(
			results.flatMap((result) => result.pages.map(({ index, markdown }) => [index, markdown])),
			range(0, 60).map((index) => [index, `Page ${index + 1}`]),
		);
		assert.deepEqual(asked(), ['POST /v1/files', 'POST /v1/ocr', 'POST /v1/ocr', 'POST /v1/ocr', 'DELETE /v1/files/<id>']);
		assert.ok(emulator.peakConcurrency > 1);
		assert.ok(emulator.requests.slice(1).every(({ headers }) => Number(headers['content-length'] ?? 0) < 1000));
		assert.deepEqual([emulator.files.alive, await records.all()], [[], []]);
	});

	test('is uploaded in its turn, and no part of another document waits for a place that it does not know it has', async () => {
		const limiter = new Limiter({ start: 2, max: 2, ahead: 2 });
		let end = (): void => undefined;
		const ended = new Promise<void>((resolve) => (end = resolve));
		const busy = [0, 1].map(() => limiter.run(() => ended, signal));
		let begun = 0;
		const run: Limiter['run'] = limiter.run.bind(limiter);
		limiter.run = (...task) => {
			begun++;
			return run(...task);
		};
		// The upload is never answered.
		await emulator.close();
		const faults = ({ path: url }: EmulatorRequest): Fault | undefined => (url === '/v1/files' ? { kind: 'silent' } : undefined);
		emulator = await startEmulator({ profile: 'mistral', key: 'k', faults });
		let answered = false;
		const controller = new AbortController();
		const uploading = engine({ limiter, timeoutMs: 600_000 }).upload(large, { signal: controller.signal });
		while (begun < 1) {
			await turn();
		}
		const part = engine({ limiter })
			.recognize({ ...large, bytes: tinyPdf(pages.slice(0, 1)), pageCount: 1 }, { signal })
			.then(() => (answered = true));
		while (begun < 2) {
			await turn();
		}

		end();
		await Promise.all([...busy, part]);

		assert.ok(answered);
		controller.abort();
		await assert.rejects(uploading, { name: 'AbortError' });
	});

	test('is deleted although ranges fail and everything was aborted', async () => {
		const controller = new AbortController();
		const held = await engine().upload(large, { signal: controller.signal });
		emulator.faults.push({ kind: 'status', status: 413 }, { kind: 'silent' });

		const failed = held!.recognize({ signal: controller.signal, pages: [0] });
		await assert.rejects(failed, { code: 'payloadTooLarge' });
		const aborted = held!.recognize({ signal: controller.signal, pages: [1] });
		while (emulator.requests.length < 3) {
			await turn();
		}
		controller.abort();
		await assert.rejects(aborted, { name: 'AbortError' });
		await held!.release();

		assert.deepEqual([emulator.files.alive, await records.all()], [[], []]);
	});

	test('that has gone from the service is not taken for a model that does not exist', async () => {
		const held = await hold();
		await held.release();
		const { host } = new URL(emulator.origin);

		await assert.rejects(held.recognize({ signal, pages: [0] }), { code: 'badRequest', facts: { host, status: 404 } });
		const other = await engine({ model: 'gone' }).upload(large, { signal });
		await assert.rejects(other!.recognize({ signal, pages: [0] }), { code: 'notFound' });
		await other!.release();
	});

	suite('through the whole pipeline', () => {
		const run = async (abort = signal) =>
			recognize(engine(), await pdfInProcess(), { name: 'large.pdf', bytes, signal: abort, endpoint: { current: 4, proven: true } });

		test('comes back page by page, uploaded once, and nothing of it stays', async () => {
			const { pages: recognized, failed } = await run();

			assert.deepEqual([recognized.map(({ markdown }) => markdown), failed], [range(1, 61).map((page) => `Page ${page}`), []]);
			assert.equal(asked().filter((request) => request === 'POST /v1/files').length, 1);
			assert.ok(asked().filter((request) => request === 'POST /v1/ocr').length > 1);
			assert.deepEqual([emulator.files.alive, await records.all()], [[], []]);
		});

		test('has its first pages beside the upload, not after it', async () => {
			await run();

			const [first, ...others] = emulator.requests.filter(({ path }) => path.endsWith('/ocr'));
			assert.ok(first?.byteLength, 'carries its pages');
			assert.ok(others.length > 0 && others.every(({ byteLength }) => byteLength === undefined), 'name theirs');
		});

		test('is not uploaded where only some of its pages are wanted', async () => {
			await recognize(engine(), await pdfInProcess(), { name: 'large.pdf', bytes, pages: '1-58', signal });

			assert.ok(!asked().includes('POST /v1/files'));
		});

		test('leaves nothing at the service when it is cancelled while ranges are under way', async () => {
			const controller = new AbortController();
			const slow: Fault = { kind: 'silent' };
			const running = engine({ limiter: new Limiter({ start: 1, max: 1 }) });
			// The upload and the first part, which goes beside it, are answered.
			emulator.faults.push(undefined, undefined, slow);
			const cancelled = recognize(running, await pdfInProcess(), { name: 'large.pdf', bytes, signal: controller.signal });
			while (emulator.requests.length < 3) {
				await turn();
			}
			controller.abort();

			await assert.rejects(cancelled, { name: 'AbortError' });
			assert.deepEqual([emulator.files.alive, await records.all()], [[], []]);
		});
	});

	suite('goes in parts instead, and nothing is sent for it,', () => {
		const cases: readonly (readonly [
			what: string,
			document: OcrDocument,
			wanted?: number[] | undefined,
			options?: Partial<MistralOptions>,
		])[] = [
			['when a third of it is sent as fast as an upload is set up', { ...large, bytes: bytes.subarray(0, 9_999_999) }],
			['when one request carries all of it', { ...large, pageCount: 50 }],
			['when one request carries all pages that are missing', large, range(0, 50)],
			['when only part of it is needed', { ...large, pageCount: 120 }, range(0, 90)],
			['when it has more pages than the service takes', { ...large, pageCount: 1001 }],
			['when it has more bytes than the service takes', { ...large, bytes: new Uint8Array(50_000_001) }],
			['when it is no PDF', { ...large, mediaType: 'image/tiff' }],
			['when the service has no files API', large, undefined, { id: 'azure' }],
			['when there is nowhere to record it', large, undefined, { uploadFolder: undefined }],
		];
		for (const [what, document, wanted, options] of cases) {
			test(what, async () => {
				const held = await engine(options).upload(document, { signal, ...(wanted ? { pages: wanted } : {}) });

				assert.deepEqual([held, emulator.requests.length], [undefined, 0]);
			});
		}

		test('when the record cannot be written', async () => {
			const file = path.join(folder, 'file');
			writeFileSync(file, '');

			assert.equal(await engine({ uploadFolder: file }).upload(large, { signal }), undefined);
			assert.deepEqual([emulator.requests.length, lines.length], [0, 1]);
		});
	});

	suite('whose upload', () => {
		for (const status of [403, 404, 413, 503] as const) {
			test(`is refused with ${status} goes in parts`, async () => {
				emulator.faults.push({ kind: 'status', status }, { kind: 'status', status });

				const held = await engine({ attempts: 1 }).upload(large, { signal });

				assert.equal(held, undefined);
				assert.match(lines.at(-1)!, new RegExp(`${status} .*not uploaded`));
			});
		}

		test('is not allowed by the key fails, as its parts would, and nothing is left of it', async () => {
			await assert.rejects(engine({ key: 'wrong' }).upload(large, { signal }), { code: 'unauthorized' });

			assert.deepEqual([await records.all(), asked()], [[], ['POST /v1/files']]);
		});

		test('is refused for a while is asked for again', async () => {
			emulator.faults.push(soon);

			const held = await hold();
			await held.release();

			assert.deepEqual([emulator.files.alive, await records.all(), lines.length], [[], [], 1]);
		});

		test('has no answer is found by its name, whether or not it is tried again', async () => {
			emulator.faults.push({ kind: 'cut', at: 'headers' });
			const stranger = emulator.files.add({ name: 'report.pdf' });

			const held = await hold();
			const uploads = emulator.files.alive.length - 1;
			await held.release();

			assert.deepEqual([uploads, emulator.files.alive, await records.all()], [2, [stranger], []]);
		});

		test('is aborted leaves nothing at the service', async () => {
			const controller = new AbortController();
			emulator.faults.push({ kind: 'silent' });
			const held = engine().upload(large, { signal: controller.signal });
			while (emulator.files.alive.length === 0) {
				await turn();
			}

			controller.abort();

			await assert.rejects(held, { name: 'AbortError' });
			assert.deepEqual([emulator.files.alive, await records.all()], [[], []]);
		});

		test('is aborted before it is sent leaves nothing on record', async () => {
			await assert.rejects(engine().upload(large, { signal: AbortSignal.abort() }), { name: 'AbortError' });

			assert.deepEqual([await records.all(), emulator.requests], [[], []]);
		});

		test('has no answer, and is not at the service yet, stays on record: it may still appear there', async () => {
			emulator.faults.push({ kind: 'status', status: 503 });

			const held = await engine({ attempts: 1 }).upload(large, { signal });

			const left = await records.all();
			assert.deepEqual(
				[held, left.map(({ lease, id, unanswered }) => [lease, id, unanswered])],
				[undefined, [[undefined, undefined, true]]],
			);
		});
	});

	suite('left behind', () => {
		const leased = (pid = process.pid, untilMs = Date.now() + 60_000) => ({ ...newLease('somebody', untilMs), pid });
		const dead = spawnSync(process.execPath, ['-e', '']).pid;
		const sweep = (keys: Readonly<Record<string, string>> = { [emulator.origin]: 'k' }) =>
			sweepUploads({ records, keys, http, log: (line) => lines.push(line) });
		const leave = async (record: Partial<UploadRecord> = {}): Promise<UploadRecord> => {
			const left = { ...newUploadRecord(new URL(`${emulator.origin}/v1/files`)), lease: leased(dead), ...record };
			await records.set(left);
			return left;
		};

		test('is on record before the first byte is sent, and by its id once it has one', async () => {
			emulator.hold();
			const holding = hold();
			while (emulator.held.length === 0) {
				await turn();
			}
			const [before] = await records.all();
			emulator.release();
			const held = await holding;
			const [after] = await records.all();

			const [file] = emulator.files.alive;
			assert.deepEqual([before!.name, before!.id, after!.name, after!.id], [file!.name, undefined, file!.name, file!.id]);
			assert.doesNotMatch(JSON.stringify(after), /secret|"k"/);
			await held.release();
		});

		test('by a crash is deleted by its id', async () => {
			const { id } = emulator.files.add({ name: 'x' });
			await leave({ id, unanswered: false });

			await sweep();

			assert.deepEqual([asked(), emulator.files.alive, readdirSync(folder)], [['DELETE /v1/files/<id>'], [], []]);
		});

		test('by a crash before its id was known is found by its name among many, and they stay', async () => {
			const { name } = await leave();
			emulator.files.add({ name });
			const strangers = range(0, 150).map((index) => emulator.files.add({ name: `${index}.pdf` }));

			await sweep();

			assert.deepEqual([emulator.files.alive, readdirSync(folder)], [strangers, []]);
		});

		test('and gone already is forgotten', async () => {
			await leave({ id: '22e2e88f-167d-4f3d-982a-add977a54ec3', unanswered: false });

			await sweep();

			assert.deepEqual(readdirSync(folder), []);
		});

		test('while the service is away is deleted the next time', async () => {
			const held = await hold();
			const [file] = emulator.files.alive;
			emulator.faults.push({ kind: 'status', status: 403 });
			await held.release();
			const left = await records.all();

			await sweep();

			assert.deepEqual(
				left.map(({ lease, id }) => [lease, id]),
				[[undefined, file!.id]],
			);
			assert.match(lines.join('\n'), /not deleted yet/);
			assert.deepEqual([emulator.files.alive, readdirSync(folder)], [[], []]);
		});

		test('is left alone while its lease is kept up, and where no key is known for its origin', async () => {
			const mine = await leave({ lease: leased() });
			const elsewhere = await leave({ files: 'https://api.mistral.ai/v1/files' });
			const onAnotherMachine = await leave({ lease: { ...leased(dead), host: 'another' } });

			await sweep();

			assert.deepEqual(emulator.requests, []);
			const names = (await records.all()).map(({ name }) => name);
			assert.deepEqual(names.sort(), [mine.name, elsewhere.name, onAnotherMachine.name].sort());
		});

		test('whose lease was not renewed is nobody’s, although its process runs; weeks ago it has expired', async () => {
			const { id } = emulator.files.add({ name: 'x' });
			const hours = (count: number) => Date.now() - count * 3_600_000;
			await leave({ id, unanswered: false, lease: leased(process.pid, Date.now() - 1) });
			await leave({ files: 'https://api.mistral.ai/v1/files', createdMs: hours(24 * 8) });

			await sweep();

			assert.deepEqual([asked(), readdirSync(folder)], [['DELETE /v1/files/<id>'], []]);
		});

		test('is deleted by the background worker, which is handed keys and no more', async () => {
			const { id } = emulator.files.add({ name: 'x' });
			await leave({ id, unanswered: false });
			const backend = createHandlers({ files: '', pdf: new PdfEngine({ files: '' }) });
			const keys = { [emulator.origin]: 'k' };

			await backend.sweepUploads(
				{ uploadFolder: folder, keys, network: { strictSsl: true, systemCertificates: false } },
				{ signal, emit: (line) => lines.push(line) },
			);
			await backend.close(undefined, { signal, emit: (line: never) => line });

			assert.deepEqual([asked(), emulator.files.alive, lines], [['DELETE /v1/files/<id>'], [], []]);
		});

		test('and a record that cannot be read harms nobody', async () => {
			writeFileSync(path.join(folder, 'a.json'), '{');
			writeFileSync(path.join(folder, 'b.json'), '{"name":"other","files":"x","createdMs":1}');

			await sweep();

			assert.deepEqual(emulator.requests, []);
		});
	});
});
