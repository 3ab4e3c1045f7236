import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mistral } from '@mistralai/mistralai';
import { fileBytes } from '../../src/core/disk/bytes.ts';
import type { ConvertRequest } from '../../src/core/worker/api.ts';
import { Background } from '../../src/core/worker/background.ts';
import { fromRoot } from '../support/host/repository.ts';
import type { BenchDocument } from './documents.ts';
import { benchKey } from './serviceModel.ts';

export type Who = 'fovea' | 'curl' | 'sdk-sequence' | 'sdk-all';

/** One run of one client, in a process of its own. */
export interface Task {
	readonly who: Who;
	readonly document: BenchDocument;
	/** Asked for before, twice: once to start what has to be started, once to be measured. */
	readonly onePage: BenchDocument;
	readonly origin: string;
	/** What the product has learnt in an earlier run, as the extension would have kept it. */
	readonly atOnce?: number | undefined;
	/** Ends it so many seconds after its start. */
	readonly cancelAfterSeconds?: number;
}

export interface Measured {
	readonly wallSeconds: number;
	/** Until text of the document's first page was there. */
	readonly firstPageSeconds: number;
	/** Resident memory of this process with its threads, and of programs that it runs, over what it was before. */
	readonly peakMemoryMb: number;
	/** The longest time for which the thread that asked could do nothing else. */
	readonly longestBlockMs: number;
	/** Pages of which there is text. */
	readonly pages: number;
	/** When it was cancelled, in milliseconds since 1970; 0 when it was not. */
	readonly cancelledMs: number;
	readonly failures: readonly string[];
	/** The same for a request of one page. */
	readonly onePageSeconds: number;
	/** What the product has learnt. */
	readonly atOnce: number | undefined;
}

interface Client {
	convert(document: BenchDocument, seen: Seen, signal: AbortSignal): Promise<number>;
	/** What the product has learnt. */
	readonly atOnce?: number | undefined;
	close?(): Promise<void>;
}

/** What a run tells while it goes on. */
interface Seen {
	firstPage(): void;
	/** A program that was started: its memory counts. */
	child(pid: number): void;
	failed(reason: string): void;
}

/** Runs the task that this process is sent: says when all is ready, waits for another message, and answers with what was measured. */
export async function runClient(): Promise<void> {
	const task = (await message()) as Task;
	process.send?.(await measure(task));
	process.disconnect();
}

async function message(): Promise<unknown> {
	return new Promise((resolve) => process.once('message', resolve));
}

async function measure(task: Task): Promise<Measured> {
	await sleep(300);
	globalThis.gc?.();
	const idle = residentBytes(process.pid);
	const children = new Set<number>();
	let peak = 0;
	const watch = setInterval(() => {
		const now = [process.pid, ...children].reduce((sum, pid) => sum + residentBytes(pid), 0);
		peak = Math.max(peak, now - idle);
	}, 10);
	const failures: string[] = [];
	const client = await clients[task.who](task);
	const run = async (document: BenchDocument, signal: AbortSignal) => {
		const started = performance.now();
		const seconds = () => (performance.now() - started) / 1000;
		let firstPage: number | undefined;
		const seen: Seen = {
			firstPage: () => (firstPage ??= seconds()),
			child: (pid) => children.add(pid),
			failed: (reason) => failures.push(reason),
		};
		const pages = await client.convert(document, seen, signal).catch((error: unknown) => {
			failures.push(String(error));
			return 0;
		});
		return { pages, wallSeconds: seconds(), firstPageSeconds: firstPage ?? seconds() };
	};

	const never = new AbortController().signal;
	await run(task.onePage, never);
	const onePage = await run(task.onePage, never);
	const go = message();
	process.send?.('ready');
	await go;
	const { signal, cancelledMs } = cancelAfter(task.cancelAfterSeconds);
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const whole = await run(task.document, signal);
	delay.disable();
	clearInterval(watch);
	if (signal.aborted) {
		// What ends with the process does not count as cancelled.
		await sleep(1000);
	}
	await client.close?.();
	return {
		...whole,
		onePageSeconds: onePage.wallSeconds,
		peakMemoryMb: peak / 2 ** 20,
		longestBlockMs: delay.max / 1e6,
		cancelledMs: cancelledMs(),
		failures,
		atOnce: client.atOnce,
	};
}

const clients: Readonly<Record<Who, (task: Task) => Promise<Client>>> = {
	/** The product, as the extension host uses it: everything but the file's bytes and the markdown is the worker's affair. */
	async fovea({ origin, atOnce }) {
		const background = new Background({ files: fromRoot('dist'), idleMs: 60_000 });
		const learnt = { atOnce };
		return {
			async convert({ file }, seen, signal) {
				const request: ConvertRequest = {
					name: path.basename(file),
					bytes: await fileBytes(file, path.basename(file)),
					engine: {
						provider: 'azure',
						endpoint: `${origin}/providers/mistral/azure/ocr`,
						model: 'mistral-document-ai-2512',
						key: benchKey,
						timeoutMs: 600_000,
						htmlTables: false,
						withoutRunningText: true,
						network: { strictSsl: true, systemCertificates: true },
						atOnce: learnt.atOnce,
					},
					pageMarks: 'comment',
					grow: true,
				};
				const conversion = await background.convert(request, signal, (event) => {
					if (event.type === 'markdown') {
						seen.firstPage();
					} else if (event.type === 'endpointFact' && event.endpointFact.kind === 'atOnce') {
						learnt.atOnce = event.endpointFact.atOnce;
					}
				});
				conversion.failed.forEach(({ page, code }) => seen.failed(`page ${page}: ${code}`));
				return conversion.pageCount;
			},
			get atOnce() {
				return learnt.atOnce;
			},
			close: () => background.dispose(),
		};
	},

	/** As the services' documentation has it, for files that were cut by hand. */
	async curl({ origin }) {
		return {
			async convert({ parts }, seen) {
				let pages = 0;
				for (const part of parts) {
					const body = `${part}.json`;
					await writeFile(body, JSON.stringify({ model: 'mistral-document-ai-2512', ...documentOf(await readFile(part)) }));
					const headers = ['-H', 'Content-Type: application/json', '-H', `Authorization: Bearer ${benchKey}`];
					const answer = await output('curl', ['-sS', `${origin}/v1/ocr`, ...headers, '-d', `@${body}`], seen);
					pages += (JSON.parse(answer) as { readonly pages?: readonly unknown[] }).pages?.length ?? 0;
					seen.firstPage();
				}
				return pages;
			},
		};
	},

	async 'sdk-sequence'({ origin }) {
		const client = await sdk(origin);
		return {
			async convert({ parts }, seen) {
				let pages = 0;
				for (const part of parts) {
					pages += await sdkPart(client, part, parts, seen);
				}
				return pages;
			},
		};
	},

	async 'sdk-all'({ origin }) {
		const client = await sdk(origin);
		return {
			async convert({ parts }, seen) {
				const counts = await Promise.all(parts.map((part) => sdkPart(client, part, parts, seen)));
				return counts.reduce((sum, count) => sum + count, 0);
			},
		};
	},
};

/** With its own retries as they are when they are on. */
async function sdk(origin: string): Promise<Mistral> {
	const { Mistral: Client } = await import('@mistralai/mistralai');
	return new Client({ serverURL: origin, apiKey: benchKey, retryConfig: { strategy: 'backoff', retryConnectionErrors: true } });
}

async function sdkPart(client: Mistral, part: string, parts: readonly string[], seen: Seen): Promise<number> {
	const { document, include_image_base64: includeImageBase64 } = documentOf(await readFile(part));
	try {
		const { pages } = await client.ocr.process({
			model: 'mistral-document-ai-2512',
			document: { type: 'document_url', documentUrl: document.document_url },
			includeImageBase64,
		});
		if (part === parts[0]) {
			seen.firstPage();
		}
		return pages.length;
	} catch (error) {
		seen.failed(`${path.basename(part)}: ${String(error)}`);
		return 0;
	}
}

function documentOf(pdf: Buffer) {
	const url = `data:application/pdf;base64,${pdf.toString('base64')}`;
	return { document: { type: 'document_url', document_url: url }, include_image_base64: true } as const;
}

async function output(program: string, args: readonly string[], seen: Seen): Promise<string> {
	const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	if (child.pid !== undefined) {
		seen.child(child.pid);
	}
	const chunks: Buffer[] = [];
	for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString();
}

function cancelAfter(seconds: number | undefined): { readonly signal: AbortSignal; readonly cancelledMs: () => number } {
	const controller = new AbortController();
	let at = 0;
	if (seconds !== undefined) {
		setTimeout(() => {
			at = Date.now();
			controller.abort();
		}, seconds * 1000);
	}
	return { signal: controller.signal, cancelledMs: () => at };
}

/** Of a process and its threads; of a process that has ended, 0. */
function residentBytes(pid: number): number {
	if (pid === process.pid) {
		return process.memoryUsage.rss();
	}
	try {
		return Number(/VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}
