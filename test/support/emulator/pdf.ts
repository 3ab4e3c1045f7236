import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A run of text on a page. Lengths are points, positions from the page's top left corner as it is shown. */
export interface TextPiece {
	readonly text: string;
	readonly left: number;
	readonly right: number;
	readonly baseline: number;
	readonly size: number;
}

export interface PdfPage {
	readonly width: number;
	readonly height: number;
	/** In the order of the page's content. */
	readonly pieces: readonly TextPiece[];
	/** Where images are painted. */
	readonly images: readonly { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }[];
	readonly links: readonly string[];
}

type Matrix = readonly number[];

/** What the worker tells of a page. */
interface RawPage {
	readonly width: number;
	readonly height: number;
	/** From the page's own coordinates to those of `PdfPage`. */
	readonly transform: Matrix;
	readonly items: readonly { readonly text: string; readonly transform: Matrix; readonly width: number }[];
	/** What moves and paints images, in order. */
	readonly operators: readonly { readonly name: string; readonly matrix: Matrix | null }[];
	readonly links: readonly string[];
}

interface Reply {
	readonly call: number;
	readonly value?: unknown;
	readonly error?: { readonly name: string; readonly message: string };
}

/**
 * Runs pdf.js in a thread of its own, because its build for older Nodes replaces parts of the language (`JSON.stringify` becomes a hundred times
 * slower, missing functions appear), which must not happen to the code under test. As text, so that it needs no file beside a bundle.
 */
const workerCode = `
const { parentPort, workerData } = require('node:worker_threads');
const pdfjs = import(workerData.pdfjs);
const documents = new Map();
const moving = ['save', 'restore', 'transform', 'paintFormXObjectBegin', 'paintFormXObjectEnd', 'paintImageXObject'];
const methods = {
	async open({ id, bytes }) {
		const { getDocument } = await pdfjs;
		const document = await getDocument({ data: bytes, verbosity: 0, disableFontFace: true }).promise;
		documents.set(id, document);
		return document.numPages;
	},
	async page({ id, index }) {
		const { OPS } = await pdfjs;
		const page = await documents.get(id).getPage(index + 1);
		const { width, height, transform } = page.getViewport({ scale: 1 });
		const { items } = await page.getTextContent();
		const { fnArray, argsArray } = await page.getOperatorList();
		const annotations = await page.getAnnotations();
		page.cleanup();
		return {
			width,
			height,
			transform,
			items: items.filter(({ str }) => str?.trim()).map(({ str, transform, width }) => ({ text: str, transform, width })),
			operators: fnArray.flatMap((operator, i) => {
				const name = moving.find((each) => OPS[each] === operator);
				const matrix = name === 'transform' ? argsArray[i] : name === 'paintFormXObjectBegin' ? argsArray[i][0] : null;
				return name ? [{ name, matrix }] : [];
			}),
			links: annotations.flatMap(({ url }) => url ?? []),
		};
	},
	async close({ id }) {
		await documents.get(id)?.loadingTask.destroy();
		documents.delete(id);
	},
};
parentPort.on('message', async ({ call, method, args }) => {
	try {
		parentPort.postMessage({ call, value: await methods[method](args) });
	} catch ({ name, message }) {
		parentPort.postMessage({ call, error: { name, message } });
	}
});
`;

/** Reads PDFs by pdf.js, which shares nothing with the product's own PDF library. */
class PdfReader {
	private worker: Worker | undefined;
	private readonly pending = new Map<number, (reply: Reply) => void>();
	private calls = 0;

	/** Undefined when the document is corrupt or wants a password. */
	async open(bytes: Uint8Array): Promise<PdfFile | undefined> {
		const id = this.calls;
		const { value, error } = await this.call('open', { id, bytes });
		if (error && !/^(InvalidPDF|Password|UnknownError|Format)/.test(error.name)) {
			throw new Error(`${error.name}: ${error.message}`);
		}
		return typeof value === 'number' && value > 0 ? new PdfFile(this, id, value) : undefined;
	}

	/** For `PdfFile`. */
	async call(method: 'open' | 'page' | 'close', args: object): Promise<Reply> {
		this.worker ??= this.start();
		const call = this.calls++;
		const reply = new Promise<Reply>((resolve) => this.pending.set(call, resolve));
		this.worker.postMessage({ call, method, args });
		return reply;
	}

	private start(): Worker {
		const worker = new Worker(workerCode, { eval: true, execArgv: [], workerData: { pdfjs: pathToFileURL(pdfjsFile()).href } });
		worker.on('message', (reply: Reply) => {
			this.pending.get(reply.call)?.(reply);
			this.pending.delete(reply.call);
		});
		worker.on('error', ({ name, message }) => {
			this.pending.forEach((resolve, call) => resolve({ call, error: { name: `pdf.js failed with ${name}`, message } }));
			this.pending.clear();
		});
		worker.unref();
		return worker;
	}
}

/** One for all emulators of a process: its thread takes a third of a second of the processor to start, and ends with the process. */
export const pdfReader = new PdfReader();

/** From where a bundle is, else from the working directory. */
function pdfjsFile(): string {
	return typeof require === 'function'
		? require.resolve('pdfjs-dist/legacy/build/pdf.mjs')
		: createRequire(path.resolve('package.json')).resolve('pdfjs-dist/legacy/build/pdf.mjs');
}

/** An open PDF. */
export class PdfFile {
	constructor(
		private readonly reader: PdfReader,
		private readonly id: number,
		readonly pageCount: number,
	) {}

	async page(index: number): Promise<PdfPage> {
		const { value, error } = await this.reader.call('page', { id: this.id, index });
		if (error) {
			throw new Error(`${error.name}: ${error.message}`);
		}
		const page = value as RawPage;
		const { width, height, links } = page;
		return { width, height, links, pieces: textPieces(page), images: imageBoxes(page) };
	}

	async close(): Promise<void> {
		await this.reader.call('close', { id: this.id });
	}
}

function textPieces({ items, transform }: RawPage): TextPiece[] {
	return items.map(({ text, transform: [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0], width }) => {
		const run = width / (Math.hypot(a, b) || 1);
		const [startX, baseline] = shown(transform, [x, y]);
		const [endX] = shown(transform, [x + a * run, y + b * run]);
		return { text, left: Math.min(startX, endX), right: Math.max(startX, endX), baseline, size: Math.hypot(c, d) };
	});
}

/** Where the page paints images. */
function imageBoxes({ operators, transform, width, height }: RawPage): PdfPage['images'] {
	const boxes: PdfPage['images'][number][] = [];
	const saved: Matrix[] = [];
	let matrix = transform;
	for (const { name, matrix: own } of operators) {
		switch (name) {
			case 'save':
				saved.push(matrix);
				break;
			case 'restore':
			case 'paintFormXObjectEnd':
				matrix = saved.pop() ?? matrix;
				break;
			case 'transform':
				matrix = multiply(matrix, own!);
				break;
			case 'paintFormXObjectBegin':
				saved.push(matrix);
				matrix = own ? multiply(matrix, own) : matrix;
				break;
			case 'paintImageXObject': {
				// An image fills the unit square.
				const corners = (
					[
						[0, 0],
						[1, 0],
						[0, 1],
						[1, 1],
					] as const
				).map((corner) => shown(matrix, corner));
				const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
				boxes.push({
					left: Math.max(0, Math.min(...xs)),
					top: Math.max(0, Math.min(...ys)),
					right: Math.min(width, Math.max(...xs)),
					bottom: Math.min(height, Math.max(...ys)),
				});
			}
		}
	}
	return boxes;
}

function multiply([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0]: Matrix): Matrix {
	return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function shown([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, [x, y]: readonly [number, number]): [number, number] {
	return [a * x + c * y + e, b * x + d * y + f];
}
