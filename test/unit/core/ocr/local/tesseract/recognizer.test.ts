import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodePgm } from '../../../../../../src/core/raster/pgm.ts';
import { linesOf } from '../../../../../../src/core/ocr/local/tesseract/recognizedRuns.ts';
import { Recognizer, type RecognizerOptions, TookTooLong } from '../../../../../../src/core/ocr/local/tesseract/recognizer.ts';
import type { TesseractPage } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';
import { until } from '../../../../../support/until.ts';
import { loadPdfium } from '../../../pdf/loadPdfium.ts';
import { simplePdf, textAt } from '../../../pdf/simplePdf.ts';
import { tesseract } from '../localSetup.ts';

const signal = new AbortController().signal;
const textOf = (page: TesseractPage) =>
	linesOf(page)
		.flatMap(({ words }) => words.map(({ text }) => text))
		.join(' ');

suite('Recognizer', () => {
	let folder: string;
	let recognizer: Recognizer;

	suiteSetup(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'fovea-ocr-'));
		await writeFile(path.join(folder, 'eng.traineddata'), 'data');
	});

	teardown(() => recognizer.dispose());

	suiteTeardown(() => rm(folder, { recursive: true }));

	const create = (options: Partial<RecognizerOptions> = {}) => {
		recognizer = new Recognizer({ script: tesseract.script, languages: 'eng', folders: [tesseract.languageFolder], ...options });
		return recognizer;
	};

	/** One whose threads run a script in which `recognize` does what is written here; a picture is its first byte. */
	const createFake = async (recognize: string, options: Partial<RecognizerOptions> = {}) => {
		const script = path.join(folder, 'worker.cjs');
		await writeFile(
			script,
			`const { parentPort } = require('node:worker_threads');
			let atOnce = 0;
			parentPort.on('message', ({ jobId, action, payload }) => {
				const reply = (status, data) => parentPort.postMessage({ jobId, action, status, data });
				if (action !== 'recognize') return reply('resolve', {});
				const first = payload.image[0];
				${recognize}
			});`,
		);
		return create({ script, folders: [folder], ...options });
	};

	test('reads a picture', async function () {
		const page = (await loadPdfium()).open(simplePdf([{ content: textAt(72, 700, 'The quick brown fox', 'F1', 20) }]), 'a.pdf');
		const picture = encodePgm(page.render(0, { dpi: 150, maxPixels: 1e7 }));

		assert.equal(textOf(await create().recognize(picture, 'a.pdf', signal)), 'The quick brown fox');
	});

	test('what is no picture is corruptDocument', async function () {
		await assert.rejects(create().decode(Buffer.from('no picture'), 'a.gif', signal), {
			code: 'corruptDocument',
			facts: { name: 'a.gif' },
		});
	});

	test('a language without data is named', async () => {
		await assert.rejects(create({ languages: 'eng+xyz' }).recognize(new Uint8Array(1), 'a.pdf', signal), {
			code: 'missingLanguage',
			facts: { language: 'xyz' },
			message: /language xyz/,
		});
	});

	test('a thread that dies is engineFailed and is replaced', async () => {
		await createFake(`first === 1 ? process.exit(1) : reply('resolve', first);`);

		await assert.rejects(recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal), { code: 'engineFailed', facts: { name: 'a.pdf' } });
		assert.equal(await recognizer.recognize(Uint8Array.of(2), 'a.pdf', signal), 2);
	});

	test('an error of the engine is engineFailed', async () => {
		await createFake(`reply('reject', 'RuntimeError: memory access out of bounds');`);

		await assert.rejects(recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal), { code: 'engineFailed' });
	});

	test('a picture that takes too long ends its thread and says so; the next is read', async () => {
		await createFake(`if (first === 2) reply('resolve', first); else for (;;);`, { timeoutMs: 300 });

		await assert.rejects(recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal), TookTooLong);
		assert.equal(await recognizer.recognize(Uint8Array.of(2), 'a.pdf', signal), 2);
	});

	test('decoding that takes too long is engineFailed', async () => {
		await createFake(`for (;;);`, { timeoutMs: 300 });

		await assert.rejects(recognizer.decode(Uint8Array.of(1), 'a.gif', signal), { code: 'engineFailed', facts: { name: 'a.gif' } });
	});

	test('attempts that belong together have one time', async () => {
		await createFake(`const until = Date.now() + 400; while (Date.now() < until); reply('resolve', first);`);
		const budget = { leftMs: 600 };
		const attempt = async () => recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal, { budget });

		await assert.rejects(async () => {
			for (;;) {
				await attempt();
			}
		}, TookTooLong);
	});

	test('time that others have the processor is none that reading takes', async () => {
		await createFake(`setTimeout(() => reply('resolve', first), 2500);`, { timeoutMs: 2000, cpuMs: () => 0 });

		assert.equal(await recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal), 1);
	});

	test('a script that is missing is engineFailed', async () => {
		await assert.rejects(create({ script: path.join(folder, 'missing.cjs') }).recognize(new Uint8Array(1), 'a.pdf', signal), {
			code: 'engineFailed',
		});
	});

	test('an abort ends the recognition at once', async () => {
		await createFake(`if (first === 2) reply('resolve', first);`);
		const controller = new AbortController();
		const reading = recognizer.recognize(Uint8Array.of(1), 'a.pdf', controller.signal);
		setTimeout(() => controller.abort(), 100);

		await assert.rejects(reading, { name: 'AbortError' });
		assert.equal(await recognizer.recognize(Uint8Array.of(2), 'a.pdf', signal), 2);
	});

	test('starts nothing for a signal that is aborted', async () => {
		await assert.rejects(create().recognize(new Uint8Array(1), 'a.pdf', AbortSignal.abort()), { name: 'AbortError' });
	});

	test('works on as many pictures at once as it has threads', async () => {
		await createFake(`setTimeout(() => reply('resolve', first), 20);`, { threads: 2 });
		const all = await Promise.all([1, 2, 3, 4, 5].map((first) => recognizer.recognize(Uint8Array.of(first), 'a.pdf', signal)));

		assert.deepEqual(all, [1, 2, 3, 4, 5]);
	});

	test('starts another thread for large pictures that wait, not for small ones', async () => {
		await createFake(`setTimeout(() => reply('resolve', require('node:worker_threads').threadId), 100);`, { threads: 2 });
		const threadsFor = async (bytes: number) => {
			const all = await Promise.all([1, 2, 3].map(() => recognizer.recognize(new Uint8Array(bytes), 'a.pdf', signal)));
			return new Set(all as unknown as number[]).size;
		};

		assert.deepEqual([await threadsFor(500_000), await threadsFor(4_000_000)], [1, 2]);
	});

	test('gives threads back when there is nothing to do, and starts others later', async () => {
		const idleMs = 2000;
		await createFake(`reply('resolve', require('node:worker_threads').threadId);`, { idleMs });
		const first = await recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal);
		const second = await recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal);
		await until('another thread', async () => {
			await sleep(idleMs + 200);
			return (await recognizer.recognize(Uint8Array.of(1), 'a.pdf', signal)) !== first;
		});

		assert.equal(first, second);
	});

	test('keeps threads that wait for their turn while others work', async () => {
		await createFake(`setTimeout(() => reply('resolve', first), 60);`, { threads: 1, idleMs: 20 });

		assert.deepEqual(await Promise.all([1, 2, 3].map((first) => recognizer.recognize(Uint8Array.of(first), 'a.pdf', signal))), [1, 2, 3]);
	});
});
