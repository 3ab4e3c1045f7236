import type { OcrApi } from './api.ts';
import type { ImageApi } from './imageApi.ts';
import type { ReaderApi } from './readerApi.ts';

/** What the background worker does for the editor's thread. */
export type WorkerApi = OcrApi & ImageApi & ReaderApi;
