import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileBytes } from '../../src/core/disk/bytes.ts';
import { Background } from '../../src/core/worker/background.ts';
import { fromRoot } from '../support/host/repository.ts';
import { median } from './median.ts';

/** What the conversion of one document on this machine costs. */
interface LocalRow {
	readonly document: string;
	readonly pages: number;
	/** Median of the rounds. */
	readonly wallSeconds: number;
	readonly secondsPerPage: number;
	/** Processor time of all threads: what the wall time would be on one core that nobody else uses. */
	readonly cpuSecondsPerPage: number;
	/** What `pdftotext` takes for a page, which reads the text alone; absent where it is not installed, and for pictures. */
	readonly pdftotextSecondsPerPage?: number;
	/** From the request to the first text, median of the rounds; of a short document, that is the whole. */
	readonly firstTextSeconds: number;
	/** How long the asking thread was away at most. */
	readonly longestBlockMs: number;
	/** Over the process before the first conversion: until half of the pages were read, and at all; 0 of a single page. */
	readonly halfwayMemoryMb: number;
	readonly peakMemoryMb: number;
}

/** Measures the local engine: these files, or the sample workspace and, of the real documents, where they are, a born-digital report and a scan. */
export async function benchLocalEngine(files: readonly string[], rounds: number): Promise<LocalRow[]> {
	const rows: LocalRow[] = [];
	for (const file of files.length > 0 ? files : await defaultDocuments()) {
		rows.push(await measure(file, rounds));
	}
	return rows;
}

async function defaultDocuments(): Promise<string[]> {
	const samples = fromRoot('test/fixtures/workspace');
	const real = fromRoot('../shared/corpus');
	return [
		...(await readdir(samples)).filter((name) => /^(report\.pdf|scan\.png)$/.test(name)).map((name) => path.join(samples, name)),
		...(existsSync(real) ? ['redp5110_sampled.pdf', 'linn.png'].map((name) => path.join(real, name)) : []),
	];
}

/** How long `pdftotext` of Poppler or Xpdf takes for a PDF; undefined where there is none. */
function pdftotextSeconds(file: string): number | undefined {
	if (!/\.pdf$/i.test(file)) {
		return undefined;
	}
	const started = performance.now();
	const { status } = spawnSync('pdftotext', [file, '-'], { stdio: 'ignore' });
	return status === 0 ? (performance.now() - started) / 1000 : undefined;
}

async function measure(file: string, rounds: number): Promise<LocalRow> {
	const seconds: number[] = [];
	const cpuSeconds: number[] = [];
	const firstSeconds: number[] = [];
	let pages = 0;
	let block = 0;
	let halfway = 0;
	let peak = 0;
	for (let round = 0; round < rounds; round++) {
		const background = new Background({ files: fromRoot('dist'), idleMs: 60_000 });
		const bytes = await fileBytes(file, path.basename(file));
		const idle = process.memoryUsage().rss;
		const delay = monitorEventLoopDelay({ resolution: 1 });
		let most = 0;
		const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - idle)), 20);
		delay.enable();
		const cpu = process.cpuUsage();
		const started = performance.now();
		const secondsNow = () => (performance.now() - started) / 1000;
		let first: number | undefined;
		const conversion = await background.convert(
			{
				name: path.basename(file),
				bytes,
				engine: { provider: 'local', languages: 'eng', withoutRunningText: true },
				pageMarks: 'comment',
				grow: true,
			},
			new AbortController().signal,
			(event) => {
				if (event.type === 'markdown') {
					first ??= secondsNow();
				} else if (event.type === 'pages' && event.done <= event.total / 2) {
					halfway = Math.max(halfway, most);
				}
			},
		);
		seconds.push(secondsNow());
		firstSeconds.push(first ?? secondsNow());
		const { user, system } = process.cpuUsage(cpu);
		cpuSeconds.push((user + system) / 1e6);
		delay.disable();
		clearInterval(watch);
		peak = Math.max(peak, most);
		pages = conversion.pageCount;
		block = Math.max(block, delay.max / 1e6);
		await background.dispose();
		await sleep(100);
	}
	const peer = pdftotextSeconds(file);
	const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));
	return {
		document: path.basename(file),
		pages,
		wallSeconds: rounded(median(seconds)),
		secondsPerPage: rounded(median(seconds) / pages, 3),
		cpuSecondsPerPage: rounded(median(cpuSeconds) / pages, 3),
		...(peer === undefined ? {} : { pdftotextSecondsPerPage: rounded(peer / pages, 4) }),
		firstTextSeconds: rounded(median(firstSeconds)),
		longestBlockMs: rounded(block, 1),
		halfwayMemoryMb: rounded(halfway / 2 ** 20, 0),
		peakMemoryMb: rounded(peak / 2 ** 20, 0),
	};
}
