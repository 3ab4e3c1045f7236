import { parentPort, workerData } from 'node:worker_threads';
import { createHost } from './host.ts';
import type { WorkerData } from './hostApi.ts';
import { createOcrHandlers } from './ocrHandlers.ts';
import { serve } from '../rpc.ts';

const { files, host, editorOnly } = workerData as WorkerData;

/** The background worker's entry: everything that takes time or memory runs behind it, away from the editor's thread. */
serve(parentPort!, createOcrHandlers(files, host && createHost(host, editorOnly)));
