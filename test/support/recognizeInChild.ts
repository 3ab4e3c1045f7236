/**
 * Recognises a document in this process, as the background worker does, and prints the outcome as JSON; for tests that kill a conversion. Arguments:
 * the document, the folder of the cache, the service's OCR URL.
 */
import { readFileSync } from 'node:fs';
import { Cache } from '../../src/core/disk/cache.ts';
import { createHttpClient } from '../../src/core/net/http.ts';
import { Limiter } from '../../src/core/net/limiter.ts';
import type { OcrEngine } from '../../src/core/ocr/engine.ts';
import { mistralEngine } from './mistralEngine.ts';
import { recognize } from '../../src/core/ocr/recognize.ts';
import { pdfInProcess } from './pdfInProcess.ts';

/** What `recognizeInChild.ts` prints. */
export interface ChildOutcome {
	/** Markdown by page. */
	readonly pages: readonly (string | undefined)[];
	readonly kept: number;
	readonly failed: number;
}

const [document = '', folder = '', endpoint = ''] = process.argv.slice(2);
const http = createHttpClient({ strictSsl: true, systemCertificates: false });
const limiter = new Limiter({ start: 4, max: 8, ahead: 2 });
const service = mistralEngine(http, {
	endpoint: new URL(endpoint),
	timeoutMs: 120_000,
	limiter,
	attempts: 5,
});
// Small parts, so that there are many of them.
const engine = Object.create(service, { limits: { value: { pages: 4, bytes: 30_000_000 } } }) as OcrEngine;
const {
	pages,
	cached: kept,
	failed,
} = await recognize(engine, await pdfInProcess(), {
	name: 'long.pdf',
	bytes: readFileSync(document),
	cache: new Cache({ folder, maxBytes: 1e9 }),
	endpoint: limiter,
	signal: new AbortController().signal,
});
const byPage: (string | undefined)[] = [];
pages.forEach(({ index, markdown }) => (byPage[index] = markdown));
console.log(JSON.stringify({ pages: byPage, kept, failed: failed.length } satisfies ChildOutcome));
await http.close();
