import { parentPort, workerData } from 'node:worker_threads';
import { createOcrHandlers } from './ocrHandlers.ts';
import { serve } from '../rpc.ts';

/** The background worker's entry: everything that takes time or memory runs behind it, away from the editor's thread. */
serve(parentPort!, createOcrHandlers((workerData as { readonly files: string }).files));
