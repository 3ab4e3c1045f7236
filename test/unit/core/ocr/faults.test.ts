import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpClient } from '../../../../src/core/net/http.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import { mistralEngine } from '../../../support/mistralEngine.ts';
import { recognize } from '../../../../src/core/ocr/recognize.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import type { Fault } from '../../../support/emulator/faults.ts';
import type { EmulatorRequest } from '../../../support/emulator/requests.ts';
import { pdfInProcess } from '../../../support/pdfInProcess.ts';
import type { ChildOutcome } from '../../../support/recognizeInChild.ts';
import { simplePdf, textAt } from '../pdf/simplePdf.ts';

suite('a service that fails now and then', () => {
	const pageCount = 800;
	let emulator: Emulator;
	let folder: string;

	const start = async (options: Partial<EmulatorOptions> = {}) => {
		emulator = await startEmulator({ profile: 'foundry', key: 'k', models: { m: 'mistral-document-ai-2512' }, ...options });
	};
	setup(() => (folder = mkdtempSync(path.join(tmpdir(), 'fovea-faults-'))));
	teardown(async () => {
		await emulator.close();
		rmSync(folder, { recursive: true, force: true });
	});
	const word = (page: number) => `Page number ${page + 1} of many`;
	const document = (count: number) => simplePdf(Array.from({ length: count }, (_, page) => ({ content: textAt(72, 700, word(page)) })));
	const until = async (condition: () => boolean) => {
		while (!condition()) {
			await sleep(5);
		}
	};

	const faults: readonly Fault[] = [
		{ kind: 'rateLimited', retryAfterMs: 20 },
		{ kind: 'rateLimited', retryAfterSeconds: 0 },
		{ kind: 'status', status: 408 },
		{ kind: 'status', status: 413 },
		{ kind: 'status', status: 500 },
		{ kind: 'status', status: 502 },
		{ kind: 'status', status: 503 },
		{ kind: 'status', status: 504 },
		{ kind: 'html', status: 502 },
		{ kind: 'null' },
		{ kind: 'truncated' },
		{ kind: 'cut', at: 'headers' },
		{ kind: 'cut', at: 'body' },
		{ kind: 'huge', megabytes: 2 },
	];

	test('through 200 parts with every kind of fault, a kill and a resume, no page is lost and none is paid for twice', async () => {
		let stalls = false;
		const faultOf = ({ number }: EmulatorRequest) =>
			stalls ? ({ kind: 'silent' } as const) : number % 5 === 4 ? faults[((number - 4) / 5) % faults.length] : undefined;
		const ended = new Set<EmulatorRequest>();
		await start({ faults: faultOf, latencySeconds: 0.01, onEnd: (request) => ended.add(request) });
		const file = path.join(folder, 'long.pdf');
		writeFileSync(file, document(pageCount));
		const cache = path.join(folder, 'cache');
		const child = (): ChildProcess =>
			spawn(process.execPath, ['--import=tsx', 'test/support/recognizeInChild.ts', file, cache, emulator.endpoint], {
				stdio: ['ignore', 'pipe', 'inherit'],
			});
		const delivered = () => emulator.requests.filter(({ delivered: whole, recognized, status }) => whole && recognized && status === 200);
		const finished = () => readdirSync(cache).filter((name) => !name.endsWith('.part'));

		const killed = child();
		await until(() => delivered().length >= 100);
		stalls = true;
		// The killed process has received all that will come, has kept it, and waits for more. What was on its way may be answered, or may never be.
		const isSilent = ({ fault }: EmulatorRequest) => fault === 'silent';
		await until(
			() =>
				emulator.requests.some(isSilent) &&
				emulator.requests.every((request) => isSilent(request) || ended.has(request)) &&
				finished().length === delivered().length,
		);
		killed.kill('SIGKILL');
		await until(() => killed.signalCode === 'SIGKILL');
		stalls = false;
		const before = delivered().flatMap(({ recognized }) => recognized!).length;

		const outcomes: ChildOutcome[] = [];
		do {
			outcomes.push(JSON.parse(await text(child().stdout!)) as ChildOutcome);
		} while (outcomes.at(-1)!.failed > 0 && outcomes.length < 4);

		assert.equal(outcomes[0]!.kept, before);
		const { pages } = outcomes.at(-1)!;
		assert.equal(pages.length, pageCount);
		pages.forEach((markdown, page) => assert.match(markdown ?? '', new RegExp(word(page)), `page ${page + 1}`));
		assert.ok(delivered().length >= 200, `${delivered().length} parts`);
		assert.equal(delivered().flatMap(({ recognized }) => recognized!).length, pageCount);
		const seen = new Set(emulator.requests.map(({ fault }) => fault));
		assert.ok(faults.every(({ kind }) => seen.has(kind)));
	});

	test('a cancel ends all requests, and nothing more is asked', async () => {
		await start({ faults: () => ({ kind: 'silent' }) });
		const http = createHttpClient({ strictSsl: true, systemCertificates: false });
		const limiter = new Limiter({ start: 4, max: 4, known: 4, ahead: 2 });
		const engine = mistralEngine(http, {
			endpoint: new URL(emulator.endpoint),
			timeoutMs: 600_000,
			limiter,
			attempts: 5,
		});
		const controller = new AbortController();
		const running = recognize(engine, await pdfInProcess(), {
			name: 'long.pdf',
			bytes: document(300),
			endpoint: limiter,
			signal: controller.signal,
		});
		await until(() => emulator.requests.length >= 5);

		controller.abort();
		await assert.rejects(running, { name: 'AbortError' });
		const asked = emulator.requests.length;
		await until(() => emulator.requests.every(({ aborted }) => aborted));

		assert.equal(emulator.requests.length, asked);
		await http.close();
	});
});
