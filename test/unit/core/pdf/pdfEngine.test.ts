import assert from 'node:assert/strict';
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { fileBytes } from '../../../../src/core/disk/bytes.ts';
import { PdfEngine } from '../../../../src/core/pdf/pdfEngine.ts';
import { encodePng } from '../../../../src/core/raster/png.ts';
import { simplePdf, textAt } from './simplePdf.ts';

const require = createRequire(import.meta.url);
const signal = new AbortController().signal;
const hello = simplePdf([{ content: textAt(72, 700, 'Hello') }, { content: textAt(72, 700, 'World') }]);

/** A worker script that answers a call as `answer` (an expression of `call`) says; `undefined` is no answer. */
const fakeWorker = (answer: string) => `
	const { parentPort } = require('node:worker_threads');
	parentPort.on('message', (call) => {
		if (call.type !== 'call') return;
		const value = ${answer};
		if (value !== undefined) parentPort.postMessage({ type: 'result', id: call.id, value });
	});`;

/** The same WebAssembly with 64 MB of memory at most instead of 2 GB. */
function withLittleMemory(wasm: Buffer): Buffer {
	let at = 8;
	const number = () => {
		let value = 0;
		for (let shift = 0; ; shift += 7) {
			const byte = wasm[at++]!;
			value += (byte & 0x7f) * 2 ** shift;
			if (byte < 0x80) {
				return value;
			}
		}
	};
	for (;;) {
		const isMemory = wasm[at++] === 5;
		const end = number() + at;
		if (isMemory) {
			// One memory with two limits, of which the second has three bytes.
			assert.deepEqual([wasm[at], wasm[at + 1], wasm[end - 1]], [1, 1, 2]);
			const small = Buffer.from(wasm);
			small.set([0x80, 0x88, 0x00], end - 3);
			return small;
		}
		at = end;
	}
}

/** Forms that draw the next one twice each. */
function exponentialForms(depth: number): string[] {
	return Array.from({ length: depth }, (_, i) => {
		const content = i < depth - 1 ? '/X Do /X Do' : textAt(72, 700, 'x');
		const next = i < depth - 1 ? `/XObject <</X ${21 + i} 0 R>>` : '/Font <</F1 3 0 R>>';
		const entries = `/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <<${next}>> /Length ${content.length}`;
		return `<<${entries}>>\nstream\n${content}\nendstream`;
	});
}

suite('PdfEngine', function () {
	let files: string;
	let fakes: string;
	let engine: PdfEngine;

	suiteSetup(async function () {
		files = await mkdtemp(path.join(tmpdir(), 'fovea-pdf-'));
		fakes = await mkdtemp(path.join(tmpdir(), 'fovea-fake-'));
		const main = require.resolve('@embedpdf/pdfium');
		await copyFile(path.join(path.dirname(main), 'pdfium.wasm'), path.join(files, 'pdfium.wasm'));
		await build({
			entryPoints: { pdfWorker: path.resolve(import.meta.dirname, '../../../../src/core/pdf/pdfWorker.ts') },
			...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', outdir: files, outExtension: { '.js': '.cjs' } },
			alias: { '@embedpdf/pdfium': main },
		});
	});

	setup(() => {
		engine = new PdfEngine({ files });
	});

	teardown(() => engine.dispose());

	suiteTeardown(async () => {
		await rm(files, { recursive: true });
		await rm(fakes, { recursive: true });
	});

	/** An engine whose worker is made up. */
	const withFake = async (answer: string, timeoutMs = 60_000, cpuMs?: () => number, threads = 1) => {
		await writeFile(path.join(fakes, 'pdfWorker.cjs'), fakeWorker(answer));
		engine = new PdfEngine({ files: fakes, timeoutMs, threads, patienceMs: 50, ...(cpuMs ? { cpuMs } : {}) });
		return engine;
	};
	const opened = '{ document: 1, pageCount: 2, encrypted: false }';

	test('opens a document, reads and draws its pages', async () => {
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const { runs } = await document.layout(1, signal);
		const image = await document.render(0, { dpi: 36, maxPixels: 1e6 }, signal);

		assert.deepEqual([document.pageCount, document.encrypted, runs[0]?.text], [2, false, 'World']);
		assert.equal(image.rgba.length, image.width * image.height * 4);
	});

	test('draws a page as a PNG file', async () => {
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const options = { dpi: 36, maxPixels: 1e6 };
		const drawn = await document.render(0, options, signal);
		const again = await engine.openImage(await document.renderPng(0, options, signal), { type: 'image/png' }, { name: 'a.png', signal });

		assert.deepEqual(await again.render(0, { dpi: 72, maxPixels: 1e6 }, signal), { ...drawn, scale: 1 });
	});

	test('many calls under one signal are no leak to warn of', async () => {
		const warnings: Error[] = [];
		const onWarning = (warning: Error) => void warnings.push(warning);
		process.on('warning', onWarning);
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const own = new AbortController().signal;
		await Promise.all(Array.from({ length: 40 }, (_, i) => document.layout(i % 2, own)));
		// Warnings come in a later turn.
		await new Promise((resolve) => setImmediate(resolve));
		process.off('warning', onWarning);

		assert.deepEqual(
			warnings.filter(({ name }) => name === 'MaxListenersExceededWarning'),
			[],
		);
	});

	test('reads a document from its file, also when the thread was ended meanwhile', async () => {
		const file = path.join(files, 'hello.pdf');
		await writeFile(file, Buffer.concat([Buffer.alloc(70_000, 'junk'), hello]));
		const document = await engine.open(await fileBytes(file, 'a.pdf'), { name: 'a.pdf', signal });

		const part = await engine.open(await document.extract([1], signal), { name: 'b.pdf', signal });
		await engine.dispose();

		assert.equal(part.pageCount, 1);
		assert.equal((await document.layout(0, signal)).runs[0]?.text, 'Hello');
		await document.close();
	});

	test('a file that is written while it is open is documentChanged, and nothing of it is given out', async () => {
		const file = path.join(files, 'changing.pdf');
		await writeFile(file, hello);
		const document = await engine.open(await fileBytes(file, 'a.pdf'), { name: 'a.pdf', signal });
		await document.layout(0, signal);

		await writeFile(file, Buffer.concat([hello, Buffer.from('% more')]));

		await assert.rejects(document.extract([0], signal), { code: 'documentChanged', facts: { name: 'a.pdf' } });
		await assert.rejects(document.layout(1, signal), { code: 'documentChanged' });
		await document.close();
	});

	test('a thread that was prepared opens the first document', async () => {
		await withFake(`call.method === 'open' ? { ...${opened}, pageCount: require('node:worker_threads').threadId } : undefined`);
		/** Threads are numbered as they start. */
		const startAnother = async () => {
			const other = new Worker('', { eval: true });
			const number = other.threadId;
			await other.terminate();
			return number;
		};
		engine.prepare();
		engine.prepare();
		const later = await startAnother();

		assert.equal((await engine.open(hello, { name: 'a.pdf', signal })).pageCount, later - 1);
	});

	test('leaves the bytes to the caller', async () => {
		const bytes = new Uint8Array(hello);
		await engine.open(bytes, { name: 'a.pdf', signal });

		assert.deepEqual(bytes, new Uint8Array(hello));
	});

	test('tells what is wrong with a document by code and name', async () => {
		await assert.rejects(engine.open(Buffer.from('%PDF-'), { name: 'a.pdf', signal }), {
			code: 'corruptDocument',
			facts: { name: 'a.pdf' },
		});
	});

	test('goes on with other documents after a bad one', async () => {
		await assert.rejects(engine.open(Buffer.from('nothing'), { name: 'bad.pdf', signal }));

		assert.equal((await engine.open(hello, { name: 'a.pdf', signal })).pageCount, 2);
	});

	test('opens a document again in a new thread', async () => {
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		await engine.dispose();

		assert.equal((await document.layout(0, signal)).runs[0]?.text, 'Hello');
	});

	test('opens a picture as a page of as many points as it has pixels', async () => {
		const png = encodePng({ width: 30, height: 20, rgba: new Uint8Array(30 * 20 * 4).fill(255) });
		const document = await engine.openImage(png, { type: 'image/png' }, { name: 'a.png', signal });
		const { width, height } = await document.render(0, { dpi: 144, maxPixels: 1e6 }, signal);

		assert.deepEqual([document.pageCount, width, height], [1, 60, 40]);
	});

	for (const type of ['image/png', 'image/jpeg'] as const) {
		test(`what is no ${type} is corruptDocument`, async () => {
			await assert.rejects(engine.openImage(Buffer.from('no picture'), { type }, { name: 'a', signal }), { code: 'corruptDocument' });
		});
	}

	test('closing a document frees it for others and can be done twice', async () => {
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		await document.close();
		await document.close();

		assert.equal((await engine.open(hello, { name: 'a.pdf', signal })).pageCount, 2);
	});

	test('an aborted signal starts nothing', async () => {
		await assert.rejects(engine.open(hello, { name: 'a.pdf', signal: AbortSignal.abort() }), { name: 'AbortError' });
	});

	test('an abort frees the caller at once and the engine soon', async function () {
		await withFake(`call.method === 'open' ? ${opened} : undefined`);
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const controller = new AbortController();
		const layout = document.layout(0, controller.signal);
		setTimeout(() => controller.abort(), 20);

		await assert.rejects(layout, { name: 'AbortError' });
		assert.equal((await engine.open(hello, { name: 'b.pdf', signal })).pageCount, 2);
	});

	test('a page that hangs PDFium is engineFailed and harms no other', async () => {
		await withFake(`call.method === 'open' ? ${opened} : call.args.page === 1 ? (() => { for (;;); })() : { runs: [] }`, 500);
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const hanging = document.layout(1, signal);
		const next = document.layout(0, signal);

		await assert.rejects(hanging, { code: 'engineFailed', facts: { name: 'a.pdf' } });
		assert.deepEqual(await next, { runs: [] });
	});

	test('a page that is slow because others have the processor is no page that hangs', async () => {
		const slow = `call.method === 'open' ? ${opened} : (setTimeout(() => parentPort.postMessage({ type: 'result', id: call.id, value: { runs: [] } }), 1200), undefined)`;
		await withFake(slow, 1000, () => 0);
		const document = await engine.open(hello, { name: 'a.pdf', signal });

		assert.deepEqual(await document.layout(0, signal), { runs: [] });
	});

	test('a page that waits for ever is one, although it takes no processor', async () => {
		await withFake(`call.method === 'open' ? ${opened} : undefined`, 500, () => 0);
		const document = await engine.open(hello, { name: 'a.pdf', signal });

		await assert.rejects(document.layout(0, signal), { code: 'engineFailed' });
	});

	test('several threads read one document, each answer to its page', async () => {
		engine = new PdfEngine({ files, threads: 3 });
		const texts = Array.from({ length: 24 }, (_, i) => `Page${i}`);
		const document = await engine.open(simplePdf(texts.map((text) => ({ content: textAt(72, 700, text) }))), { name: 'a.pdf', signal });

		const layouts = await Promise.all(texts.map(async (_, page) => document.layout(page, signal)));
		await document.close();

		assert.deepEqual(
			layouts.map(({ runs }) => runs[0]?.text),
			texts,
		);
	});

	test('a call goes on in another thread while one hangs', async () => {
		await withFake(
			`call.method === 'open' ? ${opened} : call.args.page === 1 ? (() => { for (;;); })() : { runs: [] }`,
			60_000,
			undefined,
			2,
		);
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const controller = new AbortController();
		const hanging = document.layout(1, controller.signal);

		assert.deepEqual(await document.layout(0, signal), { runs: [] });
		controller.abort();
		await assert.rejects(hanging, { name: 'AbortError' });
	});

	test('a page that exhausts the memory is engineFailed, and the next page and the next document are read', async () => {
		await cp(files, fakes, { recursive: true });
		await writeFile(path.join(fakes, 'pdfium.wasm'), withLittleMemory(await readFile(path.join(files, 'pdfium.wasm'))));
		engine = new PdfEngine({ files: fakes, threads: 1 });
		const pages = [{ content: '/X Do', resources: '/XObject <</X 20 0 R>>' }, { content: textAt(72, 700, 'Next') }];
		const exhausting = await engine.open(simplePdf(pages, exponentialForms(24)), { name: 'a.pdf', signal });

		await assert.rejects(exhausting.layout(0, signal), { code: 'engineFailed', facts: { name: 'a.pdf' } });
		assert.equal((await exhausting.layout(1, signal)).runs[0]?.text, 'Next');
		const next = await engine.open(hello, { name: 'b.pdf', signal });
		assert.equal((await next.layout(0, signal)).runs[0]?.text, 'Hello');
		await Promise.all([exhausting.close(), next.close()]);
	});

	test('a worker that dies is engineFailed and is replaced', async () => {
		await withFake(`call.method === 'open' ? ${opened} : call.args.page === 1 ? process.exit(3) : { runs: [] }`);
		const document = await engine.open(hello, { name: 'a.pdf', signal });

		await assert.rejects(document.layout(1, signal), { code: 'engineFailed' });
		assert.deepEqual(await document.layout(0, signal), { runs: [] });
	});

	test('a worker that cannot start is engineFailed', async () => {
		engine = new PdfEngine({ files: path.join(fakes, 'missing') });

		await assert.rejects(engine.open(hello, { name: 'a.pdf', signal }), { code: 'engineFailed' });
	});

	test('closing the engine fails what is under way', async () => {
		await withFake(`call.method === 'open' ? ${opened} : undefined`);
		const document = await engine.open(hello, { name: 'a.pdf', signal });
		const layout = document.layout(0, signal);
		setTimeout(() => void engine.dispose(), 20);

		await assert.rejects(layout, { code: 'engineFailed' });
	});
});
