import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, Refusal } from '../support/emulator/answer.ts';
import { invalidPdf, pathNotFound, rateLimited, tooLarge, tooManyPages, unauthorized } from '../support/emulator/errors.ts';
import { figureJpeg } from '../support/emulator/figure.ts';

/** The service that is measured against: figures of the model, not of any real service on any day. */
export const model = {
	/** Shared by all connections: 40 Mbit/s. */
	uplinkBytesPerSecond: 5_000_000,
	latencySeconds: 0.6,
	secondsPerPage: 0.12,
	pages: 30,
	bytes: 30_000_000,
	atOnce: 6,
	retryAfterSeconds: 1,
} as const;

/** The one key that is right. */
export const benchKey = 'bench';

/** What the service has seen since it was last asked. */
export interface ServiceFigures {
	readonly requests: number;
	/** Refused because too many were under way. */
	readonly refused: number;
	/** Bytes of request bodies that came over the uplink. */
	readonly uploadedBytes: number;
	/** Pages of answers that were delivered whole: what is paid for. */
	readonly paidPages: number;
	readonly peakConcurrency: number;
	/** When the last connection with a request under way was closed by the client, in milliseconds since 1970; 0 for never. */
	readonly lastAbortMs: number;
	/** Requests that are not answered yet. */
	readonly open: number;
}

export interface ServiceOptions {
	/** Whether a request takes its place from its first byte, not when it has come over the line. */
	readonly countUploads: boolean;
}

/**
 * A process that plays the service: tells its origin once it listens, then answers each message with its figures and begins to count anew.
 * The line is before the service: a request takes one of its places when it has come over the line whole.
 */
export async function runService(options: ServiceOptions): Promise<void> {
	let figures = nothing();
	/** Requests that are worked on, and those that are not answered yet. */
	let underWay = 0;
	let open = 0;
	const { countUploads } = options;
	const uploadQueue = new Uplink(model.uplinkBytesPerSecond);
	const count = (change: Partial<ServiceFigures>) => (figures = { ...figures, ...change });

	/** Reads a request to its end; settles when the line has carried it. */
	const receive = async (incoming: IncomingMessage): Promise<Buffer> => {
		const carry = uploadQueue.body();
		const chunks: Buffer[] = [];
		let carried = Promise.resolve();
		for await (const chunk of incoming as AsyncIterable<Buffer>) {
			carried = carry(chunk.length);
			count({ uploadedBytes: figures.uploadedBytes + chunk.length });
			chunks.push(chunk);
		}
		await carried;
		return Buffer.concat(chunks);
	};

	const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
		let pages = 0;
		let working = false;
		const begin = (): void => {
			if (underWay >= model.atOnce) {
				count({ refused: figures.refused + 1 });
				throw new Refusal({ ...rateLimited('foundry'), headers: { 'retry-after': String(model.retryAfterSeconds) } });
			}
			working = true;
			underWay++;
			count({ peakConcurrency: Math.max(figures.peakConcurrency, underWay) });
		};
		count({ requests: figures.requests + 1 });
		open++;
		response.on('close', () => {
			open--;
			underWay -= working ? 1 : 0;
			count(response.writableFinished ? { paidPages: figures.paidPages + pages } : { lastAbortMs: Date.now() });
		});
		if (!/\/ocr$/.test(incoming.url ?? '')) {
			throw new Refusal(pathNotFound('foundry'));
		}
		if (incoming.headers.authorization !== `Bearer ${benchKey}`) {
			throw new Refusal(unauthorized('foundry', { authorization: true, apiKey: false }));
		}
		if (countUploads) {
			begin();
		}
		const body = await receive(incoming);
		if (!countUploads) {
			begin();
		}
		pages = pagesOf(body);
		await sleep((model.latencySeconds + model.secondsPerPage * pages) * 1000);
		send(response, recognized(pages));
	};

	const server = createServer((incoming, response) => {
		handle(incoming, response).catch((error: unknown) => {
			if (error instanceof Refusal) {
				send(response, error.answer);
				// What its client sends nevertheless goes over the line too.
				receive(incoming).catch(() => undefined);
			} else if (!incoming.destroyed) {
				console.error(error);
				send(response, { status: 500, body: null });
			}
		});
	});

	process.on('message', () => {
		process.send?.({ ...figures, open });
		figures = nothing();
	});
	process.on('disconnect', () => process.exit());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function nothing(): ServiceFigures {
	return { requests: 0, refused: 0, uploadedBytes: 0, paidPages: 0, peakConcurrency: 0, lastAbortMs: 0, open: 0 };
}

/** Bytes that wait for the line. */
interface Waiting {
	readonly body: number;
	readonly bytes: number;
	readonly carried: () => void;
}

/**
 * A line that carries so many bytes a second, whoever sends them. Of the bodies that have bytes waiting, the one that began first goes first: so they
 * are over in the order in which a client sends them. (Between two processes of one machine the system takes whole bodies at once, so that the line
 * cannot make a client wait as a real one does. The document of 500 pages took up to 5 % longer over a real line of 40 Mbit/s.)
 */
class Uplink {
	private bodies = 0;
	private readonly waiting: Waiting[] = [];
	private freeAt = 0;

	constructor(private readonly bytesPerSecond: number) {}

	/** For the bytes of one body: a function that settles when they are over. */
	body(): (bytes: number) => Promise<void> {
		const body = this.bodies++;
		return (bytes) =>
			new Promise((carried) => {
				const place = this.waiting.findIndex((other) => other.body > body);
				this.waiting.splice(place < 0 ? this.waiting.length : place, 0, { body, bytes, carried });
				if (this.waiting.length === 1) {
					void this.carry();
				}
			});
	}

	private async carry(): Promise<void> {
		for (let next = this.waiting[0]; next; next = this.waiting[0]) {
			const now = performance.now();
			// Timers are late by a millisecond or two: what was lost so is made up for.
			this.freeAt = Math.max(this.freeAt, now - 20) + (next.bytes / this.bytesPerSecond) * 1000;
			if (this.freeAt > now) {
				await sleep(this.freeAt - now);
			}
			this.waiting.splice(this.waiting.indexOf(next), 1);
			next.carried();
		}
	}
}

/**
 * Pages of the document in a request, by the root of its page tree: parts are written plainly, and to open them would distort what is measured.
 * @throws {Refusal}
 */
function pagesOf(body: Buffer): number {
	const { document } = JSON.parse(body.toString('latin1')) as { readonly document: { readonly document_url: string } };
	const bytes = Buffer.from(document.document_url.slice(document.document_url.indexOf(',') + 1), 'base64');
	if (bytes.length > model.bytes) {
		throw new Refusal(tooLarge('foundry'));
	}
	const trees = bytes.toString('latin1').matchAll(/\/Count\s+(\d+)[^>]*\/Type\s*\/Pages\b|\/Type\s*\/Pages\b[^>]*\/Count\s+(\d+)/g);
	const pages = Math.max(0, ...Array.from(trees, ([, before, behind]) => Number(before ?? behind)));
	if (pages === 0) {
		throw new Refusal(invalidPdf('foundry'));
	}
	if (pages > model.pages) {
		throw new Refusal(tooManyPages('foundry', pages, model.pages));
	}
	return pages;
}

/** As much text as a page of a book has, and on every fourth page a figure of 30 KB. */
function recognized(pages: number): Answer {
	const figure = Buffer.concat([figureJpeg(['4']), Buffer.alloc(30_000)]).toString('base64');
	return {
		status: 200,
		body: {
			pages: Array.from({ length: pages }, (_, index) => {
				const id = `img-${index >> 2}.jpeg`;
				const image = {
					id,
					top_left_x: 0,
					top_left_y: 0,
					bottom_right_x: 800,
					bottom_right_y: 600,
					image_base64: `data:image/jpeg;base64,${figure}`,
					image_annotation: null,
				};
				const text = `${'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(20)}\n\n`.repeat(2);
				return {
					index,
					markdown: index % 4 === 3 ? `${text}![${id}](${id})` : text,
					images: index % 4 === 3 ? [image] : [],
					dimensions: { dpi: 200, height: 2200, width: 1700 },
				};
			}),
			model: 'mistral-document-ai-2512',
			document_annotation: null,
			usage_info: { pages_processed: pages, doc_size_bytes: null },
		},
	};
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
	const bytes = Buffer.from(JSON.stringify(body));
	response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers }).end(bytes);
}
