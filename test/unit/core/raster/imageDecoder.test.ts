import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { imageDecoder } from '../../../../src/core/raster/imageDecoder.ts';

suite('imageDecoder', () => {
	let folder: string;
	suiteSetup(async () => (folder = await mkdtemp(path.join(tmpdir(), 'fovea-images-'))));
	suiteTeardown(() => rm(folder, { recursive: true }));

	/** Decodes with a thread that does what is written here with each call. */
	const decode = async (script: string, signal = new AbortController().signal) => {
		const head = `const { parentPort, workerData } = require('node:worker_threads');`;
		await writeFile(path.join(folder, 'imageWorker.cjs'), `${head} parentPort.on('message', ({ id, args, type }) => { ${script} });`);
		return imageDecoder(folder)(Uint8Array.of(1, 2, 3), 'image/avif', 'a.avif', signal);
	};
	const answer = (value: string) => `parentPort.postMessage({ type: 'result', id, value: ${value} });`;

	test('hands the picture to a thread and gives back what it makes of it', async () => {
		assert.deepEqual([...(await decode(answer('new Uint8Array([...args.bytes, 4])')))], [1, 2, 3, 4]);
	});

	for (const [what, script] of [
		['what the thread cannot decode', `parentPort.postMessage({ type: 'error', id, error: { name: 'Error', message: 'no' } });`],
		['what ends the thread', 'process.exit(1);'],
		['what uses up its memory', 'throw new RangeError("Array buffer allocation failed");'],
	] as const) {
		test(`calls ${what} unsupported`, async () => {
			await assert.rejects(decode(script), { code: 'unsupportedType', facts: { name: 'a.avif', engine: 'local', type: 'avif' } });
		});
	}

	test('ends a thread that hangs when it is aborted', async () => {
		const controller = new AbortController();
		const started = path.join(folder, 'started');
		const decoding = decode(`require('node:fs').writeFileSync(${JSON.stringify(started)}, ''); for (;;);`, controller.signal);
		const rejected = assert.rejects(decoding, { name: 'AbortError' });
		while (!existsSync(started)) {
			await sleep(5);
		}
		controller.abort();

		await rejected;
	});
});
