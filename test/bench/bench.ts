/**
 * `npm run bench`: what a conversion costs on this machine, in one run. `-- --json` for machines, `-- --quick` for one round, `-- <files>` for other documents.
 * Block: the longest time for which the thread that asked (in the editor: the extension host) could do nothing else.
 */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Background } from '../../src/core/worker/background.ts';

interface Row {
	readonly document: string;
	readonly pages: number;
	/** Median of the rounds. */
	readonly wallSeconds: number;
	readonly secondsPerPage: number;
	readonly longestBlockMs: number;
	/** Over the process before the first conversion. */
	readonly peakMemoryMb: number;
}

const root = path.resolve(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });

const rows: Row[] = [];
for (const file of positionals.length > 0 ? positionals : await defaultDocuments()) {
	rows.push(await measure(file, values.quick ? 1 : 3));
}
if (values.json) {
	console.log(JSON.stringify({ rows }));
} else {
	console.table(rows);
}

/** The sample workspace, and of the real documents, where they are, a born-digital report and a scan. */
async function defaultDocuments(): Promise<string[]> {
	const samples = path.join(root, 'test/fixtures/workspace');
	const real = path.resolve(root, '../shared/corpus');
	return [
		...(await readdir(samples)).filter((name) => /^(report\.pdf|scan\.png)$/.test(name)).map((name) => path.join(samples, name)),
		...(existsSync(real) ? ['redp5110_sampled.pdf', 'linn.png'].map((name) => path.join(real, name)) : []),
	];
}

async function measure(file: string, rounds: number): Promise<Row> {
	const seconds: number[] = [];
	let pages = 0;
	let block = 0;
	let peak = 0;
	for (let round = 0; round < rounds; round++) {
		const background = new Background({ files: path.join(root, 'dist'), idleMs: 60_000 });
		const bytes = await readFile(file);
		const idle = process.memoryUsage().rss;
		const delay = monitorEventLoopDelay({ resolution: 1 });
		const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - idle)), 20);
		delay.enable();
		const started = performance.now();
		const conversion = await background.convert(
			{ name: path.basename(file), bytes, engine: { provider: 'local', languages: 'eng', withoutRunningText: true }, pageMarks: 'comment' },
			new AbortController().signal,
			() => undefined,
		);
		seconds.push((performance.now() - started) / 1000);
		delay.disable();
		clearInterval(watch);
		pages = conversion.pageCount;
		block = Math.max(block, delay.max / 1e6);
		await background.dispose();
		await sleep(100);
	}
	const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
	const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));
	return {
		document: path.basename(file),
		pages,
		wallSeconds: rounded(median),
		secondsPerPage: rounded(median / pages, 3),
		longestBlockMs: rounded(block, 1),
		peakMemoryMb: rounded(peak / 2 ** 20, 0),
	};
}
