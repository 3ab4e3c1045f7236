/** `npm run bench`: how long documents take to become markdown, next to the other ways that there are, against a model of the service. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { type Measured, type Task, type Who, runClient } from './client.ts';
import { type BenchDocument, benchDocuments } from './documents.ts';
import { benchImagePanel } from './imagePanel.ts';
import { benchLocalEngine } from './localEngine.ts';
import { type ServiceFigures, model, runService } from './serviceModel.ts';
import { median } from './median.ts';
import { scoreOlmocr } from './olmocr.ts';
import { benchPictures } from './pictures.ts';
import { benchAgents } from './agents.ts';
import { readOptions } from '../support/readOptions.ts';
import { Background } from '../../src/core/worker/background.ts';

const usage = `npm run bench -- [options]

Without an option: Fovea, curl and the official SDK against a model of the service.

  --quick                     one round of the document of 117 pages
  --only <who|document:who>   some of the rows, such as fovea or 500:fovea
  --count-uploads             a request takes its place at the service from its first byte
  --json                      one JSON object

Instead of that:

  --local [files]             the local engine, on these files
  --panel                     the image panel with a long history, beside an empty webview
  --olmocr [tests.jsonl]      the share of olmOCR-bench's checks that the local engine passes
  --pictures <folder>         the errors of recognition; --languages eng+deu --language-folder <folder>
  --agents <folder>           questions about real documents, as agents ask them`;

export interface Row {
	readonly who: Who;
	readonly document: string;
	readonly pages: number;
	readonly wallSeconds: number;
	/** Nobody can be faster: the document's bytes over the line, or its pages through all places, whichever takes longer, plus one latency. */
	readonly limitSeconds: number;
	readonly firstPageSeconds: number;
	/** The same for a request of just one page. */
	readonly onePageSeconds: number;
	/** Bytes over the line, base64 included, a byte of the source. */
	readonly uploadRatio: number;
	/** Over the process before it began. */
	readonly peakMemoryMb: number;
	readonly longestBlockMs: number;
	readonly pagesLost: number;
	readonly pagesPaidTwice: number;
	/** Requests that the service refused because it had no place. */
	readonly refused: number;
	/** Of the first run of all, which knows nothing of the endpoint. */
	readonly firstRunSeconds?: number;
	/** From a cancel in the middle until the service has seen the last connection close. */
	readonly cancelMs?: number;
}

const { values, positionals } = readOptions(usage, {
	allowPositionals: true,
	options: {
		json: { type: 'boolean' },
		quick: { type: 'boolean' },
		local: { type: 'boolean' },
		panel: { type: 'boolean' },
		olmocr: { type: 'boolean' },
		pictures: { type: 'string' },
		agents: { type: 'string' },
		languages: { type: 'string', default: 'eng' },
		'language-folder': { type: 'string' },
		'count-uploads': { type: 'boolean' },
		only: { type: 'string' },
		role: { type: 'string' },
	},
});

switch (values.role) {
	case 'service':
		await runService({ countUploads: values['count-uploads'] ?? false });
		break;
	case 'client':
		await runClient();
		break;
	default:
		print(await bench());
}

async function bench(): Promise<readonly object[]> {
	const rounds = values.quick ? 1 : 3;
	if (values.local) {
		return benchLocalEngine(positionals, rounds);
	}
	if (values.olmocr) {
		return scoreOlmocr(positionals[0]);
	}
	if (values.agents) {
		const background = new Background({ files: path.resolve(import.meta.dirname, '../../dist'), idleMs: 60_000 });
		try {
			return await benchAgents(background, values.agents);
		} finally {
			await background.dispose();
		}
	}
	if (values.pictures) {
		return benchPictures(values.pictures, { languages: values.languages, languageFolder: values['language-folder'] });
	}
	return values.panel ? benchImagePanel(rounds) : benchService();
}

async function benchService(): Promise<Row[]> {
	const lengths = values.quick ? [] : [100, 500, 1000];
	const documents = await benchDocuments(
		lengths.filter((pages) => !values.only || values.only.startsWith(String(pages)) || !/\d/.test(values.only)),
	);
	const service = await startService();
	const rows: Row[] = [];
	for (const document of documents) {
		for (const who of ['fovea', 'curl', 'sdk-sequence', 'sdk-all'] as const) {
			if (!values.only || values.only === `${document.name}:${who}` || values.only === who) {
				rows.push(await row(service, who, document));
				report(rows.at(-1)!);
			}
		}
	}
	service.stop();
	return rows;
}

/** The median of several rounds where a round is short; what is slow by itself varies little. */
async function row(service: Service, who: Who, document: BenchDocument): Promise<Row> {
	const rounds = values.quick || who !== 'fovea' ? 1 : 3;
	// What an endpoint teaches is kept by the extension: the first run of all is a row of its own.
	const first = who === 'fovea' ? await run(service, { who, document }) : undefined;
	const measured: Row[] = [];
	for (let round = 0; round < rounds; round++) {
		measured.push(rowOf(who, document, await run(service, { who, document, atOnce: first?.atOnce })));
	}
	const of = (value: (row: Row) => number) => median(measured.map(value));
	return {
		who,
		document: document.name,
		pages: document.pages,
		wallSeconds: of((one) => one.wallSeconds),
		limitSeconds: measured[0]!.limitSeconds,
		firstPageSeconds: of((one) => one.firstPageSeconds),
		onePageSeconds: of((one) => one.onePageSeconds),
		uploadRatio: of((one) => one.uploadRatio),
		peakMemoryMb: of((one) => one.peakMemoryMb),
		longestBlockMs: of((one) => one.longestBlockMs),
		pagesLost: Math.max(...measured.map((one) => one.pagesLost)),
		pagesPaidTwice: Math.max(...measured.map((one) => one.pagesPaidTwice)),
		refused: of((one) => one.refused),
		...(first ? { firstRunSeconds: first.wallSeconds, cancelMs: await cancelMs(service, document, first.atOnce) } : {}),
	};
}

async function cancelMs(service: Service, document: BenchDocument, atOnce: number | undefined): Promise<number> {
	const { cancelledMs, figures } = await run(service, { who: 'fovea', document, atOnce, cancelAfterSeconds: 2 });
	return figures.open === 0 ? Math.max(0, figures.lastAbortMs - cancelledMs) : Infinity;
}

interface Outcome extends Measured {
	readonly figures: ServiceFigures;
}

function rowOf(who: Who, { name, pages, bytes }: BenchDocument, { figures, ...measured }: Outcome): Row {
	const overTheLine = (bytes * 4) / 3 / model.uplinkBytesPerSecond;
	const throughThePlaces = (pages * model.secondsPerPage) / model.atOnce;
	return {
		who,
		document: name,
		pages,
		wallSeconds: measured.wallSeconds,
		limitSeconds: Math.max(overTheLine, throughThePlaces) + model.latencySeconds,
		firstPageSeconds: measured.firstPageSeconds,
		onePageSeconds: measured.onePageSeconds,
		peakMemoryMb: measured.peakMemoryMb,
		longestBlockMs: measured.longestBlockMs,
		uploadRatio: figures.uploadedBytes / bytes,
		pagesLost: pages - measured.pages,
		pagesPaidTwice: Math.max(0, figures.paidPages - measured.pages),
		refused: figures.refused,
	};
}

async function run(service: Service, task: Pick<Task, 'who' | 'document' | 'atOnce' | 'cancelAfterSeconds'>): Promise<Outcome> {
	const { who, document } = task;
	const onePage = { ...document, file: document.firstPage, parts: [document.firstPage], pages: 1 };
	const client = start('client', ['--expose-gc']);
	client.send({ ...task, onePage, origin: service.origin } satisfies Task);
	await once(client, 'message');
	await service.figures();
	client.send('go');
	const [measured] = (await once(client, 'message')) as [Measured];
	await once(client, 'exit');
	for (const failure of measured.cancelledMs > 0 ? [] : measured.failures.slice(0, 3)) {
		console.error(`${who}, ${document.name}: ${failure}`);
	}
	await sleep(200);
	return { ...measured, figures: await service.figures() };
}

interface Service {
	readonly origin: string;
	/** Since the last call. */
	figures(): Promise<ServiceFigures>;
	stop(): void;
}

async function startService(): Promise<Service> {
	const child = start('service');
	const [origin] = (await once(child, 'message')) as [string];
	return {
		origin,
		async figures() {
			child.send('figures');
			const [figures] = (await once(child, 'message')) as [ServiceFigures];
			return figures;
		},
		stop: () => child.disconnect(),
	};
}

/** This program in another process, as which it plays a part of the measurement. */
function start(role: 'service' | 'client', execArgv: readonly string[] = []): ChildProcess {
	const options = values['count-uploads'] ? ['--count-uploads'] : [];
	return fork(import.meta.filename, ['--role', role, ...options], { execArgv: [...process.execArgv, ...execArgv] });
}

function report(row: Row): void {
	if (!values.json) {
		console.log(`${row.document} ${row.who}: ${row.wallSeconds.toFixed(2)} s`);
	}
}

function print(rows: readonly object[]): void {
	if (values.json) {
		console.log(JSON.stringify({ rows }));
	} else {
		console.table(
			rows.map((row) => Object.fromEntries(Object.entries({ ...row, ...ratios(row) }).map(([name, value]) => [name, short(value)]))),
		);
	}
}

/** What the figures of a row mean to each other. */
function ratios(row: Partial<Row>): object {
	const { wallSeconds, limitSeconds, firstPageSeconds, onePageSeconds } = row;
	return wallSeconds && limitSeconds && firstPageSeconds && onePageSeconds
		? { timesLimit: wallSeconds / limitSeconds, timesOnePage: firstPageSeconds / onePageSeconds }
		: {};
}

function short(value: unknown): unknown {
	return typeof value === 'number' ? Number(value.toFixed(2)) : value;
}
