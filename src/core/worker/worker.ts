// Imported first, see there.
import { pdf } from './pdfFirst.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { createHost } from './host.ts';
import type { WorkerData } from './hostApi.ts';
import { createHandlers } from './handlers.ts';
import { serve } from '../rpc.ts';

const { files, host, editorOnly } = workerData as WorkerData;

/** The entry point of the background worker, which does all work that takes much time or memory. */
serve(parentPort!, createHandlers({ files, pdf, host: host && createHost(host, editorOnly) }));
