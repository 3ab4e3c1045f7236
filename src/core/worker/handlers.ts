import { stat } from 'node:fs/promises';
import path from 'node:path';
import { contentHash } from '../disk/cache.ts';
import { sweepUploads } from '../ocr/mistral/files.ts';
import { UploadRecords } from '../ocr/mistral/uploads.ts';
import { once } from '../once.ts';
import type { Handlers } from '../rpc.ts';
import { createConnectHandlers } from './connectHandlers.ts';
import { convertDocument } from './convertDocument.ts';
import type { Host } from './host.ts';
import { createImageHandlers } from './imageHandlers.ts';
import { createReaderHandlers } from './readerHandlers.ts';
import { textHandlers } from './textHandlers.ts';
import type { PdfEngine } from '../pdf/pdfEngine.ts';
import type { WorkerApi } from './workerApi.ts';
import { WorkerEngines } from './workerEngines.ts';

/** What the handlers work with. */
export interface WorkerParts {
	/** The folder with the engines' bundles and data. */
	readonly files: string;
	readonly pdf: PdfEngine;
	/** The editor's thread, if there is one. */
	readonly host?: Host | undefined;
}

/** Creates the worker's handlers. */
export function createHandlers({ files, pdf, host }: WorkerParts): Handlers<WorkerApi> {
	const engines = new WorkerEngines({ files, pdf, host });
	return {
		...textHandlers,
		...createImageHandlers({
			httpClient: (network) => engines.httpClient(network),
			clientWithin: (network, reach) => engines.clientWithin(network, reach),
			tokensOf: (spec) => engines.tokensOf(spec),
			...(host ? { log: host.log } : {}),
		}),
		...createConnectHandlers((network) => engines.httpClient(network), host?.log),
		...createReaderHandlers({
			recognize: (request, context) =>
				engines.recognize(request, context, { onPage: (done, total) => context.emit({ type: 'pages', done, total, cached: 0 }) }),
			countPages: (document, context) => engines.countPages(document, context),
			draw: engines.draw,
			build: once(() => buildOf(files)),
		}),

		convert: (request, context) => convertDocument(engines, request, context),

		async contentHash({ name, bytes }) {
			return contentHash(bytes, name);
		},

		countPages: (document, context) => engines.countPages(document, context),

		async sweepUploads({ uploadFolder, keys, network }, { emit }) {
			await sweepUploads({ records: new UploadRecords(uploadFolder), keys, http: engines.httpClient(network), log: emit });
			return undefined;
		},

		forgetWays() {
			engines.forgetWays();
			return undefined;
		},

		async close() {
			await engines.close();
			return undefined;
		},
	};
}

/** Identifies the build of the engines by the time of the worker's bundle. */
async function buildOf(files: string): Promise<string> {
	const time = await stat(path.join(files, 'worker.cjs')).then(
		({ mtimeMs }) => mtimeMs,
		() => 0,
	);
	return String(time);
}
